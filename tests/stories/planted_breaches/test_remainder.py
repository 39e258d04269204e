from __future__ import annotations

import pytest


def an_order_is_forgotten(draft):
    draft.plan["unplanned"].pop()


def an_order_is_both_imaged_and_left(draft):
    row = draft.left("SLEW", "NO_UPLOAD", "DARK")
    draft.plan["unplanned"].append(row | {"order": draft.scene()["order"]})


def an_order_that_nobody_gave_is_left(draft):
    draft.plan["unplanned"].append(draft.plan["unplanned"][0] | {"order": "NOBODY-1"})


def a_reason_has_a_code_that_nobody_knows(draft):
    draft.plan["unplanned"][0] |= {"code": "TIRED", "counts": {"TIRED": 1}}


def a_refusal_names_no_article(draft):
    draft.left("ARTICLE", "CONSENT")["article"] = None


def a_refusal_names_an_article_that_says_nothing_of_the_order(draft):
    row = draft.left("CONSENT")
    draft.enact(kind="owner-veto", assets=["*"], within_h=1, exercised=["NOBODY-1"])
    row |= {"code": "ARTICLE", "article": "NEW-1", "counts": {"ARTICLE": 1}}


def a_consent_is_waited_for_that_was_given(draft):
    row = draft.left("CONSENT")
    articles = draft.table("charter.yaml")["articles"]
    (party,) = [each["party"] for each in articles if each["id"] == row["article"]]
    draft.change_order(row["order"], consents=[{"article": row["article"], "party": party}])


def an_order_is_called_expired_while_its_window_is_open(draft):
    row = draft.left("SLEW", "NO_UPLOAD")
    row |= {"code": "EXPIRED", "counts": {"EXPIRED": 1}}


def an_order_is_called_out_of_reach_while_it_is_seen_well(draft):
    points = {
        feature["id"]
        for feature in draft.table("orders.geojson")["features"]
        if feature["geometry"]["type"] == "Point"
    }
    row = next(
        r for r in draft.plan["unplanned"] if r["code"] == "NO_UPLOAD" and r["order"] in points
    )
    row |= {"code": "NO_WINDOW", "counts": {"NO_WINDOW": 0}, "resource": None}


def the_plan_claims_more_value_than_its_images_have(draft):
    draft.plan["value"]["planned"] += 100.0


def the_bound_is_below_the_plan(draft):
    draft.plan["value"]["bound"] = draft.plan["value"]["planned"] - 1.0


def the_gap_is_made_smaller(draft):
    draft.plan["value"]["gap"] *= 0.5


def the_value_offered_is_made_smaller(draft):
    draft.plan["value"]["offered"] -= 100.0


def a_class_is_said_to_be_served_better(draft):
    draft.plan["value"]["classes"][3]["planned"] += 5.0


def the_bound_of_a_class_is_below_what_is_planned_of_it(draft):
    row = draft.plan["value"]["classes"][3]
    row["bound"] = row["planned"] - 5.0


def a_class_is_left_out(draft):
    draft.plan["value"]["classes"].pop(3)


def the_classes_stand_in_another_order(draft):
    draft.plan["value"]["classes"].reverse()


def a_bound_of_the_trace_rises(draft):
    trace = draft.plan["value"]["trace"]
    trace.insert(1, trace[0] | {"bound": trace[0]["bound"] + 1.0})


def the_trace_ends_with_another_plan(draft):
    draft.plan["value"]["trace"][-1]["value"] -= 5.0


def a_member_is_said_to_be_served_better(draft):
    draft.plan["members"][0]["served"] += 1


def a_member_is_left_out_of_the_table(draft):
    draft.plan["members"].pop(0)


def value_is_moved_from_one_member_to_another(draft):
    draft.plan["members"][0]["value"] -= 10.0
    draft.plan["members"][1]["value"] += 10.0


BREACHES = {
    "UNPLANNED": [
        an_order_is_forgotten,
        an_order_is_both_imaged_and_left,
        an_order_that_nobody_gave_is_left,
    ],
    "REASON": [
        a_reason_has_a_code_that_nobody_knows,
        a_refusal_names_no_article,
        a_refusal_names_an_article_that_says_nothing_of_the_order,
        a_consent_is_waited_for_that_was_given,
        an_order_is_called_expired_while_its_window_is_open,
        an_order_is_called_out_of_reach_while_it_is_seen_well,
    ],
    "VALUE": [
        the_plan_claims_more_value_than_its_images_have,
        the_bound_is_below_the_plan,
        the_gap_is_made_smaller,
        the_value_offered_is_made_smaller,
        a_class_is_said_to_be_served_better,
        the_bound_of_a_class_is_below_what_is_planned_of_it,
        a_class_is_left_out,
        the_classes_stand_in_another_order,
        a_bound_of_the_trace_rises,
        the_trace_ends_with_another_plan,
    ],
    "MEMBERS": [
        a_member_is_said_to_be_served_better,
        a_member_is_left_out_of_the_table,
        value_is_moved_from_one_member_to_another,
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
