"""Waiting times by latitude: how long for the next satellite, averaged over longitudes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from artel.orbits.visibility import elevation_windows, sites_of
from artel.terminals.waiting import gaps_between, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from artel.orbits.tracks import Track

LONGITUDES = 36
"""Places on each parallel: every ten degrees, all equally likely."""


def waiting_rows(
    tracks: Sequence[Track],
    latitudes_deg: Sequence[float],
    min_elevation_deg: float,
    span: tuple[float, float],
) -> list[dict[str, Any]]:
    """Return a row for each latitude: availability, and mean, 95 % and greatest wait in minutes.

    A wait runs from any instant, equally likely, until a satellite stands at or above the
    elevation, and is nothing where one does; 36 longitudes are averaged, and the greatest is that
    of all of them. Gaps that the end of the span cuts count as far as they go.
    """
    longitudes = np.radians(np.arange(LONGITUDES) * 360.0 / LONGITUDES)
    return [
        _row(tracks, latitude, longitudes, (min_elevation_deg, span)) for latitude in latitudes_deg
    ]


def _row(
    tracks: Sequence[Track],
    latitude_deg: float,
    longitudes: Any,
    asked: tuple[float, tuple[float, float]],
) -> dict[str, Any]:
    min_elevation_deg, span = asked
    sites = sites_of(np.full(LONGITUDES, np.radians(latitude_deg)), longitudes)
    found = elevation_windows(tracks, sites, np.radians(min_elevation_deg), span)
    gaps = [
        gaps_between(found.start[found.site == place], found.end[found.site == place], span)
        for place in range(LONGITUDES)
    ]
    wait = joined(gaps, span[1] - span[0])
    return {
        "latitude_deg": latitude_deg,
        "satellites": len({track.name for track in tracks}),
        "availability": round(wait.availability, 6),
        "mean_wait_min": round(wait.mean_s / 60.0, 3),
        "p95_wait_min": round(wait.p95_s / 60.0, 3),
        "max_wait_min": round(wait.max_s / 60.0, 3),
    }
