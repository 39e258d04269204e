"""What a new user might do to a pool folder, and what the bundled one promises."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from artel.charter.articles import KINDS, Priority, Residency, Territory
from artel.commons.classes import OrderClass
from artel.commons.errors import InputError
from artel.fleet.matching import commanders, receivers
from artel.fleet.satellites import LowOrbit, OpticalSensor, RadarSensor
from artel.studies.day import solve_day
from artel.studies.pool import TABLES, read_pool


@pytest.fixture(scope="module")
def texts(kazan):
    return {name: (kazan / name).read_text() for name in (*TABLES, "elements.json")}


@pytest.fixture(scope="module")
def pool(texts):
    return read_pool(texts)


@pytest.fixture(scope="module")
def monday(pool):
    return pool.settings.epoch, pool.settings.epoch + timedelta(days=1)


@pytest.fixture(scope="module")
def day(pool, monday):
    return solve_day(pool, monday)


def test_five_states_fly_some_twenty_cameras_and_radars(pool):
    assert 18 <= len(pool.imagers) <= 24
    owners = {row.owner for row in pool.imagers}
    assert owners == {"RU", "BY", "KZ", "AM", "AZ"}
    kinds = Counter(type(row.sensors[0]) for row in pool.imagers)
    assert kinds[OpticalSensor] >= 12
    assert kinds[RadarSensor] >= 3
    assert 15 <= len(pool.stations) <= 20


def test_messages_links_and_weather_fly_too(pool):
    services = Counter(row.service for row in pool.satellites if row.operational)
    assert services["messaging"] == 21
    assert services["link"] >= 20
    assert services["weather"] == 5


def test_every_imager_can_be_commanded_and_heard(pool):
    for satellite in pool.imagers:
        assert commanders(satellite, pool.stations), satellite.name
        assert receivers(satellite, pool.stations), satellite.name


def test_every_figure_has_a_source_and_a_status_and_orbits_are_rounded(pool):
    for satellite in pool.satellites:
        if isinstance(satellite.orbit, LowOrbit):
            orbit = satellite.orbit
            assert orbit.status in {"rounded", "assumed"}
            assert orbit.altitude_km == round(orbit.altitude_km)
            assert orbit.inclination_deg == round(orbit.inclination_deg, 2)
            assert orbit.phase_deg == round(orbit.phase_deg)
        if satellite.norad_id >= 990_000:  # not in any catalogue
            assert all(block.status == "assumed" for block in satellite.sensors)


def test_a_week_of_orders_comes_from_everyone(pool, monday):
    assert 150 <= len(pool.orders) <= 200
    bringers = {order.brought_by for order in pool.orders}
    assert bringers == {"RU", "BY", "KZ", "AM", "KG", "AZ", "MD", "UZ", "CU"}
    assert {order.order_class for order in pool.orders} == set(OrderClass)
    assert all(10 <= order.value <= 200 for order in pool.orders)
    assert any(order.not_before >= monday[1] for order in pool.orders)
    assert {order.shape.geom_type for order in pool.orders} == {"Point", "LineString", "Polygon"}


def test_at_least_one_order_in_five_of_monday_is_not_planned(day, monday):
    offered = {order.id for order in day.pool.orders if order.not_before < monday[1]}
    left = [row for row in day.outcome.unplanned if row.order in offered]
    assert 0.2 <= len(left) / len(offered) <= 0.5


def test_the_first_day_shows_most_of_what_can_go_wrong(day):
    reasons = {str(row.obstacle.reason) for row in day.outcome.unplanned}
    assert {"ARTICLE", "CONSENT", "DARK", "TOO_COARSE", "SLEW", "NO_UPLOAD"} <= reasons


def test_one_consent_is_given_and_others_are_waited_for(day):
    given = [
        (verdict.article, verdict.party)
        for booking in day.outcome.bookings
        for verdict in booking.opportunity.verdicts
        if verdict.outcome == "allowed"
    ]
    waiting = {row.obstacle.article for row in day.outcome.unplanned
               if row.obstacle.reason == "CONSENT"}  # fmt: skip
    assert ("T-KZ", "KZ") in given
    assert {"T-RU", "T-BY", "T-KZ"} <= waiting


def test_delayed_and_degraded_products_are_in_the_plan(day):
    articles = {
        verdict.article: verdict.outcome
        for booking in day.outcome.bookings
        for verdict in booking.opportunity.verdicts
    }
    assert articles["T-AM"] == "allowed after"
    assert articles["T-KG"] == "allowed degraded"


def test_a_withheld_reason_is_told_to_nobody(day):
    said = [
        row.obstacle.sentence for row in day.outcome.unplanned if row.obstacle.article == "B-RU-1"
    ]
    assert said
    assert set(said) == {"RESURS-P 5: not available (the owner withholds the reason)"}


@pytest.mark.deep
@pytest.mark.parametrize("article", ["P-1", "R-BY", "T-RU", "V-RU", "D-BY", "B-RU-1", "L-1"])
def test_every_kind_of_article_binds_on_monday(pool, monday, day, article):
    kept = tuple(row for row in pool.charter.articles if row.id != article)
    assert len(kept) == len(pool.charter.articles) - 1
    orders = tuple(
        replace(order, consents=tuple(c for c in order.consents if c.article != article))
        for order in pool.orders
    )
    charter = replace(pool.charter, articles=kept)
    without = solve_day(replace(pool, charter=charter, orders=orders), monday)
    assert _gist(without) != _gist(day)


def _gist(day):
    return {
        (b.opportunity.order, b.opportunity.satellite, b.opportunity.start, b.opportunity.delay,
         b.opportunity.product_gsd, b.downlink.contact.station, b.downlink.start)
        for b in day.outcome.bookings
    }  # fmt: skip


def test_the_charter_holds_at_least_one_article_of_every_kind(pool):
    kinds = Counter(row.kind for row in pool.charter.articles)
    assert set(kinds) == set(KINDS)
    at = pool.settings.epoch
    effects = {row.effect for row in pool.charter.of(Territory, at)}
    assert effects == {"refuse", "delay", "degrade", "ask"}
    assert pool.charter.of(Priority, at)
    assert pool.charter.of(Residency, at)


def test_a_refusal_of_every_kind_of_article_can_be_read(pool, day):
    kinds = {row.id: row.kind for row in pool.charter.articles}
    articles = {row.obstacle.article for row in day.outcome.unplanned} - {None}
    # Balances bind too, but the order that they displace was kept from other looks as well.
    silent = {"donate", "share", "balance", "price", "service-level", "amendment"}
    assert {kinds[article] for article in articles} == set(KINDS) - silent


STORY = {
    "gyumri-city": "P-1",
    "rotterdam-tanks": "R-AM",
    "sevan-for-kz": "T-AM",
    "baikonur-tourists": "T-BAIKONUR",
    "moscow-for-kz": "T-RU",
    "minsk-for-ru": "T-BY",
    "almaty-for-uz": "T-KZ",
    "neft-daslari": "V-RU",
    "kz-cadastre-almaty": "D-KZ",
}


@pytest.mark.parametrize(("order", "article"), STORY.items())
def test_the_story_of_the_readme_is_what_the_plan_says(kazan, day, order, article):
    refused = {row.order: row.obstacle.article for row in day.outcome.unplanned}
    assert refused[order] == article
    if order != "baikonur-tourists":
        assert f"`{order}`" in (kazan / "README.md").read_text()


def test_the_readme_names_orders_that_exist_and_counts_them_right(kazan, day, monday):
    text = (kazan / "README.md").read_text()
    orders = {order.id for order in day.pool.orders}
    named = set(re.findall(r"`([a-z]+-[a-z-]+)`", text))
    assert named - {"moscow-"} <= orders
    offered = {order.id for order in day.pool.orders if order.not_before < monday[1]}
    left = [row for row in day.outcome.unplanned if row.order in offered]
    assert f"{len(orders)} orders of a week; {len(offered)} may begin on Monday" in text
    assert 0.28 < len(left) / len(offered) < 1 / 3
    assert "Nearly a third of the orders that may begin on Monday are not planned" in text


SLIPS = [
    ("satellites.yaml", "gsd_m: 1.4", "gsd: 1.4", "did you mean 'gsd_m'?"),
    ("satellites.yaml", "phase_deg: 57", "phase_deg: 570", "orbit.phase_deg"),
    ("stations.yaml", "lat_deg: 55.87", "lat_deg: 95.87", "stations[0].lat_deg"),
    ("stations.yaml", "max_rate_mbps: 600", "max_rate_mbps: fast", "'fast'"),
    ("charter.yaml", "kind: residency", "kind: residence", "did you mean 'residency'?"),
    ("charter.yaml", "share: 0.3", "share: 30", "articles[1].share"),
    ("charter.yaml", "share: 0.05", "share: 0.75", "reserve and donations take 105% of the day of"),
    ("charter.yaml", "quorum: 5", "quorum: 6", "6 must vote, and only 5 can; lower it to 5."),
    ("charter.yaml", "[62.8, 45.6], [63.9, 45.6]", "[63.9, 46.3], [63.9, 45.6]", "areas.BAIKONUR"),
    ("orders.geojson", "[58.55, 51.2]", "[58.55, 95]", "Latitude 95"),
    ("orders.geojson", "[[57.2, 70.35]", "[[-179, 70.35]", "crosses the antimeridian"),
    ("orders.geojson", '"value": 200', '"value": "a lot"', "properties.value"),
    ("orders.geojson", '"max_gsd_m": 3', '"max_gsd": 3', "did you mean 'max_gsd_m'?"),
    ("pool.yaml", "epoch:", "epok:", "did you mean 'epoch'?"),
    ("pool.yaml", "id: KG", "id: kg", "members[4].id"),
]


@pytest.mark.parametrize(("file", "old", "new", "sentence"), SLIPS)
def test_a_slip_in_any_file_is_named_with_file_line_and_field(texts, file, old, new, sentence):
    assert old in texts[file]
    with pytest.raises(InputError) as caught:
        read_pool(texts | {file: texts[file].replace(old, new, 1)})
    line = texts[file][: texts[file].index(old)].count("\n") + 1
    (found,) = [each for each in str(caught.value).splitlines() if sentence in each]
    assert found.startswith(f"{file}, line ")
    assert abs(int(found.split("line ")[1].split(",")[0]) - line) <= 1
