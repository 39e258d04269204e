"""What goes to an owner's control centre and what comes back, as values and as documents.

`docs/owners.md` is the same, field by field, for the owner's engineer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from artel.commons.errors import InputError
from artel.commons.formats import check_stamp, stamp
from artel.commons.instants import instant_text, parse_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from artel.orders.promises import Promise

TASK, ANSWER, RECALL, DELIVERIES = "artel-task", "artel-answer", "artel-recall", "artel-deliveries"
VERSION = 1
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
LONGEST_REASON = 500

STATES: Final = {
    "received": "the task is here and not yet decided on",
    "acknowledged": "the owner will fly it",
    "refused": "the owner will not, and says why",
    "recalled": "taken back, by the desk or by the owner, who says why",
    "acquired": "the image is made",
    "downlinked": "the image is on the ground",
    "delivered": "the image is handed over",
    "failed": "it was tried and there is no image, and why",
}
"""Every state of a task at its owner."""
TASKED: Final = ("acknowledged", "acquired", "downlinked", "delivered")
"""The states in which the owner has said yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StationPass:
    """A contact of a task: with which antenna of which station, from start to end."""

    station: str
    antenna: str
    start: datetime
    end: datetime
    radio: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What an owner is asked to carry out: what it promises, and how it is flown.

    `reply_to` is an address of the desk that may be told of a change; the desk asks anyway.
    """

    promise: Promise
    mode: str
    roll_deg: float
    pitch_deg: float
    upload: StationPass
    downlink: StationPass
    cut_off: datetime
    reply_to: str = ""

    @property
    def id(self) -> str:
        """The id under which the task goes out, every time that it does."""
        return self.promise.task

    @property
    def exercise(self) -> bool:
        """Whether this is an exercise, which an owner must not fly."""
        return self.promise.exercise

    @property
    def due(self) -> datetime:
        """When the image has to be handed over."""
        return self.promise.deliver_by


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The owner has said yes: the task is tasked, or the recall is done."""

    task: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """The owner has said no."""

    task: str
    reason: str


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The owner has said neither; `received` where it said at least that the task is there."""

    task: str
    why: str
    received: bool = False


Outcome: TypeAlias = Acknowledged | Refused | NoAnswer


@dataclass(frozen=True, slots=True)
class TaskState:
    """How far a task is at its owner: one of STATES, since when, and why.

    `acknowledged_at` is when the owner said yes, where it did; `report` is what it tells of a
    station's time that it gave.
    """

    task: str
    state: str
    at: datetime
    reason: str = ""
    acknowledged_at: datetime | None = None
    report: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One image handed over: which task it is for, and its STAC Item, not yet judged."""

    id: str
    task: str
    at: datetime
    exercise: bool
    item: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Some deliveries, oldest first, and the cursor after which the next ones stand.

    `unread` has a sentence for each that is not as published; the cursor has passed them, so that
    one of them does not hold up the others.
    """

    deliveries: tuple[Delivery, ...]
    cursor: str
    unread: tuple[str, ...] = ()


def task_document(task: Task) -> dict[str, Any]:
    """Return the document of the format artel-task/1."""
    promise = task.promise
    return {
        "format": stamp(TASK, VERSION),
        "task": checked_id(promise.task),
        "order": promise.order,
        "exercise": promise.exercise,
        "satellite": promise.satellite,
        "sensor": promise.sensor,
        "mode": task.mode or None,
        "start": instant_text(promise.start),
        "end": instant_text(promise.end),
        "roll_deg": task.roll_deg,
        "pitch_deg": task.pitch_deg,
        "footprint": [[list(position) for position in ring] for ring in promise.rings],
        "least_share": promise.least_share,
        "max_gsd_m": promise.gsd_m,
        "max_cloud_percent": promise.max_cloud_percent,
        "upload": _pass_document(task.upload),
        "downlink": _pass_document(task.downlink),
        "cut_off": instant_text(task.cut_off),
        "deliver_by": instant_text(promise.deliver_by),
        "reply_to": task.reply_to or None,
    }


def recall_document(task: str, reason: str, *, exercise: bool) -> dict[str, Any]:
    """Return the document of the format artel-recall/1."""
    return {
        "format": stamp(RECALL, VERSION),
        "task": checked_id(task),
        "exercise": exercise,
        "reason": reason[:LONGEST_REASON],
    }


def _pass_document(contact: StationPass) -> dict[str, Any]:
    found = {
        "station": contact.station,
        "antenna": contact.antenna,
        "start": instant_text(contact.start),
        "end": instant_text(contact.end),
    }
    return found | ({"radio": contact.radio} if contact.radio else {})


def checked_id(text: str) -> str:
    """Return an id that can be a part of an address and the name of a file, or refuse it."""
    if not _ID.fullmatch(text):
        raise InputError(
            f"{text[:100]!r} is no id.",
            next_step="Use letters, digits, dot, hyphen and underscore, 100 at most.",
        )
    return text


def state_of(document: Mapping[str, Any], task: str, *, exercise: bool) -> TaskState:
    """Return what an owner's document of the format artel-answer/1 says about this task.

    Raises InputError for another format, another task, a state that is none, and where an
    exercise is answered by something real or the other way round.
    """
    check_stamp(document.get("format"), ANSWER, VERSION, "The owner's answer")
    same(document, "task", task)
    same(document, "exercise", exercise)
    state = document.get("state")
    if not isinstance(state, str) or state not in STATES:
        raise not_used(f"the state is {state!r}", f"The states are {', '.join(STATES)}.")
    reason = document.get("reason")
    since, report = document.get("acknowledged_at"), document.get("report")
    return TaskState(
        task=task,
        state=state,
        at=at_of(document, "at"),
        reason=str(reason)[:LONGEST_REASON] if reason else "",
        acknowledged_at=None if since is None else at_of(document, "acknowledged_at"),
        report=report if isinstance(report, dict) else None,
    )


def same(document: Mapping[str, Any], name: str, expected: object) -> None:
    """Raise InputError where an owner's document names another thing than it answers."""
    if document.get(name) != expected or type(document.get(name)) is not type(expected):
        came = document.get(name)
        raise not_used(f"{name} is {came!r}, not {expected!r}", f"Answer with the task's {name}.")


def at_of(document: Mapping[str, Any], name: str) -> datetime:
    """Return an instant of an owner's document. Raises InputError where it does not say one."""
    at = document.get(name)
    if not isinstance(at, str):
        raise not_used(f"it does not say {name}", f"Give {name}, as 2026-10-05T06:00:00Z.")
    return parse_instant(at)


def not_used(what: str, next_step: str) -> InputError:
    """Return the error that says why an owner's document is not used."""
    return InputError(f"The owner's answer is not used: {what}.", next_step=next_step)


def outcome_of(state: TaskState) -> Outcome:
    """Return whether a task in this state counts as tasked."""
    if state.state in TASKED:
        return Acknowledged(state.task, state.acknowledged_at or state.at)
    if state.state == "received":
        return NoAnswer(state.task, "The owner has the task and has not decided.", received=True)
    return Refused(state.task, state.reason or f"The owner says '{state.state}', without a reason.")


def recall_outcome(state: TaskState) -> Outcome:
    """Return whether a recall is done: it is when the task will not be flown."""
    if state.state in ("recalled", "refused"):
        return Acknowledged(state.task, state.at)
    if state.state == "received":
        return NoAnswer(state.task, "The owner has the recall and has not decided.", received=True)
    return Refused(state.task, state.reason or f"The owner says '{state.state}'.")


def delivery_of(document: Any) -> Delivery:
    """Return one delivery of an owner; its Item is not judged here."""
    if not isinstance(document, dict):
        raise not_used("a delivery is no object", "Give each as published.")
    item, exercise = document.get("item"), document.get("exercise")
    if not isinstance(item, dict) or type(exercise) is not bool:
        raise not_used("a delivery has no item or does not say exercise", "Give both.")
    ids = [checked_id(str(document.get(name))) for name in ("id", "task")]
    return Delivery(id=ids[0], task=ids[1], at=at_of(document, "at"), exercise=exercise, item=item)


def deliveries_of(document: Mapping[str, Any], after: str) -> Deliveries:
    """Return what a document of the format artel-deliveries/1 says; an empty one moves nothing.

    Raises InputError for another format, and for a cursor that does not move on.
    """
    check_stamp(document.get("format"), DELIVERIES, VERSION, "The owner's deliveries")
    rows, cursor = document.get("deliveries"), document.get("next")
    if not isinstance(rows, list):
        raise not_used("deliveries is no list", "Give a list, empty where nothing is.")
    if not rows:
        return Deliveries((), after)
    if not (isinstance(cursor, str) and cursor and cursor != after):
        raise not_used("next does not move on", "Give the cursor after the last delivery.")
    return sorted_out([partial(delivery_of, row) for row in rows], cursor)


def sorted_out(readers: Iterable[Callable[[], Delivery]], cursor: str) -> Deliveries:
    """Return the deliveries that can be read, and a sentence for each that cannot."""
    found: list[Delivery] = []
    unread: list[str] = []
    for read in readers:
        try:
            found.append(read())
        except InputError as error:
            unread.append(error.message)
    return Deliveries(tuple(found), cursor, tuple(unread))
