"""Firm holds as files, artel-hold/1: one look kept for an order, and the plan once it is accepted.

A hold carries its order, so that it can be accepted with the plan alone. What is quoted or held
meanwhile is told of it and keeps off; where a plan was made that does not know of it, what is in
its way gives way, except images whose command was sent.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from artel.commons.errors import InputError
from artel.commons.figures import Text
from artel.commons.formats import check_stamp, stamp
from artel.commons.ids import pretty_json
from artel.commons.instants import parse_instant, posix_text, to_posix
from artel.commons.tables import Instant, Row, check, load
from artel.orders.orders import Order
from artel.planner.holds import hold
from artel.planner.outcomes import value_of
from artel.planner.quote import Offer, Quotes
from artel.planner.values import Booking, Link, Obstacle, Outcome, Reason, Unplanned
from artel.studies.day import members_of
from artel.studies.plan_document import document_of
from artel.studies.planned import Day
from artel.studies.quote import Quoted, quoted, read_order
from artel.studies.standing import Standing, link_of, look_like

FORMAT, VERSION = "artel-hold", 1
ORDERS_FORMAT = "artel-orders/1"


class ImageRow(Row):
    """The look that is held."""

    satellite: Text
    sensor: Text
    start: Instant
    end: Instant
    roll_deg: float
    pitch_deg: float


class LinkRow(Row):
    """A part of a pass that is held, for the command or for the data."""

    satellite: Text
    station: Text
    antenna: Text
    radio: Text
    start: Instant
    end: Instant


class HoldFile(Row):
    """The file of a hold."""

    format: str
    pool: Text
    until: Instant
    order: dict[str, Any]
    image: ImageRow
    upload: LinkRow
    downlink: LinkRow


@dataclass(frozen=True, slots=True)
class Held:
    """A hold as it was read: its order, its rows as given, and until when it runs, POSIX s."""

    order: Order
    rows: Mapping[str, Any]
    until: float

    def booking(self, standing: Standing) -> Booking:
        """Return the booking that is held. Raises InputError where the plan's inputs differ."""
        problem = standing.problem
        looks = (each for each in problem.opportunities if each.order == self.order.id)
        look = look_like(self.rows["image"], looks)
        if look is None:
            raise InputError(
                f"The look held for '{self.order.id}' is none that the plan's inputs allow.",
                next_step="Name the plan that it was held in, or one made of the same inputs.",
            )
        up = link_of(self.rows["upload"], problem.contacts.commands)
        return Booking(look, up, link_of(self.rows["downlink"], problem.contacts.downlinks))


def hold_of(found: Quoted, until: float) -> dict[str, Any] | None:
    """Return a hold until an instant, POSIX s, on the likeliest look that costs the plan nothing.

    Its command is sent after that instant. None where there is no such look.
    """
    later = quoted(replace(found.standing, at=until), found.order, found.sky, found.held)
    free = [each for each in later.quote.offers if each.free]
    if not free:
        return None
    best = min(free, key=lambda each: (-found.clear(each.look), each.delivered, each.look.start))
    held = hold(later.standing.engine(found.held), best.booking, until)
    origin, look = found.order.origin, best.look
    return {
        "format": stamp(FORMAT, VERSION),
        "pool": found.standing.pool.settings.name,
        "until": posix_text(held.until),
        "order": origin.table.value["features"][origin.row] if origin else {},
        "image": {
            "satellite": look.satellite,
            "sensor": look.sensor,
            "start": posix_text(look.start),
            "end": posix_text(look.end),
            "roll_deg": round(math.degrees(look.roll), 4),
            "pitch_deg": round(math.degrees(look.pitch), 4),
        },
        "upload": _link(best.booking.upload),
        "downlink": _link(best.booking.downlink),
    }


def _link(link: Link) -> dict[str, str]:
    contact = link.contact
    return {
        "satellite": contact.satellite,
        "station": contact.station,
        "antenna": contact.antenna,
        "radio": contact.radio,
        "start": posix_text(link.start),
        "end": posix_text(link.end),
    }


def read_hold(text: str) -> Held:
    """Return the hold of a text. Raises TableError or FormatError for what is none."""
    table = load(text, "hold.json")
    found = table.value.get("format") if isinstance(table.value, dict) else None
    check_stamp(found, FORMAT, VERSION, "hold.json")
    row = check(table, HoldFile)
    whole = {"type": "FeatureCollection", "format": ORDERS_FORMAT, "features": [row.order]}
    return Held(read_order(pretty_json(whole)), table.value, to_posix(row.until))


def running(holds: Iterable[Held], at: float) -> list[Held]:
    """Return the holds that run at an instant, POSIX s."""
    return [held for held in holds if at < held.until]


def check_running(held: Held, at: float) -> None:
    """Raise InputError where a hold has ended at an instant, POSIX s."""
    if not running([held], at):
        raise InputError(
            f"The hold on '{held.order.id}' ended at {posix_text(held.until)}.",
            next_step="Ask for a quote again.",
        )


def taken(standing: Standing, held: Held) -> tuple[tuple[Booking, ...], Offer]:
    """Return the bookings of a plan with what is held in it, and what had to give way.

    `standing` is the plan with the held order. Raises InputError where the hold has ended, the
    plan was made of other inputs, or what was commanded meanwhile takes its place.
    """
    check_running(held, standing.at)
    booking = held.booking(standing)
    offer = Quotes(standing.engine(), standing.fixed, first=True).offer(booking.opportunity)
    if not isinstance(offer, Offer):
        raise InputError(
            f"The look held for '{held.order.id}' is taken by what was commanded: {offer.sentence}."
        )
    rest = standing.bookings if offer.rest is None else offer.rest
    ordered = sorted((*rest, offer.booking), key=_when)
    return tuple(ordered), offer


def _when(booking: Booking) -> tuple[float, str]:
    return booking.opportunity.start, booking.opportunity.satellite


def accepted(plan: Mapping[str, Any], standing: Standing, held: Held) -> dict[str, Any]:
    """Return the plan document with the held image in it; see `taken`."""
    bookings, offer = taken(standing, held)
    start, end = (parse_instant(plan["horizon"][name]) for name in ("start", "end"))
    pool = replace(
        standing.pool,
        orders=tuple(standing.problem.orders),
        texts={**standing.pool.texts, "orders.geojson": _orders(standing, held)},
    )
    outcome = _outcome(plan, standing, held.order, (bookings, offer))
    day = Day(pool, start, end, standing.tracks, standing.problem, outcome, standing.staffing)
    return document_of(day, _members(plan, day, {held.order.id, *offer.displaced}))


def _members(plan: Mapping[str, Any], day: Day, orders: set[str]) -> list[dict[str, Any]]:
    """Return the rows of the parties, made anew of those that brought any of these orders."""
    settings = day.pool.settings
    touched = {each.brought_by for each in day.problem.orders if each.id in orders}
    some = replace(settings, parties=tuple(each for each in settings.parties if each.id in touched))
    fresh = members_of(replace(day, pool=replace(day.pool, settings=some)))
    new = {row["member"]: row for row in fresh}
    return [new.get(row["member"], row) for row in plan["members"]]


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
