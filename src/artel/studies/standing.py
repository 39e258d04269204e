"""A standing plan as bookings again, with one order more: what a quote is asked of."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.instants import from_posix, parse_instant, to_posix
from artel.planner.engine import Engine
from artel.planner.guard import guarded
from artel.planner.opportunities import opportunities_of
from artel.planner.values import Booking, Link
from artel.studies.day import problem_of
from artel.studies.guards import guard_of
from artel.studies.people import staffing_of
from artel.studies.pool import read_pool
from artel.studies.workshare import with_launched

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from artel.orders.orders import Order
    from artel.planner.contacts import Contacts
    from artel.planner.problem import Problem
    from artel.planner.values import Contact, Key, Opportunity
    from artel.studies.people import Staffing
    from artel.studies.planned import Day
    from artel.studies.pool import Pool
    from artel.studies.tracks import Tracks

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
        contacts = _after(self.problem.contacts, self.at)
        engine = Engine(replace(self.problem, contacts=contacts))
        for booking in (*first, *self.bookings):
            engine.book(booking)
        for links in engine.links.uploads.values():
            # An upload that was sent can carry no further command.
            for link in [link for link in links if link.start < self.at]:
                del links[link]
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
    pool = read_pool({name: each["text"] for name, each in plan["inputs"].items()})
    start, end = (parse_instant(plan["horizon"][name]) for name in ("start", "end"))
    pool = with_launched(pool, start)
    span = to_posix(start), to_posix(end)
    staffing = staffing_of(pool, span)
    problem, tracks = problem_of(pool, span, staffing)
    bookings = _bookings(plan, problem)
    moment = span[0] if at is None else min(max(at, span[0]), span[1])
    given = Standing(pool, tracks, staffing, problem, bookings, moment)
    return with_orders(given, orders)


def with_orders(standing: Standing, orders: Sequence[Order]) -> Standing:
    """Return the standing plan with orders that are not planned in it, and their looks.

    An order whose id the pool knows takes the place of that one. Raises InputError where the
    plan serves it already.
    """
    served = {booking.opportunity.order for booking in standing.bookings}
    for order in orders:
        if order.id in served:
            raise InputError(
                f"The order '{order.id}' is in the plan already.", next_step="Quote another."
            )
    new = {order.id for order in orders}
    problem, pool = standing.problem, standing.pool
    found, ledger = opportunities_of(
        standing.tracks.by_name, problem.satellites, orders, pool.charter, problem.span
    )
    fresh = replace(problem, orders=list(orders), opportunities=found, ledger=ledger)
    guard = guard_of(pool, standing.tracks)
    if guard is not None:
        # The contacts are narrow already; only the new looks are to be judged.
        narrow = guarded(fresh, guard)
        found, ledger = list(narrow.opportunities), narrow.ledger
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


def _after(contacts: Contacts, at: float) -> Contacts:
    """Return contacts without what of the commands' passes is over at an instant."""
    commands = {
        name: tuple(replace(each, start=max(each.start, at)) for each in some if each.end > at)
        for name, some in contacts.commands.items()
    }
    every = _after(contacts.every, at) if contacts.every is not None else None
    return replace(contacts, commands=commands, every=every)


def _bookings(plan: Mapping[str, Any], problem: Problem) -> tuple[Booking, ...]:
    uploads = {each["id"]: each for each in plan["uploads"]}
    downlinks = {each["id"]: each for each in plan["downlinks"]}
    looks: dict[tuple[str, str], list[Opportunity]] = {}
    for look in problem.opportunities:
        looks.setdefault((look.order, look.satellite), []).append(look)
    return tuple(
        Booking(
            _look(image, looks.get((image["order"], image["satellite"]), ())),
            link_of(uploads[image["upload"]], problem.contacts.commands),
            link_of(downlinks[image["downlink"]], problem.contacts.downlinks),
        )
        for image in plan["images"]
    )


def _look(image: Mapping[str, Any], looks: Iterable[Opportunity]) -> Opportunity:
    found = look_like(image, looks)
    if found is None:
        raise InputError(
            f"The plan's image {image['id']} of '{image['order']}' is none that its inputs allow.",
            next_step="Check it: artel validate PLAN.",
        )
    return found


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
