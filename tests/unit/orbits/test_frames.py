from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.orbits.frames import (
    WGS84_A,
    WGS84_B,
    apparent_horizon,
    azimuth,
    elevation,
    geodetic_to_itrf,
    itrf_to_geodetic,
    itrf_to_teme,
    length,
    teme_to_itrf,
    up,
)

latitudes = st.floats(-0.5 * math.pi, 0.5 * math.pi)
longitudes = st.floats(-math.pi, math.pi)
heights = st.floats(-10e3, 4.2e7)
instants = st.floats(0.0, 4e9)
parts = st.floats(-1e7, 1e7)
vectors = st.tuples(parts, parts, parts).map(np.array)


@given(latitudes, longitudes, heights)
def test_a_geodetic_position_comes_back_within_a_micrometre(lat, lon, height):
    p = geodetic_to_itrf(lat, lon, height)
    found = itrf_to_geodetic(p)
    again = geodetic_to_itrf(*found)
    # Half a micrometre is what a float holds at the geostationary ring.
    assert length(again - p) < 1e-6
    assert found[2] == pytest.approx(height, abs=1e-6)
    assert found[0] == pytest.approx(lat, abs=1e-12)


def test_the_corners_of_the_ellipsoid_are_where_wgs84_puts_them():
    assert geodetic_to_itrf(0.0, 0.0) == pytest.approx([WGS84_A, 0.0, 0.0])
    assert geodetic_to_itrf(0.5 * math.pi, 1.0) == pytest.approx([0, 0, WGS84_B], abs=1e-6)
    assert pytest.approx(6356752.3142, abs=1e-4) == WGS84_B  # NIMA TR8350.2, table 3.3
    lat, _, height = itrf_to_geodetic(np.array([0.0, 0.0, -WGS84_B - 5.0]))
    assert (lat, height) == pytest.approx((-0.5 * math.pi, 5.0))


@given(latitudes, longitudes, st.floats(0.0, 1e6))
def test_the_vertical_is_the_way_along_which_height_grows(lat, lon, height):
    rise = geodetic_to_itrf(lat, lon, height + 1e3) - geodetic_to_itrf(lat, lon, height)
    assert rise / 1e3 == pytest.approx(up(lat, lon), abs=1e-9)


@given(vectors, vectors, instants)
def test_frames_are_turned_there_and_back(r, v, t):
    there = teme_to_itrf(r, v / 1e3, t)
    back = itrf_to_teme(*there, t)
    assert back[0] == pytest.approx(r, abs=1e-6)
    assert back[1] == pytest.approx(v / 1e3, abs=1e-8)
    assert length(there[0]) == pytest.approx(length(r))


def test_velocity_in_the_turning_frame_is_the_slope_of_its_position():
    r, v, t = np.array([7e6, 1e6, -2e6]), np.array([-1e3, 7e3, 2e3]), 1.8e9
    step = 0.5
    before, after = (teme_to_itrf(r + s * v, v, t + s)[0] for s in (-step, step))
    found = teme_to_itrf(r, v, t)[1]
    assert (after - before) / (2 * step) == pytest.approx(found, abs=1e-4)


@given(latitudes, longitudes, st.floats(0.01, math.pi), st.floats(-1.5, 1.5))
def test_a_sight_drawn_with_azimuth_and_elevation_is_seen_so(lat, lon, turn, rise):
    site, vertical = geodetic_to_itrf(lat, lon, 100.0), up(lat, lon)
    east = np.array([-math.sin(lon), math.cos(lon), 0.0])
    north = np.cross(vertical, east)
    level = math.cos(turn) * north + math.sin(turn) * east
    satellite = site + 1e6 * (math.sin(rise) * vertical + math.cos(rise) * level)
    assert elevation(satellite, site, vertical) == pytest.approx(rise, abs=1e-7)
    error = azimuth(satellite, site, vertical) - turn
    assert abs(math.remainder(error, 2 * math.pi)) * math.cos(rise) < 1e-6


def test_refraction_lifts_by_34_minutes_at_the_horizon_and_by_none_overhead():
    # Bennett 1982: 34.5' at the horizon, 5.3' at 10 degrees, 1' at 45 degrees.
    apparent = np.radians([0.0, 10.0, 45.0, 90.0])
    lift = np.degrees(apparent - apparent_horizon(apparent)) * 60.0
    assert lift == pytest.approx([34.5, 5.4, 1.0, 0.0], abs=0.1)
