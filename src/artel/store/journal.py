"""The journal in the database: exported whole, signed at a day's end, personal parts deleted."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from artel.commons.errors import Conflict
from artel.commons.instants import instant_text, parse_instant
from artel.store import chain
from artel.store.appending import entry_of, hold
from artel.store.heads import Countersignature, Head, head_of
from artel.store.journal_file import Journal, header_of
from artel.store.records import Body, Deleted, Personal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from artel.store.units import Unit

    Row = dict[str, Any]


def entries(unit: Unit, size: int) -> tuple[chain.Entry, ...]:
    """Return the first `size` entries that the actor may see."""
    return tuple(entry_of(row) for row in unit.rows("journal_entries", size=size))


def size_of(unit: Unit, before: datetime | None = None) -> int:
    """Return how many entries there are, or were made before an instant."""
    row = unit.row("journal_size", before=before)
    return 0 if row is None else int(row["size"])


def export(unit: Unit, pool: str, keys: Mapping[str, list[str]]) -> Journal:
    """Return the whole journal, for an actor of the operator; `extracting` cuts a member's out.

    `keys` are each party's public keys in hex; the operator's stand under `operator`.
    """
    size = size_of(unit)
    return Journal(
        header=header_of(pool, keys),
        entries=entries(unit, size),
        bodies=tuple(_bodies(unit.rows("journal_bodies", size=size))),
        heads=heads(unit),
        countersignatures=countersignatures(unit),
    )


def _bodies(rows: Sequence[Row]) -> Iterator[Body | Personal | Deleted]:
    """Yield bodies in order of entries, and say where a personal part was deleted."""
    held = {row["number"] for row in rows if row["part"] == "personal"}
    for row in rows:
        value = json.loads(row["body"])
        kind = Body if row["part"] == "body" else Personal
        yield kind(number=row["number"], salt=row["salt"], body=value)
        if kind is Body and "personal" in value and row["number"] not in held:
            yield Deleted(number=row["number"], part="personal")


def heads(unit: Unit) -> tuple[Head, ...]:
    """Return the signed heads of all days."""
    return tuple(
        Head(**{**row, "day": row["day"].isoformat(), "at": instant_text(row["at"])})
        for row in unit.rows("journal_heads")
    )


def countersignatures(unit: Unit) -> tuple[Countersignature, ...]:
    """Return what members have signed under heads."""
    return tuple(
        Countersignature(**{**row, "day": row["day"].isoformat()})
        for row in unit.rows("countersignatures")
    )


def seal_day(unit: Unit, day: date, key: Ed25519PrivateKey, pool: str) -> Head:
    """Sign the head over all entries up to the end of a UTC day, store it and return it.

    Raises Conflict where the day has not ended, or it or a later one has its head.
    """
    end = datetime.combine(day, time.min, UTC) + timedelta(days=1)
    if unit.now < end:
        raise Conflict(f"{day} has not ended.", next_step="Sign its head after midnight UTC.")
    hold(unit)
    before = heads(unit)
    if before and before[-1].day >= day.isoformat():
        raise Conflict(f"The head of {before[-1].day} is signed; that of {day} comes too late.")
    head = head_of(entries(unit, size_of(unit, end)), day, unit.now, key, pool)
    unit.run(
        "journal_head_added",
        **head.model_dump(exclude={"record", "at", "sequences"}),
        at=parse_instant(head.at),
        sequences=chain.canonical(head.sequences),
    )
    return head


def countersigned(unit: Unit, said: Countersignature) -> None:
    """Store a member's signature under a head. Check it first: this only keeps it."""
    unit.run("countersignature_added", **said.model_dump(exclude={"record"}), at=unit.now)


def delete_personal(unit: Unit, number: int) -> bool:
    """Delete the personal part of an entry; the entry stays. Return whether there was one."""
    return unit.run("journal_personal_deleted", number=number) > 0
