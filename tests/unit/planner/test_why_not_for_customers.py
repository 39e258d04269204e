"""A customer cannot tell a withheld reason from any other, however often it asks."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_days import HEAD, MIDNIGHT, contact, day, image, order, satellite

from artel.charter.articles import BlockOut, OwnerVeto, Reserve, Territory
from artel.commons.errors import InputError
from artel.commons.shapes import area_of_rings
from artel.planner.greedy import plan as greedy
from artel.planner.question import Question
from artel.planner.whynot import why_not
from artel.studies.for_customer import (
    answer_for_customer,
    planned_for_customer,
    words_for_customer,
)

RING = ((29.9, 49.9), (30.1, 49.9), (30.1, 50.1), (29.9, 50.1), (29.9, 49.9))
LAND = {"LAND": area_of_rings([[[29, 49], [31, 49], [31, 51], [29, 51], [29, 49]]])}
NAMES = ("TURTLE", "OTHER")
REASONS = {
    "withheld": (BlockOut, {
        "id": "B-1", "kind": "block-out", "assets": ["TURTLE"], "withheld": True,
        "windows": [{"start": "2026-10-05T01:00:00Z", "end": "2026-10-05T01:30:00Z"}],
    }),
    "told": (BlockOut, {
        "id": "B-2", "kind": "block-out", "assets": ["TURTLE"], "reason": "a test of the camera",
        "windows": [{"start": "2026-10-05T01:00:00Z", "end": "2026-10-05T01:30:00Z"}],
    }),
    "veto": (OwnerVeto, {"id": "V-1", "kind": "owner-veto", "assets": ["TURTLE"], "within_h": 12,
                         "exercised": ["secret"]}),
    "reserve": (Reserve, {"id": "R-1", "kind": "reserve", "assets": ["TURTLE"], "share": 1.0}),
}  # fmt: skip
RIVALS = {"a rival": 5000, "a day used up": 9000}
KINDS = (*REASONS, *RIVALS)
LAW = Territory.model_validate({
    **HEAD, "id": "T-1", "kind": "territory", "area": "LAND", "finer_than_m": 3.0, "effect": "ask",
    "party": "RU",
})  # fmt: skip


def look(name, start, **fields):
    return image(name, start, **{"footprint": RING, "product_gsd": 2.0, **fields})


def hidden(kind, *, other=5.0, start=9000, law=False):
    """Return the question of an order that one reason keeps from TURTLE; OTHER sees it coarsely."""
    looks = [look("secret", 5000),
             look("secret", start, gsd=other, product_gsd=other, satellite="OTHER")]  # fmt: skip
    articles = [LAW] if law else []
    if kind in REASONS:
        model, fields = REASONS[kind]
        articles.append(model.model_validate({**HEAD, **fields}))
    rivals = [look("rich", RIVALS[kind])] if kind in RIVALS else []
    short = {"imaging_s_per_day": 10.0 if kind == "a day used up" else 1000.0}
    contacts = ([contact(0, 600, name=name, antenna=name) for name in NAMES],
                [contact(50_000, 60_000, "X", name, antenna=name) for name in NAMES])  # fmt: skip
    mine = replace(order("secret", brought_by="KG"), value=10.0)
    theirs = replace(order("rich"), value=77.0)
    problem = day(rivals, orders=[theirs, mine], articles=articles, contacts=contacts,
                  satellites=[satellite(NAMES[0], duty=short), satellite(NAMES[1])])  # fmt: skip
    problem.charter.areas.update(LAND)
    return Question(problem, greedy(problem).bookings, mine, tuple(looks))


def told(question):
    return json.dumps(answer_for_customer(question))


@pytest.mark.parametrize("kind", KINDS)
def test_the_pool_is_told_which_reason_it_is(kind):
    blocking = why_not(hidden(kind)).blocking
    named = [*blocking.articles, *(each.opportunity.order for each in blocking.bookings)]
    assert named == [REASONS[kind][1]["id"] if kind in REASONS else "rich"]


@given(
    st.floats(1.0, 40.0), st.integers(700, 40_000), st.booleans(),
    st.lists(st.sampled_from(KINDS), min_size=2, max_size=2, unique=True),
)  # fmt: skip
@settings(max_examples=50, deadline=None)
def test_a_customer_is_told_the_same_whatever_the_reason(other, start, law, kinds):
    one, two = (told(hidden(kind, other=other, start=start, law=law)) for kind in kinds)
    assert one == two


@given(st.sampled_from(KINDS), st.integers(0, 86_000))
@settings(max_examples=40, deadline=None)
def test_asking_for_other_terms_tells_no_reasons_apart(kind, late):
    answers = []
    for each in (kind, "withheld"):
        question = hidden(each)
        probe = replace(
            question.order, max_gsd_m=1.0 + late / 1e4, not_after=MIDNIGHT + timedelta(seconds=late)
        )
        answers.append(told(replace(question, order=probe)))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_names_no_article_no_order_and_no_satellite_that_is_withheld(kind):
    said = told(hidden(kind)) + "".join(words_for_customer(answer_for_customer(hidden(kind))))
    for name in ("B-1", "B-2", "V-1", "R-1", "rich", "77", "TURTLE", "withh", "owner", "camera"):
        assert name not in said
    assert "NOT_AVAILABLE" in said
    assert "max_gsd_m 5 instead of 4" in said


def test_a_law_is_no_secret():
    said = answer_for_customer(hidden("none", law=True))
    assert (said["code"], said["article"]) == ("CONSENT", "T-1")
    assert said["relaxations"][0][0]["term"] == "consents"


def test_what_the_terms_alone_rule_out_is_told():
    question = hidden("none")
    coarse = replace(question, order=replace(question.order, max_gsd_m=1.0))
    assert answer_for_customer(coarse)["code"] == "TOO_COARSE"
    past = replace(question, order=replace(question.order, not_after=MIDNIGHT))
    assert answer_for_customer(past)["code"] == "EXPIRED"
    bare = replace(question, looks=())
    assert answer_for_customer(bare)["code"] == "NO_WINDOW"
    assert any("No change" in line for line in words_for_customer(answer_for_customer(bare)))


def test_an_order_that_is_planned_is_told_without_its_neighbours():
    image = {"order": "mine", "id": "I-1", "satellite": "TURTLE", "sensor": "PAN", "downlink": "D",
             "start": "2026-10-05T01:00:00.000Z", "end": "2026-10-05T01:00:10.000Z", "gsd_m": 2.0,
             "product_gsd_m": 2.0, "release_at": None, "verdicts": ["secret"]}  # fmt: skip
    plan = {"images": [image], "unplanned": [{"order": "rich"}],
            "downlinks": [{"id": "D", "end": "2026-10-05T02:00:00.000Z"}]}  # fmt: skip
    said = planned_for_customer(plan, "mine")
    assert "secret" not in json.dumps(said)
    assert words_for_customer(said)[1].startswith("  TURTLE at 2026-10-05T01:00:00Z, 2 m")
    with pytest.raises(InputError) as error:
        planned_for_customer(plan, "ric")
    assert "rich" not in str(error.value) + error.value.next_step
