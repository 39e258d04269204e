"""The people of a pool: people.yaml read with the other tables, and the gate it makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from artel.commons.errors import FormatError, InputError, TableError
from artel.commons.instants import from_posix, to_posix
from artel.commons.names import hint, matches
from artel.commons.tables import load
from artel.fleet.satellites import imagers
from artel.people.gate import Segment, closed_windows, job_of, segments, timetable
from artel.people.reading import People, read_people
from artel.people.tables import PassEvent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from artel.commons.tables import Path
    from artel.people.events import Log
    from artel.people.gate import Closed
    from artel.studies.pool import Pool

    Key = tuple[str, str]

FILE = "people.yaml"


@dataclass(frozen=True, slots=True)
class Staffing:
    """Who may fly passes in a span, by station and owner of the satellite.

    Stations that need nobody are not in it.
    """

    people: People
    log: Log
    parts: Mapping[Key, tuple[Segment, ...]]

    def closed(self, homes: Collection[str] | None = None) -> dict[Key, tuple[Closed, ...]]:
        """Return when nobody may; with `homes`, nobody of these parties."""
        persons = None
        if homes is not None:
            persons = {row.id for row in self.people.people.values() if row.home in homes}
        windows = {key: closed_windows(parts, persons) for key, parts in self.parts.items()}
        return {key: each for key, each in windows.items() if each}

    def closings(
        self, homes: Collection[str] | None = None
    ) -> dict[Key, tuple[tuple[float, float, str], ...]]:
        """Return the closed windows as the planner takes them: (start, end, why), POSIX s."""
        return {
            key: tuple(
                (to_posix(each.start), to_posix(each.end), self.sentence(key[0], each))
                for each in windows
            )
            for key, windows in self.closed(homes).items()
        }

    def sentence(self, station: str, closed: Closed) -> str:
        """Return why a pass is not flown, with position and clause; it names no person."""
        need = self.people.need_of(station)
        position = self.people.positions[need.position] if need and need.position else "person"
        clause = need.clause if need else ""
        by = "" if closed.status.clause == clause else f" ({closed.status.clause})"
        said = f"{closed.status.sentence}{by}"
        return f"no {position} for a pass over {station} ({clause}): {said}"


def has_people(pool: Pool) -> bool:
    """Whether the pool says anything of its people."""
    return FILE in pool.texts


def people_of(pool: Pool) -> tuple[People, Log]:
    """Return the people of a pool and their event log.

    Raises InputError where the pool has no people.yaml, and TableError (file, line, field) for
    what is wrong in it, by itself or beside the other tables.
    """
    if not has_people(pool):
        raise InputError(
            f"The pool {pool.settings.name} has no {FILE}.",
            next_step="Add one, or copy that of the bundled pool: artel pool new DIR.",
        )
    people, log = read_people(load(pool.texts[FILE], FILE))
    findings = tuple(_cross_check(pool, people, log))
    if findings:
        raise TableError(findings)
    return people, log


def check_people(pool: Pool) -> tuple[str, ...]:
    """Return every finding in people.yaml; none where the pool has no such file."""
    if not has_people(pool):
        return ()
    try:
        people_of(pool)
    except TableError as error:
        return error.findings
    except FormatError as error:
        return (str(error),)
    return ()


def staffing_of(pool: Pool, span: tuple[float, float]) -> Staffing | None:
    """Return who may fly passes in [start, end), POSIX s; None for a pool without people.yaml."""
    if not has_people(pool):
        return None
    people, log = people_of(pool)
    when = timetable(people, log, (from_posix(span[0]), from_posix(span[1])))
    parts: dict[Key, tuple[Segment, ...]] = {}
    for station in pool.stations:
        for owner in sorted({satellite.owner for satellite in imagers(pool.satellites)}):
            job = job_of(people, station.name, station.owner, (owner,))
            if job is not None:
                parts[station.name, owner] = segments(people, log, job, when)
    return Staffing(people, log, parts)


def _cross_check(pool: Pool, people: People, log: Log) -> Iterator[str]:
    """Find names of people.yaml that no other table knows, and shifts at places nobody works."""
    parties = [party.id for party in pool.settings.parties]
    stations = [station.name for station in pool.stations]
    assets = [*stations, *(satellite.name for satellite in pool.satellites)]
    finding = people.table.finding
    for path, name in _parties(people):
        if not any(matches((name,), party) for party in parties):
            yield finding(path, f"no party is called '{name}'; {hint(name, parties)}")
    for path, pattern, known in _patterns(people, stations, assets):
        if not any(matches((pattern,), name) for name in known):
            yield finding(path, f"'{pattern}' matches nothing; {hint(pattern, known)}")
    for index, event in enumerate(log.events):
        if isinstance(event, PassEvent) and event.asset not in assets:
            sentence = f"no asset is called '{event.asset}'; {hint(event.asset, assets)}"
            yield finding(("events", index, "asset"), sentence)
    yield from _places(people, stations)


def _parties(people: People) -> Iterator[tuple[Path, str]]:
    for index, person in enumerate(people.people.values()):
        yield ("people", index, "home"), person.home
        for number, owner in enumerate(person.cleared_for):
            yield ("people", index, "cleared_for", number), owner
    for index, held in enumerate(people.endorsements):
        yield ("endorsements", index, "owner"), held.owner


def _patterns(
    people: People, stations: list[str], assets: list[str]
) -> Iterator[tuple[Path, str, list[str]]]:
    for index, need in enumerate(people.needs):
        for number, pattern in enumerate(need.stations):
            yield ("needs", index, "stations", number), pattern, stations
    for index, held in enumerate(people.endorsements):
        for number, pattern in enumerate(held.assets):
            yield ("endorsements", index, "assets", number), pattern, assets


def _places(people: People, stations: list[str]) -> Iterator[str]:
    """Find shifts at a place where no station is attended and from which none is run."""
    worked: set[str] = set()
    for station in stations:
        need = people.need_of(station)
        if need is not None and need.position is not None:
            worked.add(need.place(station))
    for index, shift in enumerate(people.shifts.values()):
        if shift.place not in worked:
            sentence = f"nobody is needed at '{shift.place}'; {hint(shift.place, worked)}"
            yield people.table.finding(("shifts", index, "place"), sentence)


def instants_of(span: tuple[datetime, datetime]) -> tuple[float, float]:
    """Return a span in POSIX seconds."""
    return to_posix(span[0]), to_posix(span[1])
