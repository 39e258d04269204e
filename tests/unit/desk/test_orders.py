"""The life of an order at the desk."""

import pytest
from tests.desk_fixtures import actor, wish

from artel.commons.errors import Conflict, InputError, NotAllowed, NotFound
from artel.desk import orders
from artel.desk.pool_files import known_to
from artel.orders.wishes import WishError

CUSTOMER = actor("customer", "minsk-agro", "BY")
PLANNER = actor("planner")


def place(desk, who=CUSTOMER, **changes):
    known = known_to(desk, who)
    with desk.unit(who) as unit:
        return orders.place(unit, wish(**changes), known)


def test_an_order_is_received_and_its_first_step_is_written_down(desk):
    row = place(desk)
    with desk.unit(CUSTOMER) as unit:
        found = orders.get(unit, row["id"])
    assert found["state"] == "received"
    assert [step["state"] for step in found["steps"]] == ["received"]


def test_nobody_orders_for_somebody_else(desk):
    with pytest.raises(NotAllowed, match="Order for BY"):
        place(desk, brought_by="KZ")
    with pytest.raises(NotAllowed):
        place(desk, customer="brest-port")


def test_another_customer_does_not_see_it_and_its_member_does(desk):
    name = place(desk)["id"]
    with desk.unit(actor("customer", "brest-port", "BY")) as unit, pytest.raises(NotFound):
        orders.get(unit, name)
    with desk.unit(actor("owner", "KZ")) as unit, pytest.raises(NotFound):
        orders.get(unit, name)
    with desk.unit(actor("owner", "BY")) as unit:
        assert orders.get(unit, name)["id"] == name


def test_a_wrong_wish_stores_nothing(desk):
    with pytest.raises(WishError) as caught:
        place(desk, max_gsd_m=-1, geometry={"type": "Point", "coordinates": [1000, 0]})
    assert {each.pointer.split("/")[1] for each in caught.value.problems} == {
        "max_gsd_m", "geometry",
    }  # fmt: skip
    with desk.unit(CUSTOMER) as unit:
        assert orders.page(unit, None, 10) == []


def test_a_customer_cannot_accept_and_a_planner_can(desk):
    name = place(desk)["id"]
    with desk.unit(CUSTOMER) as unit, pytest.raises(NotAllowed, match="planner"):
        orders.accept(unit, name)
    with desk.unit(PLANNER) as unit:
        assert orders.accept(unit, name)["state"] == "accepted"


def test_a_rejection_has_a_reason_that_its_customer_reads(desk):
    name = place(desk)["id"]
    with desk.unit(PLANNER) as unit, pytest.raises(InputError, match="reason"):
        orders.reject(unit, name, " ")
    with desk.unit(PLANNER) as unit:
        orders.reject(unit, name, "no satellite of the pool is as fine as that")
    with desk.unit(CUSTOMER) as unit:
        steps = orders.get(unit, name)["steps"]
    assert steps[-1]["reason"] == "no satellite of the pool is as fine as that"


def test_a_stale_amendment_is_refused(desk):
    name = place(desk)["id"]
    known = known_to(desk, CUSTOMER)
    with desk.unit(CUSTOMER) as unit:
        assert orders.amend(unit, name, {"max_gsd_m": 5.0}, known, 1)["version"] == 2
    with desk.unit(CUSTOMER) as unit, pytest.raises(Conflict, match="version 2"):
        orders.amend(unit, name, {"max_gsd_m": 4.0}, known, 1)


def test_what_is_not_served_in_its_window_expires(desk, clock):
    name = place(desk)["id"]
    clock.wind(clock.now().replace(day=5, hour=13))
    with desk.unit() as unit:
        assert name in orders.expire(unit)
    with desk.unit(CUSTOMER) as unit:
        assert orders.get(unit, name)["state"] == "expired"
