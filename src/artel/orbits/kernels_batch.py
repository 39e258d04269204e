"""Rises, sets and peaks of many windows at once, for `kernels`: straight code that runs in lanes.

What a lane cannot prove of its own answer is left to the guarded search of `kernels_roots`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.orbits.compiling import njit
from artel.orbits.kernels_cull import FAST
from artel.orbits.kernels_roots import (
    FINE,
    at,
    cubic_of,
    gap,
    height,
    place_of,
    root,
    summit,
)

if TYPE_CHECKING:
    from artel.orbits.kernels_roots import Cubic, Floats, Nodes, Place, Places, Triple

    Found = tuple[Any, Any, Any, Any, Floats, Floats, Floats, Floats]

fast: Any = njit(**FAST)
inlined: Any = njit(forceinline=True, **FAST)

BATCH = 32
ROWS = 55
NONE = np.uint32(2**32 - 1)
"""For a rise or a set that is known already, and for a peak that the batch cannot find."""
_ONE = np.uint32(1)
_RISE, _SET, _PEAK, _SOLVED = 7, 19, 31, 43
_HALF = np.float32(0.5)
_SLIP = 0.05
"""By what part of a step a peak may lie outside the interval it was looked for in."""
_STEPS, _CLOSE = 4, 1e-3
"""How often a root is stepped to again, and after which last step, s, the next is too short."""


@inlined
def _keep(b: Floats, i: int, first: int, r: Floats, v: Floats, k: Any) -> None:
    """Keep the states at nodes k and k + 1 as column i of a buffer."""
    m = k + _ONE
    b[first, i], b[first + 1, i], b[first + 2, i] = r[k, 0], r[k, 1], r[k, 2]
    b[first + 3, i], b[first + 4, i], b[first + 5, i] = r[m, 0], r[m, 1], r[m, 2]
    b[first + 6, i], b[first + 7, i], b[first + 8, i] = v[k, 0], v[k, 1], v[k, 2]
    b[first + 9, i], b[first + 10, i], b[first + 11, i] = v[m, 0], v[m, 1], v[m, 2]


@inlined
def _column(b: Floats, i: int, first: int, h: float) -> tuple[Cubic, Place]:
    """Return the cubic that begins at row `first` of column i, and the place."""
    place = (b[0, i], b[1, i], b[2, i], b[3, i], b[4, i], b[5, i], b[6, i])
    states = (
        (b[first, i], b[first + 1, i], b[first + 2, i]),
        (b[first + 3, i], b[first + 4, i], b[first + 5, i]),
        (b[first + 6, i], b[first + 7, i], b[first + 8, i]),
        (b[first + 9, i], b[first + 10, i], b[first + 11, i]),
    )
    return cubic_of(states, h, place), place


@inlined
def _single(a: Triple) -> tuple[Any, Any, Any]:
    return np.float32(a[0]), np.float32(a[1]), np.float32(a[2])


@inlined
def _singles(place: Place) -> tuple[Any, Any, Any, Any, Any, Any, Any]:
    (px, py, pz), (ux, uy, uz) = _single(place[:3]), _single(place[3:6])
    return px, py, pz, ux, uy, uz, np.float32(place[6])


@fast
def _crossed(mode: int, b: Floats, first: int, h: float, out: int) -> None:
    """Put the root of each column's gap into row `out`, and 1 into the next where it is proven.

    The signs at both ends differ. A cubic in the gap gives the start, in float32, and one step of
    Halley's on the gap itself the root. It counts where that step is so short, and the gap so
    straight, that what it neglects is nothing.
    """
    for i in range(BATCH):
        c, place = _column(b, i, first, h)
        few = _singles(place)
        d, v = at(c, 0.0)
        ga, da = gap(mode, _single(d), _single(v), few)
        d, v = at(c, 1.0)
        gb, db = gap(mode, _single(d), _single(v), few)
        bend, twist = np.float32(3.0) * (gb - ga) - da - da - db, da + db - gb - gb + ga + ga
        x = ga / (ga - gb)
        for _ in range(2):
            slope = da + x * (bend + bend + np.float32(3.0) * x * twist)
            x -= (ga + x * (da + x * (bend + x * twist))) / slope
            x = min(max(x, np.float32(0.0)), np.float32(1.0))
        s = np.float64(x)
        d, v = at(c, s)
        g, dg = gap(mode, d, v, place)
        step = g / dg
        curve = step * step / dg
        s -= step + (bend + 3.0 * s * twist) * curve
        bowed = (abs(bend) + 3.0 * abs(twist)) * abs(curve)
        b[out, i] = s
        b[out + 1, i] = (abs(step) * h < 0.3) & (bowed * h < 1e-4) & (s >= 0.0) & (s <= 1.0)


@inlined
def _climb(mode: int, d: Triple, v: Triple, place: Place) -> float:
    """Return a number with the sign of the margin's rate, and no root or quotient in it."""
    dx, dy, dz = d
    vx, vy, vz = v
    px, py, pz, ux, uy, uz, _ = place
    far = dx * dx + dy * dy + dz * dz
    closing = dx * vx + dy * vy + dz * vz
    if mode == 0:
        return (vx * ux + vy * uy + vz * uz) * far - (dx * ux + dy * uy + dz * uz) * closing
    x, y, z = dx + px, dy + py, dz + pz
    size = x * x + y * y + z * z
    outward = x * vx + y * vy + z * vz
    down = dx * x + dy * y + dz * z
    return (closing + outward) * (far * size) - down * (closing * size + outward * far)


@inlined
def _scaled(a: Triple, scale: Any) -> Triple:
    return a[0] * scale, a[1] * scale, a[2] * scale


@fast
def _topped(mode: int, b: Floats, h: float, out: int) -> None:
    """Put the peak of each column into row `out`, 1 into the next where proven, then its height."""
    mega = np.float32(1e-6)
    for i in range(BATCH):
        c, place = _column(b, i, _PEAK, h)
        px, py, pz, ux, uy, uz, bound = _singles(place)
        few = (px * mega, py * mega, pz * mega, ux, uy, uz, bound)
        d, v = at(c, 0.0)
        fa = _climb(mode, _scaled(_single(d), mega), _scaled(_single(v), mega), few)
        d, v = at(c, 1.0)
        fb = _climb(mode, _scaled(_single(d), mega), _scaled(_single(v), mega), few)
        x = fa / (fa - fb)
        d, v = at(c, np.float64(x))
        fx = _climb(mode, _scaled(_single(d), mega), _scaled(_single(v), mega), few)
        # Inverse quadratic through the three, at 0, 1 and x.
        x = fa / (fx - fb) * (fb * x / (fx - fa) + fx / (fa - fb))
        s = np.float64(x)
        d, v = at(c, s)
        far = (place[0] * 1e-6, place[1] * 1e-6, place[2] * 1e-6, place[3], place[4], place[5], 0.0)
        left = _climb(mode, _scaled(d, 1e-6), _scaled(v, 1e-6), far)
        s += left / (fa - fb)
        d, _ = at(c, s)
        high = height(mode, d, place)
        rise = d[0] * place[3] + d[1] * place[4] + d[2] * place[5]
        inside = (high - place[6]) * math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2])
        proven = (fa > fb) & (abs(left) * h < 1e-4 * (fa - fb)) & (s >= -_SLIP) & (s <= 1.0 + _SLIP)
        b[out, i] = s
        b[out + 1, i] = proven & ((mode == 0) | (rise >= inside))
        b[out + 2, i] = high


@fast
def _again(mode: int, b: Floats, i: int, first: int, out: int, h: float) -> float:
    """Return the root in a column by a few more steps from row `out`, or by the guarded search."""
    c, place = _column(b, i, first, h)
    s = b[out, i]
    for _ in range(_STEPS):
        if not 0.0 <= s <= 1.0:
            break
        d, v = at(c, s)
        g, dg = gap(mode, d, v, place)
        s -= g / dg
        if abs(g) * h < _CLOSE * abs(dg) and 0.0 <= s <= 1.0:
            return s
    return root(mode, c, place, 0.0, 1.0, 0, FINE / h)


@fast
def _gathered(  # noqa: PLR0913, PLR0917
    rule: tuple[int, bool],
    nodes: Nodes,
    places: Places,
    found: Found,
    low: int,
    high: int,
    b: Floats,
) -> None:
    """Keep place, rise, set and, if asked, peak of the windows from `low` to `high` as columns."""
    _, r, v, _ = nodes
    site, first, last, top = found[0], found[1], found[2], found[3]
    p, up, bound = places
    limit = np.uint32(r.shape[0] - 2)
    for i in range(BATCH):
        w = np.uint32(min(low + i, high - 1))
        j = site[w]
        b[0, i], b[1, i], b[2, i] = p[j, 0], p[j, 1], p[j, 2]
        b[3, i], b[4, i], b[5, i] = up[j, 0], up[j, 1], up[j, 2]
        b[6, i] = bound[j]
        _keep(b, i, _RISE, r, v, min(first[w], limit))
        _keep(b, i, _SET, r, v, min(last[w], limit))
        if rule[1]:
            _keep(b, i, _PEAK, r, v, min(top[w], limit))


@fast
def _edges(mode: int, nodes: Nodes, found: Found, low: int, high: int, b: Floats) -> None:
    """Put rises and sets into windows, those that were not proven after another search."""
    t0, _, _, h = nodes
    first, last, start, end = found[1], found[2], found[4], found[5]
    for i in range(high - low):
        w = np.uint32(low + i)
        if first[w] != NONE:
            s = b[_SOLVED, i] if b[_SOLVED + 1, i] else _again(mode, b, i, _RISE, _SOLVED, h)
            start[w] = t0 + (first[w] + s) * h
        if last[w] != NONE:
            s = b[_SOLVED + 2, i] if b[_SOLVED + 3, i] else _again(mode, b, i, _SET, _SOLVED + 2, h)
            end[w] = t0 + (last[w] + s) * h


@fast
def _peaks(  # noqa: PLR0913, PLR0917
    mode: int, nodes: Nodes, places: Places, found: Found, low: int, high: int, b: Floats
) -> None:
    """Put peaks into windows, those that were not proven after a search of the whole window."""
    t0, _, _, h = nodes
    site, top, start, end, when, crest = found[0], found[3], found[4], found[5], found[6], found[7]
    for i in range(high - low):
        w = np.uint32(low + i)
        when[w], crest[w] = t0 + (top[w] + b[_SOLVED + 4, i]) * h, b[_SOLVED + 6, i]
        sure = (b[_SOLVED + 5, i] != 0.0) & (top[w] != NONE)
        if not (sure and start[w] <= when[w] <= end[w]):
            place = place_of(places, site[w])
            when[w], crest[w] = summit(mode, nodes, place, start[w], end[w])


@fast
def solve(  # noqa: PLR0913, PLR0917
    rule: tuple[int, bool],
    nodes: Nodes,
    places: Places,
    found: Found,
    low: int,
    high: int,
    b: Floats,
) -> None:
    """Find rises, sets and, if asked, peaks of the windows from `low` to `high`, BATCH at most.

    `rule` is (mode, whether peaks are asked for).
    """
    mode, peaks = rule
    h = nodes[3]
    _gathered(rule, nodes, places, found, low, high, b)
    _crossed(mode, b, _RISE, h, _SOLVED)
    _crossed(mode, b, _SET, h, _SOLVED + 2)
    _edges(mode, nodes, found, low, high, b)
    if peaks:
        _topped(mode, b, h, _SOLVED + 4)
        _peaks(mode, nodes, places, found, low, high, b)
