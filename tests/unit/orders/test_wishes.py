"""What a customer may order: one JSON object, every problem named, and the same again."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.commons.classes import OrderClass
from artel.commons.errors import InputError
from artel.commons.tables import load
from artel.orders.orders import Consent, read_orders
from artel.orders.wishes import (
    Known,
    WishError,
    WishProblem,
    feature_of,
    read_wish,
    wish_body,
    wish_of,
)

KNOWN = Known(
    now=datetime(2026, 10, 5, tzinfo=UTC),
    parties=("RU", "BY", "UZ"),
    products=("standard", "orthorectified"),
    terminals=("truck-7",),
    stations=("Minsk", "Astana"),
    satellites=("KAZSAT-2", "KAZSAT-3"),
    licences=("member", "open"),
    classes=(OrderClass.QUOTA, OrderClass.COMMERCIAL),
)
HEAD = {
    "name": "Kazan, the two rivers",
    "brought_by": "BY",
    "customer": "National Academy of Sciences",
    "not_before": "2026-10-05T00:00:00Z",
    "not_after": "2026-10-06T00:00:00Z",
}
IMAGE = HEAD | {
    "deliver_by": "2026-10-06T12:00:00Z",
    "sensors": ["optical"],
    "max_gsd_m": 3,
}
POINT = {"type": "Point", "coordinates": [49.12, 55.79]}
LINE = {"type": "LineString", "coordinates": [[44.0, 56.3], [43.9, 56.9]]}
AREA = {"type": "Polygon", "coordinates": [[[49, 55], [50, 55], [50, 56], [49, 55]]]}
BOW_TIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
SERIES = {"visits": 4, "every_h": 6, "tolerance_h": 5}
WISHES = {
    "point": IMAGE | {"geometry": POINT, "product": "standard", "licence": "open"},
    "strip": IMAGE | {"geometry": LINE, "class": "quota", "max_off_nadir_deg": 20},
    "area": IMAGE | {"geometry": AREA, "fill": {"least_share": 0.9, "max_spread_h": 6}},
    "series": IMAGE | {"geometry": POINT, "series": SERIES, "exercise": True},
    "archive": HEAD | {"not_before": "2020-01-01", "geometry": AREA, "max_gsd_m": 5},
    "messages": HEAD
    | {"terminal": "truck-7", "destination": "Minsk", "size_bytes": 2000, "per_day": 24},
    "link": HEAD | {"satellite": "KAZSAT-2", "bandwidth_mhz": 4.5, "hours": 12},
    "station": HEAD | {"station": "Minsk", "band": "X", "minutes": 40},
}
WISHES = {kind: body | {"kind": kind} for kind, body in WISHES.items()}
ABSENT = object()


def changed(kind, /, **changes):
    body = copy.deepcopy(WISHES[kind]) | changes
    return {name: value for name, value in body.items() if value is not ABSENT}


def problems(body, known=KNOWN):
    with pytest.raises(WishError) as caught:
        read_wish(body, known)
    return {each.pointer: each.sentence for each in caught.value.problems}


@pytest.mark.parametrize("kind", WISHES)
def test_every_kind_is_read_and_written_back_as_it_was(kind):
    wish = read_wish(WISHES[kind], KNOWN)
    body = json.loads(json.dumps(wish_body(wish)))
    assert wish.kind == kind
    assert read_wish(body, KNOWN) == wish
    assert wish_body(read_wish(body, KNOWN)) == body
    assert wish_of(body) == wish
    assert hash(wish) == hash(wish_of(body))


@pytest.mark.parametrize("kind", ["point", "strip", "area", "series"])
def test_a_wish_for_images_is_an_order_that_plans_read(kind):
    wish = read_wish(WISHES[kind], KNOWN)
    feature = feature_of(wish, "O-7", [Consent(article="C3", party="RU")])
    text = {"type": "FeatureCollection", "format": "artel-orders/1", "features": [feature]}
    (order,) = read_orders(load(json.dumps(text), "orders.geojson"))
    assert (order.id, order.brought_by, order.not_after) == ("O-7", "BY", wish.not_after)
    assert (order.fill, order.series, order.value) == (wish.fill, wish.series, wish.value)
    assert order.shape.equals(wish.geometry.shape)
    assert order.agreed == {("C3", "RU")}


@pytest.mark.parametrize("kind", ["archive", "messages", "link", "station"])
def test_what_is_not_of_images_is_no_feature(kind):
    with pytest.raises(InputError, match=f"kind {kind} is not of images"):
        feature_of(read_wish(WISHES[kind], KNOWN), "O-7")


@pytest.mark.parametrize("fill", [ABSENT, None, {}])
def test_an_area_is_filled_though_it_does_not_say_how(fill):
    wish = read_wish(changed("area", fill=fill), KNOWN)
    assert wish.fill.least_share == 0.8


REFUSED = [
    ("point", {"kind": "dot"}, "/kind", "did you mean"),
    ("point", {"kind": ABSENT}, "/kind", "known: archive, area, link"),
    ("point", {"kind": ["point"]}, "/kind", "This is not a kind of order"),
    ("point", {"geometry": BOW_TIE}, "/geometry/coordinates", "crosses itself at 0.5, 0.5"),
    ("point", {"geometry": LINE}, "/geometry/type", "there is no LineString; give a Point."),
    ("strip", {"geometry": POINT}, "/geometry/type", "give a LineString or a Polygon."),
    ("area", {"geometry": LINE}, "/geometry/type", "give a Polygon."),
    ("point", {"geometry": ABSENT}, "/geometry", "'geometry' is missing."),
    ("point", {"geometry": {**POINT, "crs": "EPSG:3857"}}, "/geometry/crs", "EPSG:3857"),
    ("point", {"max_gsd": 3}, "/max_gsd", "did you mean 'max_gsd_m'?"),
    ("point", {"max_gsd_m": "3"}, "/max_gsd_m", "This should be a number."),
    ("point", {"max_gsd_m": True}, "/max_gsd_m", "This should be a number."),
    ("point", {"max_gsd_m": float("nan")}, "/max_gsd_m", "not a number that can be used"),
    ("point", {"max_gsd_m": 10**400}, "/max_gsd_m", "not a number that can be used"),
    ("point", {"sensors": []}, "/sensors", "Give at least one."),
    ("point", {"sensors": ["lidar"]}, "/sensors/0", "This should be 'optical' or 'radar'."),
    ("point", {"exercise": "no"}, "/exercise", "This should be true or false."),
    ("point", {"not_before": 5}, "/not_before", "Write an instant as"),
    ("point", {"not_before": "soon"}, "/not_before", "'soon' is not an instant"),
    ("point", {"not_before": "0001-01-01T00:00+23:00"}, "/not_before", "is not an instant"),
    ("point", {"not_before": "2026-10-06T06:00"}, "/not_after", "not_after must be later"),
    ("point", {"deliver_by": "2026-10-05"}, "/deliver_by", "deliver_by"),
    ("point", {"not_after": "2026-10-04"}, "/not_after", "not_after"),
    ("point", {"not_before": "2025-09-01"}, "/not_after", "The interval has 400 days"),
    ("point", {"deliver_by": "2099-01-01"}, "/deliver_by", "more than 1098 days ahead"),
    ("archive", {"not_before": "2026-10-05T12:00Z"}, "/not_before", "holds what was taken"),
    ("archive", {"not_before": "1920-01-01"}, "/not_after", "The interval has"),
    ("point", {"brought_by": "BI"}, "/brought_by", "no party 'BI'. Did you mean 'BY'?"),
    ("point", {"product": "ortorectified"}, "/product", "Did you mean 'orthorectified'?"),
    ("point", {"product": "pizza"}, "/product", "There is no product 'pizza'."),
    ("point", {"licence": "closed"}, "/licence", "There is no licence 'closed'."),
    ("point", {"class": "emergency"}, "/class", "you can in quota, commercial."),
    ("point", {"class": "urgent"}, "/class", "This should be 'emergency', 'reserved'"),
    ("point", {"value": 9000}, "/value", "The desk says what an order is worth"),
    ("point", {"consents": []}, "/consents", "at the desk, not with the order"),
    ("point", {"customer": "  "}, "/customer", "The text is empty."),
    ("point", {"customer": "a\x00b"}, "/customer", "cannot be printed"),
    ("point", {"customer": "\ud800"}, "/customer", "cannot be printed"),
    ("point", {"customer": "x" * 501}, "/customer", "The text has 501 characters"),
    ("point", {"fill": {}}, "/fill", "Only kind area is filled."),
    ("area", {"fill": {"least_share": 2}}, "/fill/least_share", "less than or equal to 1"),
    ("area", {"fill": {"least": 1}}, "/fill/least", "did you mean 'least_share'?"),
    ("area", {"fill": []}, "/fill", "This should be an object."),
    ("area", {"series": SERIES}, "/series", "Only kind series has visits."),
    ("series", {"series": ABSENT}, "/series", "say visits, every_h and tolerance_h"),
    ("series", {"series": {**SERIES, "every_h": 9}}, "/series", "falls due after not_after"),
    ("series", {"series": {**SERIES, "tolerance_h": 7}}, "/series/tolerance_h", "not exceed"),
    ("series", {"series": {**SERIES, "visits": 2.5}}, "/series/visits", "a whole number"),
    ("series", {"series": {**SERIES, "every_h": 1e200}}, "/series/every_h", "8784"),
    ("messages", {"terminal": "truck-8"}, "/terminal", "Did you mean 'truck-7'?"),
    ("messages", {"size_bytes": 0}, "/size_bytes", "greater than or equal to 1"),
    ("messages", {"geometry": POINT}, "/geometry", "'geometry' is not a field of it"),
    ("link", {"satellite": "KAZSAT"}, "/satellite", "Did you mean 'KAZSAT-"),
    ("link", {"rate_mbps": 3}, "/bandwidth_mhz", "either bandwidth_mhz or rate_mbps"),
    ("link", {"bandwidth_mhz": ABSENT}, "/bandwidth_mhz", "either bandwidth_mhz or rate_mbps"),
    ("link", {"hours": 25}, "/hours", "The interval has only 24 hours."),
    ("station", {"station": "Minks"}, "/station", "Did you mean 'Minsk'?"),
    ("station", {"minutes": 1441}, "/minutes", "The interval has only 1440 minutes."),
    ("station", {"band": ABSENT}, "/band", "'band' is missing."),
    ("point", {"a/b": [[[[[[[[[[[[[[1]]]]]]]]]]]]]]}, "/a~1b/0/0", "nested too deep"),
]


@pytest.mark.parametrize(("kind", "changes", "pointer", "sentence"), REFUSED)
def test_a_wrong_wish_is_refused_with_where_and_why(kind, changes, pointer, sentence):
    found = problems(changed(kind, **changes))
    where = [each for each in found if each.startswith(pointer)]
    assert where
    assert sentence in found[where[0]]
    assert len(found) == 1


@pytest.mark.parametrize("body", [None, [], 3, "point", [WISHES["point"]]])
def test_what_is_no_object_is_no_order(body):
    assert problems(body) == {"": "An order is a JSON object."}


def test_everything_that_is_wrong_is_said_at_once():
    body = changed(
        "point", geometry=BOW_TIE, not_after="2026-10-04", product="pizza", colour="red",
        sensors="optical", customer=ABSENT,
    )  # fmt: skip
    assert set(problems(body)) == {
        "/geometry/coordinates", "/not_after", "/product", "/colour", "/sensors", "/customer",
    }  # fmt: skip
    with pytest.raises(WishError) as caught:
        read_wish(body, KNOWN)
    assert WishProblem("/customer", "'customer' is missing.") in caught.value.problems
    assert "/customer: 'customer' is missing." in str(caught.value)


def test_who_may_says_what_an_order_is_worth():
    known = Known(now=KNOWN.now, parties=("BY",), may_value=True, products=("standard",))
    wish = read_wish(changed("point", value=90), known)
    assert wish.value == wish_body(wish)["value"] == 90
    assert "value" not in wish_body(read_wish(WISHES["point"], KNOWN))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
fields = st.sampled_from(sorted({name for body in WISHES.values() for name in body}))


@given(json_values)
def test_no_json_makes_it_stumble(value):
    with pytest.raises(WishError):
        read_wish(value, KNOWN)


@given(st.sampled_from(sorted(WISHES)), st.dictionaries(fields | st.text(), json_values))
def test_a_wish_with_anything_in_a_field_is_read_or_refused_there(kind, changes):
    try:
        wish = read_wish(changed(kind, **changes), KNOWN)
    except WishError as error:
        found = error.problems
    else:
        found = [WishProblem("", "none")]
        assert read_wish(wish_body(wish), KNOWN) == wish
    assert found
    assert all(each.pointer == "" or each.pointer[0] == "/" for each in found)
    assert all(each.sentence for each in found)


instants = st.datetimes(datetime(2026, 10, 5), datetime(2026, 12, 1))  # noqa: DTZ001
names = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=40)


@given(
    st.sampled_from(["point", "strip", "area"]),
    st.lists(instants, min_size=2, max_size=2, unique=True),
    st.floats(0.01, 1000),
    names.filter(str.strip),
    st.floats(-10, 10),
)
def test_a_wish_written_back_is_the_same_wish(kind, span, gsd, name, shift):
    first, last = sorted(span)
    geometry = json.loads(json.dumps(WISHES[kind]["geometry"]), parse_float=float)
    if kind == "point":
        geometry["coordinates"] = [shift, -shift]
    body = changed(
        kind, geometry=geometry, name=name, customer=name, max_gsd_m=gsd,
        not_before=first.isoformat(), not_after=last.isoformat(), deliver_by="2026-12-31",
    )  # fmt: skip
    wish = read_wish(body, Known(**{**vars_of(KNOWN), "now": datetime(2026, 10, 4, tzinfo=UTC)}))
    again = wish_of(json.loads(json.dumps(wish_body(wish))))
    assert again == wish
    assert wish_body(again) == wish_body(wish)


def vars_of(known):
    return {name: getattr(known, name) for name in known.__slots__}
