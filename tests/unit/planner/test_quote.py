"""What an order costs a standing plan: nothing, a move, or the value that finds no place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import small_days
from small_days import HEAD, T0, contact, day, image, satellite

from artel.charter.articles import Priority
from artel.commons.classes import OrderClass
from artel.planner.engine import Engine
from artel.planner.outcomes import value_of
from artel.planner.quote import Offer, Quotes
from artel.planner.values import Booking, Obstacle, Reason

FIRST = Priority.model_validate(
    HEAD | {"id": "P-1", "kind": "priority", "classes": [str(each) for each in OrderClass]}
)


def order(name, **fields):
    return replace(small_days.order(name), **fields)


def standing(problem, names):
    """Return an engine that has the first look of each of these orders."""
    engine = Engine(problem)
    for name in names:
        look = next(each for each in problem.opportunities if each.order == name)
        found = engine.fit(look)
        assert isinstance(found, Booking), found
        engine.book(found)
    return engine


def sure(_look):
    return 1.0


def look_of(engine, name):
    return next(each for each in engine.problem.opportunities if each.order == name)


def state_of(engine):
    """Return all that an engine holds, and what it says of every look."""
    answers = [engine.fit(each) for each in engine.problem.opportunities]
    return set(engine.bookings.values()), answers


def test_a_look_with_room_costs_nothing():
    engine = standing(day([image("A", 5000), image("N", 6000)]), ["A"])
    offer = Quotes(engine).offer(look_of(engine, "N"))
    assert (offer.free, offer.cost, offer.displaced, offer.moved) == (True, 0.0, (), ())


def test_a_look_costs_the_value_that_finds_no_place_and_leaves_the_plan_as_it_was():
    orders = [order("A", value=7.0), order("B", value=4.0), order("N", value=9.0)]
    images = [image("A", 5000), image("B", 6000), image("N", 5005)]
    engine = standing(day(images, orders=orders), ["A", "B"])
    before = state_of(engine)
    offer = Quotes(engine).offer(look_of(engine, "N"))
    assert (offer.cost, offer.displaced, offer.moved) == (7.0, ("A",), ())
    assert [each.opportunity.order for each in offer.rest] == ["B"]
    assert state_of(engine) == before


def test_what_can_be_had_otherwise_moves_and_costs_nothing():
    images = [image("A", 5000), image("A", 7000), image("N", 5005)]
    engine = standing(day(images), ["A"])
    offer = Quotes(engine).offer(look_of(engine, "N"))
    assert (offer.free, offer.cost, offer.displaced, offer.moved) == (False, 0.0, (), ("A",))
    assert [each.opportunity.start for each in offer.rest] == [T0 + 7000]


def test_the_most_valuable_comes_back_first():
    # Ten seconds of duty are left beside the new image: for A or for B, not for both.
    names = {"A": 3.0, "B": 5.0, "N": 1.0}
    images = [image(name, 5000 + 1000 * i) for i, name in enumerate(names)]
    orders = [order(name, value=value) for name, value in names.items()]
    twenty = [satellite(duty={"imaging_s_per_day": 20.0})]
    engine = standing(day(images, orders=orders, satellites=twenty), ["A", "B"])
    offer = Quotes(engine).offer(look_of(engine, "N"))
    assert (offer.cost, offer.displaced) == (3.0, ("A",))


@pytest.mark.parametrize("first", [False, True])
def test_a_class_that_goes_before_gives_way_only_to_what_was_promised(first):
    orders = [order("A", order_class=OrderClass.DISASTER), order("N")]
    problem = day([image("A", 5000), image("N", 5005)], orders=orders, articles=[FIRST])
    engine = standing(problem, ["A"])
    found = Quotes(engine, first=first).offer(look_of(engine, "N"))
    if first:
        assert found.displaced == ("A",)
    else:
        assert (found.reason, found.article) == (Reason.ARTICLE, "P-1")


def test_what_is_fixed_does_not_give_way():
    engine = standing(day([image("A", 5000), image("N", 5005)]), ["A"])
    found = Quotes(engine, fixed=[("A", "")]).offer(look_of(engine, "N"))
    assert isinstance(found, Obstacle)
    assert found.reason is Reason.SLEW


def test_an_antenna_is_freed_by_another_satellites_image():
    # The one pass over the one antenna has room for the data of one image.
    names = ["TURTLE", "HARE"]
    up = [contact(0, 300, name="TURTLE"), contact(500, 900, name="HARE")]
    down = [contact(50_000, 50_011, "X", name) for name in names]
    images = [image("A", 5000), image("N", 6000, satellite="HARE", volume_gbit=1.0)]
    orders = [order("A", value=6.0), order("N")]
    problem = day(
        images, orders=orders, satellites=[satellite(each) for each in names], contacts=(up, down)
    )
    engine = standing(problem, ["A"])
    assert engine.fit(look_of(engine, "N")).reason is Reason.ANTENNA
    offer = Quotes(engine).offer(look_of(engine, "N"))
    assert (offer.cost, offer.displaced) == (6.0, ("A",))


def test_a_look_that_an_idle_pool_cannot_serve_has_no_price():
    engine = Engine(day([image("N", 5000)], contacts=([], [])))
    found = Quotes(engine).offer(look_of(engine, "N"))
    assert found.reason is Reason.NO_UPLOAD


def test_tries_are_free_looks_that_fit_together_one_a_pass():
    looks = [image("N", start) for start in (5000, 5020, 9000, 9020, 20_000)]
    engine = standing(day([image("A", 20_005), *looks]), ["A"])
    before = state_of(engine)
    found = Quotes(engine).quote("N", sure, 3600.0)
    assert [each.look.start - T0 for each in found.tries] == [5000, 9000]
    assert len(found.offers) == 5
    assert state_of(engine) == before


def test_two_looks_that_need_the_same_seconds_are_one_try():
    twenty = [satellite(duty={"imaging_s_per_day": 20.0})]
    images = [image("A", 3000), image("N", 5000), image("N", 9000)]
    engine = standing(day(images, satellites=twenty), ["A"])
    found = Quotes(engine).quote("N", sure, 3600.0)
    assert [each.look.start - T0 for each in found.tries] == [5000]
    assert [each.free for each in found.offers] == [True, True]


def test_the_best_look_is_the_cheapest_then_the_likeliest_then_the_earliest():
    images = [image("A", 5000), image("N", 5005), *(image("N", s) for s in (7000, 9000, 11_000))]
    engine = standing(day(images), ["A"])
    chances = {5005: 1.0, 7000: 0.3, 9000: 0.6, 11_000: 0.6}
    found = Quotes(engine).quote("N", lambda look: chances[int(look.start - T0)], 3600.0)
    assert found.best.look.start - T0 == 9000
    assert found.likelihood.success > 0.6


def test_where_nothing_is_free_the_best_look_alone_is_tried():
    engine = standing(day([image("A", 5000), image("N", 5005)]), ["A"])
    found = Quotes(engine).quote("N", sure, 3600.0)
    assert [each.displaced for each in found.tries] == [("A",)]
    assert found.likelihood.success == 1.0


def test_an_order_that_nobody_can_serve_has_its_reasons_counted():
    engine = standing(day([image("A", 5000), image("N", 5005)]), ["A"])
    found = Quotes(engine, fixed=[("A", "")]).quote("N", sure, 3600.0)
    assert (found.offers, found.best, found.likelihood.success) == ((), None, 0.0)
    assert found.ledger.counts["N"] == {Reason.SLEW: 1}
    assert engine.problem.ledger.counts == {}


def test_a_delay_of_an_article_is_part_of_the_delivery():
    engine = Engine(day([image("N", 5000, delay=70_000.0)]))
    offer = Quotes(engine).offer(look_of(engine, "N"))
    assert offer.delivered == T0 + 5010 + 70_000


@pytest.mark.parametrize("seed", range(8))
def test_a_price_is_what_the_rest_lacks_and_nobody_displaced_could_stay(seed):
    rng = np.random.default_rng(seed)
    names = [f"O-{i}" for i in range(9)]
    orders = [order(name, value=float(rng.integers(1, 9))) for name in names]
    images = [
        image(name, float(rng.integers(4000, 4400)), roll=float(rng.uniform(-0.5, 0.5)))
        for name in names
        for _ in range(2)
    ]
    tight = [satellite(duty={"imaging_s_per_day": 60.0}, recorder={"capacity_gbit": 6.0})]
    problem = day(images, orders=orders, satellites=tight)
    engine = Engine(problem)
    for look in problem.opportunities:
        if look.key not in engine.bookings and look.order != "O-0":
            found = engine.fit(look)
            if isinstance(found, Booking):
                engine.book(found)
    before, quotes = state_of(engine), Quotes(engine)
    value = value_of(problem, engine.bookings.values())
    for look in [each for each in images if each.order == "O-0"]:
        offer = quotes.offer(look)
        assert isinstance(offer, Offer)
        assert state_of(engine) == before
        if offer.free:
            continue
        after = Engine(problem)
        for booking in (*offer.rest, offer.booking):
            after.book(booking)
        assert value - value_of(problem, offer.rest) == pytest.approx(offer.cost)
        kept = {each.opportunity.order for each in offer.rest}
        assert {name for name, _ in engine.bookings} - kept == set(offer.displaced)
        lost = [each for each in images if each.order in offer.displaced]
        assert all(isinstance(after.fit(each), Obstacle) for each in lost)
        worth = {each.id: each.value for each in orders}
        assert offer.cost == sum(worth[name] for name in offer.displaced)


def test_a_price_is_never_below_the_least_that_any_plan_with_the_look_would_lose():
    """Against every choice of what else is kept, at its own look, on a small day."""
    import itertools

    rng = np.random.default_rng(3)
    names = [f"O-{i}" for i in range(6)]
    orders = [order(name, value=float(rng.integers(1, 9))) for name in names]
    images = [image(name, 4000.0 + 50.0 * i) for i, name in enumerate(names)]
    wanted = order("N")
    few = [satellite(duty={"imaging_s_per_day": 60.0})]
    new = replace(image("N", 4130), roll=0.3)
    problem = day([*images, new], orders=[*orders, wanted], satellites=few)
    engine = standing(problem, names)
    offer = Quotes(engine).offer(new)
    best = 0.0
    for count in range(len(names) + 1):
        for some in itertools.combinations(images, count):
            trial, held = Engine(problem), True
            for look in (new, *some):
                found = trial.fit(look)
                held = held and isinstance(found, Booking)
                if held:
                    trial.book(found)
            if held:
                best = max(best, value_of(problem, trial.bookings.values()) - wanted.value)
    least = value_of(problem, engine.bookings.values()) - best
    assert 0.0 < least <= offer.cost
