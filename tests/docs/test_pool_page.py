"""The page of the pool folder names every field of every file, no others, and its example works."""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING

import pytest

from artel.charter.articles import KINDS
from artel.commons.tables import Row
from artel.studies.people import check_people
from artel.studies.pool import read_pool
from artel.studies.settlement_tables import check_settlement
from artel.studies.skies import check_clouds
from artel.studies.terminals import check_terminals
from artel.studies.workshare import check_workshare, needed

if TYPE_CHECKING:
    from types import ModuleType

# Which module reads which file of the folder.
READERS = {
    "pool.yaml": "artel.studies.pool",
    "satellites.yaml": "artel.fleet.satellites",
    "stations.yaml": ("artel.fleet.stations", "artel.fleet.dated"),
    "charter.yaml": (
        "artel.charter.articles",
        "artel.charter.base",
        "artel.charter.kinds_permission",
        "artel.charter.kinds_share",
        "artel.charter.kinds_terms",
    ),
    "orders.geojson": "artel.orders.orders",
    "terminals.yaml": "artel.terminals.tables",
    "approvals.yaml": "artel.terminals.approvals",
    "tariffs.yaml": "artel.settlement.tariffs",
    "usage.jsonl": "artel.settlement.usage",
    "workshare.yaml": "artel.workshare.tables",
    "people.yaml": "artel.people.tables",
    "clouds.yaml": "artel.studies.skies",
}


@pytest.fixture(scope="session")
def text(repository):
    return (repository / "docs" / "pool.md").read_text(encoding="utf-8")


def section(text: str, file: str) -> str:
    """Return what stands under the heading of a file."""
    return re.search(rf"^## {re.escape(file)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)[1]


def example(text: str, file: str) -> str:
    return re.search(r"^```\w+\n(.*?)^```", section(text, file), re.MULTILINE | re.DOTALL)[1]


def known_fields(file: str) -> set[str]:
    """Return the keys of every row of a file, whichever modules read it."""
    modules = READERS[file] if isinstance(READERS[file], tuple) else (READERS[file],)
    return set().union(*(fields(importlib.import_module(name)) for name in modules))


def fields(module: ModuleType) -> set[str]:
    """Return the keys, as written in a file, of every row that a module reads."""
    rows = [kind for kind in vars(module).values() if isinstance(kind, type)]
    return {
        entry.alias or name
        for row in rows
        if issubclass(row, Row) and row.__module__ == module.__name__
        for name, entry in row.model_fields.items()
    }


@pytest.mark.parametrize("file", READERS)
def test_every_field_of_a_file_is_explained(text, file):
    named = set(re.findall(r"`(\w+)`", section(text, file))) | {"source", "status", "format"}
    known = known_fields(file)
    assert known
    assert known - named == set()


@pytest.mark.parametrize("file", READERS)
def test_no_field_is_explained_that_a_file_does_not_have(text, file):
    rows = re.findall(r"^\| `(\w+)` \|", section(text, file), re.MULTILINE)
    # Kinds of articles have rows too; a name with a hyphen is not taken for a field.
    kinds = {kind for kind in KINDS if "-" not in kind} if file == "charter.yaml" else set()
    known = known_fields(file)
    assert rows
    assert set(rows) - known == kinds - known


def test_the_pool_of_the_page_can_be_read(text):
    files = {file: example(text, file) for file in (*READERS, "elements.json")}
    pool = read_pool(files)
    assert pool.problems == ()
    assert pool.notes == ()
    assert check_terminals(pool) == ()
    assert check_settlement(pool) == ()
    assert check_workshare(pool) == ()
    assert check_people(pool) == ()
    assert check_clouds(pool) == ()
    assert needed(pool).rows.programme == "Kanopus for two"
    assert [order.id for order in pool.orders] == ["O-1", "O-2"]
    assert [article.kind for article in pool.charter.articles] == [
        "priority", "reserve", "territory", "owner-veto", "residency", "block-out",
        "donate", "share", "balance", "service-level", "price", "amendment",
    ]  # fmt: skip
    assert len(pool.elements) == len(pool.imagers) == 1
