from __future__ import annotations

import math

import numpy as np
import pytest

from artel.orbits.lighting import by_day
from artel.orbits.limits import within
from artel.orbits.sun import daylight, sun_elevation
from artel.orbits.time import parse_epoch
from artel.orbits.visibility import WindowTable, sites_of

START = parse_epoch("2026-06-18T00:00:00")
DAYS = 5.0


def table(seed, count, sites, length):
    """Return windows by chance, sorted by satellite and site; lengths up to `length`, s."""
    rng = np.random.default_rng(seed)
    site, satellite = rng.integers(0, sites, count), rng.integers(0, 2, count)
    start = START + rng.random(count) * (DAYS * 86400.0 - length)
    order = np.lexsort((start, site, satellite))
    zeros, flags = np.zeros(count), np.zeros(count, bool)
    end = start + length * rng.random(count)
    return WindowTable(
        satellite[order], site[order], start[order], end[order], start[order], zeros, flags, flags
    )


@pytest.mark.parametrize("length", [120.0, 5000.0, 200_000.0])
def test_what_is_left_is_what_daylight_leaves(length):
    lat = np.radians([-89.0, -60.0, 0.0, 35.0, 66.0, 75.0, 89.9])
    sites = sites_of(lat, np.radians([0.0, 170.0, -20.0, 71.0, 33.0, 100.0, -120.0]))
    windows = table(4, 600, 7, length)
    lit = daylight(sites.up, math.radians(10.0), (START, START + DAYS * 86400.0))
    wanted = within(windows, lit, "site")
    found = by_day(windows, sites.up, math.radians(10.0))
    assert 0 < len(found.start) < 2000
    assert np.array_equal(found.site, wanted.site)
    assert np.array_equal(found.satellite, wanted.satellite)
    assert np.abs(found.start - wanted.start).max() < 1e-3
    assert np.abs(found.end - wanted.end).max() < 1e-3


def test_each_way_to_look_has_its_own_least_sun():
    sites = sites_of(np.radians([51.0]), np.radians([71.0]))
    windows = table(5, 400, 1, 300.0)
    least = np.radians([5.0, -90.0])
    found = by_day(windows, sites.up, least)
    assert (found.satellite == 1).sum() == (windows.satellite == 1).sum()
    assert 0 < (found.satellite == 0).sum() < (windows.satellite == 0).sum()
    lit = found.satellite == 0
    middle = 0.5 * (found.start + found.end)[lit]
    assert (sun_elevation(middle, sites.up) > least[0]).all()


def test_a_noon_that_only_peeps_over_the_limit_is_found():
    # On this parallel the Sun's greatest height of the day is a hair over ten degrees.
    noon = parse_epoch("2026-06-21T12:02:00")
    sites = sites_of([0.0], [0.0])
    steps = np.linspace(noon - 3600.0, noon + 3600.0, 7201)
    lats = np.radians(np.linspace(-60.0, -50.0, 2001))
    highest = sun_elevation(noon, sites_of(lats, np.zeros(2001)).up)
    lat = float(np.interp(math.radians(10.001), highest, lats))
    sites = sites_of([lat], [0.0])
    above = steps[sun_elevation(steps, sites.up) > math.radians(10.0)]
    assert 60.0 < np.ptp(above) < 600.0
    zeros, flags = np.zeros(1), np.zeros(1, bool)
    row = np.zeros(1, np.int64)
    window = WindowTable(row, row, steps[:1], steps[-1:], steps[:1], zeros, flags, flags)
    found = by_day(window, sites.up, math.radians(10.0))
    assert found.start == pytest.approx(above[0], abs=1.1)
    assert found.end == pytest.approx(above[-1], abs=1.1)


def test_no_window_gives_none():
    nothing = table(1, 0, 1, 10.0)
    assert len(by_day(nothing, np.array([[1.0, 0.0, 0.0]]), 0.1).start) == 0
