"""What others give and lend of a satellite's day binds inside the planner, and just does not."""

from __future__ import annotations

import pytest
from small_days import HEAD, MIDNIGHT, day, filled, image, order, satellite

from artel.charter.articles import Balance, Donate, Reserve, Share
from artel.commons.classes import OrderClass
from artel.planner.values import Reason

ORBITER = satellite(duty={"imaging_s_per_day": 100.0})
GIVEN = Donate.model_validate(
    HEAD | {"id": "G-1", "kind": "donate", "assets": ["TURTLE"], "share": 0.3}
)
HALVES = Share.model_validate(
    HEAD | {"id": "S-1", "kind": "share", "of": ["capacity"], "rule": "stated",
            "parts": {"RU": 0.8, "KG": 0.2}}
)  # fmt: skip


def balance(carried=0.0, **fields):
    rows = [{"party": "KG", "seconds": carried, "since": MIDNIGHT}] if carried else []
    row = {"id": "L-1", "kind": "balance", "limit_s": 10, "repaid_within_days": 30, "carried": rows}
    return Balance.model_validate(HEAD | row | fields)


def refused(seconds, *articles, brought_by="KG", order_class=OrderClass.COMMERCIAL):
    """Return what refuses images of so many seconds, one after the other, for another party."""
    names = [f"O{k}" for k in range(len(seconds))]
    images = [image(name, 1000.0 + 500.0 * k, seconds[k]) for k, name in enumerate(names)]
    orders = [order(name, brought_by, order_class) for name in names]
    problem = day(images, satellites=[ORBITER], orders=orders, articles=articles)
    return filled(problem)[1]


def test_a_donation_leaves_others_the_rest_of_the_day():
    assert refused([40.0, 30.0], GIVEN) == {}
    (found,) = refused([40.0, 30.1], GIVEN).values()
    assert (found.reason, found.article, found.resource) == (Reason.ARTICLE, "G-1", "TURTLE")


@pytest.mark.parametrize("free", [{"order_class": OrderClass.DISASTER}, {"brought_by": "RU"},
                                  {"order_class": OrderClass.EMERGENCY}])  # fmt: skip
def test_a_donation_does_not_bind_disasters_emergencies_and_its_owner(free):
    assert refused([60.0, 40.0], GIVEN, **free) == {}
    assert refused([60.0, 40.1], GIVEN, **free)["O1"].reason is Reason.DUTY


def test_a_donation_comes_out_of_what_a_reserve_leaves():
    reserve = Reserve.model_validate(
        HEAD | {"id": "R-1", "kind": "reserve", "assets": ["TURTLE"], "share": 0.5}
    )
    assert refused([20.0], GIVEN, reserve) == {}
    assert refused([20.1], GIVEN, reserve)["O0"].article == "G-1"


def test_a_balance_lends_up_to_its_limit():
    # A fifth of the 100 s is due to KG, and 10 s more may be borrowed.
    assert refused([20.0, 10.0], HALVES, balance()) == {}
    (found,) = refused([20.0, 10.1], HALVES, balance()).values()
    assert (found.reason, found.article) == (Reason.ARTICLE, "L-1")


@pytest.mark.parametrize(("carried", "room"), [(5.0, 35.0), (-5.0, 25.0)])
def test_what_is_carried_in_counts(carried, room):
    assert refused([room], HALVES, balance(carried)) == {}
    assert refused([room + 0.1], HALVES, balance(carried))["O0"].article == "L-1"


def test_a_balance_does_not_count_emergencies_and_the_owner():
    for free in ({"brought_by": "RU"}, {"order_class": OrderClass.EMERGENCY}):
        assert refused([60.0, 40.0], HALVES, balance(), **free) == {}


def test_what_is_given_back_may_be_lent_again():
    images = [image("O0", 1000.0, 20.0), image("O1", 2000.0, 20.0)]
    orders = [order(name, "KG") for name in ("O0", "O1")]
    problem = day(images, satellites=[ORBITER], orders=orders, articles=(HALVES, balance()))
    engine, found = filled(problem)
    assert set(found) == {"O1"}
    engine.unbook(("O0", ""))
    assert engine.fit(images[1]).opportunity == images[1]
