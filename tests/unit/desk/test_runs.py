"""Planning runs: taken up by one worker at a time, followed, stopped, never two plans from one."""

from __future__ import annotations

import pytest
from tests.desk_fixtures import SPAN, actor

from artel.commons.errors import Conflict, NotAllowed
from artel.desk import plans, runs
from artel.store import queue

PLANNER = actor("planner")


def asked(desk):
    with desk.unit(PLANNER) as unit:
        return runs.ask(unit, SPAN, 0)["id"]


def known(desk, name):
    with desk.unit(PLANNER) as unit:
        return runs.get(unit, name), plans.page(unit, None, 10)


def test_a_run_ends_with_one_plan_and_tells_how_it_came_about(desk):
    name = asked(desk)
    assert runs.take_up(desk) == 1
    row, made = known(desk, name)
    assert row["state"] == "done"
    assert [each["version"] for each in made] == [row["plan"]]
    assert row["trace"][-1]["value"] <= row["trace"][-1]["bound"]
    assert row["trace"][-1]["value"] == pytest.approx(made[0]["value"])
    assert runs.take_up(desk) == 0


def test_a_run_of_a_worker_at_work_is_left_to_it_and_of_a_dead_one_taken_up(desk):
    name = asked(desk)
    with desk.unit() as unit:
        unit.run("run_taken", id=name, worker="one that died", at=unit.now)
    with queue.held(desk.store.uri, f"run {name}") as ours:
        assert ours
        assert runs.take_up(desk) == 0
        assert known(desk, name)[0]["worker"] == "one that died"
    assert runs.take_up(desk) == 1
    row, made = known(desk, name)
    assert (row["state"], len(made)) == ("done", 1)


def test_a_run_that_another_worker_took_over_leaves_no_second_plan(desk):
    name = asked(desk)

    def taken_over():
        with desk.unit() as unit:
            unit.run("run_taken", id=name, worker="another", at=unit.now)
        return False

    assert runs.take_up(desk, taken_over) == 0
    row, made = known(desk, name)
    assert (row["state"], row["worker"], made) == ("running", "another", [])


def test_a_stopped_run_leaves_no_plan_and_is_not_begun(desk):
    name = asked(desk)
    with desk.unit(PLANNER) as unit:
        assert runs.stop(unit, name)["state"] == "stopped"
    assert runs.take_up(desk) == 0
    assert known(desk, name)[1] == []
    with desk.unit(PLANNER) as unit, pytest.raises(Conflict, match="is stopped"):
        runs.stop(unit, name)


def test_a_span_that_cannot_be_planned_fails_with_a_sentence(desk):
    with desk.unit(PLANNER) as unit:
        name = runs.ask(unit, (SPAN[1], SPAN[0]), 0)["id"]
    assert runs.take_up(desk) == 1
    row, made = known(desk, name)
    assert (row["state"], made) == ("failed", [])
    assert row["error"]


def test_only_a_planner_asks_for_a_run(desk):
    with desk.unit(actor("owner", "BY")) as unit, pytest.raises(NotAllowed):
        runs.ask(unit, SPAN, 0)
