"""Numba comes with the first kernel, and by one door."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import artel
from artel.orbits.compiling import njit


def test_a_function_is_compiled_with_or_without_options():
    plain = njit(lambda x: x + 1)
    strict = njit(error_model="numpy")(lambda x: 1.0 / x)
    assert plain(1) == 2
    assert strict(0.0) == float("inf")


def test_kernels_take_njit_by_the_one_door():
    other_doors = re.compile(r"^\s*(from numba import.*\bn?jit\b|import numba)", re.MULTILINE)
    house = Path(artel.__file__).parent
    modules = [path for path in house.rglob("*.py") if other_doors.search(path.read_text())]
    assert modules == []


def test_nothing_imports_numba_before_a_kernel_does():
    program = "import artel.orbits.compiling, artel.orbits.visibility, artel.studies.sky, sys\n"
    program += "sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
