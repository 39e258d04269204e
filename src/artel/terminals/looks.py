"""Angles and ranges between a terminal and a satellite, over any number of instants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.frames import dot, geodetic_to_itrf, length, unit, up
from artel.orbits.tracks import state

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from artel.orbits.tracks import Track
    from artel.terminals.places import Whereabouts
    from artel.terminals.tables import Beam, Pointing

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """How terminal and satellite see each other: (n,) each, metres and degrees.

    `off_boresight_deg` is at the terminal, from where its antenna looks; `off_beam_deg` at the
    satellite, from the axis of its beam.
    """

    t: Floats
    elevation_deg: Floats
    slant_m: Floats
    off_boresight_deg: Floats
    off_beam_deg: Floats


def look(
    track: Track,
    where: Whereabouts,
    t: ArrayLike,
    *,
    pointing: Pointing | None = None,
    beam: Beam | None = None,
) -> Look:
    """Return the look at instants inside the track.

    Without `pointing` the terminal's antenna looks at the zenith; without `beam`, or with one
    that has no place, the satellite's looks straight down.
    """
    when = np.atleast_1d(np.asarray(t, float))
    r, _ = state(track, when)
    lat, lon, height = where.at(when)
    p, vertical = geodetic_to_itrf(lat, lon, height), up(lat, lon)
    sight = r - p
    slant = length(sight)
    elevation = np.degrees(np.arcsin(np.clip(dot(sight, vertical) / slant, -1.0, 1.0)))
    boresight = vertical if pointing is None else _direction(lat, lon, pointing)
    axis = -r if beam is None or beam.lat_deg is None else _spot(beam) - r
    return Look(when, elevation, slant, _angle(sight, boresight), _angle(-sight, axis))


def _direction(lat: Floats, lon: Floats, pointing: Pointing) -> Floats:
    azimuth, elevation = np.radians([pointing.azimuth_deg, pointing.elevation_deg])
    vertical = up(lat, lon)
    zero = np.zeros_like(lon)
    east = np.stack([-np.sin(lon), np.cos(lon), zero], axis=-1)
    north = np.cross(vertical, east)
    level = np.sin(azimuth) * east + np.cos(azimuth) * north
    return np.asarray(np.cos(elevation) * level + np.sin(elevation) * vertical)


def _spot(beam: Beam) -> Floats:
    return geodetic_to_itrf(np.radians(beam.lat_deg or 0.0), np.radians(beam.lon_deg or 0.0))


def _angle(a: Floats, b: Floats) -> Floats:
    return np.asarray(np.degrees(np.arccos(np.clip(dot(unit(a), unit(b)), -1.0, 1.0))))
