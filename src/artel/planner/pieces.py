"""Pieces of orders: the strips of an area, the visits of a series."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from artel.commons.instants import posix_text, to_posix

if TYPE_CHECKING:
    from collections.abc import Iterable

    from artel.orders.orders import Order
    from artel.planner.values import Opportunity

MOST_STRIPS = 600
"""So many strips of one area are offered to the planner at most."""
_TURN_S = 20.0
_HOUR = 3600.0


def windows_of(order: Order) -> list[tuple[str, float, float]]:
    """Return (piece, opens, closes) of each window of an order, POSIX s; a visit's by its number.

    Visits that fall due after not_after are left out.
    """
    first, last = to_posix(order.not_before), to_posix(order.not_after)
    if order.series is None:
        return [("", first, last)]
    every, late = order.series.every_h * _HOUR, order.series.tolerance_h * _HOUR
    due = [first + number * every for number in range(order.series.visits)]
    return [
        (str(number), opens, min(opens + late, last))
        for number, opens in enumerate(due, 1)
        if opens < last
    ]


def visit_of(order: Order, start: float, end: float) -> str | None:
    """Return the piece whose window holds an image from start to end, or None."""
    held = (piece for piece, low, high in windows_of(order) if low <= start and end <= high)
    return next(held, None)


def densest(found: Iterable[Opportunity]) -> list[Opportunity]:
    """Return the opportunities; of an area with too many strips those that show most a second.

    A second more than the strip itself takes goes into turning to it.
    """
    strips: dict[str, list[Opportunity]] = defaultdict(list)
    kept: list[Opportunity] = []
    for each in found:
        (strips[each.order] if each.of_cells else kept).append(each)
    for some in strips.values():
        some.sort(key=lambda each: (-each.cells.bit_count() / (each.duration + _TURN_S),
                                    each.piece))  # fmt: skip
        kept += some[:MOST_STRIPS]
    return kept


def strip_name(strip: Opportunity) -> str:
    """Return the name of a strip: no other strip of the same area has the same."""
    angles = f"{math.degrees(strip.roll):+.1f} {math.degrees(strip.pitch):+.1f}"
    seconds = f"{posix_text(strip.start)} {strip.duration:.1f} s"
    return f"{strip.satellite} {strip.sensor} {seconds} {angles}"
