"""Access: when each satellite stands above each place, as rows that a person or a program reads."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.commons.instants import posix_text
from artel.orbits.frames import apparent_horizon
from artel.orbits.visibility import elevation_windows
from artel.studies.places import as_sites

if TYPE_CHECKING:
    from collections.abc import Sequence

    from artel.orbits.tracks import Track
    from artel.orbits.visibility import WindowTable
    from artel.studies.places import Place


def access_rows(
    tracks: Sequence[Track],
    places: Sequence[Place],
    min_elevation_deg: float,
    span: tuple[float, float],
    *,
    refraction: bool = False,
) -> list[dict[str, Any]]:
    """Return a row for each window at or above the elevation, sorted by start.

    With `refraction` the elevation asked for is the one at which the satellite appears.
    """
    least = np.radians(min_elevation_deg)
    least = apparent_horizon(least) if refraction else least
    table = elevation_windows(tracks, as_sites(list(places)), least, span)
    return rows_of(table, tracks, places)


def rows_of(
    table: WindowTable, tracks: Sequence[Track], places: Sequence[Place]
) -> list[dict[str, Any]]:
    """Return the windows of a table as rows: names, instants, greatest elevation, cut or not."""
    rows = [_row(table, i, tracks, places) for i in np.argsort(table.start, kind="stable")]
    return sorted(rows, key=lambda row: (row["start"], row["satellite"]))


def _row(
    table: WindowTable, i: int, tracks: Sequence[Track], places: Sequence[Place]
) -> dict[str, Any]:
    track, place = tracks[table.satellite[i]], places[table.site[i]]
    return {
        "satellite": track.name,
        "norad_id": track.norad_id,
        place.kind: place.name,
        "start": posix_text(table.start[i]),
        "end": posix_text(table.end[i]),
        "max_elevation_deg": round(math.degrees(table.peak[i]), 3),
        "cut": bool(table.cut_start[i] or table.cut_end[i]),
    }
