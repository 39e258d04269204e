"""On crowded days what is in the way is minimal, and what is said to do is seen to do."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st
from small_days import day, satellite
from why_not_days import look, order, solved

from artel.planner.blockers import bookings_in_the_way
from artel.planner.engine import Engine
from artel.planner.question import Question, asking, engine_of, within
from artel.planner.relax import changed, term_changes
from artel.planner.relaxing import beside
from artel.planner.values import Booking
from artel.planner.whynot import why_not

starts = st.lists(st.integers(700, 1200), min_size=1, max_size=12)
spare = st.sampled_from((8.0, 25.0, 60.0))


def crowd(times, duty, gsds, value):
    """Return a crowded day, the order Z, and its looks at these GSDs, a minute apart."""
    orders = [order(f"A{n}", value=5.0 + n) for n in range(len(times))]
    images = [look(f"A{n}", float(t)) for n, t in enumerate(times)]
    machine = satellite(duty={"imaging_s_per_day": duty})
    wanted = order("Z", value=value, max_gsd_m=2.0)
    problem = day(images, orders=[*orders, wanted], satellites=[machine])
    looks = [look("Z", 700.0 + 60.0 * n, gsd=g, product_gsd=g) for n, g in enumerate(gsds)]
    return problem, wanted, looks


def random_day(times, duty, gsds, value):
    """Return the question of Z on a crowded day, or None where it is planned."""
    problem, wanted, looks = crowd(times, duty, gsds, value)
    bookings = solved(problem, wanted, looks).bookings
    if any(booking.opportunity.order == "Z" for booking in bookings):
        return None
    return Question(problem, bookings, wanted, tuple(looks))


@given(starts, spare, st.lists(st.sampled_from((1.5, 2.5, 4.5)), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_what_is_in_the_way_is_minimal(times, duty, gsds):
    question = random_day(times, duty, gsds, 4.0)
    if question is None:
        return
    engine = engine_of(question.problem, question.bookings)
    for each in within(question):
        before = dict(engine.bookings)
        found = bookings_in_the_way(engine, each)
        assert engine.bookings == before
        if not isinstance(found, tuple):
            continue
        for booking in found:
            engine.unbook(booking.opportunity.key)
        assert isinstance(engine.fit(each), Booking)
        for booking in found:
            engine.book(booking)
            assert not isinstance(engine.fit(each), Booking)
            engine.unbook(booking.opportunity.key)
        for booking in found:
            engine.book(booking)


@given(starts, spare, st.lists(st.sampled_from((1.5, 2.5, 4.5)), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_the_cheapest_that_asks_for_no_place_serves(times, duty, gsds):
    question = random_day(times, duty, gsds, 4.0)
    if question is None:
        return
    bookings = question.bookings
    for found in beside(question):
        wanted = changed(question.order, found.changes)
        engine = Engine(asking(question.problem, wanted))
        for booking in (*bookings, found.booking):
            engine.book(booking)
        assert not term_changes(wanted, found.booking.opportunity)
        assert found.displaced == ()
    costs = [found.cost for found in why_not(question).relaxations]
    assert costs == sorted(costs)


def best(problem, wanted, looks, *, served):
    """Return the most value of any plan that serves the order, or does not: all are tried."""
    own = [each for each in looks if not term_changes(wanted, each)] if served else [None]
    found = [-math.inf]
    for mine in own:
        for mask in range(1 << len(problem.opportunities)):
            engine = Engine(asking(problem, wanted))
            chosen = [each for n, each in enumerate(problem.opportunities) if mask >> n & 1]
            for each in [mine, *chosen] if mine else chosen:
                booking = engine.missing(each) or engine.fit(each)
                if not isinstance(booking, Booking):
                    break
                engine.book(booking)
            else:
                found.append(sum(engine.orders[name].value for name, _ in engine.bookings))
    return max(found)


def best_bookings(problem):
    """Return the bookings of a plan of the most value, all plans tried; Z has no looks here."""
    values = {}
    for mask in range(1 << len(problem.opportunities)):
        engine = Engine(problem)
        for n, each in enumerate(problem.opportunities):
            if mask >> n & 1 and isinstance(booking := engine.fit(each), Booking):
                engine.book(booking)
        values[sum(engine.orders[name].value for name, _ in engine.bookings)] = engine.bookings
    return tuple(values[max(values)].values())


@given(
    st.lists(st.integers(700, 900), min_size=1, max_size=5),
    spare,
    st.lists(st.sampled_from((1.5, 2.5, 4.5)), min_size=1, max_size=3),
    st.integers(1, 40),
)
@settings(max_examples=40, deadline=None)
def test_under_a_relaxation_of_the_best_plan_every_best_plan_serves_the_order(
    times, duty, gsds, value
):
    problem, wanted, looks = crowd(times, duty, gsds, float(value))
    if best(problem, wanted, looks, served=True) > best(problem, wanted, looks, served=False):
        return
    question = Question(problem, best_bookings(problem), wanted, tuple(looks))
    found = why_not(question).relaxations
    assert found or duty < 10.0
    for each in found:
        changed_order = changed(wanted, each.changes)
        with_it = best(problem, changed_order, looks, served=True)
        assert with_it > best(problem, changed_order, looks, served=False)
