"""A database ready for work: its server runs, its tables are brought forward."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from artel.commons.errors import InputError
from artel.store import cluster, embedded
from artel.store.connections import Store
from artel.store.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

log = logging.getLogger("artel.database")
FOLDER = "database"
"""The server's folder in the data folder."""
LOOKED_EACH_S = 1.0
"""So often a process looks whether the server that it owns is there."""


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
        with _watched(server):
            yield server.uri, server.ensure
    finally:
        server.stop()


@contextmanager
def _watched(server: embedded.Server) -> Iterator[None]:
    """Start a server that this process owns again soon after it died, also if nobody asks it."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(LOOKED_EACH_S):
            if server.owned and not cluster.ready(server.folder):
                try:
                    server.ensure()
                except InputError as error:
                    log.warning("%s", error)

    thread = threading.Thread(target=watch, name="database", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
