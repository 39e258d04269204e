"""The pages of the repository, each handed to a test as a path."""

from __future__ import annotations

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


def pages() -> list[Path]:
    """Return README, CONTRIBUTING, CHANGELOG and every page of docs."""
    top = [REPOSITORY / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return top + sorted((REPOSITORY / "docs").rglob("*.md"))


def pytest_generate_tests(metafunc):
    if "page" in metafunc.fixturenames:
        named = [path.relative_to(REPOSITORY).as_posix() for path in pages()]
        metafunc.parametrize("page", pages(), ids=named)


def pytest_collection_modifyitems(items):
    """Begin with the pages that show the most commands, so that no worker ends with one."""
    items.sort(key=_commands, reverse=True)


def _commands(item):
    page = getattr(item, "callspec", None) and item.callspec.params.get("page")
    if page is None or not item.name.startswith("test_every_command"):
        return 0
    return page.read_text(encoding="utf-8").count("\n$ artel ")


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def makefile() -> str:
    return (REPOSITORY / "Makefile").read_text(encoding="utf-8")
