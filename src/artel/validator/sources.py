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
    epoch = row.epoch
    sets = [
        each
        for each in motion.sets
        if epoch is not None and abs(epoch - each.elements.epoch) <= tol.INSTANT_S
    ]
    known = case.book.require(
        bool(sets),
        Code.EPHEMERIS,
        row.satellite,
        f"The list says elements of {'no epoch' if epoch is None else when(epoch)};"
        " that is not the set nearest the start of the horizon, nor one given since.",
    )
    if not known:
        return
    if row.start is None or row.end is None:
        case.book.require(
            any(each.useless for each in sets),
            Code.EPHEMERIS,
            row.satellite,
            "The list says the elements are of no use; they are usable in the horizon.",
        )
        return
    start, end = row.start, row.end
    # Two sets may be of one epoch: the row is that of the one that holds when it begins.
    valid = next((each for each in sets if start < each.end - tol.EPHEMERIS_S), sets[-1])
    case.book.require(
        valid.start - tol.EPHEMERIS_S <= start and end <= valid.end + tol.EPHEMERIS_S,
        Code.EPHEMERIS,
        row.satellite,
        f"The list says usable from {when(start)} to {when(end)}; derived"
        f" {when(valid.start)} to {when(valid.end)}.",
    )
    early = end < min(valid.end, case.plan.horizon.end) - tol.EPHEMERIS_S
    case.book.require(
        not early or row.ends or motion.ephemerides,
        Code.EPHEMERIS,
        row.satellite,
        f"The list ends it at {when(end)} and does not say why; say it.",
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
