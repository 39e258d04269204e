"""A standing plan as bookings again, with one order more: what a quote is asked of."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from shapely.geometry import Point

from artel.commons.errors import InputError
from artel.commons.instants import from_posix, parse_instant, to_posix
from artel.planner.engine import Engine
from artel.planner.guard import guarded
from artel.planner.looks_of_point import fleet_of
from artel.planner.midday import contacts_after
from artel.planner.opportunities import opportunities_at, opportunities_of
from artel.planner.prospects import prospects_at, prospects_of
from artel.planner.values import Booking, Link
from artel.studies.day import problem_of
from artel.studies.guards import guard_of
from artel.studies.people import staffing_of
from artel.studies.pool import read_pool
from artel.studies.renewing import look_as_planned, renewed
from artel.studies.skies import CLOUD, by_cloud
from artel.studies.updates import read_updates
from artel.studies.workshare import with_launched

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from artel.orders.orders import Order
    from artel.planner.looks_of_point import Fleet
    from artel.planner.problem import Problem
    from artel.planner.prospects import Prospects
    from artel.planner.values import Contact, Key, Opportunity
    from artel.studies.people import Staffing
    from artel.studies.planned import Day
    from artel.studies.pool import Pool
    from artel.studies.renewing import Found
    from artel.studies.tracks import Tracks
    from artel.studies.updates import Update

_MILLISECOND = 1.5e-3
_ATTITUDE_DEG = 2e-4


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan that stands at an instant, POSIX s: what is booked, and what may not move any more.

    What was commanded before that instant is `fixed`, and nothing can be commanded before it.
    """

    pool: Pool
    tracks: Tracks
    staffing: Staffing | None
    problem: Problem
    bookings: tuple[Booking, ...]
    at: float

    @property
    def fixed(self) -> frozenset[Key]:
        """The bookings whose command was sent before the instant."""
        sent = (each for each in self.bookings if each.upload.start < self.at)
        return frozenset(each.opportunity.key for each in sent)

    def engine(self, first: Iterable[Booking] = ()) -> Engine:
        """Return an engine that holds the plan, and `first` other bookings before it."""
        contacts = contacts_after(self.problem.contacts, self.at)
        engine = Engine(replace(self.problem, contacts=contacts))
        for booking in (*first, *self.bookings):
            engine.book(booking)
        engine.links.close_before(self.at)
        return engine


def standing_of_day(day: Day, orders: Sequence[Order]) -> Standing:
    """Return the plan of a day, at its start, with further orders that are not in it yet."""
    start = to_posix(day.start)
    given = Standing(day.pool, day.tracks, day.staffing, day.problem, day.outcome.bookings, start)
    return with_orders(given, orders)


def standing_of_plan(
    plan: Mapping[str, Any], orders: Sequence[Order], at: float | None = None
) -> Standing:
    """Return a plan document (artel-plan/1) as it stands at an instant, POSIX s, with more orders.

    Everything is computed from the inputs that the plan carries. Raises InputError where its
    images or links are not those that its inputs allow.
    """
    given = day_so_far(plan)
    low, high = given.problem.span
    moment = low if at is None else min(max(at, low), high)
    return with_orders(replace(given, at=moment), orders)


def day_so_far(plan: Mapping[str, Any]) -> Standing:
    """Return a plan document (artel-plan/1) as a problem and its bookings, at its start.

    Everything is computed from the inputs that the plan carries. Raises InputError where its
    images or links are not those that its inputs allow.
    """
    pool = read_pool({name: each["text"] for name, each in plan["inputs"].items()})
    start, end = (parse_instant(plan["horizon"][name]) for name in ("start", "end"))
    pool = with_launched(pool, start)
    span = to_posix(start), to_posix(end)
    staffing, updates = staffing_of(pool, span), read_updates(pool.texts)
    found = renewed(pool, problem_of(pool, span, staffing), staffing, updates)
    bookings, again = _bookings(pool, plan, found, updates)
    problem, tracks = found
    if again:
        problem = replace(problem, opportunities=[*problem.opportunities, *again])
    return Standing(pool, tracks, staffing, problem, bookings, span[0])


def fleet_of_standing(standing: Standing) -> Fleet | None:
    """Return the plan's satellites ready for one order of a point after another."""
    tracks = standing.tracks.by_name
    return fleet_of(
        [
            (track, satellite, sensor)
            for satellite in standing.problem.satellites
            for sensor in satellite.sensors
            for track in tracks.get(satellite.name, ())
        ]
    )


def with_orders(
    standing: Standing, orders: Sequence[Order], fleet: Fleet | None = None
) -> Standing:
    """Return the standing plan with orders that are not planned in it, and their looks.

    An order whose id the pool knows takes the place of that one. One order of a point is quick
    where the fleet is ready for it; see `fleet_of_standing`. Raises InputError where the plan
    serves it already.
    """
    _check_new(standing, orders)
    new = {order.id for order in orders}
    problem, pool = standing.problem, standing.pool
    if fleet is not None and len(orders) == 1 and isinstance(orders[0].shape, Point):
        found, ledger = opportunities_at(fleet, orders[0], pool.charter, problem.span)
    else:
        found, ledger = opportunities_of(
            standing.tracks.by_name, problem.satellites, orders, pool.charter, problem.span
        )
    fresh = replace(problem, orders=list(orders), opportunities=found, ledger=ledger)
    guard = guard_of(pool, standing.tracks)
    if guard is not None:
        # The contacts are narrow already; only the new looks are to be judged.
        narrow = guarded(fresh, guard)
        found, ledger = list(narrow.opportunities), narrow.ledger
    found = list(by_cloud(pool, replace(fresh, opportunities=found)).opportunities)
    kept = [each for each in problem.opportunities if each.order not in new]
    left = [each for each in problem.orders if each.id not in new]
    return replace(
        standing,
        problem=replace(
            problem,
            orders=[*left, *orders],
            opportunities=[*kept, *found],
            ledger=ledger,
        ),
    )


def prospects_for(standing: Standing, order: Order, fleet: Fleet | None = None) -> Prospects:
    """Return the looks of an order that is not planned, by time, as quotes try them.

    Where the fleet is ready and nothing but articles judges looks, each is worked out when it is
    asked for. Raises InputError where the plan serves the order already.
    """
    pool = standing.pool
    judged = CLOUD in pool.texts or pool.settings.timing_guard
    if fleet is None or judged or not isinstance(order.shape, Point):
        problem = with_orders(standing, [order], fleet).problem
        return prospects_of(each for each in problem.opportunities if each.order == order.id)
    _check_new(standing, [order])
    return prospects_at(fleet, order, pool.charter, standing.problem.span)


def _check_new(standing: Standing, orders: Sequence[Order]) -> None:
    served = {booking.opportunity.order for booking in standing.bookings}
    for order in orders:
        if order.id in served:
            raise InputError(
                f"The order '{order.id}' is in the plan already.", next_step="Quote another."
            )


def _bookings(
    pool: Pool, plan: Mapping[str, Any], found: Found, updates: Sequence[Update]
) -> tuple[tuple[Booking, ...], list[Opportunity]]:
    """Return what is booked, and looks that hold by newer sets though no search finds them."""
    problem = found[0]
    uploads = {each["id"]: each for each in plan["uploads"]}
    downlinks = {each["id"]: each for each in plan["downlinks"]}
    looks: dict[tuple[str, str], list[Opportunity]] = {}
    for look in problem.opportunities:
        looks.setdefault((look.order, look.satellite), []).append(look)
    bookings, again = [], []
    for image in plan["images"]:
        seen = look_like(image, looks.get((image["order"], image["satellite"]), ()))
        if seen is None:
            seen = look_as_planned(pool, found, image, updates)
            if seen is None:
                raise InputError(
                    f"The plan's image {image['id']} of '{image['order']}' is none that its"
                    " inputs allow.",
                    next_step="Check it: artel validate PLAN.",
                )
            again.append(seen)
        up = link_of(uploads[image["upload"]], problem.contacts.commands)
        down = link_of(downlinks[image["downlink"]], problem.contacts.downlinks)
        bookings.append(Booking(seen, up, down))
    return tuple(bookings), again


def look_like(image: Mapping[str, Any], looks: Iterable[Opportunity]) -> Opportunity | None:
    """Return the look that a row of a document tells of, or None."""
    start = to_posix(parse_instant(image["start"]))
    for look in looks:
        same = look.satellite == image["satellite"] and look.sensor == image["sensor"]
        if same and abs(look.start - start) < _MILLISECOND and _attitude(look, image):
            return look
    return None


def _attitude(look: Opportunity, image: Mapping[str, Any]) -> bool:
    off = (
        abs(math.degrees(look.roll) - image["roll_deg"]),
        abs(math.degrees(look.pitch) - image["pitch_deg"]),
    )
    return max(off) < _ATTITUDE_DEG and look.piece == (image.get("piece") or "")


def link_of(row: Mapping[str, Any], contacts: Mapping[str, Sequence[Contact]]) -> Link:
    """Return the part of a contact that a row of a document tells of. Raises InputError."""
    start, end = (to_posix(parse_instant(row[name])) for name in ("start", "end"))
    for contact in contacts.get(row["satellite"], ()):
        same = (contact.station, contact.antenna) == (row["station"], row["antenna"])
        radio = row.get("radio", contact.radio) == contact.radio
        inside = contact.start - _MILLISECOND < start and end < contact.end + _MILLISECOND
        if same and radio and inside:
            return Link(contact, start, end)
    raise InputError(
        f"{row['satellite']} is not over {row['station']} at {from_posix(start):%F %T}Z.",
        next_step="Check the plan: artel validate PLAN.",
    )
