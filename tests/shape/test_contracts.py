"""The layers and fences of the house hold, and a breach of any of them is caught and named."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

# What a planted module of this room must not import: contract, module, its one line.
BREACHES = [
    ("layers", "commons/breach.py", "import artel.feeds"),
    ("layers", "studies/breach.py", "from artel.cli import main"),
    ("layers", "planner/breach.py", "import artel.validator"),
    ("layers", "orders/breach.py", "import artel.fleet"),
    ("layers", "attic.py", "import json"),
    ("orbits", "orbits/breach.py", "from artel.commons import errors"),
    ("orbits", "orbits/breach.py", "from datetime import datetime"),
    ("orbits", "orbits/breach.py", "import shapely"),
    ("pure", "studies/breach.py", "import sqlite3"),
    ("pure", "charter/breach.py", "from urllib.request import urlopen"),
    ("pure", "planner/breach.py", "import subprocess"),
    ("validator", "validator/breach.py", "from artel.orbits import visibility"),
    ("validator", "validator/breach.py", "from artel.planner import __doc__"),
    ("validator", "validator/breach.py", "import artel.fleet"),
    ("shared", "orbits/propagate.py", "import artel.orbits.visibility"),
    ("shared", "charter/articles.py", "import artel.orders"),
    ("cycles", "commons/errors.py", "import artel.commons.windows"),
]

ABOVE = {"cli", "api", "console", "desk", "store", "feeds"}
"""Rooms that may know databases, files and the web; all others are pure."""


@pytest.fixture
def house(repository, tmp_path):
    """Return a copy of the product that may be harmed."""
    shutil.copytree(
        repository / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(repository / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def rules(repository):
    """Return the contracts by their id."""
    settings = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    return {entry["id"]: entry for entry in settings["tool"]["importlinter"]["contracts"]}


@pytest.fixture(scope="session")
def contracts(rules):
    """Return the contracts' names by their id."""
    return {key: entry["name"] for key, entry in rules.items()}


def judge(house: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the linter over this copy, not over the installed product."""
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache", *options],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_house_as_it_stands_keeps_every_contract(house, contracts):
    verdict = judge(house)
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    assert all(f"{name} KEPT" in verdict.stdout for name in contracts.values())


def test_every_contract_has_a_planted_breach(contracts):
    assert {contract for contract, _, _ in BREACHES} == set(contracts)


def test_every_room_below_feeds_is_a_pure_one(repository, rules):
    house = repository / "src" / "artel"
    rooms = {path.parent.name for path in house.glob("*/__init__.py")} - ABOVE
    pure = {name.split(".")[1] for name in rules["pure"]["source_modules"]}
    assert rooms - pure == set()


@pytest.mark.parametrize(("contract", "module", "line"), BREACHES)
def test_a_planted_breach_is_caught_and_named(house, contracts, contract, module, line):
    planted = house / "src" / "artel" / module
    before = planted.read_text(encoding="utf-8") if planted.exists() else ""
    planted.write_text(f"{before}\n{line}\n", encoding="utf-8")
    if contract == "cycles":
        other = house / "src" / "artel" / "commons" / "windows.py"
        other.write_text(other.read_text(encoding="utf-8") + "\nimport artel.commons.errors\n")
    verdict = judge(house, "--contract", contract)
    assert verdict.returncode == 1
    assert f"{contracts[contract]} BROKEN" in verdict.stdout, verdict.stdout + verdict.stderr
