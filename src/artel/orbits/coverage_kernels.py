"""Coverage, compiled by numba: windows gathered by cell, cut to daylight, and counted."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from artel.orbits.compiling import njit

_compiled: Any = njit(cache=True, error_model="numpy", nogil=True)
# Sums in any order, so that they run abreast; the last digit may differ from numpy's.
_abreast: Any = njit(cache=True, error_model="numpy", nogil=True, fastmath={"reassoc", "nsz"})
COLUMNS = 10
"""Figures of a cell: looks, seen, three of gaps, three of revisits, two of waits."""
_FEW = 64
"""Up to so many largest values are kept sorted on the way; more are sorted at the end."""
_HALVINGS = 50
_STEPS = 200


@_compiled
def runs(satellite, site, cells):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201
    """Return (first, begin, stop): rows of one satellite at one cell, run by run, by cell.

    The runs of cell c are first[c] to first[c + 1]; a run is rows begin to stop. In a table
    sorted by satellite and site there is one for each pair.
    """
    size = site.size
    begin, first, count = np.empty(size + 1, np.int64), np.zeros(cells + 1, np.int64), 0
    for i in range(size):
        if i == 0 or site[i] != site[i - 1] or satellite[i] != satellite[i - 1]:
            begin[count] = i
            count += 1
            first[site[i] + 1] += 1
    begin[count] = size
    for c in range(cells):
        first[c + 1] += first[c]
    free = first[:-1].copy()
    low, high = np.empty(count, np.int64), np.empty(count, np.int64)
    for k in range(count):
        c = site[begin[k]]
        low[free[c]], high[free[c]] = begin[k], begin[k + 1]
        free[c] += 1
    return first, low, high


@_compiled
def figures(index, windows, owner, members, span, cells, out):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201, PLR0913, PLR0917
    """Fill out (groups, cells, COLUMNS) for cells[0] to cells[1]; members (groups, owners).

    `index` is what `runs` gives, `windows` columns (satellite, start, end), `owner` (k,) that of
    each satellite.
    """
    first, begin, stop = index
    most = 0
    for c in range(cells[0], cells[1]):
        count = 0
        for k in range(first[c], first[c + 1]):
            count += stop[k] - begin[k]
        most = max(most, count)
    start, end, name = np.empty(most), np.empty(most), np.empty(most, np.int32)
    loose, boxes = (start.copy(), end.copy(), name.copy()), np.empty(most + 1, np.int64)
    gaps, turns, top = np.empty(most + 2), np.empty(most + 1), np.empty(_FEW)
    for c in range(cells[0], cells[1]):
        count = 0
        for k in range(first[c], first[c + 1]):
            count = _gather(begin[k], stop[k], windows, owner, span, loose, count)
        _sort(loose, count, span, boxes, (start, end, name))
        for g in range(members.shape[0]):
            row = out[g, c]
            looks = _merge((start, end, name), count, members[g], span, gaps, turns, row)
            _spread(gaps[1:], looks - 1, top, row, 2)
            _spread(turns, looks - 1, top, row, 5)
            row[8], row[9] = _waits(gaps, looks + 1, span[1] - span[0], row[3])


@_compiled
def _gather(begin, stop, windows, owner, span, into, count):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, PLR0913, PLR0917
    """Put the windows of a run after `count` others, cut to the span; return how many are there."""
    satellite, start, end = windows
    name = owner[satellite[begin]]
    for i in range(begin, stop):
        if start[i] < span[1] and end[i] > span[0]:
            into[0][count], into[1][count] = max(start[i], span[0]), min(end[i], span[1])
            into[2][count] = name
            count += 1
    return count


@_compiled
def _sort(loose, count, span, boxes, into):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    """Sort windows by start: as many boxes as windows over the span, then insertion.

    Starts are spread over the span, so a box holds about one.
    """
    scale = (count - 1) / (span[1] - span[0])
    boxes[: count + 1] = 0
    for i in range(count):
        boxes[int((loose[0][i] - span[0]) * scale) + 1] += 1
    for k in range(count):
        boxes[k + 1] += boxes[k]
    for i in range(count):
        k = int((loose[0][i] - span[0]) * scale)
        j = boxes[k]
        boxes[k] = j + 1
        into[0][j], into[1][j], into[2][j] = loose[0][i], loose[1][i], loose[2][i]
    for i in range(1, count):
        s, e, o = into[0][i], into[1][i], into[2][i]
        j = i
        while j > 0 and into[0][j - 1] > s:
            into[0][j], into[1][j], into[2][j] = into[0][j - 1], into[1][j - 1], into[2][j - 1]
            j -= 1
        into[0][j], into[1][j], into[2][j] = s, e, o


@_compiled
def _merge(windows, count, members, span, gaps, turns, row):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, PLR0913, PLR0917
    """Return how many looks there are; gaps get the dark pieces, the first and last included."""
    start, end, owner = windows
    looks, seen, begun, reach = 0, 0.0, span[0], span[0]
    for i in range(count):
        if not members[owner[i]]:
            continue
        if looks > 0 and start[i] <= reach:
            reach = max(reach, end[i])
            continue
        if looks > 0:
            seen += reach - begun
            turns[looks - 1] = start[i] - begun
        gaps[looks] = start[i] - reach
        looks += 1
        begun, reach = start[i], end[i]
    seen += reach - begun
    gaps[looks] = span[1] - reach
    row[0], row[1] = looks, seen / (span[1] - span[0])
    return looks


@_abreast
def _spread(values, count, top, row, at):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    """Write mean, 95 % and maximum of values[:count] to row[at:at + 3]; NaN where none are."""
    if count < 1:
        row[at] = row[at + 1] = row[at + 2] = math.nan
        return
    total, most = 0.0, values[0]
    for i in range(count):
        total += values[i]
        most = max(most, values[i])
    row[at], row[at + 1], row[at + 2] = total / count, _quantile(values, count, top), most


@_compiled
def _quantile(values, count, top):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    """Return the 95 % quantile of values[:count], interpolated between neighbours."""
    rank = 0.95 * (count - 1)
    k = int(rank)
    kept = count - k
    if kept > top.size:
        tail = np.sort(values[:count])[k:]
        return tail[0] + (rank - k) * (tail[min(1, kept - 1)] - tail[0])
    size = 0
    for i in range(count):
        value = values[i]
        if size < kept:
            j = size
            size += 1
            while j > 0 and top[j - 1] > value:
                top[j] = top[j - 1]
                j -= 1
            top[j] = value
        elif value > top[0]:
            j = 0
            while j + 1 < kept and top[j + 1] < value:
                top[j] = top[j + 1]
                j += 1
            top[j] = value
    return top[0] + (rank - k) * (top[min(1, kept - 1)] - top[0])


@_abreast
def _waits(dark, count, length, guess):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    """Return mean and 95 % of the wait of an order placed at any moment of the span.

    Inside a dark piece of length d the wait falls evenly from d to 0. The 95 % is where the
    pieces' parts above it make up a twentieth of the span: Newton's steps on that convex sum of
    straight pieces end exactly, after a few. The first may start anywhere below the longest
    piece; from then on they come from below.
    """
    squares, total, most = 0.0, 0.0, 0.0
    for i in range(count):
        squares += dark[i] * dark[i]
        total += dark[i]
        most = max(most, dark[i])
    spare = 0.05 * length
    if total <= spare:
        return squares / (2.0 * length), 0.0
    wait = guess if 0.0 < guess < most else 0.0
    above = -1
    for _ in range(_STEPS):
        total, left = 0.0, 0
        for i in range(count):
            if dark[i] > wait:
                total += dark[i]
                left += 1
        if left in (above, 0):
            break
        above = left
        wait = (total - spare) / left
    return squares / (2.0 * length), wait


@_compiled
def daylight(site, start, end, up, bounds, grid, sun, pace):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201, PLR0913, PLR0917
    """Return (row, start, end) of the parts of windows in which the Sun stands high enough.

    bounds (n,): the sine of its least elevation. grid: first node and step, s. sun, pace (k, 3):
    its direction at the nodes, and how that changes over one step.
    """
    rows, ends = np.empty(start.size + 8, np.int64), np.empty((start.size + 8, 2))
    count, edges, last = 0, np.empty(4), sun.shape[0] - 2
    for i in range(start.size):
        k = min(max(int((start[i] - grid[0]) / grid[1]), 0), last)
        at, lit = start[i], math.nan
        while at < end[i]:
            node = grid[0] + k * grid[1]
            until = end[i] if k == last else max(min(end[i], node + grid[1]), at)
            cubic = _cubic(sun, pace, k, up[site[i]], bounds[i])
            parts = _edges(cubic, (at - node) / grid[1], (until - node) / grid[1], edges)
            for e in range(parts):
                here = at if e == 0 else node + edges[e] * grid[1]
                bright = _value(cubic, 0.5 * (edges[e] + edges[e + 1])) > 0.0
                if bright and math.isnan(lit):
                    lit = here
                elif not bright and not math.isnan(lit):
                    rows, ends = _put(rows, ends, count, i, lit, here)
                    count, lit = count + 1, math.nan
            at, k = until, k + 1
        if not math.isnan(lit):
            rows, ends = _put(rows, ends, count, i, lit, end[i])
            count += 1
    return rows[:count], ends[:count, 0].copy(), ends[:count, 1].copy()


@_compiled
def _put(rows, ends, count, row, start, end):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    if count == rows.size:
        rows = np.concatenate((rows, np.empty_like(rows)))
        ends = np.concatenate((ends, np.empty_like(ends)))
    rows[count], ends[count, 0], ends[count, 1] = row, start, end
    return rows, ends


@_compiled
def _cubic(sun, pace, k, vertical, bound):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    """Return the Sun's sine of elevation less the bound between two nodes, as a cubic of u."""
    a, b, da, db = -bound, -bound, 0.0, 0.0
    for i in range(3):
        a += sun[k, i] * vertical[i]
        b += sun[k + 1, i] * vertical[i]
        da += pace[k, i] * vertical[i]
        db += pace[k + 1, i] * vertical[i]
    return a, da, 3.0 * (b - a) - 2.0 * da - db, da + db - 2.0 * (b - a)


@_compiled
def _value(cubic, u):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    return cubic[0] + u * (cubic[1] + u * (cubic[2] + u * cubic[3]))


@_compiled
def _edges(cubic, low, high, out):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    """Put low, the roots between, and high into out; return into how many parts they cut.

    Over five minutes the Sun turns back at most once: a turn between two of one sign can hide a
    pair of roots.
    """
    rate = cubic[1], 2.0 * cubic[2], 3.0 * cubic[3], 0.0
    middle, count = high, 1
    out[0] = low
    if (_value(rate, low) > 0.0) != (_value(rate, high) > 0.0):
        middle = _root(rate, low, high)
    if (_value(cubic, low) > 0.0) != (_value(cubic, middle) > 0.0):
        out[count] = _root(cubic, low, middle)
        count += 1
    if middle < high and (_value(cubic, middle) > 0.0) != (_value(cubic, high) > 0.0):
        out[count] = _root(cubic, middle, high)
        count += 1
    out[count] = high
    return count


@_compiled
def _root(cubic, low, high):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    """Return where the cubic changes its sign between low and high: by halves."""
    positive = _value(cubic, low) > 0.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if (_value(cubic, middle) > 0.0) == positive:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
