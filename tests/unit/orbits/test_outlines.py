from __future__ import annotations

import numpy as np
import pytest
from shapely import contains_xy
from shapely.geometry import Polygon

from artel.orbits import frames
from artel.orbits.cells import off_nadir
from artel.orbits.intervals import ELEVATION, OFF_NADIR
from artel.orbits.outlines import SPACING, Area, edges_of, ground_of, holds, nadir


def box(west, south, east, north):
    return np.radians([[west, south], [east, south], [east, north], [west, north]])


HOLED = Area(((box(10, 10, 40, 30), box(20, 15, 25, 28)), (box(50, 0, 60, 5),)))


def test_edges_follow_each_other_all_around_and_none_is_long():
    edges = edges_of([HOLED], SPACING)
    every = np.arange(len(edges))
    first, last = edges.place(every * 0.0, every)[0], edges.place(every * 0.0 + 1.0, every)[0]
    size = np.linalg.norm(last - first, axis=1)
    assert size.max() <= SPACING
    # Degrees along parallels times their cosines, and along meridians; 111.2 km each.
    around = 30 * (0.9848 + 0.8660) + 40 + 5 * (0.9659 + 0.8829) + 26 + 10 * (1.0 + 0.9962) + 10
    assert size.sum() == pytest.approx(111.2e3 * around, rel=5e-3)
    # Every end but those of the three rings is the next one's beginning.
    assert (np.linalg.norm(last[:-1] - first[1:], axis=1) > 1e-6).sum() == 2


@pytest.mark.parametrize("lat_deg", [0.0, 37.0, -64.0, 89.0])
def test_the_place_on_an_edge_and_its_rates(lat_deg):
    line = np.radians([[12.0, lat_deg], [12.3, lat_deg + 0.2]])
    edges = edges_of([Area(lines=(line,))], SPACING)
    which = np.zeros(5, np.int64)
    s = np.array([0.0, 0.2, 0.5, 0.9, 1.0])
    p, dp, up, turn = edges.place(s, which)
    lon, lat = edges.position(s, which)
    assert np.allclose(p, frames.geodetic_to_itrf(lat, lon), atol=1e-6)
    assert np.allclose(up, frames.up(lat, lon), atol=1e-14)
    far, near = edges.place(s + 1e-4, which), edges.place(s - 1e-4, which)
    assert np.allclose(dp, (far[0] - near[0]) / 2e-4, atol=1e-3)
    assert np.allclose(turn, (far[2] - near[2]) / 2e-4, atol=1e-9)


def test_an_edge_along_a_parallel_stays_on_it():
    edges = edges_of([Area(lines=(np.radians([[-170.0, 60.0], [170.0, 60.0]]),))], SPACING)
    assert np.allclose(edges.lat, np.radians(60.0))
    assert np.degrees([edges.lon.min(), edges.lon.max()]) == pytest.approx([-170.0, 170.0], abs=0.4)


def test_a_pole_is_one_place_whatever_its_longitude():
    edges = edges_of([Area(lines=(np.radians([[-180.0, 90.0], [180.0, 90.0]]),))], SPACING)
    assert len(edges) == 1


def test_edges_beside_a_pole_bend_little():
    edges = edges_of([Area(((box(-180.0, 89.9, 180.0, 90.0),),))], SPACING)
    around = edges.dlat == 0.0
    assert np.abs(edges.dlon[around & (edges.lat < 1.5706)]).max() <= 0.05


def test_a_lone_position_is_an_edge_of_no_length():
    edges = edges_of([Area(lines=(np.radians([[1.0, 2.0]]),)), HOLED], SPACING)
    assert edges.area[:2].tolist() == [0, 1]
    assert (edges.dlon[0], edges.dlat[0]) == (0.0, 0.0)


def test_an_area_without_a_position_is_refused():
    with pytest.raises(ValueError, match="Area 1 has no position"):
        edges_of([HOLED, Area()], SPACING)


def test_no_areas_have_no_edges():
    assert len(ground_of([]).edges) == 0


def test_no_part_of_an_edge_is_farther_from_its_middle_than_its_reach():
    ground = ground_of([HOLED, Area(((box(-180.0, 89.7, 180.0, 90.0),),))])
    every = np.arange(len(ground.edges))
    for s in np.linspace(0.0, 1.0, 21):
        p = ground.edges.place(np.full(every.size, s), every)[0]
        assert (np.linalg.norm(p - ground.middles.p, axis=1) <= ground.reach).all()


def test_inside_is_what_shapely_says_is_inside():
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(5.0, 65.0, 3000), rng.uniform(-5.0, 35.0, 3000)
    expected = np.zeros(3000, bool)
    for rings in HOLED.polygons:
        shape = Polygon(np.degrees(rings[0]), [np.degrees(ring) for ring in rings[1:]])
        expected |= contains_xy(shape, lon, lat)
    found = holds(HOLED, np.radians(lon), np.radians(lat))
    assert 100 < expected.sum() < 2900
    assert np.array_equal(found, expected)
    ground = ground_of([Area(lines=(np.radians([[1.0, 2.0]]),)), HOLED])
    number = rng.integers(0, 2, 3000)
    assert np.array_equal(
        ground.inside(number, np.radians(lon), np.radians(lat)), expected & (number == 1)
    )


@pytest.mark.parametrize(
    ("lon_deg", "inside"), [(175, True), (-175, True), (-190, True), (0, False)]
)
def test_longitudes_are_taken_around_the_globe(lon_deg, inside):
    uncut = Area(((box(170.0, 10.0, 190.0, 20.0),),))
    cut = Area(((box(170.0, 10.0, 180.0, 20.0),), (box(-180.0, 10.0, -170.0, 20.0),)))
    at = np.radians([lon_deg]), np.radians([15.0])
    assert holds(uncut, *at)[0] == inside
    assert holds(cut, *at)[0] == inside


def test_the_nadir_sees_the_satellite_in_its_zenith_or_is_straight_below():
    rng = np.random.default_rng(4)
    r = rng.normal(0.0, 1.0, (50, 3))
    r *= 7e6 / np.linalg.norm(r, axis=1)[:, None]
    lon, lat = nadir(ELEVATION, r)
    p, up = frames.geodetic_to_itrf(lat, lon), frames.up(lat, lon)
    assert np.allclose(frames.elevation(r, p, up), 0.5 * np.pi, atol=1e-7)
    lon, lat = nadir(OFF_NADIR, r)
    assert np.allclose(off_nadir(r, frames.geodetic_to_itrf(lat, lon)), 0.0, atol=1e-7)
