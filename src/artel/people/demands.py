"""A month's roster as a problem: shifts to cover, rules of rest, currency to keep.

The month's days count from 0; four weeks before it are history, as the log rosters them. What the
log rosters within the month is made anew. A shift counts as one exercise: on each at least one
pass is flown, and so it will be on shifts before the month that are still to come.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING

from artel.commons.names import matches
from artel.people.currency import exercises, midnight, validity
from artel.people.gate import job_of
from artel.people.rest import WEEK, Spell, breaches, spells
from artel.people.roster_model import Demand, Keep, LongRest, RosterProblem, Worker
from artel.people.status import Stage, covers, standing
from artel.people.tables import AbsentEvent, PassEvent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from artel.people.events import Log
    from artel.people.reading import People
    from artel.people.status import Job
    from artel.people.tables import Endorsement, Labour, ShiftType

PAST = 28
"""Days of history before the month: what rules of rest look back on."""
UNDER, OVER, LAPSED, UNEVEN = 1000, 50, 200, 1
"""What a shift without its person costs, one too many, a day lapsed, an hour of unevenness."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Month:
    """A month to be rostered: what is known of it, and under which labour pack.

    `jobs` are the jobs of each place, one for each station worked from it; `pack` is the pack for
    all, or None for everybody's own.
    """

    people: People
    log: Log
    start: datetime
    days: int
    jobs: dict[str, tuple[Job, ...]]
    pack: str | None = None

    def day(self, number: int) -> datetime:
        """Return the midnight of a day."""
        return self.start + number * DAY

    def pack_of(self, person: str) -> Labour | None:
        """Return the labour pack that binds the person in this month."""
        if self.pack is None:
            return self.people.pack_of(person, self.start)
        rows = [row for row in self.people.labour if row.id == self.pack]
        known = [row for row in rows if row.in_force_from <= self.start]
        return max(known, key=lambda row: row.in_force_from, default=None)


def jobs_by_place(
    people: People, stations: Iterable[tuple[str, str]]
) -> dict[str, tuple[Job, ...]]:
    """Return by place the jobs of the stations (name, owner) that are worked from it."""
    found: dict[str, list[Job]] = {}
    for station, owner in stations:
        job = job_of(people, station, owner)
        if job is not None:
            found.setdefault(job.place, []).append(job)
    return {place: tuple(jobs) for place, jobs in found.items()}


def problem_of(month: Month) -> RosterProblem:
    """Return the month as a roster problem: everybody who holds an endorsement for a shift."""
    shifts = month.people.shifts
    workers = tuple(
        worker
        for person in sorted(month.people.people)
        for worker in (_worker(month, person),)
        if worker is not None
    )
    demands = tuple(
        Demand(day, shift.id, shift.people, UNDER, OVER)
        for day in range(month.days)
        for shift in shifts.values()
    )
    groups: dict[frozenset[str], list[str]] = {}
    for worker in workers:
        groups.setdefault(worker.shifts, []).append(worker.id)
    return RosterProblem(
        days=month.days,
        shifts={name: int(shift.length.total_seconds() // 60) for name, shift in shifts.items()},
        workers=workers,
        demands=demands,
        past=PAST,
        first_weekday=month.start.weekday(),
        groups=tuple(tuple(group) for group in groups.values() if len(group) > 1),
        uneven=UNEVEN,
    )


def _worker(month: Month, person: str) -> Worker | None:
    pack = month.pack_of(person)
    fixed, elsewhere = _history(month, person)
    able = {name: _able(month, person, shift) for name, shift in month.people.shifts.items()}
    shifts = frozenset(name for name, days in able.items() if days)
    if pack is None or not shifts:
        return None
    known = shifts | elsewhere
    weekly = pack.weekly_hours
    return Worker(
        id=person,
        shifts=known,
        fixed=fixed | dict.fromkeys(_absent(month, person)),
        barred=frozenset(
            (name, day)
            for name in known
            for day in range(month.days)
            if day not in able.get(name, ()) or _too_long(month, pack, name)
        ),
        clashes=frozenset(_clashes(month, pack, known)),
        windows=((7 * weekly.over_weeks, int(60 * weekly.value * weekly.over_weeks)),)
        if weekly
        else (),
        long_rest=_long_rest(month, pack, known),
        keeps=tuple(_keeps(month, person, shifts)),
    )


def _history(month: Month, person: str) -> tuple[dict[int, str | None], set[str]]:
    """Return the shift of each day of history as the log rosters it, and the shifts met."""
    fixed: dict[int, str | None] = dict.fromkeys(range(-PAST, 0))
    for spell in spells(month.people, month.log, person, month.start):
        number = (midnight(spell.start) - month.start) // DAY
        if -PAST <= number < 0:
            fixed[number] = _shift_of(month, spell)
    return fixed, {shift for shift in fixed.values() if shift is not None}


def _shift_of(month: Month, spell: Spell) -> str | None:
    """Return the shift type that a spell of duty comes nearest to."""
    there = [row for row in month.people.shifts.values() if row.place == spell.place]
    at = spell.start - midnight(spell.start)
    return min(there, key=lambda row: (abs(row.begins - at), row.id)).id if there else None


def _able(month: Month, person: str, shift: ShiftType) -> frozenset[int]:
    """Return the days on which the person is cleared and endorsed for all that the shift works.

    Currency is asked of the roster itself, where shifts can keep it.
    """
    jobs = [job for job in month.jobs.get(shift.place, ()) if job.position == shift.position]
    return frozenset(
        day
        for day in range(month.days)
        if jobs and all(_certified(month, person, job, day) for job in jobs)
    )


def _certified(month: Month, person: str, job: Job, day: int) -> bool:
    end = month.day(day) + DAY - timedelta(seconds=1)
    said = standing(month.people, month.log, person, job, end)
    kept = said["endorsed"].ok or said["endorsed"].stage is Stage.CURRENT
    return said["cleared"].ok and kept


def _absent(month: Month, person: str) -> Iterator[int]:
    end = month.day(month.days)
    for event in month.log.known(person, end, AbsentEvent):
        for day in range(month.days):
            if event.start < month.day(day + 1) and month.day(day) < event.end:
                yield day


def _spell(month: Month, shift: str, day: int) -> Spell:
    row = month.people.shifts[shift]
    start = month.day(day) + row.begins
    return Spell(start, start + row.length, row.place, row.position)


def _too_long(month: Month, pack: Labour, shift: str) -> bool:
    """Whether the pack forbids the shift by itself: too long, or too long for the night."""
    spell = _spell(month, shift, 0)
    limit = pack.shift_max_h
    alone = any(breach.rule is pack.night for breach in breaches(pack, (), spell))
    return alone or (limit is not None and spell.hours > limit.value)


def _clashes(month: Month, pack: Labour, shifts: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    """Give each pair of shifts between which the pack wants more rest than there is."""
    gaps = (pack.daily_rest_h, pack.daily_rest_shifts, pack.no_two_shifts_running)
    for shift, later, other in product(sorted(shifts), (1, 2, 3), sorted(shifts)):
        done, spell = _spell(month, shift, 0), _spell(month, other, later)
        if any(breach.rule in gaps for breach in breaches(pack, (done,), spell)):
            yield shift, later, other


def _long_rest(month: Month, pack: Labour, shifts: Iterable[str]) -> LongRest | None:
    """Return the weekly rest as days: how often a rest that long must begin anew."""
    rule = pack.weekly_rest_h
    if rule is None:
        return None
    names = sorted(shifts)
    spells_of = [_spell(month, name, 0) for name in names]
    spread = max(each.start for each in spells_of) - min(each.start for each in spells_of)
    longest = max(each.end - each.start for each in spells_of)
    slack = WEEK - timedelta(hours=rule.value) - longest - spread
    stretch = 1 + max(slack // DAY, 0)
    short = frozenset(
        (shift, off, other)
        for shift, off, other in product(names, (1, 2, 3), names)
        if _spell(month, other, off + 1).start - _spell(month, shift, 0).end
        < timedelta(hours=rule.value)
    )
    return LongRest(stretch + 1, short)


def _keeps(month: Month, person: str, shifts: frozenset[str]) -> Iterator[Keep]:
    """Give what keeps each endorsement of the person current that could lapse by month's end."""
    for held in month.people.held_by(person):
        used = frozenset(
            name
            for name in shifts
            if any(
                covers(month.people, held, job) and _exercised(month, held, name)
                for job in month.jobs.get(month.people.shifts[name].place, ())
            )
        )
        if used:
            kind = month.people.kinds[held.kind]
            hoped = _hoped(month, held)
            have = tuple(_have(month, held, day, hoped) for day in range(month.days + 1))
            yield Keep(used, have, kind.exercises, kind.within_days, LAPSED)


def _exercised(month: Month, held: Endorsement, shift: str) -> bool:
    """Whether a shift of this type flies passes that exercise the endorsement."""
    row = month.people.shifts[shift]
    jobs = month.jobs.get(row.place, ())
    return row.position == month.people.kinds[held.kind].position and any(
        matches(held.assets, job.asset) for job in jobs
    )


def _hoped(month: Month, held: Endorsement) -> list[datetime]:
    """Return the days before the month whose rostered shifts will exercise the endorsement.

    They begin after the last pass that the log knows of, and the person will be current then.
    """
    end = max((each.at for each in month.log.events if isinstance(each, PassEvent)),
              default=month.start)  # fmt: skip
    days: list[datetime] = []
    for spell in spells(month.people, month.log, held.person, month.start):
        job = next((job for job in month.jobs.get(spell.place, ())
                    if covers(month.people, held, job)), None)  # fmt: skip
        if job is not None and end < spell.start < month.start:
            said = standing(month.people, month.log, held.person, job, spell.start)
            if said["endorsed"].ok:
                days.append(midnight(spell.start))
    return days


def _have(month: Month, held: Endorsement, day: int, hoped: list[datetime]) -> int | None:
    """Return the exercises that count on a day by log and roster; None if none is needed.

    Before its issue an endorsement needs none; and none within the days after issue, refresher or
    assessment, nor once it has expired.
    """
    at = month.day(day)
    kind = month.people.kinds[held.kind]
    facts = validity(month.people, month.log, held, at)
    if at < held.issued or at >= min(facts.expires, facts.refresher_due):
        return None
    flown = [*exercises(month.people, month.log, held, at), *hoped]
    count = sum(each > at - (kind.within_days + 1) * DAY for each in flown)
    return None if count < kind.exercises and at < facts.lapses else count
