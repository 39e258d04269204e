"""Frames: TEME of SGP4, Earth-fixed ITRF, geodetic positions on WGS84, elevation, azimuth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.orbits.time import EARTH_RATE, gmst82

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

WGS84_A = 6378137.0
"""Equatorial radius, m (NIMA TR8350.2)."""
WGS84_F = 1.0 / 298.257223563
WGS84_B = WGS84_A * (1.0 - WGS84_F)
_E2 = WGS84_F * (2.0 - WGS84_F)


def length(v: Floats) -> Any:
    """Return the length of vectors on the last axis."""
    return np.sqrt(np.einsum("...i,...i->...", v, v))


def dot(a: Floats, b: Floats) -> Any:
    """Return the inner product on the last axis, broadcasting."""
    return (a * b).sum(axis=-1)


def unit(v: Floats) -> Floats:
    """Return vectors of length one."""
    return v / length(v)[..., None]


def up(lat: ArrayLike, lon: ArrayLike) -> Floats:
    """Return the geodetic vertical (outward normal of WGS84) at latitude and longitude, rad."""
    lat, lon = np.broadcast_arrays(np.asarray(lat, float), np.asarray(lon, float))
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)


def geodetic_to_itrf(lat: ArrayLike, lon: ArrayLike, height: ArrayLike = 0.0) -> Floats:
    """Return ITRF positions (…, 3), m, of geodetic latitude and longitude, rad, and height, m."""
    lat, lon, height = np.broadcast_arrays(
        np.asarray(lat, float), np.asarray(lon, float), np.asarray(height, float)
    )
    prime = WGS84_A / np.sqrt(1.0 - _E2 * np.sin(lat) ** 2)
    scale = np.stack([prime + height, prime + height, prime * (1.0 - _E2) + height], axis=-1)
    return scale * up(lat, lon)


def itrf_to_geodetic(p: Floats) -> tuple[Any, Any, Any]:
    """Return (latitude, longitude, height) in rad and m of ITRF positions (…, 3).

    Bowring's parametric start and two of his steps: below a micrometre from the centre's
    neighbourhood out to the geostationary ring.
    """
    x, y, z = p[..., 0], p[..., 1], p[..., 2]
    rho = np.hypot(x, y)
    second = _E2 / (1.0 - _E2)
    beta = np.arctan2(z * WGS84_A, rho * WGS84_B)
    lat = beta
    for _ in range(3):
        lat = np.arctan2(
            z + second * WGS84_B * np.sin(beta) ** 3, rho - _E2 * WGS84_A * np.cos(beta) ** 3
        )
        beta = np.arctan2((1.0 - WGS84_F) * np.sin(lat), np.cos(lat))
    sin, cos = np.sin(lat), np.cos(lat)
    height = rho * cos + z * sin - WGS84_A * np.sqrt(1.0 - _E2 * sin**2)
    return lat, np.arctan2(y, x), height


def height_of(p: Floats) -> Any:
    """Return the height over WGS84, m, of ITRF or TEME positions (…, 3)."""
    return itrf_to_geodetic(p)[2]


def teme_to_itrf(r: Floats, v: Floats, t: ArrayLike) -> tuple[Floats, Floats]:
    """Return ITRF positions and Earth-fixed velocities of TEME ones (…, 3) at POSIX seconds t."""
    theta = gmst82(np.asarray(t, float))
    position = _turned(r, theta)
    return position, _turned(v, theta) - _spun(position)


def itrf_to_teme(r: Floats, v: Floats, t: ArrayLike) -> tuple[Floats, Floats]:
    """Return TEME positions and inertial velocities of ITRF ones (…, 3) at POSIX seconds t."""
    theta = gmst82(np.asarray(t, float))
    return _turned(r, -theta), _turned(v + _spun(r), -theta)


def _turned(a: Floats, theta: Any) -> Floats:
    cos, sin = np.cos(theta), np.sin(theta)
    x, y = a[..., 0], a[..., 1]
    return np.stack([cos * x + sin * y, cos * y - sin * x, a[..., 2]], axis=-1)


def _spun(r: Floats) -> Floats:
    """Return the velocity of the turning Earth at r."""
    return EARTH_RATE * np.stack([-r[..., 1], r[..., 0], np.zeros_like(r[..., 0])], axis=-1)


def elevation(satellite: Floats, site: Floats, vertical: Floats) -> Any:
    """Return the elevation, rad, of satellites seen from sites with that geodetic vertical."""
    sight = satellite - site
    return np.arcsin(np.clip(dot(sight, vertical) / length(sight), -1.0, 1.0))


def azimuth(satellite: Floats, site: Floats, vertical: Floats) -> Any:
    """Return the azimuth from north over east, rad in [0, 2 pi), of satellites seen from sites."""
    sight = satellite - site
    lon = np.arctan2(vertical[..., 1], vertical[..., 0])
    zero = np.zeros_like(lon)
    east = np.stack([-np.sin(lon), np.cos(lon), zero], axis=-1)
    north = np.cross(vertical, east)
    return np.arctan2(dot(sight, east), dot(sight, north)) % (2.0 * math.pi)


def apparent_horizon(min_elevation: ArrayLike) -> Any:
    """Return the geometric elevation, rad, at which an object appears at `min_elevation`.

    Bennett 1982 (J. Navigation 35, 255) at 1010 hPa and 10 C: 34' at the horizon.
    """
    apparent = np.degrees(np.asarray(min_elevation, float))
    arcmin = 1.0 / np.tan(np.radians(apparent + 7.31 / (apparent + 4.4)))
    return np.asarray(min_elevation, float) - np.radians(np.maximum(arcmin, 0.0) / 60.0)
