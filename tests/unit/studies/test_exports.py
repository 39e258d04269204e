"""Exports of plans that are rare: names that bite, images over the antimeridian, a second long."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree as ET

import pytest
from shapely.geometry import shape

from artel.studies.exports.czml import plan_czml
from artel.studies.exports.geojson import plan_geojson
from artel.studies.exports.ical import plan_ical
from artel.studies.exports.kml import plan_kml
from artel.studies.exports.rows import plan_csv

KML = "{http://www.opengis.net/kml/2.2}"
NAME = 'A<b> & "c"; d, e\\f'
STATIONS = """
format: artel-stations/1
stations:
  - {name: North, owner: AA, state: AA, lat_deg: 55.0, lon_deg: 30.0, height_m: 120}
"""


@pytest.fixture
def plan():
    """A plan of one image that crosses the antimeridian and lasts less than a second."""
    link = {"satellite": NAME, "station": "North", "antenna": "A1"}
    ring = [[179.5, 60.0], [-179.5, 60.0], [-179.5, 60.5], [179.5, 60.5], [179.5, 60.0]]
    image = {
        "id": "I-001", "order": NAME, "satellite": NAME, "owner": "AA", "sensor": "PAN",
        "class": "quota", "start": "2026-10-05T02:04:18.100Z", "end": "2026-10-05T02:04:18.900Z",
        "gsd_m": 2.1, "value": 10.0, "footprint": ring, "verdicts": [],
        "upload": "U-001", "downlink": "D-001",
    }  # fmt: skip
    times = {"start": "2026-10-05T01:00:00.000Z", "end": "2026-10-05T01:01:00.000Z"}
    later = {"start": "2026-10-05T03:00:00.000Z", "end": "2026-10-05T03:00:30.000Z"}
    return {
        "format": "artel-plan/1",
        "pool": NAME,
        "horizon": {"start": "2026-10-05T00:00:00.000Z", "end": "2026-10-06T00:00:00.000Z"},
        "inputs": {
            "stations.yaml": {"text": STATIONS},
            "orders.geojson": {"text": '{"type": "FeatureCollection", "features": []}'},
        },
        "images": [image],
        "uploads": [{"id": "U-001", **link, **times, "images": ["I-001", "I-002"]}],
        "downlinks": [{"id": "D-001", **link, **later, "image": "I-001", "volume_gbit": 3.0}],
        "unplanned": [],
    }


def test_a_footprint_over_the_antimeridian_is_two_small_shapes(plan):
    feature = json.loads(plan_geojson(plan, []))["features"][0]
    parts = list(shape(feature["geometry"]).geoms)
    assert len(parts) == 2
    assert sum(part.area for part in parts) == pytest.approx(0.5)
    assert all(part.is_valid and part.exterior.is_ccw for part in parts)


def test_a_name_that_bites_stays_text_in_kml(plan):
    root = ET.fromstring(plan_kml(plan, []))  # noqa: S314 - our own text
    said = [each.text for each in root.iter(f"{KML}description")]
    assert f"{NAME} PAN, 2.1 m, order {NAME}" in said
    assert len(list(root.iter(f"{KML}Polygon"))) == 2


def test_czml_shows_an_image_from_when_it_is_taken_to_the_end_of_the_plan(plan):
    packets = json.loads(plan_czml(plan, []))
    images = [packet for packet in packets if packet["id"].startswith("image")]
    assert [packet["id"] for packet in images] == ["image I-001 part 1", "image I-001 part 2"]
    shown = "2026-10-05T02:04:18.100Z/2026-10-06T00:00:00.000Z"
    assert {packet["availability"] for packet in images} == {shown}
    assert packets[0]["clock"]["interval"].split("/")[1] == shown.split("/")[1]


def events(text):
    lines = text.replace("\r\n ", "").split("\r\n")
    return [
        dict(line.split(":", 1) for line in block.split("\n"))
        for block in re.findall(r"BEGIN:VEVENT\n(.*?)\nEND:VEVENT", "\n".join(lines), re.DOTALL)
    ]


def test_no_event_of_the_calendar_ends_where_it_starts(plan):
    for event in events(plan_ical(plan)):
        assert event["DTSTART"] < event["DTEND"]
    assert events(plan_ical(plan))[0]["DTEND"] == "20261005T020419Z"


def test_the_calendar_escapes_text_and_lists_images_plainly(plan):
    image, upload, _ = events(plan_ical(plan))
    assert image["SUMMARY"].endswith('A<b> & "c"\\; d\\, e\\\\f')
    assert upload["DESCRIPTION"] == "antenna: A1\\, images: I-001 I-002"


def test_a_control_character_does_not_reach_the_calendar(plan):
    text = plan_ical({**plan, "pool": "Ka\x07zan\r\nBEGIN:VEVENT"})
    assert "X-WR-CALNAME:Kazan\\nBEGIN:VEVENT\r\n" in text
    assert text.count("\r\nBEGIN:VEVENT") == 3


def test_uids_stay_when_other_rows_change(plan):
    before = {event["UID"] for event in events(plan_ical(plan))}
    after = {event["UID"] for event in events(plan_ical({**plan, "downlinks": []}))}
    assert len(before) == 3
    assert after < before


def test_csv_survives_commas_quotes_and_semicolons(plan):
    rows = list(csv.DictReader(io.StringIO(plan_csv(plan), newline="")))
    assert [row["kind"] for row in rows] == ["image", "upload", "downlink"]
    assert rows[0]["order"] == NAME
