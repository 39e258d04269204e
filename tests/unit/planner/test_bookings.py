"""What is taken, and what still fits: attitudes, duty, recorders, antennas."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.fleet.satellites import Agility
from artel.planner.bookings import Antennas, Attitudes, Duty, Store, first_fit, slew_seconds
from artel.planner.values import Contact, Link, Opportunity

AGILITY = Agility(rate_deg_s=1.0, acceleration_deg_s2=0.1, settle_s=5.0, source="test",
                  status="assumed")  # fmt: skip


def image(start, end, roll_deg=0.0, pitch_deg=0.0, order="A"):
    return Opportunity(
        order=order, satellite="TURTLE", owner="KG", sensor="PAN", start=start, end=end,
        roll=math.radians(roll_deg), pitch=math.radians(pitch_deg), off_nadir=0.0, incidence=0.0,
        sun_elevation=0.5, side=None, gsd=2.0, finest_gsd=2.0, footprint=(), volume_gbit=1.0,
    )  # fmt: skip


def contact(satellite="TURTLE", start=0.0, end=600.0, antenna="A1", radio="X"):
    return Contact(satellite, "Bishkek", antenna, radio, start, end, setup=120.0, rate_mbps=100.0)


def test_a_small_turn_never_reaches_the_greatest_rate():
    # angle 2.5 deg <= 1^2 / 0.1: half the angle under push, half under brake.
    expected = 2.0 * math.sqrt(2.5 / 0.1) + 5.0
    assert slew_seconds(AGILITY, image(0, 1), image(9, 10, 2.5)) == pytest.approx(expected)


def test_a_large_turn_coasts():
    # 30 deg: 10 s up to 1 deg/s and 10 s down cover 10 deg, the other 20 deg coast.
    assert slew_seconds(AGILITY, image(0, 1, -15), image(9, 10, 15)) == pytest.approx(45.0)


def test_both_formulas_meet_at_the_turn_that_just_reaches_the_rate():
    just = slew_seconds(AGILITY, image(0, 1), image(9, 10, 10.0))
    over = slew_seconds(AGILITY, image(0, 1), image(9, 10, 10.0 + 1e-9))
    assert just == pytest.approx(over, abs=1e-6)


@given(st.floats(-40, 40), st.floats(-40, 40), st.floats(-30, 30))
def test_a_turn_takes_as_long_there_as_back(roll_a, roll_b, pitch):
    a, b = image(0, 1, roll_a), image(9, 10, roll_b, pitch)
    assert slew_seconds(AGILITY, a, b) == pytest.approx(slew_seconds(AGILITY, b, a))


def test_an_image_fits_when_the_turn_just_does_and_not_a_moment_sooner():
    taken = Attitudes(AGILITY)
    taken.add(image(100, 110, -15))
    assert not taken.rivals(image(155.0, 160, 15))
    assert [rival.start for rival in taken.rivals(image(154.9, 160, 15))] == [100]


def test_an_image_between_two_needs_room_on_both_sides():
    taken = Attitudes(AGILITY)
    taken.add(image(200, 210, 15, order="B"))
    taken.add(image(100, 110, -15, order="A"))
    rivals = taken.rivals(image(150, 160, 0))
    # 15 deg take 15/1 + 1/0.1 + 5 = 30 s: 40 s before and 40 s after are enough.
    assert rivals == []
    crowded = taken.rivals(image(120, 185, 0))
    assert {rival.order for rival in crowded} == {"A", "B"}


def test_duty_counts_the_utc_day_in_which_an_image_starts():
    duty = Duty(20.0)
    midnight = 86400.0 * 20000
    duty.add(image(midnight - 5, midnight + 10), pooled=False)
    assert not duty.room(image(midnight - 100, midnight - 94))
    assert duty.room(image(midnight + 100, midnight + 120))


def test_others_may_use_only_the_pooled_part_of_a_day():
    duty = Duty(100.0)
    duty.add(image(0, 60), pooled=True)
    assert duty.pooled_room(image(100, 110), 0.7)
    assert not duty.pooled_room(image(100, 110.001), 0.7)
    assert duty.room(image(100, 140))


def test_a_recorder_is_full_only_while_it_holds_too_much():
    store = Store(3.0)
    store.add(0.0, 100.0, 2.0)
    assert not store.room(50.0, 150.0, 1.5)
    assert store.room(100.0, 150.0, 1.5)
    assert store.room(50.0, 150.0, 1.0)


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 10), st.integers(1, 3)), max_size=8),
    st.tuples(st.integers(0, 20), st.integers(1, 10), st.integers(1, 3)),
)
def test_a_recorder_agrees_with_counting_every_second(held, new):
    store = Store(5.0)
    for start, length, volume in held:
        store.add(start, start + length, volume)
    start, length, volume = new
    level = [
        sum(v for a, n, v in held if a <= second < a + n) for second in range(start, start + length)
    ]
    assert store.room(start, start + length, volume) == (max(level) + volume <= 5.0)


def test_an_antenna_is_set_up_anew_for_another_satellite():
    antennas = Antennas()
    antennas.add(Link(contact(), 0.0, 100.0))
    link = antennas.fit(contact("CRANE", radio="X"), 50.0, 0.0, 600.0)
    assert link is not None
    assert (link.start, link.end) == (220.0, 270.0)


def test_an_antenna_goes_on_with_the_same_satellite_at_once():
    antennas = Antennas()
    antennas.add(Link(contact(), 0.0, 100.0))
    link = antennas.fit(contact(), 50.0, 0.0, 600.0)
    assert link is not None
    assert link.start == 100.0


def test_commands_and_data_of_one_satellite_share_an_antenna():
    antennas = Antennas()
    antennas.add(Link(contact(radio="command"), 0.0, 60.0))
    link = antennas.fit(contact(), 50.0, 0.0, 600.0)
    assert link is not None
    assert link.start == 0.0


def test_one_radio_serves_one_antenna_at_a_time():
    antennas = Antennas()
    antennas.add(Link(contact(antenna="A1"), 0.0, 100.0))
    link = antennas.fit(contact(antenna="A2"), 50.0, 0.0, 600.0)
    assert link is not None
    assert link.start == 100.0


def test_a_contact_too_short_for_the_set_up_is_left():
    antennas = Antennas()
    antennas.add(Link(contact(end=400.0), 0.0, 400.0))
    assert antennas.fit(contact("CRANE"), 90.0, 0.0, 600.0) is None
    assert antennas.fit(contact("CRANE"), 80.0, 0.0, 600.0) is not None


def test_a_set_up_before_a_later_booking_is_kept_too():
    antennas = Antennas()
    antennas.add(Link(contact("CRANE"), 200.0, 300.0))
    assert antennas.fit(contact(), 80.0, 0.0, 200.0) is not None
    assert antennas.fit(contact(), 81.0, 0.0, 200.0) is None


def test_the_first_contact_with_room_is_taken():
    antennas = Antennas()
    early, late = contact(end=40.0), contact(start=1000.0, end=1600.0)
    link = first_fit(antennas, [early, late], {100.0: 50.0}, 0.0, 2000.0)
    assert link is not None
    assert link.contact == late
    assert first_fit(antennas, [early, late], {100.0: 50.0}, 0.0, 1049.0) is None


def test_opportunities_are_values():
    first = image(0, 1)
    assert replace(first, roll=0.1) != first
    assert first.duration == 1
