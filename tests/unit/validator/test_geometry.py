from __future__ import annotations

import math

import numpy as np
import pytest

from artel.orbits.frames import WGS84_A, WGS84_B, geodetic_to_itrf, itrf_to_geodetic
from artel.validator import geometry as geo

NORTHWARD = np.array([7e6, 0.0, 0.0]), np.array([0.0, 0.0, 7500.0])


def test_the_axes_of_a_flight_to_the_north_are_north_east_and_down():
    axes = geo.axes_at(*NORTHWARD)
    assert np.allclose(axes.along, [0, 0, 1])
    assert np.allclose(axes.cross, [0, 1, 0])
    assert np.allclose(axes.nadir, [-1, 0, 0])


def test_a_climbing_satellite_still_has_level_axes():
    axes = geo.axes_at(NORTHWARD[0], NORTHWARD[1] + [300.0, 0.0, 0.0])
    assert np.allclose(axes.along, [0, 0, 1])


def test_positive_roll_looks_right_and_positive_pitch_looks_ahead():
    axes = geo.axes_at(*NORTHWARD)
    right = geo.ground(axes.origin, geo.direction(axes, np.array(0.3), np.array(0.0)))
    ahead = geo.ground(axes.origin, geo.direction(axes, np.array(0.0), np.array(0.3)))
    assert right[1] > 1e5
    assert abs(right[2]) < 1e-3
    assert ahead[2] > 1e5
    assert abs(ahead[1]) < 1e-3


@pytest.mark.parametrize(("roll", "pitch"), [(0.2, 0.1), (-0.5, 0.3), (0.0, -0.4), (0.6, 0.0)])
def test_the_angles_of_a_ground_point_are_those_it_was_looked_at_with(roll, pitch):
    axes = geo.axes_at(*NORTHWARD)
    p = geo.ground(axes.origin, geo.direction(axes, np.array(roll), np.array(pitch)))
    assert geo.angles_to(axes, p) == pytest.approx((roll, pitch), abs=1e-12)
    eta = math.acos(math.cos(roll) * math.cos(pitch))
    assert geo.off_nadir(np.array(roll), np.array(pitch)) == pytest.approx(eta)


def test_a_ray_meets_the_near_side_of_the_ellipsoid_at_height_nothing():
    rng = np.random.default_rng(7)
    lat, lon = rng.uniform(-1.5, 1.5, 200), rng.uniform(-3.1, 3.1, 200)
    r = geodetic_to_itrf(lat, lon, rng.uniform(3e5, 3.6e7, 200))
    places = geodetic_to_itrf(lat + rng.uniform(-0.03, 0.03, 200), lon)
    d = places - r
    p = geo.ground(r, d / np.linalg.norm(d, axis=-1)[:, None])
    assert np.abs(itrf_to_geodetic(p)[2]).max() < 1e-6
    assert np.linalg.norm(p - places, axis=-1).max() < 1e-6


def test_a_ray_that_misses_the_earth_or_leaves_it_meets_nothing():
    r = np.array([[8e6, 0.0, 0.0], [8e6, 0.0, 0.0]])
    d = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    assert np.isnan(geo.ground(r, d)).all()


def test_straight_down_onto_the_equator_and_the_pole():
    r = np.array([[7e6, 0.0, 0.0], [0.0, 0.0, 7e6]])
    p = geo.ground(r, -r / 7e6)
    assert np.allclose(p, [[WGS84_A, 0, 0], [0, 0, WGS84_B]])
    assert np.allclose(geo.incidence(r, p), 0.0, atol=1e-7)


def test_incidence_follows_the_law_of_sines_on_the_equator():
    # In the equator's plane the ellipsoid is a circle: sin(incidence) = r / a sin(off-nadir).
    axes = geo.axes_at(*NORTHWARD)
    p = geo.ground(axes.origin, geo.direction(axes, np.array(0.5), np.array(0.0)))
    assert math.sin(geo.incidence(axes.origin, p)) == pytest.approx(7e6 / WGS84_A * math.sin(0.5))


def test_longitudes_run_on_over_the_antimeridian():
    ring = np.array([[179.0, 1.0], [-179.0, 1.0], [-179.0, 0.0], [179.0, 0.0]])
    assert geo.unwrapped(ring)[:, 0].tolist() == [179.0, 181.0, 181.0, 179.0]


def test_a_zenith_satellite_has_elevation_ninety():
    site = geodetic_to_itrf(0.7, 0.3)
    above = geodetic_to_itrf(0.7, 0.3, 5e5)
    assert geo.elevation_deg(above, site, geo.vertical(site)) == pytest.approx(90.0, abs=1e-5)
