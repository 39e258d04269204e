"""Access: when each satellite has each place, area or course, as rows for people and programs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.commons.instants import posix_text
from artel.orbits.frames import elevation, geodetic_to_itrf, up
from artel.orbits.limits import GreatestOffNadir
from artel.orbits.tracks import state
from artel.studies.conditions import limits_of, rule_of
from artel.studies.places import Place
from artel.studies.targets import found_windows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from artel.studies.conditions import Conditions
    from artel.studies.sky import Sky
    from artel.studies.targets import Target, TargetWindows

    Floats = NDArray[np.float64]
    Span = tuple[float, float]


def access_rows(
    sky: Sky, targets: Sequence[Target], conditions: Conditions, span: Span
) -> list[dict[str, Any]]:
    """Return a row for each window in which all conditions hold, sorted by start.

    `max_elevation_deg` is the elevation at the best moment, `timing_s` by how much, 95 %, the
    whole window may come early or late; of an area or a course a row says where the best part is.
    """
    rule = rule_of(conditions)
    found = found_windows(sky.tracks, targets, rule, span, limits_of(conditions))
    highest = found.table.peak
    if isinstance(rule, GreatestOffNadir):
        highest = _elevations(found, sky)
    rows = [
        _row(found, i, (sky, targets), (highest[i], timing))
        for i, timing in enumerate(_timing(found, sky))
    ]
    return sorted(rows, key=lambda row: (row["start"], row["satellite"]))


def _elevations(found: TargetWindows, sky: Sky) -> Floats:
    """Return the elevation (n,), rad, at the best moment of each window, at its best place."""
    table, out = found.table, np.empty(len(found.table))
    p = geodetic_to_itrf(found.lat, found.lon, found.height)
    vertical = up(found.lat, found.lon)
    for index in np.unique(table.satellite):
        mine = table.satellite == index
        r, _ = state(sky.tracks[index], table.peak_time[mine])
        out[mine] = elevation(r, p[mine], vertical[mine])
    return out


def _timing(found: TargetWindows, sky: Sky) -> list[float]:
    return [round(float(each), 2) for each in sky.timing(found.table.satellite, found.table.start)]


def _row(
    found: TargetWindows,
    i: int,
    named: tuple[Sky, Sequence[Target]],
    figures: tuple[float, float],
) -> dict[str, Any]:
    table = found.table
    track, target = named[0].tracks[table.satellite[i]], named[1][table.site[i]]
    point = isinstance(target.what, Place)
    best = {
        "best_lat_deg": round(math.degrees(found.lat[i]), 4),
        "best_lon_deg": round(math.degrees(found.lon[i]), 4),
    }
    return {
        "satellite": track.name,
        "norad_id": track.norad_id,
        target.what.kind if isinstance(target.what, Place) else "target": target.name,
        "start": posix_text(table.start[i]),
        "end": posix_text(table.end[i]),
        "best": posix_text(table.peak_time[i]),
        "max_elevation_deg": round(math.degrees(figures[0]), 3),
        **({} if point else best),
        "timing_s": figures[1],
        "cut": bool(table.cut_start[i] or table.cut_end[i]),
    }
