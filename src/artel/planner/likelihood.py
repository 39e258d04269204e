"""How likely an order succeeds by each date, when several tries are made for it.

Each try is an image of the ordered place, delivered at its own instant. A radar sees through
clouds: its try succeeds. The tries of a camera share one sky (`clouds`), so that a second one an
hour later adds less than one the next day.
"""

from __future__ import annotations

import math
from bisect import bisect, bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.planner.clouds import still_cloudy

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Try:
    """An image at `at`, in the customer's hands at `delivered`, POSIX s; `clear` is its chance."""

    at: float
    delivered: float
    clear: float


CERTAIN = 0.99995
"""From this chance on an order is as good as sure: it is told as 1, and needs no further try."""


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The chance of success by date: (delivered, chance), ascending in both; and what follows.

    It ends where the order is as good as sure. `first` and `last` are when the first and the last
    try that it needs would be delivered; `expected` is the mean instant of the first good
    delivery, given that there is one. Without a try all are None.
    """

    by: tuple[tuple[float, float], ...]
    first: float | None = None
    expected: float | None = None
    last: float | None = None

    @property
    def success(self) -> float:
        """The chance that at least one try is good."""
        return self.by[-1][1] if self.by else 0.0

    @property
    def certain(self) -> float | None:
        """From when it is as good as sure, POSIX s; None where it never is."""
        return self.last if self.success >= CERTAIN else None

    def until(self, t: float) -> float:
        """Return the chance of a good delivery by an instant, POSIX s."""
        return max((chance for at, chance in self.by if at <= t), default=0.0)


def likelihood_of(tries: Sequence[Try], correlation_s: float) -> Likelihood:
    """Return how likely, and when, one of the tries is good; in any order they are given."""
    if not tries:
        return Likelihood(())
    ordered = sorted(tries, key=lambda each: (each.at, each.delivered))
    dates = sorted({each.delivered for each in tries})
    chances = _by_date(ordered, dates, correlation_s)
    # Tries more never make it less likely; only rounding could say so.
    chances = [float(each) for each in np.maximum.accumulate(chances)]
    needed = bisect_left(chances, CERTAIN) + 1
    dates, chances = dates[:needed], chances[:needed]
    gains = np.diff([0.0, *chances])
    expected = None
    if chances[-1] > 0.0:
        expected = dates[0] + float(gains @ (np.array(dates) - dates[0])) / chances[-1]
    by = tuple(zip(dates, chances, strict=True))
    return Likelihood(by, dates[0], expected, dates[-1])


def _by_date(ordered: Sequence[Try], dates: Sequence[float], correlation_s: float) -> list[float]:
    """Return for each date the chance that one of the tries delivered until then is good.

    A try that is delivered more comes between two others by the instant of its image: only how
    it follows the one before, and how the next one follows it, is new.
    """
    waiting = sorted(range(len(ordered)), key=lambda i: ordered[i].delivered, reverse=True)
    known: list[int] = []
    steps: list[float] = []

    def step(place: int) -> float:
        before, after = (ordered[i] for i in (known[place - 1], known[place]))
        pair = (before.clear, before.at) if place else None
        return still_cloudy(pair, (after.clear, after.at), correlation_s)

    out = []
    for date in dates:
        while waiting and ordered[waiting[-1]].delivered <= date:
            new = waiting.pop()
            place = bisect(known, new)
            known.insert(place, new)
            steps.insert(place, step(place))
            if place + 1 < len(known):
                steps[place + 1] = step(place + 1)
        out.append(1.0 - math.prod(steps))
    return out
