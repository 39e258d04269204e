"""Plans changed by hand at the desk: asked for, carried out by a run, put in force, led back."""

from datetime import timedelta

import pytest
from tests.desk_fixtures import DAY, actor

from artel.commons.errors import Conflict, InputError, NotAllowed, NotFound
from artel.commons.instants import instant_text, parse_instant
from artel.desk import orders, plan_changes, plans, reworking, runs, runs_work

PLANNER = actor("planner")


def ask(desk, version, *, publish=False, **wanted):
    """Ask for a change, have it carried out, and return the run."""
    with desk.unit(PLANNER) as unit:
        name = reworking.ask(unit, version, wanted, publish=publish)["id"]
    runs_work.take_up(desk)
    with desk.unit(PLANNER) as unit:
        return runs.get(unit, name)


def document(desk, version):
    with desk.unit(PLANNER) as unit:
        return plans.document_of(unit, version)


def another_look(desk, version=1):
    """Return an order of a plan, and a free look at it that is not the one planned."""
    for image in reversed(document(desk, version)["images"]):
        _, rows = reworking.looks(desk, PLANNER, version, image["order"])
        free = [each for each in rows if each["free"] and not each["taken"]]
        if free and image["piece"] is None:
            names = ("satellite", "sensor", "start", "piece")
            return image["order"], {name: free[-1][name] for name in names}
    pytest.fail("no order has another look")
    return None


@pytest.fixture
def moved(planned):
    """Return a desk whose plan 2 is plan 1 with one look chosen by hand, and that order."""
    order, look = another_look(planned)
    run = ask(planned, 1, takes=[{"order": order, **look}], locks=[order])
    assert (run["state"], run["plan"], run["error"]) == ("done", 2, None)
    return planned, order, look


def test_a_look_chosen_by_hand_is_a_draft_and_in_force_once_published(moved):
    desk, order, look = moved
    with desk.unit(PLANNER) as unit:
        assert plans.head_of(unit, 2)["base"] == 1
        (change,) = [r for r in plan_changes.changes(unit, 2)[1] if r["change"] != "rerouted"]
        assert (change["order"], change["after"]["start"]) == (order, look["start"])
        plans.publish(unit, 2)
        notices = unit.rows("notices_of_order", order_id=order)
    assert [each["kind"] for each in notices] == ["moved"]
    assert document(desk, 2)["hand"]["locks"] == [order]


def test_a_draft_is_changed_again_and_takes_the_place_of_the_plan_in_force(moved):
    desk, order, _ = moved
    left = next(i["order"] for i in document(desk, 2)["images"] if i["order"] != order)
    assert ask(desk, 2, leaves=[left], locks=[order])["plan"] == 3
    assert ask(desk, 3, locks=[order])["plan"] == 4
    with desk.unit(PLANNER) as unit:
        assert [plans.head_of(unit, n)["base"] for n in (2, 3, 4)] == [1, 1, 1]
        plans.publish(unit, 4)
        # It was left out and came back before anybody was told: so nobody is.
        assert unit.rows("notices_of_order", order_id=left) == []
        assert orders.get(unit, left)["state"] == "scheduled"
        with pytest.raises(Conflict, match="is in force"):
            plans.publish(unit, 3)


@pytest.mark.deep
def test_the_plan_in_force_is_led_back_to_an_earlier_one(moved):
    desk, _, _ = moved
    with desk.unit(PLANNER) as unit:
        plans.publish(unit, 2)
        with pytest.raises(Conflict, match="superseded"):
            reworking.ask(unit, 1, {"locks": []})
    run = ask(desk, 2, publish=True, back_to=1)
    assert (run["state"], run["plan"], run["error"]) == ("done", 3, None)
    before = {(i["order"], i["satellite"], i["start"]) for i in document(desk, 1)["images"]}
    after = {(i["order"], i["satellite"], i["start"]) for i in document(desk, 3)["images"]}
    assert before <= after
    with desk.unit(PLANNER) as unit:
        assert plans.in_force(unit, DAY + timedelta(hours=1)) == 3


@pytest.mark.deep
def test_all_that_is_not_locked_is_planned_anew_and_the_bound_is_heard(planned):
    order = document(planned, 1)["images"][0]["order"]
    run = ask(planned, 1, locks=[order], steps=5)
    assert run["state"] == "done"
    assert run["trace"]
    assert all(line["value"] <= line["bound"] for line in run["trace"])
    said = document(planned, run["plan"])
    assert said["value"]["planned"] == pytest.approx(run["trace"][-1]["value"])
    assert said["value"]["planned"] >= document(planned, 1)["value"]["planned"]


@pytest.mark.deep
def test_a_change_that_cannot_be_fails_with_its_sentence_and_leaves_no_plan(planned, clock):
    image = document(planned, 1)["images"][0]
    clock.wind(parse_instant(image["start"]) - timedelta(minutes=1))
    run = ask(planned, 1, leaves=[image["order"]])
    assert (run["state"], run["plan"]) == ("failed", None)
    assert "can no longer be taken back" in run["error"]
    assert run["request"]["wanted"]["at"] == instant_text(clock.now())


def test_what_is_not_there_and_who_may_not_is_refused_when_it_is_asked(planned):
    with planned.unit(PLANNER) as unit:
        with pytest.raises(NotFound):
            reworking.ask(unit, 9, {})
        with pytest.raises(NotFound):
            reworking.ask(unit, 1, {"back_to": 9})
        with pytest.raises(InputError, match="no other change"):
            reworking.ask(unit, 1, {"back_to": 1, "locks": ["x"]})
    with pytest.raises(InputError, match="no order 'nowhere'"):
        reworking.looks(planned, PLANNER, 1, "nowhere")
    for role in ("auditor", "admin"):
        with planned.unit(actor(role)) as unit, pytest.raises(NotAllowed):
            reworking.ask(unit, 1, {})
        with pytest.raises(NotAllowed):
            reworking.looks(planned, actor(role), 1, "x")
