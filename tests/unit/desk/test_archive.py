"""Images that were delivered before are found, offered by the charter's leave, and given again."""

from datetime import timedelta

import pytest
from tests.desk_fixtures import DAY, actor
from tests.unit.desk.owner_program import one_alone, owner_of, sent, told_of

from artel.commons.errors import Conflict, InputError, NotFound
from artel.desk import archive, deliveries, dispatch, orders
from artel.desk.pool_files import known_to
from artel.orders.life import State

PLANNER = actor("planner")
LAST, ABROAD = actor("customer", "museum", "BY"), actor("customer", "rivers", "UZ")


@pytest.fixture
def delivered(planned, clock, tmp_path):
    """Return a desk to which one image was delivered, its task, and who ordered it."""
    with owner_of(tmp_path / "owner") as program:
        desk = told_of(planned, program)
        task = one_alone(desk)
        program.behaves(default={"flight": "none"}, by_task={task["id"]: "good"})
        sent(desk)
        clock.wind(DAY + timedelta(hours=11))
        while dispatch.follow(desk):
            pass
        assert deliveries.take_in(desk) == 1
        yield desk, task


def placed(desk, task, **changes):
    """Place an order of the archive for the place of a task, by another than its customer."""
    ring = task["body"]["footprint"][0]
    body = {
        "kind": "archive", "name": "The same fields", "brought_by": "BY", "customer": "museum",
        "geometry": {"type": "Polygon", "coordinates": [ring]}, "max_gsd_m": 30,
        "not_before": "2026-10-05", "not_after": "2026-10-06",
    }  # fmt: skip
    wanted = body | changes
    by = ABROAD if wanted["brought_by"] == "UZ" else LAST
    known = known_to(desk, by)
    with desk.unit(by) as unit:
        name = orders.place(unit, wanted, known)["id"]
    with desk.unit(PLANNER) as unit:
        orders.accept(unit, name)
    return name


def test_what_was_delivered_is_offered_at_the_archives_price_and_given_again(delivered, clock):
    desk, task = delivered
    name = placed(desk, task)
    said = archive.offers(desk, LAST, name)
    (offer,) = said["offers"]
    assert (offer["satellite"], offer["currency"]) == (task["satellite"], "RUB")
    assert offer["share"] > 0.98
    assert offer["price_minor"] == pytest.approx(0.4 * 4500 * max(100.0, offer["area_km2"]), abs=2)
    (image,) = archive.give(desk, LAST, name, [offer["delivery"]])
    assert image["price_minor"] == offer["price_minor"]
    for hidden in (task["id"], task["order_id"]):
        assert hidden not in str(image)
    with desk.unit(LAST) as unit:
        assert archive.image_of(desk, unit, image["id"]).read_bytes()[:2] in {b"II", b"MM"}
        assert orders.get(unit, name)["state"] == State.DELIVERED
        with pytest.raises(NotFound):
            deliveries.get(unit, offer["delivery"])
    with desk.unit(actor("customer", "another", "BY")) as unit, pytest.raises(NotFound):
        archive.image_of(desk, unit, image["id"])
    with pytest.raises(Conflict, match="is delivered"):
        archive.give(desk, LAST, name, [offer["delivery"]])


@pytest.mark.deep
def test_what_does_not_fit_is_not_offered_and_the_interval_does_not_let_it_expire(delivered, clock):
    desk, task = delivered
    fine = placed(desk, task, max_gsd_m=0.1)
    radar = placed(desk, task, sensors=["radar"])
    before = placed(desk, task, not_before="2020-01-01", not_after="2021-01-01")
    away = placed(desk, task, geometry={"type": "Point", "coordinates": [-70.0, -20.0]})
    for name in (fine, radar, before, away):
        assert archive.offers(desk, LAST, name)["offers"] == []
    with pytest.raises(InputError, match="Not offered"):
        archive.give(desk, LAST, fine, ["D-000001"])
    with desk.unit() as unit:
        orders.expire(unit)
        assert orders.get(unit, before)["state"] == "accepted"
    clock.wind(DAY + timedelta(days=31))
    with desk.unit() as unit:
        orders.expire(unit)
        assert orders.get(unit, before)["state"] == "expired"


def test_an_article_leaves_an_image_out_and_is_named_without_it(delivered):
    desk, task = delivered
    name = placed(desk, task, brought_by="UZ", customer="rivers")
    said = archive.offers(desk, ABROAD, name)
    assert said["offers"] == []
    assert [row["article"] for row in said["left_out"]] == ["T-BY"]
    with desk.unit() as unit:
        rows = deliveries.page(unit, None, 10)
    with pytest.raises(InputError, match="Not offered"):
        archive.give(desk, ABROAD, name, [rows[0]["id"]])
