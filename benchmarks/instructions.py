"""How many instructions the compiled search takes: a figure that a busy machine does not change.

    python benchmarks/instructions.py

A fixed job (3 satellites, 100 sites, 7 days, from 10 degrees up, tracks given) is run under
`valgrind --tool=callgrind` once with 2 and once with 6 searches; the difference of the two counts
is four searches, and start-up, reading and tracks cancel. numba is told to make code for one named
processor, so that the count is the same wherever it is taken. README.md beside this file keeps
the counts of the past.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FEW, MANY = 2, 6
SATELLITES, SITES, DAYS = 3, 100, 7
PROCESSOR = "haswell"
JOB = """
import runpy
import sys
from types import SimpleNamespace
access = SimpleNamespace(**runpy.run_path(sys.argv.pop(1)))
from artel.orbits.tle import read_tle
from artel.orbits.tracks import tracks_of_sets
from artel.orbits.visibility import elevation_windows, sites_of
import numpy as np
satellites, sites, days, times = map(int, sys.argv[1:])
sets = [read_tle("\\n".join(two)).records[0] for two in access.fleet(satellites)]
where = access.places(sites)
ground = sites_of(*np.radians(where[:, :2]).T, where[:, 2])
span = access.START, access.START + days * access.DAY
tracks = tracks_of_sets(sets, *span, propagator="sgp4")
for _ in range(times):
    found = elevation_windows(tracks, ground, np.radians(access.MASK_DEG), span, compiled=True)
print(len(found))
"""


def counted(times, folder):
    """Return (instructions of a whole run, windows found)."""
    surroundings = os.environ | {
        "NUMBA_CPU_NAME": PROCESSOR, "NUMBA_CPU_FEATURES": "+avx2,+fma",
        "NUMBA_CACHE_DIR": folder, "PYTHONHASHSEED": "0",
    }  # fmt: skip
    fleet = str(Path(__file__).with_name("access.py"))
    job = [sys.executable, "-c", JOB, fleet, *map(str, (SATELLITES, SITES, DAYS, times))]
    # The first run compiles, and keeps the code for the one that is counted.
    subprocess.run(job, check=True, capture_output=True, env=surroundings)  # noqa: S603
    tool = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out"]
    run = subprocess.run([*tool, *job], check=True, capture_output=True, env=surroundings)  # noqa: S603
    (found,) = re.findall(rb"Collected : (\d+)", run.stderr)
    return int(found), int(run.stdout)


def main():
    if shutil.which("valgrind") is None:
        raise SystemExit("There is no valgrind. Install it (apt-get install valgrind).")
    with tempfile.TemporaryDirectory() as folder:
        (few, windows), (many, _) = counted(FEW, folder), counted(MANY, folder)
    each = (many - few) / (MANY - FEW)
    pair_days = SATELLITES * SITES * DAYS
    print(f"{each:,.0f} instructions a search of {windows} windows")
    print(f"{each / pair_days:,.0f} per satellite-site-day, {each / windows:,.0f} a window")


if __name__ == "__main__":
    main()
