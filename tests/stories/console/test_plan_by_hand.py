"""A planner changes a plan by hand in the page: looks taken or dragged to, locks, undo, drafts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.desk_fixtures import actor

from artel.commons.instants import parse_instant, to_posix
from artel.desk import plans, reworking, runs_work

PLANNER = actor("planner")
LANE, LEFT = 20, 158
"""How high a row of the timeline is, and where its bars begin, in pixels."""


def with_another_look(desk):
    """Return an image of plan 1, and a free look at its order that is not the one planned."""
    with desk.unit(PLANNER) as unit:
        images = plans.document_of(unit, 1)["images"]
    for image in reversed(images):
        _, rows = reworking.looks(desk, PLANNER, 1, image["order"])
        free = [each for each in rows if each["free"] and not each["taken"]]
        if free and image["piece"] is None:
            return image, free[-1]
    pytest.fail("no order has another look")
    return None


def timeline(page):
    return page.get_by_role("application", name="The day over time")


def looks_at(page, order):
    return page.get_by_role("region", name=f"Looks at {order}: table")


def picked(page, image):
    """Pick an image by the timeline's keys: down to its satellite, then along to it."""
    timeline(page).focus()
    lane = [each["name"] for each in lanes(page)].index(image["satellite"])
    for _ in range(lane):
        page.keyboard.press("ArrowDown")
    heading = page.get_by_role("heading", name=f"Looks at {image['order']}", exact=True)
    for _ in range(80):
        if heading.count():
            return
        page.keyboard.press("ArrowRight")
    pytest.fail(f"{image['order']} was not reached")


def lanes(page):
    """Return the satellites in the turn in which the timeline has them."""
    sky = page.evaluate("async () => (await fetch('/api/v1/sky?plan=1')).json()")
    flying = {each["satellite"] for each in (*sky["images"], *sky["contacts"])}
    return [each for each in sky["satellites"]
            if each["service"] == "imaging" or each["name"] in flying]  # fmt: skip


def spot(page, satellite, start, end):
    """Return where in the window the middle of a bar stands."""
    box = timeline(page).bounding_box()
    row = [each["name"] for each in lanes(page)].index(satellite)
    first, last = (to_posix(parse_instant(f"2026-10-05T{at}Z")) for at in ("00:00", "12:00"))
    middle = (to_posix(parse_instant(start)) + to_posix(parse_instant(end))) / 2
    part = (middle - first) / (last - first)
    return box["x"] + LEFT + part * (box["width"] - LEFT), box["y"] + (row + 0.5) * LANE


def drafted(console, page, button, version):
    """Ask for a draft, have it made, and open it."""
    page.get_by_role("button", name=button).click()
    page.get_by_text("Asked for. Follow it below.").wait_for()
    assert runs_work.take_up(console.desk) == 1
    page.get_by_role("link", name=f"Plan {version}").last.click()
    page.get_by_role("heading", level=1, name=f"Plan {version}").wait_for()


def test_a_look_is_taken_locked_undone_and_made_a_draft_by_keyboard(console):
    image, look = with_another_look(console.desk)
    order = image["order"]
    page = console.signed_in("planner", path="/plan/1")
    page.get_by_text("Nothing is changed by hand").wait_for()
    assert page.get_by_role("button", name="little else moves").is_disabled()
    picked(page, image)
    take = looks_at(page, order).get_by_role(
        "button", name=f"Take {look['satellite']} {look['start'][:19]}"
    )
    take.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Lock", exact=True).press("Enter")
    page.get_by_text("locked", exact=True).wait_for()
    page.keyboard.press("Control+z")
    page.get_by_text("locked", exact=True).wait_for(state="detached")
    page.get_by_role("button", name="Lock", exact=True).press("Enter")
    # What is not asked for yet outlives a new load of the page.
    page.reload()
    page.get_by_text("locked", exact=True).wait_for()
    drafted(console, page, "little else moves", 2)

    table = page.get_by_role("region", name="What changed: table")
    table.get_by_text("Moved", exact=True).wait_for()
    table.get_by_text("by hand").wait_for()
    page.get_by_text("locked", exact=True).wait_for()
    page.get_by_role("button", name="Put it in force").click()
    page.get_by_text("In force", exact=True).wait_for()

    page.goto(console.address + "/plan/1")
    page.get_by_role("button", name="Lead plan 2 back to this one").click()
    page.get_by_role("heading", level=1, name="Plan 2").wait_for()
    assert runs_work.take_up(console.desk) == 1
    page.get_by_role("link", name="Plan 3").wait_for()
    with console.desk.unit(PLANNER) as unit:
        back = plans.document_of(unit, 3)["images"]
    assert (image["satellite"], image["start"]) in {(e["satellite"], e["start"]) for e in back}


def test_an_image_is_dragged_to_another_look(console):
    image, look = with_another_look(console.desk)
    page = console.signed_in("planner", path="/plan/1")
    page.get_by_text("Nothing is changed by hand").wait_for()
    timeline(page).scroll_into_view_if_needed()
    start = spot(page, image["satellite"], image["start"], image["end"])
    page.mouse.click(*start)
    looks_at(page, image["order"]).wait_for()
    start = spot(page, image["satellite"], image["start"], image["end"])
    goal = spot(page, look["satellite"], look["start"], look["end"])
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*goal, steps=8)
    page.mouse.up()
    page.get_by_text("chosen", exact=True).wait_for()
    said = page.get_by_role("listitem").filter(has_text=f"{image['order']} → ")
    assert look["satellite"] in said.inner_text()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Nothing is changed by hand").wait_for()


@pytest.mark.deep
def test_an_order_is_left_out_and_the_rest_planned_anew_with_its_bound(console):
    image, _ = with_another_look(console.desk)
    page = console.signed_in("planner", path="/plan/1")
    page.get_by_text("Nothing is changed by hand").wait_for()
    picked(page, image)
    page.get_by_role("button", name="Leave out", exact=True).click()
    drafted(console, page, "all else planned anew", 2)
    page.get_by_text("left out by hand").first.wait_for()
    page.get_by_text("With what is locked, chosen and left out, at most").wait_for()
    # It stands, with that reason, among the orders that are not planned.
    assert page.get_by_role("option", name="left out by hand (1)").count() == 1


@pytest.mark.deep
def test_a_change_that_cannot_be_says_why_and_an_auditor_changes_none(console, clock):
    image, _ = with_another_look(console.desk)
    clock.wind(parse_instant(image["start"]) - timedelta(minutes=1))
    page = console.signed_in("planner", path="/plan/1")
    page.get_by_text("Nothing is changed by hand").wait_for()
    picked(page, image)
    page.get_by_role("button", name="Leave out", exact=True).click()
    page.get_by_role("button", name="little else moves").click()
    page.get_by_text("Asked for. Follow it below.").wait_for()
    assert runs_work.take_up(console.desk) == 1
    page.get_by_text("can no longer be taken back").wait_for()

    page = console.signed_in("auditor", path="/plan/1")
    page.get_by_role("application", name="The Earth").wait_for()
    assert page.get_by_role("heading", name="By hand").count() == 0
