"""Activations for disasters, their clock, and exercises that never reach what is real."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg.types.range import TimestamptzRange
from tests.desk_fixtures import EVE, actor, wish

from artel.commons.actors import Role
from artel.commons.errors import Conflict, InputError, NotAllowed, NotFound
from artel.desk import activations, orders
from artel.desk.accounts import actor_of, make_account
from artel.desk.activations import Disaster, Form
from artel.desk.activations_plan import draft
from artel.desk.desk import SYSTEM, Desk
from artel.desk.pool_files import files_of, load_pool
from artel.orders.wishes import WishError
from artel.store import journal

AREA = {"type": "Point", "coordinates": [26.68, 53.22]}
FORM = {
    "disaster": Disaster.FLOOD,
    "place": "Nesvizh",
    "area": AREA,
    "since": EVE - timedelta(hours=3),
    "contact": "the duty room in Minsk",
}


@pytest.fixture
def people(desk):
    """Return an authorised user of Belarus and a planner of the desk, with their accounts."""
    with desk.unit() as unit:
        caller = make_account(unit, "rescue", Role.OWNER, party="BY", authorised=True)
        planner = make_account(unit, "on duty", Role.PLANNER)
    return actor_of(caller), actor_of(planner)


def call(desk, who, **changes):
    with desk.unit(who) as unit:
        return activations.call(unit, Form(**FORM | changes))["id"]


def told(desk, who, name):
    with desk.unit(who) as unit:
        activations.check(unit, name, "called back")
        activations.assign(unit, name, who.account)


def planned(desk, people, **changes):
    name = call(desk, people[0], **changes)
    told(desk, people[1], name)
    return name, draft(desk, people[1], name, [wish()])


def test_the_whole_chain_is_written_down_with_duty_and_time(desk, clock, people):
    name, drafted = planned(desk, people)
    (order,) = drafted["orders"]
    clock.wind(EVE + timedelta(hours=2))
    with desk.unit(people[1]) as unit:
        activations.manage(unit, name, people[0].account, "they are on the spot")
        closed = activations.close(unit, name, "The bridge stands.")
    assert (closed["state"], closed["due"]) == ("closed", None)
    with desk.unit(people[0]) as unit:
        row = activations.get(unit, name)
        placed = orders.get(unit, order["id"])
    assert [(each["state"], each["duty"]) for each in row["steps"]] == [
        ("called", "authorised user"),
        ("checked", "on-duty operator"),
        ("assigned", "on-duty operator"),
        ("planned", "emergency on-call officer"),
        ("managed", "emergency on-call officer"),
        ("closed", "project manager"),
    ]
    assert not any(each["late"] for each in row["steps"])
    assert (placed["class"], placed["state"], placed["brought_by"]) == (
        "disaster",
        "accepted",
        "BY",
    )
    assert placed["activation"] == name
    assert placed["steps"][-1]["article"] == "G-1"
    assert placed["steps"][-1]["reason"].startswith("free of charge")


def test_only_an_authorised_user_calls(desk):
    with pytest.raises(NotAllowed, match="no authorised user"):
        call(desk, actor("owner", "BY"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"since": EVE + timedelta(hours=1)}, "since"),
        ({"place": " "}, "place"),
        ({"area": {"type": "Point", "coordinates": [900, 0]}}, "area"),
    ],
)
def test_a_form_that_is_wrong_stores_nothing(desk, people, changes, said):
    with pytest.raises(InputError, match=said):
        call(desk, people[0], **changes)
    with desk.unit(people[0]) as unit:
        assert activations.page(unit, None, 10) == []


def test_the_officer_knows_within_the_hour_or_it_is_told_that_it_is_late(desk, clock, people):
    name = call(desk, people[0])
    with desk.unit(people[1]) as unit:
        due = activations.check(unit, name)["due"]
    assert due == EVE + timedelta(hours=1)
    clock.wind(due)
    assert activations.alert(desk) == []
    clock.wind(due + timedelta(seconds=1))
    assert activations.alert(desk) == [name]
    assert activations.alert(desk) == []
    with desk.unit(people[1]) as unit:
        activations.assign(unit, name, people[1].account)
        row = activations.get(unit, name)
        actions = [each.action for each in journal.entries(unit, journal.size_of(unit))]
    assert (row["steps"][-1]["late"], row["steps"][-1]["due"]) == (True, due)
    assert actions.count("activation.late") == 1


def test_no_step_is_taken_twice_or_out_of_turn(desk, people):
    name = call(desk, people[0])
    with desk.unit(people[1]) as unit, pytest.raises(Conflict, match="after checked"):
        activations.assign(unit, name, people[1].account)
    with desk.unit(people[1]) as unit:
        activations.check(unit, name)
    with desk.unit(people[1]) as unit, pytest.raises(Conflict):
        activations.check(unit, name)
    with desk.unit(people[1]) as unit, pytest.raises(InputError, match="no planner"):
        activations.assign(unit, name, people[0].account)
    with desk.unit(people[1]) as unit, pytest.raises(InputError, match="why"):
        activations.refuse(unit, name, " ")
    with desk.unit(people[1]) as unit:
        assert activations.refuse(unit, name, "no disaster")["state"] == "refused"
    with desk.unit(people[0]) as unit, pytest.raises(NotAllowed):
        activations.check(unit, name)


def test_another_member_sees_nothing_of_it(desk, people):
    name = call(desk, people[0])
    with desk.unit(actor("owner", "KZ")) as unit:
        assert activations.page(unit, None, 10) == []
        with pytest.raises(NotFound):
            activations.get(unit, name)


def test_a_plan_with_a_wrong_wish_leaves_the_activation_as_it_was(desk, people):
    name = call(desk, people[0])
    told(desk, people[1], name)
    with pytest.raises(WishError):
        draft(desk, people[1], name, [wish(), wish(max_gsd_m=-1)])
    with desk.unit(people[1]) as unit:
        row = activations.get(unit, name)
    assert (row["state"], row["orders"]) == ("assigned", [])


def test_a_plan_may_be_added_to_while_it_is_managed(desk, people):
    name, _ = planned(desk, people)
    with desk.unit(people[1]) as unit:
        activations.manage(unit, name, people[1].account)
    row = draft(desk, people[1], name, [wish(name="The other bank")])
    assert (row["state"], len(row["orders"])) == ("managed", 2)


def test_without_an_article_nobody_gives_images(desk, people):
    name = call(desk, people[0])
    told(desk, people[1], name)
    with desk.unit() as unit:
        files = files_of(unit)
        text = files["charter.yaml"].replace("id: G-1", "id: G-1\n    until: 2026-02-01", 1)
        load_pool(unit, {**files, "charter.yaml": text})
    with pytest.raises(InputError, match="No article"):
        draft(desk, people[1], name, [wish()])


# ---------------------------------------------------------------- exercises

ENTRY = {"at": EVE, "text": "a credit", "order_id": None}
PLAN = {
    "base": None, "value": 0.0, "bound": 0.0, "method": "none", "sha256": "", "document": b"",
    "report": "{}", "at": EVE, "by": "A",
}  # fmt: skip


@pytest.fixture
def both(desk, people):
    """Return a real activation's order and an exercise's."""
    real = planned(desk, people)[1]["orders"][0]["id"]
    drill = planned(desk, people, exercise=True)[1]["orders"][0]["id"]
    return {False: real, True: drill}


def refused(desk: Desk, name: str, **params):
    """The database itself refuses this statement of the desk's own hand."""
    with pytest.raises(psycopg.errors.IntegrityError), desk.unit(SYSTEM) as unit:
        unit.run(name, **params)


def version_of(desk, *, exercise):
    day = datetime(2026, 12, 1, tzinfo=UTC)
    with desk.unit() as unit:
        horizon = TimestamptzRange(day, day + timedelta(hours=1))
        return unit.row("plan_added", exercise=exercise, horizon=horizon, **PLAN)["version"]


def named(prefix, *, exercise):
    return f"EX-{prefix}-9" if exercise else f"{prefix}-9"


def task(order, *, exercise, plan):
    return {
        "id": named("T", exercise=exercise), "plan": plan, "order_id": order, "exercise": exercise,
        "owner": "KZ", "satellite": "KAZEOSAT-1", "body": "{}", "cutoff": EVE, "next_try": EVE,
    }  # fmt: skip


def tasks_stay(desk, both, *, exercise):
    mine, other = version_of(desk, exercise=exercise), version_of(desk, exercise=not exercise)
    refused(desk, "task_added", **task(both[not exercise], exercise=exercise, plan=mine))
    refused(desk, "task_added", **task(both[exercise], exercise=exercise, plan=other))
    with desk.unit() as unit:  # while one of its own kind is taken
        unit.run("task_added", **task(both[exercise], exercise=exercise, plan=mine))
    delivery = {
        "task": named("T", exercise=exercise), "order_id": both[exercise], "owner": "KZ",
        "handed": "1", "item": "{}", "files": "{}", "sha256": "", "at": EVE,
        "verdict": "accepted", "faults": "[]",
    }  # fmt: skip
    strange = {"id": named("D", exercise=not exercise), "exercise": not exercise}
    refused(desk, "delivery_added", **delivery | strange)
    crossed = {"id": named("D", exercise=exercise), "exercise": exercise}
    refused(desk, "delivery_added", **delivery | crossed | {"order_id": both[not exercise]})


def money_stays(desk, both, *, exercise):
    name = named("L", exercise=exercise)
    crossed = ENTRY | {"order_id": both[not exercise]}
    refused(desk, "ledger_entry", id=name, exercise=exercise, **crossed)
    with desk.unit() as unit:
        unit.run("ledger_entry", id=name, exercise=exercise, **ENTRY)
    line = {"entry": name, "account": "customer:x", "amount_minor": 0}
    wrong, right = ("RUB", "XTS") if exercise else ("XTS", "RUB")
    refused(desk, "ledger_line", currency=wrong, exercise=exercise, **line)
    refused(desk, "ledger_line", currency=wrong, exercise=not exercise, **line)
    with desk.unit() as unit:
        unit.run("ledger_line", currency=right, exercise=exercise, **line)
    notice = {
        "id": named("N", exercise=exercise), "exercise": exercise, "kind": "moved",
        "sentence": "It moved.", "article": "P-1", "credit_minor": 0, "at": EVE,
    }  # fmt: skip
    refused(desk, "notice_added", order_id=both[exercise], currency=wrong, **notice)
    refused(desk, "notice_added", order_id=both[not exercise], currency=right, **notice)


def holds_and_questions_stay(desk, both, *, exercise):
    mine, other = version_of(desk, exercise=exercise), version_of(desk, exercise=not exercise)
    hold = {
        "id": named("H", exercise=exercise), "exercise": exercise, "document": "{}", "at": EVE,
        "until": EVE, "start": EVE, "end": EVE, "window_open": EVE, "window_close": EVE,
        "delivered": EVE,
    }  # fmt: skip
    refused(desk, "hold_added", order_id=both[not exercise], plan=mine, **hold)
    refused(desk, "hold_added", order_id=both[exercise], plan=other, **hold)
    question = {
        "id": named("C", exercise=exercise), "exercise": exercise, "kind": "consent",
        "article": "T", "party": "RU", "question": "{}", "at": EVE, "deadline": EVE,
    }  # fmt: skip
    refused(desk, "consent_asked", order_id=both[not exercise], **question)


def orders_stay(desk, both, *, exercise):
    with desk.unit() as unit:
        rows = {row["exercise"]: row["id"] for row in activations.page(unit, None, 10)}
    refused(desk, "order_put_in_activation", id=both[exercise], activation=rows[not exercise])


def test_the_database_keeps_exercises_from_what_is_real(desk, both):
    for exercise in (True, False):
        tasks_stay(desk, both, exercise=exercise)
        money_stays(desk, both, exercise=exercise)
        holds_and_questions_stay(desk, both, exercise=exercise)
        orders_stay(desk, both, exercise=exercise)


def test_the_id_of_an_exercise_shows_it_and_it_stays_one(desk, both):
    assert both[True].startswith("EX-O-")
    assert not both[False].startswith("EX-")
    refused(desk, "ledger_entry", id="L-1", exercise=True, **ENTRY)
    refused(desk, "ledger_entry", id="EX-L-1", exercise=False, **ENTRY)
    with psycopg.connect(desk.store.uri) as owner, pytest.raises(psycopg.errors.CheckViolation):
        owner.execute("UPDATE orders SET exercise = false WHERE exercise")


def test_what_is_told_and_written_of_an_exercise_says_so(desk, both):
    with desk.unit() as unit:
        events = unit.rows("events_after", after=0, limit=1000)
    kinds = {
        each["body"]["exercise"]
        for each in events
        if each["kind"].startswith("activation.") and each["subject"].startswith("EX-")
    }
    assert kinds == {True}
