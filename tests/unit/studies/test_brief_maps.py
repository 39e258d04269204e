"""The maps of the brief: projections, what is cut, and names that keep apart."""

from __future__ import annotations

import itertools
import math
import re

import numpy as np
import pytest
import shapely

from artel.studies.brief.canvas import WIDTH, frame_of, region, world
from artel.studies.brief.labels import place_labels
from artel.studies.brief.projections import EqualEarth, Lambert, middle

OVER_THE_CUT = [(172.0, 40.0), (-172.0, 40.0), (-172.0, 60.0), (172.0, 60.0), (172.0, 40.0)]


def numbers(path):
    return [
        [tuple(map(float, pair.split(","))) for pair in part.strip(" Z").split()]
        for part in re.findall(r"M([^M]*)", path)
    ]


def area(path):
    return sum(shapely.Polygon(ring).area for ring in numbers(path))


def test_equal_earth_has_the_extent_that_its_makers_published():
    x, y = EqualEarth().plane(np.array([180.0, 0.0]), np.array([0.0, 90.0]))
    assert x[0] == pytest.approx(2.7066299836960748, abs=1e-12)  # d3-geo's test of the same
    assert y[1] == pytest.approx(1.3173627591574133, abs=1e-12)
    assert x[0] / y[1] == pytest.approx(2.05458, abs=1e-5)  # Savric, Patterson and Jenny, 2018


@pytest.mark.parametrize("projection", [EqualEarth(0.0), EqualEarth(70.0), Lambert(75.0, 60.0)])
def test_areas_are_true_everywhere(projection):
    lon, lat = np.meshgrid(np.arange(-20.0, 161.0, 20.0), np.arange(-60.0, 81.0, 10.0))
    h = 1e-4
    east = np.subtract(*(np.array(projection.plane(lon + d, lat)) for d in (h, -h)))
    north = np.subtract(*(np.array(projection.plane(lon, lat + d)) for d in (h, -h)))
    cell = (east[0] * north[1] - east[1] * north[0]) / np.radians(2 * h) ** 2
    assert cell == pytest.approx(np.cos(np.radians(lat)), abs=1e-6)


def test_lambert_goes_there_and_back():
    plane = Lambert(75.0, 60.0)
    lon, lat = np.meshgrid(np.arange(-100.0, 171.0, 30.0), np.arange(-20.0, 81.0, 20.0))
    back_lon, back_lat = plane.degrees(*plane.plane(lon, lat))
    assert back_lat == pytest.approx(lat, abs=1e-9)
    assert (back_lon - lon + 180.0) % 360.0 - 180.0 == pytest.approx(np.zeros_like(lon), abs=1e-9)


def test_the_middle_of_places_on_both_sides_of_the_antimeridian_lies_between_them():
    lon, lat = middle(np.array([170.0, -170.0]), np.array([10.0, 10.0]))
    assert abs(lon) == pytest.approx(180.0)
    assert lat == pytest.approx(10.15, abs=0.01)


def test_a_footprint_over_the_cut_is_drawn_in_two_parts_with_its_whole_area():
    cut, whole = world(0.0).area(OVER_THE_CUT), world(180.0).area(OVER_THE_CUT)
    assert len(numbers(cut)) == 2
    assert len(numbers(whole)) == 1
    assert area(cut) == pytest.approx(area(whole), rel=0.03)  # paths are drawn to 0.3 units


def test_a_track_over_the_cut_draws_no_line_across_the_map():
    track = [(150.0, 0.0), (165.0, 20.0), (-175.0, 40.0), (-150.0, 55.0)]
    lines = numbers(world(0.0).line(track))
    steps = [math.dist(a, b) for line in lines for a, b in itertools.pairwise(line)]
    assert len(lines) == 2
    assert max(steps) < 80.0


def test_land_on_paper_is_valid_wherever_the_middle_lies():
    for centre in (0.0, 70.0, 180.0, -100.0):
        paper = world(centre)
        ground = str(paper.ground())
        assert 'class="land" d="M' in ground
        width, height = paper.size
        for path in re.findall(r' d="([^"]*)"', ground):
            for x, y in itertools.chain(*numbers(path)):
                assert -0.1 <= x <= width + 0.1
                assert -0.1 <= y <= height + 0.1


def test_a_region_holds_its_places_and_its_frame_comes_back_on_the_world():
    lon, lat = np.array([27.6, 135.1, 177.5, 44.5]), np.array([53.9, 48.5, 64.7, 40.2])
    paper = region(lon, lat)
    assert all(paper.holds(x, y) for x, y in zip(lon, lat, strict=True))
    assert not paper.holds(-60.0, -30.0)
    assert paper.size[0] == WIDTH
    x, y = paper.points(*np.array(frame_of(paper)).T)
    edge = np.minimum.reduce([abs(x), abs(x - WIDTH), abs(y), abs(y - paper.size[1])])
    assert edge.max() < 1e-6


def test_a_region_of_one_place_is_a_map_of_some_size():
    paper = region(np.array([49.1]), np.array([55.8]))
    width, height = paper.size
    assert width == WIDTH
    assert 300 < height < 700


def overlaps(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_names_of_crowded_places_keep_apart_and_inside_the_frame():
    turn = np.linspace(0.0, 2.0 * math.pi, 12, endpoint=False)
    points = [
        (f"Station {i}", 300 + 9 * math.cos(a), 200 + 9 * math.sin(a)) for i, a in enumerate(turn)
    ]
    labels = place_labels(points, (0.0, 0.0, 600.0, 400.0), 11.0)
    boxes = [(each.x, each.y - 8, each.x + len(each.text) * 6.1, each.y + 2) for each in labels]
    assert [each.text for each in labels] == [name for name, _, _ in points]
    assert not any(overlaps(a, b) for a, b in itertools.combinations(boxes, 2))
    assert all(box[0] >= 0 and box[2] <= 600 and box[1] >= 0 and box[3] <= 400 for box in boxes)
    assert any(each.leader for each in labels)


def test_a_lone_place_has_its_name_beside_it_without_a_leader():
    [label] = place_labels([("Kazan", 100.0, 100.0)], (0.0, 0.0, 300.0, 200.0), 11.0)
    assert label.leader is None
    assert label.x == pytest.approx(107.0)
    assert abs(label.y - 104.0) < 2.0


def test_a_name_with_no_room_is_left_out_rather_than_laid_over_another():
    points = [("A very long name of a station", 10.0, 10.0)] * 2
    assert place_labels(points, (0.0, 0.0, 60.0, 20.0), 11.0) == []
