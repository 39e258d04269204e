from __future__ import annotations

import pytest


def a_field_is_missing(draft):
    del draft.scene()["roll_deg"]


def a_field_nobody_knows_is_added(draft):
    draft.scene()["remark"] = "trust me"


def an_input_was_changed_after_planning(draft):
    draft.plan["inputs"]["charter.yaml"]["text"] += "\n"


def an_input_is_left_out(draft):
    del draft.plan["inputs"]["stations.yaml"]


def the_horizon_ends_before_it_starts(draft):
    draft.plan["horizon"]["end"] = draft.moved(draft.plan["horizon"]["start"], -1.0)


def an_image_lies_outside_the_horizon(draft):
    draft.later(draft.scene(), 86400.0)


def the_elements_are_those_of_another_day(draft):
    elements = draft.table("elements.json")
    for row in elements:
        row["MEAN_ANOMALY"] = (row["MEAN_ANOMALY"] + 0.05) % 360.0
    draft.rewrite("elements.json", elements)


def the_elements_of_a_satellite_are_taken_away(draft):
    name = draft.scene()["satellite"]
    (number,) = [
        row["norad_id"] for row in draft.table("satellites.yaml")["satellites"]
        if row["name"] == name
    ]  # fmt: skip
    elements = [row for row in draft.table("elements.json") if row["NORAD_CAT_ID"] != number]
    draft.rewrite("elements.json", elements)


def the_list_of_ephemerides_leaves_a_satellite_out(draft):
    name = draft.scene()["satellite"]
    draft.plan["ephemerides"] = [
        row for row in draft.plan["ephemerides"] if row["satellite"] != name
    ]


def the_list_of_ephemerides_names_another_epoch(draft):
    draft.plan["ephemerides"][0]["epoch"] = draft.moved(
        draft.plan["ephemerides"][0]["epoch"], -3600.0
    )


def an_order_that_nobody_gave_is_imaged(draft):
    draft.scene()["order"] = "NOBODY-1"


def an_order_is_imaged_twice(draft):
    draft.plan["images"].append(draft.scene() | {"id": "I-999"})


def two_images_have_one_id(draft):
    draft.plan["images"][1]["id"] = draft.plan["images"][0]["id"]


def a_class_is_raised(draft):
    image = next(each for each in draft.plan["images"] if each["class"] != "emergency")
    image["class"] = "emergency"


def a_value_is_raised(draft):
    draft.scene()["value"] += 1.0


def a_satellite_that_nobody_has_is_used(draft):
    draft.scene()["satellite"] = "PHANTOM 1"


def a_retired_satellite_is_used(draft):
    draft.change_satellite(draft.scene()["satellite"], None, status="retired")


def the_owner_of_a_satellite_is_another(draft):
    draft.scene()["owner"] = "KG"


def a_sensor_that_the_satellite_lacks_is_used(draft):
    draft.scene()["sensor"] = "EYE"


def a_sensor_of_a_type_that_was_not_ordered_is_used(draft):
    draft.change_order(draft.radar()["order"], sensors=["optical"])


BREACHES = {
    "SHAPE": [a_field_is_missing, a_field_nobody_knows_is_added],
    "DIGEST": [an_input_was_changed_after_planning],
    "INPUT": [an_input_is_left_out],
    "HORIZON": [the_horizon_ends_before_it_starts, an_image_lies_outside_the_horizon],
    "POINTING": [the_elements_are_those_of_another_day],
    "EPHEMERIS": [
        the_elements_of_a_satellite_are_taken_away,
        the_list_of_ephemerides_leaves_a_satellite_out,
        the_list_of_ephemerides_names_another_epoch,
    ],
    "ORDER": [an_order_that_nobody_gave_is_imaged, a_class_is_raised, a_value_is_raised],
    "REPEATED": [an_order_is_imaged_twice],
    "IDENTITY": [two_images_have_one_id],
    "SATELLITE": [
        a_satellite_that_nobody_has_is_used,
        a_retired_satellite_is_used,
        the_owner_of_a_satellite_is_another,
    ],
    "SENSOR": [
        a_sensor_that_the_satellite_lacks_is_used,
        a_sensor_of_a_type_that_was_not_ordered_is_used,
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
