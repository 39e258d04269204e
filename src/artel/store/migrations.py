"""The database's tables brought forward, version by version, from empty or from any earlier one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from procrastinate.schema import SchemaManager

from artel.commons.errors import InputError
from artel.store.reaching import reached

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection

FOLDER = Path(__file__).resolve().parent / "migrations"
LOCK = 107_091_337_636_865
"""The advisory lock under which one process at a time migrates."""
_INCLUDED = "-- include: procrastinate\n"
_FILE = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """One step forward: the statements that lead from version - 1 to version."""

    version: int
    name: str
    statements: str


@cache
def migrations() -> tuple[Migration, ...]:
    """Return all steps in order. Raises ValueError where the numbers have a gap or a double."""
    found = []
    for file in sorted(FOLDER.glob("*.sql")):
        match = _FILE.fullmatch(file.name)
        if match is None:
            raise ValueError(f"{file.name} is not named as NNNN_name.sql.")
        found.append(Migration(int(match[1]), match[2], _whole(file.read_text("utf-8"))))
    if [each.version for each in found] != list(range(1, len(found) + 1)):
        raise ValueError("The migrations are not numbered from 0001 without gaps or doubles.")
    return tuple(found)


def _whole(text: str) -> str:
    """Return a step with the library's own tables where it asks for them."""
    return text.replace(_INCLUDED, SchemaManager.get_schema()) if _INCLUDED in text else text


def migrate(uri: str, steps: Sequence[Migration] | None = None) -> int:
    """Bring a database to the last version and return how many steps that took.

    Each step is one transaction. Two processes that begin at once do it one after the other.
    Raises InputError where the database is newer than this artel, or cannot be reached.
    """
    wanted = migrations() if steps is None else tuple(steps)
    with reached(uri) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        try:
            return _bring_forward(connection, wanted)
        finally:
            connection.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))


def _bring_forward(connection: Connection, steps: Sequence[Migration]) -> int:
    now = version_of(connection)
    if now > len(steps):
        raise InputError(
            f"The database is at version {now}, and this artel knows versions up to {len(steps)}.",
            next_step="Use the newer artel that made it.",
        )
    for step in steps[now:]:
        _apply(connection, step)
    return len(steps) - now


def _apply(connection: Connection, step: Migration) -> None:
    with connection.transaction():
        connection.execute(step.statements)
        connection.execute(
            "INSERT INTO artel_version (version, name) VALUES (%s, %s)", (step.version, step.name)
        )


def version_of(connection: Connection) -> int:
    """Return the version of a database; 0 where it has no tables of ours."""
    row = connection.execute("SELECT to_regclass('public.artel_version')").fetchone()
    if row is None or row[0] is None:
        return 0
    found = connection.execute("SELECT coalesce(max(version), 0) FROM artel_version").fetchone()
    return int(found[0]) if found else 0


def require_current(uri: str) -> None:
    """Raise InputError where a database is not at the version of this artel."""
    with reached(uri) as connection:
        now = version_of(connection)
    if now != len(migrations()):
        raise InputError(
            f"The database is at version {now}, and this artel works with {len(migrations())}.",
            next_step="Start artel serve of this version once; it brings the tables forward.",
        )
