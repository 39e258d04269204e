"""The rows of holds: written, read as plans keep off them, and ended with the order's step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from artel.commons.errors import Conflict
from artel.commons.ids import canonical_json, pretty_json
from artel.commons.instants import parse_instant, to_posix
from artel.desk.desk import new_id
from artel.desk.orders import found, move
from artel.orders.life import State
from artel.studies.held import Held, keeping_those_that_can, read_hold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from artel.planner.problem import Problem
    from artel.store.connections import Unit
    from artel.studies.pool import Pool
    from artel.studies.tracks import Tracks

    Row = dict[str, Any]
    Keep = Callable[[Pool, Tracks, Problem], Problem]

COARSE = timedelta(minutes=10)
"""Customers are told when an image is taken no finer than this: it names no satellite."""
_LEAST_S = 1e-3


@dataclass(frozen=True, slots=True)
class Live:
    """A hold that runs: its id, and what is held."""

    id: str
    held: Held


def live(unit: Unit, *, exercise: bool) -> list[Live]:
    """Return the holds that run now. The unit is the operator's."""
    rows = unit.rows("holds_live", exercise=exercise, at=unit.now)
    return [Live(row["id"], held_of_row(row)) for row in rows]


def held_of_row(row: Row) -> Held:
    """Return what a row of the table holds."""
    return read_hold(pretty_json(row["document"]))


def kept_over(holds: Iterable[Live], span: tuple[datetime, datetime]) -> list[Held]:
    """Return what a plan over a span is made around.

    A hold that ends before the plan begins is kept as well, for until then it may be accepted:
    it stands in the plan as ending just after its begin.
    """
    low = to_posix(span[0]) + _LEAST_S
    inside = (each.held for each in holds if _inside(each.held, span))
    return [replace(each, until=max(each.until, low)) for each in inside]


def keeper(unit: Unit, span: tuple[datetime, datetime], *, exercise: bool) -> Keep:
    """Return what makes a plan over a span keep off the looks that are held now, where it can."""
    return keeping_those_that_can(kept_over(live(unit, exercise=exercise), span))


def _inside(held: Held, span: tuple[datetime, datetime]) -> bool:
    start, end = span_of(held.rows)
    return span[0] <= start and end <= span[1]


def span_of(document: Any) -> tuple[datetime, datetime]:
    """Return from when to when a hold uses anything."""
    return parse_instant(document["upload"]["start"]), parse_instant(document["downlink"]["end"])


def window_of(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Return the window in which an image is taken, as its customer is told."""
    first = _floor(start)
    last = -(-(end - first) // COARSE)
    return first, first + last * COARSE


def _floor(instant: datetime) -> datetime:
    step = COARSE.total_seconds()
    return datetime.fromtimestamp(to_posix(instant) // step * step, UTC)


def write(unit: Unit, order: Row, version: int, document: Row) -> str:
    """Write a hold with all that it claims and return its id.

    Raises Conflict where somebody holds any of it.
    """
    exercise = order["exercise"]
    name = new_id(unit, "H", exercise=exercise)
    image = document["image"]
    start, end = span_of(document)
    window = window_of(*(parse_instant(image[each]) for each in ("start", "end")))
    unit.run(
        "hold_added",
        id=name,
        order_id=order["id"],
        exercise=exercise,
        document=canonical_json(document),
        plan=version,
        at=unit.now,
        until=parse_instant(document["until"]),
        start=start,
        end=end,
        window_open=window[0],
        window_close=window[1],
        delivered=end,
    )
    for kind, resource, row in _claims(document):
        unit.run(
            "hold_claimed",
            hold=name,
            resource=found(unit.row("resource_named", kind=kind, name=resource), resource)["id"],
            start=parse_instant(row["start"]),
            end=parse_instant(row["end"]),
            exercise=exercise,
            shared=row is document["upload"],
        )
    return name


def _claims(document: Row) -> list[tuple[str, str, Row]]:
    """Return what a hold uses, as bookings name it: sensor, transmitter, antennas."""
    image, up, down = document["image"], document["upload"], document["downlink"]
    return [
        ("sensor", f"{image['satellite']}/{image['sensor']}", image),
        ("antenna", f"{up['station']}/{up['antenna']}", up),
        ("transmitter", f"{down['satellite']}/{down['radio']}", down),
        ("antenna", f"{down['station']}/{down['antenna']}", down),
    ]


def end(unit: Unit, hold: Row, state: str, reason: str = "") -> None:
    """End a hold and give back what it claims; its order waits to be planned, unless accepted.

    Raises Conflict where it has ended already.
    """
    if not unit.run("hold_ended", id=hold["id"], state=state, reason=reason, at=unit.now):
        raise Conflict(f"The hold {hold['id']} has ended already.", next_step="Ask again.")
    unit.run("hold_claims_ended", hold=hold["id"])
    order = found(unit.row("order_locked", id=hold["order_id"]), hold["order_id"])
    body = {"hold": hold["id"], "order": order["id"], "state": state, "reason": reason}
    unit.enter(f"hold.{state}", hold["id"], body, parties=[order["brought_by"]])
    unit.tell(f"hold.{state}", hold["id"], [order["brought_by"], order["customer"]], body)
    if state != "accepted" and order["state"] == State.HELD:
        move(unit, order["id"], State.ACCEPTED, reason)


def settle(unit: Unit, plan: Row, document: Row) -> None:
    """Withdraw what a plan that comes into force has no place for any more.

    Raises Conflict where the plan was made before a hold was, and so keeps nothing for it.
    """
    kept = {row["order"]["id"] for row in document.get("holds", ())}
    horizon = plan["horizon"].lower, plan["horizon"].upper
    for row in unit.rows("holds_live", exercise=plan["exercise"], at=unit.now):
        if row["order_id"] in kept or not _inside(held_of_row(row), horizon):
            continue
        if row["made"] > plan["made"]:
            raise Conflict(
                f"Plan {plan['version']} was made before the hold {row['id']}.",
                next_step="Make it again.",
            )
        end(unit, row, "withdrawn", "what was held is not there any more")
