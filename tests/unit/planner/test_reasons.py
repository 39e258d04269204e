"""The reason told of an order is that of the look that came furthest, articles included."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_days import HEAD, day, filled, image, order, satellite

from artel.charter.articles import Balance, Reserve
from artel.planner.opportunities import Ledger
from artel.planner.reasons import unplanned_of
from artel.planner.values import Obstacle, Reason


def told(*obstacles):
    ledger = Ledger()
    for obstacle in obstacles:
        ledger.note("B", obstacle)
    return unplanned_of(order("B"), ledger).obstacle


def test_nothing_met_is_no_window():
    assert told().reason is Reason.NO_WINDOW


def test_the_reason_met_last_on_the_way_decides_and_at_one_place_the_one_met_most():
    dark, busy = Obstacle(Reason.DARK, "dark"), Obstacle(Reason.SLEW, "busy")
    first = Obstacle(Reason.ARTICLE, "first", "P-1", "TURTLE", at=Reason.SLEW)
    assert told(dark, dark, busy).sentence == "busy"
    assert told(dark, busy, first, first).article == "P-1"
    assert told(first, busy, busy).sentence == "busy"


@pytest.mark.parametrize(
    "article",
    [
        Balance.model_validate({
            **HEAD, "id": "L-1", "kind": "balance", "limit_s": 0.001, "repaid_within_days": 30,
            "decay_per_day": 0.0,
        }),
        Reserve.model_validate({
            **HEAD, "id": "R-1", "kind": "reserve", "assets": ["TURTLE"], "share": 1.0,
        }),
    ],
    ids=["balance", "reserve"],
)  # fmt: skip
def test_a_look_refused_for_a_share_came_further_than_one_refused_for_a_rival(article):
    mine = replace(order("B"), brought_by="KG")
    looks = [image("A", 5000), image("B", 5000), replace(image("B", 9000), piece="later")]
    problem = day(looks, orders=[order("A"), mine], articles=[article], satellites=[satellite()])
    engine, _ = filled(problem)
    assert set(engine.bookings) == {("A", "")}
    busy, spent = (engine.fit(each) for each in looks[1:])
    assert (busy.reason, spent.reason) == (Reason.SLEW, Reason.ARTICLE)
    assert told(spent, busy, busy) == spent
    assert spent.article == article.id
