"""Culling for `kernels`: which groups of nodes can see a place at all, in float32 and in bulk.

A group is some nodes in a row. A place can be seen from it only inside a cap around the group's
middle, and inside a slab along the plane in which it flies. Both are taken from its own nodes,
widened by what the satellite moves in half a step, by the reach of its sight, and by rounding.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.orbits.compiling import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]

FAST = {
    "cache": True,
    "error_model": "numpy",
    "fastmath": True,
    "boundscheck": False,
    "nogil": True,
}
"""For all of the search: no value in it is ever NaN or infinite, so nothing leans on those."""
fast: Any = njit(**FAST)

GROUP = 32
_UNIT = np.float32(2**30)
_MEGA = np.float32(1e6)
_ONE = np.float32(1.0)
_ROUNDING = 3e-6
"""What float32 may lose of a cosine in these tests, several times over."""
_LEVEL_ROUNDING = 1e-4
"""The same of a level."""
_LONG_STEP = 0.12
"""rad around the Earth; nodes of a track lie at less than half of it."""
_EARTH_RATE = 7.292115e-5


@fast
def shrunk(r: Floats) -> Singles:
    """Return x, y, z and 1/|r| (4, n) of nodes as float32, the last repeated to whole groups."""
    n = r.shape[0]
    full = (n + GROUP - 1) // GROUP * GROUP
    out = np.empty((4, full), np.float32)
    for k in range(n):
        x, y, z = np.float32(r[k, 0]), np.float32(r[k, 1]), np.float32(r[k, 2])
        out[0, k], out[1, k], out[2, k] = x, y, z
        out[3, k] = _ONE / math.sqrt(x * x + y * y + z * z)
    for k in range(n, full):
        for row in range(4):
            out[row, k] = out[row, n - 1]
    return out


@fast
def strides(small: Singles) -> tuple[float, float]:
    """Return the longest step between nodes around the Earth, rad, and in 1/|r|, 1/m.

    By integers: a greatest float32 is not found in bulk.
    """
    around, outward = np.int32(0), np.int32(0)
    for k in range(small.shape[1] - 1):
        dx = small[0, k + 1] - small[0, k]
        dy = small[1, k + 1] - small[1, k]
        dz = small[2, k + 1] - small[2, k]
        a, b = small[3, k], small[3, k + 1]
        square = (dx * dx + dy * dy + dz * dz) * a * b
        around = max(around, np.int32(min(square, np.float32(1.9)) * _UNIT))
        outward = max(outward, np.int32(abs(a - b) * _MEGA * _UNIT))
    chord = math.sqrt(around / 2.0**30) * 1.05 + 1e-6
    return 2.0 * math.asin(min(0.5 * chord, 1.0)), (outward + 1) / 2.0**30 * 1e-6


@fast
def grouped(small: Singles) -> Singles:
    """Return (10, groups): centre, normal, least cosine to it, least and greatest 1/|r|, and off.

    Off is the greatest sine off the plane to which the normal stands.
    """
    count = small.shape[1] // GROUP
    out = np.empty((10, count), np.float32)
    for g in range(count):
        i, j = g * GROUP, g * GROUP + GROUP - 1
        a, b = small[3, i], small[3, j]
        cx = small[0, i] * a + small[0, j] * b
        cy = small[1, i] * a + small[1, j] * b
        cz = small[2, i] * a + small[2, j] * b
        size = _ONE / math.sqrt(max(cx * cx + cy * cy + cz * cz, np.float32(1e-9)))
        cx, cy, cz = cx * size, cy * size, cz * size
        nx = small[1, i] * small[2, j] - small[2, i] * small[1, j]
        ny = small[2, i] * small[0, j] - small[0, i] * small[2, j]
        nz = small[0, i] * small[1, j] - small[1, i] * small[0, j]
        size = _ONE / math.sqrt(max(nx * nx + ny * ny + nz * nz, _ONE))
        nx, ny, nz = nx * size, ny * size, nz * size
        out[0, g], out[1, g], out[2, g] = cx, cy, cz
        out[3, g], out[4, g], out[5, g] = nx, ny, nz
        least, far, near, off = np.int32(2**30), np.int32(2**30), np.int32(0), np.int32(0)
        for k in range(i, i + GROUP):
            x, y, z, w = small[0, k], small[1, k], small[2, k], small[3, k]
            least = min(least, np.int32((x * cx + y * cy + z * cz) * w * _UNIT))
            inverse = np.int32(w * _MEGA * _UNIT)
            far, near = min(far, inverse), max(near, inverse)
            off = max(off, np.int32(abs(x * nx + y * ny + z * nz) * w * _UNIT))
        out[6, g], out[9, g] = least / 2.0**30, off / 2.0**30
        out[7, g], out[8, g] = far / 2.0**30 * 1e-6, (near + 1) / 2.0**30 * 1e-6
    return out


@fast
def _reach(
    mode: int, inverse: float, least: float, tilt: float, limit: float
) -> tuple[float, float]:
    """Return cosine and sine of the greatest central angle at which a place may be seen.

    `inverse` is 1/|r| of the satellite, `least` the least distance of a place from the centre,
    `tilt` the greatest angle between a place's vertical and its direction. Elevation: the place's
    round horizon. Off-nadir: where the limit meets the ground, or else the horizon.
    """
    ratio = least * inverse
    if mode == 1:
        sine = math.sin(limit) / ratio
        if sine < math.cos(tilt):
            other = math.sqrt(1.0 - sine * sine)
            return (
                other * math.cos(limit) + sine * math.sin(limit),
                sine * math.cos(limit) - other * math.sin(limit),
            )
        limit = 0.0
    limit = max(limit - tilt, -0.5 * math.pi)
    cosine = min(ratio * math.cos(limit), 1.0)
    other = math.sqrt(1.0 - cosine * cosine)
    return (
        cosine * math.cos(limit) + other * math.sin(limit),
        other * math.cos(limit) - cosine * math.sin(limit),
    )


@fast
def _limb_is_near(inverse: float, least: float, slack: float, limit: float) -> bool:
    """Return whether an off-nadir limit may meet the ground within a step of the horizon.

    There two rules meet, so that the margin may turn twice within a step (see `happenings`).
    """
    ratio = min(least * inverse, 1.0)
    height = math.sqrt(1.0 - ratio * ratio)
    rise = min(slack / max(height, 1e-3) + 0.05, 1.5)
    reach = math.sin(limit) / ratio
    return math.cos(rise) - 0.02 < reach < 1.02 + 1.2 * rise * height / ratio


@fast
def _wider(c: float, s: float, by: float) -> tuple[float, float]:
    """Return cosine and sine of an angle made wider by so much."""
    return c * math.cos(by) - s * math.sin(by), s * math.cos(by) + c * math.sin(by)


@fast
def _floor(mode: int, radius: float, most: float, tilt: float, cosine: float) -> float:
    """Return the least level, its bound not taken off, of a node within so wide a central angle.

    It is that of the lowest satellite over the highest place.
    """
    along = radius - most * cosine
    square = radius * radius + most * most - 2.0 * radius * most * cosine
    rise = (radius * cosine - most) / math.sqrt(square) - tilt - _ROUNDING
    level = rise * abs(rise)
    if mode == 1:
        level = min(level, along * abs(along) / square)
    return level - _LEVEL_ROUNDING


@fast
def thresholds(
    groups: Singles,
    rule: tuple[int, float, float, float],
    limit: float,
    step: tuple[float, float, float],
    out: Singles,
) -> None:
    """Put five rows of what each group allows a place that it may see.

    They are the least cosine to the centre; the greatest sine off the plane; the least cosine to
    a node beside an interval in which the place is seen, and the least level of such a node, with
    the bound not taken off; and 1 where the walk must be careful, for the limb is near or a step
    is so long that the margin may turn twice in one.

    `rule` is (mode, least and greatest distance of a place, greatest tilt), `step` is (longest
    step around, longest step in 1/|r|, seconds of a step).
    """
    mode, least, most, tilt = rule
    around, outward, seconds = step
    half = 0.55 * around
    spun = _EARTH_RATE * seconds
    for g in range(groups.shape[1]):
        inverse = max(groups[7, g] - outward, 1e-12)
        c, s = _reach(mode, inverse, least, tilt, limit)
        # The direction bends by no more than this in a step, so a peak between two nodes stands
        # above the nearer one by an eighth of it.
        radial = outward / inverse
        bend = around * around + 2.0 * (radial + spun) * (around + radial) + spun * spun
        sag = 0.15 * bend
        out[2, g] = c - sag - _ROUNDING
        out[4, g] = _floor(mode, 1.0 / groups[8, g], most, tilt, out[2, g])
        out[3, g] = around > _LONG_STEP
        if mode == 1 and _limb_is_near(inverse, least, tilt + 2.0 * around, limit):
            out[3, g] = 1.0
        a, b = groups[6, g], math.sqrt(max(1.0 - groups[6, g] ** 2, 0.0))
        d, e = _wider(c, s, half)
        out[0, g] = a * d - b * e - _ROUNDING if b * d + a * e > 0.0 else -2.0
        # Along the path a step is long; off the plane it is only bent. Half a step beyond the
        # first and the last node, which lie in the plane, is less off than the node next to them.
        b, a = groups[9, g], math.sqrt(max(1.0 - groups[9, g] ** 2, 0.0))
        d, e = _wider(c, s, sag)
        out[1, g] = b * d + a * e + _ROUNDING if a * d - b * e > 0.0 else 2.0


@fast
def reaches(
    groups: Singles, limits: Singles, a: int, toward: tuple[float, float, float], out: Singles
) -> None:
    """Put a number above zero for each group from which a place in that direction may be seen."""
    fx, fy, fz = toward
    for g in range(groups.shape[1]):
        near = groups[0, g] * fx + groups[1, g] * fy + groups[2, g] * fz - limits[a, 0, g]
        off = abs(groups[3, g] * fx + groups[4, g] * fy + groups[5, g] * fz)
        out[g] = min(near, limits[a, 1, g] - off)
