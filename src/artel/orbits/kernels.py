"""The search of `visibility`, compiled by numba: the same windows, one satellite at a time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_compiled: Any = njit(cache=True, error_model="numpy")
_FINE = 1e-6
_ROUNDS = 80


def scan(
    nodes: tuple[Floats, Floats, Floats],
    p: Floats,
    up: Floats,
    mode: int,
    bounds: Floats,
    caps: Floats,
) -> tuple[Any, ...]:
    """Return (site, start, end, peak_time, cut_start, cut_end) over all sites.

    The arguments are those of `visibility.margin` and `visibility.cap_cosines`.
    """
    t, r, v = (np.ascontiguousarray(a) for a in nodes)
    toward = r / np.sqrt((r * r).sum(axis=1))[:, None]
    rows = _scan(
        t, r, v, np.ascontiguousarray(toward), np.ascontiguousarray(p), np.ascontiguousarray(up),
        mode, np.ascontiguousarray(bounds), np.ascontiguousarray(caps),
    )  # fmt: skip
    site, start, end, peak_time, first, last = rows.T
    return site.astype(np.int64), start, end, peak_time, first > 0.0, last > 0.0


@_compiled
def _margin(mode, x, y, z, vx, vy, vz, place):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, PLR0913, PLR0917
    px, py, pz, ux, uy, uz, bound = place
    dx, dy, dz = x - px, y - py, z - pz
    far = math.sqrt(dx * dx + dy * dy + dz * dz)
    rise = (dx * ux + dy * uy + dz * uz) / far
    closing = (dx * vx + dy * vy + dz * vz) / far
    rise_rate = (vx * ux + vy * uy + vz * uz - rise * closing) / far
    if mode == 0:
        return rise - bound, rise_rate
    radius = math.sqrt(x * x + y * y + z * z)
    outward = x * vx + y * vy + z * vz
    cosine = (dx * x + dy * y + dz * z) / (far * radius)
    if rise < cosine - bound:
        return rise, rise_rate
    rate = (outward + closing * far) / (far * radius)
    return cosine - bound, rate - cosine * (closing / far + outward / (radius * radius))


@_compiled
def _between(mode, r, v, h, k, u, place):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, PLR0913, PLR0917
    state = np.empty(6)
    for i in range(3):
        chord = r[k + 1, i] - r[k, i]
        bend = (v[k, i] + v[k + 1, i]) * h - 2.0 * chord
        turn = 3.0 * chord - (2.0 * v[k, i] + v[k + 1, i]) * h
        state[i] = r[k, i] + u * (v[k, i] * h + u * (turn + u * bend))
        state[3 + i] = v[k, i] + u * (2.0 * turn + 3.0 * u * bend) / h
    return _margin(mode, state[0], state[1], state[2], state[3], state[4], state[5], place)


@_compiled
def _root(mode, r, v, h, k, place, low, high, which, fine):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, PLR0913, PLR0917
    """Return u in [low, high] where the margin (which 0) or its rate (which 1) is zero."""
    x1, x2 = low, high
    f1 = _between(mode, r, v, h, k, x1, place)[which]
    f2 = _between(mode, r, v, h, k, x2, place)[which]
    x3, f3, part = x2, f2, 0.5
    for _ in range(_ROUNDS):
        x = x1 + part * (x2 - x1)
        fx = _between(mode, r, v, h, k, x, place)[which]
        if (fx > 0.0) == (f1 > 0.0):
            x3, f3 = x1, f1
        else:
            x3, f3, x2, f2 = x2, f2, x1, f1
        x1, f1 = x, fx
        if abs(x2 - x1) <= fine or f1 == 0.0:
            break
        part = _part(x1, x2, x3, f1, f2, f3, fine)
    return x1 if f1 == 0.0 or abs(f1) <= abs(f2) else x2


@_compiled
def _part(x1, x2, x3, f1, f2, f3, fine):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, PLR0913, PLR0917
    part = 0.5
    xi = (x1 - x2) / (x3 - x2)
    phi = (f1 - f2) / (f3 - f2)
    if phi * phi < xi and (1.0 - phi) ** 2 < 1.0 - xi:
        alpha = (x3 - x1) / (x2 - x1)
        part = f1 / (f1 - f2) * f3 / (f3 - f2) - alpha * f1 / (f3 - f1) * f2 / (f2 - f3)
    least = 0.5 * fine / abs(x2 - x1)
    return min(max(part, least), 1.0 - least)


@_compiled
def _events(mode, r, v, h, k, place, ends):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, PLR0913, PLR0917
    """Return (peak at u, its margin, opened at u, closed at u) between nodes k and k + 1.

    What does not happen is -1. A hidden peak opens before it closes, a dip the other way round.
    """
    ga, da, gb, db = ends
    fine = _FINE / h
    turn, top, opened, closed = -1.0, -2.0, -1.0, -1.0
    if da > 0.0 and db <= 0.0:
        turn = _root(mode, r, v, h, k, place, 0.0, 1.0, 1, 1e2 * fine)
        top = _between(mode, r, v, h, k, turn, place)[0]
    if ga <= 0.0 and gb > 0.0:
        opened = _root(mode, r, v, h, k, place, 0.0, 1.0, 0, fine)
    elif ga > 0.0 and gb <= 0.0:
        closed = _root(mode, r, v, h, k, place, 0.0, 1.0, 0, fine)
    elif ga <= 0.0 and top > 0.0:
        opened = _root(mode, r, v, h, k, place, 0.0, turn, 0, fine)
        closed = _root(mode, r, v, h, k, place, turn, 1.0, 0, fine)
    elif ga > 0.0 and da <= 0.0 and db > 0.0:
        dip = _root(mode, r, v, h, k, place, 0.0, 1.0, 1, 1e2 * fine)
        if _between(mode, r, v, h, k, dip, place)[0] <= 0.0:
            closed = _root(mode, r, v, h, k, place, 0.0, dip, 0, fine)
            opened = _root(mode, r, v, h, k, place, dip, 1.0, 0, fine)
    return turn, top, opened, closed


@_compiled
def _put(rows, count, row):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    if count == rows.shape[0]:
        rows = np.concatenate((rows, np.empty_like(rows)))
    for i in range(6):
        rows[count, i] = row[i]
    return rows


@_compiled
def _scan(t, r, v, toward, p, up, mode, bounds, caps):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, PLR0913, PLR0917
    """Return rows (n, 6): site, start, end, peak time, cut at the start, cut at the end."""
    rows, count = np.empty((64, 6)), 0
    for j in range(p.shape[0]):
        size = math.sqrt(p[j, 0] ** 2 + p[j, 1] ** 2 + p[j, 2] ** 2)
        place = (p[j, 0], p[j, 1], p[j, 2], up[j, 0], up[j, 1], up[j, 2], bounds[j])
        toward_site = (p[j, 0] / size, p[j, 1] / size, p[j, 2] / size)
        cap = caps[:, j] if caps.shape[1] > 1 else caps[:, 0]
        rows, count = _site(t, r, v, toward, mode, place, toward_site, cap, j, rows, count)
    return rows[:count]


@_compiled
def _site(t, r, v, toward, mode, place, site, cap, j, rows, count):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, PLR0913, PLR0917, C901
    """Walk the nodes once, opening and closing windows as they come."""
    near, is_open, cut = False, False, 0.0
    start, best, best_time = 0.0, -2.0, 0.0
    ga, da = -1.0, 0.0
    for k in range(t.size):
        if toward[k, 0] * site[0] + toward[k, 1] * site[1] + toward[k, 2] * site[2] <= cap[k]:
            near, ga = False, -1.0
            continue
        gb, db = _margin(mode, r[k, 0], r[k, 1], r[k, 2], v[k, 0], v[k, 1], v[k, 2], place)
        if k == 0 and gb > 0.0:
            is_open, cut, start, best, best_time = True, 1.0, t[0], gb, t[0]
        if near:
            h = t[k] - t[k - 1]
            turn, top, opened, closed = _events(mode, r, v, h, k - 1, place, (ga, da, gb, db))
            if opened >= 0.0 and not is_open:
                is_open, cut, start, best = True, 0.0, t[k - 1] + opened * h, -2.0
            if top > best:
                best, best_time = top, t[k - 1] + turn * h
            if closed >= 0.0:
                end = t[k - 1] + closed * h
                rows = _put(rows, count, (float(j), start, end, best_time, cut, 0.0))
                count, is_open = count + 1, False
                if opened > closed:
                    is_open, cut, start, best = True, 0.0, t[k - 1] + opened * h, -2.0
        ga, da, near = gb, db, True
    if is_open:
        last = t[t.size - 1]
        best_time = last if ga > best else best_time
        rows = _put(rows, count, (float(j), start, last, best_time, cut, 1.0))
        count += 1
    return rows, count
