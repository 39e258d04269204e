"""What follows when an image of a plan will not come: the order is free, the planner is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.commons.instants import instant_text
from artel.desk.alerts import alarm
from artel.desk.orders import found, move
from artel.desk.pool_files import files_of
from artel.desk.shelf import pool_of_files
from artel.orders.life import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from artel.store.connections import Unit

    Row = dict[str, Any]

LIVE = ("waiting", "sent", "acknowledged", "flown")
"""The states of a task from which an image may still come."""
PATH = (State.SCHEDULED, State.TASKED, State.ACQUIRED, State.DOWNLINKED, State.DELIVERED)
"""How an image comes to be delivered; an owner may tell of several steps at once."""


def bring_to(unit: Unit, order: str, state: State) -> None:
    """Take an order along the path of its image up to a state; never back."""
    row = found(unit.row("order_locked", id=order), order)
    if row["state"] not in PATH:
        return
    begin, end = PATH.index(State(row["state"])), PATH.index(state)
    for step in PATH[begin + 1 : end + 1]:
        move(unit, order, step)


def image_lost(unit: Unit, task: Row, kind: str, why: str, article: str = "") -> None:
    """Tell the planner of an image that will not come, and see what becomes of its order.

    `article` is the one of the charter that speaks, the service level where none is named.
    """
    proposal = _proposal(unit, task)
    alarm(unit, f"task-{kind}", task["id"], f"{task['order_id']}: {why}", proposal=proposal)
    settle(unit, task["order_id"], why, article)


def _proposal(unit: Unit, task: Row) -> Row:
    """Return the event that takes just this image out of the plan."""
    body: Mapping[str, Any] = task["body"]
    event = {"kind": "recall", "asset": task["satellite"], "at": instant_text(unit.now)}
    return {**event, "start": body["start"], "end": body["end"]}


def settle(unit: Unit, order: str, why: str = "", article: str = "") -> None:
    """Let an order follow its tasks once none is on its way: delivered, or free to be planned.

    It is delivered when every image of its latest plan is; images of an older plan that were lost
    do not count, for the later plan made up for them.
    """
    row = found(unit.row("order_locked", id=order), order)
    tasks = unit.rows("tasks_of_order", order_id=order)
    if row["state"] not in PATH[:-1] or any(each["state"] in LIVE for each in tasks):
        return
    last = max((each["plan"] for each in tasks), default=None)
    ends = {each["state"] for each in tasks if each["plan"] == last}
    if ends == {"delivered"}:
        bring_to(unit, order, State.DELIVERED)
        return
    speaks = (article or service_level(unit)) if row["state"] in PATH[:2] else None
    reason = why or "not every image of it came"
    move(unit, order, State.ACCEPTED, reason, speaks)
    unit.tell("order.displaced", order, [row["brought_by"], row["customer"]], {"reason": reason})


def service_level(unit: Unit) -> str:
    """Return the article that says what is promised of time, or the one of priority."""
    articles = pool_of_files(files_of(unit)).charter.articles
    kinds = {each.kind: each.id for each in reversed(articles)}
    return str(kinds.get("service-level") or kinds.get("priority") or "priority")
