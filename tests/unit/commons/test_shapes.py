from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.commons.errors import InputError
from artel.commons.shapes import MAX_VERTICES, area_of_rings, positions, read_shape

SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
BOW_TIE = [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]


def geometry(kind, coordinates):
    return {"type": kind, "coordinates": coordinates}


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_every_position_on_earth_is_a_point(lon, lat):
    assert positions(read_shape(geometry("Point", [lon, lat]))) == [(lon, lat)]


def test_lines_and_areas_keep_their_vertices():
    assert positions(read_shape(geometry("LineString", SQUARE[:3]))) == [(0, 0), (1, 0), (1, 1)]
    assert len(positions(read_shape(geometry("Polygon", [SQUARE])))) == 5
    two = geometry("MultiPolygon", [[SQUARE], [[[x + 5, y] for x, y in SQUARE]]])
    assert len(positions(read_shape(two))) == 10


def test_a_height_after_the_position_is_passed_over():
    assert positions(read_shape(geometry("Point", [37.6, 55.7, 180]))) == [(37.6, 55.7)]


def test_an_area_is_what_lies_inside_any_of_its_rings():
    area = area_of_rings([SQUARE, [[x + 5, y] for x, y in SQUARE]])
    assert area.area == pytest.approx(2)


REFUSED = [
    (None, "no geometry"),
    ("Point", "no geometry"),
    ({"coordinates": [0, 0]}, "no geometry"),
    (geometry("Circle", [0, 0]), "type 'Circle' cannot be used"),
    (geometry("Point", [37.6, 95]), "Latitude 95 is outside"),
    (geometry("Point", [55.7, -137.6]), "longitude first"),
    (geometry("Point", [190, 0]), "Longitude 190 is outside"),
    (geometry("Point", [1]), "is not a position"),
    (geometry("Point", ["a", "b"]), "is not a position"),
    (geometry("Point", [True, 1]), "is not a position"),
    (geometry("Point", [float("nan"), 1]), "is not a position"),
    (geometry("Point", None), "is not a position"),
    (geometry("LineString", [[0, 0]]), "too few positions"),
    (geometry("LineString", None), "too few positions"),
    (geometry("LineString", [[179, 0], [-179, 0]]), "crosses the antimeridian"),
    (geometry("LineString", [[0, 0]] * (MAX_VERTICES + 1)), "Simplify it"),
    (geometry("Polygon", []), "has no ring"),
    (geometry("Polygon", [SQUARE[:4]]), "not closed"),
    (geometry("Polygon", [SQUARE[:2]]), "too few positions"),
    (geometry("Polygon", [BOW_TIE]), "crosses itself"),
    (geometry("Polygon", [[[0, 0], [1, 1], [2, 2], [0, 0]]]), "Draw its boundary once around"),
    (
        geometry("Polygon", [[[179, 0], [-179, 0], [-179, 1], [179, 1], [179, 0]]]),
        "crosses the antimeridian",
    ),
    (geometry("MultiPolygon", []), "cannot be used"),
]


@pytest.mark.parametrize(("given_geometry", "sentence"), REFUSED)
def test_a_shape_nobody_can_plan_on_is_refused_with_one_sentence(given_geometry, sentence):
    with pytest.raises(InputError, match=sentence) as caught:
        read_shape(given_geometry)
    assert "\n" not in str(caught.value)
    assert caught.value.next_step
