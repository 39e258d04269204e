"""When a station has nobody who may fly a pass, and why: windows closed to passes.

Whether somebody may changes only at known instants: when a shift begins, ends or grows too long,
at midnights (endorsements end there), and when the log gains an event. Between two of them it is
asked once, which makes the windows exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from artel.people.currency import midnight
from artel.people.rest import longest, spells
from artel.people.status import Job, Stage, Status, nobody_at, status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from artel.people.events import Log
    from artel.people.reading import People

    Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Timetable:
    """A span, the instants in it at which a status may change, and who is rostered where."""

    span: Span
    moments: tuple[datetime, ...]
    places: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Closed:
    """A window in which nobody may do the job; the person who came furthest, if any, and why."""

    start: datetime
    end: datetime
    person: str | None
    status: Status


@dataclass(frozen=True, slots=True)
class Segment:
    """A window in which nothing changes: the status of each person who has a shift at the place."""

    start: datetime
    end: datetime
    job: Job
    statuses: dict[str, Status]

    def closed(self, persons: Collection[str] | None) -> Closed | None:
        """Return the window as closed, if none of these persons (all, for None) may do the job."""
        there = [
            (answer, person)
            for person, answer in self.statuses.items()
            if answer.stage is not Stage.ON_SHIFT and (persons is None or person in persons)
        ]
        if any(answer.ok for answer, _ in there):
            return None
        if not there:
            return Closed(self.start, self.end, None, nobody_at(self.job))
        best, person = max(there, key=lambda each: (each[0].stage, each[1]))
        return Closed(self.start, self.end, person, best)


def job_of(people: People, station: str, owner: str, serves: Iterable[str] = ()) -> Job | None:
    """Return what a pass over the station needs done, or None where it needs nobody."""
    need = people.need_of(station)
    if need is None or need.position is None:
        return None
    return Job(
        position=need.position, asset=station, owner=owner, place=need.place(station),
        clause=need.clause, serves=tuple(serves),
    )  # fmt: skip


def timetable(people: People, log: Log, span: Span) -> Timetable:
    """Return when in the span anybody's status may change."""
    start, end = span
    days = (end - midnight(start)) // timedelta(days=1) + 1
    moments = {start, end, *(midnight(start) + timedelta(days=day) for day in range(days))}
    moments |= {row.in_force_from for row in people.labour}
    places: dict[str, set[str]] = {person: set() for person in people.people}
    for person, found in places.items():
        moments |= set(_endings(people, person))
        known = {start, *(at for at in log.instants(person) if start < at < end)}
        moments |= known
        for at in known:
            for spell in spells(people, log, person, at):
                if spell.start < end and start < spell.end:
                    found.add(spell.place)
                    pack = people.pack_of(person, spell.start)
                    moments |= {spell.start, spell.end}
                    moments |= {longest(pack, spell)} if pack else set()
    inside = tuple(sorted(moment for moment in moments if start <= moment <= end))
    return Timetable(span, inside, {name: frozenset(found) for name, found in places.items()})


def _endings(people: People, person: str) -> Iterator[datetime]:
    """Give the instants between midnights at which an endorsement may begin or end."""
    for held in people.held_by(person):
        yield held.issued
        yield from (limit.until for limit in held.restrictions if limit.until is not None)
        if held.expires is not None:
            yield held.expires


def segments(people: People, log: Log, job: Job, when: Timetable) -> tuple[Segment, ...]:
    """Return the span cut where anybody's status for the job may change."""
    there = [person for person, places in when.places.items() if job.place in places]
    return tuple(
        Segment(start, end, job, {
            person: status(people, log, person, job, start) for person in there
        })
        for start, end in pairwise(when.moments)
    )  # fmt: skip


def closed_windows(
    parts: Iterable[Segment], persons: Collection[str] | None = None
) -> tuple[Closed, ...]:
    """Return the windows in which none of the persons (anybody, for None) may do the job.

    Neighbours with the same reason are one window.
    """
    found: list[Closed] = []
    for part in parts:
        closed = part.closed(persons)
        if closed is None:
            continue
        last = found[-1] if found else None
        same = last is not None and (last.end, last.person, last.status) == (
            closed.start, closed.person, closed.status,
        )  # fmt: skip
        if last is not None and same:
            found[-1] = Closed(last.start, closed.end, last.person, last.status)
        else:
            found.append(closed)
    return tuple(found)
