"""Reading people.yaml: every row by itself, and each name against the rows that have it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from artel.commons.errors import TableError
from artel.commons.formats import check_stamp
from artel.commons.names import hint
from artel.commons.tables import check
from artel.people.events import Log
from artel.people.tables import (
    AssessmentEvent,
    PassEvent,
    PeopleTable,
    RosteredEvent,
    TrainingEvent,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from artel.commons.tables import Path, Table
    from artel.people.tables import Endorsement, Kind, Labour, Need, Person, ShiftType

FORMAT, VERSION = "artel-people", 1


@dataclass(frozen=True)
class People:
    """What people.yaml says, by id; the event log stands beside it."""

    positions: dict[str, str]
    kinds: dict[str, Kind]
    people: dict[str, Person]
    endorsements: tuple[Endorsement, ...]
    needs: tuple[Need, ...]
    labour: tuple[Labour, ...]
    shifts: dict[str, ShiftType]
    table: Table = field(repr=False, compare=False)

    @cached_property
    def _held(self) -> dict[str, tuple[Endorsement, ...]]:
        found: dict[str, list[Endorsement]] = {name: [] for name in self.people}
        for row in self.endorsements:
            found[row.person].append(row)
        return {person: tuple(rows) for person, rows in found.items()}

    def held_by(self, person: str) -> tuple[Endorsement, ...]:
        """Return the endorsements of a person."""
        return self._held[person]

    def need_of(self, station: str) -> Need | None:
        """Return what a pass over the station needs: the first row that covers it."""
        return next((need for need in self.needs if need.covers(station)), None)

    def pack_of(self, person: str, at: datetime) -> Labour | None:
        """Return the person's labour pack in force at the instant: the latest that had begun."""
        name = self.people[person].labour
        rows = [row for row in self.labour if row.id == name and row.in_force_from <= at]
        return max(rows, key=lambda row: row.in_force_from, default=None)


def read_people(table: Table) -> tuple[People, Log]:
    """Return people.yaml, its event log apart.

    Raises TableError (file, line, field) for anything unknown, missing, out of range or twice,
    and for an assessor who trained the person or is that person.
    """
    stamp = table.value.get("format") if isinstance(table.value, dict) else None
    check_stamp(stamp, FORMAT, VERSION, table.file)
    rows = check(table, PeopleTable)
    findings = (*_twice(table, rows), *_unknown(table, rows), *_assessors(table, rows))
    if findings:
        raise TableError(findings)
    people = People(
        positions={row.id: row.name for row in rows.positions},
        kinds={row.id: row for row in rows.kinds},
        people={row.id: row for row in rows.people},
        endorsements=rows.endorsements,
        needs=rows.needs,
        labour=rows.labour,
        shifts={row.id: row for row in rows.shifts},
        table=table,
    )
    return people, Log(rows.events)


def _twice(table: Table, rows: PeopleTable) -> Iterator[str]:
    for name in ("positions", "kinds", "people", "shifts", "labour"):
        first: dict[Any, int] = {}
        for index, row in enumerate(getattr(rows, name)):
            key = (row.id, row.in_force_from) if name == "labour" else row.id
            if key in first:
                line = table.line((name, first[key], "id"))
                sentence = f"'{row.id}' stands already on line {line}."
                yield table.finding((name, index, "id"), sentence)
            first.setdefault(key, index)


def _unknown(table: Table, rows: PeopleTable) -> Iterator[str]:
    """Find each name that refers to a row which is not there."""
    known = {
        "position": {row.id for row in rows.positions},
        "kind": {row.id for row in rows.kinds},
        "person": {row.id for row in rows.people},
        "labour pack": {row.id for row in rows.labour},
        "shift": {row.id for row in rows.shifts},
    }
    for path, what, name in _references(rows):
        if name not in known[what]:
            sentence = f"no {what} is called '{name}'; {hint(name, known[what])}"
            yield table.finding(path, sentence)


def _references(rows: PeopleTable) -> Iterator[tuple[Path, str, str]]:
    for index, kind in enumerate(rows.kinds):
        yield ("kinds", index, "position"), "position", kind.position
    for index, person in enumerate(rows.people):
        yield ("people", index, "labour"), "labour pack", person.labour
    for index, held in enumerate(rows.endorsements):
        yield ("endorsements", index, "person"), "person", held.person
        yield ("endorsements", index, "kind"), "kind", held.kind
    for index, need in enumerate(rows.needs):
        if need.position is not None:
            yield ("needs", index, "position"), "position", need.position
    for index, shift in enumerate(rows.shifts):
        yield ("shifts", index, "position"), "position", shift.position
    yield from _references_of_events(rows)


def _references_of_events(rows: PeopleTable) -> Iterator[tuple[Path, str, str]]:
    for index, event in enumerate(rows.events):
        path: Path = ("events", index)
        yield (*path, "person"), "person", event.person
        if isinstance(event, TrainingEvent | AssessmentEvent):
            yield (*path, "of"), "kind", event.of
        if isinstance(event, PassEvent):
            yield (*path, "position"), "position", event.position
        if isinstance(event, RosteredEvent):
            yield (*path, "shift"), "shift", event.shift


def _assessors(table: Table, rows: PeopleTable) -> Iterator[str]:
    """Find assessments by the person assessed, or by somebody who trained that person before."""
    trainings = [row for row in rows.events if isinstance(row, TrainingEvent)]
    for index, event in enumerate(rows.events):
        if not isinstance(event, AssessmentEvent):
            continue
        trained = any(
            (row.person, row.of, row.by) == (event.person, event.of, event.by)
            and row.at <= event.at
            for row in trainings
        )
        if trained or event.by == event.person:
            who = "trained that person for it" if trained else "is that person"
            sentence = f"'{event.by}' {who}, and cannot assess; let somebody else."
            yield table.finding(("events", index, "by"), sentence)
