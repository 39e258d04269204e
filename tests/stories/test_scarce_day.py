"""A day on which everything is scarce: what the planner makes of it, the validator finds right."""

from __future__ import annotations

from datetime import timedelta

import pytest

from artel.commons.ids import digest, pretty_json
from artel.commons.tables import load
from artel.studies.day import plan_day
from artel.studies.pool import read_pool
from artel.validator.check import validate

SMALL = {
    "capacity_wh": 100,
    "depth": 0.28,
    "idle_w": 25,
    "imaging_w": 3000,
    "slew_w": 150,
    "downlink_w": 150,
    "sunlit_charge_w": 60,
    "source": "made by hand",
    "status": "assumed",
}
SLOWER = [[5, 20], [15, 60], [35, 300]]
MORNING = {"start": "2026-10-05T03:00:00Z", "end": "2026-10-05T09:00:00Z", "reason": "new software"}


def scarce(satellite):
    """Return a row of satellites.yaml with little of everything."""
    if satellite["service"] != "imaging":
        return satellite
    duty = satellite["duty"] | {"imaging_s_per_orbit": 9.0}
    radios = [radio | {"rate_steps": SLOWER} for radio in satellite["radios"]]
    recorder = satellite["recorder"] | {"first_down": "class"}
    row = {"battery": SMALL, "duty": duty, "radios": radios, "recorder": recorder}
    closed = {"maintenance": [MORNING]} if satellite["norad_id"] % 3 == 0 else {}
    return satellite | row | closed


def narrow(station):
    """Return a row of stations.yaml whose antennas turn slowly and whose leave ends at six."""
    antennas = [antenna | {"teardown_s": 90} for antenna in station["antennas"]]
    until = {"satellites": "*", "until": "2026-10-05T18:00:00Z"}
    permits = station.get("permits", [])
    if station["state"] == "KZ":
        permits = [until if each == "*" else until | {"satellites": each} for each in permits]
    return station | {"antennas": antennas, "permits": permits}


@pytest.fixture(scope="module")
def plan(kazan):
    files = {
        str(path.relative_to(kazan)): path.read_text(encoding="utf-8")
        for path in sorted(kazan.rglob("*"))
        if path.is_file()
    }
    for name, change in (("satellites", scarce), ("stations", narrow)):
        value = load(files[f"{name}.yaml"], f"{name}.yaml").value
        value[name] = [change(row) for row in value[name]]
        files[f"{name}.yaml"] = pretty_json(value)  # JSON is YAML too
    pool = read_pool(files)
    start = pool.settings.epoch
    return plan_day(pool, (start, start + timedelta(days=1)))


@pytest.mark.deep
def test_the_validator_finds_a_scarce_day_right(plan):
    report = validate(plan)
    assert report.findings == ()
    assert len(plan["images"]) > 30


@pytest.mark.deep
def test_each_scarce_thing_left_orders_out(plan):
    counts = [row["counts"] for row in plan["unplanned"]]
    met = {code for each in counts for code in each}
    assert {"DUTY", "BATTERY", "MAINTENANCE"} <= met


@pytest.mark.deep
@pytest.mark.parametrize(
    ("block", "figures", "code"),
    [
        ("duty", {"imaging_s_per_orbit": 4.0}, "DUTY"),
        ("battery", {"depth": 0.2}, "BATTERY"),
        ("radios", {"rate_steps": [[5, 10], [35, 300]]}, "DOWNLINK"),
    ],
)
def test_a_little_less_would_not_do(plan, block, figures, code):
    value = load(plan["inputs"]["satellites.yaml"]["text"], "satellites.yaml").value
    for row in value["satellites"]:
        if block in row:
            parts = row[block] if isinstance(row[block], list) else [row[block]]
            for part in parts:
                part.update(figures)
    text = pretty_json(value)
    changed = {"satellites.yaml": {"sha256": digest(text), "text": text}}
    report = validate(plan | {"inputs": plan["inputs"] | changed})
    assert code in {str(finding.code) for finding in report.findings}
