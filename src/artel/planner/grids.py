"""Cells of equal area inside an area, on which is counted how much of it images cover."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from shapely import contains_xy, prepare

from artel.commons.shapes import ground_polygon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from artel.commons.shapes import Shape

    Floats = NDArray[np.float64]

CELLS = 1500
"""About so many cells are laid over an area, whatever its size."""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The middles (n,) of the cells of one area, degrees; all cells are of equal area."""

    lon: Floats
    lat: Floats

    def __len__(self) -> int:
        return self.lon.size

    def covered(self, ring: Sequence[tuple[float, float]]) -> int:
        """Return the cells whose middles lie inside a ring of (lon, lat), as bits."""
        shape = ground_polygon(list(ring))
        west, south, east, north = shape.bounds
        near = (self.lon >= west) & (self.lon <= east) & (self.lat >= south) & (self.lat <= north)
        if not near.any():
            return 0
        prepare(shape)
        inside = np.zeros(len(self), bool)
        inside[near] = contains_xy(shape, self.lon[near], self.lat[near])
        return int.from_bytes(np.packbits(inside, bitorder="little").tobytes(), "little")


def grid_of(shape: Shape) -> Grid:
    """Return the cells of a polygon: squares in Lambert's equal-area cylinder around its middle.

    A cell belongs to the area when its middle does, so the cells' count measures the area to
    within those that its border cuts.
    """
    west, south, east, north = shape.bounds
    scale = math.cos(math.radians(0.5 * (south + north))) ** 2
    low, high = math.sin(math.radians(south)), math.sin(math.radians(north))
    wide, tall = math.radians(east - west) * scale, high - low
    filled = shape.area / ((east - west) * (north - south))
    side = math.sqrt(wide * tall * filled / CELLS)
    columns, rows = max(math.ceil(wide / side), 1), max(math.ceil(tall / side), 1)
    x = west + (np.arange(columns) + 0.5) * (east - west) / columns
    y = np.degrees(np.arcsin(low + (np.arange(rows) + 0.5) * tall / rows))
    lon, lat = (each.ravel() for each in np.meshgrid(x, y))
    prepare(shape)
    inside = contains_xy(shape, lon, lat)
    return Grid(lon[inside], lat[inside])
