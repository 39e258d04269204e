"""One image derived anew from orbit, attitude and target."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.commons.shapes import positions
from artel.orbits.frames import geodetic_to_itrf
from artel.validator import geometry as geo
from artel.validator.sunlight import sun_elevation_deg

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from artel.validator.document import Image
    from artel.validator.facts import Order, Satellite, Sensor
    from artel.validator.positions import Motion

    Floats = NDArray[np.float64]

_SPACING_M = 2500.0
"""Strips are checked at least this often along their line or outline."""
_METRES_PER_DEG = 111_320.0
_EDGE_TIMES = 41
_FIELD_ANGLES = 33
_BEYOND_HORIZON = 1e-6
_AROUND_S = 5.0
"""How far outside an image the crossing of a vertex is looked for, to say by how much it missed."""


@dataclass(frozen=True, slots=True)
class Shot:
    """An image together with the order, satellite, sensor and motion that it names."""

    image: Image
    order: Order
    satellite: Satellite
    sensor: Sensor
    motion: Motion

    @property
    def roll(self) -> float:
        """Stated roll, rad."""
        return float(np.radians(self.image.roll_deg))

    @property
    def pitch(self) -> float:
        """Stated pitch, rad."""
        return float(np.radians(self.image.pitch_deg))


@dataclass(frozen=True, slots=True)
class Crossing:
    """When and under which roll the points of a strip are abeam; NaN where they never are."""

    times: Floats
    rolls: Floats
    gsd: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What an image really is, given its attitude and times (degrees, metres, seconds)."""

    miss_m: float
    off_nadir_deg: float
    incidence_deg: float
    side: str
    sun_elevation_deg: float
    gsd_m: float
    finest_gsd_m: float
    half_field_deg: float
    scene_s: float
    footprint: Floats
    crossing: Crossing | None


def derive(shot: Shot) -> Derived | None:
    """Return what the image really is, or None where its field misses the Earth in part."""
    middle = np.array([shot.image.middle])
    axes = geo.axes_at(*shot.motion.state(middle))
    aim = geo.ground(axes.origin, geo.direction(axes, np.array(shot.roll), np.array(shot.pitch)))
    place = _place(shot.order)
    target = place if shot.order.is_point else aim
    slant = geo.norm(target - axes.origin)
    incidence = geo.incidence(axes.origin, target)
    half = _half_field(shot.sensor, slant, incidence)
    footprint = _footprint(shot, half)
    if not (np.isfinite(aim).all() and np.isfinite(footprint).all()):
        return None
    single = not (shot.order.is_point or shot.order.is_filled)
    crossing = _crossing(shot) if single else None
    finest, coarsest = _range(shot, half)
    here = coarsest if shot.order.is_filled else float(_gsd(shot.sensor, slant, incidence)[0])
    lit = aim if shot.order.is_filled else place
    return Derived(
        miss_m=float(geo.norm(aim - target)[0]),
        off_nadir_deg=float(np.degrees(geo.off_nadir(np.array(shot.roll), np.array(shot.pitch)))),
        incidence_deg=float(np.degrees(incidence[0])),
        side="right" if shot.roll >= 0.0 else "left",
        sun_elevation_deg=float(sun_elevation_deg(middle, geo.vertical(lit))[0]),
        gsd_m=here if crossing is None else float(np.max(crossing.gsd)),
        finest_gsd_m=finest,
        half_field_deg=float(np.degrees(half)),
        scene_s=shot.sensor.swath_km * 1e3 / _ground_speed(shot),
        footprint=footprint,
        crossing=crossing,
    )


def _place(order: Order) -> Floats:
    """Return the ITRF place (1, 3) of an order: its point, or the centroid of its strip."""
    centre = order.shape.centroid
    return geodetic_to_itrf(np.radians(centre.y), np.radians(centre.x))[None, :]


def _half_field(sensor: Sensor, slant: Floats, incidence: Floats) -> float:
    """Return half the field across track, rad: flat ground at nadir, or a radar's ground swath."""
    half_swath = 0.5e3 * sensor.swath_km
    if sensor.radar:
        return float(np.arctan(half_swath * np.cos(incidence) / slant)[0])
    return float(np.arctan(half_swath / sensor.altitude_m))


def _gsd(sensor: Sensor, slant: Floats, incidence: Floats) -> Floats:
    """Return the GSD, m: a radar's is its mode's.

    An optical pixel grows with range along the track, with range over cos(incidence) across it:
    the geometric mean of the two. Beyond the horizon there is none: infinite.
    """
    if sensor.radar:
        return np.full(np.shape(slant), sensor.gsd_m)
    along = sensor.gsd_m * slant / sensor.altitude_m
    level = np.cos(incidence)
    below = level <= _BEYOND_HORIZON
    return np.asarray(np.where(below, np.inf, along / np.sqrt(np.where(below, 1.0, level))))


def _field(shot: Shot, times: Floats, rolls: Floats) -> tuple[Floats, Floats]:
    """Return satellite positions (k, 1, 3) and ground points (k, m, 3) seen at times and rolls."""
    r, v = shot.motion.state(times)
    axes = geo.axes_at(r[:, None, :], v[:, None, :])
    sight = geo.direction(axes, rolls[None, :], np.array(shot.pitch))
    return axes.origin, geo.ground(axes.origin, sight)


def _range(shot: Shot, half: float) -> tuple[float, float]:
    """Return the finest and the coarsest GSD anywhere in the field, over the whole image."""
    times = np.linspace(shot.image.start, shot.image.end, 9)
    rolls = np.linspace(shot.roll - half, shot.roll + half, _FIELD_ANGLES)
    rolls = np.append(rolls, np.clip(0.0, rolls[0], rolls[-1]))
    origin, p = _field(shot, times, rolls)
    gsd = _gsd(shot.sensor, geo.norm(p - origin), geo.incidence(origin, p))
    return float(np.nanmin(gsd)), float(np.nanmax(gsd))


def _footprint(shot: Shot, half: float) -> Floats:
    """Return the exposed outline, [lon, lat] in degrees, longitudes continuous, not closed."""
    times = np.linspace(shot.image.start, shot.image.end, _EDGE_TIMES)
    _, p = _field(shot, times, np.array([shot.roll - half, shot.roll + half]))
    edges = geo.degrees_of(p)
    return geo.unwrapped(np.concatenate([edges[:, 0], edges[::-1, 1]]))


def _ground_speed(shot: Shot) -> float:
    """Return how fast the held boresight moves over the ground at the middle, m/s."""
    step = min(0.25, 0.5 * (shot.image.end - shot.image.start))
    times = shot.image.middle + np.array([-step, step])
    _, p = _field(shot, times, np.array([shot.roll]))
    return float(geo.norm(p[1, 0] - p[0, 0]) / (2.0 * step))


def outline(order: Order) -> Floats:
    """Return ITRF points along a strip's line or outline, its vertices among them.

    Between vertices the line is straight in longitude and latitude, as GeoJSON says.
    """
    lon_lat = np.array(positions(order.shape))
    pieces = [_between(a, b) for a, b in itertools.pairwise(lon_lat)]
    dense = np.radians(np.concatenate([*pieces, lon_lat[-1:]]))
    return geodetic_to_itrf(dense[:, 1], dense[:, 0])


def _between(a: Floats, b: Floats) -> Floats:
    """Return a and points towards b, not b itself, none further apart than the spacing."""
    east = (b[0] - a[0]) * np.cos(np.radians(0.5 * (a[1] + b[1])))
    count = int(np.ceil(np.hypot(east, b[1] - a[1]) * _METRES_PER_DEG / _SPACING_M))
    steps = np.arange(max(count, 1)) / max(count, 1)
    return np.asarray(a + steps[:, None] * (b - a))


def _crossing(shot: Shot) -> Crossing:
    """Return when each point of the strip is abeam (pitch 0), found by bisection.

    The pitch to a point falls all through a pass; so it has one sign before and one after.
    """
    points = outline(shot.order)
    around = shot.motion.around(shot.image.start, shot.image.end, _AROUND_S)
    low, high = (np.full(len(points), edge) for edge in around)
    never = (_pitch(shot, low, points) < 0.0) | (_pitch(shot, high, points) > 0.0)
    for _ in range(30):
        middle = 0.5 * (low + high)
        ahead = _pitch(shot, middle, points) > 0.0
        low, high = np.where(ahead, middle, low), np.where(ahead, high, middle)
    times = np.where(never, np.nan, low)
    axes = geo.axes_at(*shot.motion.state(low))
    rolls = np.where(never, np.nan, geo.angles_to(axes, points)[0])
    slant = geo.norm(points - axes.origin)
    return Crossing(times, rolls, _gsd(shot.sensor, slant, geo.incidence(axes.origin, points)))


def _pitch(shot: Shot, times: Floats, points: Floats) -> Floats:
    axes = geo.axes_at(*shot.motion.state(times))
    return geo.angles_to(axes, points)[1]
