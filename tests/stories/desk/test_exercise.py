"""A flood that is an exercise: called, planned, flown by folder, and nothing real hears of it."""

import json
from datetime import timedelta

import pytest
from tests.desk_fixtures import EVE, SPAN, wish

from artel.commons.actors import Role
from artel.desk import activations, dispatch, orders, plans
from artel.desk.accounts import actor_of, make_account
from artel.desk.activations import Disaster, Form
from artel.desk.activations_plan import draft
from artel.desk.centres import keep_centre
from artel.planner.best import Effort

OWNERS = ("RU", "BY", "KZ", "AM")
FORM = Form(
    disaster=Disaster.FLOOD,
    place="Nesvizh",
    area={"type": "Point", "coordinates": [26.68, 53.22]},
    since=EVE - timedelta(hours=3),
    contact="the duty room in Minsk",
    exercise=True,
)


@pytest.fixture
def people(planned):
    """Return an authorised user of Belarus and a planner of the desk."""
    with planned.unit() as unit:
        caller = make_account(unit, "rescue", Role.OWNER, party="BY", authorised=True)
        planner = make_account(unit, "on duty", Role.PLANNER)
    return actor_of(caller), actor_of(planner)


@pytest.fixture
def folders(planned, tmp_path):
    """Return the folders of every owner's centres: one for exercises, one for what is real."""
    found = {}
    for owner in OWNERS:
        for exercise in (True, False):
            folder = tmp_path / f"{owner}-{'exercise' if exercise else 'real'}"
            folder.mkdir()
            found[owner, exercise] = folder
            with planned.unit() as unit:
                keep_centre(unit, owner, str(folder), "", exercise=exercise)
    return found


def activated(desk, caller, planner):
    """Return the order of an exercise whose chain went as far as its plan."""
    with desk.unit(caller) as unit:
        name = activations.call(unit, FORM)["id"]
    with desk.unit(planner) as unit:
        activations.check(unit, name)
        activations.assign(unit, name, planner.account)
    row = draft(desk, planner, name, [wish(max_gsd_m=30.0)])
    return row["orders"][0]["id"]


def sent(folders, exercise):
    """Return the tasks that lie in the centres for exercises, or in the real ones."""
    files = (
        file
        for (_, drill), folder in folders.items()
        if drill is exercise
        for file in folder.rglob("*.json")
    )
    return [json.loads(file.read_text()) for file in files]


def test_the_whole_chain_of_an_exercise_reaches_exercise_centres_alone(planned, people, folders):
    caller, planner = people
    with planned.unit(planner) as unit:
        before = {row["id"] for row in dispatch.page(unit, None, 500)}
    order = activated(planned, caller, planner)
    version = plans.make(planned, planner, SPAN, Effort(steps=0), exercise=True)
    with planned.unit(planner) as unit:
        plans.publish(unit, version)
        tasks = [row for row in dispatch.page(unit, None, 500) if row["id"] not in before]
    assert tasks
    assert {(row["order_id"], row["exercise"]) for row in tasks} == {(order, True)}
    while dispatch.send_waiting(planned):
        pass
    drill, real = sent(folders, exercise=True), sent(folders, exercise=False)
    assert {each["task"] for each in drill} == {row["id"] for row in tasks}
    assert all(each["task"].startswith("EX-T-") and each["exercise"] is True for each in drill)
    assert real
    assert {each["task"] for each in real} <= before
    assert "EX-" not in json.dumps(real)
    with planned.unit(planner) as unit:  # the real plan still stands beside it
        assert plans.in_force(unit, SPAN[0]) == 1
        assert plans.in_force(unit, SPAN[0], exercise=True) == version
        assert orders.get(unit, order)["state"] in ("scheduled", "tasked")
