"""Planning runs: taken up by one worker at a time, followed, stopped, never two plans from one."""

from __future__ import annotations

import threading
import time

import pytest
from tests.desk_fixtures import SPAN, actor

from artel.commons.errors import Conflict, NotAllowed, NotFound
from artel.desk import plans, runs, runs_work
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
    assert runs_work.take_up(desk) == 1
    row, made = known(desk, name)
    assert row["state"] == "done"
    assert [each["version"] for each in made] == [row["plan"]]
    assert row["trace"][-1]["value"] <= row["trace"][-1]["bound"]
    assert row["trace"][-1]["value"] == pytest.approx(made[0]["value"])
    assert runs_work.take_up(desk) == 0


def test_a_run_of_a_worker_at_work_is_left_to_it_and_of_a_dead_one_taken_up(desk):
    name = asked(desk)
    with desk.unit() as unit:
        unit.run("run_taken", id=name, worker="one that died", at=unit.now)
    with queue.held(desk.store.uri, f"run {name}") as ours:
        assert ours
        assert runs_work.take_up(desk) == 0
        assert known(desk, name)[0]["worker"] == "one that died"
    assert runs_work.take_up(desk) == 1
    row, made = known(desk, name)
    assert (row["state"], len(made)) == ("done", 1)


@pytest.mark.deep
def test_a_run_that_another_worker_took_over_leaves_no_second_plan(desk):
    name = asked(desk)

    def taken_over():
        with desk.unit() as unit:
            unit.run("run_taken", id=name, worker="another", at=unit.now)
        return False

    assert runs_work.take_up(desk, taken_over) == 0
    row, made = known(desk, name)
    assert (row["state"], row["worker"], made) == ("running", "another", [])


def test_a_stopped_run_leaves_no_plan_and_is_not_begun(desk):
    name = asked(desk)
    with desk.unit(PLANNER) as unit:
        assert runs.stop(unit, name)["state"] == "stopped"
    assert runs_work.take_up(desk) == 0
    assert known(desk, name)[1] == []
    with desk.unit(PLANNER) as unit, pytest.raises(Conflict, match="is stopped"):
        runs.stop(unit, name)


def test_a_span_that_cannot_be_planned_fails_with_a_sentence(desk):
    with desk.unit(PLANNER) as unit:
        name = runs.ask(unit, (SPAN[1], SPAN[0]), 0)["id"]
    assert runs_work.take_up(desk) == 1
    row, made = known(desk, name)
    assert (row["state"], made) == ("failed", [])
    assert row["error"]


@pytest.mark.deep
def test_a_run_that_is_to_publish_says_why_its_plan_stays_a_draft(planned):
    with planned.unit(PLANNER) as unit:
        name = runs.ask(unit, SPAN, 0, publish=True)["id"]
    assert runs_work.take_up(planned) == 1
    row, made = known(planned, name)
    assert (row["state"], row["plan"]) == ("done", made[0]["version"])
    assert [each["state"] for each in made] == ["draft", "published"]
    assert "was not made from it" in row["error"]


def test_a_repair_is_a_run_and_is_made_from_the_plan_that_it_mends(planned):
    with planned.unit(PLANNER) as unit:
        image = plans.document_of(unit, 1)["images"][0]
        event = {"kind": "loss", "asset": image["satellite"], "at": "2026-10-05T00:30:00Z"}
        name = runs.ask_repair(unit, 1, event)["id"]
    assert runs_work.take_up(planned) == 1
    row, made = known(planned, name)
    assert row["state"] == "done", row["error"]
    assert (made[0]["version"], made[0]["base"]) == (row["plan"], 1)
    with planned.unit(PLANNER) as unit, pytest.raises(NotFound):
        runs.ask_repair(unit, 99, event)
    with planned.unit(PLANNER) as unit, pytest.raises(NotFound):
        runs.ask_repair(unit, 1, {"kind": "emergency", "orders": ["O-none"], "at": event["at"]})


def test_a_stopped_run_ends_while_its_worker_is_at_it(desk, monkeypatch):
    monkeypatch.setattr(runs_work, "EACH_S", 0.0)
    name = asked(desk)
    planning = threading.Thread(target=runs_work.take_up, args=(desk,))
    planning.start()
    while known(desk, name)[0]["state"] != "running":
        time.sleep(0.01)
    with desk.unit(PLANNER) as unit:
        runs.stop(unit, name)
    planning.join()
    row, made = known(desk, name)
    assert (row["state"], made) == ("stopped", [])


def test_only_a_planner_asks_for_a_run(desk):
    with desk.unit(actor("owner", "BY")) as unit, pytest.raises(NotAllowed):
        runs.ask(unit, SPAN, 0)
