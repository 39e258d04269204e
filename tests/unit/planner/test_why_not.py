"""Why not: what stands in the way is minimal, and what is said to let an order through does."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest
from small_days import MIDNIGHT, contact, day, satellite
from why_not_days import LAND, P1, article, asked, look, order, solved

from artel.charter.articles import Balance, OwnerVeto, Residency, Territory
from artel.commons.classes import OrderClass
from artel.orders.orders import Fill, Series
from artel.planner.relax import changed
from artel.planner.values import Reason
from artel.planner.whynot import why_not


def serves(question, relaxation):
    wanted = changed(question.order, relaxation.changes)
    bookings = solved(question.problem, wanted, question.looks).bookings
    return any(booking.opportunity.order == wanted.id for booking in bookings)


def only(question):
    answer = why_not(question)
    assert len(answer.relaxations) == 1
    return answer.relaxations[0]


def against(other=(), mine=()):
    """Return the question of B, which has its look just when A, dearer by half, is imaged."""
    orders = [order("A", value=15.0, **dict(other)), order("B", **dict(mine))]
    looks = [look("B", 5000)]
    return asked(day([look("A", 5000)], orders=orders, articles=[P1]), "B", looks)


def test_a_rival_is_in_the_way_and_a_little_more_value_wins():
    question = against()
    answer = why_not(question)
    assert [each.opportunity.order for each in answer.blocking.bookings] == ["A"]
    assert answer.blocking.obstacle.reason is Reason.SLEW
    (found,) = answer.relaxations
    (change,) = found.changes
    assert (change.term, change.new) == ("value", 15.01)
    assert [each.opportunity.order for each in found.displaced] == ["A"]
    assert serves(question, found)
    short = changed(question.order, [type(change)("value", 10.0, 14.99, 0.0)])
    booked = solved(question.problem, short, question.looks).bookings
    assert [each.opportunity.order for each in booked] == ["A"]


def test_a_rival_of_a_class_that_goes_before_gives_way_to_a_class_alone():
    question = against(other={"order_class": OrderClass.QUOTA}, mine={"value": 900.0})
    found = why_not(question).relaxations
    assert {each.terms for each in found} == {frozenset({"class"})}
    assert all(serves(question, each) for each in found)
    assert "emergency" not in {change.new for each in found for change in each.changes}


def test_an_emergency_gives_way_to_nobody():
    question = against(other={"order_class": OrderClass.EMERGENCY})
    answer = why_not(question)
    assert answer.relaxations == ()
    assert [each.opportunity.order for each in answer.blocking.bookings] == ["A"]


@pytest.mark.parametrize(
    ("terms", "fields", "term", "least"),
    [
        ({"max_gsd_m": 1.5}, {"gsd": 1.714, "product_gsd": 1.714}, "max_gsd_m", 1.72),
        ({"min_sun_elevation_deg": 40.0}, {"sun_elevation": math.radians(33.333)},
         "min_sun_elevation_deg", 33.33),
        ({"max_off_nadir_deg": 10.0}, {"off_nadir": math.radians(20.001)},
         "max_off_nadir_deg", 20.01),
        ({"sensors": ("radar",)}, {}, "sensors", ["radar", "optical"]),
        ({"not_after": MIDNIGHT + timedelta(seconds=4000)}, {}, "not_after",
         MIDNIGHT + timedelta(seconds=5010)),
        ({"not_before": MIDNIGHT + timedelta(seconds=9000)}, {}, "not_before",
         MIDNIGHT + timedelta(seconds=5000)),
        ({"deliver_by": MIDNIGHT + timedelta(seconds=40_000)}, {}, "deliver_by",
         MIDNIGHT + timedelta(seconds=50_010)),
    ],
)  # fmt: skip
def test_the_least_figure_suffices_and_a_hair_less_does_not(terms, fields, term, least):
    looks = [look("B", 5000, **fields)]
    question = asked(day([], orders=[order("B", **terms)]), "B", looks)
    found = only(question)
    (change,) = found.changes
    assert (change.term, change.new) == (term, least)
    assert found.displaced == ()
    assert serves(question, found)
    if isinstance(least, float):
        hair = -0.011 if least > change.old else 0.011
    elif not isinstance(least, list):
        hair = timedelta(seconds=-1.0 if least > change.old else 1.0)
    else:
        return
    short = changed(question.order, [type(change)(term, change.old, least + hair, 0.0)])
    assert not solved(question.problem, short, looks).bookings


def test_what_needs_two_terms_is_given_both():
    looks = [look("B", 5000, gsd=2.5, product_gsd=2.5, side="right")]
    question = asked(day([], orders=[order("B", max_gsd_m=2.0)]), "B", looks)
    found = only(question)
    assert found.terms == {"sensors", "max_gsd_m"}
    assert serves(question, found)


def law(**fields):
    return article(Territory, "T-1", kind="territory", area="LAND", finer_than_m=3.0, **fields)


def over_land(articles, **terms):
    problem = day([], orders=[order("B", brought_by="KG", **terms)], articles=articles)
    problem.charter.areas.update(LAND)
    return asked(problem, "B", [look("B", 5000)])


def test_a_party_is_asked_for_its_consent():
    question = over_land([law(effect="ask", party="RU")])
    answer = why_not(question)
    assert answer.blocking.articles == ("T-1",)
    found = only(question)
    assert found.changes[0].new == [{"article": "T-1", "party": "RU"}]
    assert serves(question, found)


def test_a_degraded_product_is_asked_for_as_coarse_as_it_is_delivered():
    question = over_land([law(effect="degrade", gsd_m=7.25)])
    assert only(question).changes[0].new == 7.25
    assert serves(question, only(question))


def test_articles_that_contradict_each_other_are_named_together():
    rows = [
        article(Residency, f"L-{state}", kind="residency", orders_of=["KG"], states=[state])
        for state in ("KG", "RU")
    ]
    veto = article(OwnerVeto, "V-1", kind="owner-veto", assets=["TURTLE"], within_h=12,
                   exercised=["B"])  # fmt: skip
    question = over_land([*rows, veto])
    answer = why_not(question)
    assert answer.blocking.articles == ("L-KG", "V-1")
    assert answer.relaxations == ()


def test_nobody_can_serve_it():
    answer = why_not(asked(day([], orders=[order("B")]), "B", []))
    assert answer.relaxations == ()
    assert answer.blocking.look is None


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"duty": {"imaging_s_per_day": 1e-3}}, Reason.DUTY),
        ({"recorder": {"capacity_gbit": 1e-3}}, Reason.RECORDER),
    ],
)
def test_a_satellite_that_holds_nothing_is_named(fields, reason):
    problem = day([], orders=[order("B")], satellites=[satellite(**fields)])
    answer = why_not(asked(problem, "B", [look("B", 5000)]))
    assert answer.relaxations == ()
    assert answer.blocking.obstacle.reason is reason
    assert answer.blocking.bookings == answer.blocking.articles == ()


def test_no_antenna_is_named():
    problem = day([], orders=[order("B")], contacts=([contact(0, 600)], []))
    answer = why_not(asked(problem, "B", [look("B", 5000)]))
    assert answer.blocking.obstacle.reason is Reason.NO_DOWNLINK


def test_a_share_that_is_used_up_is_told_with_what_used_it():
    share = article(
        Balance, "L-1", kind="balance", limit_s=15.0, repaid_within_days=30,
        decay_per_day=0.0, carried=[],
    )  # fmt: skip
    orders = [order("A", brought_by="KG", value=15.0), order("B", brought_by="KG")]
    problem = day([look("A", 9000)], orders=orders, articles=[share])
    question = asked(problem, "B", [look("B", 5000)])
    answer = why_not(question)
    assert answer.blocking.obstacle.article == "L-1"
    assert [each.opportunity.order for each in answer.blocking.bookings] == ["A"]
    assert serves(question, answer.relaxations[0])


def test_a_visit_that_comes_late_is_asked_for_that_tolerance():
    series = Series(visits=2, every_h=10.0, tolerance_h=1.0)
    looks = [look("B", 5400, piece="1"), look("B", 43_200, piece="2")]
    question = asked(day([], orders=[order("B", series=series)]), "B", looks)
    (change,) = only(question).changes
    assert (change.term, change.new) == ("tolerance_h", 1.51)
    assert serves(question, only(question))


def test_a_part_of_an_area_counts_as_its_part_of_the_value():
    strip = look("B", 5000, piece="strip", cells=0b0011, of_cells=4)
    orders = [order("A", value=15.0), order("B", value=20.0, fill=Fill())]
    question = asked(day([look("A", 5000)], orders=orders), "B", [strip])
    (change,) = only(question).changes
    assert (change.term, change.new) == ("value", 30.01)
    assert serves(question, only(question))
