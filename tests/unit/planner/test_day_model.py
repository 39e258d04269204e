"""The model of a day allows whatever the engine allows: each plan of small days keeps its rows."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from small_days import contact, day, image, satellite
from test_best import plans_of, small_day

from artel.planner.best import Effort, best_plan
from artel.planner.day_bound import DayProgram, fits, guides_of
from artel.planner.day_model import day_model
from artel.planner.day_radio import radio_rows
from artel.planner.engine import Engine
from artel.planner.model_check import model_faults


def model_of(problem):
    idle = Engine(problem)
    return day_model(problem, idle, [o for o in problem.opportunities if idle.missing(o) is None])


@pytest.mark.parametrize("seed", range(8))
def test_every_plan_of_the_engine_is_a_point_of_the_program(seed):
    problem = small_day(seed)
    model = model_of(problem)
    assert model_faults(model.model) == []
    assert fits(model)
    program = DayProgram(model)
    place = {id(look): i for i, look in enumerate(model.opportunities)}
    for bookings in itertools.islice(plans_of(problem), 0, None, 24):
        point = np.zeros(program.columns)
        point[[place[id(each.opportunity)] for each in bookings]] = 1.0
        assert (program.matrix @ point <= program.most).all()


@pytest.mark.parametrize("seed", range(8))
def test_cliques_hold_every_pair_between_which_a_satellite_cannot_turn_and_no_other(seed):
    rng = np.random.default_rng(seed)
    looks = [image(str(k), float(rng.integers(4000, 4400)), roll=float(rng.uniform(-0.5, 0.5)))
             for k in range(14)]  # fmt: skip
    problem = day(looks)
    model = model_of(problem)
    apart = set()
    for a, b in itertools.combinations(range(len(looks)), 2):
        engine = Engine(problem)
        engine.attitudes["TURTLE"].add(model.opportunities[a])
        if engine.attitudes["TURTLE"].rivals(model.opportunities[b]):
            apart.add((a, b))
    rows = [each.tolist() for each, factors, limit in DayProgram(model).rows
            if limit == 1 and len(each) > 1 and (factors == 1).all()]  # fmt: skip
    paired = {tuple(sorted(pair)) for row in rows for pair in itertools.combinations(row, 2)}
    assert paired == apart
    assert apart


def test_a_radio_that_cannot_send_all_says_so_and_one_that_just_can_does_not():
    looks = [image("A", 1000), image("B", 2000), image("C", 9000)]  # 10 s each at 100 Mbps
    passes = [contact(5000, 5019.9, "X"), contact(9100, 9200, "X")]
    assert list(radio_rows(passes[:1], looks[:2])) == [
        ([(0, 10.0), (1, 10.0)], pytest.approx(19.9))
    ]
    assert list(radio_rows([contact(5000, 5020, "X")], looks[:2])) == []
    assert list(radio_rows(passes, looks)) == []
    late = [([(2, 10.0)], pytest.approx(9.9))]
    assert list(radio_rows([contact(8000, 9019.9, "X")], looks)) == late


def test_what_cannot_come_down_lowers_the_bound():
    looks = [image(name, 1000.0 + 500.0 * k) for k, name in enumerate("ABC")]
    up = [contact(0, 600)]
    for seconds, served in ((29.9, 2), (30.0, 3)):
        problem = day(looks, contacts=(up, [contact(5000, 5000 + seconds, "X")]))
        found = best_plan(problem, Effort(10), np.random.default_rng(1))
        assert len(found.bookings) == served
        assert found.value == found.bound


def test_a_recorder_that_is_full_lowers_the_bound():
    looks = [image(name, 1000.0 + 500.0 * k) for k, name in enumerate("ABC")]
    for gbit, served in ((2.9, 2), (3.0, 3)):
        problem = day(looks, satellites=[satellite(recorder={"capacity_gbit": gbit})])
        found = best_plan(problem, Effort(10), np.random.default_rng(1))
        assert len(found.bookings) == served
        assert found.value == found.bound


def test_without_time_for_whole_numbers_the_bound_is_that_of_fractions():
    for seed in range(8):
        model = model_of(small_day(seed))
        whole = guides_of(DayProgram(model))
        hasty = guides_of(DayProgram(model, lambda: 1e-9))
        top = model.model.value.sum()
        assert whole.bound <= hasty.bound <= top
        assert all(hasty.levels[rank] >= bound for rank, bound in whole.levels.items())


def test_many_looks_of_one_satellite_are_left_to_the_compiled_solvers():
    looks = [image(str(k), 1000.0 + 20.0 * k) for k in range(2001)]
    assert not fits(model_of(day(looks)))
    assert fits(model_of(day(looks[:2000])))
