"""Revisit: unions and meetings of intervals, the gaps between them, and every coalition."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Revisit:
    """How often a place is seen: gaps, s, run from the end of one look to the start of the next.

    `looks` counts the merged looks; gaps before the first and after the last look are not known
    and not counted, so the gaps are NaN with fewer than two looks. `seen` is the part of the
    span, 0 to 1, during which someone looks; `wait` is the mean time, s, that an order placed
    at any moment of the span waits, with the end of the span as its limit.
    """

    looks: int
    mean_gap: float
    p95_gap: float
    max_gap: float
    seen: float
    wait: float


def union(intervals: Floats) -> Floats:
    """Return intervals (n, 2) sorted, with those that touch or overlap made one."""
    if not len(intervals):
        return np.empty((0, 2))
    ordered = intervals[np.argsort(intervals[:, 0], kind="stable")]
    reach = np.maximum.accumulate(ordered[:, 1])
    first = np.concatenate([[True], ordered[1:, 0] > reach[:-1]])
    last = np.concatenate([first[1:], [True]])
    return np.stack([ordered[first, 0], reach[last]], axis=1)


def union_by(key: Ints, start: Floats, end: Floats) -> tuple[Ints, Floats, Floats, Ints]:
    """Return the unions of intervals (n,) of each key: (key, start, end) (m,), and which (n,).

    Sorted by key, then start. `which` is the row of the union into which an interval went.
    """
    order = np.lexsort((start, key))
    keys, starts = key[order], start[order]
    by_end = np.argsort(end[order], kind="stable")
    rank = np.empty_like(by_end)
    rank[by_end] = np.arange(by_end.size)
    # The latest end so far in the same key: ranks, lifted so high that no key hides the next.
    change = np.concatenate([[0], np.cumsum(keys[1:] != keys[:-1])])[: keys.size]
    reach = end[order][by_end[np.maximum.accumulate(change * by_end.size + rank) % by_end.size]]
    first = np.ones(keys.size, bool)
    first[1:] = (keys[1:] != keys[:-1]) | (starts[1:] > reach[:-1])
    last = np.ones(keys.size, bool)
    last[:-1] = first[1:]
    which = np.empty_like(order)
    which[order] = np.cumsum(first) - 1
    return keys[first], starts[first], reach[last], which


def intersect(a: Floats, b: Floats) -> Floats:
    """Return where both of two sorted unions hold, as intervals (n, 2)."""
    if not len(a) or not len(b):
        return np.empty((0, 2))
    start = np.maximum(a[:, None, 0], b[None, :, 0])
    end = np.minimum(a[:, None, 1], b[None, :, 1])
    hit = end > start
    found = np.stack([start[hit], end[hit]], axis=1)
    return found[np.argsort(found[:, 0], kind="stable")]


def revisit(intervals: Floats, span: tuple[float, float]) -> Revisit:
    """Return how often a place is seen when looks (n, 2), POSIX s, happen inside the span."""
    looks = union(intervals)
    length = span[1] - span[0]
    gaps = looks[1:, 0] - looks[:-1, 1]
    dark = np.diff(np.concatenate([[span[0]], looks.ravel(), [span[1]]]))[::2]
    known = gaps.size > 0
    return Revisit(
        looks=len(looks),
        mean_gap=float(gaps.mean()) if known else float("nan"),
        p95_gap=float(np.percentile(gaps, 95)) if known else float("nan"),
        max_gap=float(gaps.max()) if known else float("nan"),
        seen=float((looks[:, 1] - looks[:, 0]).sum() / length),
        wait=float((dark**2).sum() / (2.0 * length)),
    )


def coalitions(members: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield every non-empty group of members, smallest first, in the order given."""
    for size in range(1, len(members) + 1):
        yield from itertools.combinations(members, size)
