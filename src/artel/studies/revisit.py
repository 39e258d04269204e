"""Revisit of places: by each owner alone, by the pool, and by every coalition of owners."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.commons.instants import posix_text
from artel.fleet.satellites import Imager, OpticalSensor
from artel.orbits.frames import elevation
from artel.orbits.revisit import Revisit, coalitions, intersect, revisit, union
from artel.orbits.sun import daylight
from artel.orbits.tracks import state
from artel.orbits.visibility import elevation_windows, off_nadir_windows
from artel.studies.places import as_sites

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from artel.fleet.satellites import RadarSensor, Sensor
    from artel.orbits.tracks import Track
    from artel.orbits.visibility import WindowTable
    from artel.studies.places import Place

    Floats = NDArray[np.float64]
    Span = tuple[float, float]

MOST_OWNERS = 8
"""Beyond this the coalitions are alone and pooled only: 2^n rows help nobody."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What counts as a look when it is not the sensors that say it.

    Elevation at the place, or off-nadir angle at the satellite; and the Sun's least elevation
    at the place, or None for day and night.
    """

    min_elevation_deg: float | None = 10.0
    max_off_nadir_deg: float | None = None
    min_sun_deg: float | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """One look: which track at which place, when, and where the satellite was highest."""

    track: int
    place: int
    start: float
    end: float
    max_elevation: float
    cut: bool


def looks_by_rule(
    tracks: Sequence[Track], places: Sequence[Place], rule: Rule, span: Span
) -> list[Look]:
    """Return the looks of all tracks under one rule."""
    sites = as_sites(list(places))
    if rule.max_off_nadir_deg is not None:
        table = off_nadir_windows(tracks, sites, math.radians(rule.max_off_nadir_deg), span)
    else:
        least = math.radians(rule.min_elevation_deg or 0.0)
        table = elevation_windows(tracks, sites, least, span)
    looks = _looks(table, list(range(len(tracks))), tracks, places)
    if rule.min_sun_deg is None:
        return looks
    return _by_day(looks, tracks, places, (rule.min_sun_deg, span))


def looks_by_sensors(
    tracks: Mapping[str, Sequence[Track]],
    satellites: Sequence[Imager],
    places: Sequence[Place],
    span: Span,
) -> tuple[list[Track], list[Look]]:
    """Return flat tracks and the looks that each satellite's own sensors can make.

    Optical: within the greatest roll, by the sensor's daylight. Radar: within its incidence.
    """
    flat: list[Track] = []
    looks: list[Look] = []
    for satellite in satellites:
        for track in tracks.get(satellite.name, ()):
            for sensor in satellite.sensors:
                looks += _of_sensor(len(flat), track, sensor, places, span)
            flat.append(track)
    return flat, _merged(looks)


def _of_sensor(
    index: int, track: Track, sensor: Sensor, places: Sequence[Place], span: Span
) -> list[Look]:
    sites = as_sites(list(places))
    if isinstance(sensor, OpticalSensor):
        table = off_nadir_windows([track], sites, math.radians(sensor.max_roll_deg), span)
        looks = _looks(table, [index], [track], places)
        return _by_day(looks, [track], places, (sensor.min_sun_elevation_deg, span), index)
    return _radar(index, track, sensor, places, span)


def _radar(
    index: int, track: Track, sensor: RadarSensor, places: Sequence[Place], span: Span
) -> list[Look]:
    """Return looks between the two incidences: inside the outer ring, outside the inner one."""
    sites = as_sites(list(places))
    low = elevation_windows([track], sites, math.radians(90 - sensor.max_incidence_deg), span)
    high = elevation_windows([track], sites, math.radians(90 - sensor.min_incidence_deg), span)
    out = []
    for place in range(len(places)):
        outer, inner = _of_place(low, place), _of_place(high, place)
        for start, end in intersect(outer, _outside(inner, span)):
            peak = _highest(track, places[place], np.array([start, end]))
            cut = bool(start <= track.start or end >= track.end)
            out.append(Look(index, place, float(start), float(end), peak, cut))
    return out


def _of_place(table: WindowTable, place: int) -> Floats:
    rows = table.site == place
    return np.stack([table.start[rows], table.end[rows]], axis=1)


def _outside(intervals: Floats, span: Span) -> Floats:
    edges = np.concatenate([[span[0]], intervals.ravel(), [span[1]]]).reshape(-1, 2)
    return edges[edges[:, 1] > edges[:, 0]]


def _looks(
    table: WindowTable, indices: list[int], tracks: Sequence[Track], places: Sequence[Place]
) -> list[Look]:
    out = []
    for i in range(len(table)):
        place = int(table.site[i])
        track = tracks[table.satellite[i]]
        peak = _highest(track, places[place], table.peak_time[i : i + 1])
        cut = bool(table.cut_start[i] or table.cut_end[i])
        out.append(
            Look(indices[table.satellite[i]], place, table.start[i], table.end[i], peak, cut)
        )
    return out


def _highest(track: Track, place: Place, times: Floats) -> float:
    site = as_sites([place])
    return float(elevation(state(track, times)[0], site.p, site.up).max())


def _by_day(
    looks: list[Look],
    tracks: Sequence[Track],
    places: Sequence[Place],
    light: tuple[float, Span],
    offset: int = 0,
) -> list[Look]:
    """Return the parts of looks with the Sun high enough over the place."""
    least, span = light
    lit = daylight(as_sites(list(places)).up, math.radians(least), span)
    out = []
    for look in looks:
        whole = np.array([[look.start, look.end]])
        for start, end in intersect(whole, lit[look.place]):
            same = start == look.start and end == look.end
            track = tracks[look.track - offset]
            edges = np.linspace(start, end, 5)
            peak = look.max_elevation if same else _highest(track, places[look.place], edges)
            out.append(Look(look.track, look.place, float(start), float(end), peak, look.cut))
    return out


def _merged(looks: list[Look]) -> list[Look]:
    """Return looks in which two sensors of one satellite that look at once are one look."""
    out: list[Look] = []
    keys = sorted({(look.track, look.place) for look in looks})
    for track, place in keys:
        mine = [look for look in looks if (look.track, look.place) == (track, place)]
        for start, end in union(np.array([[look.start, look.end] for look in mine])):
            inside = [look for look in mine if start <= look.start <= end]
            peak = max(look.max_elevation for look in inside)
            cut = any(look.cut for look in inside)
            out.append(Look(track, place, float(start), float(end), peak, cut))
    return out


def look_rows(
    looks: Sequence[Look], tracks: Sequence[Track], places: Sequence[Place]
) -> list[dict[str, Any]]:
    """Return the looks as rows, sorted by start, in the shape of `access`."""
    rows = [
        {
            "satellite": tracks[look.track].name,
            "norad_id": tracks[look.track].norad_id,
            places[look.place].kind: places[look.place].name,
            "start": posix_text(look.start),
            "end": posix_text(look.end),
            "max_elevation_deg": round(math.degrees(look.max_elevation), 3),
            "cut": look.cut,
        }
        for look in looks
    ]
    return sorted(rows, key=lambda row: (row["start"], row["satellite"]))


def coalition_rows(
    looks: Sequence[Look], owners: Sequence[str], places: Sequence[Place], span: Span
) -> list[dict[str, Any]]:
    """Return the revisit of each place for every coalition of owners, alone to pooled.

    `owners` is the owner of each track. Gaps and waits are in hours; None where fewer than two
    looks leave them unknown.
    """
    names = sorted(set(owners))
    groups = list(coalitions(names)) if len(names) <= MOST_OWNERS else _ends(names)
    rows = []
    for index, place in enumerate(places):
        for group in groups:
            some = [
                (look.start, look.end)
                for look in looks
                if look.place == index and owners[look.track] in group
            ]
            found = revisit(np.array(some).reshape(-1, 2), span)
            rows.append(_coalition_row(place, group, len(names), found))
    return rows


def _ends(names: list[str]) -> list[tuple[str, ...]]:
    return [*((name,) for name in names), tuple(names)]


def _coalition_row(
    place: Place, group: tuple[str, ...], owners: int, found: Revisit
) -> dict[str, Any]:
    kind = "pooled" if len(group) == owners else "alone" if len(group) == 1 else "coalition"
    return {
        place.kind: place.name,
        "coalition": list(group),
        "kind": "alone" if owners == 1 else kind,
        "looks": found.looks,
        "mean_gap_h": _hours(found.mean_gap),
        "p95_gap_h": _hours(found.p95_gap),
        "max_gap_h": _hours(found.max_gap),
        "mean_wait_h": _hours(found.wait),
        "seen_fraction": round(found.seen, 6),
    }


def _hours(seconds: float) -> float | None:
    return None if math.isnan(seconds) else round(seconds / 3600.0, 4)
