"""From suspected pairs to closest approaches: every minimum of the range below a threshold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.bodies import LEAST_PART
from artel.orbits.frames import dot, length, unit
from artel.orbits.separations import Pairs, around, closing, minima, values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from artel.orbits.bodies import Bodies
    from artel.orbits.culling import Suspects

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

_BESIDE = 1.0
"""s by which neighbouring looks overlap, so that no minimum falls between them."""
_LOOKS = 30.0
"""s between looks at a slow pair, whose range cannot turn twice so quickly."""
_ROOM = 1e-3
_SAME = 0.5
"""s: minima of a pair nearer than this are one, found from both sides."""


@dataclass(frozen=True, slots=True, eq=False)
class Approaches:
    """Minima of the range (n,), sorted by own object, other object and time.

    `own` and `other` are positions in what was handed in; `time` is POSIX s, `range` m, `speed`
    the relative speed, m/s. `radial`, `in_track` and `cross_track` are where the other is, m,
    along the own object's radius, across it in the plane of its motion, and along its angular
    momentum. `cut` tells that the range was still falling where an object's part or the span
    ends; `together` that the pair is never far apart, of which only the least range is told.
    """

    own: Ints
    other: Ints
    time: Floats
    range: Floats
    speed: Floats
    radial: Floats
    in_track: Floats
    cross_track: Floats
    cut: Flags
    together: Flags

    def __len__(self) -> int:
        return len(self.time)

    def some(self, rows: Ints | Flags) -> Approaches:
        """Return some of the approaches."""
        return Approaches(*(getattr(self, name)[rows] for name in self.__slots__))


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """When pairs (n,) are nearest, POSIX s, and the flags of `Approaches`."""

    pairs: Pairs
    time: Floats
    cut: Flags
    together: Flags


def encounters(
    objects: Bodies, suspects: Suspects, threshold: float, together: float
) -> Approaches:
    """Return every minimum of the range up to a threshold, m, among suspected pairs.

    A pair that is never further apart than `together`, m, has one row. Objects go by number.
    """
    pairs = _pairs(suspects)
    known = (pairs.end - pairs.start >= LEAST_PART) & (pairs.low <= pairs.high)
    fast, slow = known & ~suspects.slow, known & suspects.slow
    moments = [_fast(objects, pairs.some(fast), suspects.guess[fast], threshold)]
    moments += [_slow(objects, run, together) for run in _runs(pairs.some(slow))]
    found = _joined([_measured(objects, each) for each in moments])
    found = found.some(found.range <= threshold)
    return _once(found.some(np.lexsort((found.time, found.other, found.own))))


def _pairs(suspects: Suspects) -> Pairs:
    """Return suspected pairs around their nodes, inside the part over which both are sound."""
    own, other, node = suspects.own, suspects.other, suspects.node
    start = np.maximum(suspects.low[own], suspects.low[other])
    end = np.minimum(suspects.high[own], suspects.high[other])
    reach = suspects.half + _BESIDE
    low, high = np.maximum(node - reach, start), np.minimum(node + reach, end)
    return Pairs(own, other, low, high, start, end)


def _fast(objects: Bodies, pairs: Pairs, guess: Floats, threshold: float) -> Moments:
    """Return the one minimum of each span, or the end of the part where the range falls to it."""
    time, where, least = minima(objects, pairs, guess)
    ends = ((where < 0) & (pairs.low == pairs.start)) | ((where > 0) & (pairs.high == pairs.end))
    rows = (least <= threshold + _ROOM) & ((where == 0) | ends)
    return Moments(pairs.some(rows), time[rows], where[rows] != 0, np.zeros(rows.sum(), bool))


def _runs(pairs: Pairs) -> Iterator[Pairs]:
    """Yield each stretch of overlapping spans of one pair as a pair of its own."""
    pairs = pairs.some(np.lexsort((pairs.low, pairs.other, pairs.own)))
    fresh = (np.diff(pairs.own) != 0) | (np.diff(pairs.other) != 0)
    fresh |= pairs.low[1:] > pairs.high[:-1]
    firsts = np.flatnonzero(np.append(True, fresh)) if len(pairs.own) else np.empty(0, np.int64)
    for first, last in zip(firsts, np.append(firsts, len(pairs.own))[1:] - 1, strict=True):
        run = pairs.some(np.array([first]))
        yield replace(run, high=pairs.high[last : last + 1])


def _slow(objects: Bodies, run: Pairs, together: float) -> Moments:
    """Return the minima of one slow pair: where the range, looked at often, turns to rise."""
    count = int(np.ceil((run.high[0] - run.low[0]) / _LOOKS)) + 1
    looks = np.linspace(run.low[0], run.high[0], count + 1)
    many = run.some(np.zeros(looks.size, np.int64))
    here = around(objects, many, looks)
    falling = closing(here.between, looks - here.center) < 0.0
    turns = np.flatnonzero(falling[:-1] & ~falling[1:])
    spans = replace(many.some(turns), low=looks[turns], high=looks[turns + 1])
    time, _, _ = minima(objects, spans, 0.5 * (spans.low + spans.high))
    ends = [run.low[:1]] if run.low[0] == run.start[0] and not falling[0] else []
    ends += [run.high[:1]] if run.high[0] == run.end[0] and falling[-1] else []
    time = np.concatenate([time, *ends])
    cut = np.arange(time.size) >= turns.size
    furthest = length(values(here.between, looks - here.center)[0]).max()
    whole = run.low[0] == run.start[0] and run.high[0] == run.end[0]
    near = np.full(time.size, bool(whole and furthest <= together))
    return Moments(many.some(np.zeros(time.size, np.int64)), time, cut, near)


def _measured(objects: Bodies, moments: Moments) -> Approaches:
    here = around(objects, moments.pairs, moments.time)
    x = moments.time - here.center
    d, w = values(here.between, x)
    r, v = values(here.own, x)
    radial, cross = unit(r), unit(np.cross(r, v))
    return Approaches(
        moments.pairs.own, moments.pairs.other, moments.time, length(d), length(w),
        dot(d, radial), dot(d, np.cross(cross, radial)), dot(d, cross),
        moments.cut, moments.together,
    )  # fmt: skip


def _joined(parts: list[Approaches]) -> Approaches:
    names = Approaches.__slots__
    return Approaches(*(np.concatenate([getattr(each, name) for each in parts]) for name in names))


def _once(found: Approaches) -> Approaches:
    """Return each minimum once, and of a pair that is together only the least."""
    pair = np.append(True, (np.diff(found.own) != 0) | (np.diff(found.other) != 0))[: len(found)]
    again = ~pair & (np.diff(found.time, prepend=-np.inf) < _SAME)
    groups = np.cumsum(pair)
    best = np.lexsort((found.range, groups))
    least = np.zeros(len(found), bool)
    least[best[np.append(True, np.diff(groups[best]) != 0)[: len(found)]]] = True
    return found.some(np.where(found.together, least, ~again))
