"""Hand-made timelines: lapse at day 91, expiry at month 36, refresher, suspension."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from artel.people.currency import months_after, validity
from artel.people.status import Stage, standing


def flown(day, person="aigul", asset="Astana", position="pass-operator"):
    return f"at: {day}, kind: pass, person: {person}, position: {position}, asset: {asset}"


def judged(day, passed):
    return (
        f"at: {day}, kind: assessment, person: aigul, of: station-pass, by: board, passed: {passed}"
    )


def refreshed(day):
    return f"at: {day}, kind: refresher, person: aigul, of: station-pass, by: centre"


def stage(crew, astana, at, *events):
    people, log = crew(*events)
    return standing(people, log, "aigul", astana(people), at)["endorsed"].stage


def test_an_endorsement_is_current_for_ninety_days_and_lapses_on_the_ninety_first(
    crew, astana, utc
):
    day = utc("2026-06-10T21:40:00")
    event = flown("2026-06-10T21:40:00Z")
    last = utc("2026-06-10") + timedelta(days=91) - timedelta(seconds=1)
    assert stage(crew, astana, last, event) is Stage.READY
    assert stage(crew, astana, last + timedelta(seconds=1), event) is Stage.CURRENT
    people, log = crew(event)
    facts = validity(people, log, people.held_by("aigul")[0], day)
    assert facts.lapses == utc("2026-09-09")
    assert (facts.lapses - utc("2026-06-10")).days == 91


def test_issue_counts_as_exercise_for_ninety_days(crew, astana, utc):
    assert stage(crew, astana, utc("2026-04-01T23:59:59")) is Stage.READY
    assert stage(crew, astana, utc("2026-04-02")) is Stage.CURRENT


def test_another_pass_before_the_lapse_carries_it_on_and_one_after_it_mends_it(crew, astana, utc):
    before, after = flown("2026-03-20"), flown("2026-06-25")
    assert stage(crew, astana, utc("2026-06-18"), before) is Stage.READY
    assert stage(crew, astana, utc("2026-06-19"), before, after) is Stage.CURRENT
    assert stage(crew, astana, utc("2026-06-25T12:00:00"), before, after) is Stage.READY


@pytest.mark.parametrize(
    "other",
    [
        flown("2026-03-20", person="berik"),
        flown("2026-03-20", position="desk-operator"),
        flown("2026-03-20", asset="Kokterek"),
    ],
)
def test_a_pass_of_another_person_position_or_asset_exercises_nothing(crew, astana, utc, other):
    assert stage(crew, astana, utc("2026-06-01"), other) is Stage.CURRENT


def test_a_pass_of_a_satellite_of_the_class_exercises_it(crew, astana, utc):
    event = flown("2026-03-20", asset="KAZEOSAT-1")
    assert stage(crew, astana, utc("2026-06-01"), event) is Stage.READY


def test_two_exercises_in_thirty_days_lapse_with_the_older_of_the_two(crew, utc):
    days = ("2026-03-01", "2026-03-11", "2026-03-21")
    people, log = crew(*(flown(d, "daria", "Murmansk", "desk-operator") for d in days))
    facts = validity(people, log, people.held_by("daria")[0], utc("2026-03-25"))
    assert facts.exercised == 3
    assert facts.lapses == utc("2026-03-11") + timedelta(days=31)


def test_an_endorsement_expires_at_month_thirty_six_whatever_was_flown(crew, astana, utc):
    events = [flown(f"2028-12-{day:02d}") for day in (1, 15, 30)] + [refreshed("2027-12-01")]
    assert stage(crew, astana, utc("2028-12-31T23:59:59"), *events) is Stage.READY
    assert stage(crew, astana, utc("2029-01-01"), *events) is Stage.ENDORSED


def test_a_passed_assessment_renews_for_another_thirty_six_months(crew, astana, utc):
    events = [judged("2028-12-01", "true"), flown("2029-02-01"), flown("2031-11-20"),
              refreshed("2030-11-01")]  # fmt: skip
    assert stage(crew, astana, utc("2029-02-02"), *events) is Stage.READY
    assert stage(crew, astana, utc("2031-11-30"), *events) is Stage.READY
    assert stage(crew, astana, utc("2031-12-01"), *events) is Stage.ENDORSED


def test_a_failed_assessment_suspends_until_one_is_passed(crew, astana, utc):
    failed, passed = judged("2026-02-01", "false"), judged("2026-02-20", "true")
    assert stage(crew, astana, utc("2026-01-31"), failed, passed) is Stage.READY
    assert stage(crew, astana, utc("2026-02-10"), failed, passed) is Stage.ENDORSED
    assert stage(crew, astana, utc("2026-02-20"), failed, passed) is Stage.READY


def test_without_its_refresher_in_two_years_it_does_not_hold(crew, astana, utc):
    recent = flown("2027-12-20")
    assert stage(crew, astana, utc("2027-12-31"), recent) is Stage.READY
    assert stage(crew, astana, utc("2028-01-01"), recent) is Stage.ENDORSED
    assert stage(crew, astana, utc("2028-01-01"), recent, refreshed("2027-12-31")) is Stage.READY


def test_a_refresher_mends_a_lapse(crew, astana, utc):
    assert stage(crew, astana, utc("2026-07-01"), refreshed("2026-06-30")) is Stage.READY


def test_a_restricted_endorsement_does_not_hold_until_the_restriction_ends(crew, astana, utc):
    people, log = crew()
    ask = lambda at: standing(people, log, "berik", astana(people), utc(at))["endorsed"]  # noqa: E731
    assert ask("2026-02-28T23:59:59").sentence == "restricted: under supervision"
    assert ask("2026-02-28T23:59:59").clause == "UCS 2"
    assert ask("2026-03-01").ok


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [("2026-01-31", 1, "2026-02-28"), ("2024-02-29", 12, "2025-02-28"),
     ("2023-10-07", 36, "2026-10-07"), ("2026-11-30", 3, "2027-02-28"),
     ("2026-12-15", 1, "2027-01-15")],
)  # fmt: skip
def test_months_end_on_the_same_day_or_on_the_last(start, months, end):
    begun = datetime.fromisoformat(start).replace(tzinfo=UTC, hour=15)
    assert f"{months_after(begun, months):%F %H}" == f"{end} 00"
