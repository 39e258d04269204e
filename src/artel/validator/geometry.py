"""Where a camera looks: axes, ray and ellipsoid, incidence, GSD, strips and footprints.

Everything here is in ITRF, metres and radians on the last axis xyz, and is written from the
definitions, apart from the planner's code:

- nadir is towards the centre of the Earth; along is the Earth-fixed velocity without its part
  along the radius; cross = along x radius, to the right of flight;
- the unit vector of (roll, pitch) is sin p along + cos p (sin r cross + cos r nadir).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.frames import WGS84_A, WGS84_B, itrf_to_geodetic, up

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def norm(v: Floats) -> Floats:
    """Return lengths of vectors on the last axis."""
    return np.asarray(np.linalg.norm(v, axis=-1))


def inner(a: Floats, b: Floats) -> Floats:
    """Return inner products on the last axis."""
    return np.asarray(np.sum(a * b, axis=-1))


@dataclass(frozen=True, slots=True)
class Axes:
    """Orbital axes at states: unit vectors (..., 3) and the position they stand at."""

    origin: Floats
    along: Floats
    cross: Floats
    nadir: Floats


def axes_at(r: Floats, v: Floats) -> Axes:
    """Return the orbital axes of ITRF positions and Earth-fixed velocities (..., 3)."""
    outward = r / norm(r)[..., None]
    level = v - inner(v, outward)[..., None] * outward
    along = level / norm(level)[..., None]
    return Axes(r, along, np.cross(along, outward), -outward)


def angles_to(axes: Axes, p: Floats) -> tuple[Floats, Floats]:
    """Return (roll, pitch) under which points (..., 3) are seen."""
    sight = p - axes.origin
    forward = inner(sight, axes.along) / norm(sight)
    roll = np.arctan2(inner(sight, axes.cross), inner(sight, axes.nadir))
    return np.asarray(roll), np.asarray(np.arcsin(np.clip(forward, -1.0, 1.0)))


def in_axes(roll: Floats, pitch: Floats) -> Floats:
    """Return unit vectors (..., 3) of (roll, pitch) as components along, cross, nadir."""
    roll, pitch = np.broadcast_arrays(np.asarray(roll, float), np.asarray(pitch, float))
    level = np.cos(pitch)
    return np.stack([np.sin(pitch), level * np.sin(roll), level * np.cos(roll)], axis=-1)


def direction(axes: Axes, roll: Floats, pitch: Floats) -> Floats:
    """Return unit lines of sight (..., 3) in ITRF."""
    part = in_axes(roll, pitch)
    return np.asarray(
        part[..., :1] * axes.along + part[..., 1:2] * axes.cross + part[..., 2:] * axes.nadir
    )


def off_nadir(roll: Floats, pitch: Floats) -> Floats:
    """Return the angle to the nadir: cos = cos pitch cos roll."""
    return np.asarray(np.arccos(np.clip(np.cos(pitch) * np.cos(roll), -1.0, 1.0)))


_SHRINK = np.array([1.0 / WGS84_A, 1.0 / WGS84_A, 1.0 / WGS84_B])


def ground(origin: Floats, sight: Floats) -> Floats:
    """Return where rays first meet WGS84, (..., 3); NaN where they miss.

    The ellipsoid is shrunk to the unit sphere: |o + s d| = 1 is a quadratic in s. The nearer
    root is taken as c / (-b + root), which does not cancel.
    """
    o, d = origin * _SHRINK, sight * _SHRINK
    a, half_b, c = inner(d, d), inner(o, d), inner(o, o) - 1.0
    inside = half_b**2 - a * c
    meets = (inside >= 0.0) & (half_b < 0.0)
    root = np.sqrt(np.where(meets, inside, np.nan))
    return np.asarray(origin + (c / (-half_b + root))[..., None] * sight)


def vertical(p: Floats) -> Floats:
    """Return the geodetic vertical at ITRF points near the ground."""
    lat, lon, _ = itrf_to_geodetic(p)
    return np.asarray(up(lat, lon))


def incidence(r: Floats, p: Floats) -> Floats:
    """Return the angle at p between the geodetic vertical and the line to the satellite."""
    back = r - p
    cosine = inner(back, vertical(p)) / norm(back)
    return np.asarray(np.arccos(np.clip(cosine, -1.0, 1.0)))


def elevation_deg(r: Floats, site: Floats, upward: Floats) -> Floats:
    """Return the elevation in degrees of satellites r (..., 3) over a site."""
    sight = r - site
    return np.asarray(np.degrees(np.arcsin(np.clip(inner(sight, upward) / norm(sight), -1, 1))))


def azimuth_deg(r: Floats, site: Floats, upward: Floats) -> Floats:
    """Return the azimuth in degrees, north over east, of satellites r (..., 3) over a site.

    North is the pole's direction less its part along the vertical.
    """
    sight = r - site
    pole = np.array([0.0, 0.0, 1.0])
    north = pole - upward[2] * upward
    east = np.cross(pole, upward)
    return np.asarray(np.degrees(np.arctan2(sight @ east, sight @ north)) % 360.0)


def degrees_of(p: Floats) -> Floats:
    """Return [lon, lat] in degrees, (..., 2), of ITRF points."""
    lat, lon, _ = itrf_to_geodetic(p)
    return np.asarray(np.degrees(np.stack([lon, lat], axis=-1)))


def unwrapped(lon_lat: Floats) -> Floats:
    """Return [lon, lat] rows with longitudes made continuous along the rows."""
    lon = np.unwrap(lon_lat[:, 0], period=360.0)
    return np.column_stack([lon, lon_lat[:, 1]])
