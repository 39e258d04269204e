"""A planner mends the plan in force in the page, compares the draft with it and publishes it."""

from __future__ import annotations

import itertools

import pytest
from tests.desk_fixtures import actor

from artel.desk import plans, runs_work


def lost_one(desk):
    """Return the satellite of the plan's last image: its loss costs something."""
    with desk.unit(actor("planner")) as unit:
        images = plans.document_of(unit, 1)["images"]
    return max(images, key=lambda image: image["start"])["satellite"]


def mended(page, asset):
    """Ask for the plan that the page shows to be mended after the loss of an asset."""
    page.get_by_label("Satellite or station").fill(asset)
    page.get_by_role("button", name="Mend the plan").click()
    page.get_by_text("Asked for. Follow it below.").wait_for()


def test_a_planner_mends_a_plan_sees_what_changed_and_puts_it_in_force(console):
    page = console.signed_in("planner", path="/plan")
    page.get_by_role("link", name="Plan 1").click()
    page.get_by_text("Made from no other plan").wait_for()
    asset = lost_one(console.desk)
    mended(page, asset)
    page.get_by_text("Waiting", exact=True).wait_for()

    # The run is followed without a new load of the page, and then its draft is read.
    assert runs_work.take_up(console.desk) == 1
    page.get_by_role("link", name="Plan 2").click()
    page.get_by_role("heading", level=1, name="Plan 2").wait_for()
    table = page.get_by_role("region", name="What changed: table")
    table.get_by_text(asset).first.wait_for()
    every = table.locator("tbody tr").count()
    page.get_by_label("Which changes").select_option("dropped")
    assert 0 < table.locator("tbody tr").count() <= every
    assert table.get_by_text("Moved", exact=True).count() == 0

    page.get_by_role("button", name="Put it in force").click()
    page.get_by_text("In force", exact=True).wait_for()
    page.get_by_role("link", name="All plans").click()
    page.get_by_text("Superseded", exact=True).wait_for()


def test_who_audits_reads_plans_and_changes_none(console):
    page = console.signed_in("auditor", path="/plan/1")
    page.get_by_text("There is no other plan to compare it with yet.").wait_for()
    assert page.get_by_role("button", name="Mend the plan").count() == 0
    page.goto(console.address + "/plan/99")
    page.get_by_text("Go back and look again").wait_for()
    console.expects("404")


def test_a_run_that_cannot_be_and_one_that_is_stopped_say_so(console_without_plan):
    console = console_without_plan
    page = console.signed_in("planner", path="/plan")
    page.get_by_text("No plan yet").wait_for()
    page.get_by_role("button", name="Plan it").click()
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped", exact=True).wait_for()
    page.get_by_label("To (UTC)").fill("2026-10-01T00:00")
    page.get_by_role("button", name="Plan it").click()
    page.get_by_text("Waiting", exact=True).wait_for()
    assert runs_work.take_up(console.desk) == 1
    page.get_by_text("Failed", exact=True).wait_for()


@pytest.mark.deep
def test_nothing_of_it_runs_over_the_side(console):
    page = console.signed_in("planner", path="/plan")
    for language in ("en", "ru"):
        page.evaluate(f"localStorage.setItem('artel.language', '{language}')")
        for width, path in itertools.product((1280, 768, 390), ("/plan", "/plan/1")):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(console.address + path)
            page.get_by_role("table").or_(page.locator("dl")).first.wait_for()
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
