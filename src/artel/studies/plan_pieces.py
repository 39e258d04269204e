"""Orders of many images in a plan: how much of each area is covered, which visits are made."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from artel.commons.instants import posix_text
from artel.planner.outcomes import covered
from artel.planner.pieces import windows_of

if TYPE_CHECKING:
    from artel.orders.orders import Order
    from artel.planner.values import Opportunity
    from artel.studies.planned import Day

DIGITS = 9
"""Shares are written so fine that values add up again."""


def areas_of(day: Day) -> list[dict[str, Any]]:
    """Return each area of which something is covered, by whom, how fine and how far apart.

    What several images show counts for the owner of the first of them; the owners' parts add up
    to the share. `enough` tells whether it is what the order asks for at least.
    """
    taken = _images(day)
    areas = [order for order in day.pool.orders if order.fill is not None and order.id in taken]
    return [_area(order, taken[order.id]) for order in areas]


def series_of(day: Day) -> list[dict[str, Any]]:
    """Return each series of which a visit is made: the visits made, and those that are not."""
    taken = _images(day)
    series = [order for order in day.pool.orders if order.series is not None and order.id in taken]
    span = day.problem.span
    return [_series(order, taken[order.id], span) for order in series]


def share_of(image: Opportunity) -> float | None:
    """Return the share of its area that one image covers, or None where it is of no area."""
    return round(covered([image]), DIGITS) if image.of_cells else None


def _images(day: Day) -> dict[str, list[tuple[str, Opportunity]]]:
    taken: dict[str, list[tuple[str, Opportunity]]] = defaultdict(list)
    for number, booking in enumerate(day.outcome.bookings, 1):
        taken[booking.opportunity.order].append((f"I-{number:03d}", booking.opportunity))
    return taken


def _area(order: Order, taken: list[tuple[str, Opportunity]]) -> dict[str, Any]:
    images = [image for _, image in taken]
    share = covered(images)
    least = order.fill.least_share if order.fill is not None else 0.0
    gsd = [image.product_gsd for image in images]
    spread = max(image.end for image in images) - min(image.start for image in images)
    return {
        "order": order.id,
        "share": round(share, DIGITS),
        "least_share": least,
        "enough": share >= least,
        "by_owner": _by_owner(images),
        "finest_gsd_m": round(min(gsd), 3),
        "coarsest_gsd_m": round(max(gsd), 3),
        "spread_h": round(spread / 3600.0, 4),
        "images": [name for name, _ in taken],
    }


def _by_owner(images: list[Opportunity]) -> dict[str, float]:
    """Return the share first covered by each owner, as the images follow each other."""
    parts: dict[str, float] = {}
    for number, image in enumerate(images, 1):
        new = covered(images[:number]) - covered(images[: number - 1])
        parts[image.owner] = parts.get(image.owner, 0.0) + new
    return {owner: round(part, DIGITS) for owner, part in sorted(parts.items())}


def _series(
    order: Order, taken: list[tuple[str, Opportunity]], span: tuple[float, float]
) -> dict[str, Any]:
    """Return the visits made, and those that the plan could have made but does not."""
    by_visit = {image.piece: name for name, image in taken}
    windows = [each for each in windows_of(order) if each[1] < span[1] and span[0] < each[2]]
    return {
        "order": order.id,
        "visits": order.series.visits if order.series is not None else 0,
        "made": [
            {"visit": int(visit), "due": posix_text(due), "image": by_visit[visit]}
            for visit, due, _ in windows
            if visit in by_visit
        ],
        "missed": [int(visit) for visit, _, _ in windows if visit not in by_visit],
    }
