"""What is lost is planned elsewhere, and what could stay moves as little as it may."""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest
from small_models import every_plan, model_from, random_model, solution
from test_solve import crowded

from artel.commons.errors import InputError
from artel.planner.insertion import greedy
from artel.planner.model import restricted, value_of
from artel.planner.model_change import Change
from artel.planner.model_check import faults_of
from artel.planner.model_repair import Thrift, repair
from artel.planner.solve import Effort, solve


def change_of(model, **parts):
    """Return a change of the candidates and links that are named; nothing else is touched."""
    marks = {
        name: np.isin(np.arange(size), parts.get(name, []))
        for name, size in (
            ("gone", model.size),
            ("pinned", model.size),
            ("shut", model.links.count),
            ("held", model.links.count),
        )
    }
    return Change(**marks)


def repaired(model, standing, change, rounds=1, **thrift):
    effort = Effort(rounds=rounds)
    return repair(model, standing, change, effort, np.random.default_rng(1), Thrift(**thrift))


@pytest.fixture(scope="module")
def planned():
    """Return a crowded day, its plan, and the loss of its first machine."""
    model = crowded(1)
    plan = solve(model, Effort(rounds=3), np.random.default_rng(2)).solution
    return model, plan, change_of(model, gone=np.flatnonzero(model.machine == 0), shut=[0])


def test_what_a_lost_machine_did_is_done_by_others_where_it_pays(planned):
    model, plan, change = planned
    still, found = repaired(model, plan, change, rounds=0), repaired(model, plan, change, rounds=2)
    assert still.share == 0.0
    assert found.value > still.value
    assert found.rebooked.size > still.rebooked.size
    keep = np.flatnonzero(model.machine != 0)
    fresh = solve(restricted(model, keep), Effort(rounds=3), np.random.default_rng(3))
    assert 0.9 * fresh.value <= found.value <= fresh.bound


def test_each_booking_that_stood_is_accounted_for_once(planned):
    model, plan, change = planned
    found = repaired(model, plan, change)
    parts = (found.kept, found.moved, found.dropped, found.displaced)
    assert sorted(np.concatenate(parts)) == plan.candidates.tolist()
    assert set(found.displaced[model.machine[found.displaced] == 0]) == set(
        plan.candidates[model.machine[plan.candidates] == 0]
    )
    now = found.solution
    assert all(now.chosen[model.group[c]] == c for c in found.kept)
    assert all(now.chosen[model.group[c]] not in (-1, c) for c in found.moved)
    assert all(now.chosen[model.group[c]] == -1 for c in found.dropped)
    assert np.isin(found.added, now.candidates).all()
    assert found.value == value_of(model, now)
    assert faults_of(model, now) == []
    assert not now.open[0]
    assert not change.gone[now.candidates].any()


@pytest.mark.parametrize("most", [0.0, 0.04, 0.5])
def test_no_more_moves_than_may(planned, most):
    model, plan, change = planned
    found = repaired(model, plan, change, most=most, price=0.0)
    assert found.share <= most
    # With leave to move half, more than a little does: the limit above binds.
    assert most < 0.5 or found.share > 0.04


def test_a_booking_moves_only_for_more_than_its_price(planned):
    model, plan, change = planned
    still, found = repaired(model, plan, change, rounds=0), repaired(model, plan, change, price=0.5)
    left = found.moved.size + found.dropped.size
    assert left > 0
    assert found.value - still.value >= left * int(0.5 * model.value.mean())
    cheap = repaired(model, plan, change, most=1.0, price=0.0)
    dear = repaired(model, plan, change, most=1.0, price=1e6)
    assert dear.share == 0.0 < cheap.share
    assert dear.value < cheap.value


def test_what_is_pinned_stays_even_where_it_pays_to_move_it():
    # Group 1 has lost its other look; group 0 stands in its way and is worth less.
    images = [(0, 0, 0, 10, 0, 1), (0, 1, 5, 15, 0, 50), (1, 1, 0, 10, 0, 50)]
    model = model_from(images=images)
    standing = solution(model, [0, 2])
    for pinned, value in (([], 50_000), ([0], 1_000)):
        change = change_of(model, gone=[2], pinned=pinned)
        assert repaired(model, standing, change, most=1.0, price=0.0).value == value


def test_a_link_held_open_stays_open_and_one_held_closed_stays_closed():
    # One look needs link 0, another link 1, and only one of the two links may be open.
    images = [(0, 0, 0, 10, 0, 1), (0, 1, 300, 310, 0, 9)]
    model = model_from(
        images=images, links=2, cliques=[[(0, 1), (1, 1)]],
        options=[[(0, 1)], [(1, 1)]], needs=[[(0, 1)], [(1, 1)]],
    )  # fmt: skip
    standing = solution(model, [0], [0])
    free = repaired(model, standing, change_of(model), most=1.0, price=0.0)
    assert free.solution.open.tolist() == [False, True]
    held = repaired(model, standing, change_of(model, held=[0]), most=1.0, price=0.0)
    assert held.solution.open.tolist() == [True, False]
    idle = solution(model, [])
    closed = repaired(model, idle, change_of(model, held=[1]), most=1.0, price=0.0)
    assert closed.solution.open.tolist() == [True, False]


def test_pins_that_cannot_stay_are_refused_with_a_sentence():
    model = model_from(images=[(0, 0, 0, 10, 0, 1)], fills=[[(0, 5)]], capacities=[9], drains=[[0]])
    standing = solution(model, [0])
    with pytest.raises(InputError, match="pinned, but gone or not planned"):
        repaired(model, standing, change_of(model, gone=[0], pinned=[0]))
    model.stores.capacities[0] = 4
    with pytest.raises(InputError, match="cannot stay"):
        repaired(model, standing, change_of(model, pinned=[0]))


@pytest.mark.parametrize("seed", range(12))
def test_small_random_losses_never_claim_more_than_the_best_plan_of_what_is_left(seed):
    model, rng = random_model(seed), np.random.default_rng(seed)
    standing = greedy(model)
    chosen = standing.candidates
    gone = np.union1d(chosen[: chosen.size // 2], rng.integers(0, model.size, 2))
    shut = [int(rng.integers(model.links.count))]
    # A link that widens a row may be needed for the empty plan: shutting it leaves none.
    if not any(value >= 0 and shut[0] not in opened for value, _, opened in every_plan(model)):
        shut = []
    change = change_of(model, gone=gone, shut=shut)
    found = repaired(model, standing, change, most=1.0, price=0.0)
    best = max(
        value
        for value, chosen, opened in every_plan(model)
        if not (set(chosen) & set(gone.tolist()) or set(opened) & set(shut))
    )
    assert faults_of(model, found.solution) == []
    assert not np.isin(found.solution.candidates, gone).any()
    assert repaired(model, standing, change, rounds=0).value <= found.value <= best


def test_the_same_seed_and_rounds_give_the_same_bytes(planned):
    one, two = (repaired(*planned, rounds=2) for _ in range(2))
    assert one.solution.chosen.tobytes() == two.solution.chosen.tobytes()
    assert one.solution.open.tobytes() == two.solution.open.tobytes()


def test_seconds_are_kept_and_a_plan_stands_when_there_are_none(planned):
    ticks = count(0.0, 0.01)
    timed = Effort(seconds=1.0, clock=lambda: next(ticks))
    model, plan, change = planned
    found = repair(model, plan, change, timed, np.random.default_rng(1))
    assert found.value >= repaired(model, plan, change, rounds=0).value
    none = Effort(seconds=0.0, clock=lambda: 0.0)
    assert repair(model, plan, change, none, np.random.default_rng(1)).share == 0.0


def test_where_nothing_is_lost_the_plan_only_gets_better(planned):
    model, plan, _ = planned
    still = repaired(model, plan, change_of(model), rounds=0)
    assert (still.displaced.size, still.share) == (0, 0.0)
    assert repaired(model, plan, change_of(model)).value >= still.value >= value_of(model, plan)


def test_a_model_without_candidates_has_nothing_to_repair():
    model = model_from(images=[])
    assert repaired(model, solution(model, []), change_of(model)).value == 0
