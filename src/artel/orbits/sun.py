"""The Sun: its direction, its elevation over a place, daylight, and the Earth's shadow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.orbits.frames import WGS84_A, dot
from artel.orbits.pieces import bends, crossings, positive
from artel.orbits.time import DAY, JD_J2000, JD_POSIX, gmst82
from artel.orbits.tracks import hermite, state

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from artel.orbits.tracks import Track

    Floats = NDArray[np.float64]

_STEP = 300.0
_SITES = 1000
"""Places looked at in one go."""
SUN_RADIUS = 6.957e8
ASTRONOMICAL_UNIT = 1.495978707e11


def sun_direction(t: ArrayLike) -> Floats:
    """Return the unit vector (…, 3) to the Sun in ITRF at POSIX seconds t.

    The Astronomical Almanac's low-precision Sun (page C5), good to 0.01 degree from 1950 to
    2050; aberration is in it.
    """
    t = np.asarray(t, float)
    days = t / DAY + (JD_POSIX - JD_J2000)
    anomaly = np.radians(357.528 + 0.9856003 * days)
    mean = 280.460 + 0.9856474 * days
    longitude = np.radians(mean + 1.915 * np.sin(anomaly) + 0.020 * np.sin(2.0 * anomaly))
    tilt = np.radians(23.439 - 4e-7 * days)
    x, y = np.cos(longitude), np.cos(tilt) * np.sin(longitude)
    z = np.sin(tilt) * np.sin(longitude)
    theta = gmst82(t)
    cos, sin = np.cos(theta), np.sin(theta)
    return np.stack([cos * x + sin * y, cos * y - sin * x, z], axis=-1)


def sun_elevation(t: ArrayLike, vertical: Floats) -> Any:
    """Return the Sun's geometric elevation, rad, at POSIX seconds t over verticals (…, 3)."""
    return np.arcsin(np.clip(dot(sun_direction(t), vertical), -1.0, 1.0))


def daylight(vertical: Floats, min_elevation: float, span: tuple[float, float]) -> list[Floats]:
    """Return for each vertical (m, 3) the intervals (k, 2) with the Sun above `min_elevation`.

    The Sun's way over each place is taken between nodes five minutes apart by cubics (error 10
    microseconds, unless the Sun only touches the limit).
    """
    t = np.linspace(*span, max(2, math.ceil((span[1] - span[0]) / _STEP) + 1))
    nodes = t, sun_direction(t), _turning(t)
    bound = math.sin(min_elevation)
    out: list[Floats] = []
    for first in range(0, len(vertical), _SITES):
        out += _lit(nodes, vertical[first : first + _SITES], bound)
    return out


def _turning(t: Floats) -> Floats:
    """Return the rate (n, 3), 1/s, of the Sun's direction in ITRF."""
    return (sun_direction(t + 1.0) - sun_direction(t - 1.0)) * 0.5


def _lit(nodes: tuple[Floats, Floats, Floats], vertical: Floats, bound: float) -> list[Floats]:
    t, toward, turning = nodes
    value, rate = toward @ vertical.T - bound, turning @ vertical.T
    ends = (value[:-1], rate[:-1]), (value[1:], rate[1:])
    k, site = np.nonzero(((ends[0][0] > 0.0) != (ends[1][0] > 0.0)) | bends(ends))
    (ga, da), (gb, db) = ((g[k, site], d[k, site]) for g, d in ends)
    h = t[1] - t[0]

    def curve(x: Floats, n: NDArray[np.int64]) -> tuple[Floats, Floats]:
        u = (x - t[k[n]]) / h
        chord = gb[n] - ga[n]
        bend = (da[n] + db[n]) * h - 2.0 * chord
        turn = 3.0 * chord - (2.0 * da[n] + db[n]) * h
        value = ga[n] + u * (da[n] * h + u * (turn + u * bend))
        return value, da[n] + u * (2.0 * turn + 3.0 * u * bend) / h

    number, at = crossings(curve, (t[k], t[k + 1]), np.arange(k.size), ((ga, da), (gb, db)))
    first, last = np.flatnonzero(value[0] > 0.0), np.flatnonzero(value[-1] > 0.0)
    owner = np.concatenate([first, site[number], last])
    edges = np.concatenate([np.full(first.size, t[0]), at, np.full(last.size, t[-1])])
    order = np.lexsort((edges, owner))
    counts = np.bincount(owner, minlength=len(vertical)) // 2
    return np.split(edges[order].reshape(-1, 2), np.cumsum(counts)[:-1])


def sunlit(r: Floats, t: ArrayLike) -> Any:
    """Return whether satellites at ITRF positions r (…, 3) see all of the Sun.

    A cone from the Sun's rim past a round Earth (penumbra counts as shadow).
    """
    toward = sun_direction(t)
    along = dot(r, toward)
    aside = np.sqrt(np.maximum(dot(r, r) - along**2, 0.0))
    spread = (SUN_RADIUS + WGS84_A) / ASTRONOMICAL_UNIT
    return (along > 0.0) | (aside > WGS84_A - along * spread)


def sunlit_intervals(track: Track) -> Floats:
    """Return when (k, 2), POSIX s, the satellite of a track sees all of the Sun, as in `sunlit`."""
    if track.empty:
        return np.empty((0, 2))
    inside = (track.t > track.start) & (track.t < track.end)
    t = np.concatenate([[track.start], track.t[inside], [track.end]])

    h = _STEP
    nodes: Floats = track.start + h * np.arange(math.ceil((track.end - track.start) / h) + 1.0)
    toward, turning = sun_direction(nodes), _turning(nodes)

    def curve(x: Floats, _: NDArray[np.int64]) -> tuple[Floats, Floats]:
        k = np.clip(((x - nodes[0]) / h).astype(int), 0, nodes.size - 2)
        at = ((x - nodes[k]) / h)[:, None], h
        sun = hermite(toward[k], turning[k], toward[k + 1], turning[k + 1], at)
        return _clear_of_shadow(*state(track, x), *sun)

    which = np.zeros(t.size, np.int64)
    _, start, end = positive(curve, t, which, curve(t, which))
    return np.stack([start, end], axis=1)


def _clear_of_shadow(
    r: Floats, v: Floats, toward: Floats, turning: Floats
) -> tuple[Floats, Floats]:
    """Return how far, m, satellites are outside the shadow's cone, and the rate, m/s.

    Ahead of the Earth it is the height over its equator's sphere, so that the way round is smooth.
    The direction to the Sun and its rate are ITRF, (n, 3) as the states.
    """
    along = dot(r, toward)
    rate = np.where(along < 0.0, dot(v, toward) + dot(r, turning), 0.0)
    along = np.minimum(along, 0.0)
    aside = np.sqrt(np.maximum(dot(r, r) - along**2, 1.0))
    spread = (SUN_RADIUS + WGS84_A) / ASTRONOMICAL_UNIT
    return (
        aside + along * spread - WGS84_A,
        (dot(r, v) - along * rate) / aside + rate * spread,
    )


def outside(intervals: Floats, span: tuple[float, float]) -> Floats:
    """Return the rest (k, 2) of a span: where none of sorted, disjoint intervals is."""
    edges = np.concatenate([[span[0]], np.ravel(intervals), [span[1]]]).reshape(-1, 2)
    return edges[edges[:, 1] > edges[:, 0]]
