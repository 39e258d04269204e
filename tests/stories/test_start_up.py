"""The first minute: help at once, small jobs without a compiler, and a word when it compiles."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

PROGRAM = """
import sys
from artel.cli import main
sys.argv = ["artel", *sys.argv[1:]]
try:
    main.run()
except SystemExit as end:
    assert not end.code, end.code
print("|".join(sorted(name for name in sys.modules if "." not in name)), file=sys.stderr)
"""
SLOW_TO_IMPORT = {"httpx", "numba", "numpy", "ortools", "scipy", "sgp4", "shapely"}
COMPILING = "compiling the search once; about "


def start(folder, *arguments):
    """Run the program in a process of its own; return its output, and what it imported."""
    environ = {**os.environ, "ARTEL_CACHE_DIR": str(folder)}
    environ.pop("NUMBA_CACHE_DIR", None)
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    *said, modules = run.stderr.splitlines()
    return run.stdout, said, set(modules.split("|"))


@pytest.fixture
def many_places(tmp_path):
    """Return a file of places that make a job worth compiling for."""
    spots = [(17.0 * i % 360.0 - 180.0, 85.0 - 0.57 * i) for i in range(300)]
    features = [
        {
            "type": "Feature",
            "properties": {"name": f"P{i}"},
            "geometry": {"type": "Point", "coordinates": spot},
        }
        for i, spot in enumerate(spots)
    ]
    file = tmp_path / "places.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


@pytest.mark.parametrize("arguments", [("--help",), ("access", "--help")], ids=" ".join)
def test_help_imports_nothing_that_is_slow(tmp_path, arguments):
    out, said, modules = start(tmp_path, *arguments)
    assert "Usage" in out
    assert said == []
    assert "artel" in modules
    assert modules & SLOW_TO_IMPORT == set()


def test_a_small_job_compiles_nothing_and_never_imports_the_compiler(tmp_path):
    out, said, modules = start(tmp_path, "access", "--site", "55.8,49.1", "--for", "24h", "--json")
    assert len(json.loads(out)) > 100
    assert said == []
    assert "sgp4" in modules
    assert "numba" not in modules


@pytest.mark.deep
def test_a_large_job_says_once_that_it_compiles_and_the_next_one_does_not(tmp_path, many_places):
    large = ("access", "--target", str(many_places), "--for", "72h", "--json")
    large += ("--min-elevation-deg", "85")
    first, said, modules = start(tmp_path, *large)
    assert "numba" in modules
    assert [COMPILING in sentence for sentence in said] == [True]
    assert json.loads(first)
    second, said, _ = start(tmp_path, *large)
    assert said == []
    assert second == first
