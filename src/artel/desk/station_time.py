"""Time of a station for a guest: what is free, held for a while, and booked beside the plan.

What is booked stands in the inputs of the plan in force as time in which the antenna serves nobody
else, so that every quote, hold, repair and validator keeps off it. The database refuses a plan
that was made without knowing of it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from psycopg.types.range import TimestamptzRange

from artel.commons.errors import Conflict, InputError
from artel.commons.ids import canonical_json, digest
from artel.commons.instants import from_posix, instant_text, to_posix
from artel.desk import held_looks, plans, station_rows
from artel.desk.blockouts import in_the_desks_name
from artel.desk.desk import new_id
from artel.desk.orders import found, move, stored_wish
from artel.desk.permissions import permit
from artel.desk.pool_files import owner_of, texts_of
from artel.desk.shelf import pool_of_files
from artel.desk.sold import FILE, with_sold
from artel.desk.tariffs import price_of_use
from artel.feeds.owner_station import StationTask, asked_document
from artel.orders.life import State
from artel.orders.wishes_models import StationTime
from artel.studies.station_time import Guest, Stretch, chosen, free_stretches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from artel.commons.actors import Actor
    from artel.desk.desk import Desk
    from artel.store.connections import Unit

    Row = dict[str, Any]

LONGEST = timedelta(hours=24)
AHEAD = timedelta(days=14)
"""So far ahead free time is looked for."""
CUT_OFF = timedelta(minutes=30)
"""The owner has to say yes so long before the antenna is wanted."""
REPORT_WITHIN = timedelta(hours=24)
SHOWN = 200


def offers(desk: Desk, actor: Actor, name: str) -> Row:
    """Return what the station could give an order now, and what it would cost.

    Raises NotFound, and Conflict where the order is none of a station's time.
    """
    permit(actor, "quote.ask")
    with desk.unit(actor) as unit:
        order = found(unit.row("order_by_id", id=name), name)
    wish = _wish(order)
    with desk.unit() as unit:
        free = _free(unit, order, wish, unit.now)
        price = price_of_use(unit, "downlink", wish.minutes, exercise=order["exercise"])
    would = chosen(free, 60 * wish.minutes)
    total = sum(each.end - each.start for each in free)
    return {
        "order": name,
        "station": wish.station,
        "minutes": wish.minutes,
        "free_minutes": round(total / 60, 3),
        "enough": would is not None,
        "windows": [_shown(each) for each in (would or free)[:SHOWN]],
        **price,
    }


def _wish(order: Row) -> StationTime:
    wish = stored_wish(order)
    if not isinstance(wish, StationTime):
        raise Conflict(
            f"'{order['id']}' is an order of kind {order['kind']}, not of a station's time.",
            next_step="Ask for a quote of it.",
        )
    return wish


def _shown(each: Stretch) -> Row:
    start, end = from_posix(each.start), from_posix(each.end)
    minutes = round((each.end - each.start) / 60, 3)
    return {"antenna": each.antenna, "start": start, "end": end, "minutes": minutes}


def _free(unit: Unit, order: Row, wish: StationTime, at: datetime) -> list[Stretch]:
    """Return what is free from an instant on. The unit is the desk's own.

    No piece of time reaches across the end of a plan: each belongs to one plan, or to none yet.
    """
    pool = pool_of_files(texts_of(unit, exercise=order["exercise"]))
    station = next((each for each in pool.stations if each.name == wish.station), None)
    if station is None:
        raise Conflict(f"The pool has no station '{wish.station}' any more.")
    turn = max(each.turnaround_s for each in station.antennas)
    low = max(to_posix(order["not_before"]), to_posix(at + CUT_OFF) + turn)
    high = min(to_posix(order["not_after"]), to_posix(at + AHEAD))
    if high <= low:
        return []
    span = TimestamptzRange(from_posix(low - turn), from_posix(high + turn))
    edges = _edges(unit, order, span)
    busy: dict[str, list[tuple[float, float]]] = {
        each.name: [(edge, edge) for edge in edges] for each in station.antennas
    }
    for antenna, taken in _busy(unit, order, wish.station, list(busy), span):
        busy[antenna].append(taken)
    guest = Guest(wish.station, wish.band, wish.satellite)
    return free_stretches(pool, guest, (low, high), busy)


def _edges(unit: Unit, order: Row, span: TimestamptzRange) -> set[float]:
    met = unit.rows("plans_met", exercise=order["exercise"], span=span)
    return {to_posix(at) for row in met for at in (row["horizon"].lower, row["horizon"].upper)}


def _busy(
    unit: Unit, order: Row, station: str, antennas: Sequence[str], span: TimestamptzRange
) -> list[tuple[str, tuple[float, float]]]:
    names = [f"{station}/{antenna}" for antenna in antennas]
    rows = unit.rows("station_busy", exercise=order["exercise"], names=names, span=span)
    return [
        (row["name"].removeprefix(f"{station}/"),
         (to_posix(row["span"].lower), to_posix(row["span"].upper)))
        for row in rows
    ]  # fmt: skip


def hold(desk: Desk, actor: Actor, name: str, length: timedelta) -> list[Row]:
    """Hold the earliest time that is enough for an order, until an instant; return its pieces.

    Raises Conflict where the order is not accepted yet, or where not enough is free.
    """
    if not timedelta(0) < length <= LONGEST:
        raise InputError("A hold runs for at most 24 hours.", next_step="Hold it for less.")
    permit(actor, "hold.make")
    with desk.unit(actor) as unit:
        order = found(unit.row("order_by_id", id=name), name)
    wish = _wish(order)
    with desk.unit(in_the_desks_name(actor)) as unit:
        order = found(unit.row("order_locked", id=name), name)
        if order["state"] != State.ACCEPTED:
            raise Conflict(f"'{name}' is {order['state']}; only what is accepted can be held.")
        until = unit.now + length
        free = _free(unit, order, wish, until)
        taken = chosen(free, 60 * wish.minutes)
        if taken is None:
            total = sum(each.end - each.start for each in free) / 60
            raise Conflict(
                f"{wish.station} has {total:.0f} minutes free for '{name}', not {wish.minutes:g}.",
                next_step="Amend the order: fewer minutes, a longer interval, another station.",
            )
        _held(unit, order, wish, taken, until)
        move(unit, name, State.HELD)
        _tell(unit, order, "held", {"until": instant_text(until)})
    with desk.unit(actor) as unit:
        return of_order(unit, name)


def _held(
    unit: Unit, order: Row, wish: StationTime, pieces: Sequence[Stretch], until: datetime
) -> None:
    owner = owner_of(pool_of_files(texts_of(unit)), wish.station) or ""
    for each in pieces:
        resource = f"{wish.station}/{each.antenna}"
        row = found(unit.row("resource_named", kind="antenna", name=resource), resource)
        name = new_id(unit, "S", exercise=order["exercise"])
        low, high = each.taken
        unit.run(
            "station_time_held",
            id=name,
            order_id=order["id"],
            exercise=order["exercise"],
            owner=owner,
            station=wish.station,
            antenna=each.antenna,
            resource=row["id"],
            span=TimestamptzRange(from_posix(each.start), from_posix(each.end)),
            taken=TimestamptzRange(from_posix(low), from_posix(high)),
            until=until,
            at=unit.now,
        )
        unit.run("station_time_claimed", id=name)


def _tell(unit: Unit, order: Row, what: str, said: Row) -> None:
    owner = {row["owner"] for row in unit.rows("station_times_of_order", order_id=order["id"])}
    body = {"order": order["id"], **said}
    unit.enter(f"station-time.{what}", order["id"], body, parties=[*owner, order["brought_by"]])
    audience = [*owner, order["brought_by"], order["customer"]]
    unit.tell(f"station-time.{what}", order["id"], audience, body)


def of_order(unit: Unit, name: str) -> list[Row]:
    """Return all time of stations that an order has or had, in order of time. Raises NotFound."""
    permit(unit.actor, "order.read")
    found(unit.row("order_by_id", id=name), name)
    rows = unit.rows("station_times_of_order", order_id=name)
    return [{**row, "start": row["span"].lower, "end": row["span"].upper} for row in rows]


def release(desk: Desk, actor: Actor, name: str) -> list[Row]:
    """Give back what is held for an order. Raises NotFound, and Conflict where nothing is."""
    permit(actor, "hold.make")
    _pieces(desk, actor, name)
    with desk.unit(in_the_desks_name(actor)) as unit:
        station_rows.end_all(unit, name, "released")
    with desk.unit(actor) as unit:
        return of_order(unit, name)


def _pieces(desk: Desk, actor: Actor, name: str) -> list[Row]:
    """Return what is held for an order now. Raises NotFound, and Conflict where nothing is."""
    with desk.unit(actor) as unit:
        rows = [row for row in of_order(unit, name) if row["state"] == "held"]
        if not rows or rows[0]["until"] <= unit.now:
            raise Conflict(f"Nothing is held for '{name}'.", next_step="Hold it first.")
    return rows


def book(desk: Desk, actor: Actor, name: str) -> list[Row]:
    """Book what is held for an order: the plan in force keeps off it, its owner gets the tasks.

    Raises NotFound, and Conflict where nothing is held, or where the plan changed meanwhile.
    """
    permit(actor, "hold.make")
    pieces = _pieces(desk, actor, name)
    hand = in_the_desks_name(actor)
    drafts = [
        _draft(desk, hand, version, rows, exercise=rows[0]["exercise"])
        for version, rows in _by_plan(desk, pieces).items()
    ]
    with desk.unit(hand) as unit:
        order = found(unit.row("order_locked", id=name), name)
        for row in pieces:
            task = _task(unit, order, row)
            if not unit.run("station_time_booked", id=row["id"], task=task):
                raise Conflict(
                    f"Nothing is held for '{name}' any more.", next_step="Hold it again."
                )
        for version in drafts:
            plans.publish(unit, version, same_images=True)
        move(unit, name, State.SCHEDULED)
        _tell(unit, order, "booked", {"pieces": len(pieces)})
    with desk.unit(actor) as unit:
        return of_order(unit, name)


def _by_plan(desk: Desk, pieces: Sequence[Row]) -> dict[int, list[Row]]:
    """Return the pieces by the plan in force that they stand beside; those of none are left out."""
    found_: defaultdict[int, list[Row]] = defaultdict(list)
    with desk.unit() as unit:
        for row in pieces:
            for plan in unit.rows("plans_met", exercise=row["exercise"], span=row["taken"]):
                found_[plan["version"]].append(row)
    return dict(found_)


def _draft(desk: Desk, hand: Actor, version: int, rows: Sequence[Row], *, exercise: bool) -> int:
    """Return a draft of a plan in force whose inputs say what is sold: nothing else of it moves."""
    with desk.unit(hand) as unit:
        document = plans.document_of(unit, version)
        live = {each.held.order.id for each in held_looks.live(unit, exercise=exercise)}
    holds = [row for row in document.get("holds", ()) if row["order"]["id"] in live]
    text = with_sold(document["inputs"][FILE]["text"], rows)
    inputs = {**document["inputs"], FILE: {"sha256": digest(text), "text": text}}
    sold = {**document, "inputs": inputs} | ({"holds": holds} if "holds" in document else {})
    return plans.keep_draft(desk, hand, sold, version, exercise=exercise)


def _task(unit: Unit, order: Row, row: Row) -> str:
    """Write the task by which the owner is asked to give a piece of time; return its id."""
    wish = _wish(order)
    name = new_id(unit, "T", exercise=order["exercise"])
    task = StationTask(
        id=name,
        order=order["id"],
        exercise=order["exercise"],
        station=row["station"],
        antenna=row["antenna"],
        band=wish.band,
        satellite=wish.satellite or "",
        guest=order["customer"],
        start=row["span"].lower,
        end=row["span"].upper,
        cut_off=row["taken"].lower - CUT_OFF,
        due=row["span"].upper + REPORT_WITHIN,
    )
    unit.run(
        "station_task_added",
        id=name,
        order_id=order["id"],
        exercise=order["exercise"],
        owner=row["owner"],
        satellite=wish.satellite or "",
        body=canonical_json(asked_document(task)),
        cutoff=task.cut_off,
        at=unit.now,
    )
    unit.tell("task.written", name, [row["owner"]], {"task": name})
    return name
