"""The dense reference for every pair of many satellites and many places at once.

The same idea as `reference`, and nothing of the product: each satellite is propagated once on a
grid by SGP4, every place is judged at every instant in float64, each extreme and each change of
sign is refined with SGP4 itself. What is judged is a distance in metres that has the sign of the
rule: how far the satellite stands above the cone of the mask, or inside the cone of the limit.

A window can be lost only where that distance has two extremes within a step. A satellite flies
over a place once in a pass, and a pass that lasts is one of minutes, so 10 s are dense;
`test_all_pairs` holds this reference against the other one, which looks every second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from reference import BISECTIONS, THIRDS, Place, positions

if TYPE_CHECKING:
    from sgp4.api import Satrec

    from artel.orbits.visibility import WindowTable

    Floats = np.ndarray

STEP = 10.0
_AT_ONCE = 2_000_000
_DEEP = 300e3
"""m: a peak this far below its mask at a node does not rise above it before the next one."""


@dataclass(frozen=True)
class Ground:
    """Places as columns: their positions (m, 3), m, and their east, north and up (m, 3) each."""

    p: Floats
    east: Floats
    north: Floats
    up: Floats

    def __len__(self) -> int:
        return len(self.p)

    def some(self, which: Floats | slice) -> Ground:
        return Ground(self.p[which], self.east[which], self.north[which], self.up[which])


def ground(places: list[Place]) -> Ground:
    lon = np.radians([place.lon_deg for place in places])
    p = np.array([place.position for place in places])
    up = np.array([place.vertical for place in places])
    east = np.stack([-np.sin(lon), np.cos(lon), 0.0 * lon], axis=-1)
    return Ground(p, east, np.cross(up, east), up)


@dataclass(frozen=True)
class Sight:
    """How a satellite stands to a place: m east, north and up of it; m2: r.r, r.p and p.p."""

    e: Floats
    n: Floats
    u: Floats
    rr: Floats
    rp: Floats
    pp: Floats


def sights(r: Floats, places: Ground) -> Sight:
    """Return the sights (n, m) of all places from all positions (n, 3)."""
    e, n, u = (
        r @ axis.T - (axis * places.p).sum(axis=-1)
        for axis in (places.east, places.north, places.up)
    )
    rr, pp = (r * r).sum(axis=-1)[:, None], (places.p * places.p).sum(axis=-1)
    return Sight(e, n, u, rr, r @ places.p.T, pp)


def paired(r: Floats, places: Ground) -> Sight:
    """Return the sights (n,) of one place each from positions (n, 3)."""
    d = r - places.p
    e, n, u = ((d * axis).sum(axis=-1) for axis in (places.east, places.north, places.up))
    rr, rp, pp = ((a * b).sum(axis=-1) for a, b in ((r, r), (r, places.p), (places.p, places.p)))
    return Sight(e, n, u, rr, rp, pp)


Rule = Callable[[Sight, "Floats"], "Floats"]
"""What a rule leaves, m, at a limit in rad; positive inside."""


def above_mask(sight: Sight, mask: Floats) -> Floats:
    """Return how far, m, a satellite stands above the cone of a mask."""
    level = np.sqrt(sight.e**2 + sight.n**2)
    return sight.u * np.cos(mask) - level * np.sin(mask)


def within_limit(sight: Sight, limit: Floats) -> Floats:
    """Return how far, m, a place lies inside the cone of an off-nadir limit, and in sight."""
    radius = np.sqrt(sight.rr)
    across = np.sqrt(np.maximum(sight.rr * sight.pp - sight.rp**2, 0.0)) / radius
    down = (sight.rr - sight.rp) / radius
    return np.minimum(down * np.sin(limit) - across * np.cos(limit), sight.u)


@dataclass(frozen=True)
class Found:
    """Windows (n,) of one satellite, sorted by place and start."""

    site: Floats
    start: Floats
    end: Floats


def windows_of(
    satellite: Satrec,
    places: Ground,
    rule: tuple[Rule, Floats],
    span: tuple[float, float],
    step: float = STEP,
) -> Found:
    """Return every window of a satellite at every place; the limits are (m,) rad."""
    t = np.linspace(*span, max(3, int(np.ceil((span[1] - span[0]) / step)) + 1))
    r, codes = positions(satellite, t)
    assert not codes.any(), "the reference is asked beyond the end of the ephemeris"
    width = max(1, _AT_ONCE // t.size)
    parts = []
    for first in range(0, len(places), width):
        some = slice(first, first + width)
        judge = _Judge(satellite, places.some(some), rule[0], rule[1][some])
        found = judge.windows(t, r)
        parts.append(Found(found.site + first, found.start, found.end))
    return Found(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in Found.__annotations__)
    )


@dataclass(frozen=True)
class _Judge:
    satellite: Satrec
    places: Ground
    rule: Rule
    limits: Floats

    def at(self, t: Floats, site: Floats) -> Floats:
        if not t.size:
            return t
        r, _ = positions(self.satellite, t)
        return self.rule(paired(r, self.places.some(site)), self.limits[site])

    def windows(self, t: Floats, r: Floats) -> Found:
        f = self.rule(sights(r, self.places), self.limits)
        turn_t, turn_site = self._turns(t, f)
        # Columns one after the other: place by place, and in time within each.
        site = np.concatenate([np.repeat(np.arange(len(self.places)), t.size), turn_site])
        time = np.concatenate([np.tile(t, len(self.places)), turn_t])
        inside = np.concatenate([(f > 0.0).T.ravel(), self.at(turn_t, turn_site) > 0.0])
        if turn_t.size:
            order = np.lexsort((time, site))
            site, time, inside = site[order], time[order], inside[order]
        k = np.flatnonzero((inside[:-1] != inside[1:]) & (site[:-1] == site[1:]))
        edges = self._bisected(time[k], time[k + 1], site[k], inside[k])
        opened = np.flatnonzero(f[0] > 0.0)
        closed = np.flatnonzero(f[-1] > 0.0)
        rises, sets = ~inside[k], inside[k]
        start = _sorted((opened, np.full(opened.size, t[0])), (site[k][rises], edges[rises]))
        end = _sorted((site[k][sets], edges[sets]), (closed, np.full(closed.size, t[-1])))
        assert np.array_equal(start[0], end[0])
        return Found(start[0], start[1], end[1])

    def _turns(self, t: Floats, f: Floats) -> tuple[Floats, Floats]:
        """Return the extremes that may change the sign of what lies around them."""
        before, mid, after = f[:-2], f[1:-1], f[2:]
        high = (mid <= 0.0) & (mid >= before) & (mid >= after) & (mid > -_DEEP)
        low = (mid > 0.0) & (mid <= before) & (mid <= after) & (mid < _DEEP)
        found = []
        for which, sign in ((high, 1.0), (low, -1.0)):
            k, site = np.nonzero(which)
            found.append((self._extreme(t[k], t[k + 2], site, sign), site))
        return tuple(np.concatenate(column) for column in zip(*found, strict=True))

    def _extreme(self, a: Floats, b: Floats, site: Floats, sign: float) -> Floats:
        for _ in range(THIRDS):
            c, d = a + (b - a) / 3.0, b - (b - a) / 3.0
            right = sign * self.at(c, site) < sign * self.at(d, site)
            a, b = np.where(right, c, a), np.where(right, b, d)
        return 0.5 * (a + b)

    def _bisected(self, a: Floats, b: Floats, site: Floats, inside: Floats) -> Floats:
        for _ in range(BISECTIONS):
            c = 0.5 * (a + b)
            same = (self.at(c, site) > 0.0) == inside
            a, b = np.where(same, c, a), np.where(same, b, c)
        return 0.5 * (a + b)


def _sorted(*parts: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    site, t = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((t, site))
    return site[order], t[order]


@dataclass(frozen=True)
class Judged:
    """How a table compares: windows expected, missed and extra, and the worst end, s."""

    expected: int
    missed: int
    extra: int
    worst_s: float


def judged(truth: list[Found], table: WindowTable) -> Judged:
    """Compare a table of windows with the reference's, satellite by satellite, by overlap."""
    expected = missed = extra = 0
    worst = 0.0
    for satellite, one in enumerate(truth):
        rows = np.flatnonzero(table.satellite == satellite)
        mine = Found(table.site[rows], table.start[rows], table.end[rows])
        i, j = _overlaps(one, mine)
        expected += one.start.size
        missed += one.start.size - np.unique(i).size
        extra += mine.start.size - np.unique(j).size
        # A window of one side that overlaps two of the other: each pair but one is a mistake.
        extra += max(i.size - np.unique(i).size, i.size - np.unique(j).size)
        ends = np.concatenate([mine.start[j] - one.start[i], mine.end[j] - one.end[i]])
        worst = max(worst, float(np.abs(ends).max(initial=0.0)))
    return Judged(expected, missed, extra, worst)


def _overlaps(one: Found, two: Found) -> tuple[Floats, Floats]:
    """Return which windows of the one and of the other, at the same place, share a moment."""
    i, j = [], []
    for site in np.unique(np.concatenate([one.site, two.site])):
        a, b = np.flatnonzero(one.site == site), np.flatnonzero(two.site == site)
        first = np.searchsorted(two.end[b], one.start[a], "right")
        last = np.searchsorted(two.start[b], one.end[a], "left")
        count = np.maximum(last - first, 0)
        i.append(np.repeat(a, count))
        steps = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        j.append(b[np.repeat(first, count) + steps])
    none = np.empty(0, int)
    return np.concatenate([none, *i]), np.concatenate([none, *j])
