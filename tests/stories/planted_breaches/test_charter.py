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


BREACHES = {
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
