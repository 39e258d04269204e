"""The database as the desk uses it: one transaction in the name of one actor, by named queries."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

from artel.store.reaching import PATIENCE_S, reached
from artel.store.refusals import Against, Busy, Interrupted, refusal_of
from artel.store.units import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from artel.commons.actors import Actor

    Connection = psycopg.Connection[DictRow]

__all__ = ["Store", "Unit"]

SIZE = 12
"""So many units of one process run at a time; the next one waits."""
TRIES = 6
_SLICE_S = 0.5
_Result = TypeVar("_Result")


class Store:
    """A database, through a pool of connections that work as the role `artel_app`.

    `mend` is called when the database does not answer: it may start the server again.
    """

    def __init__(
        self,
        uri: str,
        *,
        mend: Callable[[], None] | None = None,
        size: int = SIZE,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.uri = uri
        self._mend = mend or (lambda: None)
        self._patience_s = patience_s
        # It tells of each try to connect; what matters of that is raised here.
        logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            uri,
            kwargs={"row_factory": dict_row, "autocommit": True, "connect_timeout": 5},
            configure=_as_the_desk,
            check=ConnectionPool.check_connection,
            min_size=1,
            max_size=size,
            # A pool that gives up soon asks again soon.
            reconnect_timeout=2.0,
            name="artel",
            open=False,
        )

    @classmethod
    def open(
        cls,
        uri: str,
        *,
        mend: Callable[[], None] | None = None,
        size: int = SIZE,
        patience_s: float = PATIENCE_S,
    ) -> Store:
        """Return the store of a database that is there and migrated.

        Raises InputError with one sentence where it does not answer within the patience.
        """
        with reached(uri, patience_s):
            store = cls(uri, mend=mend, size=size, patience_s=patience_s)
        store._pool.open()
        return store

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    def healthy(self) -> bool:
        """Return whether the database answers now."""
        try:
            with self._pool.connection(timeout=2.0) as connection:
                connection.execute("SELECT 1")
        except (psycopg.Error, PoolTimeout):
            return False
        return True

    @contextmanager
    def unit(self, actor: Actor, now: datetime) -> Iterator[Unit]:
        """Give one transaction: all of it is stored when the block ends, or nothing of it.

        Raises Unreached where the database does not answer within the patience, Busy where all
        connections are in use so long, Conflict where somebody else was first, NotAllowed for a
        row that is not the actor's to write, Against where two units were in each other's way,
        and Interrupted where the database goes away meanwhile.
        """
        connection = self._connection()
        stored: bool | None = False
        try:
            with connection.transaction():
                unit = Unit(connection, actor, now)
                yield unit
                unit.finish()
                stored = None
        except psycopg.Error as error:
            if _is_lost(connection):
                raise Interrupted(stored=stored) from error
            refusal = refusal_of(error)
            if refusal is None:
                raise
            raise refusal from error
        finally:
            self._pool.putconn(connection)

    def retried(self, actor: Actor, now: datetime, work: Callable[[Unit], _Result]) -> _Result:
        """Return what the work returns, done in one unit.

        It is done anew where the database set two units against each other, or went away before
        the commit was sent; where it went away later, Interrupted is raised.
        """
        for waited in range(TRIES):
            try:
                with self.unit(actor, now) as unit:
                    result = work(unit)
            except (Against, Interrupted) as error:
                lost = isinstance(error, Interrupted) and error.stored is None
                if lost or waited == TRIES - 1:
                    raise
                time.sleep(0.01 * 2**waited)
            else:
                return result
        raise AssertionError  # the last try returned or raised

    def _connection(self) -> Connection:
        end = time.monotonic() + self._patience_s
        while True:
            try:
                return self._pool.getconn(timeout=_SLICE_S)
            except PoolTimeout:
                if time.monotonic() > end:
                    raise self._busy() from None
                self._mend()

    def _busy(self) -> Busy:
        """Return the complaint about connections all in use; raise that of no database at all."""
        with reached(self.uri, 0):
            return Busy(
                f"All {self._pool.max_size} connections to the database are in use.",
                next_step="Try again in a moment.",
            )


def _is_lost(connection: Connection) -> bool:
    """Whether a connection is of no use any more; then it is closed, and the pool gets another.

    One that died while many statements were under way at once is not known to be broken: its
    transaction has ended, and it still waits for answers.
    """
    if not connection.broken and connection.info.transaction_status is TransactionStatus.IDLE:
        return False
    connection.close()
    return True


def _as_the_desk(connection: Connection) -> None:
    connection.execute("SET ROLE artel_app")
    connection.execute("SET TIME ZONE 'UTC'")
