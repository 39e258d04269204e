from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from artel.orbits.elements import from_facts, sun_synchronous_inclination
from artel.orbits.frames import WGS84_A, WGS84_B, dot, itrf_to_geodetic, length, unit, up
from artel.orbits.imaging import (
    attitude_angle,
    attitude_vector,
    boresight,
    ground_point,
    ground_speed,
    incidence,
    look,
    optical_gsd,
    optical_half_field,
    orbital_axes,
    radar_half_field,
    swath_edges,
    times_at_pitch,
    vertical_at,
)
from artel.orbits.time import posix_from_civil
from artel.orbits.tracks import state, track_of

EPOCH = posix_from_civil(2026, 10, 5)
ALTITUDE = 510e3
SATELLITE = from_facts(
    "EYE",
    1,
    EPOCH,
    altitude_m=ALTITUDE,
    inclination=sun_synchronous_inclination(6378137.0 + ALTITUDE),
    node_local_time_h=11.3,
)
TRACK = track_of(SATELLITE, EPOCH, EPOCH + 6000.0)

instants = st.floats(EPOCH + 100.0, EPOCH + 5900.0)
rolls = st.floats(-1.0, 1.0)
pitches = st.floats(-0.8, 0.8)
turns = st.floats(-1.5, 1.5)


@given(instants)
def test_the_axes_are_square_to_each_other_and_cross_points_right_of_the_flight(t):
    r, v = state(TRACK, t)
    axes = np.stack(orbital_axes(r, v))
    assert axes @ axes.T == pytest.approx(np.eye(3), abs=1e-12)
    along, cross, nadir = axes
    assert dot(v, along) > 0.0
    assert nadir == pytest.approx(-r / length(r))
    # Going ahead with the head away from the Earth, right is along x up.
    assert cross == pytest.approx(np.cross(along, -nadir))


def test_on_the_way_north_positive_roll_looks_east():
    t = np.linspace(EPOCH + 200.0, EPOCH + 5800.0, 57)
    r, v = state(TRACK, t)
    north = v[:, 2] > 3e3
    right = ground_point(r, boresight(r, v, np.full(t.size, 0.3), np.zeros(t.size)))
    below = ground_point(r, boresight(r, v, np.zeros(t.size), np.zeros(t.size)))
    east = np.angle(np.exp(1j * (itrf_to_geodetic(right)[1] - itrf_to_geodetic(below)[1])))
    assert north.sum() > 10
    assert (east[north] > 0.0).all()
    assert (east[v[:, 2] < -3e3] < 0.0).all()


@given(instants, rolls, pitches)
def test_looking_at_the_point_of_an_attitude_gives_the_attitude_back(t, roll, pitch):
    r, v = state(TRACK, t)
    sight = boresight(r, v, roll, pitch)
    assert length(sight) == pytest.approx(1.0)
    p = ground_point(r, sight)
    assume(np.isfinite(p).all())
    found = look(r, v, p)
    assert found[0] == pytest.approx(roll, abs=1e-9)
    assert found[1] == pytest.approx(pitch, abs=1e-9)
    assert found[2] == pytest.approx(length(p - r))
    # On the ellipsoid, and the near side of it.
    on = (p[0] ** 2 + p[1] ** 2) / WGS84_A**2 + p[2] ** 2 / WGS84_B**2
    assert on == pytest.approx(1.0, abs=1e-11)
    assert incidence(r, p, vertical_at(p)) < 0.5 * math.pi


@given(turns, turns)
def test_off_nadir_is_the_product_of_the_cosines(roll, pitch):
    *_, nadir = attitude_vector(roll, pitch)
    assert nadir == pytest.approx(math.cos(roll) * math.cos(pitch))


@given(turns, turns, turns, turns)
def test_the_angle_between_attitudes_is_the_arc_cosine_of_their_product(r1, p1, r2, p2):
    x, y = (np.array(attitude_vector(r, p)) for r, p in ((r1, p1), (r2, p2)))
    found = attitude_angle((r1, p1), (r2, p2))
    # Near zero the arc cosine itself holds no more than 2e-8.
    assert found == pytest.approx(math.acos(max(-1.0, min(1.0, float(x @ y)))), abs=3e-8)
    assert found == pytest.approx(attitude_angle((r2, p2), (r1, p1)))
    assert attitude_angle((r1, p1), (r1, p1)) == 0.0


@given(st.floats(-1.0, 1.0), st.floats(1e-12, 1e-3))
def test_the_smallest_turns_keep_their_digits(roll, turn):
    assert attitude_angle((roll, 0.0), (roll + turn, 0.0)) == pytest.approx(turn, abs=3e-16)


@given(instants)
def test_a_sight_past_the_earth_meets_nothing(t):
    r, v = state(TRACK, t)
    limb = math.asin(WGS84_B / length(r))
    for roll in (limb + 0.01, math.pi - 0.2, -limb - 0.01):
        assert np.isnan(ground_point(r, boresight(r, v, roll, 0.0))).all()
    assert np.isfinite(ground_point(r, boresight(r, v, limb - 0.01, 0.0))).all()


def test_the_vertical_of_a_ground_point_is_its_geodetic_one():
    r, v = state(TRACK, np.linspace(EPOCH, EPOCH + 6000.0, 40))
    p = ground_point(r, boresight(r, v, np.full(40, 0.4), np.full(40, 0.1)))
    lat, lon, height = itrf_to_geodetic(p)
    assert np.abs(height).max() < 1e-6
    assert vertical_at(p) == pytest.approx(up(lat, lon), abs=1e-12)


def test_the_published_gsd_holds_at_nadir_and_grows_away_from_it():
    # KANOPUS-V: 2.1 m and 23.3 km from 510 km (ISPRS XXXIX-B4, 2012, page 145).
    assert optical_gsd(2.1, 510e3, 510e3, 0.0) == pytest.approx(2.1)
    # At 30 degrees off nadir on a flat Earth: range / cos 30 along, / cos^2 30 across.
    tilt = math.radians(30.0)
    found = optical_gsd(2.1, 510e3, 510e3 / math.cos(tilt), tilt)
    assert found == pytest.approx(2.1 * math.sqrt(1 / math.cos(tilt) / math.cos(tilt) ** 2))
    slants = np.linspace(510e3, 900e3, 9)
    assert (np.diff(optical_gsd(2.1, 510e3, slants, np.linspace(0.0, 1.0, 9))) > 0).all()


def test_the_published_swath_holds_at_nadir():
    half = optical_half_field(23.3e3, 510e3)
    assert 2.0 * 510e3 * math.tan(half) == pytest.approx(23.3e3)
    # On the round Earth, from the satellite's own height over the ground.
    t = np.linspace(EPOCH + 100.0, EPOCH + 5900.0, 30)
    left, right = swath_edges(TRACK, t, 0.0, 0.0, half)
    r, _ = state(TRACK, t)
    height = itrf_to_geodetic(r)[2]
    assert length(right - left) == pytest.approx(23.3e3 * height / 510e3, rel=2e-3)


def test_a_radar_swath_on_the_ground_is_the_published_one():
    slant, angle, swath = 620e3, math.radians(35.0), 10e3
    half = radar_half_field(swath, slant, angle)
    # A ground strip of 10 km, seen under 35 degrees, is 8.19 km broad across the sight.
    assert 2.0 * math.tan(half) * slant == pytest.approx(swath * math.cos(angle))


def test_places_are_met_at_the_pitch_asked_for_and_later_behind():
    rng = np.random.default_rng(4)
    t = rng.uniform(EPOCH + 500.0, EPOCH + 5500.0, 20)
    r, v = state(TRACK, t)
    p = ground_point(r, boresight(r, v, rng.uniform(-0.6, 0.6, 20), np.zeros(20)))
    abeam = times_at_pitch(TRACK, p, 0.0, t - 200.0, t + 200.0)
    assert abeam == pytest.approx(t, abs=1e-4)
    ahead = times_at_pitch(TRACK, p, 0.3, t - 200.0, t + 200.0)
    behind = times_at_pitch(TRACK, p, -0.3, t - 200.0, t + 200.0)
    assert (ahead < abeam).all()
    assert (behind > abeam).all()
    found = look(*state(TRACK, ahead), p)[1]
    assert found == pytest.approx(np.full(20, 0.3), abs=1e-6)


def test_a_place_that_is_not_met_has_no_instant():
    r, v = state(TRACK, np.array([EPOCH + 3000.0]))
    p = ground_point(r, boresight(r, v, np.array([0.1]), np.array([0.0])))
    early = np.array([EPOCH + 2000.0])
    assert np.isnan(times_at_pitch(TRACK, p, 0.0, early, early + 100.0)).all()
    assert np.isnan(times_at_pitch(TRACK, p, 0.0, early + 50.0, early)).all()


def test_the_boresight_runs_over_the_ground_at_the_pace_of_the_ground_track():
    t = np.linspace(EPOCH + 100.0, EPOCH + 5900.0, 25)
    found = ground_speed(TRACK, t, 0.0, 0.0)
    # 6.9 to 7.1 km/s under a satellite at 510 km (domain: 6.69 km/s at 752 km).
    r, v = state(TRACK, t)
    expected = length(v - dot(v, unit(r))[:, None] * unit(r)) * 6.371e6 / length(r)
    assert found == pytest.approx(expected, rel=5e-3)
