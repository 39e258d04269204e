"""A rate by elevation, as the validator sums it, beside samples a hundredth of a second apart."""

from __future__ import annotations

import numpy as np
import pytest

from artel.orbits.frames import elevation, geodetic_to_itrf, up
from artel.orbits.omm import read_elements
from artel.orbits.propagate import states
from artel.orbits.time import parse_epoch
from artel.validator.check import validate


def codes(report):
    return {(str(finding.code), finding.subject) for finding in report.findings}


def steps(plan, tools, share, of="radio"):
    """Cut the rate so that this share of what the second downlink brings can come down.

    The first half of it goes at the full 150 Mbit/s, from the elevation reached there on slower.
    """
    link = plan["downlinks"][1]
    start, end = (parse_epoch(link[name]) for name in ("start", "end"))
    (place,) = [
        row
        for row in plan["inputs"]["stations.yaml"]["text"].split("- name: ")
        if row.startswith("After\n")
    ]
    lat, lon = (
        np.radians(float(place.split(f"{name}_deg: ")[1].split("\n")[0])) for name in ("lat", "lon")
    )
    optic = read_elements(plan["inputs"]["elements.json"]["text"]).records[0]
    t = np.arange(start, end, 0.01) + 0.005
    height = np.degrees(elevation(states(optic, t)[0], geodetic_to_itrf(lat, lon), up(lat, lon)))
    assert (np.diff(height) < 0.0).all()
    level, high = float(height[height.size // 2]), float(np.sum(height >= height[height.size // 2]))
    wanted = share * link["volume_gbit"] * 1e3
    low = (wanted - 0.01 * 150.0 * high) / (0.01 * (height.size - high))
    row = f"rate_steps: [[0, {low:.4f}], [{level:.6f}, 150]]"
    if of == "radio":
        tools.amend(plan, "satellites.yaml", "rate_mbps: 150", f"rate_mbps: 150, {row}")
    else:
        tools.amend(plan, "stations.yaml", "max_rate_mbps: 600", f"max_rate_mbps: 600, {row}")


@pytest.mark.parametrize("of", ["radio", "antenna"])
def test_a_link_carries_just_enough_at_a_rate_by_elevation(plan, tools, of):
    link = plan["downlinks"][1]
    link["end"] = tools.shift(link["end"], 1.0)
    steps(plan, tools, 1.001, of)
    assert ("DOWNLINK", "D-002") not in codes(validate(plan))


@pytest.mark.parametrize("of", ["radio", "antenna"])
def test_a_link_that_carries_too_little_at_a_rate_by_elevation_is_found(plan, tools, of):
    link = plan["downlinks"][1]
    link["end"] = tools.shift(link["end"], 1.0)
    steps(plan, tools, 0.99, of)
    assert ("DOWNLINK", "D-002") in codes(validate(plan))


def test_nothing_comes_down_below_the_first_step(plan, tools):
    tools.amend(plan, "satellites.yaml", "rate_mbps: 150",
                "rate_mbps: 150, rate_steps: [[89.9, 150]]")  # fmt: skip
    assert {("DOWNLINK", f"D-00{n}") for n in (1, 2, 3)} <= codes(validate(plan))
