"""States of many objects on one grid, float32: flocks of one pace by polynomials, others alone.

SGP4 is asked at nodes 1/9 of a turn apart, on ovals 1/16 at the pace of the perigee; between them
sixteen nodes carry a polynomial. It is within 100 m of SGP4 from low circles to Molniya orbits
(tests/authorities measures it), which is enough to tell who may meet whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits import batch
from artel.orbits.bodies import LEAST_PART, Bodies, positions
from artel.orbits.pace import MU

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]
    Ints = NDArray[np.int64]
    States = tuple[Singles, Singles]

_POINTS = 16
_PARTS, _PARTS_MORE, _OVAL = 9.0, 7.0, 0.2
"""Nodes a turn at the pace of the perigee: so many on a circle, and so many more on an oval."""
_LEVEL = 600.0
"""s between nodes of low orbits; other flocks have a power of the root of two of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Flock:
    """Objects of one pace: their numbers (n,), their batch, and the step between nodes, s."""

    ids: Ints
    batch: batch.Batch
    step: float


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """Instants (k,), POSIX s and evenly spaced, and TEME positions (k, 3, n), m, float32."""

    t: Floats
    r: Singles


def flocks_of(objects: Bodies) -> tuple[Flock, ...]:
    """Return the flocks of all element sets, the slower and higher the later."""
    steps, order = _steps(objects), np.argsort(objects.a, kind="stable")
    deep = np.array([record is not None and record.method == "d" for record in objects.records])
    flocks = []
    for step in np.unique(steps[~np.isnan(steps)]):
        for kind in (False, True):
            ids = order[(steps[order] == step) & (deep[order] == kind)]
            if ids.size:
                records = [objects.records[i] for i in ids.tolist()]
                flocks.append(Flock(ids, batch.batch_of(records), float(step)))
    return tuple(flocks)


def _steps(objects: Bodies) -> Floats:
    perigee = objects.a * (1.0 - objects.e)
    turn = 2.0 * np.pi * np.sqrt(perigee**3 / (MU * (1.0 + objects.e)))
    wanted = turn / (_PARTS + _PARTS_MORE * np.minimum(objects.e / _OVAL, 1.0))
    level: Floats = np.floor(2.0 * np.log2(wanted / _LEVEL))
    steps: Floats = _LEVEL * np.exp2(0.5 * level)
    return steps


def node_times(flock: Flock, first: float, last: float) -> Floats:
    """Return the nodes that carry polynomials over [first, last], beyond both of its ends."""
    half = _POINTS // 2
    count = int(np.ceil((last - first) / flock.step)) + 2 * half
    nodes: Floats = np.arange(1.0 - half, count - half + 1.0)
    return first + flock.step * nodes


def fill(nodes: Nodes, t: Floats, out: States) -> None:
    """Write positions and velocities (times, 3, n), m and m/s, at instants t among the nodes."""
    step = nodes.t[1] - nodes.t[0]
    first = np.floor((t - nodes.t[0]) / step).astype(np.int64) - _POINTS // 2 + 1
    first = np.clip(first, 0, nodes.t.size - _POINTS)
    low, high = int(first.min()), int(first.max()) + _POINTS
    rows = np.arange(t.size)[:, None]
    columns = (first - low)[:, None] + np.arange(_POINTS)
    values, rates = _weights((t - nodes.t[0]) / step - first)
    for weights, into in ((values, out[0]), (rates / step, out[1])):
        spread = np.zeros((t.size, high - low), np.float32)
        spread[rows, columns] = weights
        for axis in range(3):
            np.matmul(spread, nodes.r[low:high, axis], out=into[:, axis])


def _weights(x: Floats) -> tuple[Floats, Floats]:
    """Return weights (n, points) of a polynomial at x (n,), and of its derivative.

    x counts from the first node, in steps. They are Lagrange's: rows of powers of x times the
    inverse of the powers of the nodes.
    """
    middle = 0.5 * (_POINTS - 1)
    scaled = (x - middle) / middle
    powers = np.vander(scaled, _POINTS, increasing=True)
    rates = np.zeros_like(powers)
    rates[:, 1:] = powers[:, :-1] * np.arange(1, _POINTS) / middle
    return powers @ _FROM_NODES, rates @ _FROM_NODES


_FROM_NODES = np.linalg.inv(np.vander(np.linspace(-1.0, 1.0, _POINTS), increasing=True))


def lone_states(
    objects: Bodies, which: Ints, parts: tuple[Floats, Floats], t: Floats, half: float
) -> States:
    """Return positions and velocities (times, 3, n) of objects asked one by one.

    Outside its part [low, high] an object is NaN; up to `half` seconds outside, where a node must
    still speak for what is inside, it goes on under the acceleration that it had.
    """
    low, high = (part[which] for part in parts)
    short = high - low < LEAST_PART
    low, high = np.where(short, t[0], low), np.where(short, t[0] + LEAST_PART, high)
    center = np.clip(t[:, None], low + 1.0, high - 1.0)
    stencil = center[..., None] + np.array([-1.0, 0.0, 1.0])
    p = positions(objects, which, stencil.transpose(1, 0, 2).reshape(which.size, 3 * t.size))
    before, here, after = p.reshape(which.size, t.size, 3, 3).transpose(2, 1, 3, 0)
    later = (t[:, None] - center)[:, None, :]
    speed, bend = 0.5 * (after - before), after + before - 2.0 * here
    r, v = here + later * (speed + 0.5 * later * bend), speed + later * bend
    away = (t[:, None] < low - half) | (t[:, None] > high + half) | short
    r[np.broadcast_to(away[:, None, :], r.shape)] = np.nan
    return r.astype(np.float32), v.astype(np.float32)
