"""Intervals of many groups at once: sorted by group and start, disjoint within a group."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Spans: TypeAlias = tuple[Ints, Floats, Floats]
    """Groups (n,), starts (n,) and ends (n,)."""


def joined(group: Ints, start: Floats, end: Floats) -> Spans:
    """Return intervals (n,) of groups, sorted, with those that touch or overlap made one."""
    if not group.size:
        return group, start, end
    order = np.lexsort((start, group))
    group, start, end = group[order], start[order], end[order]
    # Ranks instead of instants: exact, and a later group always outranks an earlier one.
    by_end = np.lexsort((end, group))
    rank = np.empty_like(by_end)
    rank[by_end] = np.arange(by_end.size)
    reach = end[by_end[np.maximum.accumulate(rank)]]
    fresh = np.r_[True, (group[1:] != group[:-1]) | (start[1:] > reach[:-1])]
    last = np.r_[np.flatnonzero(fresh)[1:] - 1, group.size - 1]
    return group[fresh], start[fresh], reach[last]


def chained(a: Spans, b: Spans) -> Spans:
    """Return the intervals of both, one after the other."""
    return tuple(np.concatenate(pair) for pair in zip(a, b, strict=True))  # type: ignore[return-value]


def without(a: Spans, b: Spans) -> Spans:
    """Return what is in a and not in b, both sorted and disjoint."""
    group = np.concatenate([a[0], a[0], b[0], b[0]])
    time = np.concatenate([a[1], a[2], b[1], b[2]])
    in_a = np.repeat([1, -1, 0, 0], [a[0].size, a[0].size, b[0].size, b[0].size])
    in_b = np.repeat([0, 0, 1, -1], [a[0].size, a[0].size, b[0].size, b[0].size])
    order = np.lexsort((time, group))
    group, time = group[order], time[order]
    kept = (np.cumsum(in_a[order]) > 0) & (np.cumsum(in_b[order]) == 0)
    some = np.flatnonzero(kept[:-1] & (time[1:] > time[:-1]) & (group[1:] == group[:-1]))
    return group[some], time[some], time[some + 1]


def meetings(rows: Spans, spans: Spans) -> tuple[Ints, Ints, Floats, Floats]:
    """Return where rows (in any order) overlap spans: (row, span, start, end) of each overlap."""
    if not rows[0].size or not spans[0].size:
        none, floats = np.empty(0, np.int64), np.empty(0)
        return none, none, floats, floats
    # One number for group and instant: exact enough to bracket, and what is too much goes below.
    origin = min(rows[1].min(), spans[1].min())
    turn = 2.0 * (max(rows[2].max(), spans[2].max()) - origin) + 1.0
    first = np.searchsorted(
        spans[0] * turn + (spans[2] - origin), rows[0] * turn + rows[1] - origin
    )
    last = np.searchsorted(spans[0] * turn + (spans[1] - origin), rows[0] * turn + rows[2] - origin)
    count = np.maximum(last - first, 0)
    row = np.repeat(np.arange(count.size), count)
    span = np.arange(row.size) - np.repeat(np.cumsum(count) - count, count) + first[row]
    start, end = np.maximum(rows[1][row], spans[1][span]), np.minimum(rows[2][row], spans[2][span])
    some = end > start
    return row[some], span[some], start[some], end[some]


def greatest(group: Ints, value: Floats) -> Ints:
    """Return the places of the greatest value of each group, in the order of the groups."""
    order = np.lexsort((value, group))
    last = np.append(group[order][1:] != group[order][:-1], True)[: order.size]
    return order[last]
