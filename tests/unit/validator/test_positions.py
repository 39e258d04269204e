from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from artel.orbits import oem
from artel.orbits.elements import from_facts
from artel.orbits.omm import read_elements
from artel.orbits.propagate import states
from artel.orbits.time import parse_epoch
from artel.validator.check import validate
from artel.validator.geometry import unwrapped


def codes(report):
    return {(str(finding.code), finding.subject) for finding in report.findings}


@pytest.fixture
def with_ephemeris(plan, tools):
    """Give the plan an owner's ephemeris of OPTIC 1, flown some metres ahead of its elements."""

    def give(metres, start="2026-10-05T00:00:00Z", stop="2026-10-06T00:00:00Z"):
        elements = read_elements(plan["inputs"]["elements.json"]["text"]).records[0]
        begin, end = parse_epoch(start), parse_epoch(stop)
        t = np.arange(begin - 600.0, end + 601.0, 60.0)
        r, v, _ = states(elements, t + metres / 7600.0)
        turned = 7.2921e-5 * metres / 7600.0
        # The Earth must not turn with the shift: take it back about the pole.
        cos, sin = np.cos(turned), np.sin(turned)
        back = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
        given = oem.Ephemeris(
            name="OPTIC 1", t=t, r=r @ back.T, v=v @ back.T, start=begin, stop=end, norad_id=90001
        )
        tools.add(plan, "ephemerides/optic.oem", oem.write_oem([given], begin))
        row = plan["ephemerides"][0]
        row |= {"source": "oem", "epoch": None, "start": tools.text(begin), "end": tools.text(end)}
        return plan

    return give


def test_an_owners_ephemeris_that_says_the_same_leaves_the_plan_valid(with_ephemeris):
    assert validate(with_ephemeris(0.0)).findings == ()


def test_an_owners_ephemeris_wins_over_the_elements(with_ephemeris):
    assert ("POINTING", "I-001") in codes(validate(with_ephemeris(2000.0)))


def test_elements_serve_outside_the_owners_ephemeris(with_ephemeris, tools):
    plan = with_ephemeris(2000.0, stop="2026-10-05T00:30:00Z")
    rest = plan["ephemerides"][0] | {"source": "elements", "epoch": "2026-10-05T00:00:00.000Z"}
    rest |= {"start": "2026-10-05T00:30:00.000Z", "end": plan["horizon"]["end"]}
    plan["ephemerides"].append(rest)
    assert validate(plan).findings == ()


def test_a_listed_ephemeris_that_was_not_given_is_found(plan):
    plan["ephemerides"][0] |= {"source": "oem", "epoch": None}
    assert ("EPHEMERIS", "OPTIC 1") in codes(validate(plan))


def test_an_unreadable_ephemeris_is_found(plan, tools):
    tools.add(plan, "ephemerides/optic.oem", "not an OEM")
    assert codes(validate(plan)) == {("INPUT", "inputs")}


def test_the_set_nearest_the_start_of_the_horizon_is_used(plan, tools):
    optic, radar = read_elements(plan["inputs"]["elements.json"]["text"]).records
    older = from_facts(
        "OPTIC 1", 90001, optic.epoch - 86400.0, altitude_m=5e5, inclination=1.7, raan=0.0
    )
    tools.add_elements(plan, [older, optic, radar])
    assert validate(plan).findings == ()
    nearer = replace(older, epoch=optic.epoch)
    tools.add_elements(plan, [optic, nearer, radar])
    assert ("POINTING", "I-001") in codes(validate(plan))


def test_images_after_the_end_of_a_decaying_orbit_are_found(plan, tools):
    optic, radar = read_elements(plan["inputs"]["elements.json"]["text"]).records
    falling = from_facts(
        "OPTIC 1", 90001, optic.epoch, altitude_m=125e3, inclination=1.7, raan=0.0, bstar=0.3
    )
    tools.add_elements(plan, [falling, radar])
    found = codes(validate(plan))
    assert {("EPHEMERIS", "I-001"), ("EPHEMERIS", "U-001"), ("EPHEMERIS", "OPTIC 1")} <= found


def test_an_image_over_the_antimeridian_is_judged_as_any_other(antimeridian_plan):
    ring = np.array(antimeridian_plan["images"][0]["footprint"])
    assert np.ptp(ring[:, 0]) > 350.0
    assert np.ptp(unwrapped(ring)[:, 0]) < 2.0
    assert validate(antimeridian_plan).findings == ()
