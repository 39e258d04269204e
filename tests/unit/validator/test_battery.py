"""The level of a battery as the validator follows it, beside one followed second by second."""

from __future__ import annotations

import numpy as np
import pytest

from artel.orbits.omm import read_elements
from artel.orbits.propagate import states
from artel.orbits.sun import sunlit
from artel.orbits.time import parse_epoch
from artel.validator.check import validate

FIGURES = {"capacity_wh": 200.0, "idle_w": 50.0, "imaging_w": 5000.0, "slew_w": 300.0,
           "downlink_w": 700.0, "sunlit_charge_w": 120.0, "start_level": 0.95}  # fmt: skip
DAY = 86400


def codes(report):
    return {(str(finding.code), finding.subject) for finding in report.findings}


def lowest(plan, **changed):
    """Return the least level, Wh, of OPTIC 1 under the images of the plan."""
    figures = FIGURES | changed
    optic = read_elements(plan["inputs"]["elements.json"]["text"]).records[0]
    t = parse_epoch(plan["horizon"]["start"]) + np.arange(DAY) + 0.5
    power = np.where(sunlit(states(optic, t)[0], t), figures["sunlit_charge_w"], 0.0)
    power -= figures["idle_w"]
    for image in plan["images"][:2]:
        downlink = next(each for each in plan["downlinks"] if each["image"] == image["id"])
        for row, watts in ((image, "imaging_w"), (downlink, "downlink_w")):
            start, end = (parse_epoch(row[name]) for name in ("start", "end"))
            # A second that is touched in part is charged in part.
            part = np.clip(np.minimum(t + 0.5, end) - np.maximum(t - 0.5, start), 0.0, 1.0)
            power -= part * figures[watts]
    level, full = figures["capacity_wh"] * figures["start_level"], figures["capacity_wh"]
    least = level
    for watts in power:
        level = min(full, level + watts / 3600.0)
        least = min(least, level)
    return least


def give(plan, tools, depth, **changed):
    figures = ", ".join(f"{name}: {value}" for name, value in (FIGURES | changed).items())
    row = f"battery: {{{figures}, depth: {depth:.6f}}}\n    duty: {{imaging_s_per_day: 100}}"
    name, rest = plan["inputs"]["satellites.yaml"]["text"].split("name: RADAR 1", 1)
    text = name.replace("duty: {imaging_s_per_day: 100}", row) + "name: RADAR 1" + rest
    tools.add(plan, "satellites.yaml", text)


@pytest.mark.parametrize("changed", [{"slew_w": 0.0}, {"slew_w": 0.0, "imaging_w": 60_000.0}])
def test_a_battery_holds_and_just_does_not(plan, tools, changed):
    used = 1.0 - lowest(plan, **changed) / FIGURES["capacity_wh"]
    assert 0.1 < used < 1.0
    give(plan, tools, used + 1e-3, **changed)
    assert validate(plan).valid


@pytest.mark.parametrize("changed", [{"slew_w": 0.0}, {"slew_w": 0.0, "imaging_w": 60_000.0}])
def test_a_battery_that_would_fall_too_low_is_found(plan, tools, changed):
    used = 1.0 - lowest(plan, **changed) / FIGURES["capacity_wh"]
    give(plan, tools, used - 1e-3, **changed)
    assert codes(validate(plan)) == {("BATTERY", "OPTIC 1")}


def test_turns_are_drawn_from_the_battery(plan, tools):
    used = 1.0 - lowest(plan, imaging_w=60_000.0) / FIGURES["capacity_wh"]
    give(plan, tools, used + 1e-3, imaging_w=60_000.0, slew_w=3000.0)
    assert codes(validate(plan)) == {("BATTERY", "OPTIC 1")}


def test_an_order_is_left_for_power_only_where_there_is_a_battery(plan, tools):
    plan["unplanned"][1] |= {"code": "BATTERY", "resource": "OPTIC 1", "article": None,
                             "counts": {"BATTERY": 1}}  # fmt: skip
    assert codes(validate(plan)) == {("REASON", "FINE")}
    give(plan, tools, 0.9)
    assert validate(plan).valid
