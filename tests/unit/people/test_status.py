"""Status is a pure function of the log at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artel.people.events import Log
from artel.people.gate import closed_windows, job_of, segments, timetable
from artel.people.status import Stage, status

ROSTER = (
    'at: 2026-02-01, kind: rostered, person: {}, shift: {}, month: "2026-03", days: [2, 3, 4, 5, 6]'
)
DAY = ROSTER.format("aigul", "astana-day")
NIGHT = ROSTER.format("berik", "astana-night")


@pytest.mark.parametrize(
    ("at", "stage"),
    [
        ("2026-03-02T02:59:59", Stage.ON_SHIFT),
        ("2026-03-02T03:00:00", Stage.READY),
        ("2026-03-02T12:59:59", Stage.READY),
        ("2026-03-02T13:00:00", Stage.ON_SHIFT),
    ],
)
def test_a_person_is_ready_from_the_beginning_of_a_shift_to_its_end(crew, utc, astana, at, stage):
    people, log = crew(DAY)
    assert status(people, log, "aigul", astana(people, "RU"), utc(at)).stage is stage


def test_who_is_not_cleared_for_the_satellites_owner_may_not_fly_its_pass(crew, utc, astana):
    people, log = crew(DAY)
    at = utc("2026-03-02T05:00:00")
    assert status(people, log, "aigul", astana(people, "RU"), at).ok
    said = status(people, log, "aigul", astana(people, "AZ"), at)
    assert (said.stage, said.clause) == (Stage.CLEARED, "KZ-OPS 4")
    assert "not cleared for AZ" in said.sentence


def test_a_shift_in_another_position_or_place_does_not_help(crew, utc, astana):
    people, log = crew(ROSTER.format("aigul", "moscow-day"))
    at = utc("2026-03-02T06:00:00")
    assert status(people, log, "aigul", astana(people), at).stage is Stage.ON_SHIFT
    murmansk = job_of(people, "Murmansk", "RU")
    people, log = crew(ROSTER.format("daria", "moscow-day"))
    assert status(people, log, "daria", murmansk, at).stage is Stage.CURRENT
    assert status(people, log, "aigul", murmansk, at).stage is Stage.ON_SHIFT


def test_who_slept_too_little_is_not_rested_and_the_clause_says_so(crew, utc, astana):
    people, log = crew(DAY, ROSTER.format("aigul", "astana-night"))
    said = status(people, log, "aigul", astana(people), utc("2026-03-02T18:00:00"))
    assert said.stage is Stage.RESTED
    assert said.clause == "KZ LC 83"
    assert "4 h of rest before the shift, 12 needed" in said.sentence


def test_on_the_thirteenth_hour_nobody_is_rested(crew, utc, astana):
    over = "at: 2026-03-02T16:00:00Z, kind: shift-end, person: aigul, place: Astana"
    people, log = crew(DAY, over)
    # The log of the evening says that she worked until four; by then she was past twelve hours.
    later = Log(tuple(e.model_copy(update={"at": utc("2026-02-02")}) if e.kind != "shift-end"
                      else e for e in log.events))  # fmt: skip
    said = status(people, later, "aigul", astana(people), utc("2026-03-02T15:30:00"))
    assert said.stage is Stage.ON_SHIFT
    came = "at: 2026-03-02T00:30:00Z, kind: shift-start, person: aigul, place: Astana"
    people, log = crew(DAY, came)
    assert status(people, log, "aigul", astana(people), utc("2026-03-02T12:29:00")).ok
    assert (
        status(people, log, "aigul", astana(people), utc("2026-03-02T12:30:00")).clause
        == "KZ LC 73"
    )


EVENTS = st.lists(
    st.one_of(
        st.integers(0, 59).map(
            lambda d: (
                f"at: 2026-0{1 + d // 28}-{1 + d % 28:02d}T08:00:00Z, kind: pass, "
                "person: aigul, position: pass-operator, asset: Astana"
            )
        ),
        st.tuples(st.integers(1, 28), st.booleans()).map(
            lambda t: (
                f"at: 2026-02-{t[0]:02d}T09:00:00Z, kind: assessment, person: aigul, "
                f"of: station-pass, by: board, passed: {str(t[1]).lower()}"
            )
        ),
        st.tuples(st.integers(1, 28), st.integers(1, 31)).map(
            lambda t: (
                f"at: 2026-02-{t[0]:02d}, kind: rostered, person: aigul, shift: astana-day, "
                f'month: "2026-03", days: [{t[1]}]'
            )
        ),
        st.tuples(st.integers(1, 28), st.integers(1, 30)).map(
            lambda t: (
                f"at: 2026-02-{t[0]:02d}, kind: absent, person: aigul, "
                f"start: 2026-03-{t[1]:02d}T06:00:00Z, end: 2026-03-31"
            )
        ),
        st.integers(1, 31).map(
            lambda d: (
                f"at: 2026-03-{d:02d}T04:00:00Z, kind: shift-start, person: aigul, place: Astana"
            )
        ),
    ),
    max_size=8,
)
HOURS = st.integers(0, 24 * 100)


@settings(max_examples=60, deadline=None)
@given(events=EVENTS, hour=HOURS, shuffle=st.randoms(use_true_random=False))
def test_status_asks_nothing_but_what_had_happened_by_then_in_any_order(
    crew, utc, astana, events, hour, shuffle
):
    people, log = crew(*events)
    at = utc("2026-01-01") + timedelta(hours=hour)
    job = astana(people, "RU")
    said = status(people, log, "aigul", job, at)
    assert said == status(people, Log(log.events), "aigul", job, at)
    past = [event for event in log.events if event.at <= at]
    shuffle.shuffle(past)
    assert status(people, Log(tuple(past)), "aigul", job, at) == said


@settings(max_examples=40, deadline=None)
@given(events=EVENTS, hours=st.lists(st.integers(0, 24 * 31 * 4), min_size=5, max_size=20))
def test_the_windows_of_the_gate_say_what_status_says_at_every_instant(
    crew, utc, astana, events, hours
):
    people, log = crew(*events)
    start, end = utc("2026-03-01"), utc("2026-04-01")
    job = astana(people, "RU")
    parts = segments(people, log, job, timetable(people, log, (start, end)))
    assert [parts[0].start, parts[-1].end] == [start, end]
    closed = closed_windows(parts)
    for quarter in hours:
        at = start + timedelta(minutes=15 * quarter)
        if at < end:
            anybody = any(status(people, log, each, job, at).ok for each in people.people)
            assert anybody == (not any(each.start <= at < each.end for each in closed))


def test_a_gate_names_the_clause_of_whoever_came_furthest(crew, utc, astana):
    people, log = crew(DAY, NIGHT)
    span = (utc("2026-03-02"), utc("2026-03-03"))
    parts = segments(people, log, astana(people, "AZ"), timetable(people, log, span))
    said = [(each.start.hour, each.person, each.status.stage.name) for each in
            closed_windows(parts)]  # fmt: skip
    assert said == [
        (0, None, "ON_SHIFT"), (3, "aigul", "CLEARED"), (13, None, "ON_SHIFT"),
    ]  # fmt: skip
    assert [each.end.hour for each in closed_windows(parts)] == [3, 13, 17]
    only = closed_windows(parts, {"aigul"})
    assert only[-1].end == span[1]
