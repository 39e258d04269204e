from __future__ import annotations

import itertools
import math

import pytest

from artel.orbits.time import parse_epoch
from artel.validator.check import validate
from artel.validator.document import Image
from artel.validator.facts import Agility
from artel.validator.turns import slew_seconds, turn_deg

AGILE = Agility(rate_deg_s=1.0, acceleration_deg_s2=0.05, settle_s=10.0)


def codes(report):
    return {(str(finding.code), finding.subject) for finding in report.findings}


def test_a_turn_is_bang_bang_up_to_rate_squared_over_acceleration():
    # 20 degrees at 0.05 deg/s^2: 20 s up to 1 deg/s and 20 s down, 10 degrees each.
    assert slew_seconds(AGILE, 20.0) == pytest.approx(50.0)
    assert slew_seconds(AGILE, 5.0) == pytest.approx(10.0 + 2.0 * math.sqrt(5.0 / 0.05))
    assert slew_seconds(AGILE, 30.0) == pytest.approx(10.0 + 30.0 + 20.0)
    assert slew_seconds(AGILE, 0.0) == 10.0


def test_a_turn_takes_longer_the_wider_it_is():
    times = [slew_seconds(AGILE, 0.1 * step) for step in range(900)]
    assert all(a < b for a, b in itertools.pairwise(times))


def test_the_angle_between_attitudes_is_that_of_their_boresights(plan):
    row = plan["images"][0]
    one = Image.model_validate(row | {"roll_deg": 30.0, "pitch_deg": 0.0})
    other = Image.model_validate(row | {"roll_deg": -15.0, "pitch_deg": 0.0})
    ahead = Image.model_validate(row | {"roll_deg": 0.0, "pitch_deg": 20.0})
    assert turn_deg(one, other) == pytest.approx(45.0)
    assert turn_deg(one, one) == 0.0
    level = math.cos(math.radians(30.0)) * math.cos(math.radians(20.0))
    assert turn_deg(one, ahead) == pytest.approx(math.degrees(math.acos(level)))


@pytest.mark.parametrize(
    ("file", "old", "new", "found"),
    [
        ("satellites.yaml", "settle_s: 10", "settle_s: 80", ("SLEW", "I-002")),
        ("satellites.yaml", "imaging_s_per_day: 100", "imaging_s_per_day: 4", ("DUTY", "OPTIC 1")),
        ("satellites.yaml", "capacity_gbit: 20", "capacity_gbit: 2", ("RECORDER", "I-002")),
        ("satellites.yaml", "cutoff_min: 20", "cutoff_min: 30", ("UPLOAD", "I-001")),
        ("satellites.yaml", "upload_s: 60", "upload_s: 61", ("UPLOAD", "U-001")),
        ("satellites.yaml", "band: S, cut", "band: UHF, cut", ("UPLOAD", "U-001")),
        ("satellites.yaml", "stations: [Before]", "stations: [After]", ("UPLOAD", "U-001")),
        ("satellites.yaml", "rate_mbps: 150", "rate_mbps: 140", ("DOWNLINK", "D-001")),
        ("satellites.yaml", "band: X, rate", "band: Ka, rate", ("DOWNLINK", "D-001")),
        ("stations.yaml", 'decoders: ["OPTIC*", ', "decoders: [", ("DOWNLINK", "D-001")),
        ("stations.yaml", 'permits: ["OPTIC*", ', "permits: [", ("DOWNLINK", "D-001")),
        ("stations.yaml", "min_elevation_deg: 5", "min_elevation_deg: 85", ("VISIBILITY", "U-001")),
        (
            "stations.yaml",
            "min_elevation_deg: 5",
            "min_elevation_deg: 5, mask_deg: [[0, 85], [180, 85]]",
            ("VISIBILITY", "U-001"),
        ),
    ],
)
def test_a_tighter_limit_of_an_asset_is_held_against_the_plan(plan, tools, file, old, new, found):
    tools.amend(plan, file, old, new)
    assert found in codes(validate(plan))


def test_one_antenna_needs_its_set_up_between_two_satellites(plan):
    plan["downlinks"][2] |= {
        key: plan["downlinks"][0][key] for key in ("station", "antenna", "start", "end")
    }
    assert ("ANTENNA", "D-003") in codes(validate(plan))


def test_one_radio_sends_one_image_at_a_time(plan, tools):
    first, second = plan["downlinks"][:2]
    second["start"] = tools.shift(first["end"], -1.0)
    assert ("ANTENNA", "D-002") in codes(validate(plan))


def test_a_recorder_is_free_again_after_the_downlink(plan, tools):
    # Each image of the small plan is below 2 Gbit; both together are above what is left here.
    volumes = [row["volume_gbit"] for row in plan["images"][:2]]
    tools.amend(plan, "satellites.yaml", "capacity_gbit: 20", f"capacity_gbit: {sum(volumes):.3f}1")
    assert validate(plan).valid
    tools.amend(plan, "satellites.yaml", f"{sum(volumes):.3f}1", f"{sum(volumes) - 0.01:.3f}")
    assert codes(validate(plan)) == {("RECORDER", "I-002")}


def test_the_seconds_of_an_orbit_are_counted_from_node_to_node(plan, tools):
    # Both images of OPTIC 1 are taken within two minutes, far from the equator.
    both = sum(parse_epoch(row["end"]) - parse_epoch(row["start"]) for row in plan["images"][:2])
    most = "imaging_s_per_day: 100, imaging_s_per_orbit: "
    tools.amend(plan, "satellites.yaml", "imaging_s_per_day: 100", f"{most}{both:.3f}")
    assert validate(plan).valid
    tools.amend(plan, "satellites.yaml", f"{most}{both:.3f}", f"{most}{both - 0.01:.3f}")
    assert codes(validate(plan)) == {("DUTY", "OPTIC 1")}


def test_urgent_data_comes_down_first_where_the_recorder_says_so(plan, tools):
    # The second image of OPTIC 1 comes down after the first; both are aboard before.
    by_class = ("capacity_gbit: 20", "capacity_gbit: 20, first_down: class")
    for name, order_class in (("LINE", "emergency"), ("POINT", "background")):
        tools.amend_order(plan, name, **{"class": order_class})
        (row,) = [each for each in plan["images"] if each["order"] == name]
        row["class"] = order_class
    assert validate(plan).valid
    tools.amend(plan, "satellites.yaml", *by_class)
    assert codes(validate(plan)) == {("RECORDER", "I-001")}
    # Once the urgent order may not be received there, the other may go first.
    tools.amend(plan, "charter.yaml", "orders_of: [BY], states: [RU]",
                "orders_of: [BY], purposes: [secret], states: [UZ]")  # fmt: skip
    tools.amend_order(plan, "LINE", purpose="secret")
    assert ("RECORDER", "I-001") not in codes(validate(plan))


def test_data_of_one_class_has_no_order(plan, tools):
    tools.amend(
        plan, "satellites.yaml", "capacity_gbit: 20", "capacity_gbit: 20, first_down: class"
    )
    assert validate(plan).valid
