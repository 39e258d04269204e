"""The looks of a whole fleet at one point, all satellites at once: what a quote waits for.

They are those of `looks`, which takes one sensor at a time and all places at once, as planning
does. Only what an attitude within the sensor's limits sees is worked out to the end.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.commons.instants import to_posix
from artel.fleet.satellites import OpticalSensor
from artel.orbits import imaging, stacks
from artel.orbits.brackets import Coarse, coarse_of
from artel.orbits.frames import length
from artel.orbits.stacks import Stack, stack_of
from artel.orbits.sun import sun_elevation
from artel.orbits.visibility import Sites, off_nadir_windows
from artel.planner.looks import EDGE_SAMPLES, ROUNDED, Looks
from artel.planner.pointing import pitches, reach

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from artel.fleet.satellites import Imager, Sensor
    from artel.orbits.tracks import Track
    from artel.planner.targets import Target

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

Job = tuple["Track", "Imager", "Sensor"]
"""A sensor on one of the tracks of its satellite."""


@dataclass(frozen=True, slots=True, eq=False)
class Fleet:
    """Sensors (n,) on tracks, ready to be asked about one place after another.

    Angles in rad, ground in m. `pitches` (n, k) are those under which each is tried, or NaN.
    """

    jobs: tuple[Job, ...]
    stack: Stack
    coarse: Coarse
    reach: Floats
    pitches: Floats
    optical: Flags
    swath: Floats
    gsd: Floats
    altitude: Floats
    field: Floats
    most_roll: Floats
    most_pitch: Floats
    incidence: Floats
    sides: Flags


def fleet_of(jobs: Sequence[Job]) -> Fleet | None:
    """Return the sensors on their tracks, or None where there is none with a track."""
    some = tuple(job for job in jobs if not job[0].empty)
    if not some:
        return None
    sensors = [sensor for _, _, sensor in some]
    tracks = [track for track, _, _ in some]
    reaches = np.array([reach(sensor, track) for track, _, sensor in some])
    return Fleet(
        jobs=some,
        stack=stack_of(tracks),
        coarse=coarse_of(tracks, reaches),
        reach=reaches,
        pitches=np.array([_tried(sensor) for sensor in sensors]),
        optical=np.array([isinstance(sensor, OpticalSensor) for sensor in sensors]),
        swath=np.array([1e3 * sensor.swath_km for sensor in sensors]),
        gsd=np.array([sensor.gsd_m for sensor in sensors]),
        **_optics(sensors),
        incidence=np.array([_incidences(sensor) for sensor in sensors]),
        sides=np.array([_sides(sensor) for sensor in sensors]),
    )


def _tried(sensor: Sensor) -> list[float]:
    angles = pitches(sensor)
    return angles + [math.nan] * (3 - len(angles))


def _optics(sensors: Sequence[Sensor]) -> dict[str, Floats]:
    rows = [
        (
            1e3 * sensor.altitude_km,
            imaging.optical_half_field(sensor.swath_km, sensor.altitude_km),
            math.radians(sensor.max_roll_deg),
            math.radians(sensor.max_pitch_deg),
        )
        if isinstance(sensor, OpticalSensor)
        else (1.0, 0.0, math.pi, 0.0)
        for sensor in sensors
    ]
    names = ("altitude", "field", "most_roll", "most_pitch")
    return dict(zip(names, np.array(rows).T, strict=True))


def _incidences(sensor: Sensor) -> tuple[float, float]:
    if isinstance(sensor, OpticalSensor):
        return 0.0, math.pi
    return math.radians(sensor.min_incidence_deg), math.radians(sensor.max_incidence_deg)


def _sides(sensor: Sensor) -> tuple[bool, bool]:
    if isinstance(sensor, OpticalSensor):
        return True, True
    return "left" in sensor.sides, "right" in sensor.sides


@dataclass(frozen=True, slots=True, eq=False)
class _Aims:
    """Where and when to look: sensors (m,), POSIX s, rad."""

    job: Ints
    start: Floats
    end: Floats
    roll: Floats
    pitch: Floats


def looks_of_point(
    fleet: Fleet, target: Target, span: tuple[float, float]
) -> tuple[Ints, Looks] | None:
    """Return which sensor (m,) has which look at a point inside a span; None where there is none.

    They are in the order of the sensors, then of pitches, then of time. Looks outside of the
    order's window, or whose attitude is beyond a sensor's limits, are left out.
    """
    order = target.order
    within = max(span[0], to_posix(order.not_before)), min(span[1], to_posix(order.not_after))
    sites = Sites(target.middle[None], target.middle_up[None])
    jobs = np.flatnonzero(_suited(fleet, target, None))
    tracks = [fleet.jobs[i][0] for i in jobs]
    table = off_nadir_windows(tracks, sites, fleet.reach[jobs], within, compiled=True, peaks=False)
    return _looks(fleet, target, (jobs[table.satellite], table.start, table.end), span)


def looks_in_part(
    fleet: Fleet,
    target: Target,
    span: tuple[float, float],
    part: tuple[float, float],
    owner: str | None = None,
) -> tuple[Ints, Looks] | None:
    """Return what `looks_of_point` does of part of the order's window, for one owner or for all.

    The middle of each is in that part. It is quicker, and instants differ by some microseconds, so
    that now and then one is rounded to another millisecond.
    """
    seen, first, last = fleet.coarse.near(target.middle, part)
    some = _suited(fleet, target, owner)[seen]
    return _looks(fleet, target, (seen[some], first[some], last[some]), span)


def _suited(fleet: Fleet, target: Target, owner: str | None) -> Flags:
    """Return which sensors (n,) are of an ordered type, and of an owner where one is given."""
    types = target.order.sensors
    suited = [
        sensor.type in types and owner in {None, satellite.owner}
        for _, satellite, sensor in fleet.jobs
    ]
    return np.array(suited)


def _looks(
    fleet: Fleet, target: Target, passes: tuple[Ints, Floats, Floats], span: tuple[float, float]
) -> tuple[Ints, Looks] | None:
    tried = _tries(fleet, target, passes)
    if not tried[0].size:
        return None
    aims = _aimed(fleet, target, tried, span)
    return _figures(fleet, target, aims) if aims.job.size else None


def _tries(
    fleet: Fleet, target: Target, passes: tuple[Ints, Floats, Floats]
) -> tuple[Ints, Floats, Floats]:
    """Return the sensors (m,), the pitches and the instants at which they see the place.

    `passes` are sensors (n,), and from when to when they may see it.
    """
    count = fleet.pitches.shape[1]
    job = np.tile(passes[0], count)
    first, last = (np.tile(end, count) for end in passes[1:])
    pitch = fleet.pitches[job, np.repeat(np.arange(count), passes[0].size)]
    rows = np.argsort(job, kind="stable")
    rows = rows[np.isfinite(pitch[rows])]
    job, pitch = job[rows], pitch[rows]
    centre = stacks.times_at_pitch(
        fleet.stack, job, target.middle, pitch, (first[rows], last[rows])
    )
    with np.errstate(invalid="ignore"):
        met = (centre > fleet.stack.start[job] + 1.0) & (centre < fleet.stack.end[job] - 1.0)
    return job[met], pitch[met], centre[met]


def _aimed(
    fleet: Fleet, target: Target, tried: tuple[Ints, Floats, Floats], span: tuple[float, float]
) -> _Aims:
    (job, pitch, centre), p = tried, target.middle
    stack = fleet.stack
    roll, _ = stacks.looks_at(stack, job, centre, p)
    near = np.abs(roll) <= fleet.most_roll[job] + ROUNDED
    # Rough intervals hold instants too at which the place is below the horizon.
    near &= stacks.above(stack, job, centre, (p, target.middle_up))
    job, pitch, centre, roll = job[near], pitch[near], centre[near], roll[near]
    half = 0.5 * fleet.swath[job] / stacks.ground_speed(stack, job, centre, roll, pitch)
    first, last = np.round(centre - half, 3), np.round(centre + half, 3)
    # The attitude is taken again at the rounded middle, so that what is written is what is flown.
    roll, flown = stacks.looks_at(stack, job, 0.5 * (first + last), p)
    most = fleet.most_pitch[job]
    rounded = fleet.optical[job] & (np.abs(flown) < most + ROUNDED)
    pitched = np.where(rounded, np.clip(flown, -most, most), flown)
    inside = (first >= np.maximum(span[0], stack.start[job])) & (
        last <= np.minimum(span[1], stack.end[job])
    )
    return _Aims(job[inside], first[inside], last[inside], roll[inside], pitched[inside])


def _figures(fleet: Fleet, target: Target, aims: _Aims) -> tuple[Ints, Looks]:
    """Return the looks of the aims that are within their sensors' limits."""
    middle = 0.5 * (aims.start + aims.end)
    r, v = fleet.stack.state(aims.job, middle)
    ground = imaging.ground_point(r, imaging.boresight(r, v, aims.roll, aims.pitch))
    slant = length(ground - r)
    angle = imaging.incidence(r, ground, imaging.vertical_at(ground))
    good = _within(fleet, aims, angle)
    aims = _Aims(*(getattr(aims, name)[good] for name in _Aims.__slots__))
    r, middle, slant, angle = r[good], middle[good], slant[good], angle[good]
    job, optical = aims.job, fleet.optical[aims.job]
    radar = imaging.radar_half_field(fleet.swath[job], slant, angle)
    left, right, finest = _exposed(fleet, aims, np.where(optical, fleet.field[job], radar))
    fits = np.isfinite(np.concatenate([left, right], axis=1)).all(axis=(1, 2))
    p = np.broadcast_to(target.vertices[0], r.shape)
    up = np.broadcast_to(target.middle_up, r.shape)
    looks = Looks(
        np.zeros(job.size, np.int64), aims.start, aims.end, aims.roll, aims.pitch,
        np.arccos(np.cos(aims.roll) * np.cos(aims.pitch)), angle, sun_elevation(middle, up),
        np.where(optical, _optical(fleet, job, r, p), fleet.gsd[job]), finest, fits, left, right,
    )  # fmt: skip
    return job, looks


def _within(fleet: Fleet, aims: _Aims, angle: Floats) -> Flags:
    job = aims.job
    left, right = fleet.sides[job].T
    low, high = fleet.incidence[job].T
    optical = (np.abs(aims.roll) <= fleet.most_roll[job]) & (
        np.abs(aims.pitch) <= fleet.most_pitch[job] + 1e-6
    )
    radar = (angle >= low) & (angle <= high) & np.where(aims.roll < 0.0, left, right)
    return np.asarray(np.where(fleet.optical[job], optical, radar))


def _exposed(fleet: Fleet, aims: _Aims, half: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the edges (m, k, 3) of what is exposed, and the finest GSD (m,) over it."""
    parts = np.linspace(0.0, 1.0, EDGE_SAMPLES)
    times = aims.start[:, None] + parts * (aims.end - aims.start)[:, None]
    which = np.broadcast_to(aims.job[:, None], times.shape)
    r, v = fleet.stack.state(which, times)
    pitch = np.broadcast_to(aims.pitch[:, None], times.shape)
    points = []
    # The finest pixel lies where the field comes nearest to nadir: an edge, or nadir itself.
    nearest = np.clip(0.0, aims.roll - half, aims.roll + half)
    for roll in (aims.roll - half, aims.roll + half, nearest):
        sight = imaging.boresight(r, v, np.broadcast_to(roll[:, None], times.shape), pitch)
        points.append(imaging.ground_point(r, sight))
    with np.errstate(invalid="ignore"):
        gsd = np.min([_optical(fleet, which, r, p) for p in points], axis=(0, 2))
    job = aims.job
    return points[0], points[1], np.where(fleet.optical[job], gsd, fleet.gsd[job])


def _optical(fleet: Fleet, job: Ints, r: Floats, p: Floats) -> Floats:
    angle = imaging.incidence(r, p, imaging.vertical_at(p))
    ground = length(p - r)
    return np.asarray(imaging.optical_gsd(fleet.gsd[job], fleet.altitude[job], ground, angle))
