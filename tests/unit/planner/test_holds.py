"""A hold is kept whatever is planned meanwhile, and accepting it cannot fail."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
import small_days
from hypothesis import given, settings
from hypothesis import strategies as st
from small_days import T0, contact, day, image, satellite

from artel.commons.errors import InputError
from artel.planner.best import Effort, best_plan
from artel.planner.bookings import slew_seconds
from artel.planner.engine import Engine
from artel.planner.holds import accept, hold, lapse, release
from artel.planner.quote import Offer, Quotes
from artel.planner.values import Booking, Obstacle

UPLOAD = T0 + 300.0
"""When the commands of these days can first be sent."""
NAMES = ("TURTLE", "HARE")


def order(name, **fields):
    return replace(small_days.order(name), **fields)


def busy_day(starts):
    """Return a day of two satellites over one antenna, two looks an order, N among them."""
    names = ["N", *(f"O-{i}" for i in range(len(starts) - 1))]
    images = [
        image(name, 4000.0 + start, satellite=satellite_, volume_gbit=2.0)
        for name, start in zip(names, starts, strict=True)
        for satellite_ in NAMES
    ]
    up = [contact(300, 700, name="TURTLE"), contact(900, 1300, name="HARE")]
    down = [contact(50_000 + 40 * i, 50_100 + 40 * i, "X", name) for i, name in enumerate(NAMES)]
    orders = [order(name, value=1.0 + i) for i, name in enumerate(names)]
    fleet = [satellite(name, duty={"imaging_s_per_day": 50.0}) for name in NAMES]
    return day(images, orders=orders, satellites=fleet, contacts=(up, down))


def checked(engine):
    """Assert by hand that nothing in an engine is booked twice."""
    images = sorted((each.opportunity for each in engine.bookings.values()), key=lambda x: x.start)
    for a, b in itertools.combinations(images, 2):
        if a.satellite == b.satellite:
            turn = slew_seconds(engine.satellites[a.satellite].agility, a, b)
            assert b.start - a.end >= turn - 1e-6
    links = [each.downlink for each in engine.bookings.values()]
    links += {each.upload for each in engine.bookings.values()}
    for a, b in itertools.combinations(sorted(links, key=lambda x: x.start), 2):
        if a.contact.satellite != b.contact.satellite:
            assert b.start - a.end >= 120.0 - 1e-6


def fill(engine, looks):
    """Book what fits of these looks."""
    for look in looks:
        found = engine.fit(look) if look.key not in engine.bookings else None
        if isinstance(found, Booking):
            engine.book(found)


def take(engine, look, held):
    """Book a look for which others give way: what was in the way is moved or goes."""
    if look.key in engine.bookings:
        return
    offer = Quotes(engine, fixed=[held.key]).offer(look)
    if isinstance(offer, Offer) and offer.rest is not None:
        for key in [key for key in engine.bookings if key != held.key]:
            engine.unbook(key)
        for booking in (*offer.rest, offer.booking):
            if booking.opportunity.key != held.key:
                engine.book(booking)


STARTS = st.lists(st.integers(0, 300), min_size=4, max_size=9)
STEPS = st.lists(st.tuples(st.sampled_from("buqg"), st.integers(0, 17)), max_size=40)


@given(STARTS, STEPS)
def test_whatever_is_planned_meanwhile_a_hold_is_accepted(starts, steps):
    accepted_after(starts, steps)


@pytest.mark.deep
@settings(max_examples=2000)
@given(STARTS, STEPS)
def test_a_hold_is_accepted_after_two_thousand_histories(starts, steps):
    accepted_after(starts, steps)


def planned_around(problem, held, looks):
    """Return an engine that was filled afresh around a hold."""
    engine = Engine(replace(problem, holds=(held,)))
    fill(engine, looks)
    assert held.key not in engine.bookings
    return engine


def with_held(engine, held):
    """Return an engine with all its bookings, and what is held besides."""
    both = Engine(replace(engine.problem, holds=()))
    for booking in (held.booking, *engine.bookings.values()):
        both.book(booking)
    return both


def accepted_after(starts, steps):
    """Hold a look, book, give back, quote and plan anew, and accept the hold."""
    engine = Engine(busy_day(starts))
    looks = engine.problem.opportunities
    held = hold(engine, engine.fit(looks[0]), UPLOAD)
    for what, number in steps:
        look = looks[number % len(looks)]
        if what == "b":
            fill(engine, [look])
        elif what == "u" and look.key in engine.bookings and look.key != held.key:
            engine.unbook(look.key)
        elif what == "q":
            take(engine, look, held)
        elif what == "g":
            engine = with_held(planned_around(busy_day(starts), held, looks), held)
    assert accept(engine, held, UPLOAD - 1e-3) == held.booking
    assert engine.bookings[held.key] == held.booking
    checked(engine)


def test_what_is_held_is_not_given_away():
    engine = Engine(day([image("N", 5000), image("A", 5005)]))
    held = hold(engine, engine.fit(engine.problem.opportunities[0]), T0)
    assert isinstance(engine.fit(engine.problem.opportunities[1]), Obstacle)
    release(engine, held)
    assert isinstance(engine.fit(engine.problem.opportunities[1]), Booking)


def test_a_hold_that_has_ended_gives_its_place_back_and_cannot_be_accepted():
    engine = Engine(day([image("N", 5000), image("A", 5005), image("B", 9000)]))
    first, other, last = engine.problem.opportunities
    short, long = (hold(engine, engine.fit(each), T0 - ago)
                   for each, ago in ((first, 60.0), (last, 0.0)))  # fmt: skip
    assert lapse(engine, [short, long], T0 - 60.0) == (long,)
    assert set(engine.bookings) == {("B", "")}
    assert isinstance(engine.fit(other), Booking)
    with pytest.raises(InputError, match="The hold on 'N' ended at 2026-10-04T23:59:00"):
        accept(engine, short, T0 - 60.0)
    assert accept(engine, long, T0 - 60.0) == long.booking


def test_a_hold_released_cannot_be_accepted():
    engine = Engine(day([image("N", 5000)]))
    held = hold(engine, engine.fit(engine.problem.opportunities[0]), T0)
    release(engine, held)
    with pytest.raises(InputError, match="ended"):
        accept(engine, held, T0 - 60.0)


def test_a_hold_ends_before_its_command_is_sent():
    engine = Engine(day([image("N", 5000)]))
    found = engine.fit(engine.problem.opportunities[0])
    with pytest.raises(InputError, match="is sent at 2026-10-05T00:00:00"):
        hold(engine, found, found.upload.start + 1.0)
    assert engine.bookings == {}


def test_a_new_plan_is_made_around_what_is_held():
    problem = day([image("N", 5000), image("N", 9000), image("A", 5005), image("A", 7000)])
    engine = Engine(problem)
    held = hold(engine, engine.fit(problem.opportunities[0]), T0)
    fresh = Engine(replace(problem, holds=(held,)))
    mine, other, rival, free = (fresh.fit(each) for each in problem.opportunities)
    assert isinstance(free, Booking)
    assert mine.sentence == other.sentence == "a look is held for it until 2026-10-05T00:00:00.000Z"
    assert rival.sentence == f"{held.booking.opportunity.satellite} is held for N then"
    assert fresh.bookings == {}


@pytest.mark.parametrize("seed", range(4))
def test_the_best_plan_around_a_hold_leaves_room_for_it(seed):
    problem = busy_day([0, 5, 60, 65, 130, 135, 200])
    engine = Engine(problem)
    held = hold(engine, engine.fit(problem.opportunities[seed]), UPLOAD)
    found = best_plan(
        replace(problem, holds=(held,)), Effort(steps=30), np.random.default_rng(seed)
    )
    both = Engine(problem)
    for booking in (held.booking, *found.bookings):
        both.book(booking)
    checked(both)
    assert held.key[0] in {each.order for each in found.unplanned}
    without = best_plan(problem, Effort(steps=30), np.random.default_rng(seed))
    assert found.value + held.order.value <= without.bound
    assert found.bound >= found.value
