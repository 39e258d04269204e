"""The Sun: its direction, its elevation over a place, daylight, and the Earth's shadow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.orbits.frames import WGS84_A, dot
from artel.orbits.search import roots
from artel.orbits.time import DAY, JD_J2000, JD_POSIX, gmst82

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

_STEP = 600.0
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
    """Return for each vertical (m, 3) the intervals (k, 2) with the Sun above `min_elevation`."""
    t = np.linspace(*span, max(2, math.ceil((span[1] - span[0]) / _STEP) + 1))
    bound = math.sin(min_elevation)
    margin = sun_direction(t) @ vertical.T - bound
    return [_lit(t, margin[:, j], vertical[j], bound) for j in range(len(vertical))]


def _lit(t: Floats, margin: Floats, vertical: Floats, bound: float) -> Floats:
    up = margin > 0.0
    k = np.flatnonzero(up[:-1] != up[1:])
    fine = np.full(k.size, 1e-4)
    edges = roots(lambda x, _n: sun_direction(x) @ vertical - bound, t[k], t[k + 1], fine) \
        if k.size else np.empty(0)  # fmt: skip
    first, last = t[:1] if up[0] else t[:0], t[-1:] if up[-1] else t[:0]
    return np.concatenate([first, edges, last]).reshape(-1, 2)


def sunlit(r: Floats, t: ArrayLike) -> Any:
    """Return whether satellites at ITRF positions r (…, 3) see all of the Sun.

    A cone from the Sun's rim past a round Earth (penumbra counts as shadow).
    """
    toward = sun_direction(t)
    along = dot(r, toward)
    aside = np.sqrt(np.maximum(dot(r, r) - along**2, 0.0))
    spread = (SUN_RADIUS + WGS84_A) / ASTRONOMICAL_UNIT
    return (along > 0.0) | (aside > WGS84_A - along * spread)
