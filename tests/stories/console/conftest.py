"""A desk with its console, and people who use it in a browser.

What the browser's console complains of, and whatever asks the outside, fails the test.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.stories.desk.served import serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
WIDE = {"width": 1280, "height": 900}
PASSWORD = "a long enough word 9 for all"  # noqa: S105 - of accounts that live as long as a test


@pytest.fixture(scope="session")
def built():
    """Return the folder of the built console, or skip the test loudly where there is none."""
    from artel.console.serving import INDEX, STATIC

    folder = Path(os.environ.get("ARTEL_CONSOLE_OUT", STATIC))
    if not (folder / INDEX).is_file():
        pytest.skip("the console is not built: make console")
    return folder


# Of one file: while Playwright is there an event loop runs, and other tests begin loops of theirs.
@pytest.fixture(scope="module")
def browser(built):
    """Return a browser, or skip the test loudly where there is none."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here: apt install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


class Console:
    """A served console: people with pages of their own, and what went wrong on any of them."""

    def __init__(self, desk, address, browser):
        self.desk, self.address, self.browser = desk, address, browser
        self.wrong, self._contexts, self._accounts = [], [], {}

    def link(self, role, party="", home=""):
        """Return a one-time link for a new account of this role, whose login is the role's name."""
        from artel.commons.actors import Role
        from artel.desk.accounts import let_sign_in, make_account
        from artel.desk.invitations import make_link

        login = f"{role}-{party}".strip("-").lower()
        with self.desk.unit() as unit:
            row = make_account(unit, login, Role(role), party=party, home=home)
            let_sign_in(unit, row["id"], login)
            token, _ = make_link(unit, row["id"], "invitation")
        return f"{self.address}/welcome#token={token}"

    def page(self, **context):
        """Return a new page of a browser that knows nobody yet."""
        opened = self.browser.new_context(**{"viewport": WIDE, "locale": "en", **context})
        opened.set_default_timeout(30_000)
        self._contexts.append(opened)
        page = opened.new_page()
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("request", self._asked)
        return page

    def signed_in(self, role, party="", path="/", home="", **context):
        """Return a page of somebody of this role, signed in, at a path."""
        page = self.page(**context)
        page.goto(self.link(role, party, home))
        page.get_by_label("Password", exact=False).first.fill(PASSWORD)
        page.get_by_label("Once more").fill(PASSWORD)
        page.get_by_role("button", name="Keep it").click()
        page.get_by_role("heading", level=1, name="Today").wait_for()
        if path != "/":
            page.goto(self.address + path)
        return page

    def expects(self, *words):
        """Take back complaints with one of these words: the story provoked them."""
        self.wrong = [each for each in self.wrong if not any(word in each for word in words)]

    def close(self):
        for each in self._contexts:
            each.close()

    def _said(self, message):
        if message.type in ("error", "warning"):
            self.wrong.append(f"{message.type}: {message.text}")

    def _asked(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.wrong.append(f"asked the outside: {urlsplit(request.url).netloc}")


@contextmanager
def opened(desk, built, browser):
    """Serve a desk with its console while the block runs; fail for what went wrong in a browser."""
    from artel.console import serving as console

    with serving(desk, partial(console.Console, folder=built)) as address:
        one = Console(desk, address, browser)
        try:
            yield one
        finally:
            one.close()
        assert one.wrong == []


@pytest.fixture
def console(planned, built, browser):
    """Return the console of a desk whose half day is planned and published."""
    with opened(planned, built, browser) as one:
        yield one


@pytest.fixture
def console_without_plan(desk, built, browser):
    """Return the console of a desk that has planned nothing yet."""
    with opened(desk, built, browser) as one:
        yield one
