"""The files of the repository, as the tests of its shape see them."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest
from pathspec import GitIgnoreSpec

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def files() -> list[Path]:
    """Every file that is in the repository or would be added to it."""
    listing = _listed_by_git() or _found_by_walking(REPOSITORY)
    return sorted(REPOSITORY / name for name in listing if (REPOSITORY / name).is_file())


def _listed_by_git() -> list[str]:
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    try:
        run = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return []
    return run.stdout.split("\0") if run.returncode == 0 else []


def _found_by_walking(folder: Path) -> list[str]:
    """Do the same where there is no git: an unpacked archive must pass its own checks."""
    ignored = GitIgnoreSpec.from_lines((REPOSITORY / ".gitignore").read_text().splitlines())
    found = []
    for path in folder.iterdir():
        name = path.relative_to(REPOSITORY).as_posix()
        if path.name == ".git" or ignored.match_file(f"{name}/" if path.is_dir() else name):
            continue
        found += _found_by_walking(path) if path.is_dir() else [name]
    return found


@pytest.fixture(scope="session")
def modules(files: list[Path]) -> dict[Path, ast.Module]:
    """Every module of the product by its path below src/artel, parsed."""
    house = REPOSITORY / "src" / "artel"
    return {
        path.relative_to(house): ast.parse(path.read_text(encoding="utf-8"), str(path))
        for path in files
        if path.suffix == ".py" and path.is_relative_to(house)
    }
