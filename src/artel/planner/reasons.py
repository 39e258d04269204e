"""Why an order is not planned: the obstacle met by the look that came furthest."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from artel.planner.values import ORDER_OF_REASONS, Obstacle, Reason, Unplanned

if TYPE_CHECKING:
    from artel.orders.orders import Order
    from artel.planner.opportunities import Ledger

NO_WINDOW = Obstacle(
    Reason.NO_WINDOW, "no satellite with the ordered kind of sensor has it in reach in its window"
)


def unplanned_of(order: Order, ledger: Ledger) -> Unplanned:
    """Return the order with the obstacle that decided: the one met furthest on the way.

    A look that failed for a booked antenna came further than one in the dark, and one that an
    article refused where links or duty are asked came as far as those. Where several stood at
    that place, the one met most often is named.
    """
    met = ledger.met.get(order.id, Counter())
    counts = ledger.counts.get(order.id, Counter())
    if not met:
        return Unplanned(order.id, NO_WINDOW, {str(Reason.NO_WINDOW): 0})
    first = ledger.first[order.id]
    deciding = first[max(met, key=lambda key: (first[key].place, met[key]))]
    said = {str(reason): counts[reason] for reason in ORDER_OF_REASONS if counts[reason]}
    return Unplanned(order.id, deciding, said)
