"""A month's roster of a pool's people, under everybody's own labour pack or one for all."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.names import hint
from artel.people.demands import Month, jobs_by_place, problem_of
from artel.people.roster import solve
from artel.studies.people import people_of

if TYPE_CHECKING:
    from artel.people.roster_model import Effort, Roster, RosterProblem
    from artel.studies.pool import Pool

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class MonthRoster:
    """A month, the problem made of it, and the roster found."""

    month: Month
    problem: RosterProblem
    roster: Roster


def roster_of(pool: Pool, month: str, effort: Effort, pack: str | None = None) -> MonthRoster:
    """Return the roster of a month written as 2026-10.

    Raises InputError for what is no month, an unknown labour pack, or rules that leave no roster.
    """
    people, log = people_of(pool)
    match = _MONTH.fullmatch(month)
    if match is None:
        raise InputError(f"'{month}' is no month.", next_step="Write it as 2026-10.")
    packs = {row.id for row in people.labour}
    if pack is not None and pack not in packs:
        raise InputError(f"No labour pack is called '{pack}'.", next_step=hint(pack, packs))
    start = datetime(int(match[1]), int(match[2]), 1, tzinfo=UTC)
    stations = [(station.name, station.owner) for station in pool.stations]
    asked = Month(
        people, log, start, calendar.monthrange(start.year, start.month)[1],
        jobs_by_place(people, stations), pack,
    )  # fmt: skip
    problem = problem_of(asked)
    return MonthRoster(asked, problem, solve(problem, effort))


def roster_rows(found: MonthRoster) -> list[dict[str, Any]]:
    """Return each shift of each day: who works it, and how many are missing."""
    worked: dict[tuple[int, str], list[str]] = {}
    for (person, day), shift in found.roster.assigned.items():
        worked.setdefault((day, shift), []).append(person)
    missing = {(each.day, each.shift): each.needed for each in found.roster.uncovered}
    return [
        {
            "date": f"{found.month.day(day):%F}",
            "shift": shift.id,
            "place": shift.place,
            "people": worked.get((day, shift.id), []),
            "missing": missing.get((day, shift.id), 0),
        }
        for day in range(found.month.days)
        for shift in found.month.people.shifts.values()
    ]


def hours_rows(found: MonthRoster) -> list[dict[str, Any]]:
    """Return for each person rostered: shifts by kind, hours, and days lapsed."""
    rows = []
    for worker in found.problem.workers:
        mine = [
            (day, shift) for (who, day), shift in found.roster.assigned.items() if who == worker.id
        ]
        pack = found.month.pack_of(worker.id)
        rows.append({
            "person": worker.id,
            "pack": pack.id if pack else None,
            "shifts": len(mine),
            "hours": sum(found.problem.shifts[shift] for _, shift in mine) / 60.0,
            "days_lapsed": sum(who == worker.id for who, _ in found.roster.lapses),
            "days": {
                shift: sorted(day + 1 for day, each in mine if each == shift)
                for shift in sorted({each for _, each in mine})
            },
        })  # fmt: skip
    return rows


def roster_mapping(found: MonthRoster) -> dict[str, Any]:
    """Return the whole roster as plain values."""
    return {
        "month": f"{found.month.start:%Y-%m}",
        "pack": found.month.pack,
        "cost": found.roster.cost,
        "bound": found.roster.bound,
        "proven": found.roster.proven,
        "shifts": roster_rows(found),
        "people": hours_rows(found),
    }


def event_lines(found: MonthRoster, published: datetime) -> list[str]:
    """Return the roster as lines for the events of people.yaml."""
    return [
        f"  - {{at: {published:%Y-%m-%dT%H:%M:%SZ}, kind: rostered, person: {row['person']},"
        f' shift: {shift}, month: "{found.month.start:%Y-%m}", days: {days}}}'
        for row in hours_rows(found)
        for shift, days in row["days"].items()
    ]


def month_after(at: datetime) -> str:
    """Return the month that follows an instant's, as 2026-11."""
    year, month = divmod(at.year * 12 + at.month, 12)
    return f"{year}-{month + 1:02d}"
