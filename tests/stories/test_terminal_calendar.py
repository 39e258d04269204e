"""A Kyrgyz terminal crosses Kazakhstan; one paper more or less, and what that does to its day."""

from __future__ import annotations

import itertools
import re
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
import typer

from artel import bootstrap
from artel.cli import main, terminal
from artel.studies.terminal_calendar import calendar_of, calendar_rows
from artel.studies.terminals import check_terminals, subscribers_of
from artel.studies.terminals_page import page_of

TRUCK = "kg-truck-1"


@pytest.fixture(scope="module")
def pool(kazan):
    return bootstrap.read_pool_at(kazan)


@pytest.fixture
def commands(artel, monkeypatch):
    """Run `artel terminal ARGUMENTS`, whether or not the program knows the noun already."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.add_typer(terminal.app, name="terminal")
    monkeypatch.setattr(main, "app", app)
    return lambda *arguments, **options: artel("terminal", *arguments, **options)


def days(pool, length=2):
    return pool.settings.epoch, pool.settings.epoch + timedelta(days=length)


def calendar(pool, span=None, name=TRUCK):
    given = subscribers_of(pool)
    found = calendar_of(pool, given, given.terminal(name), span or days(pool))
    assert found.notes == ()
    return calendar_rows(name, found.contacts)


def with_text(pool, file, old, new, count=1):
    assert old in pool.texts[file]
    return replace(pool, texts=pool.texts | {file: pool.texts[file].replace(old, new, count)})


@pytest.fixture(scope="module")
def before(pool):
    return calendar(pool)


def usable(rows):
    return [row for row in rows if row["usable"]]


def key(row):
    return row["satellite"], row["start"], row["end"], row["radio"]


def test_the_truck_crosses_three_states_and_uses_two_owners_satellites(before):
    states = [row["state"] for row in sorted(usable(before), key=lambda row: row["start"])]
    assert [state for i, state in enumerate(states) if state not in states[:i]] == [
        "KG",
        "KZ",
        "RU",
    ]
    assert {row["owner"] for row in usable(before)} == {"RU", "KZ"}
    assert {row["price_class"] for row in usable(before)} == {"roaming", "neighbour"}
    assert {row["radio"] for row in usable(before)} == {"UHF", "Ku"}


def test_a_withdrawn_approval_removes_exactly_the_contacts_in_that_state(pool, before):
    paper = "certificate: KZ-2026-77"
    start = pool.texts["approvals.yaml"].index(paper)
    head, tail = pool.texts["approvals.yaml"][:start], pool.texts["approvals.yaml"][start:]
    text = head + tail.replace("status: in_force", "status: withdrawn", 1)
    after = calendar(replace(pool, texts=pool.texts | {"approvals.yaml": text}))
    assert [row for row in before if row["state"] != "KZ"] == [
        row for row in after if row["state"] != "KZ"
    ]
    gone = {key(row) for row in usable(before)} - {key(row) for row in usable(after)}
    assert gone
    assert gone == {key(row) for row in usable(before) if row["state"] == "KZ"}
    assert not {key(row) for row in usable(after)} - {key(row) for row in usable(before)}
    refused = [row for row in after if key(row) in gone]
    assert all(row["reasons"] == ["NOT_APPROVED:KZ"] for row in refused)
    assert all(row["bits_up"] == row["bits_down"] == 0 for row in refused)


def test_a_grant_less_removes_exactly_that_owner_s_satellites(pool, before):
    line = re.search(r"  - \{id: G-KG-KZ,.*\n", pool.texts["terminals.yaml"])[0]
    after = calendar(with_text(pool, "terminals.yaml", line, ""))
    gone = {key(row) for row in usable(before)} - {key(row) for row in usable(after)}
    assert gone == {key(row) for row in usable(before) if row["owner"] == "KZ"}


def test_contacts_of_one_satellite_never_overlap_and_bits_follow_the_rates(before):
    by_radio = {}
    for row in before:
        by_radio.setdefault((row["satellite"], row["radio"]), []).append(row)
    for rows in by_radio.values():
        ordered = sorted(rows, key=lambda row: row["start"])
        assert all(a["end"] <= b["start"] for a, b in itertools.pairwise(ordered))
    for row in usable(before):
        assert row["bits_up"] > 0
        assert row["bits_down"] > 0
        assert {piece["direction"] for piece in row["modcods"]} == {"up", "down"}
        assert row["modcods"][0]["start"] == row["start"]


def test_every_contact_that_cannot_be_used_says_why_with_a_figure_where_there_is_one(before):
    codes = re.compile(
        r"NO_BAND|NO_WAVEFORM|NO_GRANT|NOT_APPROVED:([A-Z]{2}|\?)|LOW_EL:-?\d+\.\d+deg"
        r"|NO_MARGIN:-\d+\.\d+dB|EIRP_LIMIT:\d+\.\d+dBW"
    )
    refused = [row for row in before if not row["usable"]]
    assert refused
    for row in refused:
        assert row["reasons"]
        assert all(codes.fullmatch(reason) for reason in row["reasons"]), row["reasons"]
        assert row["modcods"] == []


def test_a_dish_in_brest_sees_only_the_satellite_at_which_it_points(pool):
    rows = calendar(pool, days(pool, 1), "by-brest-1")
    assert {row["satellite"] for row in usable(rows)} == {"BELINTERSAT-1"}
    assert any(row["reasons"][0].startswith("NO_MARGIN") for row in rows if not row["usable"])


def test_the_far_north_has_high_orbits_where_the_stationary_ones_do_not_reach(pool):
    rows = usable(calendar(pool, days(pool, 1), "ru-dikson-1"))
    assert {"ARKTIKA-M 1", "ARKTIKA-M 2"} <= {row["satellite"] for row in rows}
    longest = max(rows, key=lambda row: row["end"] > row["start"] and row["max_elevation_deg"])
    assert longest["max_elevation_deg"] > 60


def test_armenia_s_terminal_waits_for_its_ku_approval(pool):
    rows = calendar(pool, days(pool, 1), "am-sevan-1")
    assert {row["radio"] for row in usable(rows)} == {"UHF"}
    assert "NOT_APPROVED:AM" in {reason for row in rows for reason in row["reasons"]}


def test_the_page_shows_that_alone_there_is_nothing_and_pooled_nearly_always(pool):
    page = page_of(pool)
    alone, pooled, *by_radio = page.sheets[0].rows
    assert alone[:4] == ("alone", 0, 0, 0)
    assert pooled[4] > 99.0
    assert [row[0] for row in by_radio] == ["pooled, Ku only", "pooled, UHF only"]
    assert all(row[4] <= pooled[4] for row in by_radio)
    assert "KG" in page.lead
    assert page_of(replace(pool, texts={})) is None


def test_json_and_tables_of_each_command(commands, kazan):
    run = commands("calendar", kazan, "kz-aktau-1", "--for", "3h", "--json")
    assert run.code == 0, run.err
    rows = run.json()
    assert {"terminal", "satellite", "owner", "norad_id", "start", "end", "usable"} <= set(rows[0])
    shown = commands("calendar", "kz-aktau-1", "--for", "3h")
    assert f"{len(usable(rows))} of {len(rows)} contacts can be used" in shown.out
    budget = commands("budget", kazan, TRUCK, "KAZSAT-2", "--json").json()
    assert [row["direction"] for row in budget["budgets"]] == ["up", "down"]
    assert "C/N0" in commands("budget", TRUCK, "KAZSAT-2").out
    waits = commands(
        "waiting", kazan, "--satellites", "GONETS*", "--lat", "30,70", "--for", "12h", "--json"
    ).json()
    assert waits[0]["mean_wait_min"] > waits[1]["mean_wait_min"]
    assert "latitude" in commands("waiting", "--lat", "70", "--for", "2h").out


def test_the_budget_at_an_instant_gives_the_rate_that_the_calendar_gives(commands, pool, before):
    row = next(row for row in usable(before) if row["satellite"].startswith("GONETS"))
    start = next(
        piece for piece in row["modcods"] if piece["modcod"] and piece["direction"] == "up"
    )
    found = commands("budget", TRUCK, row["satellite"], "--at", start["start"], "--json").json()
    up = found["budgets"][0]
    assert up["direction"] == "up"
    # At the very change the budget may fall on either side of the threshold by a hair.
    assert up["rate_bps"] == start["rate_bps"] or abs(up["margin_db"]) < 0.01
    assert found["state"] == row["state"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["calendar", "kg-truck-2"], ["No terminal", "Did you mean 'kg-truck-1'"]),
        (["calendar"], []),
        (["budget", TRUCK], ["Give [POOL] ID SATELLITE", "kg-truck-1"]),
        (["budget", TRUCK, "KAZSAT-4"], ["KAZSAT-4", "Did you mean 'KAZSAT-"]),
        (["budget", TRUCK, "EXPRESS-AM8"], ["does not rise"]),
        (["budget", TRUCK, "EXPRESS-AM8", "--at", "2026-10-05"], ["below the horizon"]),
        (["waiting", "--lat", "north"], ["latitudes"]),
        (["waiting", "--lat", "95"], ["Latitude 95"]),
        (["waiting", "--min-elevation-deg", "90"], ["elevation"]),
        (["waiting", "--satellites", "NOBODY*"], ["NOBODY"]),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(commands, arguments, words):
    run = commands(*arguments)
    assert run.code == 2
    assert "Traceback" not in run.err
    assert all(word in run.err for word in words), run.err


def test_a_pool_without_terminals_works_and_says_which_file_is_missing(commands, kazan, tmp_path):
    folder = tmp_path / "pool"
    shutil.copytree(kazan, folder)
    (folder / "approvals.yaml").unlink()
    run = commands("calendar", folder, "kg-pass-1", "--for", "2h", "--json")
    reasons = {reason for row in run.json() for reason in row["reasons"]}
    assert "NOT_APPROVED:KG" in reasons
    (folder / "terminals.yaml").unlink()
    run = commands("calendar", folder, "kg-pass-1")
    assert run.code == 2
    assert "no terminals.yaml" in run.err
    assert check_terminals(bootstrap.read_pool_at(folder)) == ()


WRONG = [
    ("terminals.yaml", "home: KG, visited: RU", "home: KG, visited: RUS", "grants[0].visited"),
    ("terminals.yaml", "    owner: KG", "    owner: Manas", "terminal[0].owner"),
    ("terminals.yaml", '["KAZSAT-*"]', '["KAZSATS-*"]', "payloads[2].satellites[0]"),
    ("terminals.yaml", "type: messenger-u, owner", "type: messenger, owner", "terminal[2].type"),
    ("terminals.yaml", "fade_db: 2", "fade: 2", "payloads[0].fade"),
    ("approvals.yaml", "state: AM", "state: ARM", "approvals[3].state"),
    ("approvals.yaml", "type: polar-u", "type: polar", "approvals[7].type"),
    ("approvals.yaml", "status: suspended", "status: on hold", "approvals[4].status"),
]


@pytest.mark.parametrize(("file", "old", "new", "field"), WRONG)
def test_what_is_wrong_is_refused_with_file_line_and_field(pool, file, old, new, field):
    findings = check_terminals(with_text(pool, file, old, new))
    said = [finding for finding in findings if f", {field}: " in finding]
    assert said, findings
    line = int(re.match(rf"{file}, line (\d+), ", said[0])[1])
    changed = pool.texts[file][: pool.texts[file].index(old)].count("\n") + old.count("\n") + 1
    assert line == changed
    assert not check_terminals(pool)


def test_the_command_refuses_a_wrong_table_too(commands, kazan, tmp_path):
    folder = tmp_path / "pool"
    shutil.copytree(kazan, folder)
    file = folder / "approvals.yaml"
    file.write_text(file.read_text().replace("state: AM", "state: ARM", 1))
    run = commands("calendar", folder, TRUCK)
    assert run.code == 2
    assert re.search(r"approvals.yaml, line \d+, approvals\[3\].state: ", run.err), run.err
