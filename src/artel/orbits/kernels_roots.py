"""Roots for `kernels`: the two rules on the cubics between nodes, and one root at a time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from artel.orbits.compiling import njit
from artel.orbits.kernels_cull import FAST

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Triple = tuple[float, float, float]
    Place = tuple[float, float, float, float, float, float, float]
    Cubic = tuple[Triple, Triple, Triple, Triple]
    Nodes = tuple[float, Floats, Floats, float]
    Places = tuple[Floats, Floats, Floats]

fast: Any = njit(**FAST)
inlined: Any = njit(forceinline=True, **FAST)
"""For small functions in long loops, which run in lanes only where nothing is called."""

FINE = 1e-6
"""How finely, s, a rise or a set is found by the guarded search."""
FINEST = 1e-7
"""How finely, s, a peak is: at the zenith even its height depends on it."""
_ROUNDS = 80


@inlined
def place_of(places: Places, j: int) -> Place:
    """Return position, vertical and bound of one place."""
    p, up, bound = places
    return p[j, 0], p[j, 1], p[j, 2], up[j, 0], up[j, 1], up[j, 2], bound[j]


@inlined
def gap(mode: int, d: Triple, v: Triple, place: Place) -> tuple[float, float]:
    """Return by how far, m, a rule is kept along a sight, and its rate: nearly straight in time.

    Elevation: rise over the horizon less that of the bound. Off-nadir: depth less that of the
    bound, or the rise where it is less, so that the far side of the Earth is never in reach.
    """
    dx, dy, dz = d
    vx, vy, vz = v
    px, py, pz, ux, uy, uz, bound = place
    far = math.sqrt(dx * dx + dy * dy + dz * dz)
    closing = (dx * vx + dy * vy + dz * vz) / far
    rise, rising = dx * ux + dy * uy + dz * uz, vx * ux + vy * uy + vz * uz
    if mode == 0:
        return rise - bound * far, rising - bound * closing
    x, y, z = dx + px, dy + py, dz + pz
    radius = math.sqrt(x * x + y * y + z * z)
    outward = (x * vx + y * vy + z * vz) / radius
    down = (dx * x + dy * y + dz * z) / radius
    downward = (closing * far + outward * radius - down * outward) / radius
    inside, rate = down - bound * far, downward - bound * closing
    hidden = rise < inside
    return rise if hidden else inside, rising if hidden else rate


@inlined
def turn(mode: int, d: Triple, v: Triple, place: Place) -> tuple[float, float]:
    """Return the margin, as `intervals.margin` has it, and its rate times the distance."""
    dx, dy, dz = d
    vx, vy, vz = v
    px, py, pz, ux, uy, uz, bound = place
    far = math.sqrt(dx * dx + dy * dy + dz * dz)
    closing = (dx * vx + dy * vy + dz * vz) / far
    rise = (dx * ux + dy * uy + dz * uz) / far
    rising = vx * ux + vy * uy + vz * uz - rise * closing
    if mode == 0:
        return rise - bound, rising
    x, y, z = dx + px, dy + py, dz + pz
    radius = math.sqrt(x * x + y * y + z * z)
    outward = (x * vx + y * vy + z * vz) / radius
    cosine = (dx * x + dy * y + dz * z) / (far * radius)
    rate = (closing * far + outward * radius) / radius - cosine * (closing + outward * far / radius)
    hidden = rise < cosine - bound
    return rise if hidden else cosine - bound, rising if hidden else rate


@inlined
def height(mode: int, d: Triple, place: Place) -> float:
    """Return the sine of the elevation, or the cosine of the off-nadir angle, of a sight."""
    dx, dy, dz = d
    px, py, pz, ux, uy, uz, _ = place
    far = math.sqrt(dx * dx + dy * dy + dz * dz)
    if mode == 0:
        return (dx * ux + dy * uy + dz * uz) / far
    x, y, z = dx + px, dy + py, dz + pz
    return (dx * x + dy * y + dz * z) / (far * math.sqrt(x * x + y * y + z * z))


@inlined
def cubic_of(states: Cubic, h: float, place: Place) -> Cubic:
    """Return the coefficients of the sight from a place between two states (r, r, v, v)."""
    (rx, ry, rz), (sx, sy, sz), (vx, vy, vz), (wx, wy, wz) = states
    sx, sy, sz = sx - rx, sy - ry, sz - rz
    vx, vy, vz, wx, wy, wz = vx * h, vy * h, vz * h, wx * h, wy * h, wz * h
    return (
        (rx - place[0], ry - place[1], rz - place[2]),
        (vx, vy, vz),
        (3.0 * sx - 2.0 * vx - wx, 3.0 * sy - 2.0 * vy - wy, 3.0 * sz - 2.0 * vz - wz),
        (vx + wx - 2.0 * sx, vy + wy - 2.0 * sy, vz + wz - 2.0 * sz),
    )


@inlined
def row(a: Floats, k: int) -> Triple:
    """Return a row of a table."""
    return a[k, 0], a[k, 1], a[k, 2]


@fast
def cubic(nodes: Nodes, k: int, place: Place) -> Cubic:
    """Return the cubic of the sight from a place between nodes k and k + 1."""
    _, r, v, h = nodes
    return cubic_of((row(r, k), row(r, k + 1), row(v, k), row(v, k + 1)), h, place)


@inlined
def at(c: Cubic, s: float) -> tuple[Triple, Triple]:
    """Return the sight and its change in a step, a part s of the step after its node."""
    a, b, e, f = c
    return (
        (
            a[0] + s * (b[0] + s * (e[0] + s * f[0])),
            a[1] + s * (b[1] + s * (e[1] + s * f[1])),
            a[2] + s * (b[2] + s * (e[2] + s * f[2])),
        ),
        (
            b[0] + s * (2.0 * e[0] + 3.0 * s * f[0]),
            b[1] + s * (2.0 * e[1] + 3.0 * s * f[1]),
            b[2] + s * (2.0 * e[2] + 3.0 * s * f[2]),
        ),
    )


@fast
def _asked(mode: int, c: Cubic, place: Place, s: float, which: int) -> float:
    d, v = at(c, s)
    return turn(mode, d, v, place)[1] if which else gap(mode, d, v, place)[0]


@fast
def root(  # noqa: PLR0913, PLR0917
    mode: int, c: Cubic, place: Place, low: float, high: float, which: int, fine: float
) -> float:
    """Return s in [low, high] where the gap (which 0) or the rate of the margin (1) is zero.

    `search.roots` for one: the two ends must differ in sign, and nothing leaves the bracket.
    """
    x1, x2 = low, high
    f1, f2 = _asked(mode, c, place, x1, which), _asked(mode, c, place, x2, which)
    x3, f3, part = x2, f2, 0.5
    for _ in range(_ROUNDS):
        x = x1 + part * (x2 - x1)
        fx = _asked(mode, c, place, x, which)
        if (fx > 0.0) == (f1 > 0.0):
            x3, f3 = x1, f1
        else:
            x3, f3, x2, f2 = x2, f2, x1, f1
        x1, f1 = x, fx
        if abs(x2 - x1) <= fine or f1 == 0.0:
            break
        part = _part((x1, x2, x3), (f1, f2, f3), fine)
    return x1 if f1 == 0.0 or abs(f1) <= abs(f2) else x2


@fast
def _part(x: Triple, f: Triple, fine: float) -> float:
    """Return where in the bracket to look next, as a part of it from its newest end."""
    (x1, x2, x3), (f1, f2, f3), part = x, f, 0.5
    xi, phi = (x1 - x2) / (x3 - x2), (f1 - f2) / (f3 - f2)
    if phi * phi < xi and (1.0 - phi) ** 2 < 1.0 - xi:
        alpha = (x3 - x1) / (x2 - x1)
        part = f1 / (f1 - f2) * f3 / (f3 - f2) - alpha * f1 / (f3 - f1) * f2 / (f2 - f3)
    least = 0.5 * fine / abs(x2 - x1)
    return min(max(part, least), 1.0 - least)


@fast
def extreme(mode: int, nodes: Nodes, place: Place, m: int, sign: float) -> tuple[int, float]:
    """Return the interval beside node m in which the margin has an extreme, and where in it.

    A peak for sign 1, a dip for -1; the interval is -1 if there is none, or none near zero.
    """
    _, r, v, h = nodes
    d = (r[m, 0] - place[0], r[m, 1] - place[1], r[m, 2] - place[2])
    k = m if turn(mode, d, row(v, m), place)[1] * sign > 0.0 else m - 1
    if k < 0 or k > r.shape[0] - 2:
        return -1, 0.0
    c = cubic(nodes, k, place)
    d, v = at(c, 0.0)
    before, rising = turn(mode, d, v, place)
    rising *= sign / math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2])
    d, v = at(c, 1.0)
    after, falling = turn(mode, d, v, place)
    falling *= sign / math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2])
    if not rising > 0.0 >= falling:
        return -1, 0.0
    # The tangents at both ends meet above a peak; twice as high is above it though it be sharp.
    meet = ((after - before) * sign - falling) / (rising - falling)
    if before * sign + 2.0 * rising * meet < 0.0:
        return -1, 0.0
    return k, root(mode, c, place, 0.0, 1.0, 1, FINEST / h)


@fast
def summit(mode: int, nodes: Nodes, place: Place, start: float, end: float) -> tuple[float, float]:
    """Return when the margin is greatest in [start, end], and the height then.

    Every turn between two nodes is looked at, and both ends.
    """
    t0, r, _, h = nodes
    best, where, which = -3.0, 0.0, 0
    first = min(max(int((start - t0) / h), 0), r.shape[0] - 2)
    last = min(max(int((end - t0) / h), first), r.shape[0] - 2)
    for k in range(first, last + 1):
        c = cubic(nodes, k, place)
        low, high = max((start - t0) / h - k, 0.0), min((end - t0) / h - k, 1.0)
        rising, falling = _asked(mode, c, place, low, 1), _asked(mode, c, place, high, 1)
        inner = high if rising > 0.0 else low
        if rising > 0.0 and falling <= 0.0:
            inner = root(mode, c, place, low, high, 1, FINEST / h)
        for s in (inner, low, high):
            d, v = at(c, s)
            margin = turn(mode, d, v, place)[0]
            if margin > best:
                best, where, which = margin, s, k
    d, v = at(cubic(nodes, which, place), where)
    return t0 + (which + where) * h, height(mode, d, place)
