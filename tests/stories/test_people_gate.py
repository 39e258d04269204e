"""Passes over stations that need people are planned only while somebody may fly them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from artel.commons.errors import TableError
from artel.commons.ids import digest, pretty_json
from artel.studies.day import alone, plan_of, solve_day
from artel.studies.people import check_people, people_of
from artel.studies.people_gaps import gaps_of
from artel.studies.people_page import page_of
from artel.studies.planned import planned
from artel.studies.pool import read_pool
from artel.validator.check import validate, validate_text

FLOWN = (
    "  - {at: 2026-09-30T05:10:00Z, kind: pass, person: asanova, position: pass-operator,"
    " asset: Bishkek}\n"
)
AWAY = (
    "  - {{at: 2026-10-04T12:00:00Z, kind: absent, person: {}, start: 2026-10-05T00:00:00Z,"
    " end: 2026-10-06T00:00:00Z, reason: ill}}\n"
)


def day_with(day, *events, people=None):
    """Return the day planned anew with more events in the log, or with another people.yaml."""
    texts = dict(day.pool.texts)
    if people is None:
        texts["people.yaml"] += "".join(events)
    elif people:
        texts["people.yaml"] = people
    else:
        del texts["people.yaml"]
    pool = read_pool(texts)
    return solve_day(pool, (pool.settings.epoch, pool.settings.epoch + timedelta(hours=24)))


def links(day):
    """Return each booked link: order, which way, station, satellite, and when."""
    return {
        (each.opportunity.order, way, link.contact.station, link.contact.satellite, link.start)
        for each in day.outcome.bookings
        for way, link in (("up", each.upload), ("down", each.downlink))
    }


def free_passes(day):
    """Return each contact that may be planned, by station, satellite, antenna, start and end."""
    contacts = day.problem.contacts
    return {
        (each.station, each.satellite, each.antenna, each.radio, each.start, each.end)
        for groups in (contacts.commands, contacts.downlinks)
        for group in groups.values()
        for each in group
    }


def open_seconds(day):
    return sum(end - start for *_, start, end in free_passes(day))


@pytest.fixture(scope="session")
def current_day(first_day):
    """Return the first day with one event more: a pass that keeps Aida Asanova current."""
    return day_with(first_day, FLOWN)


@pytest.mark.deep
def test_one_event_changes_exactly_that_persons_passes(first_day, current_day):
    shift = [first_day.start.timestamp() + 3600 * hour for hour in (2, 11)]
    gained = free_passes(current_day) - free_passes(first_day)
    assert free_passes(first_day) < free_passes(current_day)
    assert {station for station, *_ in gained} == {"Bishkek"}
    assert all(shift[0] <= start < end <= shift[1] for *_, start, end in gained)
    more, less = links(current_day) - links(first_day), links(first_day) - links(current_day)
    assert more
    assert {station for _, _, station, *_ in more} == {"Bishkek"}
    assert {(order, way) for order, way, *_ in less} == {(order, way) for order, way, *_ in more}
    assert not [each for each in links(first_day) if each[2] == "Bishkek"]


def test_the_lapse_of_the_bundled_pool_costs_thirteen_passes_and_says_why(first_day):
    gap = next(each for each in gaps_of(first_day).gaps if each.closed.person == "asanova")
    assert (gap.station, gap.lost, gap.cut) == ("Bishkek", 13, 0)
    assert gap.why == (
        "no pass operator for a pass over Bishkek (KG-OPS 2): the endorsement lapsed on"
        " 2026-10-05: 2 passes in 90 days, 3 needed (POOL-UCS 2)"
    )


def test_an_order_left_for_want_of_people_names_station_position_and_clause(first_day):
    crew = ("hakobyan", "petrosyan", "sargsyan")
    day = day_with(first_day, *(AWAY.format(person) for person in crew))
    left = [each for each in day.outcome.unplanned if each.obstacle.reason == "NO_STAFF"]
    assert left
    assert {each.obstacle.resource for each in left} == {"Yerevan"}
    assert {each.obstacle.sentence for each in left} == {
        "no pass operator for a pass over Yerevan (AM-OPS 2): nobody is on shift at Yerevan"
    }
    document = plan_of(day)
    assert validate_text(pretty_json(document)).findings == ()
    gaps = gaps_of(day)
    assert gaps.lost["Yerevan"] == gaps.passes["Yerevan"]
    # Somebody everywhere: those orders, and more value than the plan without.
    full = planned(replace(day.problem, contacts=day.problem.contacts.every))
    assert full.value == day.outcome.value + gaps.value
    assert gaps.orders


@pytest.mark.deep
def test_a_pool_without_people_has_no_gate(first_day):
    day = day_with(first_day, people="")
    assert day.staffing is None
    assert day.problem.contacts.every is None
    assert open_seconds(day) > open_seconds(first_day)
    assert check_people(day.pool) == ()
    assert page_of(day) is None
    assert validate(plan_of(day)).valid


def test_the_validator_refuses_a_pass_that_nobody_may_fly(current_day, first_day):
    document = json.loads(pretty_json(plan_of(current_day)))
    assert validate(document).valid
    text = first_day.pool.texts["people.yaml"]
    document["inputs"]["people.yaml"] = {"sha256": digest(text), "text": text}
    found = [each for each in validate(document).findings if each.code == "STAFF"]
    over = [each["id"] for each in document["downlinks"] if each["station"] == "Bishkek"]
    assert sorted(each.subject for each in found) == sorted(over)
    assert all("KG-OPS 2" in each.sentence for each in found)


def test_the_validator_refuses_a_reason_of_people_where_nobody_is_missing(first_plan):
    document = json.loads(pretty_json(first_plan))
    row = next(each for each in document["unplanned"] if each["code"] == "SLEW")
    row |= {"code": "NO_STAFF", "resource": "Murmansk", "counts": {"NO_STAFF": 1}}
    found = validate(document).findings
    assert [each.subject for each in found if "NO_STAFF" in each.sentence] == [row["order"]]
    row["resource"] = "Bishkek"
    assert not [each for each in validate(document).findings if "NO_STAFF" in each.sentence]


@pytest.mark.deep
def test_a_remote_station_falls_with_its_desk(first_day):
    desk = ("orlov", "belova", "gusev", "sokolova", "tikhonov")
    day = day_with(first_day, *(AWAY.format(person) for person in desk))
    remote = {"Obninsk", "Murmansk", "Novosibirsk", "Anadyr"}
    assert not remote & {station for _, _, station, *_ in links(day)}
    assert {"Moscow-Otradnoye"} & {station for _, _, station, *_ in links(day)}
    assert validate(plan_of(day)).valid


def test_alone_a_member_has_only_its_own_people(first_day):
    text = first_day.pool.texts["people.yaml"]
    foreign = text.replace("name: Timur Zhumabek, home: KZ", "name: Timur Zhumabek, home: RU")
    abroad = day_with(first_day, people=foreign.replace("Daniyar Ibraev, home: KZ",
                                                        "Daniyar Ibraev, home: RU"))  # fmt: skip
    assert abroad.outcome.value == first_day.outcome.value
    assert alone(abroad, ["KZ"]).value < alone(first_day, ["KZ"]).value


def test_a_wrong_people_file_is_named_with_file_line_and_field(first_day):
    text = first_day.pool.texts["people.yaml"]
    assert check_people(first_day.pool) == ()
    wrong = {
        "stations: [Bishkek]": ("stations: [Bishkeck]", "did you mean 'Bishkek'?"),
        "home: KG, labour": ("home: KK, labour", "no party is called 'KK'"),
        "asset: Yerevan": ("asset: Erevan", "no asset is called 'Erevan'"),
        "assets: [Yerevan]": ("assets: [Yerewan]", "matches nothing"),
        "place: Bishkek": ("place: Osh", "nobody is needed at 'Osh'"),
        "valid_months: 36": ("valid_month: 36", "did you mean 'valid_months'?"),
    }
    for old, (new, sentence) in wrong.items():
        texts = {**first_day.pool.texts, "people.yaml": text.replace(old, new, 1)}
        line = text[: text.index(old)].count("\n") + 1
        pool = read_pool(texts)
        found = check_people(pool)
        assert any(f"people.yaml, line {line}, " in each and sentence in each for each in found), (
            found
        )
        with pytest.raises(TableError):
            people_of(pool)


def test_the_page_says_what_gaps_cost(first_day):
    page = page_of(first_day)
    assert page.lead.startswith("Of 427 passes over the 8 stations that need people, 60 cannot")
    gaps, lapsing = page.sheets
    assert any(row[0] == "Bishkek" and row[4] == 13 for row in gaps.rows)
    assert lapsing.rows[0][:4] == ("Aida Asanova", "KG", "Bishkek", "2026-10-05")
    assert sum(lost for _, (_, lost) in page.bars[0].rows) == 60
