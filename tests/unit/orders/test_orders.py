from __future__ import annotations

import copy
import json
import pickle
import re

import pytest

from artel.commons.classes import OrderClass
from artel.commons.errors import FormatError, TableError
from artel.commons.tables import load
from artel.orders.orders import read_orders

FEATURE = {
    "type": "Feature",
    "id": "sevan",
    "geometry": {"type": "Point", "coordinates": [45.35, 40.4]},
    "properties": {
        "name": "Lake Sevan",
        "brought_by": "AM",
        "customer": "Ministry of Environment",
        "class": "quota",
        "purpose": "lakes",
        "value": 90,
        "not_before": "2026-10-05T00:00Z",
        "not_after": "2026-10-06T00:00Z",
        "deliver_by": "2026-10-06T12:00Z",
        "sensors": ["optical"],
        "max_gsd_m": 1.8,
    },
}
BOW_TIE = [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]
OVER_180 = [[179, 60], [-179, 60], [-179, 61], [179, 61], [179, 60]]


def collection(*features):
    return {"type": "FeatureCollection", "format": "artel-orders/1", "features": list(features)}


def read(*features):
    return read_orders(load(json.dumps(collection(*features), indent=1), "orders.geojson"))


def changed(**properties):
    feature = copy.deepcopy(FEATURE)
    feature["properties"] |= properties
    return feature


def placed(kind, coordinates):
    return copy.deepcopy(FEATURE) | {"geometry": {"type": kind, "coordinates": coordinates}}


def refusal(*features):
    with pytest.raises(TableError) as caught:
        read(*features)
    return str(caught.value)


def test_a_feature_becomes_an_order():
    (order,) = read(FEATURE)
    assert (order.id, order.brought_by, order.order_class) == ("sevan", "AM", OrderClass.QUOTA)
    assert (order.shape.x, order.shape.y) == (45.35, 40.4)
    assert order.not_after.isoformat() == "2026-10-06T00:00:00+00:00"
    assert not order.is_strip
    assert order.agreed == frozenset()


def test_lines_and_areas_are_strips():
    line, area = read(
        placed("LineString", [[45, 40], [46, 41]]) | {"id": "line"},
        placed("Polygon", [[[45, 40], [46, 40], [46, 41], [45, 40]]]) | {"id": "area"},
    )
    assert line.is_strip
    assert area.is_strip


def test_an_area_may_be_filled_and_asks_for_four_fifths_where_it_does_not_say():
    feature = placed("Polygon", [[[45, 40], [46, 40], [46, 41], [45, 40]]])
    feature["properties"]["fill"] = {"max_spread_h": 6}
    (order,) = read(feature)
    assert (order.fill.least_share, order.fill.max_gsd_ratio) == (0.8, None)
    assert order.fill.max_spread_h == 6


def test_a_series_may_fall_due_for_the_last_time_just_before_its_window_closes():
    (order,) = read(changed(series={"visits": 4, "every_h": 7.9, "tolerance_h": 7.9}))
    assert order.series.visits == 4


def test_consents_are_pairs_of_article_and_party():
    (order,) = read(changed(consents=[{"article": "T-KZ", "party": "KZ"}]))
    assert order.agreed == {("T-KZ", "KZ")}


def test_an_order_travels_between_processes():
    (order,) = read(FEATURE)
    assert pickle.loads(pickle.dumps(order)) == order  # noqa: S301 - our own bytes


def test_no_orders_are_no_error():
    assert read() == ()


WRONG = [
    ({"class": "urgent"}, "'emergency'"),
    ({"value": 0}, "value"),
    ({"value": -5}, "value"),
    ({"value": "much"}, "'much'"),
    ({"max_gsd_m": 0}, "max_gsd_m"),
    ({"sensors": []}, "sensors"),
    ({"sensors": ["sonar"]}, "sensors"),
    ({"min_sun_elevation_deg": 91}, "min_sun_elevation_deg"),
    ({"max_off_nadir_deg": 90}, "max_off_nadir_deg"),
    ({"not_before": "tomorrow"}, "'tomorrow' is not an instant"),
    ({"not_after": "2026-10-04"}, "not_after must be later than not_before"),
    ({"deliver_by": "2026-10-04"}, "deliver_by must be later than not_before"),
    ({"consents": [{"article": "T-KZ"}]}, "'party' is missing"),
    ({"name": ""}, "name"),
    ({"fill": {}}, "only a Polygon can be filled"),
    ({"fill": {"least_share": 1.2}}, "least_share"),
    ({"fill": {"max_gsd_ratio": 0.5}}, "max_gsd_ratio"),
    ({"fill": {"max_spread_h": 0}}, "max_spread_h"),
    ({"series": {"visits": 1, "every_h": 6, "tolerance_h": 1}}, "visits"),
    ({"series": {"visits": 3, "every_h": 6, "tolerance_h": 7}}, "must not exceed every_h"),
    ({"series": {"visits": 5, "every_h": 6, "tolerance_h": 1}}, "falls due after not_after"),
    (
        {"fill": {}, "series": {"visits": 2, "every_h": 6, "tolerance_h": 1}},
        "fill or series, not both",
    ),
]


@pytest.mark.parametrize(("properties", "sentence"), WRONG)
def test_a_wrong_property_is_named_with_file_line_and_field(properties, sentence):
    said = refusal(changed(**properties))
    assert re.match(r"orders\.geojson, line \d+, features\[0\]\.properties", said)
    assert sentence in said


@pytest.mark.parametrize(
    ("typed", "meant"), [("brougth_by", "brought_by"), ("max_gsd", "max_gsd_m"), ("clas", "class")]
)
def test_a_misspelt_property_is_named_with_the_one_that_was_meant(typed, meant):
    feature = changed(**{typed: FEATURE["properties"][meant]})
    del feature["properties"][meant]
    said = refusal(feature)
    assert f"'{meant}' is missing" in said
    assert f"'{typed}' is not a known key; did you mean '{meant}'?" in said


SHAPES = [
    ("Point", [45, 95], "Latitude 95 is outside"),
    ("Point", [181, 5], "Longitude 181 is outside"),
    ("Polygon", [BOW_TIE], "crosses itself"),
    ("Polygon", [OVER_180], "crosses the antimeridian"),
    ("LineString", [[45, 40]], "too few positions"),
    ("GeometryCollection", [], "cannot be used"),
    ("MultiPolygon", [[[[0, 0], [1, 0], [1, 1], [0, 0]]]], "Order each polygon by itself"),
]


@pytest.mark.parametrize(("kind", "coordinates", "sentence"), SHAPES)
def test_a_wrong_place_is_named_with_its_order(kind, coordinates, sentence):
    said = refusal(placed(kind, coordinates))
    assert said.startswith("orders.geojson, line 8, features[0].geometry: order 'sevan': ")
    assert sentence in said
    assert "\n" not in said


def test_a_missing_place_is_an_error():
    feature = {key: value for key, value in FEATURE.items() if key != "geometry"}
    assert "'geometry' is missing" in refusal(feature)


def test_every_wrong_place_is_told_at_once():
    said = refusal(placed("Point", [0, 95]), placed("Point", [0, 96]) | {"id": "b"})
    assert len(said.splitlines()) == 2


def test_two_orders_of_one_id_are_refused():
    assert "the id 'sevan' stands twice" in refusal(FEATURE, FEATURE)


def test_a_number_as_id_is_refused():
    assert "features[0].id" in refusal(FEATURE | {"id": 7})


def test_a_plain_geojson_file_is_told_how_to_begin():
    text = json.dumps({"type": "FeatureCollection", "features": []})
    with pytest.raises(FormatError, match="artel-orders/1"):
        read_orders(load(text, "orders.geojson"))


def test_a_complaint_about_an_order_names_its_line():
    (order,) = read(FEATURE)
    assert order.origin is not None
    said = order.origin.finding("value", "too much.")
    assert said == "orders.geojson, line 21, features[0].properties.value: too much."
