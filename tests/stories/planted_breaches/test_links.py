from __future__ import annotations

import pytest

from artel.orbits.time import parse_epoch


def an_image_is_never_commanded(draft):
    name = draft.scene()["upload"]
    draft.plan["uploads"] = [each for each in draft.plan["uploads"] if each["id"] != name]


def an_upload_does_not_carry_its_image(draft):
    image = draft.scene()
    draft.upload_of(image)["images"].remove(image["id"])


def an_upload_is_too_short(draft):
    upload = draft.upload_of(draft.scene())
    upload["end"] = draft.moved(upload["end"], -1.0)


def an_upload_comes_after_the_cut_off(draft):
    image = draft.scene()
    draft.change_satellite(image["satellite"], "command", cutoff_min=24 * 60)


def a_station_commands_a_satellite_that_is_not_its_own(draft):
    upload = draft.upload_of(draft.scene())
    draft.change_satellite(upload["satellite"], "command", stations=["Nowhere"])


def an_upload_is_sent_before_the_satellite_rises(draft):
    draft.later(draft.upload_of(draft.scene()), 1500.0)


def an_upload_uses_an_antenna_that_is_not_there(draft):
    draft.upload_of(draft.scene())["antenna"] = "Z9"


def an_image_never_comes_down(draft):
    name = draft.scene()["downlink"]
    draft.plan["downlinks"] = [each for each in draft.plan["downlinks"] if each["id"] != name]


def data_comes_down_before_it_is_taken(draft):
    image = draft.scene()
    downlink = draft.downlink_of(image)
    ahead = parse_epoch(downlink["start"]) - parse_epoch(image["start"])
    draft.later(downlink, -ahead)


def data_comes_down_below_the_mask(draft):
    draft.change_antennas(draft.downlink_of(draft.scene())["station"], min_elevation_deg=89.9)


def data_comes_down_after_it_was_due(draft):
    image = draft.scene()
    due = draft.moved(draft.downlink_of(image)["end"], -1.0)
    draft.change_order(image["order"], deliver_by=due)


def a_downlink_is_too_short_for_its_volume(draft):
    downlink = draft.downlink_of(draft.scene())
    seconds = parse_epoch(downlink["end"]) - parse_epoch(downlink["start"])
    downlink["end"] = draft.moved(downlink["end"], -0.1 * seconds)


def a_downlink_brings_less_than_the_image(draft):
    draft.downlink_of(draft.scene())["volume_gbit"] *= 0.5


def a_station_cannot_decode_the_satellite(draft):
    draft.change_station(draft.downlink_of(draft.scene())["station"], decoders=["NOTHING*"])


def a_station_is_not_permitted_to_serve_the_satellite(draft):
    draft.change_station(draft.downlink_of(draft.scene())["station"], permits=["NOTHING*"])


def an_antenna_does_not_hear_the_band(draft):
    draft.change_antennas(draft.downlink_of(draft.scene())["station"], bands=["S"])


def one_antenna_serves_two_satellites_at_once(draft):
    one = draft.plan["downlinks"][0]
    other = next(each for each in draft.plan["downlinks"] if each["satellite"] != one["satellite"])
    other |= {key: one[key] for key in ("station", "antenna", "start", "end")}


def one_antenna_has_no_time_to_be_set_up(draft):
    used = {}
    for link in [*draft.plan["uploads"], *draft.plan["downlinks"]]:
        used.setdefault((link["station"], link["antenna"]), set()).add(link["satellite"])
    station = next(place for (place, _), names in used.items() if len(names) > 1)
    draft.change_antennas(station, setup_s=86400.0)


def one_radio_sends_two_images_at_once(draft):
    first, second = draft.busy()
    one, other = draft.downlink_of(first), draft.downlink_of(second)
    other |= {key: one[key] for key in ("station", "antenna", "start", "end", "radio")}


def nobody_has_flown_a_pass_lately(draft):
    people = draft.table("people.yaml")
    kept = [each for each in people["events"] if each["kind"] != "pass"]
    draft.rewrite("people.yaml", {**people, "events": kept})


BREACHES = {
    "STAFF": [nobody_has_flown_a_pass_lately],
    "UPLOAD": [
        an_image_is_never_commanded,
        an_upload_does_not_carry_its_image,
        an_upload_is_too_short,
        an_upload_comes_after_the_cut_off,
        a_station_commands_a_satellite_that_is_not_its_own,
    ],
    "VISIBILITY": [an_upload_is_sent_before_the_satellite_rises, data_comes_down_below_the_mask],
    "IDENTITY": [an_upload_uses_an_antenna_that_is_not_there],
    "DOWNLINK": [
        an_image_never_comes_down,
        data_comes_down_before_it_is_taken,
        a_downlink_is_too_short_for_its_volume,
        a_downlink_brings_less_than_the_image,
        a_station_cannot_decode_the_satellite,
        a_station_is_not_permitted_to_serve_the_satellite,
        an_antenna_does_not_hear_the_band,
    ],
    "DELIVERY": [data_comes_down_after_it_was_due],
    "ANTENNA": [
        one_antenna_serves_two_satellites_at_once,
        one_antenna_has_no_time_to_be_set_up,
        one_radio_sends_two_images_at_once,
    ],
}


@pytest.mark.parametrize(
    ("code", "breach"),
    [(code, breach) for code, breaches in BREACHES.items() for breach in breaches],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_planted_breach_is_caught(draft, code, breach):
    breach(draft)
    assert code in draft.codes_found()
