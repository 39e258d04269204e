from __future__ import annotations

import pytest

ALL_DAY = {"start": "2026-10-01T00:00:00Z", "end": "2026-11-01T00:00:00Z"}


def a_territory_refuses(draft):
    draft.over_the_world("refuse")


def a_territory_asks_and_nobody_consented(draft):
    draft.over_the_world("ask", party="KG")


def a_product_is_not_degraded(draft):
    draft.over_the_world("degrade", gsd_m=900.0)


def a_product_is_not_held_back(draft):
    draft.over_the_world("delay", hours=1.0)


def a_product_that_is_held_back_comes_too_late(draft):
    draft.over_the_world("delay", hours=24 * 30.0)


def a_product_is_held_back_and_no_article_asks_for_it(draft):
    draft.scene()["release_at"] = draft.moved(draft.scene()["end"], 3600.0)


def the_owner_exercised_its_veto(draft):
    image = draft.scene()
    exercised = {"within_h": 12, "exercised": [image["order"]]}
    draft.enact(kind="owner-veto", assets=[image["satellite"]], **exercised)


def data_is_received_in_a_state_that_residency_does_not_name(draft):
    image = draft.scene()
    bringer = draft.order_of(image)["properties"]["brought_by"]
    draft.enact(kind="residency", orders_of=[bringer], states=["Atlantis"])


def a_satellite_is_used_while_it_is_blocked_out(draft):
    blocked = {"assets": [draft.scene()["satellite"]], "windows": [ALL_DAY], "withheld": True}
    draft.enact(kind="block-out", **blocked)


def a_station_is_used_while_it_is_blocked_out(draft):
    station = draft.downlink_of(draft.scene())["station"]
    draft.enact(kind="block-out", assets=[station], windows=[ALL_DAY], reason="a new roof")


def a_verdict_is_invented(draft):
    verdict = {"outcome": "allowed", "article": "T-RU", "reason": "a friend said so"}
    draft.scene()["verdicts"] = [*draft.scene()["verdicts"], verdict, verdict]


def a_lent(draft):
    """Return an image of a party to the balance that counts against it, and who brought it."""
    owners = {row["name"]: row["owner"] for row in draft.seen("satellites.yaml")["satellites"]}
    for image in draft.plan["images"]:
        party = draft.order_of(image)["properties"]["brought_by"]
        lent = owners[image["satellite"]] != party and image["class"] in ("quota", "commercial")
        if lent and party in ("RU", "BY", "KZ", "AM", "KG"):
            return image, party
    raise AssertionError("nobody borrows")


def amend(draft, article, **fields):
    charter = draft.table("charter.yaml")
    (row,) = [each for each in charter["articles"] if each["id"] == article]
    row.update(fields)
    draft.rewrite("charter.yaml", charter)


def everything_of_a_satellite_is_given_for_disasters(draft):
    image, _ = a_lent(draft)
    draft.enact(kind="donate", assets=[image["satellite"]], share=1)


def a_donation_is_raised_over_what_others_use(draft):
    image, _ = a_lent(draft)
    draft.change_satellite(image["satellite"], "duty", imaging_s_per_day=1e-3)
    draft.enact(kind="donate", assets=[image["satellite"]], share=0.1)


def a_debt_is_overdue(draft):
    _, party = a_lent(draft)
    owed = {"party": party, "seconds": -1e6, "since": "2026-08-01"}
    amend(draft, "L-1", limit_s=1e6, carried=[owed])


def a_debt_falls_due_on_the_day(draft):
    _, party = a_lent(draft)
    owed = {"party": party, "seconds": -5e5, "since": "2026-09-05"}
    amend(draft, "L-1", limit_s=1e6, decay_per_day=0, carried=[owed])


def a_party_has_no_share_and_may_not_borrow(draft):
    _, party = a_lent(draft)
    others = {each: 1 for each in ("RU", "BY", "KZ", "AM", "KG") if each != party}
    amend(draft, "S-1", parts=others | {party: 0})
    amend(draft, "L-1", limit_s=1e-6, carried=[])


def accounts(draft):
    return draft.plan["fairness"]["accounts"]


def an_account_is_left_out(draft):
    accounts(draft).pop()


def an_account_stands_twice(draft):
    accounts(draft).append(accounts(draft)[0])


def an_account_of_a_stranger_is_added(draft):
    accounts(draft).append(accounts(draft)[0] | {"member": "UZ"})


def no_account_is_given_at_all(draft):
    del draft.plan["fairness"]


def a_use_is_understated(draft):
    next(row for row in accounts(draft) if row["use_s"] > 1.0)["use_s"] -= 1.0


def an_entitlement_is_overstated(draft):
    accounts(draft)[0]["entitlement_s"] += 1.0


def a_debt_is_forgotten(draft):
    next(row for row in accounts(draft) if row["carried_s"] < 0.0)["carried_s"] = 0.0


def a_balance_is_embellished(draft):
    accounts(draft)[-1]["balance_s"] += 1.0


def the_price_of_fairness_is_hidden(draft):
    draft.plan["fairness"]["price"] -= 1.0


def a_plan_without_balances_is_worth_more_than_is_offered(draft):
    more = draft.plan["value"]["offered"] + 1.0
    price = more - draft.plan["value"]["planned"]
    draft.plan["fairness"] |= {"value_without_balances": more, "price": price}


BREACHES = {
    "DONATION": [
        everything_of_a_satellite_is_given_for_disasters,
        a_donation_is_raised_over_what_others_use,
    ],
    "BALANCE": [
        a_debt_is_overdue,
        a_debt_falls_due_on_the_day,
        a_party_has_no_share_and_may_not_borrow,
        an_account_is_left_out,
        an_account_stands_twice,
        an_account_of_a_stranger_is_added,
        no_account_is_given_at_all,
        a_use_is_understated,
        an_entitlement_is_overstated,
        a_debt_is_forgotten,
        a_balance_is_embellished,
    ],
    "VALUE": [
        the_price_of_fairness_is_hidden,
        a_plan_without_balances_is_worth_more_than_is_offered,
    ],
    "ARTICLE": [
        a_territory_refuses,
        the_owner_exercised_its_veto,
        data_is_received_in_a_state_that_residency_does_not_name,
        a_satellite_is_used_while_it_is_blocked_out,
        a_station_is_used_while_it_is_blocked_out,
    ],
    "CONSENT": [a_territory_asks_and_nobody_consented],
    "VERDICT": [
        a_product_is_not_degraded,
        a_product_is_not_held_back,
        a_product_is_held_back_and_no_article_asks_for_it,
        a_verdict_is_invented,
    ],
    "DELIVERY": [a_product_that_is_held_back_comes_too_late],
}


@pytest.mark.parametrize(
    ("code", "breach"),
    [(code, breach) for code, breaches in BREACHES.items() for breach in breaches],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_planted_breach_is_caught(draft, code, breach):
    breach(draft)
    assert code in draft.codes_found()
