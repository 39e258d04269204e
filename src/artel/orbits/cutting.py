"""Windows cut to parts of them: by intervals of their site or satellite, or by a search."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from artel.orbits.pieces import LEAST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from artel.orbits.pieces import Parts
    from artel.orbits.visibility import WindowTable

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Intervals: TypeAlias = Sequence[Floats]
    """One array (k, 2) of sorted, disjoint intervals, POSIX s, for each site or each track."""


def within(
    table: WindowTable, intervals: Intervals, by: Literal["site", "satellite"]
) -> WindowTable:
    """Return where the windows meet the intervals of their site, or of their satellite.

    Exact: no instant is computed. Peaks and cut flags are as `narrow` leaves them.
    """
    start, end, first = _flat(intervals)
    owner = table.site if by == "site" else table.satellite
    low = _ranked(end, first[owner], first[owner + 1], table.start, after=True)
    high = _ranked(start, first[owner], first[owner + 1], table.end, after=False)
    counts = np.maximum(high - low, 0)
    row = np.repeat(np.arange(len(table)), counts)
    k = np.arange(row.size) - np.repeat(np.cumsum(counts) - counts - low, counts)
    return cut(
        table, (row, np.maximum(table.start[row], start[k]), np.minimum(table.end[row], end[k]))
    )


def rows_of(table: WindowTable, rows: Ints) -> WindowTable:
    """Return some rows of a table, by number."""
    return replace(table, **{each.name: getattr(table, each.name)[rows] for each in fields(table)})


def cut(table: WindowTable, parts: Parts) -> WindowTable:
    """Return the table's windows cut to parts of them, sorted; parts of no length fall away."""
    order = np.lexsort((parts[1], parts[0]))
    row, start, end = (column[order] for column in parts)
    whole = (start == table.start[row]) & (end == table.end[row])
    some = whole | (end - start > LEAST)
    row, start, end = row[some], start[some], end[some]
    out = rows_of(table, row)
    moved = (out.peak_time < start) | (out.peak_time > end)
    return replace(
        out,
        start=start,
        end=end,
        peak_time=np.clip(out.peak_time, start, end),
        peak=np.where(moved, np.nan, out.peak),
        cut_start=out.cut_start & (start == out.start),
        cut_end=out.cut_end & (end == out.end),
    )


def _flat(intervals: Intervals) -> tuple[Floats, Floats, Ints]:
    """Return all starts and all ends, and for each owner the number of its first (m + 1,)."""
    counts = [len(each) for each in intervals]
    everything = np.concatenate([np.empty((0, 2)), *intervals])
    return everything[:, 0], everything[:, 1], np.concatenate([[0], np.cumsum(counts)]).astype(int)


def _ranked(values: Floats, low: Ints, high: Ints, wanted: Floats, *, after: bool) -> Ints:
    """Return (n,) the first number in low..high whose value is not under (after: over) wanted.

    A bisection of many sorted slices at once.
    """
    values = np.append(values, np.inf)
    while np.any(open_ := low < high):
        middle = (low + high) // 2
        under = values[middle] <= wanted if after else values[middle] < wanted
        low, high = np.where(open_ & under, middle + 1, low), np.where(open_ & ~under, middle, high)
    return low
