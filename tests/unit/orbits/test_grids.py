from __future__ import annotations

import math

import numpy as np
import pytest

from artel.orbits.grids import EARTH_AREA, authalic_sine, equal_angle, equal_area, latitude_of

DEGREE = math.pi / 180.0


@pytest.mark.parametrize("size", [30.0, 10.0, 5.0, 2.0, 1.3])
def test_equal_cells_cover_the_earth_and_are_equal(size):
    grid = equal_area(size * DEGREE)
    assert grid.area.sum() == pytest.approx(EARTH_AREA, rel=1e-12)
    assert np.ptp(grid.area) < 1e-9 * grid.area[0]
    # A cell is as large as a square of that size at the equator, but for whole numbers of them.
    assert len(grid) == pytest.approx(4.0 * math.pi / (size * DEGREE) ** 2, rel=0.01)


def test_the_whole_earth_is_as_large_as_the_books_say():
    # Moritz, Geodetic Reference System 1980: the radius of equal area is 6,371,007.1810 m; WGS84
    # differs in the tenth digit of its flattening alone.
    assert math.sqrt(EARTH_AREA / (4.0 * math.pi)) == pytest.approx(6_371_007.1810, abs=2e-4)


def test_cells_lie_side_by_side():
    grid = equal_area(7.0 * DEGREE)
    firsts = np.flatnonzero(grid.west == -math.pi)
    assert np.array_equal(grid.east[firsts[1:] - 1], np.full(firsts.size - 1, math.pi))
    assert np.allclose(grid.south[firsts[1:]], grid.north[firsts[:-1]], rtol=0, atol=1e-9)
    inner = np.setdiff1d(np.arange(len(grid)), firsts)
    assert np.allclose(grid.west[inner], grid.east[inner - 1], rtol=0, atol=1e-12)
    assert (grid.south[0], grid.north[-1]) == pytest.approx((-math.pi / 2, math.pi / 2))
    assert ((grid.south < grid.lat) & (grid.lat < grid.north)).all()
    assert np.allclose(grid.lon, 0.5 * (grid.west + grid.east))


def test_north_mirrors_south():
    grid = equal_area(11.0 * DEGREE)
    assert np.allclose(np.sort(grid.lat), np.sort(-grid.lat), rtol=0, atol=1e-12)


def test_a_cell_s_area_is_that_of_adding_up_thin_strips():
    grid = equal_angle(10.0 * DEGREE)
    a, e2 = 6378137.0, 0.0066943799901413165
    for i in (0, 200, 640):
        lat = np.linspace(grid.south[i], grid.north[i], 20_001)
        lat = 0.5 * (lat[1:] + lat[:-1])
        meridian = a * (1 - e2) / (1 - e2 * np.sin(lat) ** 2) ** 1.5
        parallel = a * np.cos(lat) / np.sqrt(1 - e2 * np.sin(lat) ** 2)
        strips = meridian * parallel * (grid.north[i] - grid.south[i]) / lat.size
        assert grid.area[i] == pytest.approx(strips.sum() * 10.0 * DEGREE, rel=1e-8)


def test_the_centre_halves_the_cell():
    grid = equal_area(5.0 * DEGREE)
    low, middle, high = (
        authalic_sine(grid.south),
        authalic_sine(grid.lat),
        authalic_sine(grid.north),
    )
    assert np.allclose(middle - low, high - middle, rtol=0, atol=1e-12)


def test_one_degree_of_equal_angle_has_64_800_cells():
    grid = equal_angle(DEGREE)
    assert len(grid) == 64_800
    assert grid.area.sum() == pytest.approx(EARTH_AREA, rel=1e-12)
    assert np.allclose(grid.lat[:360], -89.5 * DEGREE, rtol=0, atol=1e-12)
    assert np.allclose(grid.lon[:3] / DEGREE, [-179.5, -178.5, -177.5])


def test_the_authalic_latitude_turns_back():
    lat = np.linspace(-math.pi / 2, math.pi / 2, 1001)
    assert np.allclose(latitude_of(authalic_sine(lat)), lat, rtol=0, atol=3e-8)
    inner = np.abs(lat) < 1.5
    assert np.allclose(latitude_of(authalic_sine(lat))[inner], lat[inner], rtol=0, atol=1e-13)


def test_bands_between_two_parallels_are_those_of_the_whole_earth():
    whole = equal_area(4.0 * DEGREE)
    some = equal_area(4.0 * DEGREE, 40.0 * DEGREE, 56.0 * DEGREE)
    kept = whole.part((whole.north > 40.0 * DEGREE) & (whole.south < 56.0 * DEGREE))
    assert 0 < len(some) < len(whole)
    for name in ("lat", "lon", "area", "west"):
        assert np.array_equal(getattr(some, name), getattr(kept, name))
