from __future__ import annotations

import math

import numpy as np
import pytest

from artel.orbits.frames import up
from artel.orbits.sun import (
    ASTRONOMICAL_UNIT,
    SUN_RADIUS,
    daylight,
    sun_direction,
    sun_elevation,
    sunlit,
)
from artel.orbits.time import posix_from_civil

START = posix_from_civil(2026, 3, 20)
DAY = 86400.0
RADIUS = 6378137.0


def test_the_direction_is_a_unit_vector_of_any_shape():
    t = START + np.arange(12.0).reshape(3, 4) * 1e6
    found = sun_direction(t)
    assert found.shape == (3, 4, 3)
    assert np.linalg.norm(found, axis=-1) == pytest.approx(np.ones((3, 4)))


def test_the_sun_goes_west_once_a_day():
    t = START + np.arange(0.0, 2 * DAY, 600.0)
    x, y, _ = sun_direction(t).T
    turned = np.unwrap(np.arctan2(y, x))
    assert np.all(np.diff(turned) < 0.0)
    # A true solar day is up to 30 s longer or shorter than a mean one, 0.0022 rad.
    assert turned[144] - turned[0] == pytest.approx(-2 * math.pi, abs=2.2e-3)


@pytest.mark.parametrize("lat_deg", [0.0, 51.18, -33.5, 68.97])
@pytest.mark.parametrize("least_deg", [-6.0, 0.0, 10.0])
def test_daylight_is_when_the_sun_is_high_enough_and_only_then(lat_deg, least_deg):
    vertical = up(np.radians([lat_deg]), np.radians([71.4]))
    span = (START, START + 5 * DAY)
    (lit,) = daylight(vertical, math.radians(least_deg), span)
    t = np.linspace(*span, 20_011)
    high = sun_elevation(t, vertical[0]) > math.radians(least_deg)
    inside = np.zeros(t.size, bool)
    for start, end in lit:
        inside |= (t >= start) & (t <= end)
    assert np.array_equal(inside, high)
    edges = lit[(lit > span[0]) & (lit < span[1])]
    assert np.degrees(sun_elevation(edges, vertical[0])) == pytest.approx(
        np.full(edges.size, least_deg), abs=1e-6
    )


def test_at_the_equinox_day_is_half_a_day_and_the_pole_has_all_or_none():
    equator, north, south = up(np.radians([0.0, 90.0, -90.0]), 0.0)
    span = (posix_from_civil(2026, 6, 20), posix_from_civil(2026, 6, 22))
    day, pole, night = daylight(np.stack([equator, north, south]), 0.0, span)
    assert (day[:, 1] - day[:, 0]).sum() == pytest.approx(DAY, abs=0.01 * DAY)
    assert pole.tolist() == [list(span)]
    assert night.size == 0


def test_many_places_have_each_the_day_that_it_has_alone():
    rng = np.random.default_rng(4)
    vertical = up(np.arcsin(rng.uniform(-1.0, 1.0, 2_500)), rng.uniform(-math.pi, math.pi, 2_500))
    span = (START + 1234.5, START + 2.4 * DAY)
    found = daylight(vertical, 0.2, span)
    assert len(found) == len(vertical)
    for place in (0, 999, 1000, 1777, 2499):
        (alone,) = daylight(vertical[place : place + 1], 0.2, span)
        assert found[place] == pytest.approx(alone, abs=1e-5)
    edges = np.array([(t, n) for n, each in enumerate(found) for t in each.ravel()])
    inner = edges[(edges[:, 0] > span[0]) & (edges[:, 0] < span[1])]
    heights = sun_elevation(inner[:, 0], vertical[inner[:, 1].astype(int)])
    assert len(inner) > 5_000
    assert heights == pytest.approx(np.full(len(inner), 0.2), abs=1e-7)


def test_a_day_of_some_minutes_is_found():
    # North of the polar circle the Sun just comes over the limit at noon.
    vertical = up(np.radians([70.0]), 0.0)
    t = START + np.arange(0.0, DAY, 1.0)
    heights = sun_elevation(t, vertical)
    noon = heights.max()
    for below in (1e-6, 1e-8):
        (lit,) = daylight(vertical, float(noon - below), (t[0], t[-1]))
        assert lit.shape == (1, 2)
        assert 0.0 < lit[0, 1] - lit[0, 0] < 120.0
        assert abs(lit.mean() - t[heights.argmax()]) < 5.0


@pytest.mark.parametrize("height_m", [400e3, 800e3, 20_200e3, 35_786e3])
def test_the_shadow_on_a_circle_through_it_is_as_long_as_geometry_says(height_m):
    # A circle whose plane holds the Sun: dark where the angle from the point opposite the Sun is
    # under asin(R / r), made wider by the Sun's own half breadth (penumbra counts).
    sun = sun_direction(START)
    aside = np.cross(sun, [0.0, 0.0, 1.0])
    aside /= np.linalg.norm(aside)
    angle = np.linspace(0.0, 2.0 * math.pi, 200_001)
    r = (RADIUS + height_m) * (np.cos(angle)[:, None] * sun + np.sin(angle)[:, None] * aside)
    dark = 1.0 - sunlit(r, np.full(angle.shape, START)).mean()
    half = math.asin(RADIUS / (RADIUS + height_m)) + SUN_RADIUS / ASTRONOMICAL_UNIT
    assert dark == pytest.approx(half / math.pi, abs=2e-4)


def test_over_the_day_side_and_the_poles_of_the_shadow_the_sun_is_seen():
    sun = sun_direction(START)
    aside = np.cross(sun, [0.0, 0.0, 1.0])
    assert sunlit(7e6 * sun, START)
    assert not sunlit(-7e6 * sun, START)
    assert sunlit(7e6 * aside / np.linalg.norm(aside), START)
    # The shadow's cone, penumbra and all, only widens behind the Earth.
    assert not sunlit(-1.6e9 * sun, START)
