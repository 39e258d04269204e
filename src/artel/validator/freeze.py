"""What a repair may change at the instant at which it is made.

What was imaged by then stays as it was; its data alone may take another way, or be lost with an
asset. An image whose command was sent stays too, unless its own satellite or station was lost or
recalled, its satellite has new elements, a declared emergency goes before it, or another command
takes the first one back before the satellite's cut-off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from artel.commons.instants import posix_text
from artel.validator import tolerances as tol
from artel.validator.case import when
from artel.validator.report import Code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from artel.validator.case import Case
    from artel.validator.document import Upload
    from artel.validator.repair_rows import Changed, Dropped, Repair, Where

    Key: TypeAlias = tuple[str, str]
    State: TypeAlias = Mapping[Key, Where]

ASSETS = ("loss", "recall")


def check_freeze(case: Case, repair: Repair, before: State, after: State) -> None:
    """Check that what was done or commanded by then changed only where it may."""
    rows: list[Changed | Dropped] = [*repair.moved, *repair.dropped]
    classes = {(row.order, row.piece or ""): row.class_ for row in rows}
    for key, was in before.items():
        now = after.get(key)
        if now == was:
            continue
        if was.start < repair.at:
            _done(case, repair, key, (was, now))
        elif was.command_at < repair.at:
            case.book.require(
                _freed(case, repair, key, was) and not _outranks(repair, classes.get(key)),
                Code.FREEZE,
                key[0],
                f"Its command was sent at {when(was.command_at)}, before the repair at"
                f" {when(repair.at)}; {repair.cause.kind} does not move it. Leave it as it was.",
            )
    for key, now in after.items():
        _not_in_the_past(case, repair, (before.get(key), now), key[0])


def check_withdrawn(case: Case, repair: Repair) -> None:
    """Check that each command that takes another back is an upload of the plan."""
    uploads = {
        (each.satellite, each.station, each.antenna, each.start, each.end)
        for each in case.plan.uploads
    }
    for row in repair.withdrawn:
        case.book.require(
            (row.satellite, row.station, row.antenna, row.start, row.end) in uploads,
            Code.REPAIR,
            row.order,
            f"The command for it is taken back at {when(row.start)}; the plan has no such upload."
            " List it.",
        )


def takes_back(case: Case, upload: Upload) -> bool:
    """Whether an upload without images takes back a command, as one of the repairs says."""
    wanted = {"satellite": upload.satellite, "station": upload.station, "antenna": upload.antenna,
              "start": posix_text(upload.start)}  # fmt: skip
    lists = [repair.get("withdrawn") for repair in case.plan.repairs]
    return any(
        isinstance(row, dict) and wanted.items() <= row.items()
        for rows in lists
        if isinstance(rows, list)
        for row in rows
    )


def _done(case: Case, repair: Repair, key: Key, states: tuple[Where, Where | None]) -> None:
    was, now = states
    owned = was.satellite in repair.cause.satellites or (
        repair.cause.kind in ASSETS and repair.cause.name in (was.satellite, was.received_by)
    )
    elsewhere = now is not None and now.look == was.look and now.command_at == was.command_at
    freed = owned or (repair.cause.kind == "emergency" and elsewhere)
    case.book.require(
        was.received_at > repair.at and freed,
        Code.FREEZE,
        key[0],
        f"It was imaged at {when(was.start)}, before the repair at {when(repair.at)}. Leave it as"
        " it was.",
    )


def _freed(case: Case, repair: Repair, key: Key, was: Where) -> bool:
    """Whether what happened frees an image whose command was sent."""
    owned = repair.cause.name in (was.satellite, was.commanded_by, was.received_by)
    if repair.cause.kind == "emergency" or (repair.cause.kind in ASSETS and owned):
        return True
    if was.satellite in repair.cause.satellites:
        return True
    satellite = case.facts.satellites.get(was.satellite)
    command = satellite.command if satellite is not None else None
    latest = was.start - 60.0 * command.cutoff_min if command is not None else was.start
    return any(
        (row.order, row.piece or "", row.satellite) == (*key, was.satellite)
        and repair.at <= row.start + tol.INSTANT_S
        and row.end <= latest + tol.INSTANT_S
        for row in repair.withdrawn
    )


def _outranks(repair: Repair, displaced: str | None) -> bool:
    """Whether an emergency displaced what goes before it or beside it."""
    return repair.cause.kind == "emergency" and displaced == "emergency"


def _not_in_the_past(
    case: Case, repair: Repair, states: tuple[Where | None, Where], subject: str
) -> None:
    """Check that a repair commands, images and receives nothing before it is made."""
    was, now = states
    if was == now:
        return
    fresh = was is None or was.look != now.look
    told = was is None or (was.commanded_by, was.command_at) != (now.commanded_by, now.command_at)
    late = (fresh and now.start < repair.at) or (told and now.command_at < repair.at)
    case.book.require(
        not late and now.received_at >= repair.at,
        Code.FREEZE,
        subject,
        f"The repair at {when(repair.at)} commands or images it in the past. Leave it out.",
    )
