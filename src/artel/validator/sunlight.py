"""The elevation of the Sun, from the low-precision formulas of the Astronomical Almanac.

The Astronomical Almanac (page C5, "Low precision formulas for the Sun"): 0.01 degree from 1950
to 2050. Nutation and refraction are left out, aberration is inside the mean longitude.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.time import JD_J2000, gmst82, julian_split

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def sun_direction(t: Floats) -> Floats:
    """Return unit vectors (..., 3) in ITRF towards the Sun at POSIX seconds t (...)."""
    jd, fraction = julian_split(t)
    days = jd - JD_J2000 + fraction
    mean_longitude = np.radians((280.460 + 0.9856474 * days) % 360.0)
    anomaly = np.radians((357.528 + 0.9856003 * days) % 360.0)
    longitude = mean_longitude + np.radians(1.915 * np.sin(anomaly) + 0.020 * np.sin(2.0 * anomaly))
    obliquity = np.radians(23.439 - 4.0e-7 * days)
    ascension = np.arctan2(np.cos(obliquity) * np.sin(longitude), np.cos(longitude))
    declination = np.arcsin(np.sin(obliquity) * np.sin(longitude))
    hour = ascension - gmst82(t)
    level = np.cos(declination)
    return np.stack([level * np.cos(hour), level * np.sin(hour), np.sin(declination)], axis=-1)


def sun_elevation_deg(t: Floats, vertical: Floats) -> Floats:
    """Return the Sun's elevation in degrees at t (...) over the geodetic vertical (..., 3)."""
    sine = np.sum(sun_direction(t) * vertical, axis=-1)
    return np.asarray(np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0))))
