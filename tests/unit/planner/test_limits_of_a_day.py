"""Each resource of a satellite and of the ground binds in one day, and just does not in another."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_days import T0, contact, day, filled, image, satellite

from artel.orbits.elements import from_facts, period
from artel.orbits.propagate import states
from artel.orbits.tracks import track_of
from artel.planner.battery import charge_of
from artel.planner.bookings import slew_seconds
from artel.planner.engine import Engine
from artel.planner.flights import Flight, flight_of, flights_of
from artel.planner.values import Link, Obstacle, Reason

LIT = Flight((T0 + 5000.0, T0 + 11000.0), (), (T0, T0 + 86400.0))


def of_orbit(seconds):
    return [satellite(duty={"imaging_s_per_day": 1000.0, "imaging_s_per_orbit": seconds})]


def drawn():
    return from_facts("TURTLE", 90001, T0, altitude_m=500e3, inclination=math.radians(97.4),
                      node_local_time_h=10.5, argument_of_latitude=1.0)  # fmt: skip


def test_an_orbits_duty_binds_and_just_does_not():
    images = [image("A", 5000), image("B", 6000), image("C", 11_000)]
    flights = {"TURTLE": LIT}
    _, refused = filled(day(images, satellites=of_orbit(20.0), flights=flights))
    assert refused == {}
    engine, refused = filled(day(images, satellites=of_orbit(19.9), flights=flights))
    assert set(engine.bookings) == {("A", ""), ("C", "")}
    assert refused["B"].reason is Reason.DUTY
    assert "orbit" in refused["B"].sentence
    engine.unbook(("A", ""))
    assert engine.fit(images[1]).opportunity == images[1]


def test_a_satellite_limited_by_the_orbit_needs_its_flight():
    with pytest.raises(ValueError, match="TURTLE is limited by the orbit"):
        Engine(day([image("A", 5000)], satellites=of_orbit(20.0)))


def test_orbits_begin_where_the_satellite_comes_north():
    elements = drawn()
    track = track_of(elements, T0, T0 + 86400.0)
    flight = flight_of([track])
    t = np.arange(T0, T0 + 86400.0, 1.0)
    z = states(elements, t)[0][:, 2]
    rises = t[1:][(z[:-1] < 0.0) & (z[1:] >= 0.0)]
    assert np.abs(rises - 0.5 - flight.nodes).max() <= 0.51
    assert len(flight.nodes) == int((86400.0 - (rises[0] - T0)) // period(elements)) + 1


def test_a_flight_in_two_tracks_is_one_flight():
    elements = drawn()
    whole = flight_of([track_of(elements, T0, T0 + 86400.0)])
    halves = [(T0, T0 + 40_000.0), (T0 + 40_000.0, T0 + 86400.0)]
    split = flight_of([track_of(elements, *each) for each in halves])
    assert split.nodes == pytest.approx(whole.nodes, abs=1e-5)
    assert sum(b - a for a, b in split.dark) == pytest.approx(sum(b - a for a, b in whole.dark))


def test_only_satellites_with_such_limits_have_flights():
    tracks = {"TURTLE": [track_of(drawn(), T0, T0 + 7000.0)]}
    assert flights_of(tracks, [satellite()]) == {}
    assert set(flights_of(tracks, of_orbit(20.0))) == {"TURTLE"}
    assert flights_of({}, of_orbit(20.0))["TURTLE"].nodes == ()


# A battery of 100 Wh of which 20 may be used. In the dark 10 W are drawn, in the light 10 W more
# are gained than drawn; an hour of dark comes every two hours.
POWER = {"capacity_wh": 100.0, "depth": 0.2, "idle_w": 10.0, "imaging_w": 360.0, "slew_w": 0.0,
         "downlink_w": 0.0, "sunlit_charge_w": 20.0}  # fmt: skip
HOUR = 3600.0
NIGHTS = tuple((T0 + h * HOUR, T0 + (h + 1) * HOUR) for h in range(0, 24, 2))


def powered(images, contacts=None, **figures):
    flights = {"TURTLE": Flight((), NIGHTS, (T0, T0 + 86400.0))}
    return day(images, satellites=[satellite(battery=POWER | figures)], flights=flights,
               contacts=contacts)  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "start", "fits"),
    [
        (100.0, 1000.0, True),  # 10 Wh for the image, 10 for the hour of the night: all 20
        (100.1, 1000.0, False),
        (100.0, 5000.0, True),  # by day the same: it must be made good before the next night
        (100.1, 5000.0, False),
        (150.0, 86_000.0, True),  # after the last night of the plan
    ],
)
def test_the_battery_binds_and_just_does_not(seconds, start, fits):
    ever = ([contact(0, 600)], [contact(0, 86_400, "X")])
    _, refused = filled(powered([image("A", start, seconds)], ever))
    assert (refused == {}) == fits
    if refused:
        assert refused["A"].reason is Reason.BATTERY
        assert refused["A"].resource == "TURTLE"


def test_every_load_is_drawn():
    tight = [image("A", 1000.0, 100.0)]
    downs = ([contact(0, 600)], [contact(2000, 2200, "X"), contact(5000, 5400, "X")])
    assert filled(powered(tight, downs))[1] == {}
    assert set(filled(powered(tight, downs, downlink_w=1.0))[1]) == {"A"}
    turned = [replace(tight[0], roll=0.5)]
    assert filled(powered(turned))[1] == {}
    assert set(filled(powered(turned, slew_w=1.0))[1]) == {"A"}
    assert filled(powered(tight, start_level=0.9))[1]["A"].reason is Reason.BATTERY


@pytest.mark.parametrize(("seconds", "refused"), [(99.9, set()), (100.1, {"A"})])
def test_a_full_battery_takes_no_more(seconds, refused):
    # An hour of light before would give 30 Wh; the battery took 10 of them, and then was full.
    late = image("A", 2 * HOUR + 1000.0, seconds)
    assert set(filled(powered([late], sunlit_charge_w=40.0))[1]) == refused


def test_what_is_given_back_is_there_again():
    images = [image("A", 1000.0, 60.0), image("B", 1500.0, 40.0), image("C", 2000.0, 5.0)]
    engine, refused = filled(powered(images))
    assert set(refused) == {"C"}
    engine.unbook(("A", ""))
    engine.book(engine.fit(images[2]))
    assert isinstance(engine.fit(images[0]), Obstacle)


@given(st.lists(st.tuples(st.integers(0, 60), st.floats(-0.5, 0.5)), min_size=2, max_size=8))
def test_giving_back_never_empties_a_battery(images):
    figures = {"slew_w": 900.0, "downlink_w": 60.0, "imaging_w": 900.0, "depth": 0.4}
    charge = charge_of(satellite(battery=POWER | figures), Flight((), NIGHTS, (T0, T0 + 86400.0)))
    taken = []
    for place, (start, roll) in enumerate(images):
        link = Link(contact(0, 86400, "X"), T0 + 70_000 + 50 * place, T0 + 70_030 + 50 * place)
        new = image("A", 1000.0 * start + 100.0 * place, 10.0, roll=roll)
        if charge.room(new, link):
            charge.add(new, link)
            taken.append((new, link))
    while taken:
        charge.remove(*taken.pop(len(taken) // 2))
        if taken:
            charge.remove(*taken[0])
            assert charge.room(*taken[0])
            charge.add(*taken[0])


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_level_agrees_with_following_it_second_by_second(chance):
    figures = {"slew_w": 40.0, "downlink_w": 60.0, "start_level": 0.9, "imaging_w": 100.0,
               "sunlit_charge_w": 40.0}  # fmt: skip
    charge = charge_of(satellite(battery=POWER | figures), Flight((), NIGHTS, (T0, T0 + 18_000.0)))
    taken = []
    for place in sorted(chance.sample(range(500, 17_000, 1000), 6)):
        start, end = place, place + chance.randrange(50, 400)
        link = Link(contact(0, 86400, "X"), T0 + end + 300, T0 + end + 300 + chance.randrange(99))
        new = image("A", start, end - start, roll=chance.uniform(-0.5, 0.5))
        taken.append((new, link))
    chance.shuffle(taken)
    for new, link in taken[:-1]:
        charge.add(new, link)
    lowest, power = charge.lowest(*taken[-1]), np.full(18_000, -10.0)
    t = T0 + (np.arange(power.size) + 0.5)
    for start, _ in NIGHTS:
        power[(t >= start + HOUR) & (t < start + 2 * HOUR)] += 40.0
    for new, link in taken:
        power[(t >= new.start) & (t < new.end)] -= 100.0
        power[(t >= link.start) & (t < link.end)] -= 60.0
        turn = slew_seconds(charge.agility, image("A", 0, 1), new)
        power[(t >= new.start - turn) & (t < new.start)] -= 40.0
        power[(t >= new.end) & (t < new.end + turn)] -= 40.0
    level, least = 90.0, 90.0
    for watts in power:
        level = min(100.0, level + watts / 3600.0)
        least = min(least, level)
    assert lowest == pytest.approx(least, abs=0.05)


def plain(images, contacts=None, **parts):
    return day(images, satellites=[satellite(**parts)], contacts=contacts)


TWO = [image("A", 1000, 10.0), image("B", 2000, 10.0)]
PASSES = [contact(0, 60)], [contact(50_000, 50_020, "X")]
CASES = {
    "the turn": (
        lambda gap: plain([image("A", 1000), image("B", 1010 + gap, roll=math.radians(20.0))]),
        50.0, 49.9, Reason.SLEW,
    ),
    "the day": (lambda s: plain(TWO, duty={"imaging_s_per_day": s}), 20.0, 19.9, Reason.DUTY),
    "the orbit": (
        lambda s: day(TWO, satellites=of_orbit(s), flights={"TURTLE": LIT}),
        20.0, 19.9, Reason.DUTY,
    ),
    "the recorder": (
        lambda gbit: plain(TWO, recorder={"capacity_gbit": gbit}), 2.0, 1.9, Reason.RECORDER,
    ),
    "the cut-off": (
        lambda start: plain([image("B", start)], PASSES, command={"cutoff_min": 1.0}),
        120.0, 119.9, Reason.NO_UPLOAD,
    ),
    "the length of an upload": (
        lambda s: plain([image("B", 2000)], PASSES, command={"upload_s": s}),
        60.0, 60.1, Reason.NO_UPLOAD,
    ),
    "the pass": (
        lambda s: plain([image("B", 2000, s)], PASSES), 20.0, 20.1, Reason.NO_DOWNLINK,
    ),
    "the antenna": (
        lambda s: plain([image("A", 1000), image("B", 2000, s)], PASSES), 10.0, 10.1,
        Reason.ANTENNA,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_resource_binds_and_just_does_not(name):
    made, enough, scarce, reason = CASES[name]
    assert filled(made(enough))[1] == {}
    refused = filled(made(scarce))[1]
    assert {each: found.reason for each, found in refused.items()} == {"B": reason}
