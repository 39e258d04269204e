"""What stands in the way of a look: the fewest bookings, or articles, that would have to go.

Both are found by deletion: everything goes, then each is put back if the look still has its place.
What cannot be put back is in the way, and all of it: with any one part of it put back the look
has no place.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from artel.charter.articles import (
    Balance,
    BlockOut,
    Charter,
    Donate,
    OwnerVeto,
    Reserve,
    Residency,
    Territory,
)
from artel.planner.engine import Engine
from artel.planner.opportunities import judged
from artel.planner.values import Booking, Obstacle, Opportunity

if TYPE_CHECKING:
    from collections.abc import Collection

    from artel.orders.orders import Order
    from artel.planner.problem import Problem
    from artel.planner.values import Key

OF_IMAGES = (Territory, OwnerVeto, BlockOut)
"""Articles that speak of one image."""
OF_PLANS = (Residency, Reserve, Donate, Balance)
"""Articles that speak of where data goes, and of how much a satellite is used."""


def bookings_in_the_way(engine: Engine, look: Opportunity) -> tuple[Booking, ...] | Obstacle:
    """Return the bookings that would all have to go for a look, or what no booking answers for.

    The most urgent and dearest are put back first. The engine is left as it was.
    """
    ranked = sorted(engine.bookings, key=lambda key: _urgency(engine, key))
    out = {key: engine.unbook(key) for key in ranked}
    found = engine.fit(look)
    if isinstance(found, Booking):
        while _put_back(engine, look, out):
            pass
    for booking in out.values():
        engine.book(booking)
    return found if isinstance(found, Obstacle) else tuple(out.values())


def _put_back(engine: Engine, look: Opportunity, out: dict[Key, Booking]) -> bool:
    """Put back each booking beside which the look still fits; return whether any was."""
    some = False
    for key in list(out):
        engine.book(out[key])
        if isinstance(engine.fit(look), Booking):
            del out[key]
            some = True
        else:
            engine.unbook(key)
    return some


def _urgency(engine: Engine, key: Key) -> tuple[float | str, ...]:
    order = engine.orders[key[0]]
    return (engine.problem.rank(order), -order.value, *key)


@dataclass
class Idle:
    """An idle pool in which one order is asked for, under fewer and fewer articles.

    The problem knows the order as it is asked for.
    """

    problem: Problem
    order: Order
    engines: dict[frozenset[str], Engine] = field(default_factory=dict)

    def refused(self, look: Opportunity, without: Collection[str] = ()) -> Obstacle | None:
        """Return what stands in the way of a look without these articles, or None."""
        answer = judged(look, self.order, charter_without(self.problem.charter, without))
        if isinstance(answer, Obstacle):
            return answer
        engine = self._engine(without)
        found = engine.missing(answer) or engine.fit(answer)
        return found if isinstance(found, Obstacle) else None

    def articles(self, look: Opportunity) -> tuple[str, ...] | Obstacle:
        """Return the articles that would all have to go, or what no article answers for."""
        start = [
            row.id
            for row in self.problem.charter.articles
            if isinstance(row, (*OF_IMAGES, *OF_PLANS))
        ]
        obstacle = self.refused(look, start)
        if obstacle is not None:
            return obstacle
        out = start
        for name in start:
            less = [other for other in out if other != name]
            if self.refused(look, less) is None:
                out = less
        return tuple(out)

    def without(self, names: Collection[str]) -> Problem:
        """Return the problem without these articles."""
        return replace(self.problem, charter=charter_without(self.problem.charter, names))

    def _engine(self, without: Collection[str]) -> Engine:
        """Return the engine of the pool without those of the articles that it asks for."""
        asked = [row.id for row in self.problem.charter.articles if isinstance(row, OF_PLANS)]
        gone = frozenset(asked).intersection(without)
        if gone not in self.engines:
            self.engines[gone] = Engine(self.without(gone))
        return self.engines[gone]


def charter_without(charter: Charter, names: Collection[str]) -> Charter:
    """Return the charter without these articles."""
    if not names:
        return charter
    return Charter(charter.areas, tuple(row for row in charter.articles if row.id not in names))


def of_geometry(charter: Charter) -> Charter:
    """Return the charter without what speaks of single images: every look passes it."""
    kept = (row for row in charter.articles if not isinstance(row, OF_IMAGES))
    return Charter(charter.areas, tuple(kept))
