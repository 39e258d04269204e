"""`artel fleet` says by how much a satellite may be early or late."""

from __future__ import annotations


def test_the_list_tells_how_far_off_in_time_each_satellite_may_be(artel):
    now, later = (
        {row["satellite"]: row for row in artel("fleet", "list", *more, "--json").json()}
        for more in ((), ("--at", "2026-10-12"))
    )
    assert all(now[name]["timing_s"] == 0.11 for name in ("KANOPUS-V 3", "GONETS-M 14"))
    assert later["KANOPUS-V 3"]["timing_s"] == 35.0
    assert later["GONETS-M 14"]["timing_s"] == 0.82
    assert later["GONETS-M 14"]["timing_class"] == "never above 1000 km"
    assert "timing s" in artel("fleet", "list").out


def test_of_bare_elements_nobody_knows_the_manoeuvres(artel, kazan):
    rows = artel("fleet", "list", kazan / "elements.json", "--at", "2026-10-08", "--json").json()
    classes = {row["satellite"]: row["timing_class"] for row in rows}
    assert classes["GONETS-M 14"] == "seldom above 540 km"
    assert classes["EXPRESS-AM8"] == "high circle"
    assert all(row["timing_s"] > 0.1 for row in rows)


def test_one_satellite_shows_half_of_the_cases_and_ninety_five_in_a_hundred(artel):
    said = artel("fleet", "show", "KANOPUS-V 3", "--at", "2026-10-08", "--json").json()["timing"]
    assert said["at"] == "2026-10-08T00:00:00.000Z"
    assert said["timing_from"] == "elements"
    assert 0.0 < said["timing_median_s"] < said["timing_s"] < 60.0
    shown = artel("fleet", "show", "KANOPUS-V 3", "--at", "2026-10-08").out
    assert f"timing_s: {said['timing_s']}" in shown


def test_a_planned_satellite_has_no_timing(artel):
    assert "timing" not in artel("fleet", "show", "RBKA", "--json").json()
