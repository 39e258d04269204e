"""What the images of one area have to do with each other: how fine, and how far apart in time."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from artel.orbits.time import DAY
from artel.planner.values import Obstacle, Reason

if TYPE_CHECKING:
    from artel.orders.orders import Order
    from artel.planner.values import Opportunity

_EPSILON = 1e-9
_HOUR = DAY / 24.0


class Mixes:
    """The booked images of each area that strips fill."""

    def __init__(self) -> None:
        self.images: dict[str, list[Opportunity]] = defaultdict(list)

    def clash(self, new: Opportunity, order: Order) -> Obstacle | None:
        """Return what a new image of an area would break beside those booked, or None."""
        booked = self.images.get(order.id)
        if order.fill is None or not booked:
            return None
        together = [*booked, new]
        finest = min(image.product_gsd for image in together)
        coarsest = max(image.product_gsd for image in together)
        ratio, spread = order.fill.max_gsd_ratio, order.fill.max_spread_h
        if ratio is not None and coarsest > ratio * finest + _EPSILON:
            said = f"the area would be mixed of {finest:.1f} m and {coarsest:.1f} m"
            return Obstacle(Reason.MIX, f"{said}; at most {ratio:g} times is ordered")
        hours = (max(i.end for i in together) - min(i.start for i in together)) / _HOUR
        if spread is not None and hours > spread + _EPSILON:
            said = f"the images of the area would lie {hours:.1f} h apart"
            return Obstacle(Reason.MIX, f"{said}; at most {spread:g} h are ordered")
        return None

    def add(self, image: Opportunity, order: Order) -> None:
        """Book an image."""
        if order.fill is not None:
            self.images[order.id].append(image)

    def remove(self, image: Opportunity, order: Order) -> None:
        """Give an image back."""
        if order.fill is not None:
            self.images[order.id].remove(image)
