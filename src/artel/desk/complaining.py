"""Complaints on their way to owners' centres: sent, asked after, their answers written down.

As tasks are: claimed first, then the owner is asked outside of any transaction, then what it said
is written down. The same complaint goes out again under the same id until the owner has decided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.instants import parse_instant
from artel.desk.complaints import WITH_OWNER, accepted, disputed
from artel.desk.dispatch import AGAIN, AT_ONCE, CLAIM, centres
from artel.feeds.owner_complaints import Complaint
from artel.feeds.owner_tasks import NoAnswer

if TYPE_CHECKING:
    from artel.desk.desk import Desk
    from artel.feeds.owner_centres import Centre
    from artel.feeds.owner_complaints import ComplaintState

    Row = dict[str, Any]


def send(desk: Desk) -> int:
    """Send what was complained of, ask after what was sent; return how many were asked."""
    count = 0
    for row, centre in centres(desk):
        for complaint in _claimed(desk, row):
            _written(desk, complaint, _asked(centre, complaint))
            count += 1
    return count


def _claimed(desk: Desk, centre: Row) -> list[Row]:
    with desk.unit() as unit:
        return unit.rows(
            "complaints_claimed",
            owner=centre["owner"],
            exercise=centre["exercise"],
            at=unit.now,
            until=unit.now + CLAIM,
            limit=AT_ONCE,
        )


def _asked(centre: Centre, row: Row) -> ComplaintState | NoAnswer:
    try:
        if row["state"] == "acknowledged":
            return centre.complaint(row["id"], exercise=row["exercise"])
        return centre.complain(_complaint_of(row["body"]))
    except InputError as error:
        return NoAnswer(row["id"], error.message)


def _complaint_of(body: Row) -> Complaint:
    """Return the complaint of the document that was written of it."""
    return Complaint(
        id=body["complaint"],
        task=body["task"],
        order=body["order"],
        exercise=body["exercise"],
        delivery=body["delivery"],
        made=parse_instant(body["made"]),
        answer_by=parse_instant(body["answer_by"]),
        faults=tuple(body["faults"]),
    )


def _written(desk: Desk, complaint: Row, came: ComplaintState | NoAnswer) -> None:
    """Write an owner's word down, unless the complaint was answered or closed meanwhile."""
    with desk.unit() as unit:
        row = unit.row("complaint_locked", id=complaint["id"])
        if row is None or row["state"] not in WITH_OWNER:
            return
        again = unit.now + AGAIN
        if isinstance(came, NoAnswer):
            state = "sent" if row["state"] == "waiting" else row["state"]
            unit.run("complaint_asked_again", id=row["id"], state=state, next_try=again)
        elif came.state == "received":
            unit.run("complaint_asked_again", id=row["id"], state="acknowledged", next_try=again)
        elif came.state == "accepted":
            accepted(unit, row, came.remedy, came.reason)
        else:
            disputed(unit, row, came.reason)
