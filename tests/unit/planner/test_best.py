"""The best plan of a day: every plan of small days beside it, steps, the clock, a start."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from small_days import HEAD, contact, day, image, order, satellite

from artel.charter.articles import Donate, Priority, Reserve
from artel.commons.classes import OrderClass
from artel.orders.orders import Fill
from artel.planner.best import Effort, best_plan
from artel.planner.day_bound import DayProgram, guides_of, plain_levels
from artel.planner.day_model import by_class, day_model
from artel.planner.engine import Engine
from artel.planner.greedy import plan as greedy
from artel.planner.model import value_of
from artel.planner.outcomes import worth
from artel.planner.values import Booking

CLASSES = [OrderClass.EMERGENCY, OrderClass.DISASTER, OrderClass.COMMERCIAL]
FIRST = Priority.model_validate({
    "id": "P-1", "kind": "priority", "classes": [str(each) for each in OrderClass], **HEAD
})  # fmt: skip
KEPT = Reserve.model_validate({
    "id": "R-1", "kind": "reserve", "assets": ["TURTLE"], "share": 0.3, **HEAD
})  # fmt: skip
GIVEN = Donate.model_validate({
    "id": "G-1", "kind": "donate", "assets": ["HARE"], "share": 0.2, **HEAD
})  # fmt: skip


def worth_so(value, *said, **fields):
    """Return an order of this value."""
    return replace(order(*said, **fields), value=value)


def small_day(seed):
    """Return a day of six looks at four orders, in which every resource may bind."""
    rng = np.random.default_rng(seed)
    fleet = [
        satellite(name, duty={"imaging_s_per_day": float(rng.integers(20, 45))},
                  recorder={"capacity_gbit": float(rng.integers(15, 40)) / 10.0})
        for name in ("TURTLE", "HARE")
    ]  # fmt: skip
    orders = [
        worth_so(float(rng.integers(1, 9)) * 5.0, name, str(rng.choice(["RU", "KG"])),
                 CLASSES[int(rng.integers(3))])
        for name in "ABCD"
    ]  # fmt: skip
    looks = [
        image(str(rng.choice(list("ABCD"))), float(rng.integers(4000, 4200)),
              float(rng.integers(5, 15)), satellite=str(rng.choice(["TURTLE", "HARE"])),
              roll=math.radians(float(rng.integers(-30, 30))))
        for _ in range(6)
    ]  # fmt: skip
    # Data of both satellites meet on one antenna, and there is not time for all of them.
    low = float(rng.integers(5000, 5100))
    up = [contact(0, 200), contact(400, 600, name="HARE")]
    down = [contact(5000, 5000 + float(rng.integers(20, 60)), "X"),
            contact(low, low + float(rng.integers(130, 200)), "X", "HARE")]  # fmt: skip
    return day(looks, satellites=fleet, orders=orders, articles=(FIRST, KEPT, GIVEN),
               contacts=(up, down))  # fmt: skip


def plans_of(problem):
    """Yield the bookings of every plan that the engine can be brought to, in any turn."""
    for line in itertools.permutations(problem.opportunities):
        engine = Engine(problem)
        for look in line:
            if look.key not in engine.bookings and engine.missing(look) is None:
                found = engine.fit(look)
                if isinstance(found, Booking):
                    engine.book(found)
        yield engine.bookings.values()


def by_rank(problem, bookings):
    """Return the value of bookings by class, the most urgent first."""
    orders, out = {each.id: each for each in problem.orders}, [0.0] * len(OrderClass)
    for booking in bookings:
        one = orders[booking.opportunity.order]
        out[problem.rank(one)] += worth(one, [booking.opportunity])
    return out


@pytest.mark.parametrize("seed", range(12))
def test_no_plan_of_a_small_day_is_better_or_passes_the_bounds(seed):
    problem = small_day(seed)
    known = [by_rank(problem, bookings) for bookings in plans_of(problem)]
    found = best_plan(problem, Effort(steps=60), np.random.default_rng(1))
    assert by_rank(problem, found.bookings) == max(known)
    assert found.value == sum(max(known))
    assert found.bound >= max(sum(each) for each in known)
    idle = Engine(problem)
    looks = [look for look in problem.opportunities if idle.missing(look) is None]
    reached = [round(1000.0 * each) for each in max(known)]
    if looks:
        plain = plain_levels(day_model(problem, idle, looks), round(1000.0 * found.bound), reached)
        assert all(reached[rank] <= bound for rank, bound in plain.items())
    for row in found.classes:
        equal = [each for each in known if each[: row.rank] == max(known)[: row.rank]]
        assert row.bound >= max(each[row.rank] for each in equal)
        assert row.planned == max(known)[row.rank]


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(12, 300))
def test_no_plan_of_many_small_days_is_better_or_passes_the_bounds(seed):
    test_no_plan_of_a_small_day_is_better_or_passes_the_bounds(seed)


def test_greedy_is_beaten_and_antennas_are_what_the_bound_leaves_out():
    days = [small_day(seed) for seed in range(12)]
    found = [best_plan(each, Effort(steps=60), np.random.default_rng(1)) for each in days]
    first = [greedy(each) for each in days]
    assert sum(a.value > b.value for a, b in zip(found, first, strict=True)) >= 1
    assert sum(each.value == each.bound for each in found) >= 6
    reasons = {str(left.obstacle.reason) for each in found for left in each.unplanned}
    assert {"SLEW", "ANTENNA", "ARTICLE"} <= reasons


@pytest.mark.parametrize("seed", range(5))
def test_the_same_steps_give_the_same_plan(seed):
    a, b = (best_plan(small_day(seed), Effort(40), np.random.default_rng(7)) for _ in range(2))
    assert a == b


def test_a_plan_is_never_worse_than_the_one_it_begins_from():
    for seed in range(12):
        problem = small_day(seed)
        best = best_plan(problem, Effort(60), np.random.default_rng(1))
        heard = sorted(best.bookings, key=lambda booking: booking.downlink.start)
        start = [booking.opportunity for booking in heard]
        # Stopped at once there is the greedy plan, or the start where that is better.
        again = best_plan(problem, Effort(stop=lambda: True), np.random.default_rng(1), start=start)
        assert by_rank(problem, again.bookings) >= by_rank(problem, greedy(problem).bookings)
        assert by_rank(problem, again.bookings) >= by_rank(problem, best.bookings)


def test_stopped_at_once_there_is_a_plan_and_a_bound():
    problem = small_day(3)
    found = best_plan(problem, Effort(stop=lambda: True), np.random.default_rng(1))
    assert found.value == greedy(problem).value
    assert found.bound >= best_plan(problem, Effort(60), np.random.default_rng(1)).value
    assert found.steps == 0


def test_by_the_clock_the_search_ends_when_the_seconds_are_over():
    seconds = itertools.count()
    # A reserve that no plan reaches keeps the search from ending by proof.
    problem = next(
        each for each in map(small_day, range(100))
        if best_plan(each, Effort(5), np.random.default_rng(1)).steps == 5
    )  # fmt: skip
    told = []
    effort = Effort(seconds=50.0, clock=lambda: float(next(seconds)))
    found = best_plan(problem, effort, np.random.default_rng(1), told.append)
    assert 0 < found.steps < 50
    assert tuple(told) == found.trace
    assert [line.moment for line in told] == sorted(line.moment for line in told)
    assert all(a.bound >= b.bound for a, b in itertools.pairwise(told))


def test_what_an_area_is_worth_is_bounded_by_the_cells_its_images_cover_together():
    looks = [
        replace(image("A", 4000.0 + 500.0 * k), piece=str(k), cells=cells, of_cells=8)
        for k, cells in enumerate((0b1111, 0b0011, 0b111000))
    ]
    problem = day(looks, orders=[worth_so(80.0, "A", fill=Fill())])
    found = best_plan(problem, Effort(20), np.random.default_rng(1))
    assert found.bound == 60.0
    assert found.value == 60.0
    assert {booking.opportunity.piece for booking in found.bookings} == {"0", "2"}


def test_a_day_without_looks_has_an_empty_plan():
    found = best_plan(day([], orders=[order("A")]), Effort(), np.random.default_rng(1))
    assert (found.value, found.bound, found.bookings) == (0.0, 0.0, ())
    assert [each.order for each in found.unplanned] == ["A"]


def test_values_by_class_put_every_urgent_order_before_all_later_ones():
    looks = [image(name, 4000.0 + 500.0 * k) for k, name in enumerate("ABCD")]
    orders = [worth_so(10.0 ** (1 + k), name, order_class=CLASSES[k])
              for k, name in enumerate("ABC")] + [worth_so(20.0, "D")]  # fmt: skip
    problem = day(looks, orders=orders, articles=(FIRST,))
    model = day_model(problem, Engine(problem), looks)
    weighted = by_class(model)
    worth_of = {o.order: int(v) for o, v in zip(model.opportunities, weighted.value, strict=True)}
    assert worth_of["A"] > worth_of["B"] > worth_of["C"] + worth_of["D"]
    assert worth_of["C"] == 50 * worth_of["D"]


def test_guides_are_plans_of_the_model():
    for seed in range(12):
        problem = small_day(seed)
        idle = Engine(problem)
        looks = [look for look in problem.opportunities if idle.missing(look) is None]
        if not looks:
            continue
        model = day_model(problem, idle, looks)
        guides = guides_of(DayProgram(model))
        for chosen in guides.plans:
            groups = model.model.group[chosen]
            assert len(set(groups.tolist())) == len(groups)
            assert model.model.value[chosen].sum() <= guides.bound
            use = model.model.uses.totals(chosen, model.model.limits.size)
            assert (use <= model.model.limits).all()


@pytest.mark.deep
def test_the_compiled_solvers_bound_the_same_day_and_agree():
    from artel.planner.solve import Effort as Rounds
    from artel.planner.solve import solve

    for seed in range(12):
        problem = small_day(seed)
        idle = Engine(problem)
        looks = [look for look in problem.opportunities if idle.missing(look) is None]
        model = day_model(problem, idle, looks)
        bound = guides_of(DayProgram(model)).bound
        found = solve(model.model, Rounds(rounds=4), np.random.default_rng(1))
        assert found.bound >= bound == value_of(model.model, found.solution)
