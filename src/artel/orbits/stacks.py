"""Many tracks in one: the states of different satellites at different instants, all at once.

What is asked of one place by a whole fleet is a handful of passes of each satellite; taken one
satellite at a time, the calls cost more than the arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.frames import length, unit
from artel.orbits.imaging import boresight, ground_point, look
from artel.orbits.search import roots
from artel.orbits.tracks import hermite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from artel.orbits.tracks import Track

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

_FINE = 1e-5
_HALF_S = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """The nodes of tracks (n,), none of them empty, one after the other.

    `first` is the node at which each begins and `count` how many it has; `step`, `start` and
    `end` are as each track says.
    """

    t: Floats
    r: Floats
    v: Floats
    first: Ints
    count: Ints
    step: Floats
    start: Floats
    end: Floats

    def state(self, which: Ints, t: Floats) -> tuple[Floats, Floats]:
        """Return positions (…, 3) m and velocities (…, 3) m/s of tracks at instants, both (…)."""
        h = self.step[which]
        first = self.first[which]
        k = ((t - self.t[first]) / h).astype(np.int64)
        k = np.clip(k, 0, self.count[which] - 2) + first
        u = ((t - self.t[k]) / h)[..., None]
        both = u, h[..., None]
        return hermite(self.r[k], self.v[k], self.r[k + 1], self.v[k + 1], both)


def stack_of(tracks: Sequence[Track]) -> Stack:
    """Return tracks as one; none of them is empty."""
    counts = np.array([track.t.size for track in tracks], np.int64)
    return Stack(
        t=np.concatenate([track.t for track in tracks]),
        r=np.concatenate([track.r for track in tracks]),
        v=np.concatenate([track.v for track in tracks]),
        first=np.concatenate([[0], np.cumsum(counts)[:-1]]),
        count=counts,
        step=np.array([track.step for track in tracks]),
        start=np.array([track.start for track in tracks]),
        end=np.array([track.end for track in tracks]),
    )


def times_at_pitch(
    stack: Stack, which: Ints, p: Floats, pitch: Floats, span: tuple[Floats, Floats]
) -> Floats:
    """Return when (m,) a place p (3,) is seen under pitches (m,) within spans; else NaN."""
    wanted = np.sin(pitch)

    def excess(t: Floats, rows: Ints) -> Floats:
        r, v = stack.state(some[rows], t)
        # The sine of the pitch alone: what `look` says of it, without the other two.
        outward = unit(r)
        upward = np.einsum("ij,ij->i", v, outward)
        along = unit(v - upward[:, None] * outward)
        sight = p - r
        return np.einsum("ij,ij->i", sight, along) / length(sight) - asked[rows]

    low = np.maximum(span[0], stack.start[which])
    high = np.minimum(span[1], stack.end[which])
    out = np.full(which.shape, np.nan)
    open_ = high > low
    some, asked = which[open_], wanted[open_]
    out[open_] = roots(excess, low[open_], high[open_], np.full(some.size, _FINE))
    return out


def looks_at(stack: Stack, which: Ints, t: Floats, p: Floats) -> tuple[Floats, Floats]:
    """Return the roll and the pitch (m,), rad, under which tracks see a place at instants."""
    r, v = stack.state(which, t)
    roll, pitch, _ = look(r, v, p)
    return np.asarray(roll), np.asarray(pitch)


def above(stack: Stack, which: Ints, t: Floats, place: tuple[Floats, Floats]) -> Flags:
    """Return whether tracks stand above the horizon (m,) of a place, with its vertical (3,)."""
    p, up = place
    return np.einsum("ij,j->i", stack.state(which, t)[0] - p, up) > 0.0


def ground_speed(stack: Stack, which: Ints, t: Floats, roll: Floats, pitch: ArrayLike) -> Floats:
    """Return how fast (m,), m/s, the boresights of held attitudes move over the ground."""
    points = []
    for at in (t - _HALF_S, t + _HALF_S):
        r, v = stack.state(which, at)
        points.append(ground_point(r, boresight(r, v, roll, pitch)))
    return np.asarray(length(points[1] - points[0]) / (2.0 * _HALF_S))
