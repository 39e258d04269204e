from __future__ import annotations

import pytest

from artel.commons.errors import FormatError, TableError
from artel.commons.tables import load
from artel.people.reading import read_people

FLOWN = (
    "at: 2026-05-01T10:00:00Z, kind: pass, person: aigul, position: pass-operator, asset: Astana"
)


def test_the_small_table_is_read(crew):
    people, log = crew(FLOWN)
    assert people.positions["desk-operator"] == "desk operator"
    assert people.need_of("Astana").mode == "attended"
    assert people.need_of("Murmansk").place("Murmansk") == "Moscow"
    assert people.need_of("Anything else").position is None
    assert [event.asset for event in log.events] == ["Astana"]


def test_a_station_that_no_row_covers_needs_nobody(crew):
    people, _ = crew(
        changed=(('  - {stations: ["*"], mode: automatic, clause: POOL-OPS 1}\n', ""),)
    )
    assert people.need_of("Bishkek") is None


WRONG = [
    ("mode: attended", "mode: manned", 6, "needs[0].mode"),
    ("position: pass-operator, clause: KZ-OPS 4", "clause: KZ-OPS 4", 6, "needs 'position'"),
    ("run_from: Moscow,\n     ", "", 7, "needs 'run_from'"),
    ("mode: automatic", "mode: automatic, position: desk-operator", 9, "takes no 'position'"),
    ("mode: attended, position", "mode: attended, pozition", 6, "did you mean 'position'?"),
    ("valid_months: 36", "valid_months: 0", 11, "kinds[0].valid_months"),
    ("position: pass-operator, valid", "position: pass-operater, valid", 11, "did you mean"),
    ("within_days: 90", "within_days: soon", 11, "kinds[0].within_days"),
    ("utc_offset_h: 5", "utc_offset_h: 50", 18, "labour[0].utc_offset_h"),
    ("value: 42", "value: -1", 22, "labour[0].weekly_rest_h.value"),
    ('night: {start: "22:00"', 'night: {start: "25:00"', 24, "labour[0].night.start"),
    ("labour: KZ, cleared_for: [KZ, RU]", "labour: KS, cleared_for: [KZ]", 26, "people[0].labour"),
    ("cleared_for: [RU]", "cleared_for: []", 28, "people[2].cleared_for"),
    ("person: aigul, kind", "person: aigol, kind", 30, "did you mean 'aigul'?"),
    ("kind: remote-desk", "kind: remote", 33, "did you mean 'remote-desk'?"),
    ("owner: RU, issued: 2026-01-01", "owner: RU, issued: today", 33, "endorsements[2].issued"),
    ("owner: RU, issued: 2026-01-01", "owner: RU, issued: 2026-01-01, expires: 2025-01-01", 33,
     "expires must be later"),
    ('start: "03:00"', 'start: "3 am"', 35, "shifts[0].start"),
    ("id: astana-night", "id: astana-day", 36, "stands already on line 35"),
    ("id: berik", "id: aigul", 27, "stands already on line 26"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "sentence"), WRONG)
def test_what_is_wrong_is_named_with_file_line_and_field(text, old, new, line, sentence):
    assert old in text
    given = text.replace(old, new, 1).replace("events:\n", "")
    with pytest.raises(TableError) as caught:
        read_people(load(given, "people.yaml"))
    found = [each for each in caught.value.findings if sentence in each]
    assert any(each.startswith(f"people.yaml, line {line}, ") for each in found), caught.value


WRONG_EVENTS = [
    ("kind: pass", "kind: passing", "events[0]"),
    ("person: aigul", "person: nobody", "events[0].person"),
    ("position: pass-operator", "position: pilot", "events[0].position"),
    ("asset: Astana", "aset: Astana", "did you mean 'asset'?"),
    ("at: 2026-05-01T10:00:00Z", "at: yesterday", "events[0].at"),
]


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG_EVENTS)
def test_a_wrong_event_is_named_with_its_line(crew, old, new, sentence):
    with pytest.raises(TableError) as caught:
        crew(FLOWN.replace(old, new))
    assert any("line 39" in each and sentence in each for each in caught.value.findings), (
        caught.value
    )


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ('kind: rostered, shift: astana-day, month: "2026-02", days: [30]', "has no day 30"),
        ('kind: rostered, shift: astana-day, month: "2026-13", days: [3]', "written as 2026-10"),
        ('kind: rostered, shift: astana-dawn, month: "2026-02", days: [3]', "did you mean"),
        ("kind: absent, start: 2026-05-02, end: 2026-05-01", "end must be later"),
        ("kind: training, of: pass, by: berik", "no kind is called 'pass'"),
    ],
)
def test_a_roster_or_absence_that_cannot_be_is_refused(crew, event, sentence):
    with pytest.raises(TableError, match=sentence):
        crew(f"at: 2026-05-01, person: aigul, {event}")


def test_the_assessor_is_not_the_trainer_nor_the_person(crew):
    trained = "at: 2026-04-01, kind: training, person: aigul, of: station-pass, by: berik"
    judged = "at: 2026-05-01, kind: assessment, person: aigul, of: station-pass, passed: true, by: "
    with pytest.raises(TableError, match=r"line 40, events\[1\]\.by: 'berik' trained that person"):
        crew(trained, judged + "berik")
    with pytest.raises(TableError, match="'aigul' is that person"):
        crew(judged + "aigul")
    crew(trained, judged + "daria")
    crew(trained.replace("2026-04", "2026-06"), judged + "berik")


def test_a_newer_format_is_refused(text):
    with pytest.raises(FormatError, match="newer than artel-people/1"):
        read_people(load(text.replace("people/1", "people/2"), "people.yaml"))
