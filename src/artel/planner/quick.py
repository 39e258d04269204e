"""Quick quotes: looks that cost the plan nothing, and no more of them than make an order sure.

A try that begins when the order is as good as sure already can change neither how likely it is by
any date nor when it is delivered, so the search ends there. What the member that brought the
order would have alone is searched on until that is sure too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from artel.planner.clouds import still_cloudy
from artel.planner.likelihood import CERTAIN, Try, likelihood_of
from artel.planner.quote import PASS_S, Offer, Quote, as_try
from artel.planner.values import Booking

if TYPE_CHECKING:
    from collections.abc import Mapping

    from artel.planner.engine import Engine
    from artel.planner.likelihood import Likelihood
    from artel.planner.prospects import Prospect, Prospects
    from artel.planner.quote import Clear
    from artel.planner.values import Obstacle, Opportunity

ENOUGH = 10
"""So many looks are offered to choose from, even where fewer make it sure."""


def quick_quote(
    engine: Engine, order: str, prospects: Prospects, clear: Clear, correlation_s: float
) -> Quote:
    """Return a quote of looks that cost the plan nothing, one a pass; the engine stays as it was.

    Its likelihood is that of the whole quote, whose other looks begin too late to count.
    """
    member = engine.orders[order].brought_by
    tries = _Tries(engine, member, clear, correlation_s)
    try:
        stopped = tries.until_sure(prospects, -math.inf, None)
        if stopped is not None:
            tries.until_sure(prospects, stopped, member)
    finally:
        tries.take_out()
    best = min(tries.offers, key=_worth, default=(None,))[0]
    offers, booked = tuple(offer for offer, _ in tries.offers), tuple(tries.booked)
    likely = tries.chains[None].likelihood
    return Quote(order, offers, booked, best, likely, engine.problem.ledger)


def _worth(offered: tuple[Offer, float]) -> tuple[float, float]:
    """Return by what the best of the offers comes first: the likeliest, then the earliest."""
    offer, clear = offered
    return -clear, offer.delivered


@dataclass(slots=True)
class _Chain:
    """How likely the sky is still cloudy after tries, one after the other by time."""

    correlation_s: float
    before: tuple[float, float] | None = None
    cloudy: float = 1.0
    tries: list[Try] = field(default_factory=list)

    def add(self, each: Try) -> None:
        """Follow the sky to one try more."""
        now = each.clear, each.at
        self.cloudy *= still_cloudy(self.before, now, self.correlation_s)
        self.before = now
        self.tries.append(each)

    @property
    def likelihood(self) -> Likelihood:
        """How likely the tries serve the order, by date."""
        return likelihood_of(self.tries, self.correlation_s)

    @property
    def certain(self) -> float:
        """From when the order is as good as sure, POSIX s; infinity where it is not."""
        certain = self.likelihood.certain if 1.0 - self.cloudy >= CERTAIN else None
        return math.inf if certain is None else certain


class _Tries:
    """Tries booked one after the other, by time, beside a plan; some of a member's own."""

    def __init__(self, engine: Engine, member: str, clear: Clear, correlation_s: float) -> None:
        self.engine, self.member, self.clear = engine, member, clear
        self.booked: list[Offer] = []
        self.offers: list[tuple[Offer, float]] = []
        self.chains = {owner: _Chain(correlation_s) for owner in (None, member)}
        self._passes: dict[str, float] = {}
        self._offered: dict[str, float] = {}

    def until_sure(self, prospects: Prospects, since: float, owner: str | None) -> float | None:
        """Make tries until the order is sure by this owner's, or by all; return when, or None."""
        sure = self.chains[owner].certain
        for each in prospects(since, owner):
            if each.start >= sure and (owner or len(self.offers) >= ENOUGH):
                return each.start
            if _is_new(each, self._passes):
                look = each.look()
                if look is not None and self._is_tried(each, look):
                    sure = min(sure, self.chains[owner].certain)
        return None

    def take_out(self) -> None:
        """Give back all that is booked for the tries."""
        for each in self.booked:
            self.engine.unbook(each.look.key)

    def _is_tried(self, prospect: Prospect, look: Opportunity) -> bool:
        """Book a look as a try, or say that it cannot be; offer it where the plan has room."""
        found = self.engine.fit(as_try(look, len(self.booked)))
        if isinstance(found, Booking):
            self.engine.book(found)
            self._passes[prospect.satellite] = prospect.start
            clear = self.clear(look)
            self._count(Offer(found), clear)
            if _is_new(prospect, self._offered):
                self._offer(Offer(replace(found, opportunity=look)), clear)
            return True
        if self.booked and len(self.offers) < ENOUGH and _is_new(prospect, self._offered):
            alone = self._by_itself(look)
            if isinstance(alone, Booking):
                self._offer(Offer(alone), self.clear(look))
        return False

    def _count(self, offer: Offer, clear: float) -> None:
        self.booked.append(offer)
        look = offer.look
        for owner in {None, look.owner} & self.chains.keys():
            self.chains[owner].add(Try(look.start, offer.delivered, clear))

    def _offer(self, offer: Offer, clear: float) -> None:
        self._offered[offer.look.satellite] = offer.look.start
        self.offers.append((offer, clear))

    def _by_itself(self, look: Opportunity) -> Booking | Obstacle:
        """Return how a look is booked without the tries, or what stands in its way."""
        self.take_out()
        found = self.engine.fit(look)
        for each in self.booked:
            self.engine.book(each.booking)
        return found


def _is_new(prospect: Prospect, passes: Mapping[str, float]) -> bool:
    """Whether a look is of another pass than the last one known of its satellite."""
    return abs(prospect.start - passes.get(prospect.satellite, -math.inf)) >= PASS_S
