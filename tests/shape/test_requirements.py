"""What is installed is named to the last byte, and the three lists agree."""

from __future__ import annotations

import re
import tomllib

import pytest


def pins(text: str) -> dict[str, set[str]]:
    """Return versions by name; a name has several where they differ by Python or system."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9.-]+)==([^\s;\\]+)", text, re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def names(requirements: list[str]) -> set[str]:
    """Return the normalised names of `numpy>=2.2` and its like."""
    found = {re.match(r"[A-Za-z0-9._-]+", entry)[0] for entry in requirements}
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found}


@pytest.fixture(scope="session")
def lists(repository):
    folder = repository / "requirements"
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.txt")}


@pytest.fixture(scope="session")
def project(repository):
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))


def test_there_is_a_list_for_the_product_for_its_build_and_for_its_checks(lists):
    assert set(lists) == {"run", "build", "dev", "node"}


@pytest.mark.parametrize("name", ["run", "build", "dev", "node"])
def test_every_requirement_is_one_version_with_its_hashes(lists, name):
    entries = re.split(r"\n(?=\S)", lists[name].strip())
    loose = [
        entry.splitlines()[0]
        for entry in entries
        if not re.match(r"[a-z0-9.-]+==\S", entry)
        or not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)
        or "://" in entry
    ]
    assert len(entries) >= len(pins(lists[name])) > 0
    assert loose == []


def test_the_checks_use_the_same_versions_as_the_product(lists):
    dev = pins(lists["dev"])
    others = pins(lists["run"]) | pins(lists["build"])
    assert {name: dev.get(name) for name in others} == others


def test_the_lists_hold_all_that_the_project_asks_for(lists, project):
    assert names(project["project"]["dependencies"]) <= set(pins(lists["run"]))
    assert names(project["build-system"]["requires"]) <= set(pins(lists["build"]))
    assert names(project["dependency-groups"]["dev"]) <= set(pins(lists["dev"]))
