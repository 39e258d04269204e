from __future__ import annotations

import json

import numpy as np
import pytest

from artel.commons.errors import InputError
from artel.orbits.courses import Course
from artel.orbits.outlines import Area, holds
from artel.studies.places import Place
from artel.studies.target_files import read_targets

BOX = [[10, 20], [14, 20], [14, 24], [10, 24], [10, 20]]
HOLE = [[11, 21], [12, 21], [12, 22], [11, 22], [11, 21]]
TIMES = ["2026-10-05T01:00:00Z", "2026-10-05T03:30:00+01:00"]


def feature(kind, coordinates, **properties):
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def read(*features):
    return read_targets(
        json.dumps({"type": "FeatureCollection", "features": list(features)}), "some.geojson"
    )


def refused(*features):
    with pytest.raises(InputError) as caught:
        read(*features)
    return str(caught.value)


def test_a_point_is_a_place_with_its_height():
    (target,) = read(feature("Point", [71.4, 51.2, 350], name="Astana"))
    assert (target.name, target.kind) == ("Astana", "target")
    assert target.what == Place("target", "Astana", 51.2, 71.4, 350.0)


@pytest.mark.parametrize(
    ("kind", "coordinates", "polygons", "lines"),
    [
        ("LineString", [[1, 2], [3, 4]], 0, 1),
        ("MultiPoint", [[1, 2], [3, 4]], 0, 2),
        ("MultiLineString", [[[1, 2], [3, 4]], [[5, 6], [7, 8]]], 0, 2),
        ("Polygon", [BOX, HOLE], 1, 0),
        ("MultiPolygon", [[BOX, HOLE], [[[30, 0], [31, 0], [31, 1], [30, 0]]]], 2, 0),
    ],
)
def test_each_kind_of_geometry_is_an_area(kind, coordinates, polygons, lines):
    (target,) = read(feature(kind, coordinates))
    assert target.name == "target 1"
    assert isinstance(target.what, Area)
    assert (len(target.what.polygons), len(target.what.lines)) == (polygons, lines)


def test_a_hole_is_not_inside():
    (target,) = read(feature("Polygon", [BOX, HOLE]))
    at = np.radians([11.5, 13.0, 20.0]), np.radians([21.5, 23.0, 22.0])
    assert holds(target.what, *at).tolist() == [False, True, False]


def test_a_collection_of_geometries_is_one_target():
    parts = [
        {"type": "Polygon", "coordinates": [BOX]},
        {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}]},
    ]
    text = json.dumps({"type": "GeometryCollection", "geometries": parts})
    (target,) = read_targets(text, "all.geojson")
    assert (len(target.what.polygons), len(target.what.lines)) == (1, 1)
    assert target.what.lines[0] == pytest.approx(np.radians([[1.0, 2.0]]))


def test_an_edge_all_the_way_around_is_no_crossing_of_the_antimeridian():
    cap = [[[-180, 80], [180, 80], [180, 90], [-180, 90], [-180, 80]]]
    (target,) = read(feature("Polygon", cap, name="Cap"))
    lon = np.radians([-170.0, 0.0, 90.0, 179.0])
    assert holds(target.what, lon, np.full(4, np.radians(85.0))).all()
    assert not holds(target.what, lon, np.full(4, np.radians(75.0))).any()


def test_a_line_with_times_is_a_course_that_may_cross_the_antimeridian():
    (target,) = read(feature("LineString", [[170, 60, 9000], [-170, 62]], times=TIMES, name="F"))
    assert isinstance(target.what, Course)
    assert np.diff(target.what.t) == pytest.approx([5400.0])
    assert np.degrees(target.what.lon) == pytest.approx([170.0, -170.0])
    assert target.what.height.tolist() == [9000.0, 0.0]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (feature("Point", [200, 5], name="Q"), "Longitude 200"),
        (feature("Point", [20, 5, 1e6], name="Q"), "height 1e+06 m"),
        (feature("Polygon", [BOX[:-1]], name="Q"), "not closed"),
        (feature("LineString", [[170, 5], [-170, 5]], name="Q"), "antimeridian"),
        (feature("MultiPoint", [], name="Q"), "MultiPoint is empty"),
        (feature("MultiPoint", None, name="Q"), "MultiPoint is empty"),
        (feature("MultiLineString", [[[1, 2]]], name="Q"), "too few positions"),
        (feature("Circle", [1, 2], name="Q"), "'Circle'"),
        (feature("Polygon", 7, name="Q"), "no ring"),
        ({"type": "Feature", "id": "Q", "properties": None, "geometry": None}, "no geometry"),
        (feature("Point", [1, 2], name="Q", times=TIMES), "not a LineString"),
        (feature("LineString", [[1, 2], [3, 4]], name="Q", times="noon"), "no list of times"),
        (feature("LineString", [[1, 2]], name="Q", times=TIMES), "1 positions and 2 times"),
        (feature("LineString", [[1, 2]], name="Q", times=TIMES[:1]), "two fixes"),
        (feature("LineString", [[1, 2], [3, 4]], name="Q", times=[TIMES[0], "x"]), "'x'"),
        (feature("LineString", [[1, 2], [3, 4]], name="Q", times=[TIMES[0], 5]), "5 is not"),
        (
            feature("LineString", [[1, 2], [3, 4]], name="Q", times=TIMES[::-1]),
            "fix 2 is not after",
        ),
        (feature("LineString", [[1, 2], [3, "a"]], name="Q", times=TIMES), "not a position"),
    ],
)
def test_what_cannot_be_used_is_said_with_file_and_feature(wrong, said):
    message = refused(feature("Point", [1, 2]), wrong)
    assert "some.geojson, feature 2 (Q)" in message
    assert said in message


@pytest.mark.parametrize("text", ["{}", "[]", '{"type": "FeatureCollection", "features": []}', "7"])
def test_a_file_without_a_feature_is_refused(text):
    with pytest.raises(InputError, match=r"some\.geojson"):
        read_targets(text, "some.geojson")


CSV = """time,lat_deg,lon_deg,height_m,name
2026-10-05T01:00:00Z,55.0,37.0,0,Flight
2026-10-05T00:00:00Z,69.0,33.0,,Ship

2026-10-05T02:00:00Z,56.0,40.5,11000,Flight
2026-10-05T09:00:00Z,70.0,35.0,,Ship
"""


def test_rows_of_one_name_are_a_course():
    flight, ship = read_targets(CSV, "folder/tracks.CSV")
    assert (flight.name, ship.name) == ("Flight", "Ship")
    assert flight.what.height.tolist() == [0.0, 11000.0]
    assert np.degrees(ship.what.lat) == pytest.approx([69.0, 70.0])
    assert np.diff(ship.what.t) == pytest.approx([9 * 3600.0])


def test_rows_without_a_name_are_the_course_of_the_file():
    text = "lat_deg, lon_deg, time\n1,2,2026-10-05\n1.5,2,2026-10-06\n"
    (target,) = read_targets(text, "folder/ship.csv")
    assert target.name == "ship"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: the column time is missing"),
        ("time,lat_deg,lon\n", "line 1: there is no column 'lon'; did you mean 'lon_deg'"),
        ("time,lat_deg,lon_deg\n", "there is no fix"),
        ("time,lat_deg,lon_deg\n2026-10-05,1\n", "line 2: there are 2 fields for 3 columns"),
        ("time,lat_deg,lon_deg\n2026-10-05,1,x\n", "line 2, lon_deg: 'x' is no number"),
        ("time,lat_deg,lon_deg\n2026-10-05,nan,1\n", "line 2, lat_deg: 'nan' is no number"),
        ("time,lat_deg,lon_deg\nsoon,1,1\n", "line 2: 'soon' is not an instant"),
        ("time,lat_deg,lon_deg\n2026-10-05,91,1\n", "line 2: Latitude 91"),
        ("time,lat_deg,lon_deg\n2026-10-05,1,1\n", "a, a: A course has two fixes"),
        (
            "time,lat_deg,lon_deg\n2026-10-06,1,1\n2026-10-05,1,1\n",
            "a.csv, a: The time of fix 2 is not after",
        ),
    ],
)
def test_what_is_wrong_in_a_table_of_fixes_is_said_with_its_line(text, said):
    with pytest.raises(InputError) as caught:
        read_targets(text, "a.csv")
    assert said.replace("a, a:", "a.csv, a:") in str(caught.value)
