"""A customer asks why not, relaxes what it is told, and gets it; so does every order left out."""

from __future__ import annotations

import json

import pytest

from artel.commons.ids import pretty_json
from artel.studies.standing import standing_of_plan
from artel.studies.whynot import asked, serves

ORDER = "geneva-car"
"""Nobody in the pool sees as sharply as it asks."""


@pytest.fixture(scope="module")
def folder(first_plan, tmp_path_factory):
    out = tmp_path_factory.mktemp("day")
    (out / "plan.json").write_text(pretty_json(first_plan))
    return out


def test_a_customer_asks_why_not_relaxes_and_gets_it(artel, kazan, folder, tmp_path):
    told = artel("explain", folder, ORDER, "--for-customer", "--json").json()
    assert told["code"] == "TOO_COARSE"
    (change,) = told["relaxations"][0]
    assert (change["term"], change["ordered"]) == ("max_gsd_m", 0.4)

    relaxed = tmp_path / "relaxed.geojson"
    ran = artel("explain", folder, ORDER, "--relax", relaxed)
    assert ran.code == 0
    assert f"{ORDER} with max_gsd_m {change['needed']:g} instead of 0.4" in ran.out
    orders = json.loads(relaxed.read_text())["features"]
    (mine,) = [each for each in orders if each["id"] == ORDER]
    assert mine["properties"]["max_gsd_m"] == change["needed"]

    again = tmp_path / "again"
    assert artel("plan", kazan, "--orders", relaxed, "--steps", 20, "--out", again).code == 0
    images = json.loads((again / "plan.json").read_text())["images"]
    (image,) = [each for each in images if each["order"] == ORDER]
    assert 0.4 < image["gsd_m"] <= change["needed"]
    assert artel("validate", again).code == 0


def test_what_is_in_the_way_is_told_with_what_would_do(artel, first_plan, tmp_path):
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps({**first_plan, "repairs": [{"at": "2026-10-05T12:00:00.000Z"}]}))
    said = artel("explain", plan, "neft-daslari", "--json").json()
    named = [each["article"] for each in said["blocking"]["articles"]]
    assert named == ["V-RU", "B-RU-1"]
    assert said["code"] == "ARTICLE"
    assert said["relaxations"][0]["changes"]
    costs = [each["cost"] for each in said["relaxations"]]
    assert costs == sorted(costs)
    assert any("repaired at 2026-10-05T12:00" in note for note in said["notes"])


def test_what_cannot_be_asked_is_refused_in_a_sentence(artel, folder, first_plan, tmp_path):
    planned = first_plan["images"][0]["order"]
    out = tmp_path / "orders.geojson"
    assert "nothing to relax" in artel("explain", folder, planned, "--relax", out).err
    both = artel("explain", folder, ORDER, "--relax", out, "--for-customer")
    assert both.code != 0
    assert "one at a time" in both.err
    unknown = artel("explain", folder, "geneva-ca", "--for-customer")
    assert ORDER not in unknown.err
    bare = {name: first_plan[name] for name in ("format", "images", "unplanned", "uploads",
                                                "downlinks")}  # fmt: skip
    (tmp_path / "bare.json").write_text(json.dumps(bare))
    assert "not planned" in artel("explain", tmp_path / "bare.json", ORDER).out
    assert "no inputs" in artel("explain", tmp_path / "bare.json", ORDER, "--for-customer").err
    assert not out.exists()


@pytest.mark.deep
def test_every_order_left_out_is_planned_under_its_cheapest_relaxations(first_plan):
    standing = standing_of_plan(first_plan, ())
    span = standing.problem.span
    helpless = []
    for left in first_plan["unplanned"]:
        found = asked(standing, left["order"])
        for relaxation in found.answer.relaxations[:2]:
            assert serves(found, relaxation), (left["order"], relaxation.changes)
        if not found.answer.relaxations:
            helpless.append(found.question.order)
    # Only what is asked for another day may find no way at all into this one.
    assert all(order.not_before.timestamp() >= span[1] for order in helpless)
