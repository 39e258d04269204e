"""What counts as a look: by the sensors of a pool, or by a rule that a person gives."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.commons.errors import InputError
from artel.commons.names import hint, matches
from artel.fleet.satellites import OpticalSensor
from artel.orbits import imaging
from artel.orbits.limits import within
from artel.orbits.sun import daylight
from artel.orbits.tracks import state
from artel.orbits.visibility import WindowTable, elevation_windows, off_nadir_windows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from artel.fleet.satellites import Imager, RadarSensor
    from artel.orbits.tracks import Track
    from artel.orbits.visibility import Sites
    from artel.studies.pool import Pool

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Span = tuple[float, float]

_ANY_LIGHT = -0.5 * math.pi


@dataclass(frozen=True, slots=True)
class Rule:
    """What counts as a look when it is not the sensors that say it.

    Elevation at the place, or off-nadir angle at the satellite; and the Sun's least elevation
    at the place, or None for day and night.
    """

    min_elevation_deg: float | None = 10.0
    max_off_nadir_deg: float | None = None
    min_sun_deg: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Windows in reach, day and night, of each way to look: a track with a kind of sensor.

    `tracks` (t,) are the satellites'; `track` (k,) is the track of each way, `min_sun` (k,) the
    Sun's least elevation, rad, that it needs at the place. `table` counts ways as satellites.
    """

    tracks: tuple[Track, ...]
    track: Ints
    min_sun: Floats
    table: WindowTable

    @property
    def needs_sun(self) -> bool:
        """Whether some way to look needs light."""
        return bool((self.min_sun > _ANY_LIGHT).any())


def reach_by_rule(
    tracks: Sequence[Track],
    sites: Sites,
    rule: Rule,
    span: Span,
    *,
    peaks: bool = True,
    workers: int = 1,
) -> Reach:
    """Return what all tracks reach under one rule; peaks are left out where nobody asks them."""
    how: dict[str, Any] = {"peaks": peaks, "workers": workers}
    if rule.max_off_nadir_deg is not None:
        most = math.radians(rule.max_off_nadir_deg)
        table = off_nadir_windows(tracks, sites, most, span, **how)
    else:
        least = math.radians(rule.min_elevation_deg or 0.0)
        table = elevation_windows(tracks, sites, least, span, **how)
    sun = _ANY_LIGHT if rule.min_sun_deg is None else math.radians(rule.min_sun_deg)
    return Reach(tuple(tracks), np.arange(len(tracks)), np.full(len(tracks), sun), table)


def reach_by_sensors(
    tracks: Mapping[str, Sequence[Track]],
    satellites: Sequence[Imager],
    sites: Sites,
    span: Span,
    *,
    peaks: bool = True,
    workers: int = 1,
) -> Reach:
    """Return what each satellite's own sensors reach; optical peaks are left out if not asked.

    Optical: within the greatest roll, in the light that the sensor needs. Radar looks across its
    flight only, so it must have the place within its incidences, and on a side to which it
    looks, when it is abeam, at the top of the pass.
    """
    pairs = [(track, one) for one in satellites for track in tracks.get(one.name, ())]
    optical: dict[tuple[int, float], float] = {}
    radars: dict[tuple[object, ...], dict[int, RadarSensor]] = {}
    for index, (_, satellite) in enumerate(pairs):
        for sensor in satellite.sensors:
            if isinstance(sensor, OpticalSensor):
                key, sun = (index, sensor.max_roll_deg), sensor.min_sun_elevation_deg
                optical[key] = min(sun, optical.get(key, sun))
            else:
                radars.setdefault(_limits(sensor), {})[index] = sensor
    flat = tuple(track for track, _ in pairs)
    rolls = np.radians([roll for _, roll in optical])
    ways = [index for index, _ in optical]
    seeing = [flat[index] for index in ways]
    parts = [off_nadir_windows(seeing, sites, rolls, span, peaks=peaks, workers=workers)]
    for alike in radars.values():
        table = _radar(next(iter(alike.values())), [flat[i] for i in alike], sites, span, workers)
        parts.append(replace(table, satellite=table.satellite + len(ways)))
        ways += alike
    lights = np.full(len(ways), _ANY_LIGHT)
    lights[: len(optical)] = np.radians(list(optical.values()))
    return Reach(flat, np.array(ways, np.int64), lights, joined(parts))


def _limits(sensor: RadarSensor) -> tuple[object, ...]:
    return sensor.min_incidence_deg, sensor.max_incidence_deg, frozenset(sensor.sides)


def _radar(
    sensor: RadarSensor, tracks: Sequence[Track], sites: Sites, span: Span, workers: int
) -> WindowTable:
    """Return the windows within the greatest incidence whose top the radar can look at."""
    least = math.radians(90.0 - sensor.max_incidence_deg)
    table = elevation_windows(tracks, sites, least, span, workers=workers)
    keep = table.peak <= math.radians(90.0 - sensor.min_incidence_deg)
    if len(set(sensor.sides)) == 1:
        keep &= _to_the_right(table, tracks, sites) == (sensor.sides[0] == "right")
    return picked(table, keep)


def _to_the_right(table: WindowTable, tracks: Sequence[Track], sites: Sites) -> NDArray[np.bool_]:
    """Return whether each place lies to the right of the flight at the top of its window."""
    right = np.zeros(len(table), bool)
    for index, track in enumerate(tracks):
        rows = np.flatnonzero(table.satellite == index)
        if rows.size:
            r, v = state(track, table.peak_time[rows])
            right[rows] = imaging.look(r, v, sites.p[table.site[rows]])[0] > 0.0
    return right


def picked(table: WindowTable, rows: NDArray[np.bool_] | Ints) -> WindowTable:
    """Return some rows of a table."""
    return WindowTable(*(getattr(table, name)[rows] for name in WindowTable.__slots__))


def joined(parts: Sequence[WindowTable]) -> WindowTable:
    """Return tables one after the other as one."""
    if len(parts) == 1:
        return parts[0]
    names = WindowTable.__slots__
    return WindowTable(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def in_light(reach: Reach, sites: Sites, span: Span) -> WindowTable:
    """Return the parts of the windows in which the Sun stands high enough for their way to look.

    Rows are sorted as in the reach. A peak that is not lit moves to the nearest lit instant.
    """
    parts = []
    for least in np.unique(reach.min_sun):
        some = picked(reach.table, (reach.min_sun == least)[reach.table.satellite])
        if least > _ANY_LIGHT:
            some = within(some, daylight(sites.up, float(least), span), "site")
        parts.append(some)
    table = joined(parts) if parts else reach.table
    return picked(table, np.lexsort((table.start, table.site, table.satellite)))


def imagers_of(pool: Pool, pattern: str | None) -> list[Imager]:
    """Return the pool's satellites that make images, those whose name matches the pattern.

    Raises InputError where there is none.
    """
    names = [each.name for each in pool.imagers]
    kept = [each for each in pool.imagers if pattern is None or matches([pattern], each.name)]
    if not kept:
        said = f"No imaging satellite is called '{pattern}'." if names else "Nothing makes images."
        raise InputError(said, next_step=hint(pattern or "", names))
    return kept
