"""How likely an order succeeds by each date, when several tries are made for it.

Each try is an image of the ordered place, delivered at its own instant. A radar sees through
clouds: its try succeeds. The tries of a camera share one sky (`clouds`), so that a second one an
hour later adds less than one the next day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.planner.clouds import all_cloudy

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Try:
    """An image at `at`, in the customer's hands at `delivered`, POSIX s; `clear` is its chance."""

    at: float
    delivered: float
    clear: float


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The chance of success by date: (delivered, chance), ascending in both; and what follows.

    `first` and `last` are when the first and the last try would be delivered; `expected` is the
    mean instant of the first good delivery, given that there is one. Without a try all are None.
    """

    by: tuple[tuple[float, float], ...]
    first: float | None = None
    expected: float | None = None
    last: float | None = None

    @property
    def success(self) -> float:
        """The chance that at least one try is good."""
        return self.by[-1][1] if self.by else 0.0

    def until(self, t: float) -> float:
        """Return the chance of a good delivery by an instant, POSIX s."""
        return max((chance for at, chance in self.by if at <= t), default=0.0)


def likelihood_of(tries: Sequence[Try], correlation_s: float) -> Likelihood:
    """Return how likely, and when, one of the tries is good; in any order they are given."""
    if not tries:
        return Likelihood(())
    ordered = sorted(tries, key=lambda each: (each.at, each.delivered))
    dates = sorted({each.delivered for each in tries})
    chances = [
        _one_of([each for each in ordered if each.delivered <= date], correlation_s)
        for date in dates
    ]
    # Tries more never make it less likely; only rounding could say so.
    chances = [float(each) for each in np.maximum.accumulate(chances)]
    gains = np.diff([0.0, *chances])
    expected = None
    if chances[-1] > 0.0:
        expected = dates[0] + float(gains @ (np.array(dates) - dates[0])) / chances[-1]
    by = tuple(zip(dates, chances, strict=True))
    return Likelihood(by, dates[0], expected, dates[-1])


def _one_of(tries: Sequence[Try], correlation_s: float) -> float:
    """Return the chance that one of the tries, by the instant of their images, is good."""
    cloudy = all_cloudy([each.clear for each in tries], [each.at for each in tries], correlation_s)
    return 1.0 - float(cloudy[-1])
