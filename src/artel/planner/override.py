"""The place of a declared emergency in a plan that stands: what gives way to it, and no more.

Only classes that come after it give way, and nothing that is imaged already. Of all its looks the
one is taken that displaces least value, class by class; of those that displace nothing, the one
that is delivered first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.planner.bookings import day_of
from artel.planner.values import Booking

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from artel.orders.orders import Order
    from artel.planner.midday import Midday
    from artel.planner.values import Key, Opportunity

LOOKS = 24
"""Looks of one emergency that are tried at the price of others, those first delivered first."""


class Override:
    """A plan in which an emergency is to find its place."""

    def __init__(self, midday: Midday) -> None:
        self.midday = midday

    def book(self, order: Order, looks: Sequence[Opportunity]) -> list[Booking]:
        """Book the emergency if it can be, and return the bookings that gave way."""
        midday = self.midday
        free = [found for each in looks if isinstance(found := midday.fit(each), Booking)]
        if free:
            midday.hold(min(free, key=_delivered))
            return []
        return self._displace(order, looks)

    def _displace(self, order: Order, looks: Sequence[Opportunity]) -> list[Booking]:
        midday, before = self.midday, dict(self.midday.bookings)
        value = midday.value()
        soonest = sorted(looks, key=lambda each: (each.end + each.delay, each.satellite))
        able = [each for each in soonest if midday.engine.missing(each) is None]
        best: tuple[tuple[object, ...], dict[Key, Booking]] | None = None
        for look in able[:LOOKS]:
            found = self._try(order, look)
            if found is not None:
                lost = tuple(a - b for a, b in zip(value, self._without(order), strict=True))
                cost = (lost, _delivered(found))
                if best is None or cost < best[0]:
                    best = cost, dict(midday.bookings)
            midday.restore(before)
        if best is None:
            return []
        midday.restore(best[1])
        return [each for key, each in before.items() if best[1].get(key) != each]

    def _without(self, order: Order) -> tuple[float, ...]:
        """Return the value of what is booked besides the emergency."""
        value, rank = list(self.midday.value()), self.midday.ranks[order.id]
        value[rank] = round(value[rank] - order.value, 6)
        return tuple(value)

    def _try(self, order: Order, look: Opportunity) -> Booking | None:
        """Book the look once others gave way, and put back of these what still finds room."""
        for aside in (self._of_satellite(order, look), self._of_antennas(order, look)):
            taken = [self.midday.give_back(key) for key in aside]
            found = self.midday.fit(look)
            if isinstance(found, Booking):
                self.midday.hold(found)
                self._put_back(taken)
                return found
            for booking in taken:
                self.midday.hold(booking)
        return None

    def _put_back(self, taken: Iterable[Booking]) -> None:
        """Hold again what still stands, the dearest first; what lost its links gets others."""
        midday = self.midday
        for booking in sorted(taken, key=self._dear):
            if midday.stands(booking):
                midday.hold(booking)
        for booking in sorted(taken, key=self._dear):
            if booking.opportunity.key not in midday.bookings:
                found = midday.relinked(booking)
                if found is not None:
                    midday.hold(found)

    def _dear(self, booking: Booking) -> tuple[float | str, ...]:
        order = self.midday.orders[booking.opportunity.order]
        return self.midday.ranks[order.id], -order.value, *booking.opportunity.key

    def _of_satellite(self, order: Order, look: Opportunity) -> list[Key]:
        day = day_of(look.start)
        return [
            key
            for key, each in self._weaker(order)
            if each.opportunity.satellite == look.satellite
            and day_of(each.opportunity.start) == day
        ]

    def _of_antennas(self, order: Order, look: Opportunity) -> list[Key]:
        """Return, besides the satellite's own, what uses antennas that could serve the look."""
        contacts = self.midday.problem.contacts
        passes = [
            *contacts.commands.get(look.satellite, ()),
            *contacts.downlinks.get(look.satellite, ()),
        ]
        antennas = {(each.station, each.antenna) for each in passes}
        own = set(self._of_satellite(order, look))
        return [
            key
            for key, each in self._weaker(order)
            if key in own
            or any(
                (link.contact.station, link.contact.antenna) in antennas
                for link in (each.upload, each.downlink)
            )
        ]

    def _weaker(self, order: Order) -> list[tuple[Key, Booking]]:
        """Return what may give way: of classes after the emergency's, and not imaged yet."""
        ranks = self.midday.ranks
        return [
            (key, each)
            for key, each in self.midday.bookings.items()
            if ranks[key[0]] > ranks[order.id] and not self.midday.done(each)
        ]


def _delivered(booking: Booking) -> tuple[float, str, float]:
    taken = booking.opportunity
    return max(booking.downlink.end, taken.end + taken.delay), taken.satellite, taken.start
