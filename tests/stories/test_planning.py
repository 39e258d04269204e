"""`artel plan`: by steps, by the clock, from another plan, watched, and ended by Ctrl-C."""

from __future__ import annotations

import json
import re
import signal

import numpy as np
import pytest

from artel.cli.plan_effort import asked
from artel.commons.errors import InputError
from artel.commons.ids import pretty_json
from artel.planner.best import Effort, best_plan
from artel.planner.values import Line
from artel.studies.starting import start_from

LINE = re.compile(r" *(\S+) (steps|s)  value (\S+)  bound (\S+)  gap (\S+)%  \w[\w ]+")


def test_the_first_day_is_planned_to_its_bound_class_by_class(first_day, first_plan):
    value = first_plan["value"]
    assert [row["classes"] for row in value["classes"]] == [
        ["emergency"], ["reserved"], ["disaster"], ["quota"], ["commercial"], ["background"]
    ]  # fmt: skip
    assert all(row["planned"] == row["bound"] for row in value["classes"])
    assert value["gap"] < 0.01
    assert value["trace"][0]["method"] == "greedy"
    assert value["planned"] > 1.05 * value["trace"][0]["value"]
    assert first_day.outcome.trace[-1].bound == value["bound"]


def test_a_plan_begins_from_another_and_is_no_worse(first_day, first_plan):
    looks = start_from(pretty_json(first_plan))(first_day.problem)
    assert len(looks) == len(first_plan["images"])
    effort = Effort(stop=lambda: True)  # nothing but the greedy plan and the start
    again = best_plan(first_day.problem, effort, np.random.default_rng(1), start=looks)
    assert again.value == first_day.outcome.value
    assert [line.method for line in again.trace] == ["greedy", "start"]


def test_what_the_orders_of_a_start_no_longer_allow_is_left_out(first_day, first_plan):
    images = first_plan["images"]
    images = [images[0] | {"start": "2026-10-05T03:03:03Z"}, *images[1:]]
    looks = start_from(pretty_json(first_plan | {"images": images}))(first_day.problem)
    assert len(looks) == len(images) - 1


def test_a_start_that_is_no_plan_is_refused(artel, tmp_path):
    rows = {"images": [{"order": 1}], "downlinks": [], "uploads": [], "unplanned": []}
    for text, said in (
        ("[]", "the file says nothing where its format should stand"),
        (json.dumps(rows), "the file says nothing where its format should stand"),
        ("nothing", "plan.json, line 1: this is not JSON"),
        ('{"format": "artel-hold/1"}', "the file says 'artel-hold/1'"),
        ('{"format": "artel-plan/2"}', "newer"),
        ('{"format": "artel-plan/1"}', "The plan has no images."),
        (json.dumps({"format": "artel-plan/1", **rows}), "the plan to start from cannot be read"),
    ):
        (tmp_path / "plan.json").write_text(text)
        run = artel("plan", "--start", tmp_path)
        assert run.code == 2
        assert said in run.err


def test_steps_and_a_budget_are_not_given_together(artel):
    run = artel("plan", "--steps", 5, "--budget", "5s")
    assert run.code == 2
    assert "Both --steps and --budget are given." in run.err


def test_ctrl_c_ends_the_search_once_there_is_a_plan_and_the_program_before():
    before = signal.getsignal(signal.SIGINT)
    with asked(None, "60s", None, watch=False) as work:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        assert not work.effort.stop()
        work.tell(Line(0.0, 1.0, 2.0, "greedy"))
        signal.raise_signal(signal.SIGINT)
        assert work.effort.stop()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_budget_is_a_length_of_time():
    with pytest.raises(InputError), asked(None, "soon", None, watch=False):
        pass
    with asked(None, "90s", None, watch=False) as work:
        assert work.effort.seconds == 90.0


@pytest.mark.deep
def test_the_same_steps_give_the_same_bytes_and_every_better_plan_is_told(artel):
    runs = [artel("plan", "--steps", 20, "--progress", "--json") for _ in range(2)]
    assert runs[0] == runs[1]
    told = [LINE.fullmatch(line) for line in runs[0].err.splitlines() if " steps " in line]
    assert len(told) == len(runs[0].json()["value"]["trace"])
    assert all(told)


@pytest.mark.deep
def test_by_the_clock_the_plan_is_there_in_time_and_right(artel, tmp_path):
    run = artel("plan", "--budget", "1s", "--out", tmp_path / "day")
    assert run.code == 0
    assert artel("validate", tmp_path / "day").code == 0
    again = artel("plan", "--start", tmp_path / "day", "--steps", 0, "--json")
    assert again.json()["value"]["trace"][-1]["method"] == "start"
