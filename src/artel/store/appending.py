"""Entries appended to the journal in the database, when all else of their unit is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from artel.commons.instants import instant_text, parse_instant
from artel.store import chain
from artel.store.signing import new_salt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row = dict[str, Any]


class Writer(Protocol):
    """What runs named queries in one transaction: a unit."""

    def row(self, name: str, /, **params: Any) -> Row | None:
        """Return the first row of a query."""
        ...

    def rows(self, name: str, /, **params: Any) -> list[Row]:
        """Return all rows of a query."""
        ...

    def many(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run a statement once for each row."""
        ...


@dataclass(frozen=True, slots=True)
class Pending:
    """An entry that its unit will append when all else is done."""

    act: chain.Act
    body: Mapping[str, Any]
    parties: tuple[str, ...] = ()
    personal: Mapping[str, Any] | None = None


@dataclass
class _Sheet:
    """The rows of the entries that are being appended."""

    entries: list[Row] = field(default_factory=list)
    bodies: list[Row] = field(default_factory=list)


def hold(unit: Writer) -> chain.Entry | None:
    """Hold other writers back until the unit ends, and return the last entry of the journal."""
    row = unit.row("journal_last")
    return None if row is None else entry_of(row)


def append(unit: Writer, last: chain.Entry | None, pending: Sequence[Pending]) -> None:
    """Append entries after `last`, which the unit holds."""
    members = sorted({party for each in pending for party in each.parties})
    rows = unit.rows("journal_counts", members=members) if members else []
    counts = {row["member"]: row["sequence"] for row in rows}
    sheet = _Sheet()
    for each in pending:
        for party in each.parties:
            counts[party] += 1
        sequences = {party: counts[party] for party in each.parties}
        last = _write(sheet, last, each, sequences)
    unit.many("journal_added", sheet.entries)
    unit.many("journal_body_added", sheet.bodies)


def _write(
    sheet: _Sheet, last: chain.Entry | None, pending: Pending, sequences: Mapping[str, int]
) -> chain.Entry:
    body, salt = dict(pending.body), new_salt()
    parts = {}
    if pending.personal is not None:
        own = new_salt()
        body["personal"] = chain.digest(own, pending.personal)
        parts["personal"] = own, chain.canonical(pending.personal)
    parts["body"] = salt, chain.canonical(body)
    entry = chain.link(last, pending.act, chain.digest(salt, body), sequences)
    at, told = parse_instant(entry.at), chain.canonical(dict(entry.sequences))
    sheet.entries.append(
        {**chain.fields_of(entry), "hash": entry.hash, "at": at, "sequences": told}
    )
    sheet.bodies += [
        {"number": entry.number, "part": part, "salt": salted, "body": text}
        for part, (salted, text) in parts.items()
    ]
    return entry


def entry_of(row: Row) -> chain.Entry:
    """Return the entry of a row of the journal."""
    names = ("number", "actor", "action", "subject", "digest", "previous", "sequences", "hash")
    return chain.Entry(at=instant_text(row["at"]), **{name: row[name] for name in names})
