"""Cells: short pieces of a track in which a margin rises, turns and sets, found by brackets.

The search of `intervals` for targets that are no fixed points: the margin is any function of a
cell and of the part u, 0 to 1, of its length, given with its rate. A cell never reaches across a
node of its track, so there is one cubic in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.frames import dot, length
from artel.orbits.intervals import ELEVATION, FINE
from artel.orbits.search import roots
from artel.orbits.tracks import hermite, state

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from artel.orbits.tracks import Track

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Margin = Callable[[Floats, Ints], tuple[Floats, Floats]]
    """(u (n,), numbers of cells (n,)) to (margin (n,), its rate (n,) in any positive unit)."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Pieces (n,) of one track: start and end, POSIX s; states at both, (n, 3), ITRF."""

    start: Floats
    end: Floats
    ra: Floats
    va: Floats
    rb: Floats
    vb: Floats

    def __len__(self) -> int:
        return self.start.size

    def at(self, u: Floats, which: Ints) -> tuple[Floats, Floats]:
        """Return positions and velocities (n, 3) at the parts u (n,) of the cells `which` (n,)."""
        step = (self.end[which] - self.start[which])[:, None]
        ends = (self.ra[which], self.va[which], self.rb[which], self.vb[which])
        return hermite(*ends, (u[:, None], step))

    def instant(self, u: Floats, which: Ints) -> Floats:
        """Return POSIX s at parts of cells; the end of a cell is exactly the next one's start."""
        start, end = self.start[which], self.end[which]
        return np.where(u >= 1.0, end, start + u * (end - start))


@dataclass(frozen=True, slots=True, eq=False)
class Spells:
    """Where a margin is positive: cell (n,), start and end (n,) POSIX s.

    Spells of neighbouring cells touch. `best_time` and `best` (n,) are the greatest margin of
    each spell and its instant.
    """

    cell: Ints
    start: Floats
    end: Floats
    best_time: Floats
    best: Floats


def cells_between(track: Track, start: Floats, end: Floats) -> tuple[Cells, Ints]:
    """Return the cells of intervals start to end (n,), cut at nodes; and each cell's interval."""
    first = np.searchsorted(track.t, start, side="right")
    count = np.maximum(np.searchsorted(track.t, end, side="left") - first, 0) + 1
    owner = np.repeat(np.arange(start.size), count)
    within = np.arange(owner.size) - np.repeat(np.cumsum(count) - count, count)
    node = np.minimum(first[owner] + within, track.t.size - 1)
    low = np.where(within == 0, start[owner], track.t[node - 1])
    high = np.where(within == count[owner] - 1, end[owner], track.t[node])
    some = high > low
    low, high = low[some], high[some]
    # A state at a node belongs to both sides, so asking from inside the cell gives one cubic.
    return Cells(low, high, *state(track, low), *state(track, high)), owner[some]


def margin(
    mode: int, satellite: tuple[Floats, Floats], place: tuple[Floats, ...], bound: Floats
) -> tuple[Floats, Floats]:
    """Return by how much a rule is kept, and its rate, of satellites and places that move.

    `satellite` is position and velocity, `place` position, velocity, vertical and its rate; all
    (n, 3) and by one variable, time or another. The margin is that of `intervals.margin`.
    """
    (r, v), (p, w, up, turn) = satellite, place
    sight, drift = r - p, v - w
    far = length(sight)
    rise, closing = dot(sight, up) / far, dot(sight, drift) / far
    rise_rate = (dot(drift, up) + dot(sight, turn) - rise * closing) / far
    if mode == ELEVATION:
        return rise - bound, rise_rate
    radius = length(r)
    cosine = dot(sight, r) / (far * radius)
    rate = (dot(drift, r) + dot(sight, v)) / (far * radius)
    rate = rate - cosine * (closing / far + dot(r, v) / radius**2)
    hidden = rise < cosine - bound
    return np.where(hidden, rise, cosine - bound), np.where(hidden, rise_rate, rate)


def off_nadir(r: Floats, p: Floats) -> Floats:
    """Return the angle (n,), rad, at satellites between the Earth's centre and places."""
    sight = r - p
    return np.arccos(np.clip(dot(sight, r) / (length(sight) * length(r)), -1.0, 1.0))


def search(f: Margin, cells: Cells, *, tops: bool = True) -> Spells:
    """Return where the margin f is positive in the cells.

    Without `tops` a peak is looked for only where it may make a spell between two ends that are
    not positive, and `best` is the better end otherwise.
    """
    every = np.arange(len(cells))
    ga, da = f(np.zeros(every.size), every)
    gb, db = f(np.ones(every.size), every)
    up_a, up_b = ga > 0.0, gb > 0.0
    peaked = (da > 0.0) & (db <= 0.0) & (tops | ~(up_a | up_b))
    top_at, top = _turns(f, cells, peaked)
    dip_at, dip = _turns(f, cells, up_a & up_b & (da <= 0.0) & (db > 0.0))
    hidden, sunk = np.flatnonzero(~up_a & ~up_b & (top > 0.0)), np.flatnonzero(dip <= 0.0)
    rising, falling = np.flatnonzero(~up_a & up_b), np.flatnonzero(up_a & ~up_b)
    pieces = [
        _piece(np.flatnonzero(up_a & up_b & ~(dip <= 0.0)), 0.0, 1.0),
        _piece(rising, _crossings(f, cells, rising, (0.0, 1.0)), 1.0),
        _piece(falling, 0.0, _crossings(f, cells, falling, (0.0, 1.0))),
        _piece(hidden, _crossings(f, cells, hidden, (0.0, top_at[hidden])),
               _crossings(f, cells, hidden, (top_at[hidden], 1.0))),
        _piece(sunk, 0.0, _crossings(f, cells, sunk, (0.0, dip_at[sunk]))),
        _piece(sunk, _crossings(f, cells, sunk, (dip_at[sunk], 1.0)), 1.0),
    ]  # fmt: skip
    cell = np.concatenate([piece[0] for piece in pieces])
    low, high = np.concatenate([piece[1] for piece in pieces], axis=1)
    best_at, best = _best((low, ga[cell]), (high, gb[cell]), (top_at[cell], top[cell]))
    start, end, best_time = (cells.instant(u, cell) for u in (low, high, best_at))
    return Spells(cell, start, end, best_time, best)


def _piece(which: Ints, low: Floats | float, high: Floats | float) -> tuple[Ints, Floats]:
    return which, np.stack([np.broadcast_to(end, which.shape) for end in (low, high)])


def _best(
    low: tuple[Floats, Floats], high: tuple[Floats, Floats], top: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Return (u, margin) of the best of a spell's ends and its turn; crossings count for zero."""
    at = np.stack([low[0], high[0], top[0]])
    within = (top[0] >= low[0]) & (top[0] <= high[0])
    worth = np.stack([
        np.where(low[0] == 0.0, low[1], 0.0),
        np.where(high[0] == 1.0, high[1], 0.0),
        np.where(within, top[1], -np.inf),
    ])  # fmt: skip
    chosen = np.argmax(worth, axis=0), np.arange(at.shape[1])
    return at[chosen], worth[chosen]


def _turns(f: Margin, cells: Cells, some: Flags) -> tuple[Floats, Floats]:
    """Return (u, margin) where the rate changes its sign in some cells; (-1, NaN) in the rest."""
    at, value = np.full(some.size, -1.0), np.full(some.size, np.nan)
    which = np.flatnonzero(some)
    low, fine = np.zeros(which.size), _fine(cells, which, 1e2 * FINE)
    at[which] = roots(lambda u, n: f(u, which[n])[1], low, low + 1.0, fine)
    value[which] = f(at[which], which)[0]
    return at, value


def _crossings(
    f: Margin, cells: Cells, which: Ints, bracket: tuple[Floats | float, Floats | float]
) -> Floats:
    low, high = (np.broadcast_to(end, which.shape).astype(float) for end in bracket)
    return roots(lambda u, n: f(u, which[n])[0], low, high, _fine(cells, which, FINE))


def _fine(cells: Cells, which: Ints, seconds: float) -> Floats:
    return seconds / (cells.end[which] - cells.start[which])
