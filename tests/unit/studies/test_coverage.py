from __future__ import annotations

import itertools
import json
import math
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from shapely.geometry import shape

from artel.commons.errors import InputError
from artel.orbits.frames import teme_to_itrf
from artel.orbits.grids import EARTH_AREA
from artel.orbits.time import parse_epoch
from artel.orbits.tracks import Track
from artel.studies.coverage import cover, document_of, ground_of, read_region, told_span
from artel.studies.coverage_picture import coverage_picture, middle_of, scale_of, sentence
from artel.studies.exports.coverage import coverage_geojson
from artel.studies.looks import Rule, reach_by_rule

START = parse_epoch("2026-10-05T00:00:00")
MU = 3.986004418e14
SPAN = (START, START + 86400.0)
NAMES = {"AA": "Aland", "BB": "Berg & Tal", "CC": "Cape"}
SQUARE = {"type": "Polygon", "coordinates": [[[20, 40], [60, 40], [60, 60], [20, 60], [20, 40]]]}


def circle(name, inclination_deg, turn_deg):
    """Return a satellite on an ideal circle 700 km high, with its node turned."""
    radius, tilt, node = 7_071e3, math.radians(inclination_deg), math.radians(turn_deg)
    t = np.linspace(*SPAN, 1441)
    angle = math.sqrt(MU / radius**3) * (t - START)
    one = np.array([math.cos(node), math.sin(node), 0.0])
    two = np.array(
        [-math.sin(node) * math.cos(tilt), math.cos(node) * math.cos(tilt), math.sin(tilt)]
    )
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    speed = math.sqrt(MU / radius)
    r, v = teme_to_itrf(radius * (cos * one + sin * two), speed * (cos * two - sin * one), t)
    return Track(name, 1, t, r, v, *SPAN)


TRACKS = (circle("A", 98.0, 0.0), circle("B", 60.0, 90.0), circle("B2", 60.0, 200.0),
          circle("C", 20.0, 10.0))  # fmt: skip
OWNERS = ("AA", "BB", "BB", "CC")


@pytest.fixture(scope="module")
def found():
    ground = ground_of(12.0, None)
    reach = reach_by_rule(TRACKS, ground.sites, Rule(None, 40.0), SPAN)
    return cover(reach, OWNERS, ground, SPAN)


@pytest.fixture(scope="module")
def document(found):
    return document_of(found, {"by": "rule", "max_off_nadir_deg": 40.0})


def test_every_coalition_has_its_row_and_who_joins_never_sees_less(found):
    rows = {tuple(row["coalition"]): row for row in found.rows}
    assert list(rows) == [("AA",), ("BB",), ("CC",), ("AA", "BB"), ("AA", "CC"), ("BB", "CC"),
                          ("AA", "BB", "CC")]  # fmt: skip
    assert [row["kind"] for row in found.rows] == ["alone"] * 3 + ["coalition"] * 3 + ["pooled"]
    for (small, few), (large, many) in itertools.permutations(rows.items(), 2):
        if set(small) < set(large):
            assert few["seen_area_fraction"] <= many["seen_area_fraction"]
            assert few["seen_time_fraction"] <= many["seen_time_fraction"]
            assert few["mean_wait_h"] >= many["mean_wait_h"]
            assert few["p95_wait_h"] >= many["p95_wait_h"]
    assert rows["CC",]["seen_area_fraction"] < 0.6 < rows["AA",]["seen_area_fraction"]


def test_the_pool_and_each_alone_are_told_cell_by_cell(found):
    cells = len(found.ground.grid)
    assert found.pooled.looks.shape == (1, cells)
    assert found.alone.looks.shape == (3, cells)
    assert (found.alone.looks.max(axis=0) <= found.alone.looks.sum(axis=0)).all()
    # A look of the pool holds at least one of an owner, so there are no more than all together.
    assert (found.pooled.looks[0] <= found.alone.looks.sum(axis=0)).all()
    assert (found.pooled.seen[0] >= found.alone.seen.max(axis=0) - 1e-12).all()


def test_more_owners_than_coalitions_can_be_listed_for_are_told_alone_and_pooled():
    tracks = tuple(circle(f"S{k}", 70.0, 40.0 * k) for k in range(9))
    ground = ground_of(25.0, None)
    reach = reach_by_rule(tracks, ground.sites, Rule(10.0), SPAN)
    found = cover(reach, [track.name for track in tracks], ground, SPAN)
    assert [row["kind"] for row in found.rows] == ["alone"] * 9 + ["pooled"]
    assert found.alone is None
    assert found.rows[-1]["mean_looks"] > max(row["mean_looks"] for row in found.rows[:-1])


def test_light_takes_away_what_is_dark():
    ground = ground_of(20.0, None)
    day, both = (
        cover(reach_by_rule(TRACKS, ground.sites, rule, SPAN), OWNERS, ground, SPAN).rows[-1]
        for rule in (Rule(None, 40.0, 10.0), Rule(None, 40.0))
    )
    assert 0.2 < day["seen_time_fraction"] / both["seen_time_fraction"] < 0.7


def test_a_region_holds_the_cells_whose_centre_lies_inside():
    region = read_region(json.dumps({"type": "Feature", "geometry": SQUARE}), "square.geojson")
    ground = ground_of(1.0, region)
    lon, lat = np.degrees(ground.grid.lon), np.degrees(ground.grid.lat)
    assert ((lon > 20) & (lon < 60) & (lat > 40) & (lat < 60)).all()
    # 40 degrees of longitude between those parallels, on a sphere of the same area.
    wanted = EARTH_AREA * (40 / 360) * (math.sin(math.radians(60)) - math.sin(math.radians(40))) / 2
    assert ground.grid.area.sum() == pytest.approx(wanted, rel=0.03)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"type": "FeatureCollection", "features": []}', "no feature"),
        ('{"type": "Point", "coordinates": [1, 2]}', "has no area"),
        ("[]", "no geometry"),
        ('{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}', "cross"),
    ],
)
def test_a_region_without_an_area_is_refused_by_name(text, said):
    with pytest.raises(InputError, match=f"(?s)here.geojson.*{said}"):
        read_region(text, "here.geojson")


def test_a_grid_without_cells_or_with_too_many_is_refused():
    small = {"type": "Polygon", "coordinates": [[[0, 0], [0.1, 0], [0.1, 0.1], [0, 0]]]}
    region = read_region(json.dumps(small), "small.geojson")
    with pytest.raises(InputError, match="No cell of 10 degrees"):
        ground_of(10.0, region)
    with pytest.raises(InputError, match="1,031,324 cells"):
        ground_of(0.2, None)
    with pytest.raises(InputError, match="not usable"):
        ground_of(math.nan, None)
    assert len(ground_of(0.05, region).grid) in range(1, 6)


def test_geojson_has_each_cell_with_its_figures(found, document):
    text = coverage_geojson(found, document)
    told = json.loads(text)
    assert told["format"] == "artel-coverage-geojson/1"
    assert told["coalitions"] == list(found.rows)
    assert len(told["features"]) == len(found.ground.grid)
    assert len({feature["id"] for feature in told["features"]}) == len(found.ground.grid)
    areas = [feature["properties"]["area_km2"] for feature in told["features"]]
    assert sum(areas) == pytest.approx(EARTH_AREA / 1e6, rel=1e-6)
    for index in (0, 50, 200):
        ring = shape(told["features"][index]["geometry"])
        assert ring.exterior.is_ccw
        said = told["features"][index]["properties"]
        lon, lat = (
            math.degrees(getattr(found.ground.grid, name)[index]) for name in ("lon", "lat")
        )
        assert ring.bounds[0] < lon < ring.bounds[2]
        assert ring.bounds[1] < lat < ring.bounds[3]
        assert said["looks"] == found.pooled.looks[0, index]
        assert said["BB_looks"] == found.alone.looks[1, index]
        gap = found.pooled.max_gap[0, index]
        assert said["max_gap_h"] == (
            None if math.isnan(gap) else pytest.approx(gap / 3600, abs=1e-4)
        )
    alone = [feature["properties"]["CC_max_gap_h"] for feature in told["features"]]
    assert None in alone
    assert coverage_geojson(found, document) == text


@pytest.mark.parametrize("by", ["gap", "looks"])
def test_the_picture_stands_alone_and_shows_every_class(found, by):
    svg = coverage_picture(found, by, NAMES, "Pool <1>", 60.0)
    root = ET.fromstring(svg)  # noqa: S314 - our own
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    space = "{http://www.w3.org/2000/svg}"
    scale = scale_of(found, by)
    present = {scale.classes[kind] for kind in np.unique(scale.kinds)}
    cells = next(group for group in root.iter(f"{space}g") if group.get("class") == "cells")
    shown = {(path.get("fill"), path.find(f"{space}title").text) for path in cells}
    assert shown == present
    texts = [text.text for text in root.iter(f"{space}text")]
    assert texts[0].startswith("Pool <1>: ")
    assert {label for _, label in present} <= set(texts)
    assert coverage_picture(found, by, NAMES, "Pool <1>", 60.0) == svg


def test_classes_hold_the_cells_that_their_labels_say(found):
    looks, gap = found.pooled.looks[0], found.pooled.max_gap[0] / 3600.0
    for by, values in (("gap", gap), ("looks", looks)):
        scale = scale_of(found, by)
        for kind, (_, label) in enumerate(scale.classes):
            mine = scale.kinds == kind
            number = [float(word) for word in label.split() if word.replace(".", "").isdigit()]
            match label.split()[0]:
                case "no":
                    assert (looks[mine] == 0).all()
                case "one":
                    assert (looks[mine] == 1).all()
                case "up" | "under":
                    assert (values[mine] <= number[0]).all()
                case "over":
                    assert (values[mine] >= number[0]).all()
                case _:
                    top = number[1] if len(number) > 1 else math.inf
                    assert ((values[mine] >= number[0]) & (values[mine] <= top)).all()
        assert len({colour for colour, _ in scale.classes}) == len(scale.classes)


def test_the_sentence_tells_what_pooling_gains(found):
    said = sentence(found, NAMES)
    assert said.startswith("Together, 3 owners look at ")
    assert " of the Earth within 24 hours, " in said
    assert "Berg & Tal alone, which sees most, looks at " in said or "Aland alone" in said


def test_spans_and_middles_are_told_as_people_do():
    assert told_span((0.0, 7 * 86400.0)) == "7 days"
    assert told_span((0.0, 86400.0)) == "24 hours"
    assert told_span((0.0, 5400.0)) == "1.5 hours"
    assert middle_of([50.0, 71.0]) == 60.0
    assert abs(middle_of([170.0, -170.0])) == 180.0
    assert middle_of([]) == 0.0


def test_a_region_s_picture_shows_its_border(document):
    del document
    region = read_region(json.dumps(SQUARE), "square.geojson")
    ground = ground_of(5.0, region)
    found = cover(reach_by_rule(TRACKS, ground.sites, Rule(None, 40.0), SPAN), OWNERS, ground, SPAN)
    svg = coverage_picture(found, "gap", NAMES, "Pool")
    assert 'class="border"' in svg
    assert "square.geojson" in svg
