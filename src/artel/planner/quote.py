"""What an order would cost a standing plan, look by look, and how likely it would succeed.

A look that fits beside the plan costs it nothing. For any other one the bookings in its way are
taken out, it is booked, and what was taken out is put back where it still fits, at its own look
or another; the value that finds no place is what the look costs. The engine is left as it was.
Nothing gives way that must stay (`fixed`), or whose class goes before.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from artel.commons.instants import to_posix
from artel.planner.likelihood import Try, likelihood_of
from artel.planner.outcomes import value_of
from artel.planner.prospects import when
from artel.planner.values import Booking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from artel.commons.classes import OrderClass
    from artel.orders.orders import Order
    from artel.planner.engine import Engine
    from artel.planner.likelihood import Likelihood
    from artel.planner.opportunities import Ledger
    from artel.planner.values import Key, Obstacle, Opportunity

    Clear = Callable[[Opportunity], float]
    """The chance, 0 to 1, that a look succeeds by itself."""

PASS_S = 1800.0
"""s: looks of one satellite nearer than this are one pass, and one try."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A look that could be had: its booking, what it costs the plan, and whom it touches.

    `displaced` are orders that lose an image, `moved` those that get theirs otherwise; `rest` is
    what else would be booked then, where it is not what is booked now.
    """

    booking: Booking
    cost: float = 0.0
    displaced: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    rest: tuple[Booking, ...] | None = None

    @property
    def look(self) -> Opportunity:
        """The opportunity that is offered."""
        return self.booking.opportunity

    @property
    def free(self) -> bool:
        """Whether the plan has room for it and nothing else moves."""
        return self.rest is None

    @property
    def delivered(self) -> float:
        """When the customer has it, POSIX s: once it is down, and any article's delay is over."""
        return delivered(self.booking)


@dataclass(frozen=True, slots=True)
class Quote:
    """An indicative answer: the offers by time, the tries that fit together, their likelihood.

    `tries` are offers that the plan has room for all at once without a loss; where there is no
    such offer, the best one alone. `best` is the cheapest, then the likeliest, then the earliest.
    """

    order: str
    offers: tuple[Offer, ...]
    tries: tuple[Offer, ...]
    best: Offer | None
    likelihood: Likelihood
    ledger: Ledger


class Quotes:
    """Quotes against one engine, which is left as it was after each.

    `first` is for looks that were promised: every class gives way to them.
    """

    def __init__(self, engine: Engine, fixed: Iterable[Key] = (), *, first: bool = False) -> None:
        self.engine = engine
        self.fixed = frozenset(fixed)
        self.first = first
        self.ranks: dict[OrderClass, int] = {}

    @cached_property
    def others(self) -> dict[Key, list[Opportunity]]:
        """All looks of each order and piece."""
        found: dict[Key, list[Opportunity]] = defaultdict(list)
        for opportunity in self.engine.problem.opportunities:
            found[opportunity.key].append(opportunity)
        return found

    def quote(self, order: str, clear: Clear, correlation_s: float) -> Quote:
        """Return the quote of one order of the problem that has no booking yet."""
        looks = [each for each in self.engine.problem.opportunities if each.order == order]
        ledger = self.engine.problem.ledger.copy()
        found = [self.offer(look) for look in sorted(looks, key=when)]
        for answer in found:
            if not isinstance(answer, Offer):
                ledger.note(order, answer)
        offers = tuple(answer for answer in found if isinstance(answer, Offer))
        best = min(offers, key=lambda each: (each.cost, -clear(each.look), each.delivered),
                   default=None)  # fmt: skip
        tries = self.together(offers) or ((best,) if best else ())
        likely = likelihood_of(
            [Try(each.look.start, each.delivered, clear(each.look)) for each in tries],
            correlation_s,
        )
        return Quote(order, offers, tries, best, likely, ledger)

    def free(self, look: Opportunity) -> Offer | Obstacle:
        """Return how a look could be had beside all that is booked, or what stands in its way."""
        found = self.engine.fit(look)
        if isinstance(found, Booking):
            return Offer(found)
        # What would be missing in an idle pool says more than what is in the way of this plan.
        return self.engine.missing(look) or found

    def offer(self, look: Opportunity) -> Offer | Obstacle:
        """Return how a look could be had and at what cost, or what stands in its way."""
        found = self.free(look)
        if isinstance(found, Offer) or self.engine.missing(look) is not None:
            return found
        for keys in self._in_the_way(look):
            offer = self._displacing(look, keys)
            if offer is not None:
                return offer
        return found

    def together(self, offers: Iterable[Offer]) -> tuple[Offer, ...]:
        """Return free offers, by time, that the plan has room for all at once, one a pass."""
        booked: list[Offer] = []
        last: dict[str, float] = {}
        for offer in sorted(offers, key=lambda each: when(each.look)):
            name, start = offer.look.satellite, offer.look.start
            if not offer.free or start - last.get(name, -math.inf) < PASS_S:
                continue
            # One order has one booking: meanwhile the one before stands under another piece.
            tried = as_try(offer.look, len(booked))
            found = self.engine.fit(tried)
            if isinstance(found, Booking):
                self.engine.book(found)
                booked.append(Offer(found))
                last[name] = start
        for each in booked:
            self.engine.unbook(each.look.key)
        return tuple(booked)

    def _in_the_way(self, look: Opportunity) -> Iterator[list[Key]]:
        """Yield ever more bookings that may give way: the satellite's, its antennas', all."""
        movable = [
            (key, booking)
            for key, booking in self.engine.bookings.items()
            if key not in self.fixed and self._gives_way(booking, look)
        ]
        own = [key for key, booking in movable if booking.opportunity.satellite == look.satellite]
        near = [key for key, booking in movable if key in own or self._shares(booking, look)]
        seen = 0
        for keys in (own, near, [key for key, _ in movable]):
            if len(keys) > seen:
                seen = len(keys)
                yield keys

    def _gives_way(self, booking: Booking, look: Opportunity) -> bool:
        orders = self.engine.orders
        mine, theirs = orders[look.order], orders[booking.opportunity.order]
        return self.first or self._rank(theirs) >= self._rank(mine)

    def _rank(self, order: Order) -> int:
        if order.order_class not in self.ranks:
            self.ranks[order.order_class] = self.engine.problem.rank(order)
        return self.ranks[order.order_class]

    def _shares(self, booking: Booking, look: Opportunity) -> bool:
        """Whether a booking has an antenna while the look's satellite passes over it."""
        contacts = self.engine.problem.contacts
        last = to_posix(self.engine.orders[look.order].deliver_by)
        passes = [
            *contacts.commands.get(look.satellite, ()),
            *contacts.downlinks.get(look.satellite, ()),
        ]
        return any(
            link.contact.station == each.station
            and link.contact.antenna == each.antenna
            and each.start - each.setup < link.end
            and link.start < min(each.end, last) + each.setup
            for link in (booking.upload, booking.downlink)
            for each in passes
        )

    def _displacing(self, look: Opportunity, keys: list[Key]) -> Offer | None:
        """Return the offer of a look once these bookings are out, or None; all is put back."""
        engine = self.engine
        before = value_of(engine.problem, engine.bookings.values())
        out = [engine.unbook(key) for key in keys]
        found = engine.fit(look)
        offer = None
        if isinstance(found, Booking):
            engine.book(found)
            offer = self._priced(found, out, before)
        for booking in out:
            engine.book(booking)
        return offer

    def _priced(self, found: Booking, out: list[Booking], before: float) -> Offer:
        """Put back what still fits beside a new booking, price it, and take all out again."""
        engine, back, moved, lost = self.engine, [], [], []
        for booking in sorted(out, key=self._urgency):
            again = self._again(booking)
            if again is None:
                lost.append(booking.opportunity.order)
                continue
            engine.book(again)
            back.append(again.opportunity.key)
            if again != booking:
                moved.append(booking.opportunity.order)
        key = found.opportunity.key
        rest = tuple(booking for name, booking in engine.bookings.items() if name != key)
        cost = before - value_of(engine.problem, rest)
        for name in (*back, key):
            engine.unbook(name)
        touched = tuple(sorted(set(lost))), tuple(sorted(set(moved)))
        return Offer(found, round(max(cost, 0.0), 6), *touched, rest)

    def _again(self, booking: Booking) -> Booking | None:
        """Return how what was booked could be booked now: its own look first, then others."""
        own = booking.opportunity
        others = (each for each in self.others.get(own.key, ()) if each != own)
        for look in (own, *others):
            if self.engine.missing(look) is None:
                found = self.engine.fit(look)
                if isinstance(found, Booking):
                    return found
        return None

    def _urgency(self, booking: Booking) -> tuple[float | str, ...]:
        taken = booking.opportunity
        order = self.engine.orders[taken.order]
        return self.engine.problem.rank(order), -order.value, taken.order, taken.piece


def delivered(booking: Booking) -> float:
    """Return when the customer has an image, POSIX s."""
    taken = booking.opportunity
    return max(booking.downlink.end, taken.end + taken.delay)


def as_try(look: Opportunity, number: int) -> Opportunity:
    """Return a look under a piece of its own, so that one order can have several tries at once."""
    return replace(look, piece=f"{look.piece}try {number + 1}")
