"""Tasks on their way: sent to the owners' control centres, answered, followed, taken back.

Each step is claimed first, so that two workers never take the same one; then the owner is asked
outside of any transaction; then what it said is written down. A worker that dies in between leaves
a claim that runs out, and the same task goes out again under the same id.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.desk import station_rows
from artel.desk.displacing import bring_to, image_lost
from artel.desk.orders import found, move
from artel.desk.permissions import permit
from artel.feeds.owner_centres import centre_at
from artel.feeds.owner_station import asked_of_document, report_of
from artel.feeds.owner_tasks import Acknowledged, NoAnswer, Refused, TaskState, outcome_of
from artel.orders.life import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from artel.desk.desk import Desk
    from artel.feeds.owner_centres import Centre
    from artel.feeds.owner_tasks import Outcome
    from artel.store.connections import Unit

    Row = dict[str, Any]

CLAIM = timedelta(minutes=5)
"""So long a worker may take over one task before another takes it up."""
AGAIN = timedelta(minutes=2)
"""So long after no answer a task is sent again, and one on its way is asked after."""
OVERDUE = timedelta(hours=24)
"""So long after it was due an image is still waited for; then its task has failed."""
AT_ONCE = 20
FLOWN = ("acquired", "downlinked", "delivered")


def centres(desk: Desk) -> list[tuple[Row, Centre]]:
    """Return every owner's control centre that the desk knows, with its row."""
    with desk.unit() as unit:
        rows = unit.rows("centres")
    return [(row, centre_at(row["address"], row["secret"], desk.allowed)) for row in rows]


def send_waiting(desk: Desk) -> int:
    """Send every task that waits, and return how many owners' answers were written down."""
    return _each(desk, ["waiting", "sent"], _send)


def follow(desk: Desk) -> int:
    """Ask after every task that was acknowledged, and return how many answers came."""
    return _each(desk, ["acknowledged", "flown"], _ask_after)


def take_back(desk: Desk) -> int:
    """Tell owners of every task that was recalled, or given up, after it was sent."""
    return _each(desk, ["recalled", "unanswered"], _recall)


def _each(desk: Desk, states: list[str], step: Callable[[Desk, Centre, Row], None]) -> int:
    count = 0
    for row, centre in centres(desk):
        for task in _claimed(desk, row, states):
            try:
                step(desk, centre, task)
            except InputError as error:
                _later(desk, task, error.message)
            count += 1
    return count


def _claimed(desk: Desk, centre: Row, states: list[str]) -> list[Row]:
    """Claim tasks; from then on each counts as sent, so that taking it back is told its owner."""
    with desk.unit() as unit:
        return unit.rows(
            "tasks_claimed",
            owner=centre["owner"],
            exercise=centre["exercise"],
            at=unit.now,
            until=unit.now + CLAIM,
            states=states,
            limit=AT_ONCE,
        )


def _send(desk: Desk, centre: Centre, task: Row) -> None:
    with desk.unit() as unit:
        late = task["cutoff"] <= unit.now
    if not late:
        _answered(desk, task, centre.send(asked_of_document(task["body"])))
        return
    outcome = _last_word(centre, task)
    if isinstance(outcome, NoAnswer):
        _close(desk, task, "unanswered", "its cut-off passed before the owner said yes")
    else:
        _answered(desk, task, outcome)


def _last_word(centre: Centre, task: Row) -> Outcome:
    """Return what the owner had said by the cut-off, if its answer was only lost on its way."""
    came = centre.state(task["id"], exercise=task["exercise"])
    return outcome_of(came) if isinstance(came, TaskState) else came


def _answered(desk: Desk, task: Row, outcome: Outcome) -> None:
    if isinstance(outcome, NoAnswer):
        _later(desk, task, outcome.why)
    elif isinstance(outcome, Refused):
        _close(desk, task, "refused", outcome.reason)
    elif outcome.at > asked_of_document(task["body"]).cut_off:
        _close(desk, task, "unanswered", "the owner said yes after the cut-off")
    else:
        _acknowledge(desk, task)


def _later(desk: Desk, task: Row, why: str) -> None:
    with desk.unit() as unit:
        unit.run(
            "task_asked_again", id=task["id"], next_try=unit.now + AGAIN, reason=why, at=unit.now
        )


def _acknowledge(desk: Desk, task: Row) -> None:
    with desk.unit() as unit:
        if not _still(unit, task, ("waiting", "sent")):
            return
        _task_moved(unit, task, "acknowledged", "", unit.now + AGAIN)
        unit.enter(
            "task.acknowledged", task["id"], {"order": task["order_id"]}, parties=[task["owner"]]
        )
        order = found(unit.row("order_locked", id=task["order_id"]), task["order_id"])
        if order["state"] == State.SCHEDULED:
            move(unit, order["id"], State.TASKED)


def _close(desk: Desk, task: Row, state: str, reason: str) -> None:
    """Write down that a task will not be flown; its order is free, and the planner is told.

    An owner that did not answer may have the task all the same: it is told to leave it.
    """
    with desk.unit() as unit:
        if not _still(unit, task, ("waiting", "sent", "acknowledged", "flown")):
            return
        _task_moved(unit, task, state, reason, unit.now if state == "unanswered" else None)
        said = {"order": task["order_id"], "task": task["id"], "reason": reason}
        unit.enter(f"task.{state}", task["id"], said, parties=[task["owner"]])
        unit.tell(f"task.{state}", task["id"], [task["owner"]], said)
        why = f"the task to {task['owner']} is {state}"
        if task["kind"] == "station":
            station_rows.lost(unit, task, why)
        else:
            image_lost(unit, task, state, why)


def _still(unit: Unit, task: Row, states: tuple[str, ...]) -> bool:
    """Whether a task stands where this worker left it: a repair may have recalled it."""
    row = unit.row("task_locked", id=task["id"])
    return row is not None and row["state"] in states


def _task_moved(unit: Unit, task: Row, state: str, reason: str, next_try: Any) -> None:
    unit.run(
        "task_moved", id=task["id"], state=state, reason=reason, next_try=next_try, at=unit.now
    )


def _ask_after(desk: Desk, centre: Centre, task: Row) -> None:
    came = centre.state(task["id"], exercise=task["exercise"])
    if isinstance(came, TaskState) and came.state in FLOWN:
        _flown(desk, task, came)
    elif isinstance(came, TaskState) and came.state not in ("received", "acknowledged"):
        _close(desk, task, "failed", came.reason or f"the owner says {came.state}")
        return
    else:
        _later(desk, task, "")
    _give_up(desk, task)


def _give_up(desk: Desk, task: Row) -> None:
    """Let a task fail whose image was due long ago: nobody waits for ever.

    While a complaint about its image is open it is waited for that to be decided.
    """
    with desk.unit() as unit:
        overdue = asked_of_document(task["body"]).due + OVERDUE <= unit.now
        argued = unit.rows("complaints_of_task", task=task["id"])
    if overdue and not argued:
        _close(desk, task, "failed", "no image that was as promised came in time")


def _flown(desk: Desk, task: Row, came: TaskState) -> None:
    with desk.unit() as unit:
        if not _still(unit, task, ("acknowledged", "flown")):
            return
        if task["kind"] == "station":
            _given(unit, task, came)
            return
        _task_moved(unit, task, "flown", "", unit.now + AGAIN)
        bring_to(unit, task["order_id"], State.ACQUIRED)
        if came.state in ("downlinked", "delivered"):
            bring_to(unit, task["order_id"], State.DOWNLINKED)


def _given(unit: Unit, task: Row, came: TaskState) -> None:
    """Take a station's time forward: it is given once the owner has reported on it."""
    if came.state == "delivered":
        station_rows.given(unit, task, report_of(came.report))
        return
    _task_moved(unit, task, "flown", "", unit.now + AGAIN)
    station_rows.forward(unit, task["order_id"], State.ACQUIRED)


def _recall(desk: Desk, centre: Centre, task: Row) -> None:
    outcome = centre.recall(task["id"], task["reason"], exercise=task["exercise"])
    if isinstance(outcome, NoAnswer):
        _later(desk, task, task["reason"])
        return
    done = isinstance(outcome, Acknowledged)
    with desk.unit() as unit:
        if not _still(unit, task, ("recalled", "unanswered")):
            return
        _task_moved(unit, task, task["state"], task["reason"], None)
        said = {"task": task["id"], "done": done}
        unit.enter("task.recall-told", task["id"], said, parties=[task["owner"]])
        if not done:
            unit.tell("task.recall-refused", task["id"], [task["owner"]], said)


def page(unit: Unit, after: str | None, limit: int, state: str | None = None) -> list[Row]:
    """Return the tasks that this actor may see, the newest first."""
    permit(unit.actor, "owner.read")
    return unit.rows("tasks_page", after=after, limit=limit, state=state)


def get(unit: Unit, name: str) -> Row:
    """Return one task. Raises NotFound where there is none, or where it is another owner's."""
    permit(unit.actor, "owner.read")
    return found(unit.row("task_by_id", id=name), name)
