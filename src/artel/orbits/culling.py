"""Pairs of objects that may come close, and when: many pairs and instants tried, few left over.

At every node of a grid each pair is tried with bounds on what it can do within half a step, so
that nothing is lost: shells that never meet, distances that cannot be flown, straight relative
motion with what gravity may bend it. What is left is settled on the SGP4 states themselves.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits import batch, culling_arrays, flocks
from artel.orbits.bodies import Bodies, part_of, way_back
from artel.orbits.culling_arrays import GRADIENT
from artel.orbits.frames import dot, length

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    States = tuple[Singles, Singles]

STEP = 120.0
"""s between nodes of the grid on which pairs are tried."""
ERROR = 1000.0
"""m: more than the states of two objects on that grid are wrong together."""
_BLOCK = 64
_CHUNK_BYTES = 96e6
_LONGEST, _SHORTEST = 7.0 * 86400.0, 6.0 * 3600.0
_WORTH_COMPILING = 30e6
_SPREAD = 1.1


@dataclass(frozen=True, slots=True, eq=False)
class Suspects:
    """Pairs (n,) that may come close, objects by number.

    `node` and `guess` are the node's time and a first guess of the minimum's, POSIX s; `slow` are
    those whose relative speed is so low that several minima may lie close together. `half` is
    half a step, s; low and high (objects,) are the parts over which each is sound, and `reasons`
    say why some parts are short.
    """

    own: Ints
    other: Ints
    node: Floats
    guess: Floats
    slow: Flags
    half: float
    low: Floats
    high: Floats
    reasons: tuple[str, ...]

    def some(self, rows: Flags) -> Suspects:
        """Return some of the pairs."""
        names = ("own", "other", "node", "guess", "slow")
        return replace(self, **{name: getattr(self, name)[rows] for name in names})


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """What is tried: own objects by number against those others (objects,) that are flagged."""

    objects: Bodies
    own: Ints
    tried: Flags
    threshold: float
    half: float
    tests: ModuleType


def cull(
    objects: Bodies,
    pairs: tuple[Ints, Flags],
    threshold: float,
    *,
    workers: int = 1,
    compiled: bool | None = None,
) -> Suspects:
    """Return which of the pairs may come within a threshold, m, of each other, and when.

    `pairs` are the numbers of the own objects, and the flags (objects,) of what they are tried
    against. `compiled` chooses the twin: None takes numpy for small jobs, numba for large ones.
    """
    start, end = objects.span
    count = max(int(np.ceil((end - start) / STEP)), 1)
    half = 0.5 * (end - start) / count
    tests = float(count) * pairs[0].size * len(objects)
    kind = _tests(tests > _WORTH_COMPILING if compiled is None else compiled)
    job = _Job(objects, *pairs, threshold, half, kind)
    parts = _Parts(objects)
    grid = np.linspace(start, end, count + 1)
    rows = [
        row for nodes in _chunks(grid, len(objects)) for row in _chunk(job, parts, nodes, workers)
    ]
    own, other, node, guess, slow = np.concatenate(rows).T
    return Suspects(
        own.astype(np.int64), other.astype(np.int64), node, guess, slow > 0.0, half,
        parts.low, parts.high, tuple(parts.reasons.values()),
    )  # fmt: skip


class _Parts:
    """Who is sound over all the span; the others are set apart, each with the part it has."""

    def __init__(self, objects: Bodies) -> None:
        self.objects = objects
        self.low, self.high = (np.full(len(objects), end) for end in objects.span)
        self.reasons: dict[int, str] = {}
        self.apart: set[int] = set()
        self.flocks = flocks.flocks_of(objects)
        self.set_apart(np.flatnonzero(np.isnan(objects.a)))
        for flock in self.flocks:
            self._look_back(flock)

    def set_apart(self, ids: Ints) -> None:
        for number in set(ids.tolist()) - self.apart:
            source = self.objects.sources[number]
            self.low[number], self.high[number], reason = part_of(source, self.objects.span)
            self.apart.add(number)
            if reason:
                self.reasons[number] = reason

    def _look_back(self, flock: flocks.Flock) -> None:
        """Set apart whoever was not sound all the way from its epoch to the span."""
        epochs, (start, end) = self.objects.epochs[flock.ids], self.objects.span
        t = way_back(epochs, self.objects.span)
        if t.size:
            met = ((epochs < t[:, None]) & (t[:, None] < start)) | (
                (end < t[:, None]) & (t[:, None] < epochs)
            )
            self.set_apart(flock.ids[(self._unsound(flock, t)[0] & met).any(axis=0)])

    def _unsound(self, flock: flocks.Flock, t: Floats) -> tuple[Flags, Singles]:
        r = batch.positions(flock.batch, t)
        inner, outer = (
            each[flock.ids].astype(np.float32)
            for each in (self.objects.inner**2, self.objects.outer**2)
        )
        square = r[:, 0] * r[:, 0]
        square += r[:, 1] * r[:, 1]
        square += r[:, 2] * r[:, 2]
        return ~((square > inner) & (square < outer)), r

    def nodes(self, flock: flocks.Flock, first: float, last: float) -> flocks.Nodes:
        """Return the nodes of a flock, NaN for those who are set apart."""
        t = flocks.node_times(flock, first, last)
        unsound, r = self._unsound(flock, t)
        self.set_apart(flock.ids[unsound.any(axis=0)])
        r[:, :, np.isin(flock.ids, list(self.apart))] = np.nan
        return flocks.Nodes(t, r)


def _chunks(grid: Floats, count: int) -> Iterator[Floats]:
    """Yield the grid in pieces of which the nodes fit into memory."""
    seconds = np.clip(_CHUNK_BYTES / (24.0 * count) * 460.0, _SHORTEST, _LONGEST)
    size = max(int(seconds / max(grid[1] - grid[0], 1e-3)), 1)
    for first in range(0, grid.size, size):
        yield grid[first : first + size]


def _chunk(job: _Job, parts: _Parts, grid: Floats, workers: int) -> list[Floats]:
    """Return the rows of `_block` for all the grid, shared by so many threads."""
    nodes = [parts.nodes(flock, grid[0], grid[-1]) for flock in parts.flocks]
    alone = np.array(sorted(parts.apart), np.int64)
    field = _Field(np.concatenate([*(flock.ids for flock in parts.flocks), alone]), nodes, alone)
    blocks = [grid[first : first + _BLOCK] for first in range(0, grid.size, _BLOCK)]

    def share(mine: list[Floats]) -> list[Floats]:
        room = [np.empty((_BLOCK, 3, field.ids.size), np.float32) for _ in range(2)]
        rows = []
        for t in mine:
            r, v = (each[: t.size] for each in room)
            field.fill(job, (parts.low, parts.high), t, (r, v))
            rows.append(_block(job, field.ids, (r, v), t))
        return rows

    if workers == 1:
        return share(blocks)
    with ThreadPoolExecutor(workers) as pool:
        done = pool.map(share, [blocks[first::workers] for first in range(workers)])
        return [row for rows in done for row in rows]


@dataclass(frozen=True, slots=True, eq=False)
class _Field:
    """The columns of a grid: objects by number; first those of nodes, then those set apart."""

    ids: Ints
    nodes: list[flocks.Nodes]
    alone: Ints

    def fill(self, job: _Job, ends: tuple[Floats, Floats], t: Floats, out: States) -> None:
        """Write all states (times, 3, objects) at instants t."""
        first = 0
        for each in self.nodes:
            last = first + each.r.shape[2]
            flocks.fill(each, t, (out[0][:, :, first:last], out[1][:, :, first:last]))
            first = last
        if self.alone.size:
            found = flocks.lone_states(job.objects, self.alone, ends, t, job.half)
            out[0][:, :, first:], out[1][:, :, first:] = found


def _block(job: _Job, ids: Ints, states: States, t: Floats) -> Floats:
    """Return rows (n, 5): own, other, node, guess, slow; objects by number."""
    place = np.empty(len(job.objects), np.int64)
    place[ids] = np.arange(ids.size)
    mine = place[job.own]
    bands = job.tests.bands(*states, job.half)
    own = tuple(np.ascontiguousarray(each[..., mine]) for each in (*states, *bands))
    found = job.tests.near(own, (*states, *bands), mine, job.threshold + ERROR, job.half)
    i, j, k = found[job.tried[ids[found[:, 1]]]].astype(np.int64).T
    moving = zip(states, own[:2], strict=True)
    d, w = (theirs[k, :, j].astype(float) - ours[k, :, i] for theirs, ours in moving)
    least = np.minimum(own[2][i], bands[0][j]).astype(float)
    guess, slow = _prospects(d, w, least, job)
    return np.column_stack([job.own[i], ids[j], t[k], t[k] + guess, slow])


def _prospects(d: Floats, w: Floats, least: Floats, job: _Job) -> tuple[Floats, Flags]:
    """Return when, s from the node, straight motion is nearest, and who is slow.

    Where the relative speed is greater than gravity's pull could turn, d.w grows all the time,
    so that there is one minimum at most. All others are slow.
    """
    distance, speed = length(d), length(w)
    guess = np.clip(-dot(d, w) / np.maximum(speed, 1e-3) ** 2, -job.half, job.half)
    steep = GRADIENT / least**3
    largest = (distance + speed * job.half + job.threshold) * _SPREAD
    return guess, speed - steep * largest * job.half <= np.sqrt(steep) * largest


def _tests(compiled: bool) -> ModuleType:  # noqa: FBT001 - the one question
    if not compiled:
        return culling_arrays
    from artel.orbits import culling_kernels  # noqa: PLC0415 - compiles, which takes seconds

    return culling_kernels
