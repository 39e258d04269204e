"""The search inside windows: where a smooth margin is kept, over all windows of a table at once.

Each window is sampled at its track's nodes and at its own ends. Between two samples a change of
sign is a crossing, and a peak or a dip shows in the signs of the rate, so a part shorter than a
step between nodes is found too. Roots stay in their brackets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from artel.orbits.margins import Sight
from artel.orbits.search import roots
from artel.orbits.tracks import hermite, slopes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from artel.orbits.margins import Rated
    from artel.orbits.tracks import Track

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Parts: TypeAlias = tuple[Ints, Floats, Floats]
    """Which window (n,), and the start and end (n,) of a part of it."""
    Curve: TypeAlias = Callable[[Floats, Ints], Rated]
    """A margin and its rate (n,) at instants (n,) in the windows, or problems, numbered (n,)."""
    Margin: TypeAlias = Callable[[Sight, Ints], Rated]
    """A margin and its rate (n,) from what is seen, in the windows numbered (n,)."""

FINE = 1e-6
"""How finely, s, an instant is found on its track."""
LEAST = 1e-5
"""Seconds: a part that is shorter is none, and a break that is shorter does not part."""
_TURN = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Fleet:
    """The nodes of several tracks in one piece: t (n,), r, v and a (3, n), x, y, z first.

    `a` is empty unless it was asked for. `first` is the number of each track's first node (k,),
    `last` that of its last interval from there (k,), and `step` the seconds between nodes (k,).
    """

    t: Floats
    r: Floats
    v: Floats
    a: Floats
    first: Ints
    last: Ints
    step: Floats

    def node(self, satellite: Ints, t: Floats) -> Ints:
        """Return the numbers (n,) of the nodes before instants (n,)."""
        first = self.first[satellite]
        ahead = ((t - self.t[first]) / self.step[satellite]).astype(np.int64)
        return first + np.clip(ahead, 0, self.last[satellite])

    def state(self, satellite: Ints, t: Floats) -> tuple[Floats, Floats]:
        """Return positions and velocities (3, n) of satellites at instants, as `tracks.state`."""
        return self._between(self.r, self.v, satellite, t)

    def course(self, satellite: Ints, t: Floats) -> tuple[Floats, Floats]:
        """Return velocities and accelerations (3, n), by cubics through those of the nodes.

        The slope of the position's cubic is off by up to 3 mm/s on a low orbit, which shifts a
        slow change of sides by milliseconds; this is good to 0.03 mm/s.
        """
        return self._between(self.v, self.a, satellite, t)

    def _between(
        self, value: Floats, slope: Floats, satellite: Ints, t: Floats
    ) -> tuple[Floats, Floats]:
        k, h = self.node(satellite, t), self.step[satellite]
        near, next_one = value.take(k, axis=1), value.take(k + 1, axis=1)
        slope_near, slope_next = slope.take(k, axis=1), slope.take(k + 1, axis=1)
        return hermite(near, slope_near, next_one, slope_next, ((t - self.t[k]) / h, h))


def fleet_of(tracks: Sequence[Track], *, bent: bool = False) -> Fleet:
    """Return tracks, none of them empty, as one fleet; `bent`: with accelerations."""
    sizes = np.array([track.t.size for track in tracks])
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    steps = np.array([track.step for track in tracks])
    r, v = _columns([track.r for track in tracks]), _columns([track.v for track in tracks])
    a = _columns([_bend(track) for track in tracks]) if bent else np.empty((3, 0))
    return Fleet(np.concatenate([track.t for track in tracks]), r, v, a, first, sizes - 2, steps)


def _columns(parts: Sequence[Floats]) -> Floats:
    return np.ascontiguousarray(np.concatenate(parts).T)


def _bend(track: Track) -> Floats:
    """Return accelerations (n, 3), m/s2, at the nodes."""
    return slopes(track.t, track.v, np.gradient(track.v, track.step, axis=0))


@dataclass(frozen=True, slots=True, eq=False)
class Views:
    """Windows (n,) to search inside: of which satellite of a fleet, over which place, and when.

    Places p and their verticals up are (3, n), ITRF.
    """

    fleet: Fleet
    satellite: Ints
    p: Floats
    up: Floats
    start: Floats
    end: Floats

    def part(self, which: Ints, start: Floats, end: Floats) -> Views:
        """Return views with the satellites and places of those numbered, and other ends."""
        some = self.satellite[which], self.p.take(which, axis=1), self.up.take(which, axis=1)
        return Views(self.fleet, *some, start, end)

    def sight(self, t: Floats, which: Ints) -> Sight:
        """Return what is seen at instants (n,) in the views numbered (n,)."""
        return self._sight(t, which, *self.fleet.state(self.satellite[which], t))

    def _sight(self, t: Floats, which: Ints, r: Floats, v: Floats) -> Sight:
        def course() -> tuple[Floats, Floats]:
            return self.fleet.course(self.satellite[which], t)

        return Sight(r, v, self.p.take(which, axis=1), self.up.take(which, axis=1), course)

    def samples(self) -> tuple[Floats, Ints, Sight]:
        """Return instants, sorted in each span, which span, and what is seen then.

        They are the span's ends and the nodes between.
        """
        low = self.fleet.node(self.satellite, self.start) + 1
        inner = np.maximum(self.fleet.node(self.satellite, self.end) - low + 1, 0)
        counts = inner + 2
        which = np.repeat(np.arange(counts.size), counts)
        begin = np.cumsum(counts) - counts
        close = begin + counts - 1
        node = np.arange(which.size) - np.repeat(begin + 1 - low, counts)
        t = self.fleet.t[node]
        r, v = self.fleet.r.take(node, axis=1), self.fleet.v.take(node, axis=1)
        for at, ends in ((begin, self.start), (close, self.end)):
            t[at] = ends
            r[:, at], v[:, at] = self.fleet.state(self.satellite, ends)
        inside = (t > self.start[which]) & (t < self.end[which])
        inside[begin] = inside[close] = True
        if not inside.all():
            t, which, r, v = t[inside], which[inside], r[:, inside], v[:, inside]
        return t, which, self._sight(t, which, r, v)


def kept(views: Views, margin: Margin) -> Parts:
    """Return the parts of views in which a margin is positive."""

    def curve(t: Floats, which: Ints) -> Rated:
        return margin(views.sight(t, which), which)

    t, which, sight = views.samples()
    return positive(curve, t, which, margin(sight, which))


def positive(curve: Curve, t: Floats, which: Ints, sampled: Rated) -> Parts:
    """Return where a curve is positive, from its samples at t (n,), sorted in each problem."""
    value, rate = sampled
    inner = which[1:] == which[:-1]
    a = np.flatnonzero(inner)
    b = a + 1
    ends = (value[a], rate[a]), (value[b], rate[b])
    number, at = crossings(curve, (t[a], t[b]), which[a], ends)
    up = value > 0.0
    first = np.flatnonzero(up & ~np.r_[False, inner])
    last = np.flatnonzero(up & ~np.r_[inner, False])
    owner = np.concatenate([which[first], which[a[number]], which[last]])
    edges = np.concatenate([t[first], at, t[last]])
    order = np.lexsort((edges, owner))
    start, end = edges[order].reshape(-1, 2).T
    return owner[order][::2], start, end


def crossings(
    curve: Curve, bracket: tuple[Floats, Floats], which: Ints, ends: tuple[Rated, Rated]
) -> tuple[Ints, Floats]:
    """Return (number of the bracket, instant) of every crossing of zero in brackets (n,).

    `ends` are the values and rates at both ends. With one peak or dip in a bracket at most, none
    is lost.
    """
    low, high = bracket
    up = ends[0][0] > 0.0
    plain = np.flatnonzero(up != (ends[1][0] > 0.0))
    bent = np.flatnonzero(bends(ends))
    fine = np.full(bent.size, _TURN)
    turn = roots(lambda t, n: curve(t, which[bent[n]])[1], low[bent], high[bent], fine)
    over = (curve(turn, which[bent])[0] > 0.0) != up[bent]
    bent, turn = bent[over], turn[over]
    number = np.concatenate([plain, bent, bent])
    a = np.concatenate([low[plain], low[bent], turn])
    b = np.concatenate([high[plain], turn, high[bent]])
    fine = np.full(number.size, FINE)
    return number, roots(lambda t, n: curve(t, which[number[n]])[0], a, b, fine)


def bends(ends: tuple[Rated, Rated]) -> NDArray[np.bool_]:
    """Whether a curve of one sign at both ends turns towards zero between them."""
    (value, rate), (value_b, rate_b) = ends
    up, up_b, rising, rising_b = value > 0.0, value_b > 0.0, rate > 0.0, rate_b > 0.0
    return (up == up_b) & (up != rising) & (rising != rising_b)


def joined(parts: Parts) -> Parts:
    """Return parts sorted, with those of one window that touch made one."""
    order = np.lexsort((parts[1], parts[0]))
    which, start, end = parts[0][order], parts[1][order], parts[2][order]
    new = np.ones(which.size, bool)
    new[1:] = (which[1:] != which[:-1]) | (start[1:] > end[:-1] + LEAST)
    return which[new], start[new], end[np.r_[new[1:], True][: new.size]]


def highest(views: Views, margin: Margin) -> tuple[Floats, Floats]:
    """Return the instant and the value (n,) of the greatest margin in each span."""

    def curve(t: Floats, which: Ints) -> Rated:
        return margin(views.sight(t, which), which)

    t, which, sight = views.samples()
    value, rate = margin(sight, which)
    top = (which[1:] == which[:-1]) & (rate[:-1] > 0.0) & (rate[1:] <= 0.0)
    k = np.flatnonzero(top)
    turn = roots(lambda x, n: curve(x, which[k[n]])[1], t[k], t[k + 1], np.full(k.size, _TURN))
    owner, at = np.concatenate([which, which[k]]), np.concatenate([t, turn])
    found = np.concatenate([value, curve(turn, which[k])[0]])
    order = np.lexsort((found, owner))
    best = order[np.r_[np.diff(owner[order]) > 0, True][: order.size]]
    return at[best], found[best]
