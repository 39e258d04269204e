"""Series: every image inside the window of its visit, one image a visit, and the list of visits."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from artel.commons.instants import to_posix
from artel.validator import tolerances as tol
from artel.validator.case import when
from artel.validator.report import Code

if TYPE_CHECKING:
    from artel.validator.case import Case
    from artel.validator.document import Image, SeriesRow
    from artel.validator.facts import Order


def windows(order: Order) -> dict[int, tuple[float, float]]:
    """Return when each visit of a series may be made, POSIX s, by its number from 1."""
    series = order.terms.series
    if series is None:
        return {}
    opens, closes = to_posix(order.terms.not_before), to_posix(order.terms.not_after)
    found = {}
    for visit in range(1, series.visits + 1):
        due = opens + 3600.0 * series.every_h * (visit - 1)
        if due < closes:
            found[visit] = due, min(due + 3600.0 * series.tolerance_h, closes)
    return found


def check_visits(case: Case) -> None:
    """Check every visit that is made, and the list that the plan gives of them."""
    rows = Counter(row.order for row in case.plan.series)
    made: dict[str, list[Image]] = {}
    for image in case.plan.images:
        order = case.facts.orders.get(image.order)
        if order is not None and order.terms.series is not None:
            made.setdefault(order.id, []).append(image)
            _image(case, image, order)
    for name in sorted(rows.keys() | made.keys()):
        case.book.require(
            rows[name] == 1 and name in made,
            Code.SERIES,
            name,
            f"The list of series has {rows[name]} rows of {name}; each series of which a visit is"
            " made has one, and nothing else.",
        )
    for row in case.plan.series:
        if row.order in made:
            case.book.checked["series"] += 1
            _row(case, row, case.facts.orders[row.order], made[row.order])


def _image(case: Case, image: Image, order: Order) -> None:
    window = windows(order).get(_number(image))
    known = case.book.require(
        window is not None,
        Code.SERIES,
        image.id,
        f"The plan says visit '{image.piece}' of {order.id}, which has no such visit.",
    )
    if window is None or not known:
        return
    case.book.require(
        window[0] - tol.INSTANT_S <= image.start and image.end <= window[1] + tol.INSTANT_S,
        Code.SERIES,
        image.id,
        f"The image runs from {when(image.start)} to {when(image.end)}; visit {image.piece} of"
        f" {order.id} is made from {when(window[0])} to {when(window[1])}.",
    )


def _number(image: Image) -> int:
    text = image.piece or ""
    return int(text) if text.isascii() and text.isdecimal() else 0


def _row(case: Case, row: SeriesRow, order: Order, images: list[Image]) -> None:
    due = windows(order)
    horizon = case.plan.horizon
    said = [(each.visit, each.due, each.image) for each in row.made]
    found = [(_number(image), due.get(_number(image), (0.0, 0.0))[0], image.id) for image in images]
    case.book.require(
        sorted(said) == sorted(found),
        Code.SERIES,
        row.order,
        f"The list of visits says {_words(said)}; the images are {_words(found)}.",
    )
    made = {number for number, _, _ in found}
    open_ = [n for n, (low, high) in due.items() if low < horizon.end and horizon.start < high]
    missed = [number for number in open_ if number not in made]
    series = order.terms.series
    case.book.require(
        list(row.missed) == missed and series is not None and row.visits == series.visits,
        Code.SERIES,
        row.order,
        f"The plan says {row.visits} visits, and that {list(row.missed)} are missed; the order and"
        f" the images give {missed}.",
    )


def _words(visits: list[tuple[int, float, str]]) -> str:
    return ", ".join(f"{number} by {image} due {when(due)}" for number, due, image in visits)
