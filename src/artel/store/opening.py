"""A database ready for work: its server runs, its tables are brought forward."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from artel.store import embedded
from artel.store.connections import Store
from artel.store.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FOLDER = "database"
"""The server's folder in the data folder."""


@contextmanager
def opened(data: Path, uri: str | None = None) -> Iterator[Store]:
    """Give the store at an address, or of the server in a data folder, and close it at the end.

    The folder's server is started again when it is found dead, by the process that owns it. Raises
    InputError where the database cannot be had.
    """
    with running(data, uri) as (address, mend):
        migrate(address)
        store = Store.open(address, mend=mend)
        try:
            yield store
        finally:
            store.close()


@contextmanager
def running(data: Path, uri: str | None = None) -> Iterator[tuple[str, Callable[[], None] | None]]:
    """Give the address of a running database as it is, and what starts its server again, if any.

    A server that this process owns is stopped at the end.
    """
    if uri:
        yield uri, None
        return
    server = embedded.start(data / FOLDER)
    try:
        yield server.uri, server.ensure
    finally:
        server.stop()
