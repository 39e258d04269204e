from __future__ import annotations

import numpy as np
import pytest
from small_models import best_value, every_plan, model_from, random_model

from artel.planner.board import board_of
from artel.planner.bound import Descent, bound, groups_on, spread
from artel.planner.compiled_bound import worth
from artel.planner.compiled_prices import shared


@pytest.mark.parametrize("seed", range(6))
def test_any_prices_bound_every_plan(seed):
    model = random_model(seed)
    board, best = board_of(model), best_value(model)
    offset = Descent(model, board).offset
    rng = np.random.default_rng(seed)
    for scale in (0.0, 10.0, 1000.0, 10000.0):
        prices = rng.random(int(offset[-1])) * scale
        slope = np.zeros(prices.size)
        assert worth(board, prices, offset, slope) >= best


@pytest.mark.parametrize("seed", range(6))
def test_the_bound_is_never_below_the_best_plan_and_never_rises(seed):
    model = random_model(seed)
    best = best_value(model)
    descent = Descent(model, board_of(model))
    values = [descent.round().value for _ in range(4)]
    assert min(values) >= best
    assert values == sorted(values, reverse=True)


def test_the_slope_is_a_subgradient():
    model = random_model(2)
    board = board_of(model)
    offset = Descent(model, board).offset
    rng = np.random.default_rng(1)
    prices, others = rng.random((2, int(offset[-1]))) * 3000
    slope, unused = np.zeros(prices.size), np.zeros(prices.size)
    here, there = worth(board, prices, offset, slope), worth(board, others, offset, unused)
    assert there >= here + slope @ (others - prices) - 1e-6
    # The slope is not nought, so that this can fail.
    assert np.abs(slope).max() > 0
    assert shared(board, prices, offset, unused) <= here


@pytest.mark.parametrize("seed", range(4))
def test_what_a_candidate_loses_bounds_every_plan_that_holds_it(seed):
    model = random_model(seed)
    descent = Descent(model, board_of(model))
    for _ in range(3):
        found = descent.round()
    for value, chosen, _ in every_plan(model):
        for c in chosen:
            assert value <= found.raw - found.losses[c] + 1e-3


def test_a_chain_that_turning_forbids_is_not_counted():
    # Alone each image is worth 5 and 7; there are 11 s between them, the turn takes 10 + 12.
    near = model_from(images=[(0, 0, 0, 10, -5, 5), (0, 1, 21, 30, 5, 7)])
    far = model_from(images=[(0, 0, 0, 10, -5, 5), (0, 1, 32, 41, 5, 7)])
    assert bound(near, 0, 20).value == 7000
    assert bound(far, 0, 20).value == 12000


def test_the_bound_stops_where_a_plan_reaches_it_and_when_told():
    model = random_model(1)
    trivial = bound(model, 0, 0).value
    assert bound(model, trivial, 50).value == trivial
    assert bound(model, 0, lambda: True).value == trivial


def test_a_spread_takes_some_of_every_group():
    model = random_model(4)
    kept = spread(*groups_on(board_of(model)), 1)
    assert sorted(model.group[kept]) == sorted(set(model.group.tolist()))
