"""What a planning run found: its bookings, the reason of each order left, value and bound."""

from __future__ import annotations

import functools
import operator
from collections import defaultdict
from typing import TYPE_CHECKING

from artel.planner.reasons import unplanned_of
from artel.planner.values import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from artel.orders.orders import Order
    from artel.planner.opportunities import Ledger
    from artel.planner.problem import Problem
    from artel.planner.values import Booking, Opportunity


LEAST_NEW = 0.1
"""The part of what an image covers of an area that must be new."""
OVERHEAD = 20.0
"""Seconds of a satellite's time that an image costs besides its own length."""
MILLI = 1000
"""Thousandths: of a second, and of a unit of value."""


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


def expected(order: Order, taken: Sequence[Opportunity]) -> float:
    """Return what a plan counts an order for: its planning value by the chances of its images.

    Of images that show the same (the place, a cell of an area, a visit) the likeliest counts: at
    least that is to be expected, however much the skies of two images resemble each other.
    """
    if all(image.chance == 1.0 for image in taken):
        return worth(order, taken)
    if order.fill is not None:
        return order.value * _likely(taken)
    best: dict[str, float] = {}
    for image in taken:
        best[image.piece] = max(best.get(image.piece, 0.0), image.chance)
    return order.value * sum(best.values()) / (order.series.visits if order.series else 1)


def gain(order: Order, taken: Sequence[Opportunity], new: Opportunity) -> float:
    """Return by how much the order counts for more with a new image besides those taken."""
    return expected(order, [*taken, new]) - expected(order, taken)


def worthwhile(order: Order, taken: Sequence[Opportunity], new: Opportunity) -> bool:
    """Return whether a new image adds enough to those taken, were there room for it.

    A strip that mostly shows again what others show already is not worth the satellite's seconds.
    """
    return gain(order, taken, new) > LEAST_NEW * expected(order, [new])


def density(order: Order, taken: Sequence[Opportunity], new: Opportunity) -> float:
    """Return what a new image adds to those taken by second of the satellite's time."""
    return gain(order, taken, new) / (new.duration + OVERHEAD)


def covered(taken: Sequence[Opportunity]) -> float:
    """Return the share of an area that images of it cover together, counted on its cells."""
    together = functools.reduce(operator.or_, (image.cells for image in taken), 0)
    return together.bit_count() / taken[0].of_cells if together else 0.0


def _likely(taken: Sequence[Opportunity]) -> float:
    """Return the share of an area to be expected, each cell by the likeliest image of it."""
    seen, total = 0, 0.0
    for image in sorted(taken, key=lambda each: -each.chance):
        total += image.chance * (image.cells & ~seen).bit_count()
        seen |= image.cells
    return total / taken[0].of_cells


def value_of(
    problem: Problem,
    bookings: Iterable[Booking],
    counted: Callable[[Order, Sequence[Opportunity]], float] = expected,
) -> float:
    """Return what a plan counts bookings for, or what they are worth (`worth`), over all orders."""
    images: dict[str, list[Opportunity]] = defaultdict(list)
    for booking in bookings:
        images[booking.opportunity.order].append(booking.opportunity)
    return sum(counted(order, images[order.id]) for order in problem.orders if order.id in images)


def plain_value(problem: Problem, outcome: Outcome) -> float:
    """Return what a plan is worth if every sky is clear; elsewhere its value is by chances."""
    if all(booking.opportunity.chance == 1.0 for booking in outcome.bookings):
        return outcome.value
    return value_of(problem, outcome.bookings, worth)


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
