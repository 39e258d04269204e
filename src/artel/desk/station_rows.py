"""The rows of stations' time: what is held or booked, kept out of plans, given, or lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.commons.ids import canonical_json
from artel.desk.alerts import alarm
from artel.desk.displacing import service_level
from artel.desk.orders import found, move
from artel.orders.life import CLOSED, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from artel.store.connections import Unit

    Row = dict[str, Any]

PATH = (State.SCHEDULED, State.TASKED, State.ACQUIRED, State.DELIVERED)
"""How a guest's time comes to be given."""


def carried(unit: Unit, plan: Row) -> None:
    """Book what is sold of stations in a plan that comes into force, beside its own links.

    The database refuses it where the plan was made without knowing. What is only held, and used
    by the plan now, is withdrawn.
    """
    given = {"exercise": plan["exercise"], "horizon": plan["horizon"]}
    for row in unit.rows("station_times_over", state="booked", **given):
        unit.run("station_time_in_plan", plan=plan["version"], id=row["id"])
    lost = unit.rows("station_times_in_the_way", plan=plan["version"], **given)
    for name in sorted({row["order_id"] for row in lost}):
        end_all(unit, name, "withdrawn", "a plan needs what was held")


def end_all(unit: Unit, order: str, state: str, reason: str = "", article: str = "") -> None:
    """End all that an order has of stations and take its tasks back; the order waits again."""
    ended = unit.rows(
        "station_times_ended", order_id=order, state=state, reason=reason, at=unit.now
    )
    for row in ended:
        unit.run("station_claims_ended", station_time=row["id"])
        if row["task"]:
            _taken_back(unit, row["task"], reason or f"the time is {state}")
    row = found(unit.row("order_locked", id=order), order)
    if ended:
        said = {"order": order, "state": state, "reason": reason}
        owner = ended[0]["owner"]
        unit.enter(f"station-time.{state}", order, said, parties=[owner, row["brought_by"]])
        unit.tell(f"station-time.{state}", order, [owner, row["brought_by"], row["customer"]], said)
    if row["state"] == State.HELD:
        move(unit, order, State.ACCEPTED, reason)
    elif row["state"] in PATH[:3]:
        speaks = (article or service_level(unit)) if row["state"] in PATH[:2] else None
        move(unit, order, State.ACCEPTED, reason or "its time is not to be had any more", speaks)


def _taken_back(unit: Unit, task: str, reason: str) -> None:
    row = found(unit.row("task_locked", id=task), task)
    if row["state"] in ("waiting", "sent", "acknowledged"):
        unit.run("task_recalled", id=task, reason=reason, at=unit.now)
        unit.tell("task.recalled", task, [row["owner"]], {"task": task})


def lost(unit: Unit, task: Row, why: str) -> None:
    """Give up the time of an order of which one task was refused or failed; the planner is told."""
    order = task["order_id"]
    alarm(unit, "station-time-lost", order, f"{order}: {why}")
    end_all(unit, order, "lost", why)


def given(unit: Unit, task: Row, report: Mapping[str, str]) -> None:
    """Write down that a guest had its time, by the owner's report; the order ends with the last."""
    unit.run("task_reported", id=task["id"], report=canonical_json(dict(report)), at=unit.now)
    unit.run("station_time_given", task=task["id"], at=unit.now)
    said = {"order": task["order_id"], "task": task["id"]}
    order = found(unit.row("order_by_id", id=task["order_id"]), task["order_id"])
    parties = [task["owner"], order["brought_by"]]
    unit.enter("station-time.given", task["id"], said | dict(report), parties=parties)
    told = {**said, **report}
    unit.tell("station-time.given", task["id"], [*parties, order["customer"]], told)
    still = unit.rows("station_times_of_order", order_id=task["order_id"])
    done = not any(row["state"] == "booked" for row in still)
    forward(unit, task["order_id"], State.DELIVERED if done else State.ACQUIRED)


def forward(unit: Unit, name: str, to: State) -> None:
    """Take an order of a station's time along its path up to a state; never back."""
    row = found(unit.row("order_locked", id=name), name)
    if row["state"] not in PATH:
        return
    for step in PATH[PATH.index(State(row["state"])) + 1 : PATH.index(to) + 1]:
        move(unit, name, step)


def tidy(unit: Unit) -> list[str]:
    """End what is held too long, and what belongs to orders that are closed. Returns the orders."""
    overdue = unit.rows("station_times_overdue", at=unit.now)
    for row in overdue:
        end_all(unit, row["order_id"], "expired", "its hold ended")
    closed = [str(state) for state in CLOSED]
    orphans = unit.rows("station_times_orphaned", states=closed)
    for row in orphans:
        end_all(unit, row["order_id"], "released", "the order is closed")
    return [row["order_id"] for row in (*overdue, *orphans)]
