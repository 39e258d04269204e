"""The brief's page of people: gaps in certified people, and what they cost in passes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from artel.studies.page import Bars, Page, Sheet
from artel.studies.people import has_people
from artel.studies.people_gaps import gaps_of, lead_of
from artel.studies.people_report import standings_of
from artel.studies.words import Dated, Heard, Words, names

if TYPE_CHECKING:
    from artel.studies.people_gaps import Gaps
    from artel.studies.planned import Day

SOON = timedelta(days=60)


def page_of(day: Day) -> Page | None:
    """Return the page of a planned day; None for a pool without people.yaml."""
    if not has_people(day.pool):
        return None
    gaps = gaps_of(day)
    return Page(
        title=Words("Who may fly the passes, and what is lost for want of people"),
        lead=lead_of(day, gaps),
        sheets=(_gaps(gaps), _lapsing(day)),
        bars=(_bars(gaps),),
    )


def _gaps(gaps: Gaps) -> Sheet:
    rows = [
        (each.station, f"{each.closed.start:%H:%M}", f"{each.closed.end:%H:%M}",
         " ".join(each.owners), each.lost, each.cut, Heard(each.why))
        for each in gaps.gaps
        if each.lost or each.cut
    ]  # fmt: skip
    columns = names("station", "from", "to", "for satellites of", "passes lost", "cut", "why")
    return Sheet(Words("Gaps in certified people, UTC"), columns, tuple(rows))


def _lapsing(day: Day) -> Sheet:
    """Return whose endorsement has ended, or ends within two months of the day."""
    rows = [
        (row.name, row.home, ", ".join(row.assets), Dated(row.ends[0]), Words(row.ends[1]))
        for row in standings_of(day.pool, day.start)
        if row.ends is not None and row.ends[0] < day.end + SOON
    ]
    columns = names("person", "of", "endorsed for", "ends on", "because it")
    rows.sort(key=lambda row: (row[3], row[0]))
    title = Words("Endorsements that have ended, or end within two months")
    return Sheet(title, columns, tuple(rows))


def _bars(gaps: Gaps) -> Bars:
    rows = tuple(
        (name, (float(count - gaps.lost[name]), float(gaps.lost[name])))
        for name, count in gaps.passes.items()
    )
    title = Words("Passes over stations that need people")
    return Bars(title, Words("passes"), names("may be flown", "lost"), rows)
