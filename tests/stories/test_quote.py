"""A customer asks what an order would take, has a look kept, and gets it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from artel import bootstrap
from artel.commons.classes import OrderClass
from artel.commons.errors import InputError
from artel.commons.ids import pretty_json
from artel.commons.instants import parse_instant, to_posix
from artel.planner.clouds import Sky
from artel.studies.held import around, read_hold
from artel.studies.holding import accepted, hold_of, taken
from artel.studies.quote import (
    document_of_quote,
    for_customer,
    quick_quote,
    quoted,
    read_order,
    sentences,
)
from artel.studies.skies import sky_of
from artel.studies.standing import fleet_of_standing, look_like, standing_of_day
from artel.validator.check import validate_text

MIDNIGHT = to_posix(parse_instant("2026-10-05T00:00Z"))
HOUR = 3600.0


def taiga(name="taiga-smoke", **fields) -> str:
    """Return an order of a place in the forest of the Podkamennaya Tunguska, as a file."""
    properties = {
        "name": "Smoke over the Podkamennaya Tunguska", "brought_by": "KZ",
        "customer": "An insurer of Almaty", "class": "commercial", "purpose": "forests",
        "value": 30, "not_before": "2026-10-05T00:00Z", "not_after": "2026-10-06T00:00Z",
        "deliver_by": "2026-10-06T06:00Z", "sensors": ["optical"], "max_gsd_m": 12,
    }  # fmt: skip
    feature = {
        "type": "Feature",
        "id": name,
        "geometry": {"type": "Point", "coordinates": [95.0, 60.0]},
        "properties": properties | fields,
    }
    whole = {"type": "FeatureCollection", "format": "artel-orders/1", "features": [feature]}
    return json.dumps(whole)


@pytest.fixture(scope="module")
def asked(first_day):
    """Return a function that quotes an order against the first day of the bundled pool."""

    def ask(text, sky=None, **fields):
        order = replace(read_order(text), **fields)
        standing = standing_of_day(first_day, [order])
        return quoted(standing, order, sky or sky_of(first_day.pool))

    return ask


@pytest.fixture(scope="module")
def folder(first_plan, tmp_path_factory):
    """Return a folder with the first day's plan and the order."""
    out = tmp_path_factory.mktemp("quote")
    (out / "plan.json").write_text(pretty_json(first_plan), encoding="utf-8")
    (out / "taiga.geojson").write_text(taiga(), encoding="utf-8")
    (out / "rival.geojson").write_text(taiga("taiga-rival"), encoding="utf-8")
    return out


def test_five_tries_on_one_cloudy_morning_are_hardly_better_than_one(asked):
    found = document_of_quote(asked(taiga()))
    likely, tries = found["likelihood"], found["tries"]
    assert found["feasible"]
    assert found["marginal_cost"] == 0.0
    assert len(tries) >= 3
    assert len({each["satellite"] for each in tries}) == len(tries)
    # In October three days of four are cloudy there, and all come within two hours.
    alone = max(each["clear"] for each in tries)
    assert 0.2 < alone < likely["success"] < alone + 0.05
    independent = 1.0
    for each in tries:
        independent *= 1.0 - each["clear"]
    assert likely["success"] < 1.0 - independent - 0.2
    dates = [likely[f"{name}_delivery"] for name in ("first", "expected", "last")]
    assert dates == sorted(dates)
    assert dates[0] == min(each["delivered"] for each in tries)
    assert dates[-1] == max(each["delivered"] for each in tries)


def test_a_radar_that_night_makes_it_certain(asked):
    found = document_of_quote(asked(taiga(sensors=["optical", "radar"])))
    likely = found["likelihood"]
    assert likely["success"] == 1.0
    radar = [each for each in found["tries"] if each["clear"] == 1.0]
    assert radar
    assert likely["by"][-1]["probability"] == 1.0
    certain = [each["delivered"] for each in likely["by"] if each["probability"] == 1.0]
    assert certain[0] == min(each["delivered"] for each in radar)


@pytest.mark.parametrize(
    ("fields", "cloudless"),
    [
        ({}, False),
        ({}, True),
        ({"sensors": ["optical", "radar"]}, False),
        ({"class": "quota"}, True),
    ],
)
def test_a_quick_quote_says_what_the_whole_one_says_to_customers(first_day, fields, cloudless):
    order, sky = read_order(taiga(**fields)), Sky() if cloudless else sky_of(first_day.pool)
    standing = standing_of_day(first_day, [])
    engine, fleet = standing.engine(), fleet_of_standing(standing)
    before = dict(engine.bookings)
    whole = quoted(standing_of_day(first_day, [order]), order, sky)
    for ready in (fleet, None):
        quick = quick_quote(standing, order, sky, engine, ready)
        told, wanted = (for_customer(document_of_quote(each)) for each in (quick, whole))
        assert (
            told["likelihood"].pop("expected_delivery")[:16]
            == (wanted["likelihood"].pop("expected_delivery")[:16])
        )
        assert told == wanted
        assert engine.bookings == before


def test_a_quick_quote_of_what_no_look_serves_is_none(first_day):
    order = read_order(taiga(max_gsd_m=0.01))
    standing = standing_of_day(first_day, [])
    assert quick_quote(standing, order, Sky(), standing.engine()) is None


def test_a_pool_that_knows_nothing_of_clouds_says_so(asked):
    found = document_of_quote(asked(taiga(), Sky()))
    assert found["likelihood"]["success"] == 1.0
    assert found["clouds"] == {
        "known_by": [],
        "correlation_h": None,
        "note": "no clouds.yaml and no forecast: every sky is taken to be clear",
    }
    assert "  Mind: no clouds.yaml" in sentences(found)[-1]


def test_a_forecast_of_a_clear_morning_is_believed(asked, first_day):
    cover = [[[5, 5], [5, 5]]] * 2
    said = json.dumps({
        "format": "artel-forecast/1", "issued": "2026-10-05T00:00Z",
        "times": ["2026-10-05T00:00Z", "2026-10-05T12:00Z"],
        "lat_deg": [50, 70], "lon_deg": [90, 100], "cover_percent": cover,
    })  # fmt: skip
    usual = document_of_quote(asked(taiga()))["likelihood"]["success"]
    hopeful = document_of_quote(asked(taiga(), sky_of(first_day.pool, said)))
    assert hopeful["likelihood"]["success"] > 0.85 > usual
    assert hopeful["clouds"]["known_by"] == ["climate", "forecast"]


def test_what_an_order_would_displace_is_named_with_its_value(asked, first_day):
    """An emergency where others are imaged already: what is in its way has a value."""
    values = {order.id: order.value for order in first_day.pool.orders}
    planned = {booking.opportunity.order for booking in first_day.outcome.bookings}
    points = [order for order in first_day.pool.orders if order.id in planned]
    points = [order for order in points if order.shape.geom_type == "Point"]
    for order in points:
        again = asked(taiga(), shape=order.shape, order_class=OrderClass.EMERGENCY)
        priced = [each for each in again.quote.offers if each.displaced]
        if priced:
            break
    else:
        pytest.fail("whatever is planned, an emergency displaces nothing")
    assert all(each.cost == sum(values[name] for name in each.displaced) for each in priced)
    row = next(each for each in document_of_quote(again)["offers"] if each["displaced"])
    assert row["cost"] > 0.0


def test_an_article_that_stands_against_it_is_named(asked):
    document = document_of_quote(asked(taiga(max_gsd_m=2)))
    assert not document["feasible"]
    assert (document["obstacle"]["code"], document["obstacle"]["article"]) == ("CONSENT", "T-RU")
    (said,) = sentences(document)
    assert said.startswith("taiga-smoke cannot be had: CONSENT (article T-RU). finer than 2 m")
    assert document["likelihood"]["success"] == 0.0
    assert document["marginal_cost"] is None


def test_a_customer_sees_no_reason_and_nobody_else(asked):
    """A consent that nobody gave, a detail that nobody has, the dark: all one answer."""
    refused = [
        for_customer(document_of_quote(asked(taiga(**terms))))
        for terms in ({"max_gsd_m": 2}, {"max_gsd_m": 0.1}, {"not_after": "2026-10-05T02:00Z"})
    ]
    assert all(each == refused[0] for each in refused)
    assert sentences(refused[0]) == ["taiga-smoke cannot be had on these terms."]
    whole = document_of_quote(asked(taiga()))
    seen = for_customer(whole)
    assert seen["likelihood"] == whole["likelihood"]
    said = "\n".join([json.dumps(seen), *sentences(seen)])
    assert not any(each["satellite"] in said for each in whole["offers"])
    assert "cost" not in said


def test_an_area_and_a_series_are_planned_and_not_quoted(asked):
    series = {"visits": 3, "every_h": 6, "tolerance_h": 2}
    with pytest.raises(InputError, match="asks for many images"):
        asked(taiga(series=series))


def test_what_is_held_is_kept_from_others_and_accepted_into_a_valid_plan(
    asked, first_day, first_plan
):
    found = asked(taiga())
    document = hold_of(found, MIDNIGHT + 2 * HOUR)
    assert document["upload"]["start"] >= "2026-10-05T02:00:00.000Z"
    held = read_hold(pretty_json(document))
    rival = read_order(taiga("taiga-rival"))
    alone = standing_of_day(first_day, [rival])
    both = around(alone, [held])
    kept = both.problem.holds[0].booking
    alone, beside = (quoted(some, rival, found.sky) for some in (alone, both))
    looks = [{(e.look.satellite, e.look.start) for e in q.quote.offers} for q in (alone, beside)]
    mine = kept.opportunity.satellite, kept.opportunity.start
    assert mine in looks[0]
    assert mine not in looks[1]

    plan = accepted(first_plan, replace(found.standing, at=MIDNIGHT + HOUR), held)
    assert validate_text(pretty_json(plan)).valid
    image = next(each for each in plan["images"] if each["order"] == "taiga-smoke")
    assert (image["satellite"], image["start"]) == (mine[0], document["image"]["start"])
    assert plan["value"]["planned"] == pytest.approx(first_plan["value"]["planned"] + 30)
    before = {each["order"] for each in first_plan["images"]}
    assert {each["order"] for each in plan["images"]} == before | {"taiga-smoke"}
    with pytest.raises(InputError, match="ended at 2026-10-05T02:00:00"):
        accepted(first_plan, replace(found.standing, at=MIDNIGHT + 2 * HOUR), held)


def test_a_plan_made_over_a_hold_gives_way_to_it(asked, first_day):
    """Somebody planned again and did not know of the hold: the rival has its look."""
    held = read_hold(pretty_json(hold_of(asked(taiga()), MIDNIGHT + 2 * HOUR)))
    rival = read_order(taiga("taiga-rival"))
    both = standing_of_day(first_day, [rival, held.order])
    mine = held.booking(both)
    looks = [each for each in both.problem.opportunities if each.order == "taiga-rival"]
    same = replace(mine, opportunity=look_like(held.rows["image"], looks))
    over = replace(both, bookings=(*both.bookings, same))
    after, offer = taken(over, held)
    assert mine.opportunity in [each.opportunity for each in after]
    assert same not in after
    assert "taiga-rival" in offer.displaced + offer.moved
    others = {each.opportunity.order for each in both.bookings} - set(offer.displaced)
    assert others <= {each.opportunity.order for each in after}


def test_what_was_commanded_does_not_give_way_to_a_hold(asked, first_day):
    held = read_hold(pretty_json(hold_of(asked(taiga()), MIDNIGHT + 2 * HOUR)))
    rival = read_order(taiga("taiga-rival"))
    both = standing_of_day(first_day, [rival, held.order])
    looks = [each for each in both.problem.opportunities if each.order == "taiga-rival"]
    same = replace(held.booking(both), opportunity=look_like(held.rows["image"], looks))
    sent = replace(both, bookings=(*both.bookings, same), at=same.upload.start + 60.0)
    with pytest.raises(InputError, match="is taken by what was commanded"):
        taken(sent, replace(held, until=sent.at + 1.0))


def test_nothing_can_be_held_longer_than_its_command_can_wait(asked):
    assert hold_of(asked(taiga()), MIDNIGHT + 6 * HOUR) is None


def test_the_later_it_is_asked_the_less_can_be_had(asked):
    found = asked(taiga())
    counts = []
    for hours in (0, 2, 6):
        later = replace(found.standing, at=MIDNIGHT + hours * HOUR)
        again = quoted(later, found.order, found.sky)
        assert all(each.booking.upload.start >= later.at for each in again.quote.offers)
        counts.append(len(again.quote.offers))
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "No order is named"),
        (["--order", "nowhere.geojson"], "There is no file nowhere.geojson"),
        (["--accept", "hold.json"], "A hold is accepted into a plan"),
        (["--order", "taiga.geojson", "--hold", "2h"], "A hold is a file"),
        (["--order", "taiga.geojson", "--hold", "soon"], "'soon' is not a duration"),
        (["--order", "taiga.geojson", "--out", "quote.json"], "A quote alone writes no file"),
        (["--order", "two.geojson"], "A quote is for one order; here are 2"),
        (["--order", "plan.json"], "the file says 'artel-plan/1'"),
        (["--order", "taiga.geojson", "--plan", "taiga.geojson"], "says 'artel-orders/1'"),
        (["--order", "taiga.geojson", "--held", "taiga.geojson"], "hold.json: the file says"),
    ],
)
def test_what_is_asked_wrongly_is_said_in_a_sentence(artel, folder, monkeypatch, arguments, said):
    monkeypatch.chdir(folder)
    two = json.loads(taiga())
    two["features"] += json.loads(taiga("second"))["features"]
    (folder / "two.geojson").write_text(json.dumps(two), encoding="utf-8")
    run = artel("quote", *arguments)
    assert run.code == 2
    assert said in run.err
    assert "Traceback" not in run.err


@pytest.mark.deep
def test_by_the_command_line_a_look_is_held_and_accepted(artel, folder):
    plan, hold = folder / "plan.json", folder / "hold.json"
    before = plan.read_bytes()
    run = artel("quote", "--order", folder / "taiga.geojson", "--plan", plan, "--hold", "2h",
                "--out", hold)  # fmt: skip
    assert run.code == 0, run.err
    assert "is held for taiga-smoke until 2026-10-05T02:00:00.000Z" in run.out
    held = json.loads(hold.read_text(encoding="utf-8"))
    rival = artel("quote", "--order", folder / "rival.geojson", "--plan", plan, "--held", hold,
                  "--json")  # fmt: skip
    offered = [(each["satellite"], each["start"]) for each in rival.json()["offers"]]
    assert (held["image"]["satellite"], held["image"]["start"]) not in offered
    into = ("quote", "--accept", hold, "--plan", plan, "--out", folder / "after.json")
    late = artel(*into, "--from", "2026-10-05T02:00:00Z")
    assert late.code == 2
    assert "The hold on 'taiga-smoke' ended at 2026-10-05T02:00:00.000Z" in late.err
    assert artel(*into, "--from", "2026-10-05T01:59:00Z").code == 0
    assert plan.read_bytes() == before
    assert artel("validate", folder / "after.json").code == 0


@pytest.mark.deep
def test_a_pool_that_keeps_a_guard_plans_clear_of_its_timing(kazan):
    from artel.studies.day import plan_of, solve_day
    from artel.studies.guards import guard_of

    pool = bootstrap.read_pool_at(kazan)
    text = pool.texts["pool.yaml"].replace("currency: RUB", "currency: RUB\ntiming_guard: 3", 1)
    careful = replace(
        pool,
        settings=replace(pool.settings, timing_guard=3.0),
        texts={**pool.texts, "pool.yaml": text},
    )
    span = pool.settings.epoch, pool.settings.epoch + timedelta(hours=24)
    day = solve_day(careful, span)
    guard = guard_of(careful, day.tracks)
    bold = solve_day(pool, span)
    for booking in day.outcome.bookings:
        name = booking.opportunity.satellite
        contact = booking.downlink.contact
        whole = next(
            each for each in bold.problem.contacts.downlinks[name]
            if (each.station, each.antenna, each.radio)
            == (contact.station, contact.antenna, contact.radio)
            and each.start <= booking.downlink.start < each.end
        )  # fmt: skip
        assert booking.downlink.start - whole.start >= guard(name, whole.start) - 1e-3
        assert whole.end - booking.downlink.end >= guard(name, whole.start) - 1e-3
    assert validate_text(pretty_json(plan_of(day))).valid
