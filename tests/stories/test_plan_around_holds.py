"""A look is held, the day is planned afresh around it, and the hold is accepted as it stood."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from artel.cli.explain_work import explained
from artel.commons.errors import InputError
from artel.commons.ids import pretty_json
from artel.commons.instants import instant_text, parse_instant, posix_text, to_posix
from artel.planner.best import Effort
from artel.studies.day import plan_of, solve_day
from artel.studies.held import around, ended, held_of, keeping, read_hold
from artel.studies.holding import accepted, hold_of
from artel.studies.planned import Work
from artel.studies.quote import quoted, read_order
from artel.studies.skies import sky_of
from artel.studies.standing import look_like, standing_of_day, standing_of_plan
from artel.validator.check import validate_text

HOUR = 3600.0
MIDNIGHT = to_posix(parse_instant("2026-10-05T00:00Z"))
FEW = Work(Effort(steps=10))


def smoke(kazan) -> str:
    return (kazan / "examples" / "taiga-smoke.geojson").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def hold_text(kazan, first_day):
    """Return a hold for two hours on a look of the day as it stands."""
    order = read_order(smoke(kazan))
    standing = standing_of_day(first_day, [order])
    return pretty_json(
        hold_of(quoted(standing, order, sky_of(first_day.pool)), MIDNIGHT + 2 * HOUR)
    )


@pytest.fixture(scope="module")
def rivals(first_day, hold_text):
    """Return the pool with an emergency more that can only have the place that is held."""
    held = read_hold(hold_text)
    feature = json.loads(json.dumps(held.rows["order"])) | {"id": "rival"}
    start, end = (parse_instant(held.rows["image"][name]) for name in ("start", "end"))
    feature["properties"] |= {
        "class": "emergency",
        "value": 500,
        "not_before": instant_text(start - timedelta(seconds=1)),
        "not_after": instant_text(end + timedelta(seconds=1)),
    }
    table = json.loads(first_day.pool.texts["orders.geojson"])
    table["features"].append(feature)
    return replace(
        first_day.pool,
        texts={**first_day.pool.texts, "orders.geojson": json.dumps(table)},
        orders=(*first_day.pool.orders, read_order(alone(feature))),
    )


def alone(feature) -> str:
    whole = {"type": "FeatureCollection", "format": "artel-orders/1", "features": [feature]}
    return json.dumps(whole)


def span_of(pool, hours=0):
    return pool.settings.epoch + timedelta(hours=hours), pool.settings.epoch + timedelta(hours=24)


@pytest.fixture(scope="module")
def fresh(rivals, hold_text):
    """Return the day of those orders, an hour later, planned afresh around the hold."""
    return solve_day(rivals, span_of(rivals, 1), None, FEW, keeping([read_hold(hold_text)]))


@pytest.fixture(scope="module")
def fresh_plan(fresh):
    return plan_of(fresh)


def looks(plan):
    return {(row["order"], row["satellite"], row["start"]) for row in plan["images"]}


def links(plan, kind):
    return {(row["satellite"], row["station"], row["start"], row["end"]) for row in plan[kind]}


def test_a_fresh_plan_leaves_the_held_place_and_says_what_it_holds(fresh_plan, hold_text):
    held = json.loads(hold_text)
    (row,) = fresh_plan["holds"]
    assert row["until"] == held["until"]
    assert row["order"] == held["order"]
    for part in ("image", "upload", "downlink"):
        assert held[part].items() <= {"radio": "command", **row[part]}.items()
    assert "taiga-smoke" not in {each["order"] for each in fresh_plan["images"]}
    mine = held["image"]["satellite"], held["image"]["start"]
    assert mine not in {each[1:] for each in looks(fresh_plan)}
    report = validate_text(pretty_json(fresh_plan))
    assert report.valid, report.findings
    assert report.checked["holds"] == 1


def test_whoever_wants_the_place_is_told_that_it_is_held(fresh_plan, hold_text):
    (left,) = [each for each in fresh_plan["unplanned"] if each["order"] == "rival"]
    assert left["code"] == "SLEW"
    satellite = json.loads(hold_text)["image"]["satellite"]
    assert left["reason"] == f"{satellite} is held for taiga-smoke then"
    assert fresh_plan["value"]["bound"] >= fresh_plan["value"]["planned"] + 500


@pytest.mark.deep
def test_without_the_hold_a_rival_has_its_place(rivals, hold_text):
    free = solve_day(rivals, span_of(rivals, 1), None, FEW)
    taken = {each.opportunity.order: each.opportunity for each in free.outcome.bookings}
    assert taken["rival"].satellite == json.loads(hold_text)["image"]["satellite"]


def test_a_hold_is_accepted_into_the_fresh_plan_and_no_booking_moves(fresh_plan, hold_text):
    held = read_hold(hold_text)
    at = MIDNIGHT + 2 * HOUR - 1.0
    plan = accepted(fresh_plan, standing_of_plan(fresh_plan, [held.order], at), held)
    assert validate_text(pretty_json(plan)).valid
    image = json.loads(hold_text)["image"]
    new = looks(plan) - looks(fresh_plan)
    assert new == {("taiga-smoke", image["satellite"], image["start"])}
    assert looks(plan) > looks(fresh_plan)
    for kind in ("uploads", "downlinks"):
        assert links(fresh_plan, kind) <= links(plan, kind)
    assert "holds" not in plan


@pytest.mark.deep
def test_a_plan_that_books_over_its_hold_is_refused(first_day, first_plan, hold_text):
    """The held look itself is sold to a rival, in a plan that says it was made around the hold."""
    held = read_hold(hold_text)
    rival = replace(read_order(alone(held.rows["order"])), id="rival")
    table = json.loads(first_day.pool.texts["orders.geojson"])
    feature = json.loads(json.dumps(held.rows["order"])) | {"id": "rival"}
    texts = {**first_day.pool.texts, "orders.geojson": json.dumps(
        {**table, "features": [*table["features"], feature]})}  # fmt: skip
    both = standing_of_day(first_day, [rival, held.order])
    mine = held.booking(both)
    same = look_like(
        held.rows["image"], [each for each in both.problem.opportunities if each.order == "rival"]
    )
    sold = standing_of_day(first_day, [rival])
    bookings = (*sold.bookings, replace(mine, opportunity=same))
    outcome = replace(
        first_day.outcome,
        bookings=tuple(sorted(bookings, key=lambda each: each.opportunity.start)),
        value=first_day.outcome.value + rival.value,
        bound=first_day.outcome.bound + rival.value,
        offered=first_day.outcome.offered + rival.value,
        classes=(),
        trace=(),
    )
    day = replace(
        first_day,
        pool=replace(first_day.pool, orders=(*first_day.pool.orders, rival), texts=texts),
        problem=sold.problem,
        outcome=outcome,
    )
    assert validate_text(pretty_json(plan_of(day))).valid
    over = replace(day, problem=around(sold, [held]).problem)
    report = validate_text(pretty_json(plan_of(over)))
    assert {str(each.code) for each in report.findings} == {"HOLD"}
    assert any("Were what is held accepted, SLEW: " in each.sentence for each in report.findings)


def test_a_hold_that_has_ended_is_not_kept_and_said_so(first_day, hold_text):
    held = [read_hold(hold_text)]
    late = MIDNIGHT + 2 * HOUR
    assert ended(held, late - 1e-3) == []
    assert ended(held, late) == [
        "The hold on 'taiga-smoke' ended at 2026-10-05T02:00:00.000Z: nothing is kept for it."
    ]
    problem = first_day.problem
    kept = [
        keeping(held)(first_day.pool, first_day.tracks, replace(problem, span=(at, at + 86400.0)))
        for at in (late - 1.0, late)
    ]
    assert [len(each.holds) for each in kept] == [1, 0]


def test_a_hold_of_another_pool_or_another_day_is_refused(first_day, hold_text):
    standing, held = standing_of_day(first_day, []), read_hold(hold_text)
    with pytest.raises(InputError, match="is of the pool 'Moon', and this is 'Kazan'"):
        around(standing, [replace(held, pool="Moon")])
    before = replace(first_day.problem, span=(MIDNIGHT - 48 * HOUR, MIDNIGHT - 24 * HOUR))
    with pytest.raises(InputError, match=r"and the plan from 2026-10-03T00:00:00.000Z to 2026-10"):
        around(replace(standing, at=MIDNIGHT - 48 * HOUR, problem=before), [held])


def test_two_holds_of_one_place_are_not_both_kept(first_day, hold_text):
    standing, held = standing_of_day(first_day, []), read_hold(hold_text)
    with pytest.raises(InputError, match="The hold on 'taiga-smoke' has no place beside"):
        around(standing, [held, held])
    feature = json.loads(json.dumps(held.rows["order"])) | {"id": "again"}
    other = replace(held, order=read_order(alone(feature)))
    with pytest.raises(InputError, match="The hold on 'again' has no place beside"):
        around(standing, [held, other])


@pytest.mark.deep
def test_what_a_plan_holds_is_kept_in_its_quotes_and_explained(fresh, fresh_plan, hold_text):
    (held,) = held_of(fresh_plan)
    assert held.order == read_hold(hold_text).order
    rival = read_order(alone(held.rows["order"] | {"id": "late-rival"}))
    standing = around(standing_of_plan(fresh_plan, [rival], MIDNIGHT + HOUR), [held])
    found = quoted(standing, rival, sky_of(fresh.pool))
    mine = held.rows["image"]["satellite"], held.rows["image"]["start"]
    offered = [(each.look.satellite, posix_text(each.look.start)) for each in found.quote.offers]
    assert mine not in offered
    assert explained(fresh_plan, "rival").said["blocking"]["bookings"] == []


@pytest.mark.deep
def test_by_the_command_line_a_plan_is_made_around_a_hold(artel, kazan, tmp_path):
    order = kazan / "examples" / "taiga-smoke.geojson"
    plan, hold = tmp_path / "day", tmp_path / "hold.json"
    assert artel("plan", "--out", plan).code == 0
    assert artel("quote", "--plan", plan, "--order", order, "--hold", "2h", "--out", hold).code == 0
    again = ("plan", "--held", hold, "--from")
    run = artel(*again, "2026-10-05T01:00Z", "--for", "23h", "--out", tmp_path / "again")
    assert run.code == 0, run.err
    assert artel("validate", tmp_path / "again").code == 0
    twice = artel("quote", "--plan", tmp_path / "again", "--order", order)
    assert twice.code == 2
    assert "'taiga-smoke' is held already" in twice.err
    into = tmp_path / "with.json"
    run = artel("quote", "--accept", hold, "--plan", tmp_path / "again", "--out", into)
    assert run.code == 0, run.err
    assert artel("validate", into).code == 0
    late = artel(*again, "2026-10-05T02:00Z", "--json")
    assert "The hold on 'taiga-smoke' ended at 2026-10-05T02:00:00.000Z" in late.err
    assert "holds" not in late.json()
    other = artel(*again, "2026-10-04", "--json")
    assert other.code == 2
    assert "The hold on 'taiga-smoke' is from" in other.err
