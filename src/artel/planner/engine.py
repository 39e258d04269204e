"""The bookings of a plan while it grows or changes: what fits, and what stands in the way.

An opportunity is booked whole or not at all: the image with room to turn before and after, the
duty of the satellite, the rows of the charter, the recorder, the battery, a downlink that reaches
the customer in time, and an upload before the cut-off. Whoever plans, repairs or asks why asks
here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.charter.judge import pooled_share, priority_of, reserve_of
from artel.charter.limits import limits_of
from artel.commons.instants import from_posix, posix_text
from artel.planner.aboard import Aboard
from artel.planner.bookings import Attitudes, Rows, duty_of
from artel.planner.contacts import maintained
from artel.planner.linking import Linking
from artel.planner.mixes import Mixes
from artel.planner.problem import assets_of, use_of
from artel.planner.values import Booking, Obstacle, Reason

if TYPE_CHECKING:
    from artel.orders.orders import Order
    from artel.planner.problem import Problem
    from artel.planner.queue import Waiting
    from artel.planner.values import Key, Link, Opportunity


class Engine:
    """What is booked of one problem; what is held of it is taken, and no booking of the plan."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.orders = problem.wanted
        self.held = {hold.key[0]: hold for hold in problem.holds}
        self.satellites = {satellite.name: satellite for satellite in problem.satellites}
        self.attitudes = {
            name: Attitudes(satellite.agility) for name, satellite in self.satellites.items()
        }
        self.duty = {
            name: duty_of(satellite, problem.flights.get(name))
            for name, satellite in self.satellites.items()
        }
        self.aboard = {
            name: Aboard(satellite, problem.flights.get(name))
            for name, satellite in self.satellites.items()
        }
        self.stores = {name: aboard.store for name, aboard in self.aboard.items()}
        self.rows = Rows(limits_of(problem.charter, assets_of(problem), problem.span))
        self.links = Linking(problem)
        self.mixes = Mixes()
        self.bookings: dict[Key, Booking] = {}
        for hold in problem.holds:
            self.book(hold.booking)
            del self.bookings[hold.key]
        self.links.begin(problem.since, problem.reserved)

    def about(self, problem: Problem) -> Engine:
        """Return this engine asked about the problem from now on.

        It is the one that the engine was made of, but for orders that nothing is booked of.
        """
        self.problem, self.orders = problem, problem.wanted
        self.links.problem, self.links.orders = problem, self.orders
        return self

    def missing(self, opportunity: Opportunity) -> Obstacle | None:
        """Return what would stand in the way were the whole pool idle, or None."""
        return self._maintained(opportunity) or self.links.missing(opportunity)

    def fit(self, opportunity: Opportunity) -> Booking | Obstacle:
        """Return how the opportunity would be booked now, or what stands in its way.

        Nothing is changed; one that `missing` refuses never fits.
        """
        order = self.orders[opportunity.order]
        obstacle = (
            self._maintained(opportunity)
            or self._kept(opportunity)
            or self._busy(opportunity)
            or self._spent(opportunity)
            or self.mixes.clash(opportunity, order)
        )
        if obstacle is not None:
            return obstacle
        name = opportunity.satellite
        upload, downlink = self.links.upload(opportunity), self._downlink(opportunity)
        if upload is None or downlink is None:
            what = "command" if upload is None else "data"
            said = f"every antenna that could take the {what} of {name} in time is booked"
            return Obstacle(Reason.ANTENNA, said, resource=name)
        booking = Booking(opportunity, upload, downlink)
        return self.refuses(booking) or booking

    def refuses(self, booking: Booking) -> Obstacle | None:
        """Return what recorder and battery have against a booking with these links, or None."""
        return self.aboard[booking.opportunity.satellite].refuses(booking, self._waiting(booking))

    def book(self, booking: Booking) -> None:
        """Book what `fit` returned, or what another plan holds and nothing here contradicts."""
        taken, order = booking.opportunity, self.orders[booking.opportunity.order]
        name = taken.satellite
        self.attitudes[name].add(taken)
        self.mixes.add(taken, order)
        self.duty[name].add(taken, pooled=order.brought_by != taken.owner)
        self.rows.add(use_of(taken, order), taken.duration)
        self.aboard[name].add(booking, self._waiting(booking))
        self.links.add(booking.upload, booking.downlink)
        self.bookings[taken.key] = booking

    def unbook(self, key: Key) -> Booking:
        """Give back everything that a booking holds, and return it."""
        booking = self.bookings.pop(key)
        taken, name = booking.opportunity, booking.opportunity.satellite
        wanted = self.orders[taken.order]
        self.attitudes[name].remove(taken)
        self.mixes.remove(taken, wanted)
        self.duty[name].remove(taken, pooled=wanted.brought_by != taken.owner)
        self.rows.remove(use_of(taken, wanted), taken.duration)
        self.aboard[name].remove(booking, self._waiting(booking))
        self.links.remove(booking.upload, booking.downlink)
        return booking

    def _downlink(self, opportunity: Opportunity) -> Link | None:
        """Return the earliest free downlink that is not before the data's turn, or None."""
        link = self.links.downlink(opportunity)
        queue = self.aboard[opportunity.satellite].queue
        while link is not None and queue.by_class:
            turn = queue.turn(self.links.waiting(opportunity, link))
            if turn <= link.start:
                return link
            link = self.links.downlink(opportunity, turn)
        return link

    def _waiting(self, booking: Booking) -> Waiting | None:
        """Return the data of a booking as it waits aboard, where anybody asks for that."""
        if not self.aboard[booking.opportunity.satellite].queue.by_class:
            return None
        return self.links.waiting(booking.opportunity, booking.downlink)

    def _maintained(self, opportunity: Opportunity) -> Obstacle | None:
        """Return that the satellite is worked on then, or None."""
        name = opportunity.satellite
        for window in self.satellites[name].maintenance:
            start, end = window.span
            if opportunity.start < end and start < opportunity.end:
                return Obstacle(Reason.MAINTENANCE, maintained(name, window), resource=name)
        return None

    def _kept(self, opportunity: Opportunity) -> Obstacle | None:
        """Return that a look is held for this order, or this time for another one, or None."""
        name, held = opportunity.satellite, self.held.get(opportunity.order)
        if held is not None:
            said = f"a look is held for it until {posix_text(held.until)}"
            return Obstacle(Reason.SLEW, said, resource=held.booking.opportunity.satellite)
        rivals = self.attitudes[name].rivals(opportunity) if self.held else []
        kept = [rival.order for rival in rivals if rival.order in self.held]
        if not kept:
            return None
        return Obstacle(Reason.SLEW, f"{name} is held for {kept[0]} then", resource=name)

    def _busy(self, opportunity: Opportunity) -> Obstacle | None:
        name = opportunity.satellite
        rivals = self.attitudes[name].rivals(opportunity)
        if not rivals:
            return None
        mine = self.problem.rank(self.orders[opportunity.order])
        article = priority_of(self.problem.charter, from_posix(self.problem.span[0]))
        theirs = [self.problem.rank(self.orders[rival.order]) for rival in rivals]
        orders = " and ".join(rival.order for rival in rivals)
        if article is not None and all(rank < mine for rank in theirs):
            said = f"{name} serves {orders} then, of a class that goes before"
            return Obstacle(Reason.ARTICLE, said, article.id, name, at=Reason.SLEW)
        return Obstacle(Reason.SLEW, f"{name} images {orders} then", resource=name)

    def _spent(self, opportunity: Opportunity) -> Obstacle | None:
        """Return whether the satellite's day, or the pooled part of it, is used up."""
        name, order = opportunity.satellite, self.orders[opportunity.order]
        duty = self.duty[name]
        if not duty.room(opportunity):
            return Obstacle(Reason.DUTY, f"{name} has imaged all it may that day", resource=name)
        if not duty.orbit_room(opportunity):
            return Obstacle(Reason.DUTY, f"{name} has imaged all it may that orbit", resource=name)
        if order.brought_by == opportunity.owner:
            return None
        reserve = reserve_of(self.problem.charter, name, from_posix(opportunity.start))
        part = pooled_share(reserve, order.order_class)
        if reserve is None or duty.pooled_room(opportunity, part):
            return self._limited(opportunity, order)
        said = f"{reserve.share:.0%} of {name}'s day is {opportunity.owner}'s; the rest is used up"
        return Obstacle(Reason.ARTICLE, said, reserve.id, name, at=Reason.DUTY)

    def _limited(self, opportunity: Opportunity, order: Order) -> Obstacle | None:
        """Return which linear row of the charter (donation, balance) leaves no room, or None."""
        limit = self.rows.full(use_of(opportunity, order), opportunity.duration)
        if limit is None:
            return None
        name = opportunity.satellite
        return Obstacle(Reason.ARTICLE, limit.why, limit.article, name, at=Reason.DUTY)
