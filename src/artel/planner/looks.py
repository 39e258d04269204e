"""The geometry of every look of one sensor at every target, as arrays.

A look is an image that could be taken: from start to end, with one attitude held. Points are
seen under a few pitches, so that a busy satellite may look ahead or back; strips and radar
images are taken abeam.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.fleet.satellites import OpticalSensor, RadarSensor
from artel.orbits import imaging
from artel.orbits.frames import itrf_to_geodetic, length
from artel.orbits.imaging import look
from artel.orbits.sun import sun_elevation
from artel.orbits.tracks import state
from artel.orbits.visibility import Sites, off_nadir_windows
from artel.planner.pointing import half_field, pitches, reach

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from artel.fleet.satellites import Sensor
    from artel.orbits.tracks import Track
    from artel.planner.targets import Target

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

EDGE_SAMPLES, _LONG_EDGE_SAMPLES = 5, 11
_STRIP_PAD = 0.25
ROUNDED = 1e-5
_WINDOW_PAD = 150.0


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """Looks as a struct of arrays (n,): target index, times POSIX s, angles rad, ground m.

    `left` and `right` (n, k, 3) are the edges of what is exposed, `half_field` (n,) half the
    angle between them; `fits` tells that the attitude is within the sensor's limits and, for a
    strip, that one swath holds all of it.
    """

    target: Ints
    start: Floats
    end: Floats
    roll: Floats
    pitch: Floats
    off_nadir: Floats
    incidence: Floats
    sun_elevation: Floats
    gsd: Floats
    finest_gsd: Floats
    fits: Flags
    left: Floats
    right: Floats

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, slots=True, eq=False)
class Aim:
    """Where and when to look, before the figures are worked out."""

    target: Ints
    start: Floats
    end: Floats
    roll: Floats
    pitch: Floats
    spread: Floats


def looks_of(
    track: Track, sensor: Sensor, targets: Sequence[Target], span: tuple[float, float]
) -> Looks | None:
    """Return every look of a sensor at the targets inside the span, or None if there is none."""
    windows = _windows(track, sensor, targets, span)
    aims = [
        *(_point_aim(track, sensor, targets, windows, pitch) for pitch in pitches(sensor)),
        _strip_aim(track, sensor, targets, windows),
    ]
    aim = joined(aims, track, span)
    return figures(track, sensor, targets, aim) if aim.start.size else None


def _windows(
    track: Track, sensor: Sensor, targets: Sequence[Target], span: tuple[float, float]
) -> tuple[Ints, Floats, Floats]:
    sites = Sites(
        np.array([target.middle for target in targets]),
        np.array([target.middle_up for target in targets]),
    )
    table = off_nadir_windows([track], sites, reach(sensor, track), span)
    return table.site, table.start, table.end


def _point_aim(
    track: Track,
    sensor: Sensor,
    targets: Sequence[Target],
    windows: tuple[Ints, Floats, Floats],
    pitch: float,
) -> Aim:
    chosen = np.array([targets[i].is_point for i in windows[0]], bool)
    target, start, end = windows[0][chosen], windows[1][chosen], windows[2][chosen]
    p = np.array([targets[i].middle for i in target]).reshape(-1, 3)
    centre = imaging.times_at_pitch(track, p, pitch, start, end)
    met = np.isfinite(centre)
    target, p, centre = target[met], p[met], centre[met]
    if not centre.size:
        return _no_aim()
    r, v = state(track, centre)
    roll = look(r, v, p)[0]
    inside = (centre > track.start + 1.0) & (centre < track.end - 1.0)
    target, p, centre, roll = target[inside], p[inside], centre[inside], roll[inside]
    speed = imaging.ground_speed(track, centre, roll, np.full(roll.shape, pitch))
    half = 0.5e3 * sensor.swath_km / speed
    first, last = np.round(centre - half, 3), np.round(centre + half, 3)
    r, v = state(track, 0.5 * (first + last))
    # The attitude is taken again at the rounded middle, so that what is written is what is flown.
    roll, flown, _ = look(r, v, p)
    pitched = _reachable_pitch(sensor, flown)
    return Aim(target, first, last, roll, pitched, np.zeros(roll.size))


def _reachable_pitch(sensor: Sensor, pitch: Floats) -> Floats:
    """Return the pitch without what the rounding of instants to a millisecond put into it.

    That is up to 6e-6 rad, some metres on the ground, and more than nothing: a camera that
    cannot pitch would lose most of its looks by it.
    """
    if not isinstance(sensor, OpticalSensor):
        return pitch
    most = math.radians(sensor.max_pitch_deg)
    return np.where(np.abs(pitch) < most + ROUNDED, np.clip(pitch, -most, most), pitch)


def _strip_aim(
    track: Track,
    sensor: Sensor,
    targets: Sequence[Target],
    windows: tuple[Ints, Floats, Floats],
) -> Aim:
    rows = [i for i, index in enumerate(windows[0]) if not targets[index].is_point]
    if not rows:
        return _no_aim()
    target, start, end = windows[0][rows], windows[1][rows], windows[2][rows]
    counts = np.array([len(targets[i].vertices) for i in target])
    p = np.concatenate([targets[i].vertices for i in target])
    low, high = np.repeat(start - _WINDOW_PAD, counts), np.repeat(end + _WINDOW_PAD, counts)
    abeam = imaging.times_at_pitch(track, p, 0.0, low, high)
    r, v = state(track, np.nan_to_num(abeam, nan=track.start))
    roll = np.where(np.isfinite(abeam), look(r, v, p)[0], np.nan)
    edges = np.concatenate([[0], np.cumsum(counts)[:-1]])
    least, most = np.minimum.reduceat(roll, edges), np.maximum.reduceat(roll, edges)
    first = np.round(np.minimum.reduceat(abeam, edges) - _STRIP_PAD, 3)
    last = np.round(np.maximum.reduceat(abeam, edges) + _STRIP_PAD, 3)
    met = np.isfinite(least) & np.isfinite(most)
    roll = _reachable_roll(sensor, 0.5 * (least + most))
    spread = np.maximum(most - roll, roll - least)
    aim = Aim(target, first, last, roll, np.zeros(least.size), spread)
    return picked(aim, met)


def _reachable_roll(sensor: Sensor, roll: Floats) -> Floats:
    """Return the roll nearest to the one wanted; a camera that never turns still sees its field."""
    if not isinstance(sensor, OpticalSensor):
        return roll
    most = math.radians(sensor.max_roll_deg)
    return np.clip(roll, -most, most) + 0.0  # no negative zero in what is written


def figures(track: Track, sensor: Sensor, targets: Sequence[Target], aim: Aim) -> Looks:
    """Return the looks of aims; the targets are all areas for strips to fill, or none is."""
    middle = 0.5 * (aim.start + aim.end)
    r, v = state(track, middle)
    sight = imaging.boresight(r, v, aim.roll, aim.pitch)
    ground = imaging.ground_point(r, sight)
    slant = length(ground - r)
    angle = imaging.incidence(r, ground, imaging.vertical_at(ground))
    half = half_field(sensor, slant, angle)
    filled = targets[0].grid is not None
    samples = _LONG_EDGE_SAMPLES if filled else EDGE_SAMPLES
    left, right, finest, coarsest = _exposed(track, sensor, aim, half, samples)
    off_nadir = np.arccos(np.cos(aim.roll) * np.cos(aim.pitch))
    up = np.array([targets[i].middle_up for i in aim.target])
    if filled:
        up = imaging.vertical_at(ground)
    fits = within(sensor, aim, angle) & (aim.spread < half) & np.isfinite(left).all(axis=(1, 2))
    fits &= np.isfinite(right).all(axis=(1, 2))
    gsd = coarsest if filled else _gsd(track, sensor, targets, aim)
    return Looks(
        aim.target, aim.start, aim.end, aim.roll, aim.pitch, off_nadir, angle,
        sun_elevation(middle, up), gsd, finest, fits, left, right,
    )  # fmt: skip


def within(sensor: Sensor, aim: Aim, angle: Floats) -> Flags:
    """Return whether the attitude is within the sensor's limits."""
    if isinstance(sensor, OpticalSensor):
        most = math.radians(sensor.max_roll_deg), math.radians(sensor.max_pitch_deg) + 1e-6
        return (np.abs(aim.roll) <= most[0]) & (np.abs(aim.pitch) <= most[1])
    low, high = math.radians(sensor.min_incidence_deg), math.radians(sensor.max_incidence_deg)
    sides = {"left": aim.roll < 0.0, "right": aim.roll >= 0.0}
    allowed = np.any([sides[side] for side in sensor.sides], axis=0)
    return np.asarray((angle >= low) & (angle <= high) & allowed)


def _exposed(
    track: Track, sensor: Sensor, aim: Aim, half: Floats, samples: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the edges (n, k, 3) of what is exposed, the finest and coarsest GSD (n,) over it."""
    parts = np.linspace(0.0, 1.0, samples)
    times = aim.start[:, None] + parts * (aim.end - aim.start)[:, None]
    r, v = state(track, times)
    pitch = np.broadcast_to(aim.pitch[:, None], times.shape)
    points = []
    # The finest pixel lies where the field comes nearest to nadir: an edge, or nadir itself.
    nearest = np.clip(0.0, aim.roll - half, aim.roll + half)
    for roll in (aim.roll - half, aim.roll + half, nearest):
        sight = imaging.boresight(r, v, np.broadcast_to(roll[:, None], times.shape), pitch)
        points.append(imaging.ground_point(r, sight))
    if isinstance(sensor, RadarSensor):
        alike = np.full(aim.start.shape, sensor.gsd_m)
        return points[0], points[1], alike, alike
    gsd = [_optical(sensor, r, p) for p in points]
    with np.errstate(invalid="ignore"):
        return points[0], points[1], np.min(gsd, axis=(0, 2)), np.max(gsd, axis=(0, 2))


def _optical(sensor: OpticalSensor, r: Floats, p: Floats) -> Any:
    angle = imaging.incidence(r, p, imaging.vertical_at(p))
    return imaging.optical_gsd(sensor.gsd_m, 1e3 * sensor.altitude_km, length(p - r), angle)


def _gsd(track: Track, sensor: Sensor, targets: Sequence[Target], aim: Aim) -> Floats:
    """Return the GSD at each target; for a strip the coarsest over its vertices."""
    if isinstance(sensor, RadarSensor):
        return np.full(aim.start.shape, sensor.gsd_m)
    counts = np.array([len(targets[i].vertices) for i in aim.target])
    p = np.concatenate([targets[i].vertices for i in aim.target])
    middle = np.repeat(0.5 * (aim.start + aim.end), counts)
    r, _ = state(track, middle)
    strip = np.repeat([not targets[i].is_point for i in aim.target], counts)
    # Along a strip the satellite flies on: a vertex is seen from where it lies abeam.
    r = np.where(strip[:, None], _abeam(track, p, aim, counts), r)
    gsd = _optical(sensor, r, p)
    edges = np.concatenate([[0], np.cumsum(counts)[:-1]])
    return np.maximum.reduceat(gsd, edges)


def _abeam(track: Track, p: Floats, aim: Aim, counts: NDArray[np.int64]) -> Floats:
    low = np.repeat(aim.start - 1.0, counts)
    high = np.repeat(aim.end + 1.0, counts)
    times = imaging.times_at_pitch(track, p, 0.0, low, high)
    return state(track, np.where(np.isfinite(times), times, 0.5 * (low + high)))[0]


def footprints(left: Floats, right: Floats) -> list[tuple[tuple[float, float], ...]]:
    """Return the closed rings (lon, lat), degrees, around edges (n, k, 3) each."""
    return [tuple((x, y) for x, y in ring) for ring in outlines(left, right).tolist()]


def outlines(left: Floats, right: Floats) -> Floats:
    """Return the closed rings (n, 2 k + 1, 2) of (lon, lat), degrees, around edges (n, k, 3)."""
    rings = np.concatenate([left, right[:, ::-1], left[:, :1]], axis=1)
    lat, lon, _ = itrf_to_geodetic(rings)
    lonlat: Floats = np.round(np.degrees(np.stack([lon, lat], axis=2)), 5)
    return lonlat


def _no_aim() -> Aim:
    none = np.empty(0)
    return Aim(none.astype(np.int64), none, none, none, none, none)


def picked(aim: Aim, which: Flags | Ints) -> Aim:
    """Return some of the aims."""
    return Aim(*(getattr(aim, each.name)[which] for each in fields(aim)))


def joined(aims: list[Aim], track: Track, span: tuple[float, float]) -> Aim:
    """Return the aims that lie inside both the span and the track, in one."""
    columns = (np.concatenate([getattr(aim, each.name) for aim in aims]) for each in fields(Aim))
    aim = Aim(*columns)
    inside = (aim.start >= max(span[0], track.start)) & (aim.end <= min(span[1], track.end))
    return picked(aim, inside)
