from __future__ import annotations

from itertools import count

import numpy as np
import pytest
from small_models import best_value, model_from, random_model, solution

from artel.commons.errors import InputError
from artel.planner.insertion import greedy
from artel.planner.model import Solution, empty_solution, value_of
from artel.planner.model_check import faults_of
from artel.planner.search import search
from artel.planner.solve import Effort, solve


def crowded(seed, images=400, groups=150):
    """Return a day with far more wishes than time, too large for trying everything."""
    rng = np.random.default_rng(seed)
    rows = sorted(
        zip(
            rng.integers(0, 3, images).tolist(),
            rng.integers(0, 3000, images).tolist(),
            rng.integers(0, groups, images).tolist(),
            rng.integers(-30, 30, images).tolist(),
            strict=True,
        )
    )
    value = rng.integers(1, 30, groups)
    return model_from(
        images=[(m, g, t, t + 10, roll, int(value[g])) for m, t, g, roll in rows],
        groups=groups,
        uses=[[(m, 10)] for m, *_ in rows],
        limits=[400, 400, 400],
        capacities=[150, 150, 150],
        drains=[[0, 0], [0, 0], [0, 0]],
        fills=[[(2 * m + (t > 1500), 10)] for m, t, *_ in rows],
        links=3,
        link_drains=[[(0, 90)], [(2, 90)], [(4, 90)]],
        cliques=[[(0, 1), (1, 1)]],
    )


@pytest.mark.parametrize("seed", range(6))
def test_small_random_days_are_planned_and_proved_best(seed):
    model = random_model(seed)
    result = solve(model, Effort(rounds=6), np.random.default_rng(seed))
    assert result.value == result.bound == best_value(model)
    assert result.gap == 0


@pytest.mark.parametrize("seed", range(6))
def test_greedy_and_search_never_claim_more_than_the_best_plan(seed):
    model = random_model(seed)
    best = best_value(model)
    first = greedy(model)
    found = search(model, first, 100, np.random.default_rng(seed), workers=2)
    assert value_of(model, first) <= value_of(model, found) <= best
    assert faults_of(model, found) == []


def test_the_same_seed_and_rounds_give_the_same_bytes():
    model = crowded(1)
    one, two = (solve(model, Effort(rounds=2), np.random.default_rng(5)) for _ in range(2))
    assert one.solution.chosen.tobytes() == two.solution.chosen.tobytes()
    assert one.solution.open.tobytes() == two.solution.open.tobytes()
    assert one.trace == two.trace


def test_the_same_seed_and_steps_give_the_same_bytes_on_two_threads():
    model = crowded(1)
    begin = greedy(model)
    rngs = (np.random.default_rng(5), np.random.default_rng(5))
    one, two = (search(model, begin, 400, rng, workers=2) for rng in rngs)
    assert one.chosen.tobytes() == two.chosen.tobytes()
    assert one.open.tobytes() == two.open.tobytes()
    assert value_of(model, one) > value_of(model, begin)


def test_the_stream_only_gets_better_and_ends_where_the_result_is():
    told = []
    model = crowded(2)
    result = solve(model, Effort(rounds=3), np.random.default_rng(1), told.append)
    assert tuple(told) == result.trace
    values, bounds = [line.value for line in told], [line.bound for line in told]
    assert values == sorted(values)
    assert bounds == sorted(bounds, reverse=True)
    assert (values[-1], bounds[-1]) == (result.value, result.bound)
    assert all(line.value <= line.bound for line in told)
    assert told[0].method == "greedy"


def test_a_warm_start_is_never_made_worse():
    model = crowded(3)
    good = solve(model, Effort(rounds=3), np.random.default_rng(1))
    again = solve(model, Effort(rounds=0), np.random.default_rng(2), start=good.solution)
    assert again.value == good.value > value_of(model, greedy(model))
    assert again.trace[0].method == "start"


def test_a_start_that_breaks_a_rule_is_refused_with_a_sentence():
    model = model_from(images=[(0, 0, 0, 10, 0, 1), (0, 1, 12, 20, 0, 1)])
    with pytest.raises(InputError, match="before machine 0 has turned"):
        solve(model, Effort(rounds=1), np.random.default_rng(0), start=solution(model, [0, 1]))


def test_work_stops_when_told_and_when_the_seconds_are_spent():
    model = crowded(4)
    stopped = solve(model, Effort(rounds=1000, stop=lambda: True), np.random.default_rng(0))
    assert faults_of(model, stopped.solution) == []
    ticks = count(0.0, 0.001)
    spent = Effort(seconds=1.0, clock=lambda: next(ticks))
    timed = solve(model, spent, np.random.default_rng(0))
    assert stopped.value <= timed.value <= timed.bound


@pytest.mark.parametrize(
    "parts",
    [
        {"images": []},
        {"images": [], "groups": 3, "limits": [0], "cells": [5], "links": 0},
        {"images": [], "machines": 0, "groups": 0},
    ],
    ids=["nothing", "no candidates", "no machine"],
)
def test_a_day_without_candidates_has_an_empty_plan(parts):
    model = model_from(**parts)
    result = solve(model, Effort(rounds=2), np.random.default_rng(0))
    assert (result.value, result.bound, result.gap) == (0, 0, 0)
    assert result.solution.candidates.size == 0


def test_no_capacity_means_an_empty_plan_that_is_proved():
    images = [(0, k, 100 * k, 100 * k + 10, 0, 5) for k in range(4)]
    nothing = model_from(images=images, uses=[[(0, 10)]] * 4, limits=[0])
    full = model_from(images=images, fills=[[(0, 1)]] * 4, capacities=[0], drains=[[5]])
    for model in (nothing, full):
        result = solve(model, Effort(rounds=6), np.random.default_rng(0))
        assert (result.value, result.bound) == (0, 0)


def test_a_machine_that_cannot_turn_still_images_straight_on():
    model = model_from(images=[(0, 0, 0, 10, 0, 5), (0, 1, 40, 50, 0, 5), (0, 2, 80, 90, 9, 5)])
    model.machines.rate[:] = 0.0
    result = solve(model, Effort(rounds=6), np.random.default_rng(0))
    assert result.value == result.bound == 10_000


def test_images_that_start_together_exclude_each_other():
    images = [(0, k, 100 * (k // 3), 100 * (k // 3) + 10, 0, 1 + k) for k in range(9)]
    model = model_from(images=images)
    found = search(model, greedy(model), 300, np.random.default_rng(0))
    assert value_of(model, found) == 1000 * (3 + 6 + 9)


def test_the_empty_plan_is_a_right_start():
    model = random_model(2)
    result = solve(model, Effort(rounds=4), np.random.default_rng(0), start=empty_solution(model))
    assert isinstance(result.solution, Solution)
    assert result.value == best_value(model)
