"""An area over the Aral Sea is filled by three owners, and a dam is looked at again and again.

The orders stand in aral.geojson beside this story; everything else is the bundled pool.
"""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from shapely.geometry import Polygon, shape
from shapely.ops import unary_union

from artel.cli import common
from artel.orbits.time import parse_epoch
from artel.studies.explain import explanation, sentences
from artel.studies.exports.geojson import plan_geojson
from artel.validator.check import validate


def images_of(aral_plan, order):
    return [image for image in aral_plan["images"] if image["order"] == order]


def test_the_validator_measures_the_same_area(aral_plan):
    report = validate(aral_plan)
    assert report.findings == ()
    assert (report.checked["areas"], report.checked["series"]) == (1, 1)


def test_three_owners_fill_the_area_between_them(aral_plan):
    (area,) = aral_plan["areas"]
    assert area["order"] == "aral-seabed"
    assert len(area["by_owner"]) >= 3
    assert min(area["by_owner"].values()) > 0.02
    assert sum(area["by_owner"].values()) == pytest.approx(area["share"])
    assert area["enough"]
    assert (
        max(image["covered"] for image in images_of(aral_plan, "aral-seabed")) < area["least_share"]
    )


def test_the_share_is_that_of_the_footprints_on_the_map(aral_plan, aral):
    (area,) = aral_plan["areas"]
    (order,) = [each for each in aral.orders if each.id == "aral-seabed"]
    shown = unary_union([Polygon(i["footprint"]) for i in images_of(aral_plan, "aral-seabed")])
    # In degrees, a little untrue towards the north of the area: near enough for a map.
    share = shown.intersection(shape(order.shape)).area / order.shape.area
    assert area["share"] == pytest.approx(share, abs=0.015)


def test_every_strip_is_another_piece_and_keeps_what_the_order_asks(aral_plan, aral):
    (area,) = aral_plan["areas"]
    (order,) = [each for each in aral.orders if each.id == "aral-seabed"]
    images = images_of(aral_plan, "aral-seabed")
    assert len({image["piece"] for image in images}) == len(images) == len(area["images"])
    gsd = [image["product_gsd_m"] for image in images]
    assert max(gsd) <= order.fill.max_gsd_ratio * min(gsd)
    ends = [parse_epoch(image["end"]) for image in images]
    starts = [parse_epoch(image["start"]) for image in images]
    assert max(ends) - min(starts) <= 3600.0 * order.fill.max_spread_h
    assert area["spread_h"] == pytest.approx((max(ends) - min(starts)) / 3600.0, abs=1e-3)


def test_the_area_is_worth_its_share_and_the_series_its_visits(aral_plan):
    (area,), (series,) = aral_plan["areas"], aral_plan["series"]
    worth = 160.0 * area["share"] + 80.0 * len(series["made"]) / series["visits"]
    assert aral_plan["value"]["planned"] == pytest.approx(worth)
    (row,) = [row for row in aral_plan["members"] if row["member"] == "KZ"]
    assert (row["served"], row["value"]) == (2, pytest.approx(worth))


def test_the_plan_says_in_one_line_who_covers_how_much(aral_plan, capsys):
    common.show_plan(aral_plan)
    said = capsys.readouterr().out
    assert "2 of 2 orders planned" in said
    (line,) = [each for each in said.splitlines() if each.startswith("aral-seabed: ")]
    (area,) = aral_plan["areas"]
    assert f"{area['share']:.0%} of the area by BY {area['by_owner']['BY']:.0%}, KZ " in line
    assert "kokaral-gates: " in said


def test_an_order_of_many_images_is_explained_with_all_of_them(aral_plan):
    said = sentences(explanation(aral_plan, "aral-seabed"))
    assert all(name in said[-1] for name in aral_plan["areas"][0]["images"][1:])


def test_on_the_map_an_order_names_all_its_images(aral_plan):
    features = json.loads(plan_geojson(aral_plan, []))["features"]
    orders = [each["properties"] for each in features if each["properties"]["kind"] == "order"]
    (area,) = [each for each in orders if each["name"].startswith("South Aral")]
    assert area["image"] == ", ".join(aral_plan["areas"][0]["images"])


def test_kazakhstan_alone_covers_less_than_the_pool(aral_plan):
    (row,) = [row for row in aral_plan["members"] if row["member"] == "KZ"]
    assert row["alone_value"] < row["value"]


def test_the_dam_is_visited_at_most_once_in_each_window(aral_plan, aral):
    (series,) = aral_plan["series"]
    assert len(series["made"]) >= 2
    made = [visit["visit"] for visit in series["made"]]
    assert sorted(made + series["missed"]) == [1, 2, 3, 4]
    images = {image["id"]: image for image in images_of(aral_plan, "kokaral-gates")}
    assert len(images) == len(series["made"])
    for visit in series["made"]:
        late = parse_epoch(images[visit["image"]]["end"]) - parse_epoch(visit["due"])
        assert 0.0 < late <= 5.0 * 3600.0
    due = [parse_epoch(visit["due"]) for visit in series["made"]]
    assert all((b - a) % (6.0 * 3600.0) == 0.0 for a, b in pairwise(due))
