"""An administrator lets people and machines in and closes both; all keep their own account."""

from __future__ import annotations

import httpx
import pytest
from tests.stories.console.conftest import PASSWORD

from artel.desk import accounts
from artel.desk.invitations import make_link

NEW = "another long word 7 for me"


def me_by(console, key):
    """Return the status of asking who one is by a key."""
    answer = httpx.get(
        f"{console.address}/api/v1/me", headers={"Authorization": f"Bearer {key}"}, timeout=20
    )
    return answer.status_code


def administrator(console, path="/accounts", **context):
    """Return a page of the desk's first administrator, let in by a new link, at a path."""
    with console.desk.unit() as unit:
        first = next(each for each in accounts.accounts_page(unit, None, 9) if each["login"])
        token, _ = make_link(unit, first["id"], "reset")
    page = console.page(**context)
    page.goto(f"{console.address}/welcome#token={token}")
    page.get_by_label("Password", exact=False).first.fill(NEW)
    page.get_by_label("Once more").fill(NEW)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("heading", level=1, name="Today").wait_for()
    page.goto(console.address + path)
    return page


def made(admin, name, login=""):
    """Make an owner's account in the page, which then shows it."""
    form = admin.get_by_role("region", name="New account")
    form.get_by_label("Name").fill(name)
    form.get_by_label("Party").fill("KZ")
    form.get_by_label("Signs in as").fill(login)
    form.get_by_role("button", name="Make the account").click()
    return admin.get_by_role("region", name=name, exact=True)


def key_made(part, name):
    """Make a key in a part of a page and return it."""
    part.get_by_label("What for").fill(name)
    part.get_by_role("button", name="Make a key").click()
    return part.get_by_label("The key", exact=True).input_value()


def test_a_person_is_invited_and_a_machine_has_a_key_until_they_are_closed(console):
    admin = administrator(console)
    one = made(admin, "Aigerim K.", "aigerim")
    one.get_by_role("button", name="Link to set a first password").click()
    link = one.get_by_label("One-time link").input_value()
    person = console.page()
    person.goto(link)
    person.get_by_role("heading", name="Set your password").wait_for()
    person.get_by_text("sign in as “aigerim”").wait_for()

    machine = made(admin, "The control centre")
    machine.get_by_text("No keys").wait_for()
    assert machine.get_by_role("button", name="Link to set").count() == 0
    first = key_made(machine, "tasks")
    assert me_by(console, first) == 200
    machine.get_by_role("button", name="Make anew").click()
    machine.get_by_role("listitem").nth(1).wait_for()
    second = machine.get_by_label("The key", exact=True).input_value()
    assert second != first
    assert {me_by(console, first), me_by(console, second)} == {200}
    machine.get_by_role("button", name="End it").last.click()
    machine.get_by_text("ended").wait_for()
    assert (me_by(console, first), me_by(console, second)) == (401, 200)

    machine.get_by_role("button", name="Close the account").click()
    machine.get_by_role("button", name="Close it for ever").click()
    machine.get_by_text("closed", exact=True).wait_for()
    assert me_by(console, second) == 401
    console.expects("status of 401")


def test_who_keeps_its_own_account_sets_a_password_and_others_keep_none(console):
    page = console.signed_in("owner", "KZ", path="/accounts")
    page.get_by_text("An administrator keeps accounts").wait_for()
    page.get_by_role("button", name="owner-kz").click()
    page.get_by_role("link", name="My account").last.click()
    page.get_by_role("heading", level=1, name="My account").wait_for()
    key = key_made(page, "a script of mine")
    assert me_by(console, key) == 200
    page.get_by_label("Present password").fill("not my password")
    page.get_by_label("New password").fill(NEW)
    page.get_by_label("Once more").fill(NEW + "!")
    page.get_by_text("The two are not the same").wait_for()
    page.get_by_label("Once more").fill(NEW)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("The present password is wrong").wait_for()
    for label, word in (("Present", PASSWORD), ("New", NEW)):
        page.get_by_label(f"{label} password").fill(word)
    page.get_by_label("Once more").fill(NEW)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("It is set").wait_for()
    page.get_by_role("region", name="Sessions").get_by_role("button", name="Sign out").click()
    page.get_by_label("Name").fill("owner-kz")
    page.get_by_label("Password").fill(NEW)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1, name="Today").wait_for()
    console.expects("status of 401", "status of 403")


@pytest.mark.parametrize("width", [1280, 768, 390])
@pytest.mark.deep
def test_nothing_of_the_accounts_is_wider_than_the_screen(console, width):
    page = administrator(console, viewport={"width": width, "height": 900})
    for language in ("en", "ru"):
        page.evaluate(f"localStorage.setItem('artel.language', '{language}')")
        for path in ("/accounts", "/me"):
            page.goto(console.address + path)
            page.locator("form").first.wait_for()
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{path} in {language} at {width}"
    console.expects("status of 401")
