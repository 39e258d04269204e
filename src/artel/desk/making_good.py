"""What comes of an image that was not as promised: flown again, credited, or good after all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.desk.alerts import close_of
from artel.desk.displacing import LIVE, image_lost, service_level, settle
from artel.desk.orders import found, move
from artel.desk.plans import document_of
from artel.desk.publishing import notice
from artel.orders.life import FROZEN, State

if TYPE_CHECKING:
    from artel.store.connections import Unit

    Row = dict[str, Any]


def make_good(unit: Unit, complaint: Row, remedy: str) -> tuple[str, str]:
    """Make up for the image of a complaint, and return the remedy that it came to, and why.

    An image whose order has no time left cannot be flown again: it is credited.
    """
    order = found(unit.row("order_locked", id=complaint["order_id"]), complaint["order_id"])
    task = found(unit.row("task_locked", id=complaint["task"]), complaint["task"])
    if task["state"] not in LIVE:
        return remedy, ""  # the image was given up, or came, in the meantime
    why = f"the image of {complaint['task']} was not as promised"
    unit.run("task_moved", id=task["id"], state="failed", reason=why, next_try=None, at=unit.now)
    close_of(unit, task["id"])
    if remedy == "fly-again" and order["not_after"] > unit.now:
        image_lost(unit, task, "complaint", f"{why}; it is to be flown again")
        return "fly-again", ""
    _credited(unit, order, task, why)
    return "credit", "the order has no time left" if remedy == "fly-again" else ""


def _credited(unit: Unit, order: Row, task: Row, why: str) -> None:
    credit = round(100 * _worth(unit, task))
    row = {"order": order["id"], "why": why, "article": service_level(unit)}
    notice(unit, task, row, "credited", credit)
    others = [
        each["state"]
        for each in unit.rows("tasks_of_order", order_id=order["id"])
        if each["id"] != task["id"] and (each["state"] in LIVE or each["state"] == "delivered")
    ]
    if others:
        settle(unit, order["id"], why)
    elif order["state"] == State.SCHEDULED or order["state"] in FROZEN:
        move(unit, order["id"], State.FAILED, f"{why}; it was credited")


def _worth(unit: Unit, task: Row) -> float:
    """Return the planning value of a task's image: its share of its order's."""
    images = document_of(unit, task["plan"])["images"]
    of_order = [each for each in images if each["order"] == task["order_id"]]
    same = ("satellite", "sensor", "start")
    mine = [each for each in of_order if all(each[key] == task["body"][key] for key in same)]
    if not mine:
        return 0.0
    share = mine[0]["covered"] if mine[0]["covered"] is not None else 1.0 / len(of_order)
    return float(mine[0]["value"]) * share


def delivered(unit: Unit, task: str) -> None:
    """Take a task as delivered, and its order once all of its tasks are."""
    row = found(unit.row("task_locked", id=task), task)
    unit.run("task_moved", id=task, state="delivered", reason="", next_try=None, at=unit.now)
    close_of(unit, task)
    settle(unit, row["order_id"])
