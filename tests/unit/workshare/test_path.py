from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.commons.errors import InputError
from artel.workshare.earned import earned_at
from artel.workshare.path import path_of, slipped
from artel.workshare.tables import Activity


def activity(name, weeks, after=()):
    return Activity(id=name, name=name, weeks=weeks, after=tuple(after), source="s",
                    status="assumed")  # fmt: skip


NETWORKS = st.lists(
    st.tuples(st.integers(0, 20), st.sets(st.integers(0, 11), max_size=4)), min_size=1, max_size=12
).map(
    lambda rows: [
        activity(f"a{number}", weeks, sorted(f"a{each}" for each in after if each < number))
        for number, (weeks, after) in enumerate(rows)
    ]
)


def test_floats_of_a_small_network(rows):
    path = path_of(rows.activities)
    assert path.weeks == 16
    assert path.critical == ("grind", "join")
    turn = path.step("turn")
    assert (turn.start, turn.end, turn.total_float, turn.free_float) == (0, 4, 6, 6)


def test_a_slip_within_its_float_moves_nothing_and_beyond_it_moves_the_end(rows):
    assert slipped(rows.activities, {"turn": 6}).weeks == 16
    assert slipped(rows.activities, {"turn": 9}).weeks == 19
    assert slipped(rows.activities, {"grind": -8}).weeks == 10


def test_a_slip_of_what_is_not_there_is_refused(rows):
    with pytest.raises(InputError, match="did you mean 'turn'"):
        slipped(rows.activities, {"tern": 1})
    with pytest.raises(InputError, match="cannot take fewer"):
        slipped(rows.activities, {"turn": -5})


@given(NETWORKS, st.integers(0, 11), st.integers(0, 30))
def test_the_end_moves_by_what_a_slip_takes_beyond_the_total_float(network, which, weeks):
    path = path_of(network)
    step = path.steps[which % len(network)]
    later = slipped(network, {step.activity.id: weeks})
    assert later.weeks == path.weeks + max(0, weeks - step.total_float)


@given(NETWORKS, st.integers(0, 11))
def test_a_slip_of_the_free_float_moves_no_other_activity(network, which):
    path = path_of(network)
    step = path.steps[which % len(network)]
    later = slipped(network, {step.activity.id: step.free_float})
    assert [each.start for each in later.steps] == [each.start for each in path.steps]


@given(NETWORKS)
def test_there_is_always_a_critical_path(network):
    path = path_of(network)
    assert path.critical
    assert all(0 <= step.free_float <= step.total_float for step in path.steps)


def test_planned_value_grows_evenly_over_an_activity(rows, accounts):
    path = path_of(rows.activities)
    found = earned_at(path, accounts, Fraction(4))
    assert (found.planned, found.earned, found.actual, found.budget) == (
        40_00, 50_00, 60_00, 100_00,
    )  # fmt: skip
    assert found.schedule_index == Fraction(5, 4)
    assert earned_at(path, accounts, Fraction(-3)).schedule_index is None
    assert earned_at(path, accounts, Fraction(300)).planned == 100_00
