"""The list of ephemerides against the inputs: from which source, of which epoch, until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.validator import tolerances as tol
from artel.validator.case import when
from artel.validator.report import Code

if TYPE_CHECKING:
    from artel.validator.case import Case
    from artel.validator.document import EphemerisRow, Image
    from artel.validator.positions import Motion

ELEMENTS, OWNERS = "elements", "oem"
"""The two sources of positions."""


def check_sources(case: Case) -> None:
    """Check each row of the list, and that every image lies inside one of its satellite's rows."""
    for row in case.plan.ephemerides:
        case.book.checked["ephemerides"] += 1
        _row(case, row)
    for image in case.plan.images:
        _listed(case, image)


def _row(case: Case, row: EphemerisRow) -> None:
    satellite = case.satellite(row.satellite, row.satellite)
    motion = case.motions.get(row.satellite)
    if satellite is None:
        return
    case.book.require(
        row.norad_id == satellite.norad_id,
        Code.EPHEMERIS,
        row.satellite,
        f"The list says catalogue number {row.norad_id}; it is {satellite.norad_id}.",
    )
    known = case.book.require(
        motion is not None and row.source in (ELEMENTS, OWNERS),
        Code.EPHEMERIS,
        row.satellite,
        f"The list says source '{row.source}'; the inputs have none such for {row.satellite}.",
    )
    if motion is None or not known:
        return
    if row.source == ELEMENTS:
        _of_elements(case, row, motion)
    elif row.start is not None and row.end is not None:
        case.book.require(
            motion.owners(row.start + tol.INSTANT_S, row.end - tol.INSTANT_S) is not None,
            Code.EPHEMERIS,
            row.satellite,
            f"The list has an owner's ephemeris from {when(row.start)} to"
            f" {when(row.end)}; the inputs have none that covers it.",
        )


def _of_elements(case: Case, row: EphemerisRow, motion: Motion) -> None:
    epoch = motion.elements.epoch if motion.elements is not None else float("nan")
    case.book.require(
        row.epoch is not None and abs(row.epoch - epoch) <= tol.INSTANT_S,
        Code.EPHEMERIS,
        row.satellite,
        f"The list says elements of {'no epoch' if row.epoch is None else when(row.epoch)};"
        " that is not the set nearest the start of the horizon.",
    )
    if row.start is None or row.end is None:
        case.book.require(
            motion.span[1] < motion.span[0],
            Code.EPHEMERIS,
            row.satellite,
            "The list says the elements are of no use; they are usable in the horizon.",
        )
        return
    case.book.require(
        motion.span[0] - tol.EPHEMERIS_S <= row.start
        and row.end <= motion.span[1] + tol.EPHEMERIS_S,
        Code.EPHEMERIS,
        row.satellite,
        f"The list says usable from {when(row.start)} to {when(row.end)}; derived"
        f" {when(motion.span[0])} to {when(motion.span[1])}.",
    )
    early = row.end < min(motion.span[1], case.plan.horizon.end) - tol.EPHEMERIS_S
    case.book.require(
        not early or row.ends or motion.ephemerides,
        Code.EPHEMERIS,
        row.satellite,
        f"The list ends it at {when(row.end)} and does not say why; say it.",
    )


def _listed(case: Case, image: Image) -> None:
    rows = [row for row in case.plan.ephemerides if row.satellite == image.satellite]
    case.book.require(
        any(
            row.start is not None
            and row.end is not None
            and row.start - tol.INSTANT_S <= image.start
            and image.end <= row.end + tol.INSTANT_S
            for row in rows
        ),
        Code.EPHEMERIS,
        image.id,
        f"The list of ephemerides has none of {image.satellite} that covers the image. List it.",
    )
