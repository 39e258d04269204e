"""The search between nodes, by numpy: rises, sets, peaks and dips of all sites of one satellite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.frames import dot, length
from artel.orbits.search import roots
from artel.orbits.tracks import hermite

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Nodes = tuple[Floats, Floats, Floats]
    Places = tuple[Floats, Floats]
    Found = tuple[Ints, Floats, Floats, Floats, NDArray[np.bool_], NDArray[np.bool_]]

ELEVATION, OFF_NADIR = 0, 1
FINE = 1e-6
"""How finely, s, the ends of a window are found on its track."""
FINEST = 1e-7
"""How finely, s, its peak is: at the zenith even its height depends on it."""


def margin(
    mode: int, r: Floats, v: Floats, place: tuple[Floats, Floats], bound: Floats
) -> tuple[Floats, Floats]:
    """Return by how much the rule is kept, and its rate per second; both (n,).

    Elevation: sin(elevation) - bound. Off-nadir: cos(angle) - bound, or sin(elevation)
    where that is less, so that the far side of the Earth is never in reach.
    """
    p, vertical = place
    sight = r - p
    far = length(sight)
    rise = dot(sight, vertical) / far
    closing = dot(sight, v) / far
    rise_rate = (dot(v, vertical) - rise * closing) / far
    if mode == ELEVATION:
        return rise - bound, rise_rate
    radius = length(r)
    cosine = dot(sight, r) / (far * radius)
    rate = (dot(v, r) + dot(sight, v)) / (far * radius)
    rate = rate - cosine * (closing / far + dot(r, v) / radius**2)
    hidden = rise < cosine - bound
    return np.where(hidden, rise, cosine - bound), np.where(hidden, rise_rate, rate)


def scan(nodes: Nodes, places: Places, mode: int, bounds: Floats, caps: Floats) -> Found:
    """Return (site, start, end, peak_time, cut_start, cut_end) of all sites, by numpy."""
    t, r, v = nodes
    p, up = places
    near = (r / length(r)[:, None]) @ (p / length(p)[:, None]).T > caps
    k, j = np.nonzero(near)
    g, dg = np.full(near.shape, -1.0), np.zeros(near.shape)
    g[k, j], dg[k, j] = margin(mode, r[k], v[k], (p[j], up[j]), bounds[j])
    search = _Intervals(nodes, places, mode, bounds)
    rises, sets, peaks = search.events(near, g, dg)
    return _assembled(t, g, (rises, sets, peaks))


Event = tuple["Ints", "Floats", "Floats"]


class _Intervals:
    """The intervals between nodes in which something happens, and its instant in each."""

    def __init__(
        self,
        nodes: Nodes,
        places: Places,
        mode: int,
        bounds: Floats,
    ) -> None:
        self.t, self.r, self.v = nodes
        self.p, self.up = places
        self.mode, self.bounds = mode, bounds

    def events(self, near: NDArray[np.bool_], g: Floats, dg: Floats) -> tuple[Event, Event, Event]:
        """Return rises, sets and peaks, each as (site, instant, margin there)."""
        both = near[:-1] & near[1:]
        up, rising = g > 0.0, dg > 0.0
        rise = self._crossings(_pairs(both & ~up[:-1] & up[1:]))
        fall = self._crossings(_pairs(both & up[:-1] & ~up[1:]))
        peak = self._turns(_pairs(both & rising[:-1] & ~rising[1:]))
        dip = self._turns(_pairs(both & ~rising[:-1] & rising[1:] & up[:-1] & up[1:]))
        hidden = ~up[:-1][peak[0]] & ~up[1:][peak[0]] & (peak[2] > 0.0)
        sunk = dip[2] <= 0.0
        inner = self._around(peak, hidden)
        outer = self._around(dip, sunk)
        rises = _merged((rise[0][1], rise[1]), (inner[0], inner[1]), (outer[0], outer[2]))
        sets = _merged((fall[0][1], fall[1]), (inner[0], inner[2]), (outer[0], outer[1]))
        return rises, sets, (peak[0][1], peak[1], peak[2])

    def _crossings(self, where: tuple[Ints, Ints]) -> tuple[tuple[Ints, Ints], Floats]:
        low = np.zeros(where[0].size)
        u = roots(lambda x, n: self._at(where, x, n)[0], low, low + 1.0, self._fine(where, FINE))
        return where, self._instant(where, u)

    def _turns(self, where: tuple[Ints, Ints]) -> tuple[tuple[Ints, Ints], Floats, Floats]:
        low = np.zeros(where[0].size)
        fine = self._fine(where, FINEST)
        u = roots(lambda x, n: self._at(where, x, n)[1], low, low + 1.0, fine)
        value = self._at(where, u, np.arange(u.size))[0]
        return where, self._instant(where, u), value

    def _around(
        self, turn: tuple[tuple[Ints, Ints], Floats, Floats], which: NDArray[np.bool_]
    ) -> tuple[Ints, Floats, Floats]:
        """Return the crossings before and after a hidden peak, or a hidden dip."""
        where = turn[0][0][which], turn[0][1][which]
        at = (turn[1][which] - self.t[where[0]]) / self._step(where)
        fine = self._fine(where, FINE)
        before = roots(lambda x, n: self._at(where, x, n)[0], np.zeros(at.size), at, fine)
        after = roots(lambda x, n: self._at(where, x, n)[0], at, np.ones(at.size), fine)
        return where[1], self._instant(where, before), self._instant(where, after)

    def _at(self, where: tuple[Ints, Ints], u: Floats, which: Ints) -> tuple[Floats, Floats]:
        k, j = where[0][which], where[1][which]
        h = (self.t[k + 1] - self.t[k])[:, None]
        r, v = hermite(self.r[k], self.v[k], self.r[k + 1], self.v[k + 1], (u[:, None], h))
        return margin(self.mode, r, v, (self.p[j], self.up[j]), self.bounds[j])

    def _step(self, where: tuple[Ints, Ints]) -> Floats:
        return self.t[where[0] + 1] - self.t[where[0]]

    def _fine(self, where: tuple[Ints, Ints], seconds: float) -> Floats:
        return seconds / self._step(where)

    def _instant(self, where: tuple[Ints, Ints], u: Floats) -> Floats:
        return self.t[where[0]] + u * self._step(where)


def _pairs(mask: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    k, j = np.nonzero(mask)
    return k.astype(np.int64), j.astype(np.int64)


def _merged(*events: tuple[Ints, Floats]) -> Event:
    site = np.concatenate([event[0] for event in events])
    instant = np.concatenate([event[1] for event in events])
    order = np.lexsort((instant, site))
    return site[order], instant[order], np.zeros(order.size)


def _assembled(t: Floats, g: Floats, events: tuple[Event, Event, Event]) -> Found:
    """Pair rises with sets; a window open at either end of the nodes is cut there."""
    rises, sets, peaks = events
    open_first, open_last = np.flatnonzero(g[0] > 0.0), np.flatnonzero(g[-1] > 0.0)
    site, start, first = _with_edges(rises, open_first, t[0])
    _, end, last = _with_edges(sets, open_last, t[-1])
    peak_time = _peak_times((site, start, end), t, g, peaks)
    return site, start, end, peak_time, first, last


def _with_edges(
    event: Event, extra: Ints, instant: float
) -> tuple[Ints, Floats, NDArray[np.bool_]]:
    site = np.concatenate([event[0], extra])
    times = np.concatenate([event[1], np.full(extra.size, instant)])
    cut = np.concatenate([np.zeros(event[0].size, bool), np.ones(extra.size, bool)])
    order = np.lexsort((times, site))
    return site[order], times[order], cut[order]


def _peak_times(windows: tuple[Ints, Floats, Floats], t: Floats, g: Floats, peaks: Event) -> Floats:
    """Return the instant of the greatest margin in each window: a turn, or one of its ends."""
    site, start, end = windows
    if not site.size:
        return np.empty(0)
    first, last = start == t[0], end == t[-1]
    site_of = np.concatenate([peaks[0], site[first], site[last]])
    time_of = np.concatenate([peaks[1], start[first], end[last]])
    value_of = np.concatenate([peaks[2], g[0, site[first]], g[-1, site[last]]])
    # Windows are sorted by site and start, so one search finds the window of each candidate.
    turn = 2.0 * (t[-1] - t[0]) + 1.0
    window = (
        np.searchsorted(site * turn + (start - t[0]), site_of * turn + (time_of - t[0]), "right")
        - 1
    )
    inside = (window >= 0) & (site[window] == site_of) & (time_of <= end[window])
    out = 0.5 * (start + end)
    order = np.argsort(value_of[inside], kind="stable")
    out[window[inside][order]] = time_of[inside][order]
    return out
