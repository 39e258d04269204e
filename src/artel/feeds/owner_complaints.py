"""Complaints to an owner's control centre and its answers, as values and as documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from artel.commons.formats import check_stamp, stamp
from artel.commons.instants import instant_text
from artel.feeds.owner_tasks import LONGEST_REASON, at_of, checked_id, not_used, same

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

COMPLAINT, ANSWER, VERSION = "artel-complaint", "artel-complaint-answer", 1

STATES: Final = {
    "received": "the complaint is here and not yet decided on",
    "accepted": "the owner agrees, and says by which remedy it makes up for it",
    "disputed": "the owner does not agree, and says why",
}
"""Every state of a complaint at an owner."""
REMEDIES: Final = {
    "fly-again": "the image is made again, if the order still has time",
    "credit": "the customer gets a credit in its place",
}
"""How an owner makes up for an image that was not as promised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What is wrong with a delivery: of which task, which delivery of the owner's, and how.

    `faults` have each a code, a sentence, and what was promised and came.
    """

    id: str
    task: str
    order: str
    exercise: bool
    delivery: str
    made: datetime
    answer_by: datetime
    faults: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class ComplaintState:
    """What an owner says of a complaint: one of STATES, since when, the remedy, and why."""

    complaint: str
    state: str
    at: datetime
    remedy: str = ""
    reason: str = ""


def complaint_document(complaint: Complaint) -> dict[str, Any]:
    """Return the document of the format artel-complaint/1."""
    return {
        "format": stamp(COMPLAINT, VERSION),
        "complaint": checked_id(complaint.id),
        "task": complaint.task,
        "order": complaint.order,
        "exercise": complaint.exercise,
        "delivery": complaint.delivery,
        "made": instant_text(complaint.made),
        "answer_by": instant_text(complaint.answer_by),
        "faults": [dict(each) for each in complaint.faults],
    }


def complaint_state_of(
    document: Mapping[str, Any], complaint: str, *, exercise: bool
) -> ComplaintState:
    """Return what a document of the format artel-complaint-answer/1 says about this complaint.

    Raises InputError for another format or complaint, a state that is none, an acceptance without
    a remedy, and a dispute without a reason.
    """
    check_stamp(document.get("format"), ANSWER, VERSION, "The owner's answer to a complaint")
    same(document, "complaint", complaint)
    same(document, "exercise", exercise)
    state, remedy = document.get("state"), document.get("remedy") or ""
    reason = str(document.get("reason") or "")[:LONGEST_REASON]
    if not isinstance(state, str) or state not in STATES:
        raise not_used(f"the state is {state!r}", f"The states are {', '.join(STATES)}.")
    if state == "accepted" and remedy not in REMEDIES:
        raise not_used(f"the remedy is {remedy!r}", f"The remedies are {', '.join(REMEDIES)}.")
    if state == "disputed" and not reason:
        raise not_used("it disputes without a reason", "Say why.")
    at = at_of(document, "at")
    return ComplaintState(complaint, state, at, remedy if state == "accepted" else "", reason)
