"""A day to be planned, as every way of planning takes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from artel.charter.judge import class_rank
from artel.charter.limits import Asset, Use
from artel.commons.instants import from_posix
from artel.planner.bookings import day_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from artel.charter.articles import Charter
    from artel.fleet.satellites import Imager
    from artel.fleet.stations import Station
    from artel.orders.orders import Order
    from artel.planner.contacts import Contacts
    from artel.planner.flights import Flight
    from artel.planner.opportunities import Ledger
    from artel.planner.values import Hold, Link, Opportunity


@dataclass(frozen=True, slots=True)
class Problem:
    """A day to be planned: who may be used, for which orders, with which opportunities.

    `flights` has every satellite whose owner limits its orbits or its battery. Around the `holds`
    everything is planned: what they keep is not to be had, nor is another look at their orders.
    Nothing is commanded before `since`, POSIX s; `reserved` are command passes that are booked
    though they carry no image yet.
    """

    satellites: Sequence[Imager]
    stations: Sequence[Station]
    orders: Sequence[Order]
    charter: Charter
    opportunities: Sequence[Opportunity]
    contacts: Contacts
    ledger: Ledger
    span: tuple[float, float]
    flights: Mapping[str, Flight] = field(default_factory=dict)
    holds: tuple[Hold, ...] = ()
    since: float | None = None
    reserved: tuple[Link, ...] = ()

    @property
    def wanted(self) -> dict[str, Order]:
        """The orders by id, and those that looks are held for as they were held."""
        held = [hold.order for hold in self.holds]
        return {order.id: order for order in (*self.orders, *held)}

    def rank(self, order: Order) -> int:
        """Return the place of the order's class, 0 first, as the plan begins."""
        return class_rank(self.charter, order.order_class, from_posix(self.span[0]))


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
