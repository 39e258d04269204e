"""How long one waits for the next satellite: from gaps, exactly, without drawing instants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The wait of somebody who comes at any instant, equally likely: seconds.

    `availability` is the part of the time in which nobody waits; mean and 95 % count those
    instants too, with a wait of nothing.
    """

    availability: float
    mean_s: float
    p95_s: float
    max_s: float


def gaps_between(starts: Floats, ends: Floats, span: tuple[float, float]) -> Floats:
    """Return the lengths (n,), s, of the times in a span that no window [start, end) covers.

    What is cut by the end of the span counts as if a window began there.
    """
    order = np.argsort(starts)
    begins = np.append(starts[order], span[1])
    covered = np.maximum.accumulate(np.concatenate([[span[0]], ends[order]]))
    gaps = np.minimum(begins, span[1]) - covered
    return np.asarray(gaps[gaps > 0.0])


def waiting(gaps: Floats, total_s: float) -> Waiting:
    """Return the waiting of gaps (n,), s, that lie within `total_s` seconds of time.

    Within a gap g the wait falls evenly from g to nothing, so that the part of all instants which
    wait longer than w is the sum of max(g - w, 0) over the total.
    """
    if not gaps.size:
        return Waiting(1.0, 0.0, 0.0, 0.0)
    mean = float((gaps**2).sum() / 2.0 / total_s)
    availability = 1.0 - float(gaps.sum()) / total_s
    return Waiting(availability, mean, _exceeded(gaps, 0.05 * total_s), float(gaps.max()))


def _exceeded(gaps: Floats, seconds: float) -> float:
    """Return the wait that is exceeded in so many seconds of all the time."""
    ordered = np.sort(gaps)[::-1]
    count = np.arange(1, ordered.size + 1)
    # With the k longest gaps alone, sum(g - w) = seconds at this w; it holds for the k for which
    # w lies between the k-th gap and the next.
    waits = (np.cumsum(ordered) - seconds) / count
    below = np.append(ordered[1:], 0.0)
    fits = np.flatnonzero((waits <= ordered) & (waits >= below))
    return float(waits[fits[0]]) if fits.size else 0.0


def joined(parts: Sequence[Floats], total_s: float) -> Waiting:
    """Return the waiting over several places, equally likely, each with gaps and the same time."""
    return waiting(np.concatenate(parts), total_s * len(parts))
