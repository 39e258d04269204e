"""Small rosters whose best is known by hand, and months that keep every rule of rest."""

from __future__ import annotations

import calendar
from dataclasses import replace

import pytest

from artel.commons.errors import InputError
from artel.people.demands import Month, jobs_by_place, problem_of
from artel.people.events import Log
from artel.people.rest import breaches, longest, spells
from artel.people.roster import solve
from artel.people.roster_model import (
    Demand,
    Effort,
    Keep,
    RosterProblem,
    Wish,
    Worker,
    separate,
)
from artel.people.tables import RosteredEvent

STEPS = Effort(steps=2.0)


def worker(name, **rules):
    return Worker(id=name, shifts=frozenset({"D", "N"}), **rules)


def problem(*workers, days=7, demands=(), **more):
    return RosterProblem(
        days=days, shifts={"D": 480, "N": 480}, workers=workers, demands=tuple(demands), **more
    )


def every_day(days, shift="D", needed=1):
    return [Demand(day, shift, needed, 100, 1) for day in range(days)]


def worked(roster, name):
    return {day: shift for (who, day), shift in roster.assigned.items() if who == name}


def test_one_worker_with_five_days_in_a_row_leaves_two_of_seven_uncovered():
    one = worker("a", run=(1, 5))
    roster = solve(problem(one, demands=every_day(7)), STEPS)
    assert roster.cost == 100
    assert roster.proven
    assert len(roster.uncovered) == 1
    two_off = replace(one, least_off=2)
    assert solve(problem(two_off, days=9, demands=every_day(9)), STEPS).cost == 200


def test_a_fixed_day_a_barred_shift_and_a_clash_are_kept():
    rules = {"fixed": {1: None}, "barred": frozenset({("D", 3)}),
             "clashes": frozenset({("N", 1, "D")})}  # fmt: skip
    demands = [*every_day(5), Demand(3, "N", 1, 150, 1)]
    roster = solve(problem(worker("a", **rules), days=5, demands=demands), STEPS)
    days = worked(roster, "a")
    assert 1 not in days
    assert days[3] == "N"
    assert 4 not in days or days[4] == "N"
    assert roster.cost == 300


def test_history_binds_the_first_days():
    past = {-3: "D", -2: "D", -1: "N"}
    rules = {"fixed": past, "run": (1, 4), "clashes": frozenset({("N", 1, "D")})}
    roster = solve(problem(worker("a", **rules), past=3, demands=every_day(7)), STEPS)
    assert 0 not in worked(roster, "a")
    assert min(day for day in worked(roster, "a")) == 1


def test_minutes_weekends_and_kinds_of_shift_have_their_limits():
    rules = {"minutes": (960, 1440), "weekends": 0, "most": {"D": 2}}
    roster = solve(problem(worker("a", **rules), days=14, demands=every_day(14)), STEPS)
    days = worked(roster, "a")
    assert sum(shift == "D" for shift in days.values()) == 2
    assert not {5, 6, 12, 13} & days.keys()
    assert 2 <= len(days) <= 3


def test_a_wish_that_costs_less_than_a_gap_gives_way():
    wishes = (Wish("a", 0, "D", wanted=False, weight=3), Wish("a", 1, "N", wanted=True, weight=2))
    roster = solve(problem(worker("a"), days=2, demands=every_day(2), wishes=wishes), STEPS)
    assert (roster.cost, worked(roster, "a")) == (5, {0: "D", 1: "D"})


def test_who_would_lapse_gets_a_shift_in_time():
    keep = Keep(frozenset({"D"}), (1, 1, 1, 0, 0, 0, 0, 0), need=1, within=90, penalty=50)
    likes = tuple(Wish("b", day, "D", wanted=True, weight=5) for day in range(7))
    demands = every_day(7)
    both = problem(worker("a", keeps=(keep,)), worker("b"), demands=demands, wishes=likes)
    roster = solve(both, STEPS)
    assert roster.lapses == ()
    assert any(day < 3 for day in worked(roster, "a"))
    late = replace(worker("a", keeps=(keep,)), fixed=dict.fromkeys(range(3)))
    lapsed = solve(problem(late, worker("b"), demands=demands, wishes=likes), STEPS)
    assert {day for who, day in lapsed.lapses if who == "a"} == {3, 4, 5, 6, 7}
    assert worked(lapsed, "a") == {}


def test_rules_that_leave_no_roster_are_told_so():
    with pytest.raises(InputError, match="No roster keeps every rule"):
        solve(problem(worker("a", minutes=(4800, 4800), run=(1, 5)), demands=()), STEPS)


def test_workers_without_a_common_shift_are_rostered_apart():
    one = Worker(id="a", shifts=frozenset({"D"}))
    other = Worker(id="b", shifts=frozenset({"N"}))
    both = problem(one, other, demands=[*every_day(7), *every_day(7, "N")])
    parts = separate(both)
    assert [[each.id for each in part.workers] for part in parts] == [["a"], ["b"]]
    assert solve(both, STEPS).cost == 0


SEPTEMBER = (
    'at: 2026-04-01, kind: rostered, person: aigul, shift: astana-day, month: "2026-05", '
    "days: [27, 28, 29, 30]"
)
HELD = "endorsements:\n"
NEW_HELD = """\
endorsements:
  - {person: chingiz, kind: station-pass, assets: [Astana], owner: KZ, issued: 2026-05-20}
  - {person: dina, kind: station-pass, assets: [Astana], owner: KZ, issued: 2026-05-20}
"""
PEOPLE = "people:\n"
NEW_PEOPLE = """\
people:
  - {id: chingiz, name: Chingiz, home: KZ, labour: KZ, cleared_for: [KZ]}
  - {id: dina, name: Dina, home: KZ, labour: KZ, cleared_for: [KZ]}
"""


def june(crew, utc, *events, pack=None):
    kept = [
        f"at: 2026-03-{day}, kind: pass, person: {who}, position: pass-operator, asset: Astana"
        for who, day in (("aigul", 12), ("berik", 28))
    ]
    people, log = crew(*kept, *events, changed=((HELD, NEW_HELD), (PEOPLE, NEW_PEOPLE)))
    jobs = jobs_by_place(people, [("Astana", "KZ"), ("Murmansk", "RU")])
    return Month(people, log, utc("2026-06-01"), calendar.monthrange(2026, 6)[1], jobs, pack)


def test_a_months_roster_keeps_every_rule_of_rest_and_everybody_current(crew, utc):
    month = june(crew, utc, SEPTEMBER)
    roster = solve(problem_of(month), STEPS)
    late = [day for who, day in roster.lapses if who == "aigul"]
    assert late == []  # hers would lapse on 11 June
    assert any(day < 10 for day in worked(roster, "aigul"))
    covered = [each for each in roster.uncovered if each.shift.startswith("astana")]
    assert covered == []
    events = tuple(
        RosteredEvent(at=utc("2026-05-31"), kind="rostered", person=who, shift=shift,
                      month="2026-06", days=(day + 1,))
        for (who, day), shift in roster.assigned.items()
    )  # fmt: skip
    log = Log((*month.log.events, *events))
    for person in month.people.people:
        found = spells(month.people, log, person, utc("2026-07-01"))
        for index, spell in enumerate(found):
            if spell.start >= month.start:
                pack = month.people.pack_of(person, spell.start)
                assert list(breaches(pack, found[:index], spell)) == []
                assert longest(pack, spell) == spell.end


def test_who_has_no_current_endorsement_is_given_no_shift(crew, utc):
    roster = solve(problem_of(june(crew, utc)), STEPS)
    # Daria's lapsed in January: two passes in thirty days are wanted of her.
    assert worked(roster, "daria") == {}
    assert {each.shift for each in roster.uncovered} == {"moscow-day"}


def test_an_absence_is_kept_free(crew, utc):
    away = "at: 2026-05-01, kind: absent, person: berik, start: 2026-06-01, end: 2026-06-11"
    roster = solve(problem_of(june(crew, utc, away)), STEPS)
    assert min(worked(roster, "berik")) >= 10


def test_the_same_steps_give_the_same_roster(crew, utc):
    asked = problem_of(june(crew, utc, SEPTEMBER))
    assert solve(asked, Effort(steps=1.0)) == solve(asked, Effort(steps=1.0))
