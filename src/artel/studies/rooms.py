"""The tables that a pool may have besides those of a plan, all checked at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.studies.people import check_people
from artel.studies.settlement_tables import check_settlement
from artel.studies.skies import check_clouds
from artel.studies.terminals import check_terminals
from artel.studies.workshare import check_workshare

if TYPE_CHECKING:
    from artel.studies.pool import Pool


def findings_of(pool: Pool) -> tuple[str, ...]:
    """Return every finding in the tables of terminals, workshare, people, settlement and clouds."""
    checks = (check_terminals, check_workshare, check_people, check_settlement, check_clouds)
    return tuple(finding for check in checks for finding in check(pool))
