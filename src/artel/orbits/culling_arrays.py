"""Tests that tell which two objects may come close around which instant, by numpy.

They err on the side of "may": float32 states, and bounds on what orbits can do in half a step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.pace import MU

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Singles = NDArray[np.float32]
    Ints = NDArray[np.int64]
    Bands = tuple[Singles, Singles, Singles]
    Moving = tuple[Singles, Singles, Singles, Singles, Singles]

GRADIENT = 2.2 * MU
"""Two objects are pulled apart by at most this times their distance over the cube of the lower
one's radius: gravity's steepest gradient is 2 mu / r3; J2, and the chord between them, which dips
below both, add less than the other tenth."""
ROUGH = 0.05
"""m/s2: more than J2 and all smaller forces pull at any height."""
SPARE = 1.3
"""How much of the bound on an acceleration is taken, for it holds at a node and not around it."""


def bands(r: Singles, v: Singles, half: float) -> Bands:
    """Return for each object (n,) its least and greatest radius, m, and its greatest speed, m/s.

    r and v are (times, 3, n) float32; the bounds hold for `half` seconds around every node. They
    come from the rates at the node and from two-body accelerations, with something to spare. An
    object that is nowhere (NaN) has no shell: infinity to zero.
    """
    x, w = r.astype(float), v.astype(float)
    radius, speed = np.sqrt((x * x).sum(axis=1)), np.sqrt((w * w).sum(axis=1))
    climb = (x * w).sum(axis=1) / radius
    pull = MU / radius**2
    bend = np.abs((speed**2 - climb**2) / radius - pull) + ROUGH
    reach = half * (np.abs(climb) + 0.5 * half * SPARE * bend)
    faster = speed + half * SPARE * (pull * np.abs(climb) / speed + ROUGH)
    low = np.fmin.reduce(radius - reach, axis=0, initial=np.inf)
    high = np.fmax.reduce(radius + reach, axis=0, initial=0.0)
    fast = np.fmax.reduce(faster, axis=0, initial=0.0)
    return low.astype(np.float32), high.astype(np.float32), fast.astype(np.float32)


def near(
    own: Moving, others: Moving, same: Ints, threshold: float, half: float
) -> NDArray[np.int32]:
    """Return (n, 3) triples (own, other, node): pairs that may come within the threshold, m.

    `own` and `others` are (r, v, low, high, fast): states (times, 3, count) and their `bands`.
    `same` (own,) is where an own object stands among the others, or -1; `half` is half the step
    between nodes, s. Two objects of one shell may meet where straight relative motion, less what
    gravity may bend it in half a step, comes to the threshold.
    """
    found = []
    for i in range(same.size):
        apart = np.maximum(own[2][i] - others[3], others[2] - own[3][i])
        j = np.flatnonzero((apart <= threshold) & (np.arange(apart.size) != same[i]))
        d = others[0][:, :, j] - own[0][:, :, i, None]
        w = others[1][:, :, j] - own[1][:, :, i, None]
        dd, dw, ww = (d * d).sum(axis=1), (d * w).sum(axis=1), (w * w).sum(axis=1)
        t = np.clip(-dw / np.maximum(ww, np.float32(1e-6)), -half, half)
        straight = np.sqrt(np.maximum(dd + t * (2.0 * dw + t * ww), 0.0))
        bend = GRADIENT / np.minimum(own[2][i], others[2][j]) ** 3
        bent = 0.5 * half * half * bend * np.maximum(np.sqrt(dd), threshold)
        k, n = np.nonzero(straight - bent <= threshold)
        found.append(np.column_stack([np.full(k.size, i), j[n], k]))
    return np.concatenate([np.empty((0, 3), np.int64), *found]).astype(np.int32)
