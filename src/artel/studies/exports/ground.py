"""Ground tracks as lines of (lon, lat) degrees, cut where they cross the antimeridian."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.frames import itrf_to_geodetic
from artel.orbits.tracks import state

if TYPE_CHECKING:
    from artel.orbits.tracks import Track

STEP = 60.0

Line = list[list[float]]


def ground_lines(track: Track, step: float = STEP) -> list[Line]:
    """Return the ground track of a whole track, one line for each stretch without a cut."""
    times = np.linspace(track.start, track.end, math.ceil((track.end - track.start) / step) + 1)
    lat, lon, _ = itrf_to_geodetic(state(track, times)[0])
    return cut_lines(np.degrees(lon).tolist(), np.degrees(lat).tolist())


def cut_lines(lons: list[float], lats: list[float]) -> list[Line]:
    """Return a line cut where it steps over longitude 180; both parts meet it there."""
    lines: list[Line] = [[[round(lons[0], 3), round(lats[0], 3)]]]
    for i in range(1, len(lons)):
        step = lons[i] - lons[i - 1]
        if abs(step) > 180.0:
            edge = math.copysign(180.0, lons[i - 1])
            whole = step + math.copysign(360.0, lons[i - 1])
            part = (edge - lons[i - 1]) / whole if whole else 0.0
            lat = round(lats[i - 1] + part * (lats[i] - lats[i - 1]), 3)
            lines[-1].append([edge, lat])
            lines.append([[-edge, lat]])
        lines[-1].append([round(lons[i], 3), round(lats[i], 3)])
    return [line for line in lines if len(line) > 1]
