"""Masks by azimuth: a horizon of mountains or masts around a site, and what stands above it.

A mask is linear between its points, and a pass that goes round the horizon meets a kink at each.
So a pass is broken where it crosses a point's azimuth, and each piece is searched alone, where
the margin is smooth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.pieces import bends, crossings, joined, kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from artel.orbits.margins import Rated, Sight
    from artel.orbits.pieces import Margin, Parts, Views

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

TURN = 2.0 * math.pi
_WIDEST = math.radians(15.0)
"""Between points further apart than this, more are put: high passes go round quickly."""
_OVERHEAD = 1e-6
"""m: nearer to the zenith than this there is no azimuth."""


@dataclass(frozen=True, slots=True, eq=False)
class AzimuthMask:
    """The least elevation (k,), rad, at azimuths (k,), rad from north over east, all around.

    Azimuths rise strictly in [0, 2 pi); between two points, and from the last to the first, the
    mask is linear in azimuth. One point is a constant mask. Raises ValueError otherwise.
    """

    azimuth: Floats
    elevation: Floats

    def __post_init__(self) -> None:
        azimuth = np.asarray(self.azimuth, float)
        elevation = np.asarray(self.elevation, float)
        if azimuth.ndim != 1 or azimuth.shape != elevation.shape or not azimuth.size:
            raise ValueError("A mask needs as many elevations as azimuths, at least one.")
        if azimuth[0] < 0.0 or azimuth[-1] >= TURN or not np.all(np.diff(azimuth) > 0.0):
            raise ValueError("The azimuths of a mask must rise from 0 or more to less than a turn.")
        if not np.all(np.abs(elevation) < 0.5 * math.pi):
            raise ValueError("The elevations of a mask must lie between -90 and 90 degrees.")
        object.__setattr__(self, "azimuth", azimuth)
        object.__setattr__(self, "elevation", elevation)

    @property
    def lowest(self) -> float:
        """The least elevation of the mask, rad."""
        return float(self.elevation.min())

    @property
    def highest(self) -> float:
        """The greatest elevation of the mask, rad."""
        return float(self.elevation.max())

    def at(self, azimuth: ArrayLike) -> Floats:
        """Return the least elevation, rad, at azimuths, rad."""
        return np.asarray(
            np.interp(np.asarray(azimuth, float), self.azimuth, self.elevation, period=TURN)
        )


def mask_of_degrees(points: Sequence[tuple[float, float]]) -> AzimuthMask:
    """Return the mask of points (azimuth, elevation), degrees, as a table gives them."""
    azimuth, elevation = np.radians(np.asarray(points, float)).T
    return AzimuthMask(azimuth, elevation)


@dataclass(frozen=True, slots=True, eq=False)
class _Sectors:
    """Between points at `edge` (k,): the middle azimuth, the mask there and its slope."""

    edge: Floats
    middle: Floats
    level: Floats
    slope: Floats


def _sectors(mask: AzimuthMask) -> _Sectors:
    """Return the sectors of a mask, none wider than 15 degrees."""
    widths = np.diff(np.append(mask.azimuth, mask.azimuth[0] + TURN))
    counts = np.ceil(widths / _WIDEST).astype(int)
    edge = np.concatenate(
        [a + w / n * np.arange(n) for a, w, n in zip(mask.azimuth, widths, counts, strict=True)]
    )
    width = np.diff(np.append(edge, mask.azimuth[0] + TURN))
    low = np.interp(edge, mask.azimuth, mask.elevation, period=TURN)
    rise = np.roll(low, -1) - low
    return _Sectors(edge, edge + 0.5 * width, low + 0.5 * rise, rise / width)


def above_mask(views: Views, mask: AzimuthMask) -> Parts:
    """Return the parts of views in which the satellite stands above the mask."""
    sectors = _sectors(mask)
    t, which, sight = views.samples()
    a = np.flatnonzero(which[1:] == which[:-1])
    clear = _clear(_elevation(sight), a, mask.highest)
    high, low = a[clear], a[~clear]
    piece, start, end = _smooth(views, sectors, (t, which, sight), low)
    some = views.part(which[piece], start, end)
    found, begins, ends = kept(some, _over(some, sectors))
    return joined(
        (
            np.concatenate([which[high], which[piece[found]]]),
            np.concatenate([t[high], begins]),
            np.concatenate([t[high + 1], ends]),
        )
    )


def _clear(elevation: Rated, a: Ints, top: float) -> NDArray[np.bool_]:
    """Whether the satellite is above all of the mask from samples a to the next ones."""
    value, rate = elevation[0] - top, elevation[1]
    ends = (value[a], rate[a]), (value[a + 1], rate[a + 1])
    return (ends[0][0] > 0.0) & (ends[1][0] > 0.0) & ~bends(ends)


def _smooth(
    views: Views, sectors: _Sectors, samples: tuple[Floats, Ints, Sight], low: Ints
) -> Parts:
    """Return the pieces between samples `low` and the next ones, broken at each sector's edge.

    How far a sight lies to the right of an edge's azimuth is smooth, even through the zenith, and
    zero where it crosses; the crossing of the opposite azimuth is a break too many and no harm.
    """
    t, which, sight = samples
    (east, east_rate), (north, north_rate), _ = sight.level
    cos, sin = np.cos(sectors.edge), np.sin(sectors.edge)

    def right(k: Ints, j: Ints | slice = slice(None)) -> Rated:
        value = east[k, None] * cos[j] - north[k, None] * sin[j]
        return value, east_rate[k, None] * cos[j] - north_rate[k, None] * sin[j]

    ends = right(low), right(low + 1)
    k, j = np.nonzero(((ends[0][0] > 0.0) != (ends[1][0] > 0.0)) | bends(ends))
    picked = tuple((value[k, j], rate[k, j]) for value, rate in ends)
    before = low[k]

    def curve(x: Floats, n: Ints) -> Rated:
        (e, de), (m, dm), _ = views.sight(x, which[before[n]]).level
        return e * cos[j[n]] - m * sin[j[n]], de * cos[j[n]] - dm * sin[j[n]]

    number, at = crossings(curve, (t[before], t[before + 1]), np.arange(k.size), picked)  # type: ignore[arg-type]
    owner = np.concatenate([low, low, before[number]])
    edges = np.concatenate([t[low], t[low + 1], at])
    order = np.lexsort((edges, owner))
    owner, edges = owner[order], edges[order]
    a = np.flatnonzero((owner[1:] == owner[:-1]) & (edges[1:] > edges[:-1]))
    return owner[a], edges[a], edges[a + 1]


def _over(views: Views, sectors: _Sectors) -> Margin:
    """Return the margin of elevation over the mask, each span in the sector of its middle."""
    (east, _), (north, _), _ = views.sight(
        0.5 * (views.start + views.end), np.arange(views.start.size)
    ).level
    azimuth = (np.arctan2(east, north) - sectors.edge[0]) % TURN
    sector = np.searchsorted(sectors.edge - sectors.edge[0], azimuth, "right") - 1

    def margin(sight: Sight, which: Ints) -> Rated:
        mine = sector[which]
        value, rate = _elevation(sight)
        turned, turning = _azimuth(sight)
        beyond = (turned - sectors.middle[mine] + math.pi) % TURN - math.pi
        slope = sectors.slope[mine]
        return value - sectors.level[mine] - slope * beyond, rate - slope * turning

    return margin


def _elevation(sight: Sight) -> Rated:
    sine, rate = sight.rise
    cosine = np.sqrt(np.maximum(1.0 - sine**2, _OVERHEAD**2))
    return np.arcsin(np.clip(sine, -1.0, 1.0)), rate / cosine


def _azimuth(sight: Sight) -> Rated:
    (east, east_rate), (north, north_rate), _ = sight.level
    level = np.maximum(east**2 + north**2, _OVERHEAD**2)
    return np.arctan2(east, north), (east_rate * north - north_rate * east) / level
