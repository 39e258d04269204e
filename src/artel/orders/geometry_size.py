"""How large a shape is on the ground: areas in square kilometres, lengths in kilometres."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from artel.commons.shapes import Shape

AUTHALIC_KM = 6371.0072
"""Radius of the sphere with the area of WGS 84 (Moritz, Geodetic Reference System 1980)."""


def area_km2(shape: Shape) -> float:
    """Return the area of a polygon in degrees, less its holes; 0 for a point or a line."""
    if shape.geom_type != "Polygon":
        return 0.0
    outer, *holes = (ring_km2(list(ring.coords)) for ring in (shape.exterior, *shape.interiors))
    return outer - sum(holes)


def ring_km2(ring: Sequence[tuple[float, ...]]) -> float:
    """Return the area inside a closed ring in degrees, km2, in Lambert's equal-area cylinder."""
    flat = [(math.radians(lon), math.sin(math.radians(lat))) for lon, lat, *_ in ring]
    twice = sum(x * v - u * y for (x, y), (u, v) in itertools.pairwise(flat))
    return abs(AUTHALIC_KM**2 * twice / 2.0)


def length_km(line: Sequence[tuple[float, ...]]) -> float:
    """Return the length of a line in degrees along great circles, km."""
    return sum(
        AUTHALIC_KM * _angle((a[0], a[1]), (b[0], b[1])) for a, b in itertools.pairwise(line)
    )


def _angle(one: tuple[float, float], other: tuple[float, float]) -> float:
    lon, lat, to_lon, to_lat = map(math.radians, (*one, *other))
    hav = (
        math.sin((to_lat - lat) / 2.0) ** 2
        + math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2.0) ** 2
    )
    return 2.0 * math.asin(math.sqrt(min(hav, 1.0)))
