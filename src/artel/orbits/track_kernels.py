"""The sums of `filling` and the turn of `coarse`, compiled by numba: the same bits, in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from artel.orbits.compiling import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_TILE = 64


def _turn(r: Floats, skip: int, cos: Floats, sin: Floats, squares: Floats, out: Floats) -> Any:
    """Turn TEME km (sets, rows, lanes, 3) to ITRF m (sets, c, 3); return which sets are bounded."""
    lanes = r.shape[2]
    kept = np.ones(r.shape[0], np.bool_)
    for s in range(r.shape[0]):
        low, high = squares[s, 0], squares[s, 1]
        row, lane = skip // lanes, skip % lanes
        for k in range(cos.size):
            x, y, z = r[s, row, lane, 0] * 1e3, r[s, row, lane, 1] * 1e3, r[s, row, lane, 2] * 1e3
            square = x * x + y * y + z * z
            # Written so that NaN is outside.
            if not (low < square < high):
                kept[s] = False
            out[s, k, 0] = cos[k] * x + sin[k] * y
            out[s, k, 1] = cos[k] * y - sin[k] * x
            out[s, k, 2] = z
            lane += 1
            if lane == lanes:
                row, lane = row + 1, 0
    return kept


def _fill(coarse: Floats, of_r: Floats, of_v: Floats, r: Floats, v: Floats) -> None:
    """Fill r and v (sets, inner * parts, 3) from coarse positions (sets, inner + 11, 3)."""
    parts, width = of_r.shape
    inner, row = coarse.shape[1] - width + 1, parts * 3
    near, tile = np.empty(_TILE + width), np.empty((row, _TILE))
    for s in range(coarse.shape[0]):
        flat = r[s].reshape(-1)
        for first in range(0, inner, _TILE):
            count = min(_TILE, inner - first)
            for axis in range(3):
                for i in range(count + width - 1):
                    near[i] = coarse[s, first + i, axis]
                for part in range(parts):
                    _sum(near, of_r[part], count, tile[part * 3 + axis])
            for k in range(count):
                begin = (first + k) * row
                for q in range(row):
                    flat[begin + q] = tile[q, k]
        _slope(flat, of_v, v[s].reshape(-1))


def _slopes(r: Floats, weight: Floats, v: Floats) -> None:
    """Fill in slopes but for the outer three nodes, all axes in one row."""
    a, b, c = weight[0], weight[1], weight[2]
    # Counted from the earliest, for numbers below zero would be looked out for, one by one.
    for q in range(r.size - 18):
        near, mid, far = r[q + 12] - r[q + 6], r[q + 15] - r[q + 3], r[q + 18] - r[q]
        v[q + 9] = a * near + b * mid + c * far


def _weighted(near: Floats, weight: Floats, count: int, total: Floats) -> None:
    """Sum twelve terms from the first to the last, written out so that they stay in registers."""
    a, b, c, d, e, f = weight[0], weight[1], weight[2], weight[3], weight[4], weight[5]
    g, h, i, j, m, n = weight[6], weight[7], weight[8], weight[9], weight[10], weight[11]
    for k in range(count):
        total[k] = (
            a * near[k] + b * near[k + 1] + c * near[k + 2] + d * near[k + 3]
            + e * near[k + 4] + f * near[k + 5] + g * near[k + 6] + h * near[k + 7]
            + i * near[k + 8] + j * near[k + 9] + m * near[k + 10] + n * near[k + 11]
        )  # fmt: skip


_sum: Any = njit(_weighted, cache=True, nogil=True)
_slope: Any = njit(_slopes, cache=True, nogil=True)
fill: Any = njit(_fill, cache=True, nogil=True)
turn: Any = njit(_turn, cache=True, nogil=True)
