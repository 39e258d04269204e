"""The further chapters of the brief: terminals, production, people and money, where there are."""

from __future__ import annotations

import shlex
from functools import cached_property
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
    from collections.abc import Callable

    from artel.studies.coalitions import Coalitions
    from artel.studies.page import Page
    from artel.studies.planned import Day
    from artel.studies.pool import Pool


KEYS = ("worth", "next", "terminals", "workshare", "people", "money")


def chapters_of(day: Day, folder: str) -> tuple[Chapter, ...]:
    """Return a chapter for each further part of the mission of which the pool's folder speaks.

    Each names the command that computes its figures again, and one that says more.
    """
    pages, named = Pages(day), f" {shlex.quote(folder)}" if folder else ""
    found = ((key, pages.page(key)) for key in KEYS)
    return tuple(
        Chapter(key, page, _command(day, key, named), _more(day.pool, key, named))
        for key, page in found
        if page is not None
    )


class Pages:
    """The pages of a planned day's chapters, each computed when it is asked for."""

    def __init__(self, day: Day) -> None:
        self.day = day

    def page(self, key: str) -> Page | None:
        """Return the page of a chapter, one of `KEYS`; None where the pool does not speak of it."""
        pool = self.day.pool
        makers: dict[str, Callable[[], Page | None]] = {
            "worth": self._worth,
            "next": lambda: next_satellite.page_of(next_satellites(self.day)),
            "terminals": lambda: terminals_page.page_of(pool),
            "workshare": lambda: workshare_page.page_of(pool),
            "people": lambda: people_page.page_of(self.day),
            "money": lambda: settlement_page.page_of(pool, coalitions=self.table),
        }
        return makers[key]()

    def _worth(self) -> Page | None:
        return coalitions_page.page_of(document_of(self.table)) if self.table else None

    @cached_property
    def table(self) -> Coalitions | None:
        """What every coalition could earn, or None where nothing has a price."""
        texts = self.day.pool.texts
        if TARIFFS not in texts or USAGE not in texts:
            return None
        return coalitions_of(
            self.day.pool, settlement_tables(self.day.pool).tariffs, planned=self.day
        )


def _command(day: Day, key: str, named: str) -> str:
    begin = instant_text(day.start).replace(".000Z", "Z")
    span = f" --from {begin} --for {length((day.start, day.end))}"
    if key == "worth":
        return f"artel coalitions{named}"
    return (
        f"artel next{named}{span}" if key == "next" else f"artel brief{named}{span} --chapter {key}"
    )


def _more(pool: Pool, key: str, named: str) -> str:
    """Return a command that says more of what a chapter shows, or nothing."""
    said = {
        "terminals": ("terminal calendar", _first(pool)),
        "workshare": ("workshare return", ""),
        "people": ("people gaps", ""),
        "money": ("settle close", _month(pool)),
    }
    if key not in said:
        return ""
    words, options = said[key]
    return f"artel {words}{named} {options}".strip()


def _first(pool: Pool) -> str:
    return subscribers_of(pool).table.terminal[0].id if TERMINALS in pool.texts else ""


def _month(pool: Pool) -> str:
    if TARIFFS not in pool.texts or USAGE not in pool.texts:
        return ""
    days = [usage.record.day for usage in settlement_tables(pool).usages]
    return f"--period {max(days):%Y-%m} --out books" if days else ""
