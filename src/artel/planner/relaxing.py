"""The search for what would let an order into a plan: the least change of its terms.

A look that finds a place beside everything planned asks for its terms alone. One that is in the
way of others may win its place by the order's value or class.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from artel.commons.classes import OrderClass
from artel.planner.blockers import bookings_in_the_way
from artel.planner.opportunities import judged
from artel.planner.outcomes import expected
from artel.planner.question import asking, asks_of, engine_of
from artel.planner.relax import (
    CLASS,
    SHARP,
    Change,
    changed,
    consent_changes,
    delivery_changes,
    loosest,
)
from artel.planner.values import Booking, Obstacle, Opportunity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from artel.orders.orders import Order
    from artel.planner.question import Question

MOST_LOOKS = 60
"""So many looks are asked which bookings are in their way; beyond them none is nearer."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Terms under which the order is planned: beside all that is booked, or in place of some.

    Without a change the plan had room for it as it was.
    """

    changes: tuple[Change, ...]
    booking: Booking
    displaced: tuple[Booking, ...] = ()

    @property
    def cost(self) -> float:
        """What the changes cost together, on the scale of `relax`."""
        return sum(change.cost for change in self.changes)

    @property
    def terms(self) -> frozenset[str]:
        """The terms that change."""
        return frozenset(change.term for change in self.changes)


def relaxations_of(question: Question) -> tuple[Relaxation, ...]:
    """Return the cheapest relaxation of each set of terms, the cheapest first.

    One that asks for more terms than another, and costs no less, is left out.
    """
    return _Relaxing(question).found()


def beside(question: Question) -> tuple[Relaxation, ...]:
    """Return the cheapest relaxations by which nothing that is planned gives way."""
    return _Relaxing(question).beside()


class _Relaxing:
    """The search for what would let an order through."""

    def __init__(self, question: Question) -> None:
        self.question, self.order = question, question.order
        problem = question.problem
        self.loose = loosest(self.order, problem.charter, problem.span)
        self.engine = engine_of(asking(problem, self.loose), question.bookings)
        self.best: dict[tuple[frozenset[str], bool], Relaxation] = {}

    def found(self) -> tuple[Relaxation, ...]:
        """Return what is found beside the plan, and what would win its place."""
        blocked = list(self._free())
        own = [each for each in blocked if not each[0]]
        self._displace(own)
        if not self.best:
            self._displace(blocked[:MOST_LOOKS])
        return self._ranked()

    def beside(self) -> tuple[Relaxation, ...]:
        """Return the same of those alone that nothing has to give way to."""
        list(self._free())
        return self._ranked()

    def _ranked(self) -> tuple[Relaxation, ...]:
        ranked = sorted(self.best.values(), key=_rank)
        return tuple(
            each
            for number, each in enumerate(ranked)
            if not any(_serves_as_well(other, each) for other in ranked[:number])
        )

    def _free(self) -> Iterator[tuple[tuple[Change, ...], Opportunity]]:
        """Keep what fits beside the plan; yield the other looks with their changes, least first."""
        charter, blocked = self.question.problem.charter, []
        for look in self.question.looks:
            answer = judged(look, self.loose, charter)
            if isinstance(answer, Obstacle) or self.engine.missing(answer) is not None:
                continue
            changes = (*asks_of(self.question, answer), *consent_changes(self.order, answer))
            found = self.engine.fit(answer)
            if isinstance(found, Booking):
                self._keep(Relaxation((*changes, *delivery_changes(self.order, found)), found))
            else:
                blocked.append((changes, answer))
        yield from sorted(blocked, key=lambda each: (_cost(each[0]), each[1].start))

    def _keep(self, new: Relaxation) -> None:
        kind = new.terms, bool(new.displaced)
        old = self.best.get(kind)
        if old is None or _rank(new) < _rank(old):
            self.best[kind] = new

    def _displace(self, blocked: Iterable[tuple[tuple[Change, ...], Opportunity]]) -> None:
        """Keep what would win its place from those in its way, by its value or its class."""
        for changes, look in blocked:
            away = bookings_in_the_way(self.engine, look)
            if isinstance(away, Obstacle):
                continue
            for more in self._dearer(look, away):
                self._settle((*changes, *more), look, away)

    def _dearer(self, look: Opportunity, away: Sequence[Booking]) -> Iterator[tuple[Change, ...]]:
        """Yield what would make the order worth more than those in its way."""
        rank, mine = self.question.problem.rank, self._rank_of(self.order)
        first, lost = self._lost(away)
        if first > mine:
            yield ()
            return
        share = expected(self.order, [look]) / self.order.value
        value = self._value(lost / share)
        dearer = () if value is None else (value,)
        if first == mine:
            yield dearer
            return
        for order_class in OrderClass:
            new = rank(replace(self.order, order_class=order_class))
            if order_class is OrderClass.EMERGENCY or new > first:
                continue  # an emergency is declared, not asked for
            steps = Change("class", str(self.order.order_class), str(order_class), CLASS)
            moved = replace(steps, cost=CLASS * (mine - new))
            yield (moved, *dearer) if new == first else (moved,)

    def _value(self, lost: float) -> Change | None:
        """Return the least value above what is lost, or None where it is above it already."""
        old = self.order.value
        if old > lost:
            return None
        new = math.floor(lost * SHARP + 1.0) / SHARP
        return Change("value", old, new, (new - old) / old)

    def _lost(self, away: Sequence[Booking]) -> tuple[int, float]:
        """Return the first class that would lose, as its place, and how much it would lose."""
        lost: dict[int, float] = defaultdict(float)
        gone = {booking.opportunity.key for booking in away}
        for name in {booking.opportunity.order for booking in away}:
            order = self.engine.orders[name]
            images = [each.opportunity for key, each in self.engine.bookings.items()
                      if key[0] == name]  # fmt: skip
            left = [image for image in images if image.key not in gone]
            lost[self._rank_of(order)] += expected(order, images) - expected(order, left)
        first = min(lost)
        return first, lost[first]

    def _rank_of(self, order: Order) -> int:
        return self.question.problem.rank(order)

    def _settle(
        self, changes: tuple[Change, ...], look: Opportunity, away: tuple[Booking, ...]
    ) -> None:
        """Keep a relaxation in place of some bookings, if the look then fits as it is changed."""
        wanted = changed(self.loose, [c for c in changes if c.term in ("value", "class")])
        gone = {booking.opportunity.key for booking in away}
        kept = [each for each in self.question.bookings if each.opportunity.key not in gone]
        found = engine_of(asking(self.question.problem, wanted), kept).fit(look)
        if isinstance(found, Booking):
            late = delivery_changes(self.order, found)
            self._keep(Relaxation((*changes, *late), found, away))


def _cost(changes: Iterable[Change]) -> float:
    return sum(change.cost for change in changes)


def _serves_as_well(cheaper: Relaxation, dearer: Relaxation) -> bool:
    """Whether the cheaper one asks for no other terms, and displaces no more."""
    return cheaper.terms <= dearer.terms and (not cheaper.displaced or bool(dearer.displaced))


def _rank(found: Relaxation) -> tuple[float | str, ...]:
    look = found.booking.opportunity
    return (round(found.cost, 9), len(found.displaced), look.start, look.satellite, look.sensor,
            look.pitch)  # fmt: skip
