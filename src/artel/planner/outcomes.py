"""What a planning run found: its bookings, the reason of each order left, value and bound."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from artel.planner.reasons import unplanned_of
from artel.planner.values import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from artel.orders.orders import Order
    from artel.planner.opportunities import Ledger
    from artel.planner.problem import Problem
    from artel.planner.values import Booking, Opportunity


def worth(order: Order, taken: Sequence[Opportunity]) -> float:
    """Return the planning value of an order with these images of it."""
    return order.value if taken else 0.0


def value_of(problem: Problem, bookings: Iterable[Booking]) -> float:
    """Return the planning value of bookings, over all orders."""
    images: dict[str, list[Opportunity]] = defaultdict(list)
    for booking in bookings:
        images[booking.opportunity.order].append(booking.opportunity)
    return sum(worth(order, images[order.id]) for order in problem.orders if order.id in images)


def outcome_of(
    problem: Problem, bookings: Iterable[Booking], ledger: Ledger, bound: float, method: str
) -> Outcome:
    """Return the plan that these bookings are, sorted by start."""
    booked = tuple(
        sorted(bookings, key=lambda each: (each.opportunity.start, each.opportunity.satellite))
    )
    served = {booking.opportunity.order for booking in booked}
    left = [order for order in problem.orders if order.id not in served]
    return Outcome(
        bookings=booked,
        unplanned=tuple(unplanned_of(order, ledger) for order in left),
        value=value_of(problem, booked),
        bound=bound,
        offered=sum(order.value for order in problem.orders),
        method=method,
    )
