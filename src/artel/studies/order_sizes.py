"""How large the image of an order is, in square kilometres, as a tariff measures it."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from artel.settlement.money import exact, exact_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from artel.orders.orders import Order
    from artel.settlement.tariffs import OrderPricing

AUTHALIC_KM = 6371.0072
"""Radius of the sphere with the area of WGS 84 (Moritz, Geodetic Reference System 1980)."""


def order_km2(order: Order, pricing: OrderPricing) -> str:
    """Return the size of an order, to a hundredth of a square kilometre, as a decimal text.

    A point measures what the tariff says, a line its length times the tariff's width, an area
    itself, less its holes.
    """
    kind = order.shape.geom_type
    if kind == "Point":
        return exact_text(exact(pricing.point_km2))
    if kind == "LineString":
        length = f"{_length(list(order.shape.coords)):.2f}"
        return exact_text(exact(length) * exact(pricing.line_width_km))
    rings = [order.shape.exterior, *order.shape.interiors]
    sizes = [abs(_area(list(ring.coords))) for ring in rings]
    return exact_text(exact(f"{sizes[0] - sum(sizes[1:]):.2f}"))


def _area(ring: Sequence[tuple[float, ...]]) -> float:
    """Return the signed area inside a ring, km2, in Lambert's equal-area cylinder."""
    flat = [(math.radians(lon), math.sin(math.radians(lat))) for lon, lat, *_ in ring]
    twice = sum(x * v - u * y for (x, y), (u, v) in itertools.pairwise(flat))
    return AUTHALIC_KM**2 * twice / 2.0


def _length(line: Sequence[tuple[float, ...]]) -> float:
    """Return the length of a line along great circles, km."""
    return sum(
        AUTHALIC_KM * _angle((a[0], a[1]), (b[0], b[1])) for a, b in itertools.pairwise(line)
    )


def _angle(one: tuple[float, float], other: tuple[float, float]) -> float:
    lon, lat, to_lon, to_lat = map(math.radians, (*one, *other))
    hav = (
        math.sin((to_lat - lat) / 2.0) ** 2
        + math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2.0) ** 2
    )
    return 2.0 * math.asin(math.sqrt(hav))
