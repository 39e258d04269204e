"""The dense reference of limits: each formula written a second time, straight through SGP4.

Windows above a floor come from the dense reference; inside each of them a clearance is followed
at its own fine step, its extremes hunted by thirds and its changes of sign bisected. Nothing of
the product's margins, nodes, rates, sectors or Sun is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from reference import (
    A,
    Scan,
    above,
    along,
    elevation,
    off_nadir,
    positions,
    sidereal,
    windows,
)

if TYPE_CHECKING:
    from reference import Clearance, Place
    from sgp4.api import Satrec

    Floats = np.ndarray

SUN_M, UNIT_M = 6.957e8, 1.495978707e11


def inside(
    dense: Scan, place: Place, clearance: Clearance, floor_deg: float = 0.0, step: float = 0.5
) -> Floats:
    """Return when (n, 2) a clearance is positive while the satellite is above a floor."""
    (wide,) = windows(dense, [above(place, floor_deg)])
    return parts(dense.satellite, wide, clearance, step)


def parts(satellite: Satrec, wide: Floats, clearance: Clearance, step: float) -> Floats:
    """Return when (n, 2) a clearance is positive inside given windows."""
    found = [np.empty((0, 2))]
    for start, end in wide:
        t = np.linspace(start, end, max(int(np.ceil((end - start) / step)), 8) + 1)
        found += windows(Scan(satellite, t, positions(satellite, t)[0]), [clearance])
    return np.concatenate(found)


def all_of(*clearances: Clearance) -> Clearance:
    """Return the least of several clearances."""
    return lambda r, t: np.min([each(r, t) for each in clearances], axis=0)


def level(r: Floats, place: Place) -> tuple[Floats, Floats, Floats]:
    """Return east, north and up parts of the sight from a place."""
    lat, lon = np.radians(place.lat_deg), np.radians(place.lon_deg)
    east = np.array([-np.sin(lon), np.cos(lon), 0.0])
    north = np.array([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)])
    return tuple(along(r, axis) - axis @ place.position for axis in (east, north, place.vertical))


def inner_ring(place: Place, limit_deg: float) -> Clearance:
    """Return by how much a place is further off nadir than a limit."""
    return lambda r, _t: off_nadir(r, place) - np.radians(limit_deg)


def outer_ring(place: Place, limit_deg: float) -> Clearance:
    """Return by how much a place is nearer to nadir than a limit."""
    return lambda r, _t: np.radians(limit_deg) - off_nadir(r, place)


def incidence(place: Place, low_deg: float, high_deg: float) -> Clearance:
    """Return by how much the angle from the place's vertical keeps inside its bounds."""

    def clearance(r: Floats, _t: Floats) -> Floats:
        e, n, u = level(r, place)
        angle = np.arctan2(np.hypot(e, n), u)
        return np.minimum(angle - np.radians(low_deg), np.radians(high_deg) - angle)

    return clearance


def distance(place: Place, low_m: float, high_m: float) -> Clearance:
    """Return by how much the distance keeps inside its bounds, m."""

    def clearance(r: Floats, _t: Floats) -> Floats:
        far = np.sqrt(((r - place.position) ** 2).sum(axis=1))
        return np.minimum(far - low_m, high_m - far)

    return clearance


def side(place: Place, satellite: Satrec, wanted: str) -> Clearance:
    """Return how far a place lies to one side of the ground track's course.

    On the sphere: the sine of the difference between the bearing of the place and the course,
    times that of the arc to it; the course is that of positions one and two seconds either way.
    """
    sign = 1.0 if wanted == "right" else -1.0
    x, y, z = place.position / np.sqrt(place.position @ place.position)
    lat, lon = np.arcsin(z), np.arctan2(y, x)

    def clearance(r: Floats, t: Floats) -> Floats:
        there = [positions(satellite, t + shift)[0] for shift in (-2.0, -1.0, 1.0, 2.0)]
        v = (there[0] - 8.0 * there[1] + 8.0 * there[2] - there[3]) / 12.0
        phi = np.arctan2(r[:, 2], np.hypot(r[:, 0], r[:, 1]))
        lam = np.arctan2(r[:, 1], r[:, 0])
        eastward = v[:, 1] * np.cos(lam) - v[:, 0] * np.sin(lam)
        outward = v[:, 0] * np.cos(lam) + v[:, 1] * np.sin(lam)
        northward = v[:, 2] * np.cos(phi) - outward * np.sin(phi)
        toward_east = np.cos(lat) * np.sin(lon - lam)
        toward_north = np.sin(lat) * np.cos(phi) - np.cos(lat) * np.sin(phi) * np.cos(lon - lam)
        course = np.hypot(eastward, northward)
        return sign * (toward_east * northward - toward_north * eastward) / course

    return clearance


def over_mask(place: Place, points_deg: list[tuple[float, float]]) -> Clearance:
    """Return by how much a satellite stands above a mask given as (azimuth, elevation)."""
    azimuth, least = (np.radians(column) for column in zip(*points_deg, strict=True))
    # Three turns of the table, so that no wrap is needed.
    turns = np.concatenate([azimuth - 2.0 * np.pi, azimuth, azimuth + 2.0 * np.pi])
    levels = np.tile(least, 3)

    def clearance(r: Floats, _t: Floats) -> Floats:
        e, n, _ = level(r, place)
        bearing = np.arctan2(e, n)
        k = np.searchsorted(turns, bearing, side="right") - 1
        part = (bearing - turns[k]) / (turns[k + 1] - turns[k])
        return elevation(r, place) - (1.0 - part) * levels[k] - part * levels[k + 1]

    return clearance


def sun_angles(t: Floats) -> tuple[Floats, Floats]:
    """Return the Sun's right ascension and declination, rad (Astronomical Almanac, page C5)."""
    n = t / 86400.0 - 10957.5
    g = np.radians(357.528) + np.radians(0.9856003) * n
    ecliptic = np.radians(280.460 + 1.915 * np.sin(g) + 0.020 * np.sin(2.0 * g)) + (
        np.radians(0.9856474) * n
    )
    tilt = np.radians(23.439 - 0.0000004 * n)
    right = np.arctan2(np.cos(tilt) * np.sin(ecliptic), np.cos(ecliptic))
    return right, np.arcsin(np.sin(tilt) * np.sin(ecliptic))


def sun_over(place: Place, low_deg: float, high_deg: float = 90.0) -> Clearance:
    """Return by how much the Sun's elevation, by its hour angle, keeps inside its bounds."""
    lat, lon = np.radians(place.lat_deg), np.radians(place.lon_deg)

    def clearance(_r: Floats, t: Floats) -> Floats:
        right, declination = sun_angles(t)
        hour = sidereal(t) + lon - right
        sine = np.sin(lat) * np.sin(declination)
        sine = sine + np.cos(lat) * np.cos(declination) * np.cos(hour)
        height = np.arcsin(np.clip(sine, -1.0, 1.0))
        return np.minimum(height - np.radians(low_deg), np.radians(high_deg) - height)

    return clearance


def lit(wanted: bool = True) -> Clearance:  # noqa: FBT001, FBT002 - as the product's value
    """Return how far, m, a satellite is outside the shadow (or inside it): a cone that widens."""
    sign = 1.0 if wanted else -1.0

    def clearance(r: Floats, t: Floats) -> Floats:
        right, declination = sun_angles(t)
        west = right - sidereal(t)
        x, y, z = (
            np.cos(declination) * np.cos(west),
            np.cos(declination) * np.sin(west),
            np.sin(declination),
        )
        behind = -(r[:, 0] * x + r[:, 1] * y + r[:, 2] * z)
        aside = np.linalg.norm(np.cross(r, np.stack([x, y, z], axis=1)), axis=1)
        outside = aside - (A + behind * (SUN_M + A) / UNIT_M)
        return sign * np.where(behind > 0.0, outside, np.maximum(outside, 1.0))

    return clearance
