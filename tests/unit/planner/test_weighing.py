"""Looks counted by their chance of a clear sky: every plan of small days, and strips that overlap.

A radar sees through clouds; a camera is asked over the middle of what it shows.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import box
from small_days import T0, day, image, order, satellite
from test_best import FIRST, plans_of, small_day, worth_so

from artel.commons.classes import OrderClass
from artel.commons.errors import InputError
from artel.orders.orders import Fill, Series
from artel.planner.best import Effort, best_plan
from artel.planner.clouds import Climate, Forecast, Sky
from artel.planner.day_model import by_class, day_model
from artel.planner.engine import Engine
from artel.planner.outcomes import expected, plain_value, worth
from artel.planner.weighing import LEAST, weighed

HOUR = 3600.0


def likely(name, start, chance, **fields):
    return replace(image(name, start), chance=chance, **fields)


def by_chance(seed):
    """Return a small day whose looks have chances in thousandths."""
    problem, rng = small_day(seed), np.random.default_rng(1000 + seed)
    chances = rng.integers(1, 1001, len(problem.opportunities)) / 1000.0
    looks = [
        replace(look, chance=float(chance))
        for look, chance in zip(problem.opportunities, chances, strict=True)
    ]
    return replace(problem, opportunities=looks)


def by_rank(problem, bookings):
    """Return what is to be expected of bookings by class, the most urgent first."""
    orders, out = {each.id: each for each in problem.orders}, [0.0] * len(OrderClass)
    for booking in bookings:
        one = orders[booking.opportunity.order]
        out[problem.rank(one)] += one.value * booking.opportunity.chance
    return [round(each, 6) for each in out]


@pytest.mark.parametrize("seed", range(10))
def test_no_plan_of_a_small_day_is_to_be_expected_more_of(seed):
    problem = by_chance(seed)
    known = [by_rank(problem, bookings) for bookings in plans_of(problem)]
    found = best_plan(problem, Effort(steps=60), np.random.default_rng(1))
    assert by_rank(problem, found.bookings) == max(known)
    assert found.value == pytest.approx(sum(max(known)))
    assert found.bound >= max(sum(each) for each in known) - 1e-9
    for row in found.classes:
        equal = [each for each in known if each[: row.rank] == max(known)[: row.rank]]
        assert row.bound >= max(each[row.rank] for each in equal) - 1e-9


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(10, 200))
def test_no_plan_of_many_small_days_is_to_be_expected_more_of(seed):
    test_no_plan_of_a_small_day_is_to_be_expected_more_of(seed)


def test_of_two_looks_at_an_order_the_likelier_is_planned():
    problem = day([likely("A", 4000.0, 0.3), likely("A", 9000.0, 0.8)])
    found = best_plan(problem, Effort(5), np.random.default_rng(1))
    (booking,) = found.bookings
    assert booking.opportunity.start == T0 + 9000.0
    assert (found.value, found.bound) == (pytest.approx(8.0), pytest.approx(8.0))
    assert plain_value(problem, found) == 10.0


def test_of_two_orders_the_one_expected_more_of_is_planned_but_a_class_goes_before():
    fleet = [satellite(duty={"imaging_s_per_day": 10.0})]
    looks = [likely("A", 4000.0, 0.2), likely("B", 9000.0, 0.9)]
    orders = [worth_so(40.0, "A"), worth_so(10.0, "B")]
    served = []
    for urgent in (OrderClass.COMMERCIAL, OrderClass.EMERGENCY):
        wanted = [orders[0], replace(orders[1], order_class=urgent)]
        for each in (replace(looks[0], chance=0.3), looks[0]):
            problem = day([each, looks[1]], satellites=fleet, orders=wanted, articles=(FIRST,))
            found = best_plan(problem, Effort(5), np.random.default_rng(1))
            served.append(found.bookings[0].opportunity.order)
    assert served == ["A", "B", "B", "B"]


def test_a_cell_of_an_area_counts_by_the_likeliest_strip_and_a_visit_by_its_own():
    area = worth_so(100.0, "A", fill=Fill())
    strips = [
        likely("A", 4000.0 + 100.0 * k, chance, piece=str(k), cells=cells, of_cells=10)
        for k, (chance, cells) in enumerate([(0.5, 0b1111100000), (0.9, 0b0001111000)])
    ]
    assert expected(area, strips) == pytest.approx(100.0 * (0.9 * 4 + 0.5 * 3) / 10)
    assert worth(area, strips) == pytest.approx(70.0)
    series = worth_so(90.0, "B", series=Series(visits=3, every_h=4, tolerance_h=1))
    visits = [likely("B", 4000.0, 0.5, piece="1"), likely("B", 19000.0, 0.25, piece="2")]
    assert expected(series, visits) == pytest.approx(90.0 * 0.75 / 3)


@pytest.mark.parametrize("seed", range(20))
def test_the_model_counts_an_area_as_the_plan_does(seed):
    rng = np.random.default_rng(seed)
    area = worth_so(100.0, "A", fill=Fill())
    strips = [
        likely("A", 4000.0 + 500.0 * k, float(rng.choice([0.2, 0.5, 0.5, 0.9, 1.0])), piece=str(k),
               cells=int(rng.integers(1, 1 << 10)), of_cells=10)
        for k in range(5)
    ]  # fmt: skip
    problem = day(strips, orders=[area])
    known = day_model(problem, Engine(problem), strips)
    for some in itertools.chain.from_iterable(
        itertools.combinations(range(5), n) for n in (1, 2, 3)
    ):
        counted = counted_by(known.model, some) / 1000.0
        mine = expected(area, [known.opportunities[i] for i in some])
        assert mine <= counted + 1e-9
        assert counted == pytest.approx(mine, abs=0.05)
    assert by_class(known).cell_values.min() > 0


def counted_by(model, some):
    cells = {int(c) for i in some for c in model.covers.list(i)[0]}
    return sum(int(model.value[i]) for i in some) + sum(int(model.cell_values[c]) for c in cells)


def grid(cover, lat=(40.0, 60.0), lon=(20.0, 40.0)):
    """Return a forecast that is the same everywhere on its grid, through the first day."""
    shape = (2, len(lat), len(lon))
    t = np.array([T0, T0 + 24 * HOUR])
    return Forecast(T0, t, np.array(lat), np.array(lon), np.full(shape, cover))


def test_cameras_are_asked_in_the_middle_of_the_order_and_radars_count_one():
    radar = {"name": "SAR", "type": "radar", "gsd_m": 3.0, "swath_km": 30, "min_incidence_deg": 20,
             "max_incidence_deg": 50, "sides": ["right"], "data_rate_mbps": 100.0,
             "source": "made by hand", "status": "assumed"}  # fmt: skip
    plain = satellite()
    both = plain.model_copy(update={"sensors": (*plain.sensors, type(plain).model_validate({
        **plain.model_dump(mode="json"), "sensors": [radar],
    }).sensors[0])})  # fmt: skip
    looks = [image("A", 4000.0), image("A", 5000.0, sensor="SAR")]
    found = weighed(day(looks, satellites=[both]), Sky(forecast=grid(0.377)))
    assert [look.chance for look in found.opportunities] == [0.623, 1.0]


def test_a_strip_is_asked_over_its_own_footprint_across_the_antimeridian_too():
    east = ((179.0, 49.0), (-179.0, 49.0), (-179.0, 51.0), (179.0, 51.0), (179.0, 49.0))
    look = image("A", 4000.0, cells=1, of_cells=2, footprint=east)
    wanted = replace(order("A", fill=Fill()), shape=box(170.0, 49.0, 175.0, 51.0))
    climate = Climate(
        np.stack([np.full((12, 1), 0.25), np.full((12, 1), 0.75)], axis=-1),
        np.array([0.0]),
        np.array([[40.0, 60.0, 178.0, 180.0], [40.0, 60.0, -180.0, 178.0]]),
    )
    found = []
    for aside in (-0.2, 0.2):
        moved = replace(look, footprint=tuple((lon + aside, lat) for lon, lat in east))
        found += weighed(day([moved], orders=[wanted]), Sky(climate=climate)).opportunities
    assert [look.chance for look in found] == [0.75, 0.25]


def test_a_sky_that_is_surely_overcast_still_counts_a_little():
    found = weighed(day([image("A", 4000.0)]), Sky(forecast=grid(1.0)))
    assert found.opportunities[0].chance == LEAST
    outcome = best_plan(found, Effort(5), np.random.default_rng(1))
    assert [booking.opportunity.order for booking in outcome.bookings] == ["A"]


def test_a_place_of_which_nothing_is_known_is_named():
    with pytest.raises(InputError, match=r"says nothing of 'A', at 50\.00, 30\.00"):
        weighed(day([image("A", 4000.0)]), Sky(forecast=grid(0.5, lat=(0.0, 10.0))))


def test_without_clouds_every_look_counts_as_before():
    problem = small_day(3)
    assert all(look.chance == 1.0 for look in problem.opportunities)
    assert weighed(problem, Sky()).opportunities == problem.opportunities
