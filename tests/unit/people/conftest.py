"""A small people.yaml: one attended station, one desk for distant ones, three people."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from artel.commons.tables import load
from artel.people.gate import job_of
from artel.people.reading import read_people

TEXT = """\
format: artel-people/1
positions:
  - {id: pass-operator, name: pass operator}
  - {id: desk-operator, name: desk operator}
needs:
  - {stations: [Astana], mode: attended, position: pass-operator, clause: KZ-OPS 4}
  - {stations: [Murmansk], mode: remote, position: desk-operator, run_from: Moscow,
     clause: RU-OPS 7}
  - {stations: ["*"], mode: automatic, clause: POOL-OPS 1}
kinds:
  - {id: station-pass, position: pass-operator, valid_months: 36, exercises: 1, within_days: 90,
     refresher_months: 24, clause: UCS 2, source: test}
  - {id: remote-desk, position: desk-operator, valid_months: 24, exercises: 2, within_days: 30,
     clause: UCS 3, source: test}
labour:
  - id: KZ
    from: 2026-01-01
    utc_offset_h: 5
    weekly_hours: {value: 40, over_weeks: 2, clause: LC 68, source: test}
    shift_max_h: {value: 12, clause: LC 73, source: test}
    daily_rest_h: {value: 12, clause: LC 83, source: test}
    weekly_rest_h: {value: 42, clause: LC 84, source: test}
    no_two_shifts_running: {clause: LC 73(4), source: test}
    night: {start: "22:00", end: "06:00", max_h: 8, clause: LC 76, source: test}
people:
  - {id: aigul, name: Aigul, home: KZ, labour: KZ, cleared_for: [KZ, RU]}
  - {id: berik, name: Berik, home: KZ, labour: KZ, cleared_for: ["*"]}
  - {id: daria, name: Daria, home: RU, labour: KZ, cleared_for: [RU]}
endorsements:
  - {person: aigul, kind: station-pass, assets: [Astana, KAZ*], owner: KZ, issued: 2026-01-01}
  - {person: berik, kind: station-pass, assets: [Ast*], owner: KZ, issued: 2026-01-01,
     restrictions: [{assets: [Astana], until: 2026-03-01, text: under supervision}]}
  - {person: daria, kind: remote-desk, assets: [Murmansk], owner: RU, issued: 2026-01-01}
shifts:
  - {id: astana-day, place: Astana, position: pass-operator, start: "03:00", end: "13:00"}
  - {id: astana-night, place: Astana, position: pass-operator, start: "17:00", end: "01:00"}
  - {id: moscow-day, place: Moscow, position: desk-operator, start: "05:00", end: "17:00"}
events:
"""


@pytest.fixture(scope="session")
def text() -> str:
    return TEXT


@pytest.fixture(scope="session")
def crew():
    """Return a function: events, one YAML flow mapping a line, to people and log."""

    def read(*events: str, changed: tuple[tuple[str, str], ...] = ()):
        given = TEXT
        for old, new in changed:
            assert old in given
            given = given.replace(old, new)
        lines = "".join(f"  - {{{event}}}\n" for event in events)
        return read_people(
            load(given + lines if lines else given.replace("events:\n", ""), "people.yaml")
        )

    return read


@pytest.fixture(scope="session")
def utc():
    """Return a function: ISO text to an aware instant."""

    def instant(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    return instant


@pytest.fixture(scope="session")
def astana():
    """Return a function: people to the job of a pass over Astana."""

    def job(people, *serves):
        return job_of(people, "Astana", "KZ", serves)

    return job
