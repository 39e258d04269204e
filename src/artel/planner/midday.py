"""The bookings of a plan at an instant of its day: what is done, what is fixed, what may move.

An image that has begun is done. One whose command has been sent is fixed, unless another command
takes that back before the satellite's cut-off. Nothing can be commanded or received before the
instant any more.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from artel.planner.bookings import first_fit
from artel.planner.engine import Engine
from artel.planner.outcomes import expected
from artel.planner.values import Obstacle, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from artel.planner.contacts import Contacts
    from artel.planner.problem import Problem
    from artel.planner.values import Booking, Contact, Key, Link, Opportunity

_OF_LINKS = frozenset({Reason.ANTENNA, Reason.RECORDER, Reason.BATTERY})
_SLIVER = 2e-3
"""Two milliseconds: by rounding, a link's own place may be that much shorter than it."""


class Midday:
    """A plan's engine at an instant, POSIX s."""

    def __init__(self, problem: Problem, at: float) -> None:
        self.at = at
        self.problem = replace(problem, contacts=contacts_after(problem.contacts, at))
        self.engine = Engine(self.problem)
        self.orders = self.engine.orders
        self.ranks = {order.id: problem.rank(order) for order in problem.orders}
        self.images: dict[str, dict[Key, Opportunity]] = defaultdict(dict)

    @property
    def bookings(self) -> dict[Key, Booking]:
        """What is booked."""
        return self.engine.bookings

    def done(self, booking: Booking) -> bool:
        """Whether the image has begun."""
        return booking.opportunity.start < self.at

    def fixed(self, booking: Booking) -> bool:
        """Whether the command has been sent, so that only what the charter names moves it."""
        return booking.upload.start < self.at

    def hold(self, booking: Booking) -> None:
        """Book what `fit` returned, or what stands and nothing here contradicts."""
        self.engine.book(booking)
        taken = booking.opportunity
        self.images[taken.order][taken.key] = taken
        if self.fixed(booking):
            # A command that was sent carries no further image.
            self.engine.links.close(booking.upload)

    def give_back(self, key: Key) -> Booking:
        """Give back what a booking holds, and return it; a command that was sent stays sent."""
        booking = self.bookings[key]
        taken = booking.opportunity
        links = self.engine.links
        if self.fixed(booking):
            links.keep(booking.upload)
            links.keep(booking.upload)
        self.engine.unbook(key)
        if self.fixed(booking):
            links.close(booking.upload)
        del self.images[taken.order][key]
        return booking

    def fit(self, opportunity: Opportunity) -> Booking | Obstacle:
        """Return how the opportunity would be booked now, or what stands in its way."""
        return self.engine.fit(opportunity)

    def stands(self, booking: Booking) -> bool:
        """Whether a booking could be held as it is, links and all."""
        found = self.engine.fit(booking.opportunity)
        if isinstance(found, Obstacle) and found.reason not in _OF_LINKS:
            return False
        return (
            (self.fixed(booking) or self._free_to_command(booking.upload))
            and self._free(booking.downlink)
            and self._stored(booking)
        )

    def relinked(self, booking: Booking) -> Booking | None:
        """Return an image over other links than it had, or None; nothing is changed.

        A command that was sent is sent; only the data may come down elsewhere.
        """
        if self.fixed(booking):
            found = self.engine.fit(booking.opportunity)
            if isinstance(found, Obstacle) and found.reason not in _OF_LINKS:
                return None
            link = self.engine.links.downlink(booking.opportunity)
            again = replace(booking, downlink=link) if link is not None else None
            return again if again is not None and self._stored(again) else None
        fresh = self.engine.fit(booking.opportunity)
        return None if isinstance(fresh, Obstacle) else fresh

    def reserve(self, upload: Link) -> None:
        """Book a command pass that carries no image yet; images may share it."""
        self.engine.links.antennas.add(upload)
        if upload.start >= self.at:
            self.engine.links.keep(upload)

    def replacing(self, booking: Booking) -> Link | None:
        """Return a command pass that is booked, and may take back a command that was sent."""
        taken, links = booking.opportunity, self.engine.links
        return links.booked(taken.satellite, links.cutoff(taken))

    def keep(self, upload: Link) -> None:
        """Keep a command pass that is booked, whatever becomes of the images it carries."""
        self.engine.links.keep(upload)

    def withdrawal(self, booking: Booking) -> Link | None:
        """Return the command pass that takes back a command that was sent, before its cut-off.

        One that is booked already serves, else the first free one is booked; None where it is
        too late for either.
        """
        taken, links = booking.opportunity, self.engine.links
        again, latest = self.replacing(booking), links.cutoff(taken)
        if again is not None:
            self.keep(again)
            return again
        passes = self.problem.contacts.commands.get(taken.satellite, ())
        seconds = float(self.engine.satellites[taken.satellite].command.upload_s)
        found = first_fit(links.antennas, passes, seconds, self.at, latest)
        if found is not None:
            self.reserve(found)
        return found

    def value(self) -> tuple[float, ...]:
        """Return what is booked counts for, by class, the first class first."""
        by_rank = [0.0] * (1 + max(self.ranks.values(), default=0))
        for name, images in self.images.items():
            by_rank[self.ranks[name]] += expected(self.orders[name], list(images.values()))
        return tuple(round(each, 6) for each in by_rank)

    def restore(self, before: Mapping[Key, Booking]) -> None:
        """Put the bookings back as they were."""
        for key in [key for key, each in self.bookings.items() if before.get(key) != each]:
            self.give_back(key)
        for key, booking in before.items():
            if key not in self.bookings:
                self.hold(booking)

    def _free_to_command(self, upload: Link) -> bool:
        return self.engine.links.carries(upload) or self._free(upload)

    def _stored(self, booking: Booking) -> bool:
        return self.engine.refuses(booking) is None

    def _free(self, link: Link) -> bool:
        own = replace(link.contact, start=link.start, end=link.end)
        seconds = link.end - link.start - _SLIVER
        return self.engine.links.antennas.fit(own, seconds, link.start, link.end) is not None


def contacts_after(contacts: Contacts, at: float) -> Contacts:
    """Return what is left of contacts after an instant."""
    return replace(
        contacts,
        commands=_after(contacts.commands, at),
        downlinks=_after(contacts.downlinks, at),
        every=contacts_after(contacts.every, at) if contacts.every is not None else None,
    )


def _after(contacts: Mapping[str, Iterable[Contact]], at: float) -> dict[str, tuple[Contact, ...]]:
    return {
        name: tuple(
            each if each.start >= at else replace(each, start=at) for each in some if each.end > at
        )
        for name, some in contacts.items()
    }
