"""Firm holds as files, artel-hold/1: one look kept for an order, and the plan once it is accepted.

A hold carries its order, so that it can be accepted with the plan alone. What is quoted or held
meanwhile is told of it and keeps off; where a plan was made that does not know of it, what is in
its way gives way, except images whose command was sent.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.formats import stamp
from artel.commons.ids import pretty_json
from artel.commons.instants import parse_instant, posix_text
from artel.commons.tables import load
from artel.planner.holds import hold
from artel.planner.mending import Why
from artel.planner.midday import Midday
from artel.planner.outcomes import value_of
from artel.planner.quote import Offer, Quotes
from artel.planner.repair import Repaired
from artel.planner.values import Obstacle, Outcome, Reason, Unplanned
from artel.studies.day import alone_of, served_of
from artel.studies.events import Befallen
from artel.studies.hand import add_hand, hand_of
from artel.studies.held import FORMAT, VERSION, check_running
from artel.studies.plan_document import document_of, feature_of, link_row
from artel.studies.planned import Day
from artel.studies.quote import quoted
from artel.studies.repair import Changes, add_uploads, change_row
from artel.studies.situation import empty_uploads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from artel.orders.orders import Order
    from artel.planner.values import Booking
    from artel.studies.held import Held
    from artel.studies.quote import Quoted
    from artel.studies.standing import Standing


FOR_EVER = (-math.inf, math.inf)


def hold_of(
    found: Quoted, until: float, window: tuple[float, float] = FOR_EVER
) -> dict[str, Any] | None:
    """Return a hold until an instant, POSIX s, on the likeliest look that costs the plan nothing.

    Its command is sent after that instant, and its image is taken within the window, POSIX s.
    None where there is no such look.
    """
    return hold_in(quoted(replace(found.standing, at=until), found.order, found.sky), window)


def hold_in(found: Quoted, window: tuple[float, float] = FOR_EVER) -> dict[str, Any] | None:
    """Return what `hold_of` does of a quote that was asked as of the end of the hold."""
    inside = (each for each in found.quote.offers if _within(each, window))
    free = [each for each in inside if each.free]
    if not free:
        return None
    best = min(free, key=lambda each: (-found.clear(each.look), each.delivered, each.look.start))
    held = hold(found.standing.engine(), best.booking, found.standing.at)
    look = best.look
    return {
        "format": stamp(FORMAT, VERSION),
        "pool": found.standing.pool.settings.name,
        "until": posix_text(held.until),
        "order": feature_of(found.order),
        "image": {
            "satellite": look.satellite,
            "sensor": look.sensor,
            "start": posix_text(look.start),
            "end": posix_text(look.end),
            "roll_deg": round(math.degrees(look.roll), 4),
            "pitch_deg": round(math.degrees(look.pitch), 4),
        },
        "upload": link_row(best.booking.upload),
        "downlink": link_row(best.booking.downlink),
    }


def _within(offer: Offer, window: tuple[float, float]) -> bool:
    return window[0] <= offer.look.start and offer.look.end <= window[1]


def taken(standing: Standing, held: Held) -> tuple[tuple[Booking, ...], Offer]:
    """Return the bookings of a plan with what is held in it, and what had to give way.

    `standing` is the plan with the held order. Raises InputError where the hold has ended, the
    plan was made of other inputs, or what was commanded meanwhile takes its place.
    """
    check_running(held, standing.at)
    booking = held.booking(standing)
    offer = _offer(standing, booking)
    if not isinstance(offer, Offer):
        raise InputError(
            f"The look held for '{held.order.id}' is taken by what was commanded: {offer.sentence}."
        )
    rest = standing.bookings if offer.rest is None else offer.rest
    ordered = sorted((*rest, offer.booking), key=_when)
    return tuple(ordered), offer


def _offer(standing: Standing, booking: Booking) -> Offer | Obstacle:
    """Return the place that was kept, or how what is held could be had where it was not."""
    midday = Midday(standing.problem, standing.at)
    for each in standing.bookings:
        midday.hold(each)
    if midday.stands(booking):
        return Offer(booking)
    return Quotes(standing.engine(), standing.fixed, first=True).offer(booking.opportunity)


def _when(booking: Booking) -> tuple[float, str]:
    return booking.opportunity.start, booking.opportunity.satellite


def accepted(plan: Mapping[str, Any], standing: Standing, held: Held) -> dict[str, Any]:
    """Return the plan document with the held image in it; see `taken`.

    Of a plan that was repaired, and where something else had to move, it is one row more of
    `repairs`, so that every change of the plan stays told.
    """
    bookings, offer = taken(standing, held)
    start, end = (parse_instant(plan["horizon"][name]) for name in ("start", "end"))
    pool = replace(
        standing.pool,
        orders=tuple(standing.problem.orders),
        texts={**standing.pool.texts, "orders.geojson": _orders(standing, held)},
    )
    outcome = _outcome(plan, standing, held.order, (bookings, offer))
    day = Day(pool, start, end, standing.tracks, standing.problem, outcome, standing.staffing)
    document = document_of(day, _members(plan, day, {held.order.id, *offer.displaced}))
    add_uploads(document, empty_uploads(plan, standing))
    if plan.get("repairs") or offer.displaced or offer.moved:
        row = _row(plan, standing, held.order, outcome)
        document["repairs"] = [*plan.get("repairs", ()), row]
    add_hand(document, hand_of(plan))
    return document


def _row(
    plan: Mapping[str, Any], standing: Standing, order: Order, outcome: Outcome
) -> dict[str, Any]:
    """Return the row of the plan's repairs that says what the hold changed."""
    why = Why("hold", f"it gave way to the look held for {order.id}")
    found = Repaired(outcome, {each.opportunity.key: why for each in standing.bookings}, {}, ())
    cause = {"kind": "hold", "name": None, "article": None, "orders": [order.id]}
    sentence = f"what was held for {order.id} is taken up"
    befallen = Befallen(standing.pool, cause, sentence, frozenset())
    at = max(standing.at, standing.problem.span[0])
    return change_row(plan, befallen, at, Changes(standing, found))


def _members(plan: Mapping[str, Any], day: Day, orders: set[str]) -> list[dict[str, Any]]:
    """Return the rows of the parties, made anew of those that brought any of these orders."""
    touched = {each.brought_by for each in day.problem.orders if each.id in orders}
    return [
        {**row, **served_of(day, row["member"]), **alone_of(day, row["member"])}
        if row["member"] in touched
        else row
        for row in plan["members"]
    ]


def _orders(standing: Standing, held: Held) -> str:
    table = load(standing.pool.texts["orders.geojson"], "orders.geojson").value
    kept = [each for each in table["features"] if each["id"] != held.order.id]
    return pretty_json({**table, "features": [*kept, held.rows["order"]]})


def _outcome(
    plan: Mapping[str, Any],
    standing: Standing,
    order: Order,
    found: tuple[tuple[Booking, ...], Offer],
) -> Outcome:
    """Return what the plan is then; with one order more no plan is worth more than its value."""
    bookings, offer = found
    value = plan["value"]
    known = {row["order"]: row["value"] for row in plan["unplanned"]}
    left = [_left(row) for row in plan["unplanned"] if row["order"] != order.id]
    why = Obstacle(
        Reason.SLEW, f"gave way to a look held for '{order.id}'", resource=offer.look.satellite
    )
    # An area may have lost one strip and kept the others.
    served = {each.opportunity.order for each in bookings}
    lost = (name for name in offer.displaced if name not in served)
    left += [Unplanned(name, why, {str(Reason.SLEW): 1}) for name in lost]
    worth = value_of(standing.problem, bookings)
    return Outcome(
        bookings=bookings,
        unplanned=tuple(left),
        value=worth,
        bound=max(value["bound"] + order.value, worth),
        offered=value["offered"] - known.get(order.id, 0.0) + order.value,
        method=f"{value['method']}, and a hold accepted",
    )


def _left(row: Mapping[str, Any]) -> Unplanned:
    obstacle = Obstacle(Reason(row["code"]), row["reason"], row["article"], row["resource"])
    return Unplanned(row["order"], obstacle, dict(row["counts"]))
