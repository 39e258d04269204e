"""Quotes at the desk: a read of the plan in force, and to each what is theirs."""

import pytest
from tests.desk_fixtures import actor, wish

from artel.commons.errors import Conflict, InputError, NotAllowed
from artel.desk import quotes
from artel.store import journal

CUSTOMER = actor("customer", "minsk-agro", "BY")
PLANNER = actor("planner")
INSIDE = {"offers", "best", "tries", "value", "marginal_cost", "obstacle"}


def drawn(**changes):
    """Return a wish as it is while somebody draws it: nobody is named in it."""
    body = wish(**changes)
    return {name: body[name] for name in body if name not in ("name", "brought_by", "customer")}


def test_a_customer_learns_whether_and_when_and_nothing_of_the_pool(planned):
    found = quotes.ask(planned, CUSTOMER, drawn())
    assert found["feasible"]
    assert found["windows"]
    assert not INSIDE & set(found)
    with planned.unit(PLANNER) as unit:
        document = unit.row("plan_over", start=unit.now, end=None, exercise=False)
        names = {row["satellite"] for row in _images(planned)}
    assert document["version"] == found["plan"]
    assert not any(name in str(found) for name in names)


def _images(desk):
    from artel.desk import plans

    with desk.unit(PLANNER) as unit:
        return plans.document_of(unit, 1)["images"]


def test_the_operator_sees_the_looks_and_a_member_no_order_of_others(planned):
    body = wish()
    whole = quotes.ask(planned, PLANNER, body)
    assert whole["offers"]
    member = quotes.ask(planned, actor("owner", "BY"), body)
    assert [each["start"] for each in member["offers"]] == [
        each["start"] for each in whole["offers"]
    ]
    with planned.unit(PLANNER) as unit:
        brought = {row["id"]: row["brought_by"] for row in unit.rows("orders_page", **EVERY)}
    told = {name for each in member["offers"] for name in (*each["displaced"], *each["moved"])}
    assert all(brought[name] == "BY" for name in told)


EVERY = {"after": None, "state": None, "limit": 1000}


def test_nothing_is_stored(planned):
    with planned.unit(PLANNER) as unit:
        before = journal.size_of(unit), len(unit.rows("orders_page", **EVERY))
    quotes.ask(planned, CUSTOMER, drawn())
    with planned.unit(PLANNER) as unit:
        assert (journal.size_of(unit), len(unit.rows("orders_page", **EVERY))) == before


def test_what_cannot_be_had_is_told_alike_whatever_stands_in_the_way(planned):
    coarse = quotes.ask(planned, CUSTOMER, drawn(max_gsd_m=0.01))
    nowhere = quotes.ask(planned, CUSTOMER, drawn(max_off_nadir_deg=0.0001))
    assert not coarse["feasible"]
    assert coarse == nowhere


def test_a_quote_needs_a_plan_in_force(desk):
    with pytest.raises(Conflict, match="No plan is in force"):
        quotes.ask(desk, CUSTOMER, drawn())


def test_nobody_quotes_for_somebody_else_nor_for_many_images(planned):
    with pytest.raises(NotAllowed):
        quotes.ask(planned, CUSTOMER, wish(brought_by="KZ"))
    with pytest.raises(NotAllowed):
        quotes.ask(planned, actor("auditor"), wish())
    with pytest.raises(InputError, match="many images"):
        quotes.ask(
            planned,
            CUSTOMER,
            drawn(kind="series", series={"every_h": 3, "tolerance_h": 1, "visits": 2}),
        )
