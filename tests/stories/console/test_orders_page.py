"""An order drawn, placed, accepted, held and cancelled in the page; a customer sees its own."""

from __future__ import annotations

import json

import pytest
from tests.desk_fixtures import actor, wish

from artel.desk import orders
from artel.desk.pool_files import known_to

PLACE = {
    "type": "Polygon",
    "coordinates": [[[26.5, 53.1], [26.9, 53.1], [26.7, 53.4], [26.5, 53.1]]],
}


def placed(desk, **changes):
    """Return the id of an order that Belarus's customer placed."""
    who = actor("planner")
    known = known_to(desk, who)
    with desk.unit(who) as unit:
        return orders.place(unit, wish(**changes), known)["id"]


def drawn(page, console):
    """Draw a polygon with the keyboard alone, then say another place by its coordinates."""
    page.goto(console.address + "/orders/new")
    page.get_by_role("button", name="Area", exact=True).click()
    page.get_by_role("application", name="Map to draw on").focus()
    for key in ("Enter", "ArrowRight", "Enter", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    text = page.get_by_label("Coordinates")
    assert len(text.input_value().splitlines()) == 3
    page.keyboard.press("Delete")
    assert len(text.input_value().splitlines()) == 2
    page.get_by_role("button", name="Point", exact=True).click()
    text.fill("26.68, 53.22")
    text.blur()


def test_a_customer_draws_and_places_an_order_and_a_planner_takes_it_on(console):
    hidden = placed(console.desk, name="Not the customer's", customer="somebody-else")
    customer = console.signed_in("customer", "minsk-agro", home="BY", path="/orders")
    customer.get_by_text("Draw a place or drop a file").wait_for()
    assert customer.get_by_text(hidden).count() == 0
    drawn(customer, console)
    customer.get_by_text("It can be had").wait_for()
    customer.get_by_text("BY alone").wait_for()
    customer.get_by_label("Name").fill("Fields at Nesvizh")
    customer.get_by_label("Pixel at most, m").fill("10")
    customer.get_by_role("button", name="Place the order").click()
    customer.get_by_role("heading", level=1, name="Fields at Nesvizh").wait_for()

    # The planner accepts it, and the customer's page says so by itself.
    name = customer.url.rsplit("/", 1)[1]
    planner = console.signed_in("planner", path=f"/orders/{name}")
    planner.get_by_role("button", name="Accept the order").click()
    customer.get_by_role("button", name="Hold it").click()
    customer.get_by_role("timer").wait_for()
    customer.get_by_role("button", name="Give it back").click()
    customer.get_by_text("given back", exact=True).wait_for()
    customer.get_by_label("Reason").fill("the harvest is over")
    customer.get_by_role("button", name="Cancel the order").click()
    customer.get_by_role("cell", name="the harvest is over").wait_for()
    console.expects("status of 401")


def test_a_dropped_file_is_read_by_the_desk_and_what_is_wrong_stands_at_its_field(console):
    page = console.signed_in("planner", path="/orders/new")
    area = {
        "name": "a.geojson",
        "mimeType": "application/json",
        "buffer": json.dumps(PLACE).encode(),
    }
    page.locator("input[type=file]").set_input_files(area)
    page.get_by_text("km²").wait_for()
    assert (
        page.get_by_role("button", name="Area", exact=True).get_attribute("aria-pressed") == "true"
    )
    text = page.get_by_label("Coordinates")
    for wrong in ("26.68", "POLYGON((0 0, 1 1, 0 1, 1 0, 0 0))"):
        text.fill(wrong)
        text.blur()
        page.get_by_role("alert").first.wait_for()
    console.expects("status of 401", "status of 422")


@pytest.mark.parametrize("width", [1280, 768, 390])
@pytest.mark.deep
def test_nothing_of_orders_is_wider_than_the_screen(console, width):
    name = placed(console.desk)
    page = console.signed_in("planner", viewport={"width": width, "height": 900})
    for language in ("en", "ru"):
        page.evaluate(f"localStorage.setItem('artel.language', '{language}')")
        for path in ("/orders", "/orders/new", f"/orders/{name}"):
            page.goto(console.address + path)
            page.locator("h1").first.wait_for()
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{path} in {language} at {width}"
    console.expects("status of 401")
