"""Grids over the Earth: cells of equal area in bands of latitude, and the equal-angle grid.

Areas are those of the WGS84 ellipsoid, in closed form (Snyder 1987, Map Projections: A Working
Manual, equations 3-11 and 3-12): between two meridians and two parallels lies the part
(q2 - q1) of the longitudes' difference, whatever the flattening, so that no cell is rounded.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.orbits.frames import WGS84_A, WGS84_F

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

_E2 = WGS84_F * (2.0 - WGS84_F)
_E = math.sqrt(_E2)
_ROUNDS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Cells (n,) from south to north, each from west to east: centres, edges, and areas.

    Angles in rad, latitudes geodetic, longitudes from -pi to pi; areas in m2. The centre's
    parallel halves a cell's area.
    """

    lat: Floats
    lon: Floats
    south: Floats
    north: Floats
    west: Floats
    east: Floats
    area: Floats

    def __len__(self) -> int:
        return len(self.lat)

    def part(self, keep: NDArray[np.bool_]) -> Grid:
        """Return the cells that are kept (n,), in the same order."""
        return Grid(*(getattr(self, name)[keep] for name in Grid.__slots__))


def equal_area(size: float, south: float = -math.pi / 2, north: float = math.pi / 2) -> Grid:
    """Return the global grid of equal cells whose area is that of `size` squared, rad.

    Bands of latitude are about `size` high, and each is cut into the whole number of cells that
    makes them nearly square; then the parallels between bands are moved so that every cell of
    the Earth has the same area. Of it, the bands that reach between `south` and `north`.
    """
    bands = max(2, round(math.pi / size))
    middle = (np.arange(bands) + 0.5) * (math.pi / bands) - 0.5 * math.pi
    counts = np.maximum(3, np.rint(2.0 * math.pi * np.cos(middle) / size)).astype(np.int64)
    edges = np.concatenate([[0], np.cumsum(counts)]) / counts.sum() * 2.0 - 1.0
    parallels = latitude_of(edges)
    kept = (parallels[1:] > south) & (parallels[:-1] < north)
    return _cells(edges[:-1][kept], edges[1:][kept], counts[kept])


def equal_angle(size: float) -> Grid:
    """Return the global grid of `size` by `size`, rad: at one degree its cells are 64,800.

    `size` is made to fit into half a turn a whole number of times. Cells shrink to the poles.
    """
    bands = max(2, round(math.pi / size))
    parallels = np.linspace(-0.5 * math.pi, 0.5 * math.pi, bands + 1)
    edges = authalic_sine(parallels)
    edges[0], edges[-1] = -1.0, 1.0
    grid = _cells(edges[:-1], edges[1:], np.full(bands, 2 * bands))
    centres = np.repeat(0.5 * (parallels[:-1] + parallels[1:]), 2 * bands)
    return Grid(
        centres, grid.lon, np.repeat(parallels[:-1], 2 * bands),
        np.repeat(parallels[1:], 2 * bands), grid.west, grid.east, grid.area,
    )  # fmt: skip


def _cells(low: Floats, high: Floats, counts: NDArray[np.int64]) -> Grid:
    """Return bands between heights `low` and `high` of the equal-area sphere, cut into cells."""
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    width = np.repeat(2.0 * math.pi / counts, counts)
    west = -math.pi + within * width
    east = np.where(within + 1 == np.repeat(counts, counts), math.pi, west + width)
    return Grid(
        lat=np.repeat(latitude_of(0.5 * (low + high)), counts),
        lon=west + 0.5 * width,
        south=np.repeat(latitude_of(low), counts),
        north=np.repeat(latitude_of(high), counts),
        west=west,
        east=east,
        area=np.repeat(0.5 * EARTH_AREA * (high - low) / counts, counts),
    )


def _q(sine: Any) -> Any:
    """Return Snyder's q of the sine of a geodetic latitude (equation 3-12)."""
    return (1.0 - _E2) * (sine / (1.0 - _E2 * sine * sine) + np.arctanh(_E * sine) / _E)


_POLE = float(_q(1.0))
EARTH_AREA = 2.0 * math.pi * WGS84_A**2 * _POLE
"""The whole surface of WGS84, m2: 510,065,621.7 square kilometres."""


def authalic_sine(latitude: ArrayLike) -> Any:
    """Return the sine, -1 to 1, of the authalic latitude of geodetic latitudes, rad.

    The part of the Earth's surface south of a parallel is (1 + this) / 2.
    """
    return _q(np.sin(np.asarray(latitude, float))) / _POLE


def latitude_of(height: ArrayLike) -> Any:
    """Return the geodetic latitude, rad, of sines of the authalic one, and so back."""
    wanted = np.asarray(height, float) * _POLE
    sine = np.clip(np.asarray(height, float), -1.0, 1.0)
    for _ in range(_ROUNDS):
        slope = 2.0 * (1.0 - _E2) / (1.0 - _E2 * sine * sine) ** 2
        sine = np.clip(sine + (wanted - _q(sine)) / slope, -1.0, 1.0)
    return np.arcsin(sine)
