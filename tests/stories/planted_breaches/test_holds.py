"""Breaches of what a plan was made around: holds that ended, and places that were sold twice."""

from __future__ import annotations

import copy

import pytest

from artel.commons.ids import pretty_json
from artel.commons.instants import parse_instant, to_posix
from artel.studies.held import read_hold
from artel.studies.holding import accepted, hold_of
from artel.studies.quote import quoted, read_order
from artel.studies.skies import sky_of
from artel.studies.standing import standing_of_plan
from artel.validator.check import validate


def held(draft):
    return draft.plan["holds"][0]


def another(draft):
    """Return an image of another satellite than the one that is held."""
    mine = held(draft)["image"]["satellite"]
    return next(each for each in draft.plan["images"] if each["satellite"] != mine)


def the_hold_had_ended_when_the_plan_begins(draft):
    held(draft)["until"] = draft.plan["horizon"]["start"]


def the_hold_outlasts_its_command(draft):
    held(draft)["until"] = draft.moved(held(draft)["upload"]["start"], 1.0)


def the_held_satellite_takes_another_image_then(draft):
    taken = {name: held(draft)["image"][name] for name in ("satellite", "start", "end")}
    another(draft).update(taken)


def the_held_antenna_receives_somebody_else(draft):
    place = {name: held(draft)["downlink"][name] for name in ("station", "antenna", "start", "end")}
    draft.downlink_of(another(draft)).update(place)


def what_is_held_is_more_than_the_day_of_the_satellite(draft):
    name = held(draft)["image"]["satellite"]
    images = [each for each in draft.plan["images"] if each["satellite"] == name]
    used = sum(
        to_posix(parse_instant(each["end"])) - to_posix(parse_instant(each["start"]))
        for each in images
    )
    draft.change_satellite(name, "duty", imaging_s_per_day=used + 0.5)


def the_order_of_the_hold_is_imaged_too(draft):
    image = another(draft)
    held(draft)["order"] = copy.deepcopy(draft.order_of(image))
    held(draft)["image"]["order"] = image["order"]


def the_hold_is_of_another_order(draft):
    held(draft)["order"]["id"] = "somebody-else"


def one_order_is_held_twice(draft):
    draft.plan["holds"].append(copy.deepcopy(held(draft)))


def the_order_that_is_held_cannot_be_read(draft):
    held(draft)["order"]["properties"]["value"] = "much"


def the_held_image_looks_elsewhere(draft):
    held(draft)["image"]["roll_deg"] += 1.0


def the_hold_has_no_end(draft):
    del held(draft)["until"]


BREACHES = {
    "HOLD": [
        the_hold_had_ended_when_the_plan_begins,
        the_hold_outlasts_its_command,
        the_held_satellite_takes_another_image_then,
        the_held_antenna_receives_somebody_else,
        what_is_held_is_more_than_the_day_of_the_satellite,
        the_order_of_the_hold_is_imaged_too,
        the_hold_is_of_another_order,
        one_order_is_held_twice,
        the_order_that_is_held_cannot_be_read,
        the_held_image_looks_elsewhere,
    ],
    "SHAPE": [the_hold_has_no_end],
}


@pytest.fixture(scope="module")
def made_around(made_once, kazan):
    """Return the plan with a hold for two hours, written from what it is once it is accepted."""
    text = (kazan / "examples" / "taiga-smoke.geojson").read_text(encoding="utf-8")
    standing = standing_of_plan(made_once, [read_order(text)])
    order = standing.problem.orders[-1]
    hold = hold_of(quoted(standing, order, sky_of(standing.pool)), standing.at + 7200.0)
    after = accepted(made_once, standing, read_hold(pretty_json(hold)))
    image = next(each for each in after["images"] if each["order"] == order.id)
    upload = next(each for each in after["uploads"] if each["id"] == image["upload"])
    downlink = next(each for each in after["downlinks"] if each["id"] == image["downlink"])
    row = {
        "until": hold["until"],
        "order": hold["order"],
        "image": {**image, "id": "H-001", "upload": "H-001-U", "downlink": "H-001-D"},
        "upload": {**upload, "id": "H-001-U", "images": ["H-001"]},
        "downlink": {**downlink, "id": "H-001-D", "image": "H-001"},
    }
    return {**made_once, "holds": [row]}


@pytest.fixture
def draft_around(draft, made_around):
    draft.plan = copy.deepcopy(made_around)
    return draft


def test_a_plan_around_a_hold_is_valid_and_the_hold_is_judged(made_around):
    report = validate(made_around)
    assert report.findings == ()
    assert report.checked["holds"] == 1


@pytest.mark.parametrize(
    ("code", "breach"),
    [(code, breach) for code, breaches in BREACHES.items() for breach in breaches],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_planted_breach_is_caught(draft_around, code, breach):
    breach(draft_around)
    assert code in draft_around.codes_found()
