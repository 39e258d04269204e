from __future__ import annotations

import pytest

from artel.orbits.time import parse_epoch


def an_image_is_taken_before_its_window_opens(draft):
    image = draft.scene()
    draft.change_order(image["order"], not_before=draft.moved(image["start"], 1.0))


def an_image_is_taken_after_its_window_closes(draft):
    image = draft.scene()
    draft.change_order(image["order"], not_after=draft.moved(image["end"], -1.0))


def an_image_is_taken_a_second_late(draft):
    draft.later(draft.scene(), 1.0)


def an_image_looks_half_a_degree_aside(draft):
    draft.scene()["roll_deg"] += 0.5


def a_radar_image_looks_to_the_other_side(draft):
    draft.radar()["roll_deg"] *= -1.0


def the_point_of_an_order_lies_a_kilometre_away(draft):
    orders = draft.table("orders.geojson")
    name = draft.scene()["order"]
    for feature in orders["features"]:
        if feature["id"] == name:
            feature["geometry"]["coordinates"][1] += 0.009
    draft.rewrite("orders.geojson", orders)


def a_strip_is_cut_short(draft):
    draft.strip()["end"] = draft.moved(draft.strip()["end"], -1.0)


def a_strip_is_rolled_aside(draft):
    draft.strip()["roll_deg"] += 3.0


def a_strip_is_taken_looking_ahead(draft):
    draft.strip()["pitch_deg"] = 5.0


def a_strip_begins_ten_seconds_early(draft):
    draft.strip()["start"] = draft.moved(draft.strip()["start"], -10.0)


def a_scene_lasts_twice_as_long(draft):
    image = draft.scene()
    half = 0.5 * (parse_epoch(image["end"]) - parse_epoch(image["start"]))
    image |= {"start": draft.moved(image["start"], -half), "end": draft.moved(image["end"], half)}


def a_roll_is_beyond_the_sensor(draft):
    image = max(draft.images("optical", "Point"), key=lambda each: abs(each["roll_deg"]))
    draft.change_satellite(image["satellite"], "sensors", max_roll_deg=abs(image["roll_deg"]) - 0.1)


def an_image_is_further_off_nadir_than_ordered(draft):
    image = max(draft.plan["images"], key=lambda each: each["off_nadir_deg"])
    draft.change_order(image["order"], max_off_nadir_deg=image["off_nadir_deg"] - 0.1)


def an_incidence_is_below_the_range_of_the_radar(draft):
    image = draft.radar()
    least = image["incidence_deg"] + 0.1
    draft.change_satellite(
        image["satellite"], "sensors", min_incidence_deg=least, max_incidence_deg=79.0
    )


def a_radar_looks_to_a_side_that_it_does_not_have(draft):
    image = draft.radar()
    other = {"left": "right", "right": "left"}[image["side"]]
    draft.change_satellite(image["satellite"], "sensors", sides=[other])


def the_sun_is_lower_than_ordered(draft):
    image = draft.scene()
    draft.change_order(image["order"], min_sun_elevation_deg=image["sun_elevation_deg"] + 0.1)


def the_product_is_coarser_than_ordered(draft):
    image = draft.scene()
    draft.change_order(image["order"], max_gsd_m=0.99 * image["gsd_m"])


def the_off_nadir_angle_stated_is_smaller(draft):
    draft.scene()["off_nadir_deg"] -= 0.05


def the_incidence_stated_is_smaller(draft):
    draft.scene()["incidence_deg"] -= 0.05


def the_sun_stated_is_higher(draft):
    draft.scene()["sun_elevation_deg"] += 0.1


def the_gsd_stated_is_finer(draft):
    draft.scene()["gsd_m"] *= 0.99


def the_finest_gsd_stated_is_coarser_so_that_no_article_speaks(draft):
    draft.scene()["finest_gsd_m"] *= 1.5


def the_volume_stated_is_less(draft):
    draft.scene()["volume_gbit"] *= 0.9


def the_footprint_is_drawn_elsewhere(draft):
    image = draft.scene()
    image["footprint"] = [[lon, lat - 0.02] for lon, lat in image["footprint"]]


def the_footprint_is_drawn_smaller(draft):
    image = draft.scene()
    lon0, lat0 = image["footprint"][0]
    image["footprint"] = [
        [lon0 + 0.9 * (lon - lon0), lat0 + 0.9 * (lat - lat0)] for lon, lat in image["footprint"]
    ]


def an_optical_image_claims_a_side(draft):
    draft.scene()["side"] = "left"


def two_images_leave_no_time_to_turn(draft):
    first, second = draft.busy()
    gap = parse_epoch(second["start"]) - parse_epoch(first["end"])
    draft.change_satellite(first["satellite"], "agility", settle_s=gap)


def a_satellite_images_longer_than_its_duty(draft):
    draft.change_satellite(draft.busy()[0]["satellite"], "duty", imaging_s_per_day=3.0)


def others_use_what_the_owner_reserved(draft):
    image = next(
        each
        for each in draft.plan["images"]
        if draft.order_of(each)["properties"]["brought_by"] != each["owner"]
    )
    draft.enact(kind="reserve", assets=[image["satellite"]], share=1.0)


def a_recorder_runs_over(draft):
    image = draft.scene()
    room = 0.99 * image["volume_gbit"]
    draft.change_satellite(image["satellite"], "recorder", capacity_gbit=room)


BREACHES = {
    "WINDOW": [
        an_image_is_taken_before_its_window_opens,
        an_image_is_taken_after_its_window_closes,
    ],
    "POINTING": [
        an_image_is_taken_a_second_late,
        an_image_looks_half_a_degree_aside,
        a_radar_image_looks_to_the_other_side,
        the_point_of_an_order_lies_a_kilometre_away,
        a_strip_is_cut_short,
        a_strip_is_rolled_aside,
        a_strip_is_taken_looking_ahead,
    ],
    "DURATION": [a_strip_begins_ten_seconds_early, a_scene_lasts_twice_as_long],
    "ATTITUDE": [a_roll_is_beyond_the_sensor, an_image_is_further_off_nadir_than_ordered],
    "INCIDENCE": [
        an_incidence_is_below_the_range_of_the_radar,
        a_radar_looks_to_a_side_that_it_does_not_have,
    ],
    "SUN": [the_sun_is_lower_than_ordered],
    "GSD": [the_product_is_coarser_than_ordered],
    "FIGURE": [
        the_off_nadir_angle_stated_is_smaller,
        the_incidence_stated_is_smaller,
        the_sun_stated_is_higher,
        the_gsd_stated_is_finer,
        the_finest_gsd_stated_is_coarser_so_that_no_article_speaks,
        the_volume_stated_is_less,
        the_footprint_is_drawn_elsewhere,
        the_footprint_is_drawn_smaller,
        an_optical_image_claims_a_side,
    ],
    "SLEW": [two_images_leave_no_time_to_turn],
    "DUTY": [a_satellite_images_longer_than_its_duty],
    "RESERVE": [others_use_what_the_owner_reserved],
    "RECORDER": [a_recorder_runs_over],
}


@pytest.mark.parametrize(
    ("code", "breach"),
    [(code, breach) for code, breaches in BREACHES.items() for breach in breaches],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_planted_breach_is_caught(draft, code, breach):
    breach(draft)
    assert code in draft.codes_found()
