"""The file approvals.yaml: what each state lets a type of terminal transmit on its ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from artel.commons.errors import TableError
from artel.commons.figures import Text  # noqa: TC001 - pydantic reads it when it runs
from artel.commons.formats import check_stamp
from artel.commons.tables import Row, Table, check
from artel.terminals.figures import Band, Dated, Power

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class ApprovedBand(Band):
    """A band in which the type may send, and the most EIRP there."""

    max_eirp_dbw: Power


class Approval(Dated):
    """A state's certificate for a type; one that is suspended or withdrawn lets nothing through."""

    state: Text
    certificate: Text
    type: Text
    bands: Annotated[tuple[ApprovedBand, ...], Field(min_length=1)]
    status: Literal["in_force", "suspended", "withdrawn"]
    source: Text


class ApprovalsTable(Row):
    """The file approvals.yaml."""

    format: str
    approvals: tuple[Approval, ...]


def read_approvals(table: Table) -> tuple[Approval, ...]:
    """Return the approvals of approvals.yaml, in the order of the file.

    Raises TableError (file, line, field) for anything unknown, missing, out of range, and for a
    certificate that stands twice.
    """
    stamp = table.value.get("format") if isinstance(table.value, dict) else None
    check_stamp(stamp, "artel-approvals", 1, table.file)
    rows = check(table, ApprovalsTable).approvals
    numbers = [row.certificate for row in rows]
    found = tuple(
        table.finding(("approvals", i, "certificate"), f"'{number}' stands twice.")
        for i, number in enumerate(numbers)
        if number in numbers[:i]
    )
    if found:
        raise TableError(found)
    return rows


def allowed_eirp(
    approvals: Iterable[Approval], kind: str, state: str | None, mhz: float, at: datetime
) -> float | None:
    """Return the most EIRP, dBW, that a type may send on a frequency in a state, or None.

    Without a state nothing is approved. Of several approvals in force the widest counts.
    """
    levels = [
        band.max_eirp_dbw
        for row in approvals
        if row.state == state and row.type == kind and row.status == "in_force"
        if row.in_force(at)
        for band in row.bands
        if band.lo_mhz <= mhz <= band.hi_mhz
    ]
    return max(levels, default=None)
