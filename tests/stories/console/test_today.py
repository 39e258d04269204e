"""A planner's first sign-in, and the Today page as a planner, an owner and a customer see it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.stories.console.conftest import PASSWORD, opened

from artel.desk import alerts, handover
from artel.feeds.oidc import Provider, Settings
from artel.feeds.outbound import Allowed


def shown_instant(page):
    return page.locator("output time").first.get_attribute("datetime")


def test_a_planner_signs_in_and_works_on_today(console):
    with console.desk.unit() as unit:
        alerts.alarm(unit, "orbit.left", "KANOPUS-V 3", "KANOPUS-V 3 left its predicted track.")
    page = console.signed_in("planner")
    page.get_by_role("application", name="The Earth").wait_for()
    assert "token" not in page.url

    # The clock plays, and the table says where everything is.
    page.get_by_role("button", name="Play").click()
    before = shown_instant(page)
    page.wait_for_function("b => document.querySelector('output time').dateTime > b", arg=before)
    page.get_by_role("button", name="Pause").click()

    # A thing is picked with the keyboard alone, on the globe and on the map.
    for kind in ("Globe", "Map"):
        page.get_by_role("button", name=kind, exact=True).click()
        page.get_by_role("application", name="The Earth").focus()
        page.keyboard.press("n")
        page.get_by_role("button", name="Close").first.wait_for()
        page.keyboard.press("Escape")
    page.get_by_role("application", name="The day over time").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("UTC", exact=False).first.wait_for()

    # What needs a hand is acknowledged; a note for the next shift comes in by itself.
    page.get_by_role("button", name="Acknowledge").click()
    page.get_by_text("acknowledged", exact=True).wait_for()
    page.get_by_text("Live", exact=True).wait_for()
    from tests.desk_fixtures import actor

    with console.desk.unit(actor("planner")) as unit:
        handover.note(unit, "Khabarovsk is shut until noon.")
    page.get_by_text("Khabarovsk is shut until noon.").wait_for()

    # Out, and in again by name and password.
    page.get_by_role("button", name="planner").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Name").fill("planner")
    page.get_by_label("Password").fill("not the password at all 1")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1, name="Today").wait_for()
    console.expects("status of 401")


def test_an_owner_and_a_customer_see_what_is_theirs(console):
    owner = console.signed_in("owner", "KZ")
    owner.get_by_role("heading", name="shares").wait_for()
    assert owner.locator(".chip").all_inner_texts().count("KZ") >= 1
    assert owner.get_by_role("heading", name="Handover log").count() == 0
    customer = console.signed_in("customer", "nobody-yet")
    customer.get_by_text("Nothing of yours flies today").wait_for()
    assert customer.get_by_role("heading", name="Alerts").count() == 0
    console.expects("status of 401")


@pytest.mark.parametrize("width", [1280, 768, 390])
@pytest.mark.deep
def test_nothing_is_wider_than_the_screen_in_either_language(console, width):
    page = console.signed_in("planner", viewport={"width": width, "height": 900})
    for language in ("en", "ru"):
        page.evaluate(f"localStorage.setItem('artel.language', '{language}')")
        for path in ("/", "/patterns"):
            page.goto(console.address + path)
            page.locator("h1").first.wait_for()
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{path} in {language} at {width}"
    console.expects("status of 401")


def test_a_desk_without_a_plan_says_what_to_do(console_without_plan):
    page = console_without_plan.signed_in("planner")
    page.get_by_text("publish the draft").wait_for()
    page.goto(console_without_plan.address + "/no/such/page")
    page.get_by_text("There is no such page").wait_for()
    console_without_plan.expects("status of 401")


def test_the_sign_in_page_leads_to_the_provider_that_the_operator_trusts(desk, built, browser):
    settings = Settings("https://people.example.org", "artel-desk", "a secret")
    trusting = replace(desk, provider=Provider(settings, Allowed()))
    with opened(trusting, built, browser) as console:
        page = console.page()
        page.goto(console.address)
        link = page.get_by_role("link", name="Sign in with people.example.org")
        link.wait_for()
        assert link.get_attribute("href") == "/api/v1/sessions/oidc"
        console.expects("status of 401")
