"""Complaints about images that are not as promised: made, answered by the owner, decided.

Who ordered, the owner and the operator read what was wrong and what was said of it; nobody else.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from artel.commons.errors import Conflict, InputError
from artel.commons.ids import canonical_json
from artel.desk.alerts import alarm, close_of
from artel.desk.blockouts import in_the_desks_name
from artel.desk.desk import new_id
from artel.desk.making_good import delivered, make_good
from artel.desk.orders import found
from artel.desk.permissions import permit, permit_party
from artel.feeds.owner_complaints import Complaint, complaint_document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from artel.commons.actors import Actor
    from artel.desk.desk import Desk
    from artel.orders.promises import Fault
    from artel.store.connections import Unit

    Row = dict[str, Any]

Remedy: TypeAlias = Literal["fly-again", "credit"]

ANSWERED_WITHIN = timedelta(hours=72)
"""An owner that says nothing for so long leaves the decision to the operator."""
WITH_OWNER = ("waiting", "sent", "acknowledged")
TO_DECIDE = ("disputed", "unanswered")


def made(unit: Unit, task: Row, delivery: Row, faults: Iterable[Fault]) -> Row:
    """Write a complaint about a delivery down; it goes to the owner's centre by itself.

    `unit` is the desk's own; `delivery` has its `id`, and `handed`, its id at its owner.
    """
    name = new_id(unit, "K", exercise=task["exercise"])
    order = found(unit.row("order_by_id", id=task["order_id"]), task["order_id"])
    wrong = tuple(asdict(each) for each in faults)
    complaint = Complaint(
        id=name,
        task=task["id"],
        order=order["id"],
        exercise=task["exercise"],
        delivery=delivery["handed"],
        made=unit.now,
        answer_by=unit.now + ANSWERED_WITHIN,
        faults=wrong,
    )
    row = unit.row(
        "complaint_added",
        id=name,
        delivery=delivery["id"],
        task=task["id"],
        order_id=order["id"],
        exercise=task["exercise"],
        owner=task["owner"],
        customer=order["customer"],
        ordered_by=_party_of(unit, order),
        body=canonical_json(complaint_document(complaint)),
        at=unit.now,
        answer_by=complaint.answer_by,
    )
    stands = found(row, name)
    _tell(unit, stands, "made", faults=[each["code"] for each in wrong])
    return stands


def _party_of(unit: Unit, order: Row) -> str:
    """Return the party of who placed an order, or its customer where that is the operator."""
    row = unit.row("party_of_account", id=order["placed_by"])
    return str((row or {}).get("party") or order["customer"])


def _tell(unit: Unit, row: Row, what: str, **said: Any) -> None:
    """Enter a step in the journal, and tell it to the owner and to who ordered."""
    body = {"task": row["task"], "order": row["order_id"], **said}
    unit.enter(f"complaint.{what}", row["id"], body, parties=[row["owner"]])
    audience = [row["owner"], row["customer"], row["ordered_by"]]
    unit.tell(f"complaint.{what}", row["id"], audience, body)


def remedied(unit: Unit, task: str) -> None:
    """Close what was complained of a task: the right image came after all."""
    for row in unit.rows("complaints_of_task", task=task):
        _moved(unit, row, "remedied")


def accepted(unit: Unit, row: Row, remedy: str, reason: str = "") -> Row:
    """Write down that the owner agrees, and make up for the image by the remedy."""
    given, why = make_good(unit, row, remedy)
    return _moved(unit, row, "accepted", remedy=given, reason=reason, decision=why)


def disputed(unit: Unit, row: Row, reason: str) -> Row:
    """Write down that the owner does not agree; the operator has to decide."""
    sentence = f"{row['owner']} disputes the complaint {row['id']}; decide it"
    alarm(unit, "complaint-disputed", row["id"], sentence)
    return _moved(unit, row, "disputed", reason=reason)


def lapse(unit: Unit) -> list[str]:
    """Leave to the operator's decision what owners did not answer in time. Returns the ids."""
    permit(unit.actor, "task.conduct")
    rows = unit.rows("complaints_overdue", at=unit.now)
    for row in rows:
        sentence = f"{row['owner']} has not answered the complaint {row['id']}; decide it"
        alarm(unit, "complaint-disputed", row["id"], sentence)
        _moved(unit, row, "unanswered")
    return [row["id"] for row in rows]


def _moved(unit: Unit, row: Row, state: str, **changes: Any) -> Row:
    open_ = state in (*WITH_OWNER, *TO_DECIDE)
    same = {name: row[name] for name in ("remedy", "reason", "decision", "decided_by")}
    now = unit.now
    closed = None if open_ else now
    changed = unit.row(
        "complaint_moved", id=row["id"], state=state, answered=now, closed=closed, **same | changes
    )
    if closed is not None:
        close_of(unit, row["id"])
    _tell(unit, row, state, **{key: changes[key] for key in ("remedy",) if changes.get(key)})
    return found(changed, row["id"])


# ---------------------------------------------------------------- answered and decided here


def answer(
    desk: Desk, actor: Actor, name: str, *, remedy: Remedy | None = None, reason: str = ""
) -> Row:
    """Answer a complaint as the owner: agree by a remedy, or dispute it by a reason.

    Raises NotFound, Conflict where it is answered already, InputError for both or neither.
    """
    permit(actor, "complaint.answer")
    if remedy is None and not reason.strip():
        raise InputError("Say the remedy, or why you dispute it.", next_step="Give one of them.")
    with desk.unit(actor) as unit:
        permit_party(actor, "complaint.answer", get(unit, name)["owner"])
    with desk.unit(in_the_desks_name(actor)) as unit:
        row = _open(unit, name, WITH_OWNER)
        return accepted(unit, row, remedy, reason) if remedy else disputed(unit, row, reason)


def decide(
    desk: Desk, actor: Actor, name: str, *, reason: str, remedy: Remedy | None = None
) -> Row:
    """Decide what the owner disputed, or never answered: uphold it by a remedy, or dismiss it.

    What is dismissed leaves the image good: it counts as delivered, and who ordered may have it.
    Raises NotFound, and Conflict where there is nothing to decide.
    """
    permit(actor, "complaint.decide")
    with desk.unit(in_the_desks_name(actor)) as unit:
        row = _open(unit, name, TO_DECIDE)
        said = {"decision": reason, "decided_by": actor.account}
        if remedy is None:
            changed = _moved(unit, row, "dismissed", **said)
            delivered(unit, row["task"])
            return changed
        given, why = make_good(unit, row, remedy)
        words = f"{reason} ({why})" if why else reason
        return _moved(unit, row, "upheld", remedy=given, **said | {"decision": words})


def _open(unit: Unit, name: str, states: tuple[str, ...]) -> Row:
    row = found(unit.row("complaint_locked", id=name), name)
    if row["state"] not in states:
        raise Conflict(f"The complaint {name} is {row['state']}.", next_step="Read it again.")
    return row


def page(unit: Unit, after: str | None, limit: int, state: str | None = None) -> list[Row]:
    """Return the complaints that this actor may see, the newest first."""
    permit(unit.actor, "complaint.read")
    return unit.rows("complaints_page", after=after, limit=limit, state=state)


def get(unit: Unit, name: str) -> Row:
    """Return one complaint. Raises NotFound where there is none that this actor may see."""
    permit(unit.actor, "complaint.read")
    return found(unit.row("complaint_by_id", id=name), name)
