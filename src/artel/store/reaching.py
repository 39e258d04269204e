"""One connection to a database as its owner, or one clear sentence when it cannot be reached."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from psycopg.conninfo import conninfo_to_dict

from artel.commons.errors import InputError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection

PATIENCE_S = 30.0
"""A server that starts again has so long to come back."""
_PAUSE_S = 0.2


class Unreached(InputError, Unavailable):
    """The database does not answer."""


@contextmanager
def reached(uri: str, patience_s: float = PATIENCE_S) -> Iterator[Connection]:
    """Give a connection in autocommit; a server that is just starting is waited for.

    Raises InputError where the address is wrong, Unreached where nobody answers in time.
    """
    with _connected(uri, patience_s) as connection:
        yield connection


def _connected(uri: str, patience_s: float) -> Connection:
    end = time.monotonic() + patience_s
    while True:
        try:
            return psycopg.connect(uri, autocommit=True, connect_timeout=5)
        except psycopg.OperationalError as error:
            # Of all refusals only those of a server on its way up or down pass by themselves.
            if time.monotonic() > end or not _passing(str(error)):
                raise not_reached(uri, str(error)) from None
        except psycopg.ProgrammingError:
            raise InputError(
                "The address of the database cannot be read.",
                next_step="Write ARTEL_DATABASE_URL as postgresql://user@host:5432/artel.",
            ) from None
        time.sleep(_PAUSE_S)


_PASSING = (
    "starting up", "shutting down", "recovery", "Connection refused", "No such file",
    "closed the connection", "not yet accepting", "Connection reset",
)  # fmt: skip


def _passing(said: str) -> bool:
    return any(word in said for word in _PASSING)


def not_reached(uri: str, said: str = "") -> Unreached:
    """Return the complaint about a database that does not answer; a password is never in it."""
    last = said.strip().splitlines()[-1] if said.strip() else "nobody answered"
    return Unreached(
        f"The database at {place_of(uri)} cannot be reached: {last}.",
        next_step="Start it, or look at ARTEL_DATABASE_URL and ARTEL_DATA_DIR.",
    )


def place_of(uri: str) -> str:
    """Return host and database of an address, without user and password."""
    try:
        parts = conninfo_to_dict(uri)
    except psycopg.ProgrammingError:
        return "an address that cannot be read"
    host, name = parts.get("host") or "this machine", parts.get("dbname") or "its default"
    return f"{host}, database {name}"
