"""Coverage of the Earth beside TAT-C: CPU seconds, with the accuracy from the same run.

    python benchmarks/coverage.py [--tatc PYTHON] [--full]

Satellites look 30 degrees to all sides of nadir for 7 days. Measured for both: one satellite on
grids of 5 and of 2 degrees. Twelve satellites on 1 degree (64,800 points) are measured for ours,
and for TAT-C with --full; otherwise TAT-C's time is extrapolated, and said to be.

--tatc names a Python that has TAT-C; without it one is made in the temporary folder by venv and
pip. CPU time on one core; ours is the median of five runs after one that compiles, TAT-C's is one
run (its start, and what it reads once, left out).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from artel.orbits.coverage import coverage, summary
from artel.orbits.elements import from_facts, sun_synchronous_inclination
from artel.orbits.grids import equal_angle
from artel.orbits.tallies import Tally
from artel.orbits.time import EARTH_RATE, parse_epoch
from artel.orbits.tle import read_tle, write_tle
from artel.orbits.tracks import Track, track_of
from artel.orbits.visibility import off_nadir_windows, sites_of

START = parse_epoch("2026-10-05T00:00:00")
DAYS = 7.0
SPAN = (START, START + DAYS * 86400.0)
OFF_NADIR = 30.0
RUNS = 5
NEAR = 30.0
"""Windows of two programs whose middles are nearer than this, s, are the same window."""
WGS84_A = 6378137.0


@dataclass(frozen=True)
class Job:
    """So many satellites over a grid of so many degrees."""

    satellites: int
    size_deg: float

    @property
    def grid(self):
        return equal_angle(math.radians(self.size_deg))

    @property
    def pair_days(self):
        return self.satellites * len(self.grid) * DAYS

    def __str__(self):
        ships = f"{self.satellites} satellite{'s' if self.satellites > 1 else ''}"
        return f"{ships}, {self.size_deg:g} deg, {len(self.grid):,} points, {DAYS:g} days"


def fleet(count):
    """Return element sets, read back from the TLE that TAT-C gets too: three heights."""
    out = []
    for number in range(count):
        height = (510e3, 620e3, 780e3)[number % 3]
        facts = from_facts(
            f"S{number}", 50_001 + number, START, altitude_m=height,
            inclination=sun_synchronous_inclination(WGS84_A + height),
            node_local_time_h=(9.5, 10.5, 13.5, 18.0)[number % 4],
            argument_of_latitude=2.0 * math.pi * number / count,
        )  # fmt: skip
        text = write_tle(replace(facts, object_id=f"2026-{number + 1:03d}A"))
        out.append((read_tle(text).records[0], text.splitlines()[-2:]))
    return [each for each, _ in out], [lines for _, lines in out]


def turned(track, seconds):
    """Return a track over an Earth that is ahead by so many seconds of its turning."""
    cos, sin = math.cos(seconds * EARTH_RATE), math.sin(seconds * EARTH_RATE)
    turn = np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]]).T
    return Track(
        track.name, track.norad_id, track.t, track.r @ turn, track.v @ turn, track.start, track.end
    )


def ours(job, ahead=0.0):
    """Return windows, figures, and CPU seconds of tracks, windows and statistics."""
    grid, (elements, _) = job.grid, fleet(job.satellites)
    sites = sites_of(grid.lat, grid.lon)
    marks = [time.process_time()]
    tracks = [track_of(each, *SPAN) for each in elements]
    marks.append(time.process_time())
    if ahead:
        tracks = [turned(track, ahead) for track in tracks]
    table = off_nadir_windows(tracks, sites, math.radians(OFF_NADIR), SPAN, peaks=False)
    marks.append(time.process_time())
    tally = Tally(table, [0] * job.satellites, len(grid), SPAN)
    found = coverage(tally, [[0]], compiled=True)
    total = summary(found, grid)
    marks.append(time.process_time())
    return table, (found, total), np.diff(marks)


def measured(job):
    """Return windows, figures and the median CPU seconds, after a run that compiles."""
    ours(Job(1, 30.0))
    runs = [ours(job) for _ in range(RUNS)]
    parts = [statistics.median(run[2][k] for run in runs) for k in range(3)]
    return runs[0][0], runs[0][1], parts


def theirs(job, python):
    """Return TAT-C's windows and what it said, or None and why there are none."""
    grid = job.grid
    points = np.degrees(np.stack([grid.lon, grid.lat], axis=1)).round(9).tolist()
    asked = {
        "tle": fleet(job.satellites)[1], "points": points, "off_nadir_deg": OFF_NADIR,
        "nadir": "geocentric", "span": SPAN,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        task, out = Path(folder) / "job.json", Path(folder) / "out.npz"
        task.write_text(json.dumps(asked), encoding="utf-8")
        script = Path(__file__).with_name("coverage_tatc.py")
        done = run([python, str(script), str(task), str(out)])
        if done.returncode:
            return None, done.stderr.strip().splitlines()[-1:]
        with np.load(out) as arrays:
            return {name: arrays[name] for name in arrays}, json.loads(done.stdout.splitlines()[-1])


def compared(table, other):
    """Print how the windows of the two agree, one by one."""
    width = 10.0 * DAYS * 86400.0
    pair = [each["satellite"] * 100_000.0 + each["site"] for each in (columns(table), other)]
    starts, ends = (
        [each[name] - START for each in (columns(table), other)] for name in ("start", "end")
    )
    keys = [p * width + 0.5 * (s + e) for p, s, e in zip(pair, starts, ends, strict=True)]
    order = [np.argsort(key) for key in keys]
    mine, his = keys[0][order[0]], keys[1][order[1]]
    at = np.clip(np.searchsorted(his, mine), 1, his.size - 1)
    at = np.where(mine - his[at - 1] < his[at] - mine, at - 1, at)
    same = np.abs(his[at] - mine) < NEAR
    alone = np.ones(his.size, bool)
    alone[at[same]] = False
    lengths = [(e - s)[o] for s, e, o in zip(starts, ends, order, strict=True)]
    print(
        f"    windows: ours {mine.size:,}, TAT-C {his.size:,}, in both {same.sum():,}; only ours "
        f"{(~same).sum()} (longest {lengths[0][~same].max(initial=0):.2f} s), only TAT-C "
        f"{alone.sum()} (longest {lengths[1][alone].max(initial=0):.2f} s)"
    )
    late = np.concatenate([
        (values[1][order[1]][at] - values[0][order[0]])[same] for values in (starts, ends)
    ])  # fmt: skip
    off = np.abs(late)
    print(
        f"    starts and ends, TAT-C less ours: median {1e3 * np.median(late):+.3f} ms; apart by "
        f"{1e3 * np.median(off):.3f} ms (median), {1e3 * np.percentile(off, 99):.2f} ms (99 %), "
        f"{1e3 * off.max():.1f} ms (most)"
    )


def columns(table):
    return {name: getattr(table, name) for name in ("satellite", "site", "start", "end")}


def gaps_compared(figures, other):
    """Print how TAT-C's mean revisit, which is our mean gap, agrees at every point."""
    gap = figures.mean_gap[0][other["place"]]
    both = ~np.isnan(gap) & ~np.isnan(other["revisit"])
    off = np.abs(gap - other["revisit"])[both]
    print(
        f"    mean gap (TAT-C's revisit) at {both.sum():,} points: apart by "
        f"{np.median(off):.4f} s (median), {off.max():.1f} s (most)"
    )


def show_times(job, parts, said):
    total = sum(parts)
    print(
        f"    artel {total:.3f} s CPU: tracks {parts[0]:.3f}, windows {parts[1]:.3f}, statistics "
        f"{parts[2]:.3f}; {1e6 * total / job.pair_days:.3f} us per pair and day"
    )
    if said:
        whole = said["collect_s"] + said["statistics_s"]
        print(
            f"    TAT-C {whole:.1f} s CPU: collect {said['collect_s']:.1f}, statistics "
            f"{said['statistics_s']:.1f}; {1e6 * whole / job.pair_days:.0f} us; "
            f"{said['memory_mb']:.0f} MB; {whole / total:,.0f} times ours"
        )


def side_by_side(job, python):
    """Measure a job for both; return what TAT-C said."""
    print(f"\n{job}")
    table, (figures, _), parts = measured(job)
    other, said = theirs(job, python) if python else (None, None)
    show_times(job, parts, said if other else None)
    if other is None:
        print(f"    TAT-C: {' '.join(said) if said else 'absent'}")
        return None
    print("    each on its own Earth:")
    compared(table, other)
    ahead = said["ut1_minus_utc_s"]
    print(f"    ours on TAT-C's Earth, which has turned {ahead:.4f} s further (UT1 - UTC):")
    table, (figures, _), _ = ours(job, ahead)
    compared(table, other)
    gaps_compared(figures, other)
    return said


def large(job, said, python, *, full):
    """Measure the large job for ours; TAT-C's is measured or extrapolated from a smaller one."""
    if full:
        side_by_side(job, python)
        return
    print(f"\n{job}")
    table, (_, total), parts = measured(job)
    show_times(job, parts, None)
    print(f"    windows: {len(table):,}; seen {100 * total.seen_area[0]:.2f} % of the area")
    if said:
        small, seconds = said
        whole = (seconds["collect_s"] + seconds["statistics_s"]) * job.pair_days / small.pair_days
        print(
            f"    TAT-C EXTRAPOLATED by pairs and days from {small}: {whole:,.0f} s; "
            f"{whole / sum(parts):,.0f} times ours (--full measures it)"
        )


def python_with_tatc(given):
    """Return a Python that has TAT-C, made where none is given; or None, having said why."""
    if given:
        return given
    folder = Path(tempfile.gettempdir()) / "artel-bench-tatc"
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if python.exists() and not run([str(python), "-c", "import tatc"]).returncode:
        return str(python)
    for step in (
        [sys.executable, "-m", "venv", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", "tatc"],
    ):
        done = run(step)
        if done.returncode:
            print(f"TAT-C could not be installed: {done.stderr.strip()[-300:]}")
            return None
    return str(python)


def run(command):
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603


def one_core():
    """Stay on one core, and begin anew there: numpy's threads are as many as the cores it found."""
    if hasattr(os, "sched_setaffinity") and len(os.sched_getaffinity(0)) > 1:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--tatc", metavar="PYTHON", help="a Python that has TAT-C")
    parser.add_argument("--full", action="store_true", help="let TAT-C do the large job too")
    asked = parser.parse_args()
    # numba looks for a package called coverage, and must not find this script.
    sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != Path(__file__).parent]
    one_core()
    python = python_with_tatc(asked.tatc)
    print(f"Coverage within {OFF_NADIR:g} degrees of nadir; TAT-C with the geocentric nadir too.")
    side_by_side(Job(1, 5.0), python)
    small = Job(1, 2.0)
    said = side_by_side(small, python)
    large(Job(12, 1.0), (small, said) if said else None, python, full=asked.full and bool(python))


if __name__ == "__main__":
    main()
