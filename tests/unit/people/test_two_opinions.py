"""The room of people and the validator's own reading agree about everybody at every instant."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from artel.people.status import status
from artel.validator.staff_facts import Pass, Staff, moments

DAYS = st.integers(1, 28)
WHO = st.sampled_from(["aigul", "berik"])
EVENTS = st.lists(
    st.one_of(
        st.tuples(WHO, DAYS).map(
            lambda t: f"at: 2026-02-{t[1]:02d}T08:00:00Z, kind: pass, person: {t[0]}, "
            "position: pass-operator, asset: Astana"
        ),
        st.tuples(WHO, DAYS, st.booleans()).map(
            lambda t: f"at: 2026-03-{t[1]:02d}T09:00:00Z, kind: assessment, person: {t[0]}, "
            f"of: station-pass, by: board, passed: {str(t[2]).lower()}"
        ),
        st.tuples(WHO, DAYS).map(
            lambda t: f"at: 2026-04-{t[1]:02d}T09:00:00Z, kind: refresher, person: {t[0]}, "
            "of: station-pass, by: centre"
        ),
        st.tuples(
            WHO, st.sampled_from(["astana-day", "astana-night"]), st.integers(3, 5),
            st.lists(DAYS, min_size=1, max_size=12, unique=True),
        ).map(
            lambda t: f"at: 2026-02-20, kind: rostered, person: {t[0]}, shift: {t[1]}, "
            f'month: "2026-0{t[2]}", days: {t[3]}'
        ),
        st.tuples(WHO, DAYS, DAYS).map(
            lambda t: f"at: 2026-03-{t[1]:02d}, kind: absent, person: {t[0]}, "
            f"start: 2026-04-{min(t[1:]):02d}T06:00:00Z, end: 2026-04-{max(t[1:]):02d}T07:00:00Z"
        ),
        st.tuples(WHO, st.sampled_from(["start", "end"]), DAYS, st.integers(0, 23)).map(
            lambda t: f"at: 2026-04-{t[2]:02d}T{t[3]:02d}:30:00Z, kind: shift-{t[1]}, "
            f"person: {t[0]}, place: Astana"
        ),
    ),
    max_size=10,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(events=EVENTS, hours=st.lists(st.integers(0, 24 * 90), min_size=10, max_size=30))
def test_both_say_the_same_of_a_pass_over_astana(crew, utc, astana, events, hours):
    people, log = crew(*events)
    staff = Staff(people.table.text)
    asked = Pass("Astana", "Astana", "pass-operator", ("KZ", "RU"), "KZ")
    job = astana(people, "RU")
    for hour in hours:
        at = utc("2026-03-01") + timedelta(hours=hour)
        for person in staff.file.people:
            ours = status(people, log, person.id, job, at)
            assert staff.may(person, asked, at.timestamp()) == ours.ok, ours


@settings(max_examples=30, deadline=None)
@given(events=EVENTS, seconds=st.lists(st.integers(0, 86400 * 30), min_size=20, max_size=20))
def test_nothing_changes_between_the_moments_that_the_validator_asks_at(crew, utc, events, seconds):
    people, _ = crew(*events)
    staff = Staff(people.table.text)
    asked = Pass("Astana", "Astana", "pass-operator", ("KZ", "RU"), "KZ")
    start = utc("2026-04-01").timestamp()
    known = moments(staff, start, start + 86400 * 30)
    for second in seconds:
        at = start + second
        last = max(moment for moment in known if moment <= at)
        assert staff.anybody(asked, last) == staff.anybody(asked, at)
