"""Tasks on their way to an owner that is a program of its own: yes, no, too late, taken back."""

import json
from datetime import timedelta

import pytest
from tests.desk_fixtures import DAY, actor
from tests.unit.desk.owner_program import (
    KEY,
    one_alone,
    open_alerts,
    owner_of,
    sent,
    states_of,
    tasks_of,
    told_of,
)

from artel.commons.errors import InputError, NotAllowed
from artel.desk import alerts, centres, dispatch
from artel.feeds.outbound import Allowed


@pytest.fixture
def program(tmp_path):
    with owner_of(tmp_path / "owner") as found:
        yield found


def test_an_order_is_tasked_when_its_owner_says_yes_and_displaced_when_it_says_no(planned, program):
    desk = told_of(planned, program)
    task = one_alone(desk)
    program.behaves(by_task={task["id"]: {"answer": "refuse", "reason": "camera in safe mode"}})
    sent(desk)
    assert {row["state"] for row in tasks_of(desk)} == {"acknowledged", "refused"}
    assert [row["reason"] for row in tasks_of(desk, "refused")] == ["camera in safe mode"]
    said = states_of(desk)
    assert {said[row["order_id"]] for row in tasks_of(desk, "acknowledged")} == {"tasked"}
    assert said[task["order_id"]] == "accepted"
    with desk.unit() as unit:
        step = unit.rows("steps_of_order", order_id=task["order_id"])[-1]
    assert (step["from_state"], step["article"]) == ("scheduled", "Q-1")
    (alert,) = open_alerts(desk, "task-refused")
    assert alert["proposal"]["asset"] == task["satellite"]
    assert alert["proposal"]["start"] == task["body"]["start"]


def test_silence_until_the_cut_off_is_no_yes_and_the_owner_is_told_to_leave_it(
    planned, program, clock
):
    desk = told_of(planned, program)
    task = one_alone(desk)
    program.behaves(default="delay")
    sent(desk)
    assert {row["state"] for row in tasks_of(desk)} == {"sent"}
    clock.wind(DAY + timedelta(days=1))
    sent(desk)
    assert {row["state"] for row in tasks_of(desk)} == {"unanswered"}
    assert states_of(desk)[task["order_id"]] == "accepted"
    while dispatch.take_back(desk):
        pass
    assert not [row for row in tasks_of(desk) if row["next_try"]]
    assert '"recalled"' in (program.folder / "in" / "states" / f"{task['id']}.json").read_text()


@pytest.mark.deep
def test_a_yes_that_was_lost_on_its_way_counts_at_the_cut_off(planned, program, clock):
    desk = told_of(planned, program)
    sent(desk)
    names = {row["id"] for row in tasks_of(desk, "acknowledged")}
    with desk.unit() as unit:  # as if a worker had died before it wrote the answers down
        for name in names:
            unit.run("task_moved", id=name, state="sent", reason="", next_try=unit.now, at=unit.now)
    clock.wind(DAY + timedelta(days=1))
    sent(desk)
    assert {row["id"] for row in tasks_of(desk, "acknowledged")} == names


def test_a_task_recalled_while_a_worker_sends_it_is_told_the_owner(planned, program):
    desk = told_of(planned, program)
    task = one_alone(desk)
    with desk.unit() as unit:  # a worker claims it, and dies with the answer in its hand
        unit.rows(
            "tasks_claimed", owner="KZ", exercise=False, at=unit.now, limit=200,
            until=unit.now + dispatch.CLAIM, states=["waiting"],
        )  # fmt: skip
        unit.run("task_recalled", id=task["id"], reason="the plan was repaired", at=unit.now)
    assert dispatch.take_back(desk) == 1
    assert dispatch.take_back(desk) == 0
    assert tasks_of(desk, "recalled")[0]["reason"] == "the plan was repaired"


@pytest.mark.deep
def test_a_claim_that_was_never_ended_runs_out(planned, program, clock):
    desk = told_of(planned, program)
    with desk.unit() as unit:
        claimed = unit.rows(
            "tasks_claimed", owner="KZ", exercise=False, at=unit.now, limit=200,
            until=unit.now + dispatch.CLAIM, states=["waiting"],
        )  # fmt: skip
    assert claimed
    assert dispatch.send_waiting(desk) == 0
    clock.wind(clock.now() + dispatch.CLAIM)
    sent(desk)
    assert len(tasks_of(desk, "acknowledged")) == len(claimed)


def test_an_image_that_fails_frees_its_order(planned, program, clock):
    desk = told_of(planned, program)
    task = one_alone(desk)
    program.behaves(default="none")
    sent(desk)
    for path in (program.folder / "in" / "states").glob("[!.]*.json"):
        said = json.loads(path.read_text())
        path.write_text(json.dumps({**said, "state": "failed", "reason": "no image"}))
    clock.wind(DAY + timedelta(days=1))
    while dispatch.follow(desk):
        pass
    assert {row["state"] for row in tasks_of(desk)} == {"failed"}
    assert states_of(desk)[task["order_id"]] == "accepted"


def test_a_centre_is_where_the_desk_may_ask_and_one_for_exercises_is_another(desk):
    admin = actor("admin")
    with desk.unit(admin) as unit:
        with pytest.raises(InputError, match="https"):
            centres.keep_centre(
                unit, "KZ", "http://127.0.0.1:9", KEY, exercise=False, allowed=Allowed()
            )
        with pytest.raises(InputError, match="owns no"):
            centres.keep_centre(unit, "ATLANTIS", "folder", KEY, exercise=False)
        centres.keep_centre(unit, "KZ", "folder", KEY, exercise=False)
        with pytest.raises(InputError, match="real tasks"):
            centres.keep_centre(unit, "KZ", "folder", KEY, exercise=True)
        assert KEY not in str(centres.page(unit))
    with desk.unit(actor("owner", "KZ")) as unit, pytest.raises(NotAllowed):
        centres.keep_centre(unit, "KZ", "folder", KEY, exercise=False)


def test_an_alert_that_nobody_acknowledges_goes_to_the_next_role(desk, clock):
    with desk.unit() as unit:
        alerts.alarm(unit, "lost", "A", "A is lost")
        alerts.alarm(unit, "lost", "A", "A is lost")
    clock.wind(clock.now() + alerts.HEARD_WITHIN)
    with desk.unit() as unit:
        (name,) = alerts.escalate(unit)
        assert alerts.page(unit, None, 10)[0]["role"] == "admin"
        assert alerts.escalate(unit) == []
    with desk.unit(actor("planner")) as unit:
        assert alerts.acknowledge(unit, name)["acknowledged_by"] == "A-planner-"
    with desk.unit(actor("owner", "KZ")) as unit:
        assert alerts.page(unit, None, 10) == []
