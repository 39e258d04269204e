"""A worker's cheapest patterns against every pattern there is, tried one by one."""

from __future__ import annotations

from itertools import groupby, pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artel.people.patterns import Patterns
from artel.people.roster_model import LongRest, RosterProblem, Worker

SHIFTS = {"D": 480, "N": 720}
DAYS = 7


def kept(worker, pattern):
    """Whether a pattern keeps the worker's rules, asked day by day."""
    minutes = sum(SHIFTS[shift] for shift in pattern if shift)
    runs = [(on, len(list(group))) for on, group in groupby(pattern, key=bool)]
    inner = runs[1:-1]
    return (
        worker.minutes[0] <= minutes <= worker.minutes[1]
        and all(pattern.count(shift) <= most for shift, most in worker.most.items())
        and not any((one, 1, other) in worker.clashes for one, other in pairwise(pattern))
        and all(length <= worker.run[1] for on, length in runs if on)
        and all(length >= (worker.run[0] if on else worker.least_off) for on, length in inner)
        and all(pattern[day] == shift for day, shift in worker.fixed.items())
        and not any((shift, day) in worker.barred for day, shift in enumerate(pattern))
        and any(map(bool, pattern[3:5])) <= worker.weekends
    )  # fmt: skip


WORKERS = st.builds(
    Worker,
    id=st.just("a"),
    shifts=st.just(frozenset(SHIFTS)),
    most=st.sampled_from([{}, {"N": 1}, {"D": 2}, {"N": 0}]),
    minutes=st.sampled_from([(0, 4800), (960, 2400), (1440, 1920)]),
    run=st.tuples(st.integers(1, 3), st.integers(3, 5)),
    least_off=st.integers(1, 3),
    weekends=st.integers(0, 1),
    fixed=st.sampled_from([{}, {2: None}, {0: "D"}, {6: "N", 1: None}]),
    barred=st.sampled_from([frozenset(), frozenset({("N", 4), ("D", 0)})]),
    clashes=st.sampled_from([frozenset(), frozenset({("N", 1, "D")})]),
)


@settings(max_examples=60, deadline=None)
@given(worker=WORKERS, seed=st.integers(0, 1000))
def test_the_cheapest_pattern_is_the_cheapest_of_all(worker, seed):
    # Day 0 is a Wednesday, so that days 3 and 4 are the weekend.
    problem = RosterProblem(days=DAYS, shifts=SHIFTS, workers=(worker,), first_weekday=2)
    assert Patterns.can(problem, worker)
    cost = np.random.default_rng(seed).integers(-9, 9, (DAYS, 2)).astype(float)

    def price(pattern):
        return sum(
            cost[day][sorted(SHIFTS).index(each)] for day, each in enumerate(pattern) if each
        )

    every = [each for each in product((None, "D", "N"), repeat=DAYS) if kept(worker, each)]
    found = Patterns(problem, worker).cheapest(cost, 3)
    assert all(kept(worker, pattern) and price(pattern) == value for value, pattern in found)
    if every:
        assert found[0][0] == min(map(price, every))
    else:
        assert found == []


@pytest.mark.parametrize(
    "rule",
    [
        {"windows": ((7, 2400),)},
        {"long_rest": LongRest(6, frozenset())},
        {"clashes": frozenset({("N", 2, "D")})},
        {"most": {"D": 2, "N": 2}},
    ],
)
def test_rules_that_patterns_do_not_know_are_left_to_the_other_search(rule):
    worker = Worker(id="a", shifts=frozenset(SHIFTS), minutes=(0, 2400), **rule)
    problem = RosterProblem(days=DAYS, shifts=SHIFTS, workers=(worker,))
    assert not Patterns.can(problem, worker)
