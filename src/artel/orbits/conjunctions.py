"""Conjunctions: when several limits hold at once, for every satellite and place.

The widest of the limits is searched first, by `visibility`; the others are narrowed into what it
found, the cheapest first. The order of the limits changes nothing but the time it takes.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits import sun
from artel.orbits.limits import (
    GreatestOffNadir,
    Incidence,
    LeastElevation,
    Masks,
    SunAtSite,
    Sunlit,
    narrow,
    with_peaks,
    within,
)
from artel.orbits.masks import AzimuthMask
from artel.orbits.visibility import elevation_windows, off_nadir_windows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from artel.orbits.limits import Limit
    from artel.orbits.tracks import Track
    from artel.orbits.visibility import Sites, WindowTable

    Floats = NDArray[np.float64]


def windows(
    tracks: Sequence[Track],
    sites: Sites,
    limits: Sequence[Limit],
    span: tuple[float, float],
    *,
    compiled: bool | None = None,
) -> WindowTable:
    """Return when all limits hold at once, sorted by satellite, site and start.

    With a `GreatestOffNadir` among the limits the place must see the satellite, and `peak` is
    the least off-nadir angle of each window. Otherwise `peak` is the greatest elevation, and the
    satellite stands above the horizon, or above what a limit of elevation, incidence or mask asks
    where that is lower.
    """
    nadir = next((one for one in limits if isinstance(one, GreatestOffNadir)), None)
    if nadir is not None:
        table = off_nadir_windows(tracks, sites, nadir.angle, span, compiled=compiled)
    else:
        floor = _floor(limits, len(sites))
        table = elevation_windows(tracks, sites, floor, span, compiled=compiled)
    for limit in sorted(limits, key=_cost):
        searched = limit is nadir or (nadir is None and isinstance(limit, LeastElevation))
        if not searched and len(table):
            table = _limited(table, tracks, sites, limit, span)
    return with_peaks(table, tracks, sites, off_nadir=nadir is not None)


def _floor(limits: Sequence[Limit], count: int) -> Floats:
    """Return the least elevation (m,), rad, that the limits allow at each site, else 0."""
    floors = [np.broadcast_to(np.asarray(_least(limit), float), count) for limit in limits]
    floor = np.max([np.full(count, -np.inf), *floors], axis=0)
    return np.where(np.isfinite(floor), floor, 0.0)


def _least(limit: Limit) -> ArrayLike:
    """Return the least elevation, rad, one or (m,), that a limit allows; -inf if it has none."""
    match limit:
        case LeastElevation():
            return limit.angle
        case Incidence() if limit.high < math.pi:
            return 0.5 * math.pi - limit.high
        case AzimuthMask():
            return limit.lowest
        case Masks():
            return np.array([-np.inf if mask is None else mask.lowest for mask in limit.by_site])
    return -np.inf


def _cost(limit: Limit) -> int:
    """Return the place of a limit in the order: intervals first, kinks last."""
    match limit:
        case Sunlit() | SunAtSite():
            return 0
        case AzimuthMask() | Masks():
            return 2
    return 1


def _limited(
    table: WindowTable,
    tracks: Sequence[Track],
    sites: Sites,
    limit: Limit,
    span: tuple[float, float],
) -> WindowTable:
    match limit:
        case Sunlit():
            return _lit(table, tracks, limit)
        case SunAtSite():
            return _in_light(table, sites, limit, span)
    return narrow(table, tracks, sites, limit)


def _lit(table: WindowTable, tracks: Sequence[Track], limit: Sunlit) -> WindowTable:
    lit = [np.empty((0, 2))] * len(tracks)
    for index in np.unique(table.satellite):
        track = tracks[index]
        found = sun.sunlit_intervals(track)
        lit[index] = found if limit.wanted else sun.outside(found, (track.start, track.end))
    return within(table, lit, by="satellite")


def _in_light(
    table: WindowTable, sites: Sites, limit: SunAtSite, span: tuple[float, float]
) -> WindowTable:
    present = np.unique(table.site)
    for bound, above in ((limit.low, True), (limit.high, False)):
        if abs(bound) < 0.5 * math.pi:
            light = [np.empty((0, 2))] * len(sites)
            days = sun.daylight(sites.up[present], bound, span)
            for index, day in zip(present, days, strict=True):
                light[index] = day if above else sun.outside(day, span)
            table = within(table, light, by="site")
    return table
