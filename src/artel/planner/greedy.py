"""A plan by class and value density: the most urgent class first, in it the densest first.

An opportunity is booked whole or not at all: the image with room to turn before and after,
the recorder, a downlink that reaches the customer in time, and an upload before the cut-off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from artel.charter.judge import (
    class_rank,
    pooled_share,
    priority_of,
    receiving_states,
    reserve_of,
)
from artel.charter.limits import Asset, Use, limits_of
from artel.commons.instants import from_posix, to_posix
from artel.planner.bookings import Antennas, Attitudes, Duty, Rows, Store, day_of, first_fit
from artel.planner.reasons import unplanned_of
from artel.planner.values import Booking, Link, Obstacle, Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from artel.charter.articles import Charter
    from artel.charter.judge import Receiving
    from artel.fleet.satellites import Imager
    from artel.fleet.stations import Station
    from artel.orders.orders import Order
    from artel.planner.contacts import Contacts
    from artel.planner.opportunities import Ledger
    from artel.planner.values import Contact, Opportunity

OVERHEAD = 20.0
"""Seconds of a satellite's time that an image costs besides its own length."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A day to be planned: who may be used, for which orders, with which opportunities."""

    satellites: Sequence[Imager]
    stations: Sequence[Station]
    orders: Sequence[Order]
    charter: Charter
    opportunities: Sequence[Opportunity]
    contacts: Contacts
    ledger: Ledger
    span: tuple[float, float]


class Greedy:
    """One run: the bookings so far, and what stood in the way of the rest."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.orders = {order.id: order for order in problem.orders}
        self.satellites = {satellite.name: satellite for satellite in problem.satellites}
        self.states = {station.name: station.state for station in problem.stations}
        self.attitudes = {
            name: Attitudes(satellite.agility) for name, satellite in self.satellites.items()
        }
        self.duty = {
            name: Duty(satellite.duty.imaging_s_per_day)
            for name, satellite in self.satellites.items()
        }
        self.stores = {
            name: Store(satellite.recorder.capacity_gbit)
            for name, satellite in self.satellites.items()
        }
        self.rows = Rows(limits_of(problem.charter, assets_of(problem), problem.span))
        self.antennas, self.empty = Antennas(), Antennas()
        self.uploads: dict[str, list[Link]] = {name: [] for name in self.satellites}
        self.bookings: dict[str, Booking] = {}
        self.ledger = problem.ledger.copy()
        self.reachable: set[str] = set()

    def run(self, progress: Callable[[str, int, int], None] | None = None) -> Outcome:
        """Return the plan; the same problem always gives the same plan."""
        ranked = sorted(self.problem.opportunities, key=self._urgency)
        for number, opportunity in enumerate(ranked):
            if opportunity.order not in self.bookings:
                self._try(opportunity)
            if progress:
                progress("planning", number + 1, len(ranked))
        return self._outcome()

    def _urgency(self, opportunity: Opportunity) -> tuple[float | str, ...]:
        order = self.orders[opportunity.order]
        rank = self.rank(order)
        density = order.value / (opportunity.duration + OVERHEAD)
        return (rank, -round(density, 9), opportunity.order, opportunity.end + opportunity.delay,
                opportunity.satellite, opportunity.sensor, opportunity.pitch)  # fmt: skip

    def rank(self, order: Order) -> int:
        """Return the place of the order's class, 0 first, as the plan begins."""
        return class_rank(self.problem.charter, order.order_class, from_posix(self.problem.span[0]))

    def _try(self, opportunity: Opportunity) -> None:
        obstacle = self._static(opportunity)
        if obstacle is None:
            self.reachable.add(opportunity.order)
            obstacle = self._dynamic(opportunity)
        if obstacle is not None:
            self.ledger.note(opportunity.order, obstacle)

    def _static(self, opportunity: Opportunity) -> Obstacle | None:
        """Return what would stand in the way were the whole pool idle, or None."""
        obstacle = self._no_link(opportunity)
        return (self._no_staff(opportunity) or obstacle) if obstacle else None

    def _no_staff(self, opportunity: Opportunity) -> Obstacle | None:
        """Return that nobody is there, if with people at every station the links would do."""
        contacts, every = self.problem.contacts, self.problem.contacts.every
        if every is None:
            return None
        upload = self._upload(opportunity, self.empty)
        upload = upload or self._upload(opportunity, self.empty, every)
        downlink = self._downlink(opportunity, self.empty)
        downlink = downlink or self._downlink(opportunity, self.empty, contacts=every)
        if upload is None or downlink is None:
            return None
        for link in (upload, downlink):
            why = contacts.why_closed(link, opportunity.owner)
            if why:
                return Obstacle(Reason.NO_STAFF, why, resource=link.contact.station)
        return None

    def _no_link(self, opportunity: Opportunity) -> Obstacle | None:
        """Return which of upload and downlink cannot be, by the contacts alone, or None."""
        name = opportunity.satellite
        if not self._upload(opportunity, self.empty):
            minutes = self.satellites[name].command.cutoff_min
            said = f"no command pass of {name} ends {minutes:g} min before the image"
            return Obstacle(Reason.NO_UPLOAD, said, resource=name)
        if self._downlink(opportunity, self.empty) is None:
            return self._no_downlink(opportunity)
        return None

    def _no_downlink(self, opportunity: Opportunity) -> Obstacle:
        order = self.orders[opportunity.order]
        receiving = self._receiving(opportunity)
        name = opportunity.satellite
        if receiving.states is not None and self._downlink(opportunity, self.empty, anywhere=True):
            said = f"in time {name} passes no station in {', '.join(sorted(receiving.states))}"
            return Obstacle(Reason.ARTICLE, said, article=receiving.articles[0])
        said = (
            f"no station that decodes and permits {name} receives it by {order.deliver_by:%F %R}Z"
        )
        return Obstacle(Reason.NO_DOWNLINK, said, resource=name)

    def _dynamic(self, opportunity: Opportunity) -> Obstacle | None:
        """Book the opportunity, or return what stands in its way."""
        name = opportunity.satellite
        obstacle = self._busy(opportunity) or self._spent(opportunity)
        if obstacle is not None:
            return obstacle
        upload = self._upload(opportunity, self.antennas)
        downlink = self._downlink(opportunity, self.antennas)
        if upload is None or downlink is None:
            what = "command" if upload is None else "data"
            said = f"every antenna that could take the {what} of {name} in time is booked"
            return Obstacle(Reason.ANTENNA, said, resource=name)
        if not self.stores[name].room(opportunity.start, downlink.end, opportunity.volume_gbit):
            return Obstacle(Reason.RECORDER, f"the recorder of {name} is full", resource=name)
        self._book(opportunity, upload, downlink)
        return None

    def _busy(self, opportunity: Opportunity) -> Obstacle | None:
        name = opportunity.satellite
        rivals = self.attitudes[name].rivals(opportunity)
        if not rivals:
            return None
        mine = self.rank(self.orders[opportunity.order])
        article = priority_of(self.problem.charter, from_posix(self.problem.span[0]))
        theirs = [self.rank(self.orders[rival.order]) for rival in rivals]
        orders = " and ".join(rival.order for rival in rivals)
        if article is not None and all(rank < mine for rank in theirs):
            said = f"{name} serves {orders} then, of a class that goes before"
            return Obstacle(Reason.ARTICLE, said, article=article.id, resource=name)
        return Obstacle(Reason.SLEW, f"{name} images {orders} then", resource=name)

    def _spent(self, opportunity: Opportunity) -> Obstacle | None:
        """Return whether the satellite's day, or the pooled part of it, is used up."""
        name, order = opportunity.satellite, self.orders[opportunity.order]
        duty = self.duty[name]
        if not duty.room(opportunity):
            return Obstacle(Reason.DUTY, f"{name} has imaged all it may that day", resource=name)
        if order.brought_by == opportunity.owner:
            return None
        reserve = reserve_of(self.problem.charter, name, from_posix(opportunity.start))
        part = pooled_share(reserve, order.order_class)
        if reserve is None or duty.pooled_room(opportunity, part):
            return self._limited(opportunity, order)
        said = f"{reserve.share:.0%} of {name}'s day is {opportunity.owner}'s; the rest is used up"
        return Obstacle(Reason.ARTICLE, said, article=reserve.id, resource=name)

    def _limited(self, opportunity: Opportunity, order: Order) -> Obstacle | None:
        """Return which linear row of the charter (donation, balance) leaves no room, or None."""
        limit = self.rows.full(use_of(opportunity, order), opportunity.duration)
        if limit is None:
            return None
        name = opportunity.satellite
        return Obstacle(Reason.ARTICLE, limit.why, article=limit.article, resource=name)

    def _upload(
        self, opportunity: Opportunity, antennas: Antennas, contacts: Contacts | None = None
    ) -> Link | None:
        """Return an upload already booked that serves, or the earliest that could be booked."""
        command = self.satellites[opportunity.satellite].command
        latest = opportunity.start - 60.0 * command.cutoff_min
        if antennas is self.antennas:
            for link in self.uploads[opportunity.satellite]:
                if link.end <= latest:
                    return link
        passes = (contacts or self.problem.contacts).commands.get(opportunity.satellite, ())
        return first_fit(antennas, passes, command.upload_s, self.problem.span[0], latest)

    def _downlink(
        self,
        opportunity: Opportunity,
        antennas: Antennas,
        *,
        anywhere: bool = False,
        contacts: Contacts | None = None,
    ) -> Link | None:
        order = self.orders[opportunity.order]
        receiving = self._receiving(opportunity)
        known = (contacts or self.problem.contacts).downlinks.get(opportunity.satellite, ())
        passes: Sequence[Contact] = [
            contact
            for contact in known
            if anywhere or receiving.allows(self.states[contact.station])
        ]
        seconds = {
            contact.rate_mbps: 1e3 * opportunity.volume_gbit / contact.rate_mbps
            for contact in passes
        }
        latest = min(to_posix(order.deliver_by), self.problem.span[1])
        return first_fit(antennas, passes, seconds, opportunity.end, latest)

    def _receiving(self, opportunity: Opportunity) -> Receiving:
        order = self.orders[opportunity.order]
        at = from_posix(opportunity.start)
        return receiving_states(self.problem.charter, order.brought_by, order.purpose, at)

    def _book(self, opportunity: Opportunity, upload: Link, downlink: Link) -> None:
        name, order = opportunity.satellite, self.orders[opportunity.order]
        self.attitudes[name].add(opportunity)
        self.duty[name].add(opportunity, pooled=order.brought_by != opportunity.owner)
        self.rows.add(use_of(opportunity, order), opportunity.duration)
        self.stores[name].add(opportunity.start, downlink.end, opportunity.volume_gbit)
        if upload not in self.uploads[name]:
            self.uploads[name].append(upload)
            self.antennas.add(upload)
        self.antennas.add(downlink)
        self.bookings[order.id] = Booking(opportunity, upload, downlink)

    def _outcome(self) -> Outcome:
        values = {order.id: order.value for order in self.problem.orders}
        bookings = sorted(
            self.bookings.values(),
            key=lambda each: (each.opportunity.start, each.opportunity.satellite),
        )
        left = [order for order in self.problem.orders if order.id not in self.bookings]
        reached = self.reachable | self.bookings.keys()
        return Outcome(
            bookings=tuple(bookings),
            unplanned=tuple(unplanned_of(order, self.ledger) for order in left),
            value=sum(values[order] for order in self.bookings),
            bound=sum(value for order, value in values.items() if order in reached),
            offered=sum(values.values()),
            method="greedy by class and value density",
        )


def assets_of(problem: Problem) -> tuple[Asset, ...]:
    """Return the satellites as the charter's limits take them."""
    return tuple(
        Asset(each.name, each.owner, each.duty.imaging_s_per_day) for each in problem.satellites
    )


def use_of(opportunity: Opportunity, order: Order) -> Use:
    """Return as what an image counts in the charter's limits."""
    return Use(
        opportunity.satellite,
        opportunity.owner,
        order.brought_by,
        order.order_class,
        day_of(opportunity.start),
    )


def plan(problem: Problem, progress: Callable[[str, int, int], None] | None = None) -> Outcome:
    """Return a plan of the problem, with a bound no plan can exceed.

    The bound is the value of every order that could be served were it alone in the pool.
    """
    return Greedy(problem).run(progress)
