"""What a planning run found: its bookings, the reason of each order left, value and bound."""

from __future__ import annotations

import functools
import operator
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


LEAST_NEW = 0.1
"""The part of what an image covers of an area that must be new."""


def worth(order: Order, taken: Sequence[Opportunity]) -> float:
    """Return the planning value of an order with these images of it.

    An area is worth its value times the share of its cells that the images cover together, a
    series its value times the share of its visits that are made.
    """
    if not taken:
        return 0.0
    if order.fill is not None:
        return order.value * covered(taken)
    if order.series is not None:
        return order.value * len({image.piece for image in taken}) / order.series.visits
    return order.value


def gain(order: Order, taken: Sequence[Opportunity], new: Opportunity) -> float:
    """Return by how much the order is worth more with a new image besides those taken."""
    return worth(order, [*taken, new]) - worth(order, taken)


def worthwhile(order: Order, taken: Sequence[Opportunity], new: Opportunity) -> bool:
    """Return whether a new image adds enough to those taken, were there room for it.

    A strip that mostly shows again what others show already is not worth the satellite's seconds.
    """
    return gain(order, taken, new) > LEAST_NEW * worth(order, [new])


def covered(taken: Sequence[Opportunity]) -> float:
    """Return the share of an area that images of it cover together, counted on its cells."""
    together = functools.reduce(operator.or_, (image.cells for image in taken), 0)
    return together.bit_count() / taken[0].of_cells if together else 0.0


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
