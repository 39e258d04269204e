"""A forecast clouds one morning over: the plan moves its images to where the sky is clear."""

from __future__ import annotations

import copy
import json
from datetime import timedelta

import pytest

from artel.commons.errors import ArtelError
from artel.commons.ids import digest, pretty_json
from artel.commons.instants import parse_instant
from artel.planner.outcomes import value_of, worth
from artel.studies.day import plan_of, solve_day
from artel.studies.events import Loss
from artel.studies.repair import repair_plan
from artel.studies.skies import by_cloud, with_cloud
from artel.validator.check import validate, validate_text

MIDNIGHT = "2026-10-05T00:00Z"
LATE = ("2026-10-05T05:40", "2026-10-05T08:40")
"""In between it is overcast everywhere."""


def forecast(**fields) -> str:
    """Return a forecast for all the Earth: 5 % of cloud, and 95 % from 05:40 to 08:40."""
    ends = ("2026-10-05T05:39Z", "2026-10-05T05:40Z", "2026-10-05T08:40Z", "2026-10-05T08:41Z")
    times = (MIDNIGHT, *ends, "2026-10-06T00:00Z")
    covers = (5, 5, 95, 95, 5, 5)
    value = {
        "format": "artel-forecast/1",
        "issued": MIDNIGHT,
        "times": times,
        "lat_deg": [-90, 90],
        "lon_deg": [-180, 180],
        "cover_percent": [[[cover, cover]] * 2 for cover in covers],
    }
    return json.dumps(value | fields)


@pytest.fixture(scope="module")
def cloudy(first_day):
    pool = with_cloud(first_day.pool, forecast())
    return solve_day(pool, (pool.settings.epoch, pool.settings.epoch + timedelta(hours=24)))


@pytest.fixture(scope="module")
def cloudy_plan(cloudy):
    return plan_of(cloudy)


def overcast(image):
    return LATE[0] <= image["start"] < LATE[1]


def by_camera(plan):
    return [image for image in plan["images"] if image["side"] is None]


def test_images_move_to_the_clear_looks(cloudy_plan, first_plan):
    before = {image["order"]: image for image in by_camera(first_plan) if overcast(image)}
    after = {image["order"]: image for image in cloudy_plan["images"]}
    moved = [name for name in before if name in after and not overcast(after[name])]
    assert len(moved) >= 5
    # Far ahead the usual weather of the place counts beside the forecast.
    assert all(after[name]["chance"] > 0.4 for name in moved)
    share = [
        sum(overcast(image) for image in by_camera(plan)) / len(by_camera(plan))
        for plan in (first_plan, cloudy_plan)
    ]
    assert share[1] < 0.9 * share[0]


def test_more_is_to_be_expected_of_it_than_of_the_plan_made_without(cloudy, first_day):
    chances = {
        (look.order, look.satellite, look.sensor, look.start): look
        for look in cloudy.problem.opportunities
    }
    same = [chances[b.opportunity.order, b.opportunity.satellite, b.opportunity.sensor,
                    b.opportunity.start] for b in first_day.outcome.bookings]  # fmt: skip
    orders = cloudy.problem.wanted
    plain = sum(orders[look.order].value * look.chance for look in same)
    assert cloudy.outcome.value > 1.02 * plain
    assert value_of(cloudy.problem, cloudy.outcome.bookings, worth) <= first_day.outcome.bound


def test_the_validator_finds_the_same_chances_and_the_same_sum(cloudy_plan):
    report = validate_text(pretty_json(cloudy_plan))
    assert report.findings == ()
    assert report.checked["chances"] == len(cloudy_plan["images"])
    value = cloudy_plan["value"]
    total = sum(image["value"] * image["chance"] for image in cloudy_plan["images"])
    assert value["expected"]["planned"] == pytest.approx(total)
    assert value["expected"]["planned"] <= value["expected"]["bound"]
    assert value["planned"] == sum(image["value"] for image in cloudy_plan["images"])


def test_a_plan_of_no_clouds_says_nothing_of_them(first_plan):
    assert "expected" not in first_plan["value"]
    assert not any("chance" in image for image in first_plan["images"])
    assert "cloud" not in first_plan["inputs"]


@pytest.mark.deep
def test_it_is_mended_by_the_same_chances(cloudy_plan):
    noon = parse_instant("2026-10-05T12:00Z")
    mended = repair_plan(cloudy_plan, Loss("KONDOR-FKA 2"), noon).document
    assert validate(mended).findings == ()
    assert mended["value"]["expected"]["planned"] <= cloudy_plan["value"]["expected"]["planned"]


@pytest.mark.deep
def test_the_same_steps_give_the_same_bytes(artel, tmp_path):
    (tmp_path / "forecast.json").write_text(forecast())
    for out in ("a", "b"):
        ran = artel("plan", "--cloud", tmp_path / "forecast.json", "--steps", 60,
                    "--out", tmp_path / out)  # fmt: skip
        assert ran.code == 0
        assert "is to be expected of it" in ran.out
    assert (tmp_path / "a" / "plan.json").read_bytes() == (
        tmp_path / "b" / "plan.json"
    ).read_bytes()


def spoil_chance(plan):
    plan["images"][3]["chance"] += 0.02


def spoil_range(plan):
    plan["images"][3]["chance"] = 1.2


def spoil_missing(plan):
    del plan["images"][3]["chance"]


def spoil_sum(plan):
    plan["value"]["expected"]["planned"] += 1.0


def spoil_class(plan):
    plan["value"]["expected"]["classes"][0]["planned"] += 1.0


def spoil_bound(plan):
    plan["value"]["expected"]["bound"] = plan["value"]["expected"]["planned"] - 5.0


def spoil_forecast(plan):
    text = forecast(issued="2026-10-01T00:00Z")
    plan["inputs"]["cloud"] = {"sha256": digest(text), "text": text}


def spoil_grid(plan):
    text = forecast(lat_deg=[-90, 0, 90])
    plan["inputs"]["cloud"] = {"sha256": digest(text), "text": text}


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (spoil_chance, "FIGURE"),
        (spoil_sum, "VALUE"),
        (spoil_forecast, "FIGURE"),
        pytest.param(spoil_range, "FIGURE", marks=pytest.mark.deep),
        pytest.param(spoil_missing, "VALUE", marks=pytest.mark.deep),
        pytest.param(spoil_class, "VALUE", marks=pytest.mark.deep),
        pytest.param(spoil_bound, "VALUE", marks=pytest.mark.deep),
        pytest.param(spoil_grid, "INPUT", marks=pytest.mark.deep),
    ],
)
@pytest.mark.deep
def test_the_validator_refuses_what_is_not_so(cloudy_plan, spoil, code):
    plan = copy.deepcopy(cloudy_plan)
    spoil(plan)
    assert code in {str(finding.code) for finding in validate(plan).findings}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (forecast(times=["2026-10-05T00:00Z", *(f"2026-10-05T{h:02}:00Z" for h in range(1, 6))]),
         "The forecast goes from 2026-10-05T00:00:00.000Z to 2026-10-05T05:00:00.000Z, and the"),
        (forecast(lat_deg=[0, 10]), None),
        (forecast(lat_deg=[10, 0]), "The forecast is no grid"),
        ('{"format": "artel-orders/1"}', "artel-forecast"),
    ],
    ids=["ends too soon", "elsewhere", "descending", "another file"],
)  # fmt: skip
def test_a_cloud_file_that_will_not_do_is_refused_with_a_sentence(first_day, text, said):
    pool = with_cloud(first_day.pool, text)
    if said is None:  # where the grid ends, the pool's own table speaks
        found = by_cloud(pool, first_day.problem).opportunities
        assert 0.0 < min(look.chance for look in found) < 1.0
        return
    with pytest.raises(ArtelError, match=said):
        by_cloud(pool, first_day.problem)


def test_an_order_with_a_limit_that_is_not_known_is_refused_by_name(artel, kazan, tmp_path):
    orders = json.loads((kazan / "orders.geojson").read_text())
    orders["features"][0]["properties"]["max_cloud_percent"] = 20
    (tmp_path / "orders.geojson").write_text(json.dumps(orders))
    (tmp_path / "forecast.json").write_text(forecast())
    ran = artel("plan", "--cloud", tmp_path / "forecast.json", "--orders",
                tmp_path / "orders.geojson")  # fmt: skip
    assert ran.code == 2
    assert "max_cloud_percent" in ran.err
    assert ran.err.count("\n") <= 3


def test_the_pools_own_table_may_stand_in_the_place_of_a_forecast(first_day):
    pool = with_cloud(first_day.pool, first_day.pool.texts["clouds.yaml"])
    found = by_cloud(pool, first_day.problem).opportunities
    assert len({look.chance for look in found}) > 10
