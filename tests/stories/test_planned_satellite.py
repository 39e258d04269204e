"""A planned satellite flies: from its launch it is in the plan, as its builders declare it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from artel.commons.errors import TableError
from artel.commons.ids import digest, pretty_json
from artel.feeds.files import read_folder
from artel.settlement.periods import period_of
from artel.studies.close import close_period
from artel.studies.day import plan_of, solve_day
from artel.studies.pool import read_pool
from artel.studies.workshare import check_workshare, needed, programme_of, with_launched
from artel.studies.workshare_page import page_of
from artel.validator.check import validate, validate_text

MR = "KAZEOSAT-MR 1"
LAUNCH = datetime(2026, 10, 8, tzinfo=UTC)
DAY = (LAUNCH, LAUNCH + timedelta(days=1))
QUICK, SLOW = "{rate_deg_s: 0.9, ", "{rate_deg_s: 0.1, "
FILE = "workshare.yaml"


@pytest.fixture(scope="module")
def texts(kazan):
    return read_folder(kazan)


@pytest.fixture(scope="module")
def pool(texts):
    return read_pool(texts)


@pytest.fixture(scope="module")
def thursday(pool):
    return solve_day(pool, DAY)


@pytest.fixture(scope="module")
def plan(thursday):
    return plan_of(thursday)


def with_text(pool, old, new, file=FILE):
    assert pool.texts[file].count(old) >= 1
    return replace(pool, texts={**pool.texts, file: pool.texts[file].replace(old, new, 1)})


def takes(day):
    """Return the orders that the new satellite serves."""
    return {
        booking.opportunity.order
        for booking in day.outcome.bookings
        if booking.opportunity.satellite == MR
    }


def satellite(pool, name=MR):
    return next(each for each in pool.satellites if each.name == name)


def test_from_its_launch_the_satellite_is_in_the_plan(thursday, plan):
    assert takes(thursday) == {"thu-rybinsk", "thu-sozh"}
    assert validate_text(pretty_json(plan)).findings == ()


def test_without_it_its_orders_are_served_by_nobody(pool, thursday):
    texts = {name: text for name, text in pool.texts.items() if name != FILE}
    without = solve_day(replace(pool, texts=texts), DAY)
    left = {each.order for each in without.outcome.unplanned}
    assert {"thu-rybinsk", "thu-sozh"} <= left
    assert thursday.outcome.value == without.outcome.value + 90


def test_until_its_launch_it_is_in_no_plan(pool):
    before = with_launched(pool, LAUNCH - timedelta(milliseconds=1))
    assert before is pool
    assert not satellite(before).operational
    after = with_launched(pool, LAUNCH)
    assert satellite(after).operational
    assert not satellite(after, "RBKA").operational
    assert with_launched(after, LAUNCH).satellites == after.satellites


def test_what_its_leaves_declare_wins_over_what_was_thought_before(pool):
    before, after = satellite(pool), satellite(with_launched(pool, LAUNCH))
    assert (before.agility.rate_deg_s, after.agility.rate_deg_s) == (0.7, 0.9)
    assert after.agility.source.startswith("workshare.yaml, mr-wheels: ")
    assert after.radios == before.radios


def test_a_changed_agility_changes_the_plan(pool, thursday):
    slower = solve_day(with_text(pool, QUICK, SLOW), DAY)
    assert takes(slower) == {"thu-sozh"}
    (left,) = [each for each in slower.outcome.unplanned if each.order == "thu-rybinsk"]
    assert str(left.obstacle.reason) == "SLEW"
    assert slower.outcome.value == thursday.outcome.value - 40
    assert validate_text(pretty_json(plan_of(slower))).findings == ()


def test_the_plan_carries_the_orbit_of_the_launched_satellite(plan):
    (row,) = [each for each in plan["ephemerides"] if each["satellite"] == MR]
    assert row["epoch"] == "2026-10-08T00:00:00.000Z"
    assert "elements/990003.json" in plan["inputs"]


def rewritten(plan, old, new):
    """Return the plan as if workshare.yaml had said something else when it was made."""
    text = plan["inputs"][FILE]["text"]
    assert old in text
    text = text.replace(old, new, 1)
    inputs = {**plan["inputs"], FILE: {"sha256": digest(text), "text": text}}
    return {**plan, "inputs": inputs}


def codes(report):
    return {str(finding.code) for finding in report.findings}


def test_the_validator_knows_by_itself_what_the_builders_declared(plan):
    assert codes(validate(rewritten(plan, QUICK, SLOW))) == {"SLEW"}
    coarser = rewritten(plan, "{sensor: MS, gsd_m: 5, ", "{sensor: MS, gsd_m: 9, ")
    assert "GSD" in " ".join(codes(validate(coarser)))


def test_the_validator_refuses_a_satellite_that_is_not_launched(plan):
    later = rewritten(plan, "launch_date: 2026-10-08", "launch_date: 2026-10-18")
    report = validate(later)
    assert "SATELLITE" in codes(report)
    assert any("whose status is planned" in finding.sentence for finding in report.findings)


def test_the_validator_refuses_a_workshare_that_cannot_be_read(plan):
    broken = rewritten(plan, "format: artel-workshare/1", "format: artel-workshare/9")
    assert codes(validate(broken)) == {"INPUT"}


@pytest.mark.deep
def test_a_changed_agility_changes_a_statement(texts):
    # As if the launch and its orders were on Monday, for which coalitions are planned.
    orders = texts["orders.geojson"]
    for name in ("thu-rybinsk", "thu-sozh"):
        at = orders.index(f'"id": "{name}"')
        end = orders.index('"sensors"', at)
        orders = orders[:at] + orders[at:end].replace("2026-10-08", "2026-10-05") + orders[end:]
    programme = texts[FILE].replace("launch_date: 2026-10-08", "launch_date: 2026-10-05")
    monday = {**texts, "orders.geojson": orders, FILE: programme}
    quick = close_period(read_pool(monday), period_of("2026-09"))
    slow = close_period(
        read_pool({**monday, FILE: programme.replace(QUICK, SLOW, 1)}), period_of("2026-09")
    )
    grand = quick.coalitions.values[-1]
    assert slow.coalitions.values[-1].planned < grand.planned
    changed = [
        name
        for name, part in quick.parts.items()
        if name.startswith("statements/") and part != slow.parts[name]
    ]
    assert "statements/KZ.json" in changed


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("parent: kazeosat-mr\n", "parent: kazeosat\n", "did you mean 'kazeosat-mr'?"),
        ("after: [mr-design]", "after: [mr1-launch]", "goes in a circle"),
        ("owner: KG", "owner: US", "no party of the pool is called 'US'"),
        ("currency: KGS, worth", "currency: KGX, worth", "did you mean 'KGS'?"),
        ("trl: 4", "trl: 12", "less than or equal to 9"),
        ("satellite: RBKA", "satellite: RBKB", "did you mean 'RBKA'?"),
        ("sensor: MS", "sensor: PAN", "'KAZEOSAT-MR 1' has no sensor 'PAN'"),
        ("rate_deg_s: 0.9", "rate_degs: 0.9", "did you mean 'rate_deg_s'?"),
    ],
)
def test_a_slip_in_the_file_is_refused_with_file_line_and_field(
    artel, kazan, tmp_path, old, new, said
):
    folder = tmp_path / "pool"
    shutil.copytree(kazan, folder)
    file = folder / FILE
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    run = artel("plan", folder, "--from", "2026-10-08")
    assert run.code == 2
    assert said in run.err
    line = text[: text.index(old)].count("\n") + 1
    named = [int(each.split("line ")[1].split(",")[0]) for each in run.err.splitlines()]
    assert any(abs(each - line) <= 1 for each in named), run.err


def test_a_launch_without_an_orbit_is_refused(pool):
    satellites = tuple(
        each.model_copy(update={"orbit": None}) if each.name == MR else each
        for each in pool.satellites
    )
    with pytest.raises(TableError, match=r"has no orbit in satellites\.yaml"):
        programme_of(replace(pool, satellites=satellites))


def test_the_bundled_programme_is_sound_and_one_state_is_under_the_limit(pool):
    assert check_workshare(pool) == ()
    page = page_of(pool)
    assert [row[0] for row in page.sheets[0].rows if row[-1]] == ["AM"]
    assert "AM (0.47)" in page.lead
    states = {supplier.state for supplier in needed(pool).rows.suppliers}
    assert states == {"RU", "BY", "KZ", "AM", "KG"}


def test_a_pool_without_the_file_works_and_says_so_where_it_is_asked(texts):
    pool = read_pool({name: text for name, text in texts.items() if name != FILE})
    assert with_launched(pool, LAUNCH) is pool
    assert page_of(pool) is None
    assert check_workshare(pool) == ()
    json.dumps(plan_of(solve_day(pool, (LAUNCH, LAUNCH + timedelta(hours=2)))))
