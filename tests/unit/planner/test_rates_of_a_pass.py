"""The rate over a pass: what comes down is the sum over the link, and it binds."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_days import T0, contact, day, filled, image, satellite, station

from artel.charter.articles import Charter
from artel.orbits.elements import from_facts
from artel.orbits.frames import elevation, geodetic_to_itrf, up
from artel.orbits.tracks import state, track_of
from artel.planner.contacts import contacts_of
from artel.planner.values import Reason

SPAN = (T0, T0 + 86400.0)
STEPS = [(5, 20.0), (15, 60.0), (40, 100.0)]
SLOWER = {"rate_steps": [(0, 90.0), (25, 50.0)]}


@cache
def track():
    elements = from_facts("TURTLE", 90001, T0, altitude_m=500e3, inclination=math.radians(97.4),
                          node_local_time_h=10.5, argument_of_latitude=1.0)  # fmt: skip
    return track_of(elements, *SPAN)


def downlinks(steps=None, least=5.0, **dish):
    antenna = {"name": "A1", "bands": ["X", "S"], "min_elevation_deg": least, "setup_s": 120.0,
               "max_rate_mbps": 600.0} | dish  # fmt: skip
    craft = satellite(radio={"rate_steps": steps} if steps else None)
    place = station(antennas=[antenna])
    found = contacts_of({"TURTLE": [track()]}, [craft], [place], Charter({}, ()), SPAN)
    return found.downlinks["TURTLE"]


def rates_by_sampling(t, steps, most=100.0):
    """Return the rate at instants, from the elevation there."""
    lat, lon = math.radians(54.2), math.radians(37.6)
    height = elevation(state(track(), t)[0], geodetic_to_itrf(lat, lon, 0.0), up(lat, lon))
    rate = np.zeros(t.size)
    for level, step in steps:
        rate[np.degrees(height) >= level] = min(step, most)
    return rate


@pytest.mark.parametrize("dish", [{}, SLOWER], ids=["radio", "radio and antenna"])
def test_what_a_contact_carries_is_the_sum_over_its_time(dish):
    found = downlinks(STEPS, **dish)
    assert len(found) == len(downlinks())
    assert max(len(each.rates) for each in found) >= 3
    for each in found:
        t = np.arange(each.start, each.end, 0.01) + 0.005
        rate = rates_by_sampling(t, STEPS)
        if dish:
            rate = np.minimum(rate, rates_by_sampling(t, SLOWER["rate_steps"]))
        whole = 0.01 * rate.sum()
        for part in (0.3, 0.9, 0.999):
            end = each.ends(each.start, part * whole / each.rate_mbps)
            carried = 0.01 * rate[t < end].sum()
            assert carried == pytest.approx(part * whole, abs=1.0)
        assert each.ends(each.start, 1.001 * whole / each.rate_mbps) == math.inf


def test_one_step_is_a_rate_that_holds_all_the_time():
    plain, stepped = downlinks(), downlinks([(0, 100.0)])
    assert [(each.start, each.end) for each in stepped] == [(x.start, x.end) for x in plain]
    assert all(each.rates == ((each.start, 100.0),) for each in stepped)


def test_a_contact_begins_where_anything_comes_down():
    higher = downlinks(least=20.0)
    stepped = downlinks([(20, 100.0)])
    assert [each.start for each in stepped] == [each.start for each in higher]
    assert downlinks([(89.99, 100.0)]) == ()


def test_a_contact_without_steps_has_no_rates():
    assert {each.rates for each in downlinks()} == {()}


@given(st.floats(0.0, 599.0), st.floats(1.0, 400.0), st.floats(0.0, 50.0))
def test_a_link_that_begins_later_never_ends_sooner(start, seconds, wait):
    each = contact(0, 600, "X", rates=((T0, 10.0), (T0 + 200, 100.0), (T0 + 400, 0.0)))
    assert each.ends(T0 + start, seconds) <= each.ends(T0 + start + wait, seconds)


@pytest.mark.parametrize(("end", "fits"), [(3180.0, True), (3179.9, False)])
def test_a_slow_part_of_a_pass_binds_and_just_does_not(end, fits):
    # 10 Gbit: 100 s at 20 Mbit/s carry 2, and 80 s at 100 the other 8.
    down = [contact(3000, end, "X", rates=((T0 + 3000, 20.0), (T0 + 3100, 100.0)))]
    engine, refused = filled(day([image("A", 1000, 100.0)], contacts=([contact(0, 600)], down)))
    assert (refused == {}) == fits
    if fits:
        assert engine.bookings["A", ""].downlink.end == T0 + 3180.0
    else:
        assert refused["A"].reason is Reason.NO_DOWNLINK


def test_two_images_follow_each_other_over_a_pass():
    down = [contact(3000, 4000, "X", rates=((T0 + 3000, 20.0), (T0 + 3100, 100.0)))]
    images = [image("A", 1000, 10.0), image("B", 1500, 20.0)]
    engine, _ = filled(day(images, contacts=([contact(0, 600)], down)))
    first, second = (engine.bookings[name, ""].downlink for name in "AB")
    assert (first.start, first.end) == (T0 + 3000.0, T0 + 3050.0)
    assert (second.start, second.end) == (T0 + 3050.0, T0 + 3110.0)
