"""Consents: a party is asked once, answers in time, itself, once; silence is no consent."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from tests.desk_fixtures import EVE, actor

from artel.commons.errors import Conflict, NotAllowed, NotFound
from artel.desk import consents, periodic
from artel.store import journal

RU, KZ, BY = (actor("owner", party) for party in ("RU", "KZ", "BY"))
PLANNER = actor("planner")
WHY = "a parade is there"


def asked(desk, party=None):
    """Return the questions that stand, those to a party if one is named."""
    with desk.unit() as unit:
        rows = consents.page(unit, "asked")
    return [row for row in rows if party in (None, row["party"])]


def one(desk, name):
    with desk.unit() as unit:
        return next(row for row in consents.page(unit) if row["id"] == name)


def told(desk, who):
    """Return (kind, subject) of every event that somebody is told of."""
    with desk.unit(who) as unit:
        rows = unit.rows("events_after", after=0, limit=900)
    return [(row["kind"], row["subject"]) for row in rows]


def entries(desk):
    with desk.unit() as unit:
        return journal.size_of(unit)


@pytest.fixture
def question(planned):
    """Return a question that Russia was asked when the plan was published."""
    return asked(planned, "RU")[0]


def answered(desk, who, name, *, granted=True, reason=""):
    with desk.unit(who) as unit:
        return consents.answer(unit, name, granted=granted, reason=reason)


def test_the_party_is_asked_once_and_has_a_day_at_most(planned, question):
    assert question["state"] == "asked"
    assert EVE < question["deadline"] <= EVE + consents.WITHIN
    assert question["answered"] is None
    assert ("consent.asked", question["id"]) in told(planned, RU)
    assert ("consent.asked", question["id"]) not in told(planned, KZ)
    left = {"order": question["order_id"], "article": question["article"], "reason": "again"}
    before = entries(planned)
    with planned.unit() as unit:
        assert consents.ask(unit, left, exercise=False) is None
    assert entries(planned) == before


@pytest.mark.parametrize(("granted", "state"), [(True, "granted"), (False, "refused")])
def test_an_answer_is_kept_told_and_entered_without_its_reason(planned, question, granted, state):
    before = entries(planned)
    row = answered(planned, RU, question["id"], granted=granted, reason=WHY)
    assert (row["state"], row["answered"], row["answered_by"]) == (state, EVE, RU.account)
    assert (f"consent.{state}", question["id"]) in told(planned, RU)
    assert entries(planned) == before + 1
    for who, reason in ((RU, WHY), (KZ, None), (PLANNER, None), (actor("auditor"), None)):
        with planned.unit(who) as unit:
            assert consents.reason_of(unit, question["id"]) == reason
            assert WHY not in str(unit.rows("events_after", after=0, limit=900))


@pytest.mark.parametrize("granted", [True, False])
def test_a_second_answer_is_refused_whatever_it_says(planned, question, granted):
    answered(planned, RU, question["id"], granted=True, reason=WHY)
    before = entries(planned)
    with pytest.raises(Conflict, match="is granted"):
        answered(planned, RU, question["id"], granted=granted, reason="something else")
    assert one(planned, question["id"])["state"] == "granted"
    assert entries(planned) == before
    with planned.unit(RU) as unit:
        assert consents.reason_of(unit, question["id"]) == WHY


def test_of_two_answers_at_once_one_stands(planned, question):
    said, ready = [], threading.Barrier(2)

    def answer(granted):
        ready.wait(20)
        try:
            said.append(answered(planned, RU, question["id"], granted=granted)["state"])
        except Conflict:
            said.append("too late")

    threads = [threading.Thread(target=answer, args=(each,)) for each in (True, False)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert len(said) == 2
    assert said.count("too late") == 1
    assert one(planned, question["id"])["state"] in said


@pytest.mark.parametrize("who", [KZ, BY, actor("observer", "MD"), actor("customer", "minsk-agro")])
def test_another_party_finds_no_question_to_answer(planned, question, who):
    before = entries(planned)
    with pytest.raises((NotFound, NotAllowed)):
        answered(planned, who, question["id"], reason=WHY)
    assert one(planned, question["id"])["state"] == "asked"
    assert entries(planned) == before


@pytest.mark.parametrize("who", [PLANNER, actor("admin"), actor("auditor")])
def test_the_operator_does_not_answer_for_a_party(planned, question, who):
    with pytest.raises(NotAllowed):
        answered(planned, who, question["id"])
    assert one(planned, question["id"])["state"] == "asked"


def test_another_role_of_the_party_does_not_answer_for_it(planned, question):
    with pytest.raises(NotAllowed):
        answered(planned, actor("observer", "RU"), question["id"])


def test_an_answer_is_taken_to_the_last_moment_before_the_deadline(planned, question, clock):
    clock.wind(question["deadline"] - timedelta(milliseconds=1))
    assert answered(planned, RU, question["id"])["state"] == "granted"


@pytest.mark.parametrize("late", [timedelta(0), timedelta(hours=5)])
def test_a_deadline_that_passed_refuses_an_answer_before_anything_lapsed(
    planned, question, clock, late
):
    clock.wind(question["deadline"] + late)
    with pytest.raises(Conflict, match="was to be answered by"):
        answered(planned, RU, question["id"], reason=WHY)
    assert one(planned, question["id"])["state"] == "asked"
    with planned.unit(RU) as unit:
        assert consents.reason_of(unit, question["id"]) is None


def test_silence_lapses_at_the_deadline_once_and_is_no_consent(planned, question, clock):
    clock.wind(question["deadline"] - timedelta(milliseconds=1))
    assert question["id"] not in periodic.done(planned, "lapse")
    clock.wind(question["deadline"])
    due = {row["id"] for row in asked(planned) if row["deadline"] <= question["deadline"]}
    before = entries(planned)
    assert set(periodic.done(planned, "lapse")) == due
    assert entries(planned) == before + len(due)
    assert periodic.done(planned, "lapse") == []
    row = one(planned, question["id"])
    assert (row["state"], row["answered"]) == ("lapsed", question["deadline"])
    assert told(planned, RU).count(("consent.lapsed", question["id"])) == 1
    with pytest.raises(Conflict, match="is lapsed"):
        answered(planned, RU, question["id"])
    assert consented(planned, question) == []


def test_only_what_was_granted_counts_in_plans_to_come(planned, question):
    assert consented(planned, question) == []
    answered(planned, RU, question["id"], granted=True)
    assert consented(planned, question) == [(question["article"], "RU")]


def test_what_was_refused_counts_as_little_as_silence(planned, question):
    answered(planned, RU, question["id"], granted=False)
    assert consented(planned, question) == []


def consented(desk, question):
    """Return the article and the party of each consent, as plans and holds to come read them."""
    with desk.unit() as unit:
        rows = unit.rows("consents_granted", order_id=question["order_id"])
    return [(row["article"], row["party"]) for row in rows]


def test_only_the_desk_lets_questions_lapse(planned, question, clock):
    clock.wind(question["deadline"])
    with pytest.raises(NotAllowed), planned.unit(RU) as unit:
        consents.lapse(unit)
    assert one(planned, question["id"])["state"] == "asked"
