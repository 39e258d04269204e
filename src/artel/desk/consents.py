"""What a party is asked before an image is made of its land: asked, answered in time, or lapsed.

Why a party refuses stays with it: the reason is kept where nobody else reads it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from artel.charter.articles import Territory
from artel.commons.errors import Conflict
from artel.commons.ids import canonical_json
from artel.desk.desk import new_id
from artel.desk.orders import found
from artel.desk.permissions import permit, permit_party
from artel.desk.pool_files import files_of
from artel.desk.shelf import pool_of_files

if TYPE_CHECKING:
    from datetime import datetime

    from artel.store.connections import Unit

    Row = dict[str, Any]

WITHIN = timedelta(hours=24)
"""A party that is asked answers within a day, and before the order's window closes."""


def ask(unit: Unit, left: Row, *, exercise: bool) -> str | None:
    """Ask the party of a territory article for its consent; None where it was asked before.

    `left` is a row of a plan's unplanned orders: its order, article, and reason.
    """
    order = found(unit.row("order_by_id", id=left["order"]), left["order"])
    party = _party(unit, left["article"])
    if party is None:
        return None
    return _asked(unit, order, party, left, exercise=exercise)


def _asked(unit: Unit, order: Row, party: str, left: Row, *, exercise: bool) -> str | None:
    deadline = min(unit.now + WITHIN, order["not_after"])
    question = {"place": order["wish"].get("geometry"), "reason": left["reason"]}
    row = unit.row(
        "consent_asked",
        id=new_id(unit, "C", exercise=exercise),
        order_id=order["id"],
        exercise=exercise,
        kind="consent",
        article=left["article"],
        party=party,
        question=canonical_json(question | _window(order)),
        at=unit.now,
        deadline=deadline,
    )
    if row is None:
        return None
    said = {"order": order["id"], "article": left["article"], "party": party}
    unit.enter("consent.asked", row["id"], said, parties=[party, order["brought_by"]])
    unit.tell("consent.asked", row["id"], [party], {**said, "deadline": _text(deadline)})
    waiting = sorted({order["brought_by"], order["customer"]})
    unit.tell("order.waits", order["id"], waiting, {"order": order["id"], "for": "a consent"})
    return str(row["id"])


def _window(order: Row) -> Row:
    return {"not_before": _text(order["not_before"]), "not_after": _text(order["not_after"])}


def _text(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _party(unit: Unit, article: str) -> str | None:
    charter = pool_of_files(files_of(unit)).charter
    for each in charter.articles:
        if each.id == article and isinstance(each, Territory):
            return each.party
    return None


def page(unit: Unit, state: str | None = None) -> list[Row]:
    """Return the questions that this actor may see, the oldest deadline first."""
    permit(unit.actor, "owner.read")
    return unit.rows("consents_page", state=state)


def answer(unit: Unit, name: str, *, granted: bool, reason: str = "") -> Row:
    """Answer a question as the party that was asked. Raises Conflict where it is answered, late.

    The reason is kept for the party alone.
    """
    row = found(unit.row("consent_locked", id=name), name)
    permit_party(unit.actor, "consent.answer", row["party"])
    if row["state"] != "asked" or row["deadline"] <= unit.now:
        raise Conflict(
            f"The question {name} is {row['state']}; it was to be answered by"
            f" {_text(row['deadline'])}."
        )
    if reason:
        unit.run("withheld_put", party=row["party"], subject=name, reason=reason)
    state = "granted" if granted else "refused"
    return _close(unit, row, state)


def _close(unit: Unit, row: Row, state: str) -> Row:
    closed = unit.row(
        "consent_closed", id=row["id"], state=state, at=unit.now, by=unit.actor.account
    )
    said = {"order": row["order_id"], "article": row["article"], "state": state}
    unit.enter(f"consent.{state}", row["id"], said, parties=[row["party"]])
    unit.tell(f"consent.{state}", row["id"], [row["party"]], said)
    return found(closed, row["id"])


def lapse(unit: Unit) -> list[str]:
    """Let every question whose deadline passed lapse: silence is no consent. Returns their ids."""
    permit(unit.actor, "task.conduct")
    rows = unit.rows("consents_overdue", at=unit.now)
    for row in rows:
        _close(unit, row, "lapsed")
    return [row["id"] for row in rows]


def reason_of(unit: Unit, name: str) -> str | None:
    """Return why this party answered so, to itself; None to everybody else."""
    row = unit.row("withheld_of", subject=name)
    return None if row is None else str(row["reason"])
