"""Targets of every kind in one table: points, lines and areas, and what moves along a course."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from artel.commons.errors import InputError
from artel.orbits import areas, courses, sun
from artel.orbits.conjunctions import windows
from artel.orbits.courses import Course
from artel.orbits.cutting import rows_of
from artel.orbits.frames import itrf_to_geodetic
from artel.orbits.limits import (
    AzimuthMask,
    GreatestOffNadir,
    Incidence,
    LeastElevation,
    LeastOffNadir,
    Masks,
    Range,
    Side,
    SunAtSite,
    Sunlit,
    with_peaks,
    within,
)
from artel.orbits.outlines import Area
from artel.orbits.revisit import intersect
from artel.orbits.visibility import Sites, WindowTable, sites_of
from artel.studies.places import Place, as_sites

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from artel.orbits.limits import Limit
    from artel.orbits.tracks import Track

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Rule: TypeAlias = LeastElevation | GreatestOffNadir
    Span = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """A named target: a place, lines and areas on the ground, or the course of what moves."""

    name: str
    what: Place | Area | Course

    kind = "target"


@dataclass(frozen=True, slots=True, eq=False)
class TargetWindows:
    """Windows whose `site` is the number of the target, and where its best part is at the peak.

    lat, lon (n,), rad, and height (n,), m: of an area the best-placed part, of a course the place
    at that moment.
    """

    table: WindowTable
    lat: Floats
    lon: Floats
    height: Floats


_FLOATS, _INTS, _FLAGS = np.empty(0), np.empty(0, np.int64), np.empty(0, bool)
_NO_WINDOWS = WindowTable(_INTS, _INTS, _FLOATS, _FLOATS, _FLOATS, _FLOATS, _FLAGS, _FLAGS)
_NOTHING = TargetWindows(_NO_WINDOWS, _FLOATS, _FLOATS, _FLOATS)


def windows_of(
    tracks: Sequence[Track],
    targets: Sequence[Target],
    rule: Rule,
    span: Span,
    limits: Sequence[Limit] = (),
) -> WindowTable:
    """Return when any part of each target keeps the rule, and the limits; see `found_windows`."""
    return found_windows(tracks, targets, rule, span, limits).table


def found_windows(
    tracks: Sequence[Track],
    targets: Sequence[Target],
    rule: Rule,
    span: Span,
    limits: Sequence[Limit] = (),
) -> TargetWindows:
    """Return when any part of each target keeps the rule, sorted by satellite, target and start.

    `rule` is the field of regard: the elevation, one for all or (m,) by target, or the off-nadir
    angle, one for all or (k,) by track. Points take every limit. Areas and courses take those of
    light: of the satellite's, and of the Sun over the place that is best in each window. Under a
    rule of elevation they take a higher elevation, or a greatest incidence, too. Raises InputError
    for another limit on them: it would hold for some parts and not for others.
    """
    numbers = {
        kind: np.array([i for i, one in enumerate(targets) if _is(one, kind)], np.int64)
        for kind in ("point", "area", "course")
    }
    parts = [_NOTHING]
    if numbers["point"].size:
        parts.append(_points(tracks, targets, numbers["point"], (rule, limits), span))
    for kind in ("area", "course"):
        if numbers[kind].size:
            wide, light = _folded(rule, limits, targets[numbers[kind][0]].name)
            found = _wide(tracks, targets, numbers[kind], wide, span)
            parts.append(_in_light(found, tracks, (wide, light), span))
    return _merged(parts)


def _is(target: Target, kind: str) -> bool:
    kinds = {"point": Place, "area": Area, "course": Course}
    return isinstance(target.what, kinds[kind])


def _folded(rule: Rule, limits: Sequence[Limit], name: str) -> tuple[Rule, list[Limit]]:
    """Return the rule with whatever is a least elevation in the limits, and the rest: of light."""
    light: list[Limit] = []
    for limit in limits:
        floor = _floor(limit)
        if isinstance(limit, SunAtSite | Sunlit):
            light.append(limit)
        elif floor is not None and isinstance(rule, LeastElevation):
            rule = LeastElevation(np.maximum(rule.angle, floor))
        else:
            raise InputError(
                f"{name} is not a point, and {_WORDS[type(limit)]} may hold for a part of it only.",
                next_step="Give points, or leave that limit out.",
            )
    return rule, light


_WORDS = {
    AzimuthMask: "a mask by azimuth",
    GreatestOffNadir: "an off-nadir angle beside an elevation",
    Incidence: "an incidence beside an off-nadir angle, or a least incidence,",
    LeastElevation: "an elevation beside an off-nadir angle",
    LeastOffNadir: "a least off-nadir angle",
    Masks: "a mask by azimuth",
    Range: "a distance",
    Side: "a side of the flight",
}


def _floor(limit: Limit) -> ArrayLike | None:
    """Return the least elevation, rad, to which a limit amounts, if it is nothing but that."""
    if isinstance(limit, LeastElevation):
        return limit.angle
    if isinstance(limit, Incidence) and limit.low <= 0.0:
        return 0.5 * math.pi - limit.high
    return None


def _points(
    tracks: Sequence[Track],
    targets: Sequence[Target],
    numbers: Ints,
    rules: tuple[Rule, Sequence[Limit]],
    span: Span,
) -> TargetWindows:
    places: list[Any] = [targets[number].what for number in numbers]
    limits = [_of_some(limit, numbers, len(targets)) for limit in (rules[0], *rules[1])]
    table = windows(tracks, as_sites(places), limits, span)
    where = np.array([(place.lat_deg, place.lon_deg, place.height_m) for place in places])
    lat, lon, height = where[table.site].T
    table = replace(table, site=numbers[table.site])
    return TargetWindows(table, np.radians(lat), np.radians(lon), height)


def _of_some(limit: Limit, numbers: Ints, count: int) -> Limit:
    """Return a limit that differs by target for some of the targets."""
    if isinstance(limit, Masks):
        return Masks(tuple(limit.by_site[number] for number in numbers))
    if isinstance(limit, LeastElevation) and np.ndim(limit.angle):
        return LeastElevation(np.broadcast_to(np.asarray(limit.angle, float), (count,))[numbers])
    return limit


def _wide(
    tracks: Sequence[Track], targets: Sequence[Target], numbers: Ints, rule: Rule, span: Span
) -> TargetWindows:
    """Return the windows of areas, or of courses, by the rule alone."""
    what: list[Any] = [targets[number].what for number in numbers]
    by_elevation = isinstance(rule, LeastElevation)
    angle = np.asarray(rule.angle, float)
    angle = np.broadcast_to(angle, (len(targets),))[numbers] if by_elevation else angle
    if isinstance(what[0], Area):
        of_areas = areas.elevation_windows if by_elevation else areas.off_nadir_windows
        found = of_areas(tracks, what, angle, span)
        table, where = found.table, (found.lat, found.lon, np.zeros(found.lat.size))
    else:
        of_courses = courses.elevation_windows if by_elevation else courses.off_nadir_windows
        table = of_courses(tracks, what, angle, span)
        where = _on_the_way(what, table)
    return TargetWindows(replace(table, site=numbers[table.site]), *where)


def _on_the_way(what: Sequence[Course], table: WindowTable) -> tuple[Floats, Floats, Floats]:
    """Return where each course is at the peak of each window: lat, lon (n,), rad; height, m."""
    lat, lon, height = np.empty((3, len(table)))
    for number in np.unique(table.site):
        mine = table.site == number
        p = courses.place_at(what[number], table.peak_time[mine])[0]
        lat[mine], lon[mine], height[mine] = itrf_to_geodetic(p)
    return lat, lon, height


def _in_light(
    found: TargetWindows,
    tracks: Sequence[Track],
    rules: tuple[Rule, Sequence[Limit]],
    span: Span,
) -> TargetWindows:
    """Narrow windows by Sun and shadow, as if each had a site of its own at its best place."""
    rule, limits = rules
    if not limits or not len(found.table):
        return found
    sites = sites_of(found.lat, found.lon, found.height)
    table = replace(found.table, site=np.arange(len(found.table)))
    for limit in limits:
        if isinstance(limit, Sunlit):
            table = within(table, _lit(tracks, limit), by="satellite")
        elif isinstance(limit, SunAtSite):
            table = within(table, _days(sites, limit, span), by="site")
    table = with_peaks(table, tracks, sites, off_nadir=isinstance(rule, GreatestOffNadir))
    row, where = table.site, (found.lat, found.lon, found.height)
    return TargetWindows(replace(table, site=found.table.site[row]), *(each[row] for each in where))


def _lit(tracks: Sequence[Track], limit: Sunlit) -> list[Floats]:
    lit = [sun.sunlit_intervals(track) for track in tracks]
    if limit.wanted:
        return lit
    return [
        sun.outside(each, (track.start, track.end)) if not track.empty else each
        for each, track in zip(lit, tracks, strict=True)
    ]


def _days(sites: Sites, limit: SunAtSite, span: Span) -> list[Floats]:
    above = sun.daylight(sites.up, limit.low, span)
    if limit.high >= 0.5 * math.pi:
        return above
    below = [sun.outside(each, span) for each in sun.daylight(sites.up, limit.high, span)]
    return [intersect(one, other) for one, other in zip(above, below, strict=True)]


def _merged(parts: Sequence[TargetWindows]) -> TargetWindows:
    names = [each.name for each in fields(WindowTable)]
    columns = [np.concatenate([getattr(part.table, name) for part in parts]) for name in names]
    table = WindowTable(*columns)
    order = np.lexsort((table.start, table.site, table.satellite))
    where = [
        np.concatenate([getattr(part, name) for part in parts])[order]
        for name in ("lat", "lon", "height")
    ]
    return TargetWindows(rows_of(table, order), *where)
