"""What a plan was made around: that every hold could be accepted, and no rule be broken by it.

The plan is judged once more with all that it holds booked. What is found then and not without
the holds is a breach of a hold.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from artel.commons.errors import InputError
from artel.commons.ids import pretty_json
from artel.commons.tables import load, path_text
from artel.validator.case import Case, when
from artel.validator.document import Downlink, Image, Part, Seconds, Upload
from artel.validator.inputs import read_facts
from artel.validator.report import Code, Notebook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from artel.validator.facts import Order

ORDERS = "orders.geojson"


class HoldRow(Part):
    """A look that is held until an instant: its order, its image and its links."""

    until: Seconds
    order: dict[str, Any]
    image: Image
    upload: Upload
    downlink: Downlink


def check_holds(case: Case, check_bookings: Callable[[Case], object]) -> None:
    """Check that what the plan holds could be accepted; `check_bookings` judges what is booked."""
    rows = [_row(case, number, row) for number, row in enumerate(case.plan.holds)]
    holds = [row for row in rows if row is not None]
    if not holds or len(holds) < len(rows):
        return
    for hold in holds:
        case.book.checked["holds"] += 1
        _times(case, hold)
    orders = _orders(case, holds)
    if orders is None:
        return
    both = _accepted(case, holds, orders)
    check_bookings(both)
    for finding in both.book.findings:
        if finding not in case.book.findings:
            said = f"Were what is held accepted, {finding.code}: {finding.sentence}"
            case.book.note(Code.HOLD, finding.subject, said, finding.article)


def _row(case: Case, number: int, row: Mapping[str, Any]) -> HoldRow | None:
    try:
        return HoldRow.model_validate(row)
    except ValidationError as error:
        for entry in error.errors(include_url=False):
            said = str(entry["msg"]).removeprefix("Value error, ").rstrip(".")
            field = path_text(("holds", number, *entry["loc"]))
            case.book.note(Code.SHAPE, field, f"{said}. Have the plan made again.")
        return None


def _times(case: Case, hold: HoldRow) -> None:
    begin = case.plan.horizon.start
    case.book.require(
        begin < hold.until <= hold.upload.start,
        Code.HOLD,
        hold.image.id,
        f"The hold ends at {when(hold.until)}; it must end after the plan begins, at {when(begin)},"
        f" and no later than its command is sent, at {when(hold.upload.start)}. Leave it out.",
    )


def _orders(case: Case, holds: Sequence[HoldRow]) -> dict[str, Order] | None:
    """Return the orders, those that are held as they are held; None where they cannot be read."""
    texts = {name: copy.text for name, copy in case.plan.inputs.items()}
    held = {hold.order.get("id"): hold.order for hold in holds}
    named = all(hold.order.get("id") == hold.image.order for hold in holds)
    case.book.require(
        named and len(held) == len(holds),
        Code.HOLD,
        "holds",
        "A hold is of an image of its own order, and no order is held twice. Leave it out.",
    )
    table = load(texts[ORDERS], ORDERS).value
    others = [each for each in table["features"] if each["id"] not in held]
    whole = pretty_json({**table, "features": [*others, *held.values()]})
    try:
        return dict(read_facts({**texts, ORDERS: whole}).orders)
    except InputError as error:
        case.book.note(Code.HOLD, "holds", f"The orders that are held cannot be read: {error}")
        return None


def _accepted(case: Case, holds: Sequence[HoldRow], orders: dict[str, Order]) -> Case:
    """Return the plan with what it holds booked; an upload that it has carries that image too."""
    plan = case.plan
    uploads = {_place(each): each for each in plan.uploads}
    images = []
    for hold in holds:
        known = uploads.get(_place(hold.upload), hold.upload)
        carried = tuple(dict.fromkeys((*known.images, hold.image.id)))
        uploads[_place(known)] = known.model_copy(update={"images": carried})
        images.append(hold.image.model_copy(update={"upload": known.id}))
    both = plan.model_copy(
        update={
            "images": (*plan.images, *images),
            "uploads": tuple(uploads.values()),
            "downlinks": (*plan.downlinks, *(hold.downlink for hold in holds)),
        }
    )
    return Case(both, replace(case.facts, orders=orders), case.motions, Notebook())


def _place(upload: Upload) -> tuple[str, str, str, float, float]:
    return upload.satellite, upload.station, upload.antenna, upload.start, upload.end
