"""The tests of `culling_arrays`, compiled by numba: the same pairs, many at a time."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from artel.orbits.compiling import njit
from artel.orbits.culling_arrays import GRADIENT, ROUGH, SPARE
from artel.orbits.pace import MU

_compiled: Any = njit(cache=True, nogil=True, error_model="numpy")
GROUP = 512
"""Objects tested together, one vector after another."""


@_compiled
def bands(r, v, half):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201
    """Return the bounds of `culling_arrays.bands`."""
    count = r.shape[2]
    low = np.full(count, np.inf, np.float32)
    high = np.zeros(count, np.float32)
    fast = np.zeros(count, np.float32)
    for k in range(r.shape[0]):
        for j in range(count):
            x, y, z = np.float64(r[k, 0, j]), np.float64(r[k, 1, j]), np.float64(r[k, 2, j])
            a, b, c = np.float64(v[k, 0, j]), np.float64(v[k, 1, j]), np.float64(v[k, 2, j])
            radius = math.sqrt(x * x + y * y + z * z)
            speed = math.sqrt(a * a + b * b + c * c)
            climb = (x * a + y * b + z * c) / radius
            pull = MU / (radius * radius)
            bend = abs((speed * speed - climb * climb) / radius - pull) + ROUGH
            reach = half * (abs(climb) + 0.5 * half * SPARE * bend)
            faster = speed + half * SPARE * (pull * abs(climb) / speed + ROUGH)
            # Written so that a NaN, where an object is not, changes nothing.
            low[j] = min(low[j], radius - reach)
            high[j] = max(high[j], radius + reach)
            fast[j] = max(fast[j], faster)
    return low, high, fast


@_compiled
def near(own, others, same, threshold, half):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201
    """Return the triples of `culling_arrays.near`, or a few more."""
    p, w, low, high, _ = own
    r, v, lows, highs, _ = others
    mask = np.zeros(GROUP, np.uint8)
    words = mask.view(np.uint64)
    here = np.empty((6, GROUP), np.float32)
    met = np.empty((2, same.size * GROUP), np.int32)
    found, count = np.empty((1024, 3), np.int32), 0
    for first in range(0, r.shape[2], GROUP):
        size = min(GROUP, r.shape[2] - first)
        reach = _reaches(own, others, first, first + size, threshold, half)
        for k in range(r.shape[0]):
            # Copied, so that the many looks at a node find it in the nearest cache.
            _copy(r, v, k, first, size, here)
            total = 0
            for i in range(same.size):
                if reach[i] > 0.0:
                    _mark(here, p[k, 0, i], p[k, 1, i], p[k, 2, i], reach[i] * reach[i], mask)
                    total = _gather(mask, words, i, met, total)
            for n in range(total):
                i, j = met[0, n], met[1, n]
                apart = max(low[i] - highs[first + j], lows[first + j] - high[i])
                least = min(low[i], lows[first + j])
                nearest = _nearest(here, j, p, w, k, i, least, threshold, half)
                if max(nearest, apart) <= threshold and first + j != same[i]:
                    if count == found.shape[0]:
                        found = _doubled(found)
                    found[count, 0], found[count, 1], found[count, 2] = i, first + j, k
                    count += 1
    return found[:count]


@_compiled
def _copy(r, v, k, first, size, here):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    for axis in range(3):
        for j in range(size):
            here[axis, j], here[3 + axis, j] = r[k, axis, first + j], v[k, axis, first + j]
        for j in range(size, GROUP):
            here[axis, j] = np.nan


@_compiled
def _reaches(own, others, first, last, threshold, half):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    """Return (own,) the distance, m, at a node beyond which nothing of the group matters; 0: all.

    Objects whose shells stay apart by more than the threshold cannot meet.
    """
    lowest, highest, fastest = np.inf, 0.0, 0.0
    for j in range(first, last):
        lowest, highest = min(lowest, others[2][j]), max(highest, others[3][j])
        fastest = max(fastest, others[4][j])
    out = np.zeros(own[2].size, np.float32)
    for i in range(out.size):
        if max(own[2][i] - highest, lowest - own[3][i]) <= threshold:
            out[i] = threshold + half * (fastest + own[4][i])
    return out


@_compiled
def _mark(r, x, y, z, limit, mask):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    """Mark who is nearer than a limit: the one loop that nearly all the time is spent in."""
    for j in range(GROUP):
        dx, dy, dz = r[0, j] - x, r[1, j] - y, r[2, j] - z
        mask[j] = dx * dx + dy * dy + dz * dz < limit


@_compiled
def _gather(mask, words, i, met, total):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    for word in range(words.size):
        if words[word] != 0:
            for j in range(8 * word, 8 * word + 8):
                met[0, total], met[1, total] = i, j
                total += mask[j]
    return total


@_compiled
def _nearest(here, j, p, w, k, i, least, threshold, half):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, PLR0913, PLR0917
    dx, dy, dz = here[0, j] - p[k, 0, i], here[1, j] - p[k, 1, i], here[2, j] - p[k, 2, i]
    wx, wy, wz = here[3, j] - w[k, 0, i], here[4, j] - w[k, 1, i], here[5, j] - w[k, 2, i]
    dd = dx * dx + dy * dy + dz * dz
    dw = dx * wx + dy * wy + dz * wz
    ww = wx * wx + wy * wy + wz * wz
    t = min(max(-dw / max(ww, np.float32(1e-6)), -half), half)
    straight = math.sqrt(max(dd + t * (2.0 * dw + t * ww), 0.0))
    bend = GRADIENT / (least * least * least) * max(math.sqrt(dd), threshold)
    return straight - 0.5 * half * half * bend


@_compiled
def _doubled(rows):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    larger = np.empty((2 * rows.shape[0], 3), np.int32)
    for row in range(rows.shape[0]):
        for column in range(3):
            larger[row, column] = rows[row, column]
    return larger
