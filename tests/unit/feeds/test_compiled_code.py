"""Where compiled code is kept, and who hears that it is being made."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from artel.feeds.compiled_code import WAITING, CompiledCode, key

NAMED = "ARTEL_CACHE_DIR"
KERNEL = """
from artel.orbits.compiling import njit
from artel.orbits.constants import A
"""
PROGRAM = """
import os, sys
sys.path.insert(0, sys.argv[1])
from artel.feeds.compiled_code import CompiledCode
from artel.orbits.compiling import keep_with
keep_with(lambda: CompiledCode(os.environ, lambda said: print(said, file=sys.stderr)))
import doubled
print(doubled.twice(21))
"""
MODULE = """
from artel.orbits.compiling import njit

@njit(cache=True)
def twice(x):
    return x + x
"""


@pytest.fixture
def package(tmp_path):
    """Return a package of one kernel, what it freezes, what that imports, and a bystander."""
    room = tmp_path / "artel" / "orbits"
    room.mkdir(parents=True)
    (room / "kernel.py").write_text(KERNEL)
    (room / "constants.py").write_text("from artel.orbits import (\n    deeper,\n)\nA = 1\n")
    (room / "deeper.py").write_text("B = 1\n")
    (room / "bystander.py").write_text("C = 1\n")
    return tmp_path / "artel"


@pytest.mark.parametrize("changed", ["kernel", "constants", "deeper"])
def test_what_goes_into_compiled_code_changes_its_key(package, changed):
    before = key(package)
    file = package / "orbits" / f"{changed}.py"
    file.write_text(file.read_text() + "# other\n")
    assert key(package) != before


def test_what_compiled_code_does_not_see_leaves_its_key(package):
    before = key(package)
    (package / "orbits" / "bystander.py").write_text("C = 2\n")
    assert key(package) == before


def test_the_folder_lies_in_ours_and_numba_is_told(tmp_path):
    environ = {NAMED: str(tmp_path)}
    folder = CompiledCode(environ, print).folder()
    assert folder.startswith(str(tmp_path / "compiled"))
    assert environ["NUMBA_CACHE_DIR"] == folder
    assert CompiledCode({NAMED: str(tmp_path)}, print).folder() == folder


def test_a_folder_that_the_person_chose_for_numba_stays(tmp_path):
    environ = {NAMED: str(tmp_path), "NUMBA_CACHE_DIR": "mine"}
    keeper = CompiledCode(environ, print)
    assert keeper.folder() == environ["NUMBA_CACHE_DIR"] == "mine"
    keeper.enter()
    keeper.leave()
    assert list(tmp_path.iterdir()) == []


def test_three_versions_are_kept_side_by_side(tmp_path):
    for old in "abcd":
        (tmp_path / "compiled" / old).mkdir(parents=True)
    folder = CompiledCode({NAMED: str(tmp_path)}, print).folder()
    kept = {path.name for path in (tmp_path / "compiled").iterdir()}
    assert len(kept) == 3
    assert folder.rsplit("/", 1)[-1] in kept


def test_one_hears_once_that_something_is_compiled(tmp_path):
    said = []
    keeper = CompiledCode({NAMED: str(tmp_path)}, said.append)
    keeper.folder()
    assert said == []
    keeper.compiling()
    keeper.compiling()
    assert len(said) == 1
    assert "about 10 seconds" in said[0]


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be locked so")
def test_a_second_one_waits_until_the_first_has_left_altogether(tmp_path):
    said = []
    first, second = (CompiledCode({NAMED: str(tmp_path)}, say) for say in (print, said.append))
    assert first.folder() == second.folder()
    first.enter()
    first.enter()
    entered = threading.Thread(target=second.enter)
    entered.start()
    first.leave()
    entered.join(0.2)
    assert entered.is_alive()
    assert said == [WAITING]
    first.leave()
    entered.join(10.0)
    assert not entered.is_alive()
    second.leave()
    first.enter()
    first.leave()


def run(folder, environ):
    """Start a program with one kernel; return its output and what it said of it."""
    (folder / "doubled.py").write_text(MODULE)
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder)],
        env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_two_that_start_at_once_compile_once_and_a_third_loads(tmp_path):
    environ = {NAMED: str(tmp_path / "cache"), "PATH": ""}
    both = [run(tmp_path, environ) for _ in range(2)]
    told = 0
    for process in both:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, out) == (0, "42\n"), err
        told += err.count("compiling")
    assert told == 1 or sys.platform == "win32"
    out, err = run(tmp_path, environ).communicate(timeout=120)
    assert (out, err) == ("42\n", "")
