"""Revisit of places: by each owner alone, by the pool, and by every coalition of owners."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.commons.instants import posix_text
from artel.orbits.coverage import coverage
from artel.orbits.frames import elevation
from artel.orbits.revisit import coalitions, union_by
from artel.orbits.tallies import Tally
from artel.orbits.tracks import state
from artel.studies.looks import in_light, reach_by_rule, reach_by_sensors
from artel.studies.places import as_sites

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from artel.fleet.satellites import Imager
    from artel.orbits.coverage import Coverage
    from artel.orbits.tracks import Track
    from artel.orbits.visibility import WindowTable
    from artel.studies.looks import Reach, Rule
    from artel.studies.places import Place

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Span = tuple[float, float]

MOST_OWNERS = 8
"""Beyond this the coalitions are alone and pooled only: 2^n rows help nobody."""


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """Looks as columns (n,), sorted by track, place and start.

    Which track at which place, start and end, POSIX s, the greatest elevation, rad, and whether
    the span or the ephemeris begins or ends within the look.
    """

    satellite: Ints
    site: Ints
    start: Floats
    end: Floats
    max_elevation: Floats
    cut: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.start)


def looks_by_rule(
    tracks: Sequence[Track], places: Sequence[Place], rule: Rule, span: Span
) -> Looks:
    """Return the looks of all tracks under one rule."""
    return _looks(reach_by_rule(tracks, as_sites(list(places)), rule, span), places, span)


def looks_by_sensors(
    tracks: Mapping[str, Sequence[Track]],
    satellites: Sequence[Imager],
    places: Sequence[Place],
    span: Span,
) -> tuple[list[Track], Looks]:
    """Return flat tracks and the looks that each satellite's own sensors can make.

    See `looks.reach_by_sensors`. Two sensors of one satellite that look at once are one look.
    """
    reach = reach_by_sensors(tracks, satellites, as_sites(list(places)), span)
    return list(reach.tracks), _looks(reach, places, span)


def _looks(reach: Reach, places: Sequence[Place], span: Span) -> Looks:
    sites = as_sites(list(places))
    table = in_light(reach, sites, span)
    track = reach.track[table.satellite]
    highest = np.empty(len(table))
    for index in np.unique(track):
        rows = np.flatnonzero(track == index)
        r, _ = state(reach.tracks[index], table.peak_time[rows])
        where = table.site[rows]
        highest[rows] = elevation(r, sites.p[where], sites.up[where])
    return _merged(track, table, highest, len(places))


def _merged(track: Ints, table: WindowTable, highest: Floats, places: int) -> Looks:
    """Return looks in which windows of one track that meet over a place are one."""
    key, start, end, which = union_by(track * places + table.site, table.start, table.end)
    top, cut = np.full(key.size, -np.inf), np.zeros(key.size, bool)
    np.maximum.at(top, which, highest)
    np.logical_or.at(cut, which, table.cut_start | table.cut_end)
    satellite, site = np.divmod(key, places)
    return Looks(satellite, site, start, end, top, cut)


def look_rows(
    looks: Looks, tracks: Sequence[Track], places: Sequence[Place]
) -> list[dict[str, Any]]:
    """Return the looks as rows, sorted by start, in the shape of `access`."""
    names = ("satellite", "site", "start", "end", "max_elevation", "cut")
    columns = zip(*(getattr(looks, name).tolist() for name in names), strict=True)
    rows = [
        {
            "satellite": tracks[track].name,
            "norad_id": tracks[track].norad_id,
            places[place].kind: places[place].name,
            "start": posix_text(start),
            "end": posix_text(end),
            "max_elevation_deg": round(math.degrees(highest), 3),
            "cut": cut,
        }
        for track, place, start, end, highest, cut in columns
    ]
    return sorted(rows, key=lambda row: (row["start"], row["satellite"]))


def coalition_rows(
    looks: Looks, owners: Sequence[str], places: Sequence[Place], span: Span
) -> list[dict[str, Any]]:
    """Return the revisit of each place for every coalition of owners, alone to pooled.

    `owners` is the owner of each track. Gaps and waits are in hours; None where fewer than two
    looks leave them unknown.
    """
    names = sorted(set(owners))
    groups = groups_of(names)
    numbers = [names.index(owner) for owner in owners]
    tally = Tally(looks, numbers, len(places), span)
    found = coverage(tally, [[names.index(name) for name in group] for group in groups])
    return [
        {
            place.kind: place.name,
            "coalition": list(group),
            "kind": kind_of(group, len(names)),
            **_figures(found, g, index),
        }
        for index, place in enumerate(places)
        for g, group in enumerate(groups)
    ]


def groups_of(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Return every coalition, smallest first; beyond `MOST_OWNERS` each alone, then all."""
    if len(names) <= MOST_OWNERS:
        return list(coalitions(names))
    return [*((name,) for name in names), tuple(names)]


def kind_of(group: tuple[str, ...], owners: int) -> str:
    """Return `alone`, `coalition` or `pooled`, as a group is called among so many owners."""
    if len(group) == 1:
        return "alone"
    return "pooled" if len(group) == owners else "coalition"


def _figures(found: Coverage, group: int, place: int) -> dict[str, Any]:
    return {
        "looks": int(found.looks[group, place]),
        "mean_gap_h": hours(found.mean_gap[group, place]),
        "p95_gap_h": hours(found.p95_gap[group, place]),
        "max_gap_h": hours(found.max_gap[group, place]),
        "mean_wait_h": hours(found.mean_wait[group, place]),
        "seen_fraction": round(float(found.seen[group, place]), 6),
    }


def hours(seconds: float) -> float | None:
    """Return hours to the fourth digit, or None where the seconds are not known."""
    return None if math.isnan(seconds) else round(float(seconds) / 3600.0, 4)
