"""The PostgreSQL server that comes along: started, adopted and stopped in a folder of the desk.

One process owns a running server: who started it, or who found one whose owner is gone. Others
may use it meanwhile, and leave it running.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg

from artel.commons.errors import InputError
from artel.store import cluster
from artel.store.ownership import Ownership

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PATIENCE_S = 60.0
"""After a crash the server reads its log again, and what is left of the old one lingers."""
DATABASE = "artel"
_PAUSE_S = 0.1


class Server:
    """A running server in a folder; `uri` is the address of its database `artel`."""

    def __init__(
        self,
        folder: Path,
        *,
        settings: Mapping[str, str] | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.folder = folder.resolve()
        self.settings = dict(settings or {})
        self.patience_s = patience_s
        # Several threads may find it dead at once.
        self._starting = threading.Lock()
        self._ownership = Ownership(self.folder.with_name(f"{self.folder.name}.lock"))

    @property
    def uri(self) -> str:
        """The address of the database, as a superuser of this server alone."""
        return self.address(DATABASE)

    @property
    def owned(self) -> bool:
        """Whether this process stops the server."""
        return self._ownership.held

    def address(self, database: str) -> str:
        """Return the address of a database of this server."""
        place = quote(str(cluster.socket_folder(self.folder)), safe="")
        return f"postgresql://postgres@/{database}?host={place}&port={cluster.PORT}"

    def ensure(self) -> None:
        """See that the server runs: start it if this process owns it, or else wait for it.

        Raises InputError with what the server said last where it does not come up in time.
        """
        owned = self.owned
        try:
            self._wait()
        except BaseException:
            if not owned:
                # What never ran needs no owner; the next one may try.
                self._ownership.give_back()
            raise
        self._ownership.take()

    def _wait(self) -> None:
        end = time.monotonic() + self.patience_s
        while not cluster.ready(self.folder):
            if self._ownership.take():
                cluster.make(self.folder)
                if self._tried():
                    return
            if time.monotonic() > end:
                said = cluster.last_words(self.folder)
                raise InputError(
                    f"The database in {self.folder} did not start: {said}",
                    next_step="Look into its log folder, and whether the disk is full.",
                )
            time.sleep(_PAUSE_S)

    def _tried(self) -> bool:
        # What is left of a server that was killed sees it and ends within seconds. A server that
        # is on its way up is waited for as well.
        with self._starting:
            if not cluster.processes(self.folder):
                cluster.start(self.folder, self.settings)
            return cluster.ready(self.folder)

    def stop(self) -> None:
        """Stop the server if this process owns it, and see that no process of it is left."""
        if not self._ownership.held:
            return
        cluster.stop(self.folder)
        self._ownership.give_back()


def start(
    folder: Path, *, settings: Mapping[str, str] | None = None, patience_s: float = PATIENCE_S
) -> Server:
    """Start a server in a folder, made if it is not there, or join the one that runs.

    `settings` are PostgreSQL's own, for tests. Raises InputError with what to do next.
    """
    server = Server(folder, settings=settings, patience_s=patience_s)
    try:
        server.ensure()
    except OSError as error:
        raise InputError(
            f"{folder} cannot hold a database: {(error.strerror or 'unusable').lower()}.",
            next_step="Name another folder by ARTEL_DATA_DIR.",
        ) from None
    _make_database(server)
    return server


def _make_database(server: Server) -> None:
    with psycopg.connect(server.address("postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
        if found.fetchone() is None:
            try:
                connection.execute(f'CREATE DATABASE "{DATABASE}"')
            except psycopg.errors.DuplicateDatabase:
                return  # another process was quicker
