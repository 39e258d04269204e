"""Bounds from outside: when any part of an edge may be in reach, by the windows of its middle."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits import visibility
from artel.orbits.borders import Rows, widened_elevation, widened_off_nadir
from artel.orbits.frames import WGS84_A, length
from artel.orbits.intervals import ELEVATION
from artel.orbits.tracks import state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from artel.orbits.borders import Case
    from artel.orbits.visibility import WindowTable

    Floats = NDArray[np.float64]

_SAFE = 6.28e6
"""m: a sight that passes the Earth's centre closer than this meets ground well above the limb."""
_LEAST_HEIGHT = 50e3
_ROUND_ENOUGH = 16.0
"""Ratio of the greatest to the least height up to which one bound does for a whole track."""
_SAG = 0.999
"""How much lower a satellite may be between two nodes than at them, at most."""


def bounds_of(case: Case, *, compiled: bool | None) -> Rows:
    """Return when each edge may be in reach. A row may end only because the height changed much."""
    tables = [_widened(case, ends, heights, compiled=compiled) for ends, heights in _phases(case)]
    site, start, end, middle = (
        np.concatenate([getattr(table, name) for table in tables])
        for name in ("site", "start", "end", "peak_time")
    )
    area = case.ground.edges.area[site]
    # Where a limit leaves no place at all, rounding must not make one of a zenith.
    some = case.rule.possible[area]
    return Rows(*(each[some] for each in (site, area, start, end, middle)))


def _phases(case: Case) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Yield spans in which the height does not vary too much, with least and greatest radius."""
    t = case.track.t
    times = np.concatenate([[case.low], t[(t > case.low) & (t < case.high)], [case.high]])
    radius = length(state(case.track, times)[0])
    height = np.maximum(radius - WGS84_A, _LEAST_HEIGHT)
    floor = np.floor(np.log2(height) / 2.0) * (height.max() > _ROUND_ENOUGH * height.min())
    edges = np.r_[0, np.flatnonzero(np.diff(floor)) + 1, times.size - 1]
    for a, b in itertools.pairwise(edges):
        some = radius[a : b + 1]
        if times[b] > times[a]:
            yield (float(times[a]), float(times[b])), (_SAG * some.min(), some.max() / _SAG)


def _widened(
    case: Case, ends: tuple[float, float], radii: tuple[float, float], *, compiled: bool | None
) -> WindowTable:
    rule, ground, track = case.rule, case.ground, [case.track]
    low, high = radii
    limits = rule.limits[ground.edges.area]
    if rule.mode != ELEVATION:
        wide = widened_off_nadir(float(limits[0]), float(ground.reach.max()), low)
        if wide < 0.5 * np.pi and high * np.sin(wide) < _SAFE:
            return visibility.off_nadir_windows(
                track, ground.middles, wide, ends, compiled=compiled
            )
        # The limb is near, where places drop out of sight: whatever is above the horizon may do.
        limits = np.zeros(limits.size)
    reach = ground.reach
    if np.ptp(limits) == 0.0:  # One limit for all costs the search less than one for each.
        limits, reach = limits[:1], reach.max(keepdims=True)
    wider = widened_elevation(limits, reach, low)
    return visibility.elevation_windows(track, ground.middles, wider, ends, compiled=compiled)
