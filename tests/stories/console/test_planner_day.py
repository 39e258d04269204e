"""A planner works a day in the console: plans it, follows it, mends it, and hands it over."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from tests.desk_fixtures import DAY, actor, wish

from artel.desk import blockouts, orders, plans, runs_work
from artel.desk.pool_files import known_to

PLANNER = actor("planner")
pytestmark = pytest.mark.deep


def planned_by_the_page(console, page):
    """Ask for the next half day in the page, watch it being planned, and put it in force."""
    page.get_by_role("link", name="Plan", exact=True).click()
    page.get_by_text("No plan yet").wait_for()
    assert page.get_by_label("From (UTC)").input_value() == "2026-10-05T00:00"
    page.get_by_label("To (UTC)").fill("2026-10-05T12:00")
    page.get_by_role("button", name="Plan it").click()
    page.get_by_text("Waiting", exact=True).wait_for()
    assert runs_work.take_up(console.desk) == 1
    page.get_by_role("meter").wait_for()
    page.get_by_role("link", name="Plan 1").first.click()
    page.get_by_text("accepts it").wait_for()
    page.get_by_role("button", name="Put it in force").click()
    page.get_by_text("In force", exact=True).wait_for()


def in_force(console, page, version):
    """Have the run that was asked for carried out, read its draft, and put it in force."""
    assert runs_work.take_up(console.desk) == 1
    page.get_by_role("link", name=f"Plan {version}").last.click()
    page.get_by_role("heading", level=1, name=f"Plan {version}").wait_for()
    page.get_by_role("application", name="The Earth").wait_for()
    page.get_by_role("button", name="Put it in force").click()
    page.get_by_text("In force", exact=True).wait_for()


def document(desk, version):
    with desk.unit(PLANNER) as unit:
        return plans.document_of(unit, version)


def recalled_by_its_owner(desk, asset, owner):
    """Have an owner take a satellite back in the morning; the planner is told."""
    wanted = blockouts.Blockout(
        kind="recall",
        asset=asset,
        start=DAY + timedelta(hours=2),
        end=DAY + timedelta(hours=11),
        reason="a test of the camera",
        withheld=True,
    )
    blockouts.make(desk, actor("owner", owner), wanted)


def emergency_of_a_customer(desk):
    """Return the id of an emergency that somebody declares, not accepted yet."""
    said = wish(name="Nesvizh under water", **{"class": "emergency"})
    known = known_to(desk, PLANNER)
    with desk.unit(PLANNER) as unit:
        return orders.place(unit, said, known)["id"]


def manoeuvred(document, satellite):
    """Return the text of newer elements of a satellite: it comes a little earlier."""
    sets = json.loads(document["inputs"]["elements.json"]["text"])
    (one,) = [each for each in sets if each["OBJECT_NAME"] == satellite]
    one["MEAN_ANOMALY"] += 30 * one["MEAN_MOTION"] * 360 / 86400
    return json.dumps([one])


def recalled(console, page):
    """Have an owner take its satellite back; the alert's own proposal mends the plan."""
    images = document(console.desk, 1)["images"]
    satellite = max(images, key=lambda each: each["start"])["satellite"]
    owner = next(each["owner"] for each in images if each["satellite"] == satellite)
    recalled_by_its_owner(console.desk, satellite, owner)
    page.get_by_role("button", name="Acknowledge").first.click()
    page.get_by_text("acknowledged", exact=True).first.wait_for()
    page.get_by_role("button", name="Mend the plan").first.click()
    page.get_by_role("heading", level=1, name="Plan 1").wait_for()
    in_force(console, page, 2)
    assert document(console.desk, 2)["repairs"][-1]["cause"]["kind"] == "recall"


def declared(console, page):
    """Accept an emergency on its page, and have it put into the plan at once."""
    name = emergency_of_a_customer(console.desk)
    page.goto(f"{console.address}/orders/{name}")
    page.get_by_role("button", name="Accept the order").click()
    page.get_by_text("accepted", exact=True).first.wait_for()
    page.goto(f"{console.address}/plan/2")
    befallen(page, "emergency", "Accepted emergency orders", name)
    in_force(console, page, 3)
    assert name in {each["order"] for each in document(console.desk, 3)["images"]}


def renewed(console, page):
    """Mend the plan by newer elements of a satellite that has manoeuvred."""
    plan = document(console.desk, 3)
    flying = plan["images"][-1]["satellite"]
    befallen(page, "elements", "Element sets", manoeuvred(plan, flying))
    in_force(console, page, 4)
    assert document(console.desk, 4)["repairs"][-1]["cause"]["satellites"] == [flying]


def befallen(page, kind, label, what):
    """Say what happened to the plan that the page shows."""
    page.get_by_label("What happened").select_option(kind)
    page.get_by_label(label).fill(what)
    page.get_by_role("button", name="Mend the plan").click()
    page.get_by_text("Asked for. Follow it below.").wait_for()


def to_today(page, version):
    page.get_by_role("link", name="Today", exact=True).click()
    page.get_by_text(f"Version {version}").wait_for()


def test_a_planner_works_a_day(console_without_plan):
    console = console_without_plan
    page = console.signed_in("planner")
    page.get_by_text("No plan is in force").first.wait_for()
    planned_by_the_page(console, page)
    to_today(page, 1)
    recalled(console, page)
    declared(console, page)
    renewed(console, page)
    to_today(page, 4)
    page.get_by_label("What should the next shift know?").fill("New elements are in the plan.")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_text("New elements are in the plan.").wait_for()
