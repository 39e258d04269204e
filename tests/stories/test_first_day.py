"""The first day of the bundled pool: what is planned, what is left, and why."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from artel import bootstrap
from artel.charter.articles import BlockOut, OwnerVeto, Priority, Reserve, Residency, Territory
from artel.commons.ids import pretty_json
from artel.orbits.ephemeris import Ephemeris
from artel.orbits.oem import write_oem
from artel.studies.day import alone, plan_day, plan_of, solve_day
from artel.studies.planned import Work
from artel.studies.pool import read_pool
from artel.validator.check import validate_text

KINDS = (Priority, Reserve, Territory, OwnerVeto, Residency, BlockOut)


def day_of(pool):
    return solve_day(pool, (pool.settings.epoch, pool.settings.epoch + timedelta(hours=24)))


def taken(day):
    """Return what a plan decides: which order is imaged by what, when, and how it comes down."""
    return {
        (b.opportunity.order, b.opportunity.satellite, b.opportunity.start, b.downlink.contact,
         b.opportunity.product_gsd, b.opportunity.delay)
        for b in day.outcome.bookings
    }  # fmt: skip


def test_at_least_one_order_in_five_that_could_be_taken_that_day_is_left(first_plan):
    left = [each for each in first_plan["unplanned"] if each["code"] not in ("NOT_YET", "EXPIRED")]
    of_the_day = len(left) + len(first_plan["images"])
    assert len(left) >= of_the_day / 5
    assert len(first_plan["images"]) >= of_the_day / 3


def test_every_order_is_planned_or_left_with_a_reason(first_day, first_plan):
    served = {image["order"] for image in first_plan["images"]}
    left = {each["order"] for each in first_plan["unplanned"]}
    assert served | left == {order.id for order in first_day.pool.orders}
    assert not served & left
    assert all(each["reason"] for each in first_plan["unplanned"])


def test_a_refusal_by_an_article_names_it(first_day, first_plan):
    known = {article.id for article in first_day.pool.charter.articles}
    spoken = [each for each in first_plan["unplanned"] if each["code"] in ("ARTICLE", "CONSENT")]
    assert spoken
    assert all(each["article"] in known for each in spoken)


@pytest.mark.deep
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_without_the_articles_of_one_kind_another_plan_comes_out(first_day, kind):
    charter = first_day.pool.charter
    others = tuple(article for article in charter.articles if not isinstance(article, kind))
    assert len(others) < len(charter.articles)
    # Consents name articles; where those are gone, so are the consents.
    orders = tuple(replace(order, consents=()) for order in first_day.pool.orders)
    orders = orders if kind is Territory else first_day.pool.orders
    without = replace(first_day.pool, charter=replace(charter, articles=others), orders=orders)
    assert taken(day_of(without)) != taken(first_day)


@pytest.mark.deep
def test_the_same_input_gives_the_same_bytes(first_day, first_plan, kazan):
    pool = bootstrap.read_pool_at(kazan)
    again = plan_day(pool, (pool.settings.epoch, pool.settings.epoch + timedelta(hours=24)))
    assert pretty_json(again) == pretty_json(first_plan)


def test_the_independent_validator_accepts_the_plan(first_plan):
    report = validate_text(pretty_json(first_plan))
    assert report.findings == ()


def test_the_bound_is_never_below_the_value(first_plan):
    value = first_plan["value"]
    assert value["planned"] <= value["bound"] <= value["offered"]


def test_a_lost_satellite_leaves_nothing_on_it_and_the_plan_valid(first_day):
    busiest = Counter(b.opportunity.satellite for b in first_day.outcome.bookings)
    name = busiest.most_common(1)[0][0]
    satellites = tuple(
        each.model_copy(update={"status": "retired"}) if each.name == name else each
        for each in first_day.pool.satellites
    )
    day = day_of(replace(first_day.pool, satellites=satellites))
    assert name not in {b.opportunity.satellite for b in day.outcome.bookings}
    assert day.outcome.value < first_day.outcome.value


def test_nobody_loses_by_pooling_and_the_pool_is_worth_more_than_its_parts(first_day):
    members = [party.id for party in first_day.pool.settings.members]
    everybody = [party.id for party in first_day.pool.settings.parties]
    together = alone(first_day, everybody, Work())
    assert together.value == first_day.outcome.value
    assert sum(alone(first_day, [member], Work()).value for member in members) < together.value


def test_emergencies_are_served_before_anything_else_may_be(first_plan):
    by_class = Counter(image["class"] for image in first_plan["images"])
    assert by_class["emergency"] >= 1


def test_a_state_without_satellites_is_served_by_the_others(first_plan):
    row = next(row for row in first_plan["members"] if row["member"] == "KG")
    assert row["satellites"] == 0
    assert row["alone_served"] == 0
    assert row["served"] > 0


def test_withheld_reasons_are_told_to_nobody(first_day, first_plan):
    secrets = [
        article.reason
        for article in first_day.pool.charter.articles
        if isinstance(article, BlockOut) and article.withheld and article.reason
    ]
    told = json.dumps([first_plan["images"], first_plan["unplanned"]])
    assert not any(secret in told for secret in secrets)


@pytest.mark.realdata
@pytest.mark.deep
def test_a_day_on_real_elements_validates(artel, tmp_path, shared_data):
    pool = tmp_path / "pool"
    assert artel("pool", "new", pool).code == 0
    source = shared_data / "elements" / "active_2026-08-22.tle.gz"
    said = artel("fleet", "refresh", pool, source, "--json")
    assert said.code == 0
    assert "KANOPUS-V 3" in said.json()["refreshed"]
    file = pool / "orders.geojson"
    orders = json.loads(file.read_text())
    for feature in orders["features"]:
        _earlier(feature["properties"], days=44)
    file.write_text(json.dumps(orders))
    settings = pool / "pool.yaml"
    settings.write_text(settings.read_text().replace("2026-10-05", "2026-08-22"))
    out = tmp_path / "out"
    assert artel("plan", pool, "--from", "2026-08-22", "--out", out).code == 0
    verdict = artel("validate", out / "plan.json", "--json")
    assert verdict.code == 0, verdict.out
    plan = json.loads((out / "plan.json").read_text())
    epochs = [each["epoch"] for each in plan["ephemerides"] if each["satellite"] == "KANOPUS-V 3"]
    assert epochs[0].startswith("2026-08-2")
    assert len(plan["images"]) > 30


def _earlier(properties, days):
    for name in ("not_before", "not_after", "deliver_by"):
        instant = bootstrap.parse_instant(properties[name]) - timedelta(days=days)
        properties[name] = instant.isoformat()


@pytest.mark.deep
def test_an_owners_ephemeris_wins_over_the_element_set_while_valid(first_day):
    track = first_day.tracks.by_name["KANOPUS-V 3"][0]
    half = track.t.size // 2
    owned = Ephemeris(
        name="KANOPUS-V 3", object_id="", norad_id=43180, frame="ITRF2000", t=track.t[:half],
        r=track.r[:half], v=track.v[:half], start=track.t[0], stop=track.t[half - 1], degree=7,
    )  # fmt: skip
    texts = dict(first_day.pool.texts)
    texts["ephemerides/kanopus-v-3.oem"] = write_oem([owned], created=float(track.t[0]))
    day = day_of(read_pool(texts))
    kinds = [each.kind for each in day.tracks.sources if each.satellite == "KANOPUS-V 3"]
    assert kinds == ["oem", "elements"]
    assert validate_text(pretty_json(plan_of(day))).findings == ()
