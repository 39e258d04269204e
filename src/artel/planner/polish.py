"""Better plans by small exchanges in the engine: one image in, those in its way out and elsewhere.

A step makes room for an image that is not planned, or empties a stretch of a satellite's time,
then books again what was displaced and whatever else now fits. It stands if the plan is no worse,
class by class; if not, everything is put back. Nothing here compiles: small days are done sooner
so than compiled code is loaded.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from artel.planner.outcomes import MILLI, density, expected, worthwhile
from artel.planner.values import Obstacle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.random import Generator

    from artel.planner.engine import Engine
    from artel.planner.problem import Problem
    from artel.planner.values import Booking, Key, Opportunity

_MOST_OUT = 6
_STRETCH = 3000.0
_EMPTY_EVERY = 3
_SATELLITES, _ANY_TURN = 0.5, 0.25
Score = tuple[int, ...]


class Plan:
    """The bookings of an engine with their worth by class, and every look that may be booked."""

    def __init__(self, problem: Problem, engine: Engine, reachable: Sequence[Opportunity]) -> None:
        self.problem, self.engine = problem, engine
        self.orders = engine.orders
        self.ranks = {order.id: problem.rank(order) for order in problem.orders}
        self.looks: dict[Key, list[Opportunity]] = defaultdict(list)
        self.on: dict[str, list[Opportunity]] = defaultdict(list)
        for each in sorted(reachable, key=_soonest):
            self.looks[each.key].append(each)
            self.on[each.satellite].append(each)
        self.taken: dict[str, list[Opportunity]] = defaultdict(list)
        self.values = [0] * (1 + max(self.ranks.values(), default=0))
        self.log: list[tuple[Booking, bool]] = []
        for booking in engine.bookings.values():
            self._count(booking.opportunity, 1)

    @property
    def score(self) -> Score:
        """The worth of the plan in thousandths, by class, the most urgent first."""
        return tuple(self.values)

    def worth_of(self, rank: int) -> float:
        """Return what the orders of the classes of one rank are worth as planned."""
        mine = (name for name in self.taken if self.ranks[name] == rank)
        return math.fsum(expected(self.orders[name], self.taken[name]) for name in mine)

    def density(self, look: Opportunity) -> float:
        """Return what the image is worth by itself, by second of the satellite's time."""
        return density(self.orders[look.order], (), look)

    def urgency(self, look: Opportunity) -> tuple[float, ...]:
        """Return the place of an image in line: by class, in it the densest first."""
        return self.ranks[look.order], -self.density(look)

    def add(self, look: Opportunity) -> bool:
        """Book an image if it fits, adds enough, and its piece is not booked; say whether."""
        order = self.orders[look.order]
        if look.key in self.engine.bookings or not worthwhile(order, self.taken[order.id], look):
            return False
        found = self.engine.fit(look)
        if isinstance(found, Obstacle):
            return False
        self.put(found)
        return True

    def put(self, booking: Booking) -> None:
        """Book what fits."""
        self.engine.book(booking)
        self.log.append((booking, True))
        self._count(booking.opportunity, 1)

    def out(self, key: Key) -> Booking:
        """Give a booking back."""
        booking = self.engine.unbook(key)
        self.log.append((booking, False))
        self._count(booking.opportunity, -1)
        return booking

    def undo(self) -> None:
        """Put everything back to where the log was last cleared."""
        while self.log:
            booking, booked = self.log.pop()
            if booked:
                self.engine.unbook(booking.opportunity.key)
            else:
                self.engine.book(booking)
            self._count(booking.opportunity, -1 if booked else 1)

    def fill(self, looks: Iterable[Opportunity]) -> None:
        """Book of these images, in this order, all that fit."""
        for look in looks:
            self.add(look)

    def fill_all(self) -> None:
        """Book whatever still fits, most urgent and densest first."""
        every = (look for each in self.looks.values() for look in each)
        self.fill(sorted(every, key=lambda look: (*self.urgency(look), _soonest(look))))

    def _count(self, look: Opportunity, sign: int) -> None:
        order, rank = self.orders[look.order], self.ranks[look.order]
        before = expected(order, self.taken[order.id])
        if sign > 0:
            self.taken[order.id].append(look)
        else:
            self.taken[order.id].remove(look)
        after = expected(order, self.taken[order.id])
        self.values[rank] += round(MILLI * after) - round(MILLI * before)


def _soonest(look: Opportunity) -> tuple[float | str, ...]:
    return (look.end + look.delay, look.order, look.piece, look.satellite, look.sensor,
            look.pitch, look.roll)  # fmt: skip


def _beside(one: Booking, other: Booking) -> bool:
    a, b = one.opportunity, other.opportunity
    return a.satellite == b.satellite and abs(a.start - b.start) < _STRETCH


def _heard_beside(one: Booking, other: Booking) -> bool:
    a, b = one.downlink, other.downlink
    return a.contact.station == b.contact.station and abs(a.start - b.start) < _STRETCH


class Polish:
    """Steps of exchange on one plan, by chance from a generator that is handed in."""

    def __init__(self, plan: Plan, rng: Generator) -> None:
        self.plan, self.rng = plan, rng
        self.steps = 0

    def step(self) -> bool:
        """Try one exchange; return whether the plan became better."""
        plan = self.plan
        before = plan.score
        plan.log.clear()
        self.steps += 1
        tried = self._empty() if self.steps % _EMPTY_EVERY == 0 else self._exchange()
        if not tried or plan.score < before:
            plan.undo()
            return False
        plan.log.clear()
        return plan.score > before

    def _exchange(self) -> bool:
        """Make room for one image that is not planned."""
        plan = self.plan
        left = [key for key in plan.looks if key not in plan.engine.bookings]
        if not left:
            return False
        looks = plan.looks[self._draw(left)]
        look = looks[int(self.rng.integers(len(looks)))]
        rivals = [image.key for image in self._rivals(look)]
        if any(key not in plan.engine.bookings for key in rivals):
            return False  # it is held for somebody
        displaced = [plan.out(key) for key in rivals]
        while not plan.add(look):
            near = self._near(look)
            if len(displaced) >= _MOST_OUT or not near:
                return False
            displaced.append(plan.out(near[int(self.rng.integers(len(near)))]))
        self._again(displaced, {look.satellite})
        return True

    def _rivals(self, look: Opportunity) -> list[Opportunity]:
        return self.plan.engine.attitudes[look.satellite].rivals(look)

    def _near(self, look: Opportunity) -> list[Key]:
        """Return bookings that may be what stands in the way: of its satellite, or its contacts."""
        found = self.plan.engine.fit(look)
        if not isinstance(found, Obstacle):
            return []  # it fits, and adds too little
        mine, party = [], self.plan.orders[look.order].brought_by
        for key, booking in self.plan.engine.bookings.items():
            other = booking.opportunity
            same = other.satellite == look.satellite
            late = booking.downlink.end > look.end and booking.downlink.start < look.end + _STRETCH
            owed = found.article is not None and self.plan.orders[key[0]].brought_by == party
            if same or owed or (found.article is None and late):
                mine.append(key)
        return mine

    def _empty(self) -> bool:
        """Give back a stretch of one satellite's or one station's time, and book anew what fits."""
        plan = self.plan
        bookings = list(plan.engine.bookings.values())
        if not bookings:
            return False
        about = bookings[int(self.rng.integers(len(bookings)))]
        near = _beside if self.rng.random() < _SATELLITES else _heard_beside
        keys = [each.opportunity.key for each in bookings if near(each, about)]
        drawn = self.rng.permutation(len(keys))[:_MOST_OUT]
        displaced = [plan.out(keys[int(i)]) for i in drawn]
        self._again(displaced, {about.opportunity.satellite})
        return True

    def _again(self, displaced: list[Booking], satellites: set[str]) -> None:
        """Book what was displaced at other looks, and all else that fits where room was made."""
        plan = self.plan
        keys = dict.fromkeys(each.opportunity.key for each in displaced)
        looks = [look for key in keys for look in plan.looks[key]]
        satellites |= {each.opportunity.satellite for each in displaced}
        looks += [
            look for name in sorted(satellites) for look in plan.on[name] if look.key not in keys
        ]
        looks = [look for look in looks if look.key not in plan.engine.bookings]
        if self.rng.random() < _ANY_TURN:
            line = self.rng.permutation(len(looks)).tolist()
        else:
            noise = self.rng.uniform(0.5, 1.5, len(looks))
            ranks, density = plan.ranks, plan.density
            line = sorted(
                range(len(looks)),
                key=lambda i: (ranks[looks[i].order], -density(looks[i]) * noise[i], i),
            )
        plan.fill(looks[i] for i in line)

    def _draw(self, keys: list[Key]) -> Key:
        """Draw a key that is not planned, those worth more more often."""
        weights = [self.plan.orders[order].value + 1e-9 for order, _ in keys]
        total = sum(weights)
        at = float(self.rng.random()) * total
        for key, weight in zip(keys, weights, strict=True):
            at -= weight
            if at <= 0.0:
                return key
        return keys[-1]
