"""Places that people hand in: what is refused, where and with what advice."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.orders.geometry import MOST_VERTICES, GeometryError, pointer_of, read_place
from artel.orders.geometry_size import AUTHALIC_KM

BOX = [[30, 50], [32, 50], [32, 51], [30, 51], [30, 50]]
FAR = [[40, 60], [41, 60], [41, 61], [40, 60]]
BOW_TIE = [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]
OVER_180 = [[179, 60], [-179, 60], [-179, 61], [179, 61], [179, 60]]
AROUND_THE_POLE = [[-120, 80], [0, 80], [120, 80], [-120, 80]]
METRES = [[4_000_000, 7_500_000], [4_000_900, 7_500_000], [4_000_900, 7_500_900]]


def place(kind, coordinates, **more):
    return {"type": kind, "coordinates": coordinates, **more}


def circle(count):
    turns = [2 * math.pi * k / (count - 1) for k in range(count - 1)]
    ring = [[50 + math.cos(turn), 50 + math.sin(turn)] for turn in turns]
    return [*ring, ring[0]]


REFUSED = [
    (None, "", "There is no geometry."),
    ([], "", "There is no geometry."),
    ({}, "/type", "This cannot be ordered."),
    (place("Polygon", [BOW_TIE]), "/coordinates", "The polygon crosses itself at 0.5, 0.5."),
    (
        place("Polygon", [BOX, FAR]),
        "/coordinates",
        "The polygon has a hole outside its boundary at 40, 60.",
    ),
    (place("Polygon", [circle(10_000)]), "/coordinates", "The geometry has 10000 vertices."),
    (place("Polygon", [BOX[:-1]]), "/coordinates", "ring is not closed"),
    (place("Polygon", [[*BOX[:2], BOX[0]]]), "/coordinates", "too few positions"),
    (place("Polygon", [[[1, 1], [2, 2], [3, 3], [1, 1]]]), "/coordinates", "The polygon"),
    (place("Polygon", [[[1, 1]] * 4]), "/coordinates", "The polygon"),
    (place("Polygon", [OVER_180]), "/coordinates", "Cut it at longitude 180"),
    (place("Polygon", [AROUND_THE_POLE]), "/coordinates", "Cut it at longitude 180"),
    (place("Polygon", [[[0, 80], [9, 80], [9, 90], [0, 80]]]), "/coordinates/0/2", "a pole"),
    (place("LineString", [[0, -90], [9, -80]]), "/coordinates/0", "order a point"),
    (place("LineString", METRES), "/coordinates/0", "look like metres"),
    (place("Point", [55.79, 149.12]), "/coordinates", "are they swapped?"),
    (place("Point", [190, 10]), "/coordinates", "run from -180 to 180"),
    (place("Point", [math.nan, 10]), "/coordinates", "This is not a position."),
    (place("Point", [math.inf, 10]), "/coordinates", "This is not a position."),
    (place("Point", [10**400, 10]), "/coordinates", "This is not a position."),
    (place("Point", [True, 10]), "/coordinates", "This is not a position."),
    (place("Point", ["10", 10]), "/coordinates", "This is not a position."),
    (place("Point", [1, 2, 3, 4]), "/coordinates", "This is not a position."),
    (place("LineString", [[1, 2], [3]]), "/coordinates/1", "This is not a position."),
    (place("LineString", [1, 2]), "/coordinates/0", "This is not a position."),
    (place("LineString", [[1, 2]]), "/coordinates", "Give at least 2."),
    (place("LineString", [[1, 2], [1, 2]]), "/coordinates", "The line has no extent."),
    (place("LineString", [[0, 0], [100, 0]]), "/coordinates", "Order at most 5,000 km at once."),
    (place("Polygon", [[[0, 0], [60, 0], [60, 60], [0, 0]]]), "/coordinates", "at most 1,000,000"),
    (place("Polygon", BOX), "/coordinates/0/0", "This is not a position."),
    (place("Polygon", []), "/coordinates", "a list of positions"),
    (place("Polygon", [[[[1, 2]]]]), "/coordinates/0/0", "This is not a position."),
    (place("MultiPolygon", [[BOX], [FAR]]), "/type", "Order each part by itself."),
    (place("GeometryCollection", []), "/type", "A GeometryCollection cannot be ordered."),
    (place("Point", [1, 2], crs="EPSG:3857"), "/crs", "'EPSG:3857'; places are in WGS 84 alone."),
    (place("Point", [1, 2], crs={"properties": {"name": "EPSG:28465"}}), "/crs", "EPSG:28465"),
    (place("Point", [1, 2], crs=7), "/crs", "one without a name"),
    (place("Point", [1, 2], cordinates=[1, 2]), "/cordinates", "did you mean 'coordinates'?"),
]
WGS84 = [
    "EPSG:4326", "CRS84", "OGC:CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:OGC::CRS84", "urn:ogc:def:crs:EPSG::4326",
    "http://www.opengis.net/def/crs/OGC/1.3/CRS84", {"properties": {"name": "EPSG:4326"}},
]  # fmt: skip


@pytest.mark.parametrize(("geometry", "pointer", "sentence"), REFUSED)
def test_a_place_that_is_none_is_refused_with_where_and_why(geometry, pointer, sentence):
    with pytest.raises(GeometryError) as caught:
        read_place(geometry)
    assert caught.value.pointer == pointer
    assert sentence in str(caught.value)


@pytest.mark.parametrize("crs", WGS84)
def test_wgs84_by_any_of_its_names_is_read_and_dropped(crs):
    assert "crs" not in read_place(place("Point", [1, 2], crs=crs)).value


def test_altitudes_are_dropped_and_numbers_are_of_one_kind():
    found = read_place(place("LineString", [[30, 50, 120], [-0.0, 51]], bbox=[0, 50, 30, 51]))
    assert found.value == place("LineString", [[30.0, 50.0], [0.0, 51.0]])
    assert str(found.value["coordinates"][1][0]) == "0.0"


def test_a_place_knows_how_large_it_is():
    area = read_place(place("Polygon", [BOX]))
    zone = 2 * math.pi * AUTHALIC_KM**2
    zone *= math.sin(math.radians(51)) - math.sin(math.radians(50))
    assert area.km2 == pytest.approx(zone * 2 / 360)
    hole = [[30.5, 50.2], [31, 50.2], [31, 50.6], [30.5, 50.2]]
    assert 0 < area.km2 - read_place(place("Polygon", [BOX, hole])).km2 < area.km2 / 4
    line = read_place(place("LineString", [[10, 0], [11, 0]]))
    assert line.km == pytest.approx(math.pi * AUTHALIC_KM / 180)
    assert (line.km2, area.km, read_place(place("Point", [0, 90])).km2) == (0.0, 0.0, 0.0)


def test_a_thousand_vertices_are_read_and_one_more_is_not():
    assert len(read_place(place("Polygon", [circle(MOST_VERTICES)])).shape.exterior.coords) == 1000
    with pytest.raises(GeometryError, match="1001 vertices"):
        read_place(place("Polygon", [circle(MOST_VERTICES + 1)]))


def test_a_pointer_escapes_what_it_must():
    assert pointer_of() == ""
    assert pointer_of("a/b", 0, "c~d") == "/a~1b/0/c~0d"


numbers = st.floats() | st.integers() | st.floats(-180, 180) | st.integers(-3, 3)
nests = st.recursive(
    numbers | st.none() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=5)
)
rings = st.lists(st.lists(st.lists(st.integers(-3, 3), min_size=2, max_size=3), max_size=7))


@given(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["Point", "LineString", "Polygon", "MultiPoint", 4])},
        optional={"coordinates": nests | rings, "crs": st.text() | st.none() | st.integers()},
    )
    | nests
)
def test_whatever_comes_is_a_place_or_refused_and_a_place_is_read_again_the_same(geometry):
    try:
        found = read_place(geometry)
    except GeometryError as error:
        found, pointer = None, error.pointer
    else:
        pointer = ""
        assert read_place(dict(found.value)) == found
        assert found.shape.is_valid
    assert pointer == "" or pointer.startswith("/")
