"""Rosters of published instances, scored again from the raw instance by code of its own.

Instances and best known costs (607, 828, 1001): T. Curtois and R. Qu, "Computational results on
new staff scheduling benchmark instances", 2014; schedulingbenchmarks.org.
"""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import groupby, pairwise
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "rosters.py"
WEEKEND = (5, 6)


def rows(text, section):
    """Return the comma-separated rows of a section."""
    after = text.split(f"SECTION_{section}\n", 1)[1].split("SECTION_", 1)[0]
    lines = (line.strip() for line in after.splitlines())
    return [line.split(",") for line in lines if line and not line.startswith("#")]


def score(instance, roster):
    """Return (breaches of hard rules, cost) of a roster {(person, day): shift}."""
    days = int(rows(instance, "HORIZON")[0][0])
    shifts = {name: (int(minutes), set(bans.split("|")) - {""})
              for name, minutes, bans in rows(instance, "SHIFTS")}  # fmt: skip
    off = {row[0]: {int(day) for day in row[1:]} for row in rows(instance, "DAYS_OFF")}
    broken = []
    for row in rows(instance, "STAFF"):
        plan = [roster.get((row[0], day)) for day in range(days)]
        limits = off.get(row[0], set())
        broken += [(row[0], rule) for rule in totals(row, plan, shifts)]
        broken += [(row[0], rule) for rule in sequence(row, plan, shifts, limits)]
    return broken, soft(instance, roster)


def totals(row, plan, shifts):
    """Yield each limit on minutes, kinds of shift and weekends that a person's plan breaks."""
    _, most, longest, least, *_, weekends = row
    minutes = sum(shifts[shift][0] for shift in plan if shift)
    if not int(least) <= minutes <= int(longest):
        yield f"minutes {minutes}"
    for pair in most.split("|"):
        kind, limit = pair.split("=")
        if plan.count(kind) > int(limit):
            yield f"more than {limit} of {kind}"
    used = {day // 7 for day, shift in enumerate(plan) if shift and day % 7 in WEEKEND}
    if len(used) > int(weekends):
        yield f"{len(used)} weekends"


def sequence(row, plan, shifts, off):
    """Yield each rule on days off, neighbouring shifts and runs that a person's plan breaks."""
    *_, run_max, run_min, off_min, _ = row
    if any(plan[day] for day in off):
        yield "day off"
    for today, tomorrow in pairwise(plan):
        if today and tomorrow in shifts[today][1]:
            yield f"{tomorrow} after {today}"
    runs = [(worked, len(list(group))) for worked, group in groupby(plan, key=bool)]
    for number, (worked, length) in enumerate(runs):
        inside = 0 < number < len(runs) - 1
        if worked and length > int(run_max):
            yield f"{length} days running"
        if inside and length < int(run_min if worked else off_min):
            yield f"{length} days {'on' if worked else 'off'} only"


def soft(instance, roster):
    """Return the cost of requests passed over and of cover that is not met."""
    cost = 0
    for wanted, section in ((True, "SHIFT_ON_REQUESTS"), (False, "SHIFT_OFF_REQUESTS")):
        for person, day, shift, weight in rows(instance, section):
            cost += int(weight) * ((roster.get((person, int(day))) == shift) != wanted)
    for day, shift, need, under, over in rows(instance, "COVER"):
        there = sum(each == shift and slot[1] == int(day) for slot, each in roster.items())
        gap = int(need) - there
        cost += gap * int(under) if gap > 0 else -gap * int(over)
    return cost


def solved(instance, tmp_path, *effort):
    out = tmp_path / "roster.csv"
    run = subprocess.run(
        [sys.executable, BENCHMARK, instance, *effort, "--out", out],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = run.stdout.splitlines()
    assert len(lines) == 1
    said = json.loads(lines[0])
    slots = (line.split(",") for line in out.read_text().splitlines())
    return said, {(person, int(day)): shift for person, day, shift in slots}


@pytest.mark.realdata
@pytest.mark.parametrize(("number", "best"), [(1, 607), (2, 828), (3, 1001)])
def test_an_instance_is_solved_to_the_best_known_and_that_is_proven(
    shared_data, tmp_path, number, best
):
    instance = shared_data / "rostering" / f"Instance{number}.txt"
    said, roster = solved(instance, tmp_path, "--steps", "20")
    assert score(instance.read_text(), roster) == ([], best)
    assert (said["cost"], said["bound"], said["proven"]) == (best, best, True)


@pytest.mark.realdata
@pytest.mark.deep
@pytest.mark.parametrize(("number", "best"), [(4, 1716), (5, 1143)])
def test_a_roster_costs_what_is_said_and_never_less_than_the_best_known(
    shared_data, tmp_path, number, best
):
    instance = shared_data / "rostering" / f"Instance{number}.txt"
    said, roster = solved(instance, tmp_path, "--budget", "40s")
    assert score(instance.read_text(), roster) == ([], said["cost"])
    assert said["bound"] <= best <= said["cost"]


@pytest.mark.realdata
def test_the_scorer_finds_each_breach_that_is_planted(shared_data, tmp_path):
    instance = shared_data / "rostering" / "Instance3.txt"
    text = instance.read_text()
    _, roster = solved(instance, tmp_path, "--steps", "20")
    person = rows(text, "STAFF")[0][0]
    off = next(int(row[1]) for row in rows(text, "DAYS_OFF") if row[0] == person)
    assert (person, "day off") in score(text, roster | {(person, off): "D"})[0]
    always = {(person, day): "D" for day in range(14)}
    found = {rule for _, rule in score(text, roster | always)[0]}
    assert {"14 days running", "2 weekends", f"minutes {14 * 480}"} <= found
    backward = {(person, 1): "L", (person, 2): "E"}
    assert (person, "E after L") in score(text, roster | backward)[0]
    assert score(text, {})[1] > score(text, roster)[1]
