"""A plan mended by hand-made days: what stays, what moves, what an emergency may push aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from small_days import HEAD, MIDNIGHT, T0, contact, day, image, order, satellite, station

from artel.charter.articles import BlockOut, Priority, Reserve, Span
from artel.commons.classes import OrderClass
from artel.planner.contacts import Contacts
from artel.planner.engine import Engine
from artel.planner.midday import Midday
from artel.planner.outcomes import value_of
from artel.planner.repair import repair
from artel.planner.values import Booking

EMERGENCY = OrderClass.EMERGENCY
FIRST = Priority(id="P-1", kind="priority", classes=tuple(OrderClass), **HEAD)


def made(images, **fields):
    stations = [station(name) for name in ("S0", "S1", "S9")]
    return day(images, stations=stations, **fields)


def planned(problem):
    """Return an engine with the first look that fits of each order."""
    engine = Engine(problem)
    for each in problem.opportunities:
        found = engine.missing(each) or engine.fit(each)
        if each.key not in engine.bookings and isinstance(found, Booking):
            engine.book(found)
    return engine


def two(**fields):
    return [satellite(), satellite("SNAIL", **fields)]


def passes(*names):
    """Return a command pass of each satellite every 2,000 s, and one pass for data late."""
    up = [
        contact(start + 70 * k, start + 70 * k + 60, name=name, station=f"S{k}")
        for k, name in enumerate(names)
        for start in range(0, 40_000, 2_000)
    ]
    down = [contact(50_000, 60_000, "X", name, station=f"S{k}") for k, name in enumerate(names)]
    return up, down


def out(name, start, end=90_000):
    """Return a block-out of an asset, seconds of the day."""
    low, high = (MIDNIGHT + timedelta(seconds=each) for each in (start, end))
    return BlockOut(id="N-1", kind="block-out", assets=(name,), reason="lost",
                    windows=(Span(start=low, end=high),), **HEAD)  # fmt: skip


def later(problem, *articles, orders=()):
    """Return the same day under more articles and with more orders."""
    charter = replace(problem.charter, articles=(*problem.charter.articles, *articles))
    return replace(problem, charter=charter, orders=[*problem.orders, *orders])


def without(contacts, name):
    """Return the contacts but those of one satellite."""
    given = contacts.commands, contacts.downlinks
    return Contacts(*({of: () if of == name else some for of, some in each.items()}
                      for each in given))  # fmt: skip


def booked(found):
    return {b.opportunity.order: b.opportunity for b in found.outcome.bookings}


def test_where_nothing_happened_nothing_moves():
    problem = made([image("A", 5_000), image("B", 20_000)], contacts=passes("TURTLE"))
    engine = planned(problem)
    found = repair(problem, engine.bookings.values(), T0 + 10_000)
    assert set(found.outcome.bookings) == set(engine.bookings.values())
    assert found.why == {}


def test_what_a_lost_satellite_was_to_image_goes_to_the_next_best_look():
    images = [image("A", 15_000), image("A", 30_000, satellite="SNAIL"), image("B", 16_000)]
    problem = made(images, satellites=two(), contacts=passes("TURTLE", "SNAIL"))
    engine = planned(problem)
    gone = later(problem, out("TURTLE", 10_000))
    left = replace(gone, opportunities=[each for each in images if each.satellite == "SNAIL"])
    found = repair(left, engine.bookings.values(), T0 + 10_000)
    assert booked(found) == {"A": images[1]}
    assert {why.article for why in found.why.values()} == {"N-1"}
    (unplanned,) = found.outcome.unplanned
    assert unplanned.order == "B"


def test_an_image_on_board_of_a_lost_satellite_is_taken_anew():
    images = [image("A", 15_000), image("A", 30_000, satellite="SNAIL")]
    problem = made(images, satellites=two(), contacts=passes("TURTLE", "SNAIL"))
    engine = planned(problem)
    gone = replace(
        later(problem, out("TURTLE", 20_000)), contacts=without(problem.contacts, "TURTLE")
    )
    found = repair(gone, engine.bookings.values(), T0 + 20_000)
    assert booked(found) == {"A": images[1]}


def test_a_lost_station_costs_a_pass_and_no_image():
    up, down = passes("TURTLE")
    other = contact(65_000, 70_000, "X", station="S9")
    problem = made([image("A", 5_000)], contacts=(up, [*down, other]))
    engine = planned(problem)
    gone = later(problem, out("S0", 10_000))
    contacts = replace(problem.contacts, downlinks={"TURTLE": (other,)})
    found = repair(replace(gone, contacts=contacts), engine.bookings.values(), T0 + 10_000)
    (booking,) = found.outcome.bookings
    assert booking.downlink.contact == other
    assert booking.upload == engine.bookings["A", ""].upload


def crossed(**fields):
    """Return a plan of one commercial image, and the day with an emergency at the same time."""
    plain = image("plain", 20_000)
    other = image("plain", 30_000)
    problem = made([plain, other], contacts=passes("TURTLE"), articles=[FIRST])
    engine = planned(problem)
    urgent = order("urgent", order_class=EMERGENCY, **fields)
    looks = [plain, other, image("urgent", 20_000)]
    return engine, replace(later(problem, orders=[urgent]), opportunities=looks)


@pytest.mark.parametrize("at", [-10, 15_000, 17_900], ids=["early", "commanded", "late"])
def test_an_emergency_goes_before_another_class_even_when_that_is_commanded(at):
    engine, problem = crossed()
    found = repair(problem, engine.bookings.values(), T0 + at, ["urgent"])
    assert booked(found)["urgent"].start == T0 + 20_000
    assert booked(found)["plain"].start == T0 + 30_000
    assert found.why["plain", ""].article == "P-1"


def test_an_emergency_never_displaces_what_has_begun():
    engine, problem = crossed()
    found = repair(problem, engine.bookings.values(), T0 + 20_005, ["urgent"])
    assert set(booked(found)) == {"plain"}
    assert found.why == {}


def test_an_emergency_never_displaces_another():
    engine, problem = crossed()
    first = replace(problem.orders[0], order_class=EMERGENCY)
    problem = replace(problem, orders=[first, *problem.orders[1:]])
    found = repair(problem, engine.bookings.values(), T0 + 15_000, ["urgent"])
    assert set(booked(found)) == {"plain"}


def test_an_emergency_displaces_the_least_value():
    images = [image("dear", 20_000), image("cheap", 24_000), image("dearer", 28_000)]
    values = {"dear": 30.0, "cheap": 5.0, "dearer": 40.0}
    orders = [replace(order(name), value=value) for name, value in values.items()]
    problem = made(images, contacts=passes("TURTLE"), articles=[FIRST], orders=orders)
    engine = planned(problem)
    looks = [*images, *(image("urgent", start) for start in (20_000, 24_000, 28_000))]
    urgent = order("urgent", order_class=EMERGENCY)
    now = replace(later(problem, orders=[urgent]), opportunities=looks)
    found = repair(now, engine.bookings.values(), T0 + 1_000, ["urgent"])
    assert set(booked(found)) == {"dear", "dearer", "urgent"}


def test_an_emergency_that_fits_displaces_nothing():
    engine, problem = crossed()
    free = image("urgent", 25_000)
    problem = replace(problem, opportunities=[*problem.opportunities, free])
    found = repair(problem, engine.bookings.values(), T0 + 1_000, ["urgent"])
    assert booked(found)["urgent"] == free
    assert found.why == {}


@pytest.mark.parametrize("accepts", [True, False], ids=["accepted", "not accepted"])
def test_a_reserve_is_used_only_where_its_owner_accepts_emergencies(accepts):
    kept = Reserve(id="R-1", kind="reserve", assets=("TURTLE",), share=0.5,
                   accepts_emergency=accepts, **HEAD)  # fmt: skip
    own, other = image("own", 10_000), image("other", 15_000)
    limited = [satellite(duty={"imaging_s_per_day": 30.0})]
    orders = [order("own"), order("other", brought_by="KG")]
    problem = made([own, other], satellites=limited, orders=orders, articles=[FIRST, kept],
                  contacts=passes("TURTLE"))  # fmt: skip
    engine = planned(problem)
    assert set(engine.bookings) == {("own", ""), ("other", "")}
    urgent = order("urgent", brought_by="KG", order_class=EMERGENCY)
    now = later(problem, orders=[urgent])
    now = replace(now, opportunities=[own, other, image("urgent", 20_000)])
    found = repair(now, engine.bookings.values(), T0 + 1_000, ["urgent"])
    # Room for one more in the day; half of it is the owner's unless it accepts emergencies.
    assert set(booked(found)) == {"own", "urgent", *(["other"] if accepts else [])}


def test_a_cancelled_image_that_is_commanded_is_taken_back_in_time():
    problem = made([image("A", 20_000)], contacts=passes("TURTLE"))
    engine = planned(problem)
    without = replace(problem, orders=[], opportunities=[])
    found = repair(without, engine.bookings.values(), T0 + 10_000)
    assert found.outcome.bookings == ()
    assert found.withdrawn["A", ""].start >= T0 + 10_000
    assert found.withdrawn["A", ""].end <= T0 + 20_000 - 60.0
    assert repair(without, engine.bookings.values(), T0 + 19_990).stuck == (("A", ""),)


def test_what_is_freed_goes_to_an_order_that_was_left():
    images = [image("A", 20_000), image("B", 20_000)]
    problem = made(images, contacts=passes("TURTLE"))
    engine = planned(problem)
    without = replace(problem, orders=problem.orders[1:], opportunities=images[1:])
    found = repair(without, engine.bookings.values(), T0 + 1_000)
    assert booked(found) == {"B": images[1]}


def random_day(seed):
    rng = np.random.default_rng(seed)
    names = ["TURTLE", "SNAIL"]
    images = sorted(
        (
            image(f"O{number}", int(start), satellite=str(rng.choice(names)))
            for number in range(12)
            for start in rng.integers(4_000, 40_000, 3)
        ),
        key=lambda each: (each.start, each.order),
    )
    classes = list(OrderClass)
    orders = [
        order(f"O{number}", order_class=classes[int(rng.integers(1, len(classes)))],
              brought_by=str(rng.choice(["RU", "KG"])))
        for number in range(12)
    ]  # fmt: skip
    return made(images, satellites=two(), orders=orders, articles=[FIRST],
               contacts=passes(*names)), rng  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_a_repair_of_a_random_day_keeps_what_is_done_and_can_be_booked_anew(seed):
    problem, rng = random_day(seed)
    engine = planned(problem)
    before = dict(engine.bookings)
    at = T0 + float(rng.integers(0, 35_000))
    name = str(rng.choice(["TURTLE", "SNAIL"]))
    gone = later(problem, out(name, at - T0), orders=[order("urgent", order_class=EMERGENCY)])
    looks = [
        each
        for each in [*problem.opportunities, image("urgent", 36_000), image("urgent", 39_000)]
        if not (each.satellite == name and each.end > at)
    ]
    gone = replace(gone, contacts=without(problem.contacts, name))
    found = repair(replace(gone, opportunities=looks), before.values(), at, ["urgent"])
    after = {b.opportunity.key: b for b in found.outcome.bookings}
    for key, booking in before.items():
        image_done, lost = booking.opportunity.start < at, booking.opportunity.satellite == name
        if image_done and not lost:
            assert after[key] == booking
        if after.get(key) != booking:
            assert key in found.why
    assert not any(b.downlink.end > at and b.opportunity.satellite == name for b in after.values())
    assert found.outcome.bound >= found.outcome.value == value_of(gone, after.values())
    assert repair(replace(gone, opportunities=looks), before.values(), at, ["urgent"]) == found
    empty = Midday(replace(gone, contacts=problem.contacts), T0 - 1.0)
    for booking in sorted(after.values(), key=lambda each: each.opportunity.start):
        assert empty.stands(booking)
        empty.hold(booking)
