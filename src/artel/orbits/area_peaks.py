"""The best moment of each window of an area, and where the best-placed part lies then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.borders import best_part
from artel.orbits.cells import margin, off_nadir
from artel.orbits.frames import WGS84_A, elevation, geodetic_to_itrf, length
from artel.orbits.intervals import ELEVATION
from artel.orbits.outlines import nadir
from artel.orbits.search import roots
from artel.orbits.spans import greatest, joined, meetings
from artel.orbits.tracks import state

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from artel.orbits.borders import Case, Rows
    from artel.orbits.spans import Spans

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_FINE = 1e-4
_LEAST = 6.33e6
_LONGEST = 1800.0
"""s: how far from the best moment of its middle that of an edge is looked for, at most."""
_AMPLE = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Peaks:
    """When (n,), POSIX s, how well (n,), rad, and where: lat, lon (n,), rad."""

    time: Floats
    angle: Floats
    lat: Floats
    lon: Floats


def peaks_of(case: Case, rows: Rows, sure: Rows, windows: Spans) -> Peaks:
    """Return the best moment of each window, which `rows` bound edge by edge.

    `sure` are the windows of middles at the limit itself, with their best moments by the rule;
    those of `rows` may be by elevation.
    """
    mode, count = case.rule.mode, windows[0].size
    out = Peaks(0.5 * (windows[1] + windows[2]), *np.full((3, count), np.nan))
    window, time = _overflights(case, rows, windows)
    lon, lat = nadir(mode, state(case.track, time)[0])
    out.time[window], out.lat[window], out.lon[window] = time, lat, lon
    out.angle[window] = 0.5 * np.pi if mode == ELEVATION else 0.0
    rest = np.flatnonzero(np.isnan(out.angle))
    window, time, edge, s = _at_borders(case, rows, sure, _some(windows, rest))
    window = rest[window]
    lon, lat = case.ground.edges.position(s, edge)
    p, _, up, _ = case.ground.edges.place(s, edge)
    r, _ = state(case.track, time)
    out.time[window], out.lat[window], out.lon[window] = time, lat, lon
    out.angle[window] = elevation(r, p, up) if mode == ELEVATION else off_nadir(r, p)
    return out


def _some(spans: Spans, which: Ints) -> Spans:
    return spans[0][which], spans[1][which], spans[2][which]


def _candidates(case: Case, rows: Rows, sure: Rows, windows: Spans) -> tuple[Ints, Ints, Floats]:
    """Return (edge, window, instant) of where middles are best; once for an edge that is sure."""
    found = []
    for each in (sure, rows):
        row, window, start, end = meetings((each.area, each.start, each.end), windows)
        found.append((each.edge[row], window, np.clip(each.middle_time[row], start, end)))
    known, others = (window * len(case.ground.edges) + edge for edge, window, _ in found)
    new = ~np.isin(others, known)
    edge, window, time = (
        np.concatenate([one, other[new]]) for one, other in zip(*found, strict=True)
    )
    return edge, window, time


def _at_borders(
    case: Case, rows: Rows, sure: Rows, windows: Spans
) -> tuple[Ints, Floats, Ints, Floats]:
    """Return (window, instant, edge, part of it) of the greatest margin on each boundary."""
    edge, window, time = _candidates(case, rows, sure, windows)
    value, slack = _of_middles(case, edge, time)
    best = np.full(windows[0].size, -np.inf)
    np.maximum.at(best, window, value)
    some = value + slack >= best[window]
    edge, window, time = edge[some], window[some], time[some]
    wander = _wander(case, edge, time)
    low = np.maximum(time - wander, windows[1][window])
    high = np.minimum(time + wander, windows[2][window])
    time, s, value = _turn(case, edge, low, high)
    last = greatest(window, value)
    return window[last], time[last], edge[last], s[last]


def _of_middles(case: Case, edge: Ints, time: Floats) -> tuple[Floats, Floats]:
    """Return the margins (n,) of the middles of edges, and what other parts may be better by."""
    r, v = state(case.track, time)
    p, _, up, _ = case.ground.edges.place(np.full(edge.size, 0.5), edge)
    still, bound = np.zeros_like(r), case.rule.bounds[case.ground.edges.area[edge]]
    value, _ = margin(case.rule.mode, (r, v), (p, still, up, still), bound)
    reach = _AMPLE * case.ground.reach[edge]
    return value, np.arcsin(np.minimum(reach / length(r - p), 1.0)) + reach / _LEAST


def _wander(case: Case, edge: Ints, time: Floats) -> Floats:
    """Return how far (n,), s, the best moment of an edge may be from that of its middle."""
    r, v = state(case.track, time)
    pace = np.maximum(length(v) * WGS84_A / length(r), 1.0)
    return np.minimum(_AMPLE * case.ground.reach[edge] / pace + 1.0, _LONGEST)


def _turn(case: Case, edge: Ints, low: Floats, high: Floats) -> tuple[Floats, Floats, Floats]:
    """Return (instant, part of the edge, margin) of the greatest margin between low and high."""
    low = np.minimum(low, high)

    def followed(time: Floats, n: Ints) -> tuple[Floats, Floats, Floats]:
        return best_part(case.rule, case.ground.edges, edge[n], *state(case.track, time))

    every = np.arange(edge.size)
    (_, ga, da), (_, gb, db) = followed(low, every), followed(high, every)
    time = np.where(gb > ga, high, low)
    inner = np.flatnonzero((da > 0.0) & (db < 0.0))
    time[inner] = low[inner] + roots(
        lambda x, n: followed(low[inner[n]] + x, inner[n])[2],
        np.zeros(inner.size), (high - low)[inner], np.full(inner.size, _FINE),
    )  # fmt: skip
    s, value, _ = followed(time, every)
    return time, s, value


def _overflights(case: Case, rows: Rows, windows: Spans) -> tuple[Ints, Floats]:
    """Return (window, instant) of the middle of the longest stretch with the nadir inside."""
    area, start, end = windows
    crossing, of_area = _crossings(case, rows)
    _, window, time, _ = meetings((of_area, crossing - _FINE, crossing + _FINE), windows)
    window = np.concatenate([np.arange(area.size), np.arange(area.size), window])
    time = np.concatenate([start, end, time])
    order = np.lexsort((time, window))
    window, time = window[order], time[order]
    some = np.flatnonzero((window[1:] == window[:-1]) & (time[1:] > time[:-1]))
    window, first, last = window[some], time[some], time[some + 1]
    r, _ = state(case.track, 0.5 * (first + last))
    inside = case.ground.inside(area[window], *nadir(case.rule.mode, r))
    window, first, last = joined(window[inside], first[inside], last[inside])
    best = greatest(window, last - first)
    return window[best], 0.5 * (first[best] + last[best])


def _crossings(case: Case, rows: Rows) -> tuple[Floats, Ints]:
    """Return when (n,), POSIX s, the nadir crosses the line of an edge nearby, and its area."""
    ground, track = case.ground, case.track
    edges = ground.edges
    lon, lat = nadir(case.rule.mode, state(track, rows.middle_time)[0])
    away = length(geodetic_to_itrf(lat, lon) - ground.middles.p[rows.edge])
    near = (away < _AMPLE * ground.reach[rows.edge]) & (ground.boxes[rows.area, 1] >= 0.0)
    edge, time = rows.edge[near], rows.middle_time[near]
    wander = _wander(case, edge, time)
    low, high = np.maximum(time - wander, case.low), np.minimum(time + wander, case.high)

    def side(x: Floats, n: Ints) -> Floats:
        lon, lat = nadir(case.rule.mode, state(track, low[n] + x)[0])
        each = edge[n]
        east = (lon - edges.lon[each] + np.pi) % (2.0 * np.pi) - np.pi
        return edges.dlon[each] * (lat - edges.lat[each]) - edges.dlat[each] * east

    at = low + roots(side, np.zeros(edge.size), high - low, np.full(edge.size, _FINE))
    found = np.isfinite(at)
    return at[found], edges.area[edge[found]]
