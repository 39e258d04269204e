"""The further chapters of the brief: terminals, production, people and money, where there are."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from artel.commons.instants import instant_text
from artel.settlement.tariffs import FILE as TARIFFS
from artel.settlement.usage import FILE as USAGE
from artel.studies import (
    coalitions_page,
    next_satellite,
    people_page,
    settlement_page,
    terminals_page,
    workshare_page,
)
from artel.studies.brief.figures import length
from artel.studies.brief.model import Chapter
from artel.studies.coalitions import coalitions_of, document_of
from artel.studies.next_satellite import next_satellites
from artel.studies.settlement_tables import settlement_tables
from artel.studies.terminals import TERMINALS, subscribers_of

if TYPE_CHECKING:
    from artel.studies.coalitions import Coalitions
    from artel.studies.planned import Day
    from artel.studies.pool import Pool


def chapters_of(day: Day, folder: str) -> tuple[Chapter, ...]:
    """Return a chapter for each further part of the mission of which the pool's folder speaks.

    Each names the command that computes its figures again.
    """
    pool, named = day.pool, f" {shlex.quote(folder)}" if folder else ""
    coalitions = _coalitions(day)
    worth = coalitions_page.page_of(document_of(coalitions)) if coalitions else None
    found = (
        ("worth", worth, f"artel coalitions{named}", ""),
        ("next", next_satellite.page_of(next_satellites(day)), f"artel next{named}", _span(day)),
        (
            "terminals",
            terminals_page.page_of(pool),
            f"artel terminal calendar{named}",
            _first(pool),
        ),
        ("workshare", workshare_page.page_of(pool), f"artel workshare return{named}", ""),
        ("people", people_page.page_of(day), f"artel people gaps{named}", ""),
        (
            "money",
            settlement_page.page_of(pool, coalitions=coalitions),
            f"artel settle close{named}",
            _month(pool),
        ),
    )
    return tuple(
        Chapter(key, page, f"{command} {more}".strip())
        for key, page, command, more in found
        if page is not None
    )


def _span(day: Day) -> str:
    """Return the options that name the day's span."""
    begin = instant_text(day.start).replace(".000Z", "Z")
    return f"--from {begin} --for {length((day.start, day.end))}"


def _coalitions(day: Day) -> Coalitions | None:
    """Return what every coalition could earn, or None where nothing has a price."""
    if TARIFFS not in day.pool.texts or USAGE not in day.pool.texts:
        return None
    return coalitions_of(day.pool, settlement_tables(day.pool).tariffs, planned=day)


def _first(pool: Pool) -> str:
    return subscribers_of(pool).table.terminal[0].id if TERMINALS in pool.texts else ""


def _month(pool: Pool) -> str:
    if TARIFFS not in pool.texts or USAGE not in pool.texts:
        return ""
    days = [usage.record.day for usage in settlement_tables(pool).usages]
    return f"--period {max(days):%Y-%m} --out books" if days else ""
