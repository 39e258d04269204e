"""The plan in other tools' formats, read back by readers that are not ours."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from shapely.geometry import shape
from shapely.geometry.polygon import Polygon

from artel.orbits.oem import read_oem
from artel.orbits.tracks import state
from artel.studies.exports.all import exports_of
from artel.studies.exports.ground import cut_lines

KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture(scope="module")
def tracks(first_day):
    return [track for each in first_day.tracks.by_name.values() for track in each]


@pytest.fixture(scope="module")
def exports(first_plan, tracks):
    return exports_of(first_plan, tracks)


def test_the_same_plan_gives_the_same_bytes(first_plan, tracks, exports):
    assert exports_of(first_plan, tracks) == exports


def test_csv_has_a_row_for_everything_in_the_plan(first_plan, exports):
    rows = list(csv.DictReader(io.StringIO(exports["plan.csv"], newline="")))
    kinds = [row["kind"] for row in rows]
    assert kinds.count("image") == len(first_plan["images"])
    assert kinds.count("upload") == len(first_plan["uploads"])
    assert kinds.count("downlink") == len(first_plan["downlinks"])
    assert kinds.count("not planned") == len(first_plan["unplanned"])
    first = rows[0]
    assert first["format"] == "artel-plan-csv/1"
    assert float(first["roll_deg"]) == first_plan["images"][0]["roll_deg"]


def test_no_cell_of_the_csv_is_taken_for_a_formula(first_plan):
    from artel.studies.exports.rows import plan_csv

    hostile = {**first_plan["images"][0], "order": "=HYPERLINK(1)"}
    text = plan_csv({**first_plan, "images": [hostile]})
    assert "'=HYPERLINK(1)" in text


def test_geojson_holds_valid_shapes_that_keep_to_one_side_of_the_antimeridian(exports, first_plan):
    said = json.loads(exports["plan.geojson"])
    assert said["format"] == "artel-plan-geojson/1"
    shapes = [(each, shape(each["geometry"])) for each in said["features"]]
    assert all(geometry.is_valid for _, geometry in shapes)
    assert all(geometry.bounds[0] >= -180 and geometry.bounds[2] <= 180 for _, geometry in shapes)
    images = [pair for pair in shapes if pair[0]["properties"]["kind"] == "image"]
    assert len(images) == len(first_plan["images"])
    assert all(part.exterior.is_ccw for _, geometry in images for part in _parts(geometry))
    assert max(geometry.area for _, geometry in images) < 400


def _parts(geometry):
    return [geometry] if isinstance(geometry, Polygon) else list(geometry.geoms)


def test_a_point_order_lies_in_the_footprint_that_serves_it(exports):
    features = json.loads(exports["plan.geojson"])["features"]
    orders = {each["id"].removeprefix("order "): each for each in features}
    images = [each for each in features if each["properties"]["kind"] == "image"]
    for image in images:
        order = orders[image["properties"]["order"]]
        assert order["properties"]["image"] == image["properties"]["id"]
        if order["geometry"]["type"] == "Point":
            assert shape(image["geometry"]).contains(shape(order["geometry"]))


def test_kml_is_well_formed_and_dated(exports, first_plan):
    root = ET.fromstring(exports["plan.kml"])  # noqa: S314 - our own text
    spans = root.findall(f".//{KML}TimeSpan")
    assert len(spans) == len(first_plan["images"])
    assert spans[0].find(f"{KML}begin").text.endswith("Z")
    styles = {f"#{style.get('id')}" for style in root.iter(f"{KML}Style")}
    assert {url.text for url in root.iter(f"{KML}styleUrl")} == styles


def test_czml_moves_the_satellites_as_the_tracks_do(exports, tracks):
    packets = json.loads(exports["plan.czml"])
    assert packets[0]["id"] == "document"
    assert len({packet["id"] for packet in packets}) == len(packets)
    moving = [packet for packet in packets if packet["id"].startswith("satellite ")]
    samples = np.array(moving[0]["position"]["cartesian"]).reshape(-1, 4)
    r, _ = state(tracks[0], tracks[0].start + samples[10, 0])
    assert samples[10, 1:] == pytest.approx(r, abs=0.1)


def test_the_calendar_keeps_to_rfc_5545(exports, first_plan):
    text = exports["plan.ics"]
    assert text.endswith("END:VCALENDAR\r\n")
    lines = text.split("\r\n")[:-1]
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in text.replace("\r\n", "")
    unfolded = text.replace("\r\n ", "").split("\r\n")
    events = len(first_plan["images"]) + len(first_plan["uploads"]) + len(first_plan["downlinks"])
    assert unfolded.count("BEGIN:VEVENT") == unfolded.count("END:VEVENT") == events
    uids = [line for line in unfolded if line.startswith("UID:")]
    assert len(set(uids)) == events
    stamps = [line for line in unfolded if re.match(r"DT(STAMP|START|END):", line)]
    assert all(re.fullmatch(r"DT\w+:\d{8}T\d{6}Z", line) for line in stamps)
    assert {line for line in stamps if "STAMP" in line} == {"DTSTAMP:20261005T000000Z"}


def test_a_long_name_in_any_script_is_folded_between_characters(first_plan):
    from artel.studies.exports.ical import plan_ical

    upload = {**first_plan["uploads"][0], "station": "Плещеницы; Երևան, " * 9}
    text = plan_ical({**first_plan, "uploads": [upload]})
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "Плещеницы\\; Երևան\\, " in text.replace("\r\n ", "")


def test_oem_read_back_gives_the_tracks(exports, tracks):
    owned = read_oem(exports["plan.oem"])
    assert [each.name for each in owned] == [track.name for track in tracks]
    assert np.abs(owned[0].r - tracks[0].r).max() < 1e-2
    assert owned[0].norad_id == tracks[0].norad_id


def test_a_track_over_the_antimeridian_meets_it_on_both_sides():
    lines = cut_lines([170.0, 178.0, -174.0, -166.0], [0.0, 4.0, 8.0, 12.0])
    assert lines == [
        [[170.0, 0.0], [178.0, 4.0], [180.0, 5.0]],
        [[-180.0, 5.0], [-174.0, 8.0], [-166.0, 12.0]],
    ]
