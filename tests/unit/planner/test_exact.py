from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from small_models import best_value, every_plan, model_from, random_model, solution, turns

from artel.planner.bound import core_of
from artel.planner.cliques import cliques_of_turns, merged_pairs, merged_rows, merged_triples
from artel.planner.exact import Limits, accepts, exact, linear_bound
from artel.planner.insertion import greedy
from artel.planner.model import empty_solution, value_of
from artel.planner.program import program_of


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("solver", ["cp-sat", "highs"])
def test_a_whole_small_model_is_solved_to_its_best_plan(seed, solver):
    model = random_model(seed)
    found = exact(model, None, empty_solution(model), Limits(solver=solver))
    assert found.proved
    assert found.value == best_value(model) == value_of(model, found.solution)


@pytest.mark.parametrize("seed", range(8))
def test_every_plan_is_accepted_as_a_hint(seed):
    model = random_model(seed)
    plans = every_plan(model)
    rng = np.random.default_rng(seed)
    for pick in rng.integers(0, len(plans), 3):
        _, chosen, opened = plans[pick]
        plan = solution(model, chosen, opened)
        assert accepts(model, None, plan)
        assert accepts(model, np.arange(0, model.size, 2), plan)


def test_a_wrong_plan_is_not_accepted_as_a_hint():
    model = model_from(images=[(0, 0, 0, 10, 0, 1), (0, 1, 12, 20, 0, 1)])
    assert accepts(model, None, solution(model, [1]))
    assert not accepts(model, None, solution(model, [0, 1]))


@pytest.mark.parametrize("seed", range(6))
def test_a_neighbourhood_changes_only_what_is_free(seed):
    model = random_model(seed)
    hint = greedy(model)
    free = np.arange(model.size // 2)
    found = exact(model, free, hint, Limits())
    assert found.value >= value_of(model, hint)
    outside = np.setdiff1d(found.solution.candidates, free)
    assert outside.tolist() == np.setdiff1d(hint.candidates, free).tolist()
    best = max(
        value
        for value, chosen, opened in every_plan(model)
        if sorted(set(chosen) - set(free.tolist())) == outside.tolist()
        and set(opened) == set(np.flatnonzero(hint.open).tolist())
    )
    assert found.value == best


@pytest.mark.parametrize("seed", range(4))
def test_the_linear_bound_is_never_below_the_best_plan(seed):
    model = random_model(seed)
    program = program_of(model, None, empty_solution(model))
    assert linear_bound(program) >= best_value(model) - 1e-3


def test_cliques_of_turns_hold_every_forbidden_pair_and_nothing_else():
    rng = np.random.default_rng(3)
    images = sorted(
        (int(rng.integers(2)), k, int(t), int(t) + 10, int(rng.integers(-30, 30)), 1)
        for k, t in enumerate(rng.integers(0, 400, 40))
    )
    images.sort(key=lambda image: (image[0], image[2]))
    model = model_from(images=images)
    cliques = cliques_of_turns(core_of(model, np.arange(model.size)).board)
    held = {tuple(sorted(pair)) for clique in cliques for pair in combinations(clique, 2)}
    forbidden = {
        (a, b)
        for a, b in combinations(range(model.size), 2)
        if model.machine[a] == model.machine[b] and not turns(model, a, b)
    }
    assert held == forbidden
    assert len(cliques) < len(forbidden) / 2


def test_pairs_and_triples_merge_into_cliques_and_hyper_cliques():
    assert merged_pairs(combinations(range(5), 2)) == [[0, 1, 2, 3, 4]]
    assert merged_triples(combinations(range(6), 3)) == [[0, 1, 2, 3, 4, 5]]
    cut = [t for t in combinations(range(4), 3) if t != (1, 2, 3)]
    found = [set(clique) for clique in merged_triples(cut)]
    assert all(any(set(triple) <= clique for clique in found) for triple in cut)
    assert not any({1, 2, 3} <= clique for clique in found)
    rows = [(list(t), [1, 1, 1], 2) for t in combinations(range(5), 3)]
    assert merged_rows(rows) == [([0, 1, 2, 3, 4], 2)]


def test_hyper_cliques_tighten_the_linear_bound():
    images = [(k, k, 0, 10, 0, 1) for k in range(6)]
    triples = list(combinations(range(6), 3))
    uses = [[(r, 1) for r, t in enumerate(triples) if k in t] for k in range(6)]
    model = model_from(images=images, uses=uses, limits=[2] * len(triples))
    program = program_of(model, None, empty_solution(model))
    # Alone the triples let every image be two thirds chosen: 4; two is the truth.
    assert linear_bound(program) == pytest.approx(2000)
