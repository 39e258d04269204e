from __future__ import annotations

import pytest

WEAK = {"capacity_wh": 500, "depth": 0.01, "idle_w": 100, "imaging_w": 5000, "slew_w": 100,
        "downlink_w": 100, "sunlit_charge_w": 300}  # fmt: skip


def closed(row):
    return {"maintenance": [{"start": row["start"], "end": row["end"], "reason": "repairs"}]}


def an_orbit_is_used_beyond_its_duty(draft):
    draft.change_satellite(draft.scene()["satellite"], "duty", imaging_s_per_orbit=0.5)


def a_battery_is_used_beyond_its_depth(draft):
    draft.change_satellite(draft.scene()["satellite"], None, battery=WEAK)


def an_antenna_has_no_time_to_be_torn_down(draft):
    used = {}
    for link in [*draft.plan["uploads"], *draft.plan["downlinks"]]:
        used.setdefault((link["station"], link["antenna"]), set()).add(link["satellite"])
    station = next(place for (place, _), names in used.items() if len(names) > 1)
    draft.change_antennas(station, teardown_s=86400.0)


def an_image_is_taken_while_the_satellite_is_worked_on(draft):
    image = draft.scene()
    draft.change_satellite(image["satellite"], None, **closed(image))


def a_pass_is_used_while_the_station_is_worked_on(draft):
    downlink = draft.downlink_of(draft.scene())
    draft.change_station(downlink["station"], **closed(downlink))


def a_pass_is_used_while_its_antenna_is_worked_on(draft):
    upload = draft.upload_of(draft.scene())
    draft.change_antennas(upload["station"], **closed(upload))


def an_order_is_left_for_maintenance_that_nobody_does(draft):
    row = draft.left("SLEW", "ARTICLE", "DARK")
    resource = draft.scene()["satellite"]
    row |= {"code": "MAINTENANCE", "article": None, "resource": resource}
    row["counts"] = {"MAINTENANCE": 1}


def a_pass_is_slower_near_the_horizon(draft):
    satellite = draft.scene()["satellite"]
    draft.change_satellite(satellite, "radios", rate_steps=[[0, 1.0], [89.5, 1000.0]])


def background_data_comes_down_before_urgent_data(draft):
    first, later = draft.busy()
    one, other = draft.downlink_of(first), draft.downlink_of(later)
    if one["start"] > other["start"]:
        first, later, one, other = later, first, other, one
    draft.change_satellite(first["satellite"], "recorder", first_down="class")
    for image, kind in ((first, "background"), (later, "emergency")):
        image["class"] = kind
        draft.change_order(image["order"], **{"class": kind})
    later["end"] = draft.moved(one["start"], -1.0)


def an_order_is_left_for_power_where_no_battery_is_known(draft):
    row = draft.left("SLEW", "ARTICLE", "DARK")
    row |= {"code": "BATTERY", "article": None, "resource": draft.radar()["satellite"]}
    row["counts"] = {"BATTERY": 1}


def leave_had_run_out(draft):
    downlink = draft.downlink_of(draft.scene())
    entry = {"satellites": "*", "until": downlink["start"]}
    draft.change_station(downlink["station"], permits=[entry])


def a_decoder_came_too_late(draft):
    downlink = draft.downlink_of(draft.scene())
    entry = {"satellites": "*", "from": downlink["end"]}
    draft.change_station(downlink["station"], decoders=[entry])


BREACHES = {
    "DUTY": [an_orbit_is_used_beyond_its_duty],
    "BATTERY": [a_battery_is_used_beyond_its_depth],
    "RECORDER": [background_data_comes_down_before_urgent_data],
    "ANTENNA": [an_antenna_has_no_time_to_be_torn_down],
    "MAINTENANCE": [
        an_image_is_taken_while_the_satellite_is_worked_on,
        a_pass_is_used_while_the_station_is_worked_on,
        a_pass_is_used_while_its_antenna_is_worked_on,
    ],
    "REASON": [
        an_order_is_left_for_maintenance_that_nobody_does,
        an_order_is_left_for_power_where_no_battery_is_known,
    ],
    "DOWNLINK": [a_pass_is_slower_near_the_horizon, leave_had_run_out, a_decoder_came_too_late],
}


@pytest.mark.parametrize(
    ("code", "breach"),
    [(code, breach) for code, breaches in BREACHES.items() for breach in breaches],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_planted_breach_is_caught(draft, code, breach):
    breach(draft)
    assert code in draft.codes_found()
