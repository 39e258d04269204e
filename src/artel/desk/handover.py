"""The handover log: what one shift of the operator tells the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.desk.desk import new_id
from artel.desk.orders import found
from artel.desk.permissions import permit

if TYPE_CHECKING:
    from artel.store.connections import Unit

    Row = dict[str, Any]

PAGE = 200


def note(unit: Unit, text: str) -> Row:
    """Write a note into the log; the journal keeps that it was written, its words can go."""
    permit(unit.actor, "handover.write")
    name = new_id(unit, "L")
    row = unit.row(
        "note_added",
        id=name,
        at=unit.now,
        by=unit.actor.account,
        author=unit.actor.name,
        text=text,
    )
    unit.enter("handover.noted", name, {"letters": len(text)}, personal={"text": text})
    unit.tell("handover.noted", name, [], {"by": unit.actor.account})
    return found(row, name)


def page(unit: Unit, after: str | None, limit: int) -> list[Row]:
    """Return at most `limit` notes, the newest first."""
    permit(unit.actor, "handover.read")
    return unit.rows("notes_page", after=after, limit=min(limit, PAGE))
