"""Imaging geometry: attitude in orbital axes, where it looks, how fine, and what it exposes.

Orbital axes at an instant, from the ITRF position and the Earth-fixed velocity: `nadir` points to
the Earth's centre, `along` is the velocity without its vertical part, `cross` lies to the right
of the flight. Taking the Earth-fixed velocity means that the satellite steers its yaw so that
scan lines lie across the ground track, as push-broom imagers do. Roll turns about `along`
(positive looks right), then pitch looks ahead (positive) or back;
cos(off-nadir) = cos(roll) cos(pitch).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.orbits.frames import WGS84_A, WGS84_B, dot, length, unit
from artel.orbits.search import roots
from artel.orbits.tracks import state

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from artel.orbits.tracks import Track

    Floats = NDArray[np.float64]

_FINE = 1e-5
_SQUASH = np.array([1.0, 1.0, WGS84_A / WGS84_B])


def orbital_axes(r: Floats, v: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the unit axes (along, cross, nadir), each (…, 3), of ITRF states."""
    outward = unit(r)
    along = unit(v - dot(v, outward)[..., None] * outward)
    return along, np.cross(along, outward), -outward


def look(r: Floats, v: Floats, p: Floats) -> tuple[Any, Any, Any]:
    """Return (roll, pitch, slant range) of the sight from states to places p; rad, rad, m."""
    along, cross, nadir = orbital_axes(r, v)
    sight = p - r
    slant = length(sight)
    pitch = np.arcsin(np.clip(dot(sight, along) / slant, -1.0, 1.0))
    return np.arctan2(dot(sight, cross), dot(sight, nadir)), pitch, slant


def boresight(r: Floats, v: Floats, roll: ArrayLike, pitch: ArrayLike) -> Floats:
    """Return the unit vector (…, 3) along which an attitude looks."""
    along, cross, nadir = orbital_axes(r, v)
    a, c, n = attitude_vector(roll, pitch)
    return a[..., None] * along + c[..., None] * cross + n[..., None] * nadir


def attitude_vector(roll: ArrayLike, pitch: ArrayLike) -> tuple[Any, Any, Any]:
    """Return the parts (along, cross, nadir) of an attitude's boresight in orbital axes."""
    roll, pitch = np.broadcast_arrays(np.asarray(roll, float), np.asarray(pitch, float))
    return np.sin(pitch), np.cos(pitch) * np.sin(roll), np.cos(pitch) * np.cos(roll)


def attitude_angle(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the angle, rad, between two attitudes given as (roll, pitch)."""
    # One pair at a time is asked for, millions of times: floats are far quicker than arrays of one.
    x, y = _one_vector(*a), _one_vector(*b)
    # The half-angle form stays exact for the smallest turns.
    apart = math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2])
    return 2.0 * math.atan2(apart, math.hypot(x[0] + y[0], x[1] + y[1], x[2] + y[2]))


def _one_vector(roll: float, pitch: float) -> tuple[float, float, float]:
    level = math.cos(pitch)
    return math.sin(pitch), level * math.sin(roll), level * math.cos(roll)


def ground_point(r: Floats, sight: Floats) -> Floats:
    """Return where unit sights (…, 3) from r first meet WGS84, or NaN where they miss it."""
    near, toward = r * _SQUASH, sight * _SQUASH
    a, b = dot(toward, toward), dot(near, toward)
    c = dot(near, near) - WGS84_A**2
    with np.errstate(invalid="ignore"):
        far = (-b - np.sqrt(b * b - a * c)) / a
    far = np.where(far > 0.0, far, np.nan)
    return r + far[..., None] * sight


def vertical_at(p: Floats) -> Floats:
    """Return the geodetic vertical (…, 3) of points on WGS84."""
    return unit(p * np.array([1.0, 1.0, (WGS84_A / WGS84_B) ** 2]))


def incidence(r: Floats, p: Floats, vertical: Floats) -> Any:
    """Return the angle, rad, at p between its vertical and the satellite at r."""
    sight = r - p
    return np.arccos(np.clip(dot(sight, vertical) / length(sight), -1.0, 1.0))


def optical_gsd(gsd: ArrayLike, altitude: ArrayLike, slant: ArrayLike, angle: ArrayLike) -> Any:
    """Return the ground sample distance, m, at a slant range and incidence.

    `gsd` holds at nadir from `altitude`. Along the track a pixel grows with the range, across it
    with the range over cos(incidence); the value is their geometric mean.
    """
    ratio = np.asarray(slant, float) / np.asarray(altitude, float)
    return np.asarray(gsd, float) * ratio / np.sqrt(np.cos(angle))


def optical_half_field(swath: float, altitude: float) -> float:
    """Return half the field of view, rad, of a swath on a flat ground under `altitude`."""
    return float(np.arctan2(0.5 * swath, altitude))


def radar_half_field(swath: ArrayLike, slant: ArrayLike, angle: ArrayLike) -> Any:
    """Return half the angle, rad, under which a ground swath is seen at range and incidence."""
    return np.arctan(0.5 * np.asarray(swath, float) * np.cos(angle) / np.asarray(slant, float))


def times_at_pitch(track: Track, p: Floats, pitch: ArrayLike, start: Floats, end: Floats) -> Floats:
    """Return when (m,) places p (m, 3) are seen under a pitch between start and end (m,).

    NaN where they are not. The pitch to a place falls all through a pass.
    """
    wanted = np.broadcast_to(np.sin(np.asarray(pitch, float)), start.shape)

    def excess(t: Floats, which: NDArray[np.int64]) -> Floats:
        r, v = state(track, t)
        return np.sin(look(r, v, p[which])[1]) - wanted[which]

    low, high = np.maximum(start, track.start), np.minimum(end, track.end)
    out = np.full(start.shape, np.nan)
    some = high > low
    fine = np.full(int(some.sum()), _FINE)
    numbers = np.flatnonzero(some)
    out[some] = roots(lambda t, n: excess(t, numbers[n]), low[some], high[some], fine)
    return out


def swath_edges(
    track: Track, times: Floats, roll: float, pitch: float, half_field: float
) -> tuple[Floats, Floats]:
    """Return the left and right edge points (k, 3) that an attitude exposes at times (k,)."""
    r, v = state(track, times)
    left = ground_point(r, boresight(r, v, roll - half_field, pitch))
    return left, ground_point(r, boresight(r, v, roll + half_field, pitch))


def ground_speed(track: Track, t: Floats, roll: ArrayLike, pitch: ArrayLike) -> Any:
    """Return how fast, m/s, the boresight of a held attitude moves over the ground at t (…)."""
    half = 0.5
    points = []
    for at in (t - half, t + half):
        r, v = state(track, at)
        points.append(ground_point(r, boresight(r, v, roll, pitch)))
    return length(points[1] - points[0]) / (2.0 * half)
