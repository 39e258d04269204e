"""What the commands of people print for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from artel.cli import common
from artel.studies.day import solve_day
from artel.studies.people import people_of
from artel.studies.people_gaps import Gaps, gaps_of, lead_of
from artel.studies.people_roster import hours_rows, roster_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from artel.studies.people_report import Standing
    from artel.studies.people_roster import MonthRoster
    from artel.studies.planned import Day
    from artel.studies.pool import Pool

_WORDS = {True: "yes", False: "no", None: "-"}


def gaps_between(pool: Pool, span: tuple[datetime, datetime]) -> tuple[Day, Gaps]:
    """Return the planned span and its gaps. Raises InputError for a pool without people.yaml."""
    people_of(pool)
    with common.progress_bar() as progress:
        day = solve_day(pool, span, progress)
    return day, gaps_of(day)


def show_standings(rows: Sequence[Standing], at: datetime) -> None:
    """Print everybody at an instant."""
    questions = ("endorsed", "current", "on shift", "rested")
    sheet = [
        (row.name, row.home, row.kind or "-", row.place or "-",
         *(_WORDS[row.yes(name)] for name in questions),
         f"{row.ends[0]:%F} {row.ends[1]}" if row.ends else "-", row.said)
        for row in rows
    ]  # fmt: skip
    columns = ("person", "of", "endorsement", "works at", *questions, "ends", "")
    common.table(f"People, {at:%F %R}Z", columns, sheet)


def show_gaps(day: Day, gaps: Gaps) -> None:
    """Print the sentence, the gaps that cost passes, and the orders lost."""
    typer.echo(lead_of(day, gaps))
    sheet = [
        (each.station, f"{each.closed.start:%d %R}", f"{each.closed.end:%d %R}",
         " ".join(each.owners), each.lost, each.cut, each.why)
        for each in gaps.gaps
        if each.lost or each.cut
    ]  # fmt: skip
    columns = ("station", "from", "to", "satellites of", "passes lost", "cut", "why")
    common.table(f"Gaps, {day.start:%F %R}Z to {day.end:%F %R}Z", columns, sheet)
    if gaps.orders:
        typer.echo(f"Orders lost for want of people: {', '.join(gaps.orders)}.")


def show_roster(found: MonthRoster) -> None:
    """Print a roster: a line a day, then the hours of each person."""
    shifts = list(found.month.people.shifts)
    by_day: dict[str, list[str]] = {}
    for row in roster_rows(found):
        missing = ["nobody"] * row["missing"]
        by_day.setdefault(row["date"], []).append(" ".join([*row["people"], *missing]) or "-")
    sheet = [(date, *cells) for date, cells in by_day.items()]
    common.table(f"Roster of {found.month.start:%Y-%m}", ("", *shifts), sheet)
    hours = [
        (row["person"], row["pack"], row["shifts"], row["hours"], row["days_lapsed"] or "-")
        for row in hours_rows(found)
    ]
    common.table("Hours", ("person", "labour pack", "shifts", "hours", "days lapsed"), hours)
    roster = found.roster
    proof = "no roster costs less" if roster.proven else f"none can cost less than {roster.bound}"
    typer.echo(
        f"{len(roster.assigned)} shifts given, {sum(each.needed for each in roster.uncovered)}"
        f" without their person, cost {roster.cost} ({proof})."
    )
