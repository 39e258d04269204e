"""A machine that cannot set up .venv is told why in one sentence."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

FAKES = {
    "old": "exit 1",
    "without pip": 'case "$1" in -c) exit 0 ;; *) exit 1 ;; esac',
    "with an old pip": 'case "$*" in -c*|"-m pip --version") exit 0 ;; *) exit 2 ;; esac',
}


@pytest.fixture
def fresh(repository, tmp_path):
    """Return a folder as after a clone, with nothing set up, and no pip but the fake's."""
    for name in ("scripts", "requirements"):
        shutil.copytree(repository / name, tmp_path / "tree" / name)
    shutil.copy(repository / "pyproject.toml", tmp_path / "tree")
    (tmp_path / "bin").mkdir()
    for tool in ("sh", "cat", "cmp", "dirname", "rm", "touch"):
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool))
    return tmp_path


def set_up(fresh, python: str, what: str = "run") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", fresh / "tree" / "scripts" / "setup", what],
        env={**os.environ, "PATH": str(fresh / "bin"), "PYTHON": python},
        capture_output=True,
        text=True,
        check=False,
    )


def fake_python(fresh, behaviour: str) -> str:
    script = fresh / "bin" / "python"
    script.write_text(f"#!/bin/sh\n{FAKES[behaviour]}\n")
    script.chmod(0o755)
    return str(script)


@pytest.mark.parametrize(
    ("behaviour", "sentence"),
    [
        ("old", "is older than Python 3.11; name a newer one"),
        ("without pip", "has no pip; install it"),
        ("with an old pip", "is older than 22.3; renew it"),
    ],
)
def test_an_unfit_python_is_refused_with_the_next_step(fresh, behaviour, sentence):
    answer = set_up(fresh, fake_python(fresh, behaviour))
    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert not (fresh / "tree" / ".venv").exists()


def test_a_python_that_is_not_there_is_named(fresh):
    answer = set_up(fresh, "python3.99")
    assert answer.returncode == 1
    assert answer.stderr.startswith("artel: there is no 'python3.99' here; name a Python")


def test_setup_takes_no_other_word(fresh):
    answer = set_up(fresh, "python3", "everything")
    assert answer.returncode == 1
    assert answer.stderr == "artel: scripts/setup takes run or dev.\n"
