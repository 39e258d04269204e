"""Breaches in what a plan says of its repairs, and repairs that change what they may not."""

from __future__ import annotations

import copy
import json

import pytest

from artel.commons.ids import pretty_json
from artel.commons.instants import parse_instant
from artel.planner.best import Effort
from artel.studies.events import Cancellation, Loss, NewElements
from artel.studies.planned import Work
from artel.studies.repair import repair_plan
from artel.studies.rework import Wanted, rework_plan
from artel.validator.check import validate_text

LOST = "KONDOR-FKA 2"


def other(plan):
    """Return the repair's rows of images of another satellite, taken late in the day."""
    rows = [each for each in plan["repairs"][0]["before"] if each["satellite"] != LOST]
    return [each for each in rows if each["start"] > "2026-10-05T14"]


def a_move_is_not_told(draft):
    draft.plan["repairs"][0]["moved"].pop()


def a_dropped_order_is_not_told(draft):
    draft.plan["repairs"][0]["dropped"] = []


def more_was_kept_than_was(draft):
    draft.plan["repairs"][0]["kept"] += 1


def a_moved_image_was_elsewhere(draft):
    draft.plan["repairs"][0]["moved"][0]["from"]["satellite"] = "OBZOR-R 1"


def the_displaced_get_less_credit(draft):
    draft.plan["repairs"][0]["dropped"][0]["credit"] /= 2


def the_notice_is_of_another_satellite(draft):
    draft.plan["repairs"][0]["cause"]["name"] = "OBZOR-R 1"


def the_repair_is_of_another_day(draft):
    draft.plan["repairs"][0]["at"] = "2026-10-07T12:00:00.000Z"


def a_commanded_image_was_moved_without_need(draft):
    row = other(draft.plan)[0]
    row["start"] = draft.moved(row["start"], -600)
    row["end"] = draft.moved(row["end"], -600)


def an_image_that_was_taken_was_dropped(draft):
    row = copy.deepcopy(draft.plan["repairs"][0]["before"][0])
    draft.plan["repairs"][0]["before"].append(row | {"order": "orsk-dam", "piece": "strip"})


def a_moved_image_is_commanded_in_the_past(draft):
    key = draft.plan["repairs"][0]["moved"][0]["order"]
    image = next(each for each in draft.plan["images"] if each["order"] == key)
    upload = draft.upload_of(image)
    draft.later(upload, -43200)


def the_lost_satellite_still_images(draft):
    for name in ("moved", "dropped"):
        for row in draft.plan["repairs"][0][name]:
            image = next((i for i in draft.plan["images"] if i["order"] == row["order"]), None)
            if image is not None:
                image["satellite"] = LOST


def the_notice_ends_before_it_begins(draft):
    notices = draft.table("notices.yaml")
    notices["notices"][0] |= {"kind": "recall", "until": "2026-10-01T00:00Z"}
    draft.rewrite("notices.yaml", notices)


def a_repair_is_not_in_the_form_of_one(draft):
    draft.plan["repairs"][0]["withdrawn"] = 7


def the_notice_is_gone(draft):
    del draft.plan["inputs"]["notices.yaml"]


BREACHES = {
    "REPAIR": [
        a_move_is_not_told,
        a_dropped_order_is_not_told,
        more_was_kept_than_was,
        a_moved_image_was_elsewhere,
        the_displaced_get_less_credit,
        the_notice_is_of_another_satellite,
        the_repair_is_of_another_day,
        the_notice_is_gone,
    ],
    "FREEZE": [
        a_commanded_image_was_moved_without_need,
        an_image_that_was_taken_was_dropped,
        a_moved_image_is_commanded_in_the_past,
    ],
    "INPUT": [the_notice_ends_before_it_begins],
    "SHAPE": [a_repair_is_not_in_the_form_of_one],
    "ARTICLE": [the_lost_satellite_still_images],
}


@pytest.fixture(scope="module")
def lost(made_once):
    return repair_plan(made_once, Loss(LOST), parse_instant("2026-10-05T12:00Z")).document


@pytest.mark.parametrize(
    ("code", "breach"),
    [(code, breach) for code, breaches in BREACHES.items() for breach in breaches],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_planted_breach_is_caught(draft, lost, code, breach):
    draft.plan = json.loads(pretty_json(lost))
    breach(draft)
    assert code in draft.codes_found()


MANOEUVRED = "KANOPUS-V 3"


def an_image_is_kept_at_its_old_time(draft):
    row = draft.plan["repairs"][0]["moved"][0]
    image = next(each for each in draft.plan["images"] if each["order"] == row["order"])
    image |= {name: row["from"][name] for name in ("start", "end")}


def another_satellite_is_said_to_have_new_elements(draft):
    draft.plan["repairs"][0]["cause"]["satellites"].append("RESURS-P 4")


def no_satellite_is_said_to_have_new_elements(draft):
    draft.plan["repairs"][0]["cause"]["satellites"] = []


def the_new_elements_are_of_another_time(draft):
    updates = json.loads(draft.plan["inputs"]["elements-updates.json"]["text"])
    updates["updates"][0]["from"] = "2026-10-05T07:00:00.000Z"
    draft.rewrite("elements-updates.json", updates)


def the_new_elements_are_of_another_satellite(draft):
    updates = json.loads(draft.plan["inputs"]["elements-updates.json"]["text"])
    updates["updates"][0]["elements"]["NORAD_CAT_ID"] = 1
    draft.rewrite("elements-updates.json", updates)


OF_ELEMENTS = {
    "POINTING": an_image_is_kept_at_its_old_time,
    "REPAIR": another_satellite_is_said_to_have_new_elements,
}
MORE_OF_ELEMENTS = {
    "FREEZE": no_satellite_is_said_to_have_new_elements,
    "EPHEMERIS": the_new_elements_are_of_another_time,
    "INPUT": the_new_elements_are_of_another_satellite,
}


@pytest.fixture(scope="module")
def manoeuvred(made_once):
    sets = json.loads(made_once["inputs"]["elements.json"]["text"])
    (one,) = [each for each in sets if each["OBJECT_NAME"] == MANOEUVRED]
    one["MEAN_ANOMALY"] += 2.0
    event = NewElements(json.dumps([one]))
    return repair_plan(made_once, event, parse_instant("2026-10-05T06:00Z")).document


@pytest.mark.parametrize(("code", "breach"), OF_ELEMENTS.items(), ids=OF_ELEMENTS)
def test_a_breach_by_new_elements_is_caught(draft, manoeuvred, code, breach):
    draft.plan = json.loads(pretty_json(manoeuvred))
    breach(draft)
    assert code in draft.codes_found()


@pytest.mark.deep
@pytest.mark.parametrize(("code", "breach"), MORE_OF_ELEMENTS.items(), ids=MORE_OF_ELEMENTS)
def test_more_breaches_by_new_elements_are_caught(draft, manoeuvred, code, breach):
    draft.plan = json.loads(pretty_json(manoeuvred))
    breach(draft)
    assert code in draft.codes_found()


@pytest.mark.deep
def test_a_cancelled_image_must_be_taken_back(draft, made_once):
    image = [each for each in made_once["images"] if each["start"] > "2026-10-05T22"][-1]
    event = Cancellation(image["order"])
    plan = repair_plan(made_once, event, parse_instant("2026-10-05T06:00Z")).document
    assert validate_text(pretty_json(plan)).findings == ()
    (row,) = plan["repairs"]
    assert row["withdrawn"]
    draft.plan = json.loads(pretty_json(plan))
    draft.plan["repairs"][0]["withdrawn"] = []
    assert {"FREEZE", "UPLOAD"} <= draft.codes_found()
    draft.plan = json.loads(pretty_json(plan))
    draft.plan["uploads"] = [each for each in plan["uploads"] if each["images"]]
    assert "REPAIR" in draft.codes_found()


def a_locked_order_is_not_imaged(draft):
    draft.plan["hand"]["locks"] = [draft.plan["unplanned"][0]["order"]]


def an_order_that_is_imaged_is_left_out(draft):
    draft.plan["hand"]["leaves"].append(draft.plan["images"][0]["order"])


def an_order_is_left_out_by_nobody(draft):
    draft.plan["hand"]["leaves"] = []


def the_bound_of_the_rest_is_too_low(draft):
    draft.plan["hand"]["bound"] = draft.plan["value"]["planned"] - 1.0


def what_was_done_by_hand_is_not_told(draft):
    draft.plan["repairs"][0]["dropped"] = []


OF_HAND = {
    an_order_that_is_imaged_is_left_out: "REPAIR",
    an_order_is_left_out_by_nobody: "REASON",
    the_bound_of_the_rest_is_too_low: "VALUE",
    what_was_done_by_hand_is_not_told: "REPAIR",
}


@pytest.fixture(scope="module")
def by_hand(made_once):
    last, first = made_once["images"][-1]["order"], made_once["images"][0]["order"]
    wanted = Wanted(leaves=frozenset({last}), locks=frozenset({first}), work=Work(Effort(steps=0)))
    return rework_plan(made_once, wanted, parse_instant("2026-10-05T00:00Z")).document


def test_a_breach_of_a_lock_is_caught(draft, by_hand):
    draft.plan = json.loads(pretty_json(by_hand))
    assert draft.codes_found() == set()
    a_locked_order_is_not_imaged(draft)
    assert "REPAIR" in draft.codes_found()


@pytest.mark.deep
@pytest.mark.parametrize(
    ("breach", "code"), OF_HAND.items(), ids=lambda it: getattr(it, "__name__", it)
)
def test_a_breach_by_hand_is_caught(draft, by_hand, breach, code):
    draft.plan = json.loads(pretty_json(by_hand))
    breach(draft)
    assert code in draft.codes_found()
