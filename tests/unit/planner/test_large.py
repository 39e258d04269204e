"""A day too large for one board is planned in parts, under a bound that holds for all of it."""

from __future__ import annotations

import numpy as np
import pytest
from small_models import best_value, every_plan, model_from, random_model
from test_solve import crowded

from artel.planner.board import board_of, candidates_of
from artel.planner.bound import Descent, bound, trivial_bound
from artel.planner.large import Whole, in_parts, outside
from artel.planner.model import Solution, restricted, value_of
from artel.planner.model_check import faults_of
from artel.planner.solve import Effort, solve


def never():
    return False


def parts_of(model, rounds, start=None):
    """Return what `in_parts` yields, each part planned for so many rounds."""
    rng = np.random.default_rng(1)

    def inner(part, plan, _share, _spare):
        found = solve(part, Effort(rounds=rounds), rng, start=plan)
        return found.solution, found.prices

    return list(in_parts(model, inner, start, (never, lambda: 0.0)))


@pytest.mark.parametrize("seed", range(8))
def test_prices_of_a_part_bound_every_plan_of_the_whole(seed):
    model, rng = random_model(seed), np.random.default_rng(seed)
    best, plans = best_value(model), every_plan(model)
    keep = np.flatnonzero(rng.random(model.size) < 0.6)
    board = board_of(restricted(model, keep))
    size = int(Descent(restricted(model, keep), board).offset[-1])
    for scale in (0.0, 100.0, 3000.0):
        found = Whole(model).look(keep, board, rng.random(size) * scale, never)
        assert found.value >= best
        for value, chosen, _ in plans:
            assert all(value <= found.raw - found.losses[c] + 1e-3 for c in chosen)


def test_the_look_at_the_whole_is_that_of_one_board_where_there_is_one():
    model = crowded(1)
    there = bound(model, 0, 3)
    everything = np.arange(model.size)
    found = Whole(model).look(everything, board_of(model), there.prices, never)
    assert found.raw == pytest.approx(there.raw)
    assert found.losses == pytest.approx(there.losses)


@pytest.mark.parametrize("seed", range(6))
def test_small_days_in_parts_never_claim_more_than_the_best_plan(seed):
    model = random_model(seed)
    best = best_value(model)
    for _, plan, top in parts_of(model, 4):
        assert faults_of(model, plan) == []
        assert int(model.value[plan.candidates].sum()) <= best <= top


def test_parts_lower_the_bound_and_better_the_plan():
    model = crowded(2)
    steps = parts_of(model, 3)
    values = [int(model.value[plan.candidates].sum()) for _, plan, _ in steps]
    assert values == sorted(values)
    assert values[-1] > values[0]
    assert values[-1] <= steps[-1][2] < trivial_bound(model) == steps[0][2]


def test_parts_begin_from_a_better_plan():
    model = crowded(2)
    good = solve(model, Effort(rounds=3), np.random.default_rng(4))
    _, plan, _ = parts_of(model, 0, good.solution)[-1]
    assert value_of(model, plan) >= good.value > value_of(model, parts_of(model, 0)[0][1])


def test_a_look_that_is_stopped_says_nothing():
    model = crowded(2)
    keep, board = np.arange(model.size), board_of(model)
    size = int(Descent(model, board).offset[-1])
    assert Whole(model).look(keep, board, np.zeros(size), lambda: True) is None


def test_the_candidates_that_lose_least_are_kept_of_each_group():
    model = crowded(3)
    losses = np.random.default_rng(0).random(model.size)
    whole = Whole(model)
    kept = whole.near(losses)
    for group in range(model.n_groups):
        own = np.flatnonzero(model.group == group)
        cheapest = own[np.argsort(losses[own])][: whole.per_group]
        assert sorted(cheapest) == sorted(set(own) & set(kept.tolist()))


def test_a_plan_of_a_part_keeps_its_candidates_outside():
    plan = outside(np.array([3, 5, 8]), Solution(np.array([2, -1, 0]), np.zeros(0, np.bool_)))
    assert plan.chosen.tolist() == [8, -1, 3]


def test_each_machine_has_its_candidates():
    model = model_from(images=[(m, k, 40 * k, 40 * k + 9, 0, 1) for m, k in ((0, 0), (2, 1))])
    assert [candidates_of(model, m) for m in range(3)] == [(0, 1), (1, 1), (1, 2)]
