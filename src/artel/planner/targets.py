"""Orders as places on the ground that a sensor must cross."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from shapely.geometry import LineString, Point

from artel.commons.shapes import positions
from artel.orbits import frames
from artel.planner.grids import grid_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from artel.commons.shapes import Shape
    from artel.orders.orders import Order
    from artel.planner.grids import Grid

    Floats = NDArray[np.float64]

SPACING_KM = 5.0
"""The vertices of a strip stand no further apart than this."""
BORDER_KM = 2.0
"""The places on the border of an area that strips fill stand no further apart than this."""
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """An order on the ground: a reference place and the vertices to cross; ITRF m, verticals.

    `is_point` tells a point (a square scene around it) from a strip (every vertex crossed). An
    area to be filled has the cells on which its covered part is counted.
    """

    order: Order
    is_point: bool
    middle: Floats
    middle_up: Floats
    vertices: Floats
    vertices_up: Floats
    grid: Grid | None = None


def targets_of(orders: Sequence[Order]) -> list[Target]:
    """Return the targets of the orders, in their order."""
    return [_target(order) for order in orders]


def _target(order: Order) -> Target:
    centre = order.shape.centroid
    middle, middle_up = _places([(centre.x, centre.y)])
    filled = order.fill is not None
    vertices, vertices_up = _places(spread(order.shape, BORDER_KM if filled else SPACING_KM))
    is_point = isinstance(order.shape, Point)
    grid = grid_of(order.shape) if filled else None
    return Target(order, is_point, middle[0], middle_up[0], vertices, vertices_up, grid)


def spread(shape: Shape, spacing_km: float = SPACING_KM) -> list[tuple[float, float]]:
    """Return the vertices (lon, lat) of a shape with no two neighbours further apart than that."""
    corners = positions(shape)
    if len(corners) == 1:
        return corners
    line = LineString(corners)
    out = [corners[0]]
    for (lon_a, lat_a), (lon_b, lat_b) in zip(line.coords, line.coords[1:], strict=False):
        east = (lon_b - lon_a) * math.cos(math.radians(0.5 * (lat_a + lat_b)))
        parts = math.ceil(math.hypot(east, lat_b - lat_a) * _KM_PER_DEGREE / spacing_km) or 1
        steps = [i / parts for i in range(1, parts + 1)]
        out += [(lon_a + s * (lon_b - lon_a), lat_a + s * (lat_b - lat_a)) for s in steps]
    return out


def _places(lonlat: list[tuple[float, float]]) -> tuple[Floats, Floats]:
    lon, lat = np.radians(np.array(lonlat)).T
    return frames.geodetic_to_itrf(lat, lon), frames.up(lat, lon)
