"""Breaches planted in an area that strips fill, and in a series of visits."""

from __future__ import annotations

import copy

import pytest

from artel.orbits.time import parse_epoch
from artel.validator.check import validate


@pytest.fixture
def made_once(aral_plan):
    """Return the plan that drafts of this module begin with."""
    return aral_plan


def strips(draft):
    return [image for image in draft.plan["images"] if image["order"] == "aral-seabed"]


def visits(draft):
    return [image for image in draft.plan["images"] if image["order"] == "kokaral-gates"]


def area(draft):
    return draft.plan["areas"][0]


def series(draft):
    return draft.plan["series"][0]


def worth(draft, value):
    """Put a value in wherever the plan repeats it."""
    for row in draft.plan["members"]:
        if row["member"] == "KZ":
            row["value"] = value
    draft.plan["value"] |= {"planned": value, "bound": value, "gap": 0.0}


def less_is_said_to_be_covered_than_the_strips_show(draft):
    for owner, part in area(draft)["by_owner"].items():
        area(draft)["by_owner"][owner] = 0.95 * part
    area(draft)["share"] *= 0.95


def a_strip_is_said_to_show_twice_what_it_shows(draft):
    strips(draft)[0]["covered"] *= 2.0


def the_area_is_larger_than_when_it_was_planned(draft):
    orders = draft.table("orders.geojson")
    (feature,) = [each for each in orders["features"] if each["id"] == "aral-seabed"]
    feature["geometry"]["coordinates"][0][2][0] += 1.0
    draft.rewrite("orders.geojson", orders)


def one_owner_is_credited_with_what_another_shows(draft):
    parts = area(draft)["by_owner"]
    parts["BY"] += 0.1
    parts["RU"] -= 0.1


def an_owner_that_shows_nothing_is_listed(draft):
    area(draft)["by_owner"]["AM"] = 0.0


def the_images_are_a_hundredth_more_mixed_than_ordered(draft):
    ratio = area(draft)["coarsest_gsd_m"] / area(draft)["finest_gsd_m"]
    draft.change_order("aral-seabed", fill={"max_gsd_ratio": ratio / 1.01, "max_spread_h": 1.5})


def the_images_lie_ten_seconds_further_apart_than_ordered(draft):
    hours = area(draft)["spread_h"] - 10.0 / 3600.0
    draft.change_order("aral-seabed", fill={"max_gsd_ratio": 4, "max_spread_h": hours})


def the_images_are_said_to_be_finer_than_they_are(draft):
    area(draft)["coarsest_gsd_m"] *= 0.9


def the_images_are_said_to_lie_closer_in_time(draft):
    area(draft)["spread_h"] -= 0.1


def whether_it_is_enough_is_said_wrongly(draft):
    draft.change_order("aral-seabed", fill={"least_share": 1.0})
    area(draft)["least_share"] = 1.0
    area(draft)["enough"] = not area(draft)["share"] >= 1.0


def the_area_is_left_out_of_the_list(draft):
    draft.plan["areas"] = []


def a_strip_is_left_out_of_the_row(draft):
    area(draft)["images"] = area(draft)["images"][1:]


def one_strip_is_listed_as_two(draft):
    strips(draft)[1]["piece"] = strips(draft)[0]["piece"]


def a_strip_has_no_piece(draft):
    strips(draft)[0]["piece"] = None


def the_value_counts_the_area_as_whole(draft):
    draft.change_order("aral-seabed", value=320.0)
    for image in strips(draft):
        image["value"] = 320.0


def a_visit_is_made_too_late(draft):
    late = parse_epoch(visits(draft)[0]["end"]) - parse_epoch(series(draft)["made"][0]["due"])
    terms = {"visits": 4, "every_h": 6, "tolerance_h": (late - 1.0) / 3600.0}
    draft.change_order("kokaral-gates", series=terms)


def a_visit_is_counted_as_another(draft):
    visits(draft)[0]["piece"] = str(series(draft)["missed"][0])


def a_visit_is_counted_that_was_never_ordered(draft):
    visits(draft)[0]["piece"] = "5"


def two_images_are_made_of_one_visit(draft):
    visits(draft)[1]["piece"] = visits(draft)[0]["piece"]


def a_missed_visit_is_not_said_to_be_missed(draft):
    series(draft)["missed"] = series(draft)["missed"][1:]


def a_visit_is_said_to_have_fallen_due_later(draft):
    series(draft)["made"][0]["due"] = draft.moved(series(draft)["made"][0]["due"], 3600.0)


def the_series_is_left_out_of_the_list(draft):
    draft.plan["series"] = []


def the_value_counts_a_visit_that_is_not_made(draft):
    worth(draft, draft.plan["value"]["planned"] + 20.0)


BREACHES = {
    "AREA": [
        less_is_said_to_be_covered_than_the_strips_show,
        a_strip_is_said_to_show_twice_what_it_shows,
        the_area_is_larger_than_when_it_was_planned,
        one_owner_is_credited_with_what_another_shows,
        an_owner_that_shows_nothing_is_listed,
        the_images_are_a_hundredth_more_mixed_than_ordered,
        the_images_lie_ten_seconds_further_apart_than_ordered,
        the_images_are_said_to_be_finer_than_they_are,
        the_images_are_said_to_lie_closer_in_time,
        whether_it_is_enough_is_said_wrongly,
        the_area_is_left_out_of_the_list,
        a_strip_is_left_out_of_the_row,
    ],
    "SERIES": [
        a_visit_is_made_too_late,
        a_visit_is_counted_as_another,
        a_visit_is_counted_that_was_never_ordered,
        a_missed_visit_is_not_said_to_be_missed,
        a_visit_is_said_to_have_fallen_due_later,
        the_series_is_left_out_of_the_list,
    ],
    "REPEATED": [one_strip_is_listed_as_two, two_images_are_made_of_one_visit],
    "ORDER": [a_strip_has_no_piece],
    "VALUE": [the_value_counts_the_area_as_whole, the_value_counts_a_visit_that_is_not_made],
}


@pytest.mark.parametrize(
    ("code", "breach"),
    [(code, breach) for code, breaches in BREACHES.items() for breach in breaches],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_planted_breach_is_caught(draft, code, breach):
    breach(draft)
    assert code in draft.codes_found()


def test_the_plan_had_no_breach_before(aral_plan):
    assert validate(copy.deepcopy(aral_plan)).findings == ()
