"""Alerts: what somebody has to look at, who has seen it, and who is told when nobody does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from artel.commons.actors import Role
from artel.commons.errors import Conflict
from artel.commons.ids import canonical_json
from artel.desk.desk import new_id
from artel.desk.orders import found
from artel.desk.permissions import permit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from artel.store.connections import Unit

    Row = dict[str, Any]

HEARD_WITHIN = timedelta(hours=1)
"""An alert that nobody acknowledges for so long goes to the next role."""
NEXT = {Role.OWNER: Role.PLANNER, Role.PLANNER: Role.ADMIN}
"""Who is told next; after an administrator there is nobody."""


def alarm(
    unit: Unit,
    kind: str,
    subject: str,
    sentence: str,
    party: str = "",
    proposal: Mapping[str, Any] | None = None,
) -> None:
    """Raise an alert for the planner, or for the owner named; one that is open stays as it is.

    `unit` is the desk's own. `proposal` is an event by which a plan could be repaired, as
    `POST /plans/{version}/repair` takes it.
    """
    name = new_id(unit, "W")
    role = Role.OWNER if party else Role.PLANNER
    written = unit.run(
        "alert_raised",
        id=name,
        kind=kind,
        subject=subject,
        party=party,
        role=str(role),
        sentence=sentence,
        proposal=None if proposal is None else canonical_json(dict(proposal)),
        at=unit.now,
        escalates=unit.now + HEARD_WITHIN,
    )
    if written:
        said = {"kind": kind, "subject": subject, "role": str(role)}
        unit.enter("alert.raised", name, said, parties=[party])
        unit.tell("alert.raised", name, [party], {**said, "sentence": sentence})


def page(unit: Unit, after: str | None, limit: int, *, only_open: bool = False) -> list[Row]:
    """Return the alerts that this actor may see, the newest first."""
    permit(unit.actor, "alert.read")
    return unit.rows("alerts_page", after=after, limit=limit, open=only_open)


def acknowledge(unit: Unit, name: str) -> Row:
    """Say that somebody looks at it. Raises NotFound, and Conflict where somebody does already."""
    permit(unit.actor, "alert.answer")
    row = _open(unit, name)
    if row["acknowledged"] is not None:
        raise Conflict(f"The alert {name} is acknowledged by {row['acknowledged_by']} already.")
    by = unit.actor.account
    changed = unit.row("alert_acknowledged", id=name, at=unit.now, by=by)
    return _said(unit, found(changed, name), "acknowledged")


def close(unit: Unit, name: str) -> Row:
    """Say that nothing is left to do. Raises NotFound, and Conflict where it is closed."""
    permit(unit.actor, "alert.answer")
    _open(unit, name)
    return _closed(unit, name)


def close_of(unit: Unit, subject: str) -> None:
    """Close every open alert about a thing, which is well again."""
    for row in unit.rows("alerts_of_subject", subject=subject):
        _closed(unit, row["id"])


def _open(unit: Unit, name: str) -> Row:
    row = found(unit.row("alert_locked", id=name), name)
    if row["closed"] is not None:
        raise Conflict(f"The alert {name} is closed.")
    return row


def _closed(unit: Unit, name: str) -> Row:
    return _said(unit, found(unit.row("alert_closed", id=name, at=unit.now), name), "closed")


def _said(unit: Unit, row: Row, what: str) -> Row:
    said = {"kind": row["kind"], "subject": row["subject"]}
    unit.enter(f"alert.{what}", row["id"], said, parties=[row["party"]])
    unit.tell(f"alert.{what}", row["id"], [row["party"]], said)
    return row


def escalate(unit: Unit) -> list[str]:
    """Hand every alert that nobody acknowledged in time to the next role. Returns their ids."""
    permit(unit.actor, "task.conduct")
    rows = unit.rows("alerts_unheard", at=unit.now)
    for row in rows:
        role = NEXT.get(Role(row["role"]), Role.ADMIN)
        until = unit.now + HEARD_WITHIN if role in NEXT else None
        unit.run(
            "alert_escalated", id=row["id"], role=str(role), party=row["party"], escalates=until
        )
        said = {"kind": row["kind"], "subject": row["subject"], "role": str(role)}
        unit.enter("alert.escalated", row["id"], said, parties=[row["party"]])
        unit.tell("alert.escalated", row["id"], [row["party"]], said)
    return [row["id"] for row in rows]
