"""Legal and illegal fortnights of one labour pack, and what the log makes of shifts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from artel.people.rest import Spell, breaches, longest, night_hours, spells


def clauses(people, found, at):
    """Return the clauses that the last of the spells breaks."""
    *done, last = found
    return {breach.rule.clause for breach in breaches(people.pack_of("aigul", at), done, last)}


def spell(utc, start, hours):
    return Spell(utc(start), utc(start) + timedelta(hours=hours), "Astana")


def fortnight(utc, *days, hours=8, start="04:00"):
    return [spell(utc, f"2026-06-{day:02d}T{start}:00", hours) for day in days]


@pytest.mark.parametrize(
    ("days", "hours", "broken"),
    [
        ((1, 2, 3, 4, 5), 8, set()),
        ((1, 2, 3, 4, 5, 8, 9, 10, 11, 12), 8, set()),
        ((1, 2, 3, 4, 5, 6), 8, {"LC 84"}),  # 128 hours from first to last: 40 are left
        ((1, 2, 3, 4, 5, 6), 6, set()),  # 126 from first to last: just 42
        ((1, 2, 3, 5, 6, 7), 8, {"LC 84"}),  # one free day between two shifts is 40 hours
        ((1, 2, 3, 6, 7, 8), 8, set()),
        ((1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13), 8, {"LC 68", "LC 84"}),  # 88 hours in two weeks
        ((1, 3, 5, 7, 9, 11, 13), 12, {"LC 68", "LC 84"}),  # 84 hours; 36 between any two
        ((1, 3, 5, 8, 10, 12), 12, set()),
    ],
)
def test_a_fortnight_keeps_the_pack_or_names_its_clause(crew, utc, days, hours, broken):
    people, _ = crew()
    found = fortnight(utc, *days, hours=hours)
    assert clauses(people, found, found[-1].start) == broken


@pytest.mark.parametrize(
    ("gap", "broken"),
    [(0, {"LC 83", "LC 73(4)"}), (7, {"LC 83", "LC 73(4)"}), (8, {"LC 83"}), (12, set())],
)
def test_rest_between_two_shifts(crew, utc, gap, broken):
    people, _ = crew()
    first = spell(utc, "2026-06-01T03:00:00", 8)
    second = Spell(first.end + timedelta(hours=gap), first.end + timedelta(hours=gap + 8), "Astana")
    # Local night is 17:00 to 01:00 UTC; eight hours are allowed in it.
    assert clauses(people, [first, second], second.start) == broken


def test_a_night_shift_may_last_eight_hours_and_no_longer(crew, utc):
    people, _ = crew()
    pack = people.pack_of("aigul", utc("2026-06-01"))
    long, short = spell(utc, "2026-06-01T16:00:00", 10), spell(utc, "2026-06-01T17:00:00", 8)
    assert night_hours(pack, long) == 8.0
    assert night_hours(pack, spell(utc, "2026-06-01T15:00:00", 4)) == 2.0
    assert clauses(people, [long], long.start) == {"LC 76"}
    assert clauses(people, [short], short.start) == set()
    assert clauses(people, [spell(utc, "2026-06-01T08:00:00", 11)], long.start) == set()


def test_a_shift_is_too_long_after_twelve_hours(crew, utc):
    people, _ = crew()
    pack = people.pack_of("aigul", utc("2026-06-01"))
    assert longest(pack, spell(utc, "2026-06-01T03:00:00", 14)) == utc("2026-06-01T15:00:00")
    assert longest(pack, spell(utc, "2026-06-01T03:00:00", 10)) == utc("2026-06-01T13:00:00")


ROSTER = (
    'at: 2026-05-01, kind: rostered, person: aigul, shift: astana-day, month: "2026-06", '
    "days: [1, 2]"
)


def hours_of(crew, utc, at, *events):
    people, log = crew(*events)
    found = spells(people, log, "aigul", utc(at))
    return [f"{each.start:%d %H}-{each.end:%d %H} {each.place}" for each in found]


def test_a_roster_counts_from_its_publication(crew, utc):
    assert hours_of(crew, utc, "2026-04-30", ROSTER) == []
    both = ["01 03-01 13 Astana", "02 03-02 13 Astana"]
    assert hours_of(crew, utc, "2026-05-01", ROSTER) == both


def test_a_shift_over_midnight_ends_on_the_next_day(crew, utc):
    night = ROSTER.replace("astana-day", "astana-night").replace("[1, 2]", "[30]")
    assert hours_of(crew, utc, "2026-05-02", night) == ["30 17-01 01 Astana"]


def test_what_really_happened_corrects_the_roster(crew, utc):
    late = "at: 2026-06-01T04:00:00Z, kind: shift-start, person: aigul, place: Astana"
    over = "at: 2026-06-01T15:00:00Z, kind: shift-end, person: aigul, place: Astana"
    found = hours_of(crew, utc, "2026-06-01T16:00:00", ROSTER, late, over)
    assert found[0] == "01 04-01 15 Astana"
    assert hours_of(crew, utc, "2026-06-01T14:00:00", ROSTER, late, over)[0] == "01 04-01 13 Astana"


def test_a_shift_on_no_roster_counts_too(crew, utc):
    came = "at: 2026-06-05T04:00:00Z, kind: shift-start, person: aigul, place: Astana"
    went = "at: 2026-06-05T09:00:00Z, kind: shift-end, person: aigul, place: Astana"
    assert hours_of(crew, utc, "2026-06-06", came, went) == ["05 04-05 09 Astana"]


def test_an_absence_takes_shifts_away(crew, utc):
    ill = (
        "at: 2026-05-31, kind: absent, person: aigul, start: 2026-06-01T06:00:00Z, end: 2026-06-02"
    )
    found = hours_of(crew, utc, "2026-06-01", ROSTER, ill)
    assert found == ["01 03-01 06 Astana", "02 03-02 13 Astana"]
