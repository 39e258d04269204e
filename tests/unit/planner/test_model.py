from __future__ import annotations

import numpy as np
import pytest
from small_models import model_from, naive_value, random_model, solution, subsets

from artel.commons.errors import InputError
from artel.planner.model import ragged_of_lists, restricted, value_of
from artel.planner.model_check import faults_of, model_faults, sound


@pytest.mark.parametrize("seed", range(4))
def test_the_checker_agrees_with_a_naive_one_on_every_plan(seed):
    model = random_model(seed)
    for opened in subsets(range(model.links.count)):
        for chosen in subsets(range(model.size)):
            if len({int(model.group[c]) for c in chosen}) < len(chosen):
                continue
            plan = solution(model, chosen, opened)
            value = naive_value(model, chosen, opened)
            assert (faults_of(model, plan) == []) == (value is not None)
            assert value in (None, value_of(model, plan))


def test_a_candidate_in_another_groups_place_is_a_fault():
    model = model_from(images=[(0, 0, 0, 10, 0, 1)], groups=2)
    plan = solution(model, [])
    plan.chosen[1] = 0
    assert faults_of(model, plan) == ["group 1 holds a candidate of another group"]


def test_a_plan_of_another_model_is_a_fault():
    small = model_from(images=[(0, 0, 0, 10, 0, 1)])
    large = model_from(images=[(0, 0, 0, 10, 0, 1)], groups=3)
    assert faults_of(large, solution(small, [0])) == ["the plan is of another model"]


def test_a_model_out_of_order_is_refused_with_a_sentence():
    model = model_from(images=[(0, 0, 50, 60, 0, 1), (0, 1, 0, 10, 0, 1)])
    assert model_faults(model) == ["the candidates of a machine are not sorted by start"]
    with pytest.raises(InputError, match="not sorted by start"):
        sound(model)
    assert model_faults(model_from(images=[(0, 0, 9, 5, 0, 1)])) == [
        "a candidate ends before it starts"
    ]


def test_an_index_out_of_range_is_named():
    model = model_from(images=[(0, 0, 0, 10, 0, 1)], uses=[[(2, 1)]], limits=[5])
    assert model_faults(model) == ["a row is out of range"]


def test_ragged_lists_turn_and_keep_their_amounts():
    lists = ragged_of_lists([[(2, 5)], [], [(0, 1), (2, 7)]])
    turned = lists.turned(3)
    assert [turned.list(k)[0].tolist() for k in range(3)] == [[2], [], [0, 2]]
    assert turned.list(2)[1].tolist() == [5, 7]
    assert lists.totals(np.array([0, 2]), 3).tolist() == [1, 0, 12]


def test_a_restricted_model_is_the_same_day_with_less_choice():
    model = random_model(3)
    keep = np.arange(0, model.size, 2)
    part = restricted(model, keep)
    assert model_faults(part) == []
    for row, c in enumerate(keep):
        for name in ("uses", "fills", "covers", "needs"):
            for one, other in zip(
                getattr(part, name).list(row), getattr(model, name).list(int(c)), strict=True
            ):
                assert one.tolist() == other.tolist()
