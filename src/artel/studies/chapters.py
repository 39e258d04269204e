"""The further chapters of the brief: terminals, production, people and money, where there are."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from artel.settlement.tariffs import FILE as TARIFFS
from artel.settlement.usage import FILE as USAGE
from artel.studies import people_page, settlement_page, terminals_page, workshare_page
from artel.studies.brief.model import Chapter
from artel.studies.settlement_tables import settlement_tables
from artel.studies.terminals import TERMINALS, subscribers_of

if TYPE_CHECKING:
    from artel.studies.planned import Day
    from artel.studies.pool import Pool


def chapters_of(day: Day, folder: str) -> tuple[Chapter, ...]:
    """Return a chapter for each further part of the mission of which the pool's folder speaks.

    Each names the command that computes its figures again.
    """
    pool, named = day.pool, f" {shlex.quote(folder)}" if folder else ""
    found = (
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
            settlement_page.page_of(pool, planned=day),
            f"artel settle close{named}",
            _month(pool),
        ),
    )
    return tuple(
        Chapter(key, page, f"{command} {more}".strip())
        for key, page, command, more in found
        if page is not None
    )


def _first(pool: Pool) -> str:
    return subscribers_of(pool).table.terminal[0].id if TERMINALS in pool.texts else ""


def _month(pool: Pool) -> str:
    if TARIFFS not in pool.texts or USAGE not in pool.texts:
        return ""
    days = [usage.record.day for usage in settlement_tables(pool).usages]
    return f"--period {max(days):%Y-%m} --out books" if days else ""
