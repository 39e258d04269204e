"""Maintenance, leave with dates and tear-down, as the validator holds them against a plan."""

from __future__ import annotations

import pytest

from artel.validator.check import validate

STATION = "antennas: [{name: A1, "


def codes(report):
    return {(str(finding.code), finding.subject) for finding in report.findings}


def closed(tools, row, inside):
    """Return a window that begins so many seconds before the row ends."""
    start = tools.shift(row["end"], -inside)
    return f"maintenance: [{{start: {start}, end: {tools.shift(start, 3600)}, reason: paint}}]"


def after(plan, tools, old, new):
    """Change the text of the station After alone."""
    text = plan["inputs"]["stations.yaml"]["text"]
    before, rest = text.split("- name: After\n", 1)
    here, others = rest.split("- name:", 1)
    assert old in here
    changed = before + "- name: After\n" + here.replace(old, new) + "- name:" + others
    tools.add(plan, "stations.yaml", changed)


@pytest.mark.parametrize(
    ("old", "new"),
    [("height_m: 0", "height_m: 0\n    {}"), (STATION, STATION + "{}, ")],
    ids=["station", "antenna"],
)
def test_a_link_in_maintenance_is_found_and_one_just_before_it_is_not(plan, tools, old, new):
    last = plan["downlinks"][1]
    after(plan, tools, old, new.replace("{}", closed(tools, last, 0.0)))
    assert validate(plan).valid
    after(plan, tools, closed(tools, last, 0.0), closed(tools, last, 0.1))
    assert codes(validate(plan)) == {("MAINTENANCE", "D-002")}


def test_an_image_in_maintenance_is_found_and_one_just_before_it_is_not(plan, tools):
    duty = "duty: {imaging_s_per_day: 100}"
    head = plan["inputs"]["satellites.yaml"]["text"]
    first, rest = head.split("name: RADAR 1", 1)
    for inside, found in ((0.0, set()), (0.1, {("MAINTENANCE", "I-002")})):
        start = tools.shift(plan["images"][1]["end"], -inside)
        window = f"[{{start: {start}, end: {tools.shift(start, 60)}, reason: software}}]"
        text = first.replace(duty, f"{duty}\n    maintenance: {window}") + "name: RADAR 1" + rest
        tools.add(plan, "satellites.yaml", text)
        assert codes(validate(plan)) == found


@pytest.mark.parametrize("name", ["decoders", "permits"])
def test_leave_that_ends_during_a_downlink_is_found_and_just_after_it_is_not(plan, tools, name):
    end = plan["downlinks"][1]["end"]
    old = f'{name}: ["OPTIC*", '
    for late, found in ((0.0, set()), (-0.1, {("DOWNLINK", "D-002")})):
        entry = f"{{satellites: OPTIC*, until: {tools.shift(end, late)}}}"
        after(plan, tools, old, f"{name}: [{entry}, ")
        assert codes(validate(plan)) == found
        after(plan, tools, f"{name}: [{entry}, ", old)


def test_leave_under_two_entries_that_meet_is_whole(plan, tools):
    first = plan["downlinks"][0]["start"]
    within = tools.shift(first, 1.0)
    entries = f"{{satellites: OPTIC 1, until: {within}}}, {{satellites: OPTIC*, from: {within}}}"
    after(plan, tools, 'permits: ["OPTIC*"', f"permits: [{entries}")
    assert validate(plan).valid
    after(plan, tools, f"from: {within}", f"from: {tools.shift(within, 0.1)}")
    assert codes(validate(plan)) == {("DOWNLINK", "D-001")}


def test_an_antenna_is_torn_down_before_it_is_set_up(plan, tools):
    # Another satellite's data 130 s after the first's: set-up alone takes 120 s.
    first, third = plan["downlinks"][1], plan["downlinks"][2]
    start = tools.shift(first["end"], 130.0)
    third |= {"station": "After", "start": start, "end": tools.shift(start, 60.0)}
    assert ("ANTENNA", "D-003") not in codes(validate(plan))
    tools.amend(plan, "stations.yaml", "setup_s: 120", "setup_s: 120, teardown_s: 10")
    assert ("ANTENNA", "D-003") not in codes(validate(plan))
    tools.amend(plan, "stations.yaml", "teardown_s: 10", "teardown_s: 10.1")
    assert ("ANTENNA", "D-003") in codes(validate(plan))


def test_an_order_is_left_for_maintenance_only_where_there_is_some(plan, tools):
    plan["unplanned"][1] |= {"code": "MAINTENANCE", "resource": "OPTIC 1",
                             "article": None, "counts": {"MAINTENANCE": 1}}  # fmt: skip
    assert codes(validate(plan)) == {("REASON", "FINE")}
    night = f"{{start: {plan['horizon']['start']}, end: {tools.shift(plan['horizon']['start'], 60)}"
    tools.amend(plan, "satellites.yaml", "norad_id: 90001",
                f"norad_id: 90001\n    maintenance: [{night}, reason: software}}]")  # fmt: skip
    assert validate(plan).valid
