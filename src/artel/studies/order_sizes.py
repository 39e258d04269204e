"""How large the image of an order is, in square kilometres, as a tariff measures it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.orders.geometry_size import length_km, ring_km2
from artel.settlement.money import exact, exact_text

if TYPE_CHECKING:
    from artel.orders.orders import Order
    from artel.settlement.tariffs import OrderPricing


def order_km2(order: Order, pricing: OrderPricing) -> str:
    """Return the size of an order, to a hundredth of a square kilometre, as a decimal text.

    A point measures what the tariff says, a line its length times the tariff's width, an area
    itself, less its holes.
    """
    kind = order.shape.geom_type
    if kind == "Point":
        return exact_text(exact(pricing.point_km2))
    if kind == "LineString":
        length = f"{length_km(list(order.shape.coords)):.2f}"
        return exact_text(exact(length) * exact(pricing.line_width_km))
    rings = [order.shape.exterior, *order.shape.interiors]
    sizes = [ring_km2(list(ring.coords)) for ring in rings]
    return exact_text(exact(f"{sizes[0] - sum(sizes[1:]):.2f}"))
