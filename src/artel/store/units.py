"""A unit of work: one transaction, in the name of one actor, with its journal entries last."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from artel.store import appending
from artel.store.chain import Act, canonical
from artel.store.queries import query
from artel.store.refusals import refusal_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from psycopg.rows import DictRow

    from artel.commons.actors import Actor

    Row = dict[str, Any]

_NAMED = """SELECT set_config('artel.scope', %s, true), set_config('artel.party', %s, true),
    set_config('artel.account', %s, true), set_config('artel.role', %s, true)"""


@dataclass(frozen=True, slots=True)
class _Told:
    kind: str
    subject: str
    audience: tuple[str, ...]
    body: Mapping[str, Any]


class Unit:
    """One transaction of the desk. Rows that the actor may not see are not there for it."""

    def __init__(
        self, connection: psycopg.Connection[DictRow], actor: Actor, now: datetime
    ) -> None:
        self.actor = actor
        self.now = now
        self._connection = connection
        self._pending: list[appending.Pending] = []
        self._told: list[_Told] = []
        names = (actor.scope, actor.party, actor.account, str(actor.role))
        connection.execute(_NAMED, names)

    def rows(self, name: str, /, **params: Any) -> list[Row]:
        """Return all rows of a named query."""
        return self._execute(name, params).fetchall()

    def row(self, name: str, /, **params: Any) -> Row | None:
        """Return the first row of a named query, or None."""
        return self._execute(name, params).fetchone()

    def run(self, name: str, /, **params: Any) -> int:
        """Run a named statement and return how many rows it wrote."""
        return self._execute(name, params).rowcount

    def many(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run a named statement once for each row, in one go."""
        if rows:
            with self._connection.cursor() as cursor:
                cursor.executemany(query(name), rows)

    def _execute(self, name: str, params: Mapping[str, Any]) -> psycopg.Cursor[DictRow]:
        return self._connection.execute(query(name), params)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Try a part of the unit: when it fails, only that part is undone.

        What the database refuses is raised as Conflict or NotAllowed, and the unit may go on.
        """
        entered, told = len(self._pending), len(self._told)
        try:
            with self._connection.transaction():
                yield
        except BaseException as error:
            del self._pending[entered:], self._told[told:]
            refusal = refusal_of(error) if isinstance(error, psycopg.Error) else None
            if refusal is None:
                raise
            raise refusal from error

    def enter(
        self,
        action: str,
        subject: str,
        body: Mapping[str, Any],
        parties: Iterable[str] = (),
        personal: Mapping[str, Any] | None = None,
    ) -> None:
        """Have an entry appended to the journal at the unit's end.

        `parties` are the members that it concerns: it is in their extracts, and counted there.
        `personal` is what it says of a person; it is kept apart and can be deleted.
        """
        act = Act(self.now, self.actor.account, action, subject)
        concerned = tuple(sorted({party for party in parties if party}))
        self._pending.append(appending.Pending(act, body, concerned, personal))

    def tell(
        self, kind: str, subject: str, audience: Iterable[str], body: Mapping[str, Any]
    ) -> None:
        """Have an event told at the unit's end to the operator and the parties named."""
        parties = tuple(sorted({party for party in audience if party}))
        self._told.append(_Told(kind, subject, parties, body))

    def finish(self) -> None:
        """Write events and entries. From here to the commit nobody else writes any.

        So events are numbered in the order in which they become visible: a reader that goes on
        after the last number it saw misses none.
        """
        if not (self._pending or self._told):
            return
        last = appending.hold(self)
        if self._told:
            self.many("event_added", [self._event(each) for each in self._told])
            self.rows("events_announced")
        appending.append(self, last, self._pending)

    def _event(self, told: _Told) -> Row:
        return {
            "at": self.now,
            "kind": told.kind,
            "subject": told.subject,
            "audience": list(told.audience),
            "body": canonical(told.body),
        }
