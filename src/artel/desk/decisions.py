"""What was decided, and what follows: what was asked for, who does it by when, and what is late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.commons.errors import Conflict, InputError
from artel.desk.desk import new_id
from artel.desk.orders import found
from artel.desk.permissions import permit
from artel.desk.pool_files import files_of
from artel.desk.shelf import pool_of_files

if TYPE_CHECKING:
    from datetime import date

    from artel.desk.desk import Desk
    from artel.store.connections import Unit

    Row = dict[str, Any]

PAGE = 200
COUNCIL = "the members"


def record(unit: Unit, body: str, title: str, made: date, text: str) -> Row:
    """Write down a decision: which body made it, when, and its words. The operator's to record."""
    permit(unit.actor, "governance.record")
    if made > unit.now.date():
        raise InputError("A decision is recorded once it is made, not before.")
    return _added(unit, body, title, made, text, None)


def of_proposal(unit: Unit, row: Row) -> Row:
    """Write down what the members decided by a vote."""
    text = row["body"]["text"]
    return _added(unit, COUNCIL, row["title"], row["closes"].date(), text, row["id"])


def _added(unit: Unit, body: str, title: str, made: date, text: str, proposal: str | None) -> Row:
    said = {"body": body, "title": title, "text": text, "proposal": proposal}
    name = new_id(unit, "DC")
    row = found(unit.row("decision_added", id=name, made=made, **said), name)
    members = _members(unit)
    unit.enter("decision.recorded", name, {**said, "made": made.isoformat()}, members)
    unit.tell("decision.recorded", name, members, {"decision": name, "title": title})
    return {**row, "follow_ups": []}


def _members(unit: Unit) -> list[str]:
    return [each.id for each in pool_of_files(files_of(unit)).settings.members]


def follow_up(unit: Unit, decision: str, what: str, responsible: str, due: date) -> Row:
    """Add what follows from a decision: what is done, by whom, by when. The operator's."""
    permit(unit.actor, "governance.record")
    found(unit.row("decision_by_id", id=decision), decision)
    said = {"decision": decision, "what": what, "responsible": responsible}
    name = new_id(unit, "F")
    row = unit.row("follow_up_added", id=name, due=due, at=unit.now, **said)
    _written(unit, "follow-up.made", found(row, name))
    return found(row, name)


def _written(unit: Unit, kind: str, row: Row) -> None:
    said = {name: row[name] for name in ("decision", "what", "responsible", "state", "note")}
    body = {**said, "due": row["due"].isoformat()}
    members = _members(unit)
    unit.enter(kind, row["id"], body, members)
    unit.tell(kind, row["id"], [*members, row["responsible"]], {"follow_up": row["id"], **body})


def done(unit: Unit, name: str, note: str) -> Row:
    """Write down that what followed is done, and how. Raises Conflict where it was already."""
    permit(unit.actor, "governance.record")
    row = found(unit.row("follow_up_locked", id=name), name)
    if row["state"] == "done":
        raise Conflict(f"{name} is done already.")
    changed = found(unit.row("follow_up_closed", id=name, note=note, at=unit.now), name)
    _written(unit, "follow-up.done", changed)
    return changed


def mark_late(desk: Desk) -> list[str]:
    """Mark what was to be done by yesterday and is not, tell of it, and return the ids."""
    with desk.unit() as unit:
        rows = unit.rows("follow_ups_late", today=unit.now.date(), at=unit.now)
        for row in rows:
            _written(unit, "follow-up.late", row)
    return sorted(row["id"] for row in rows)


def get(unit: Unit, name: str) -> Row:
    """Return a decision with what follows from it. Raises NotFound."""
    permit(unit.actor, "governance.read")
    row = found(unit.row("decision_by_id", id=name), name)
    return {**row, "follow_ups": unit.rows("follow_ups_of", decision=name)}


def page(unit: Unit, after: str | None, limit: int) -> list[Row]:
    """Return at most `limit` decisions, the newest first."""
    permit(unit.actor, "governance.read")
    return unit.rows("decisions_page", after=after, limit=min(limit, PAGE))


def follow_ups(unit: Unit, after: str | None, limit: int, state: str | None = None) -> list[Row]:
    """Return at most `limit` follow-ups, the newest first; `state` is open, late or done."""
    permit(unit.actor, "governance.read")
    return unit.rows("follow_ups_page", after=after, limit=min(limit, PAGE), state=state)
