"""Each resource of a model binds in one case, and just does not in the other."""

from __future__ import annotations

import numpy as np
import pytest
from small_models import best_value, model_from

from artel.planner.bound import bound
from artel.planner.exact import Limits, exact
from artel.planner.insertion import greedy
from artel.planner.model import empty_solution, value_of
from artel.planner.search import search
from artel.planner.solve import Effort, solve

TWO = [(0, 0, 0, 10, 0, 3), (0, 1, 100, 110, 0, 4)]
APART = [(0, 0, 0, 10, 0, 3), (1, 1, 0, 10, 0, 4)]


def slew(seconds):
    return {"images": [(0, 0, 0, 10, -5, 3), (0, 1, 10 + seconds, 60, 5, 4)]}


def duty(limit):
    return {"images": TWO, "uses": [[(0, 10)], [(0, 10)]], "limits": [limit]}


def level(capacity):
    return {"images": TWO, "fills": [[(0, 6)], [(1, 6)]], "capacities": [capacity],
            "drains": [[2, 0]]}  # fmt: skip


def drain(amount):
    return {"images": TWO, "fills": [[(0, 6)], [(1, 6)]], "capacities": [8],
            "drains": [[amount, 0]]}  # fmt: skip


def pass_drain(amount):
    return {"images": TWO, "fills": [[(0, 6)], [(1, 6)]], "capacities": [8], "drains": [[0, 0]],
            "links": 1, "link_drains": [[(0, amount)]]}  # fmt: skip


def cell(second):
    images = [(0, 0, 0, 10, 0, 0), (1, 1, 0, 10, 0, 0)]
    return {"images": images, "cells": [3, 4], "covers": [[(0, 1)], [(second, 1)]]}


def conflict(cliques):
    return {"images": APART, "needs": [[(0, 1)], [(1, 1)]], "links": 2,
            "options": [[(0, 1)], [(1, 1)]], "cliques": cliques}  # fmt: skip


def need(options):
    return {"images": APART, "needs": [[], [(0, 1)]], "links": 1, "options": [options]}


def widened(amount):
    return {"images": TWO, "uses": [[(0, 10)], [(0, 10)]], "limits": [10], "links": 1,
            "link_uses": [[(0, -amount)]]}  # fmt: skip


def once(group):
    return {"images": [(0, 0, 0, 10, 0, 3), (1, group, 0, 10, 0, 4)]}


CASES = [
    ("slew", slew(21.9), 4, slew(22), 7),
    ("group", once(0), 4, once(1), 7),
    ("duty", duty(19), 4, duty(20), 7),
    ("level", level(9), 4, level(10), 7),
    ("drain", drain(3), 4, drain(4), 7),
    ("pass", pass_drain(3), 4, pass_drain(4), 7),
    ("widened row", widened(9), 4, widened(10), 7),
    ("link conflict", conflict([[(0, 1), (1, 1)]]), 4, conflict([]), 7),
    ("need", need([]), 3, need([(0, 1)]), 7),
]


@pytest.mark.parametrize(
    ("name", "tight", "few", "loose", "all_"), CASES, ids=[c[0] for c in CASES]
)
def test_a_resource_binds_and_just_does_not(name, tight, few, loose, all_):
    for parts, value in ((tight, few), (loose, all_)):
        model = model_from(**parts)
        assert best_value(model) == 1000 * value
        assert exact(model, None, empty_solution(model), Limits()).value == 1000 * value
        found = search(model, greedy(model), 50, np.random.default_rng(1))
        assert value_of(model, found) == 1000 * value
        assert bound(model, 1000 * value, 30).value >= 1000 * value


def test_a_cell_counts_once_however_often_it_is_covered():
    assert solve(model_from(**cell(0)), Effort(rounds=4), np.random.default_rng(1)).value == 3000
    assert solve(model_from(**cell(1)), Effort(rounds=4), np.random.default_rng(1)).value == 7000
