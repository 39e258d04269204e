"""A delivery that keeps its promise has no fault; whatever is spoiled in it is the one fault."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from artel.orders.promises import CODES, Facts, Picture, Promise, faults, shown_share

START = datetime(2026, 10, 5, 6, 0, tzinfo=UTC)
RING = ((51.0, 47.0), (51.2, 47.0), (51.2, 47.2), (51.0, 47.2), (51.0, 47.0))
SHA = "ab" * 32
PROMISE = Promise(
    order="BY-17",
    task="T-1",
    satellite="KAZEOSAT-1",
    sensor="PAN",
    rings=(RING,),
    gsd_m=2.0,
    max_cloud_percent=20.0,
    start=START,
    end=START + timedelta(seconds=8),
    deliver_by=START + timedelta(hours=6),
)
FACTS = Facts(
    received=START + timedelta(hours=2),
    sha256=SHA,
    size_bytes=4096,
    picture=Picture(
        width=100, height=100, bands=1, pixel_m=1.9, footprint=shapely.box(50.99, 46.99, 51.3, 47.3)
    ),
)
ITEM = {
    "type": "Feature",
    "stac_version": "1.1.0",
    "stac_extensions": ["https://stac-extensions.github.io/eo/v1.1.0/schema.json"],
    "id": "KAZEOSAT-1-T-1",
    "geometry": {
        "type": "Polygon",
        "coordinates": [
            [[50.9, 46.9], [51.3, 46.9], [51.3, 47.3], [50.9, 47.3], [50.9, 46.9]],
        ],
    },
    "bbox": [50.9, 46.9, 51.3, 47.3],
    "properties": {
        "datetime": "2026-10-05T06:00:04Z",
        "platform": "KazEOSat-1",
        "instruments": ["pan"],
        "gsd": 1.9,
        "eo:cloud_cover": 12,
        "artel:task": "T-1",
        "artel:order": "BY-17",
        "artel:exercise": False,
    },
    "links": [],
    "assets": {
        "image": {
            "href": "assets/T-1.tif",
            "roles": ["data"],
            "file:checksum": f"1220{SHA}",
            "file:size": 4096,
        },
        "preview": {"href": "assets/T-1.png", "roles": ["overview"]},
    },
}
GONE = object()
IMAGE = ("assets", "image")
JUNK = st.one_of(st.booleans(), st.lists(st.integers(), max_size=2), st.just({}), st.just("?"))
SPOILED = {
    ("type",): ("ITEM", st.one_of(st.just(GONE), JUNK, st.just("Collection"))),
    ("stac_version",): ("ITEM", st.sampled_from([GONE, "0.9.0", "2.0.0", 1.1, None])),
    ("stac_extensions",): ("ITEM", st.sampled_from(["eo", [1], {}, None])),
    ("id",): ("ITEM", st.sampled_from([GONE, "", " ", 7, None])),
    ("geometry",): ("ITEM", st.one_of(st.just(GONE), st.none(), JUNK)),
    ("geometry", "type"): ("ITEM", st.sampled_from([GONE, "Circle", "Point", 5])),
    ("bbox",): (
        "ITEM",
        st.one_of(
            st.just(GONE), st.none(), JUNK, st.just([50.9, 46.9, 51.3, 48.0]),
            st.just([46.9, 50.9, 47.3, 51.3]), st.just([50.9, 46.9, "51.3", 47.3]),
        ),
    ),
    ("properties",): ("ITEM", st.sampled_from([GONE, None, [], "?"])),
    ("properties", "datetime"): (
        "ITEM",
        st.sampled_from([GONE, None, 5, "today", "2026-10-05T06:00:04", "2026-13-05T06:00Z"]),
    ),
    ("properties", "start_datetime"): ("ITEM", st.sampled_from(["2026-10-05T06:00:01Z", "?"])),
    ("properties", "platform"): ("SATELLITE", st.one_of(st.just(GONE), JUNK, st.just("BKA"))),
    ("properties", "instruments"): ("SENSOR", st.sampled_from([["MS"], "MS", []])),
    ("properties", "gsd"): ("GSD", st.floats(2.1, 1e6)),
    ("properties", "eo:cloud_cover"): ("CLOUD", st.one_of(st.just(GONE), st.floats(20.1, 100))),
    ("properties", "artel:task"): ("TASK", st.one_of(st.just(GONE), JUNK, st.just("T-2"))),
    ("properties", "artel:order"): ("TASK", st.one_of(st.just(GONE), JUNK, st.just("BY-18"))),
    ("properties", "artel:exercise"): ("EXERCISE", st.sampled_from([True, 0, "false", None])),
    ("links",): ("ITEM", st.sampled_from([GONE, {}, [1], [{"href": "x"}], [{"rel": "self"}]])),
    ("assets",): ("ITEM", st.sampled_from([GONE, {}, [], None])),
    (*IMAGE, "href"): ("ITEM", st.one_of(st.just(GONE), st.sampled_from(["", 4, None]))),
    (*IMAGE, "roles"): ("ITEM", st.sampled_from([GONE, [], ["thumbnail"], "data"])),
    ("assets", "preview", "roles"): ("ITEM", st.just(["data"])),
    (*IMAGE, "file:checksum"): (
        "CHECKSUM",
        st.one_of(
            st.just(GONE), JUNK, st.just(SHA), st.just("1114" + "ab" * 20),
            st.just("1220" + "cd" * 32),
        ),
    ),
    (*IMAGE, "file:size"): ("SIZE", st.integers(0, 2**40).filter(lambda size: size != 4096)),
    (*IMAGE, "eo:cloud_cover"): ("CLOUD", st.floats(20.1, 100)),
    (*IMAGE, "gsd"): ("GSD", st.floats(2.1, 1e6)),
}  # fmt: skip
NO_FIGURES = {
    ("properties", "gsd"): [0, -1, "2", True],
    ("properties", "eo:cloud_cover"): [-1, 101, "12", True],
    (*IMAGE, "file:size"): [-1, 4096.5, "4096", True],
}


def spoiled(path: tuple[str, ...], value: object) -> dict:
    """Return the good Item with one field replaced, or gone."""
    item = copy.deepcopy(ITEM)
    inner = item
    for name in path[:-1]:
        inner = inner[name]
    if value is GONE:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return item


def codes(item: dict, facts: Facts = FACTS, promise: Promise = PROMISE) -> set[str]:
    return {fault.code for fault in faults(promise, item, facts)}


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "1.1.1-beta.1"])
def test_a_good_delivery_is_accepted(version):
    assert faults(PROMISE, spoiled(("stac_version",), version), FACTS) == ()


@given(st.data())
def test_any_one_field_spoiled_is_exactly_its_fault(data):
    path = data.draw(st.sampled_from(sorted(SPOILED)))
    code, values = SPOILED[path]
    item = spoiled(path, data.draw(values))
    assert codes(item) == {code}
    assert all(fault.sentence.endswith(".") for fault in faults(PROMISE, item, FACTS))


@pytest.mark.parametrize(
    ("path", "value"), [(path, value) for path, values in NO_FIGURES.items() for value in values]
)
def test_a_figure_that_is_none_is_not_valid_and_not_judged_further(path, value):
    assert codes(spoiled(path, value)) == {"ITEM"}


@given(st.floats(0.0, 0.2))
def test_the_share_of_ground_that_the_item_and_the_file_both_show_is_said(cut):
    half = FACTS.picture.footprint.intersection(shapely.box(51.0 + cut, 40.0, 60.0, 50.0))
    found = faults(PROMISE, ITEM, replace(FACTS, picture=replace(FACTS.picture, footprint=half)))
    share = 1 - cut / 0.2
    assert shown_share((RING,), half) == pytest.approx(share, abs=1e-9)
    if share < 0.98:
        assert [(fault.code, fault.came) for fault in found] == [("FOOTPRINT", f"{share:.1%}")]
    elif share > 0.981:
        assert found == ()


def test_an_item_that_says_less_ground_than_promised_is_not_believed_further():
    geometry = shapely.geometry.mapping(shapely.box(51.1, 46.9, 51.3, 47.3))
    coordinates = [[list(position) for position in ring] for ring in geometry["coordinates"]]
    item = spoiled(("geometry",), {"type": "Polygon", "coordinates": coordinates})
    item["bbox"] = [51.1, 46.9, 51.3, 47.3]
    assert codes(item) == {"FOOTPRINT"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"received": START + timedelta(hours=6, seconds=1)}, "LATE"),
        ({"sha256": "cd" * 32}, "CHECKSUM"),
        ({"size_bytes": 4095}, "SIZE"),
        ({"picture": None, "trouble": "The image is damaged."}, "IMAGE"),
        ({"picture": replace(FACTS.picture, pixel_m=2.1)}, "GSD"),
        ({"picture": replace(FACTS.picture, footprint=shapely.box(0, 0, 1, 1))}, "FOOTPRINT"),
    ],
)
def test_a_file_that_is_not_what_was_promised_is_exactly_its_fault(change, code):
    assert codes(ITEM, replace(FACTS, **change)) == {code}


@pytest.mark.parametrize(
    ("seconds", "found"), [(-31, {"TIME"}), (-29, set()), (37, set()), (39, {"TIME"})]
)
def test_an_image_may_be_as_early_or_late_as_satellites_are(seconds, found):
    at = (START + timedelta(seconds=seconds)).isoformat()
    assert codes(spoiled(("properties", "datetime"), at)) == found


def test_of_a_span_both_ends_are_judged():
    item = copy.deepcopy(ITEM)
    item["properties"] |= {
        "datetime": None,
        "start_datetime": "2026-10-05T06:00:00Z",
        "end_datetime": "2026-10-05T06:20:00Z",
    }
    assert codes(item) == {"TIME"}
    item["properties"]["end_datetime"] = "2026-10-05T05:59:59Z"
    assert codes(item) == {"ITEM"}


def test_where_nothing_was_said_of_cloud_none_is_asked_for():
    item = spoiled(("properties", "eo:cloud_cover"), GONE)
    assert codes(item, promise=replace(PROMISE, max_cloud_percent=None)) == set()


def test_an_exercise_is_answered_by_an_exercise():
    exercise = replace(PROMISE, exercise=True)
    assert codes(ITEM, promise=exercise) == {"EXERCISE"}
    item = spoiled(("properties", "artel:exercise"), value=True)
    assert codes(item, promise=exercise) == set()


def test_ground_across_longitude_180_is_one_ground():
    ring = ((179.5, 66.0), (-179.5, 66.0), (-179.5, 67.0), (179.5, 67.0), (179.5, 66.0))
    east, west = shapely.box(179.0, 65.0, 180.0, 68.0), shapely.box(-180.0, 65.0, -179.0, 68.0)
    assert shown_share((ring,), shapely.MultiPolygon([east, west])) == pytest.approx(1.0)
    assert shown_share((ring,), east) == pytest.approx(0.5)
    coordinates = [[[list(position) for position in part.exterior.coords]] for part in (east, west)]
    item = spoiled(("geometry",), {"type": "MultiPolygon", "coordinates": coordinates})
    item["bbox"] = [179.0, 65.0, -179.0, 68.0]
    picture = replace(FACTS.picture, footprint=shapely.MultiPolygon([east, west]))
    promise = replace(PROMISE, rings=(ring,))
    assert codes(item, replace(FACTS, picture=picture), promise) == set()


def test_every_code_of_these_cases_is_explained():
    made = {code for code, _ in SPOILED.values()}
    assert made | {"TIME", "LATE", "IMAGE", "FOOTPRINT"} == set(CODES)
