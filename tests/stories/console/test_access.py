"""Pages that everyone can use: axe finds nothing on them, in light and dark, at three widths."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.stories.console.test_accounts_page import administrator

AXE = Path(__file__).resolve().parents[3] / "console/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def axe():
    """Return axe's source, or skip loudly where it is not installed; required, it must be there."""
    if AXE.is_file():
        return AXE.read_text(encoding="utf-8")
    if "axe" in os.environ.get("ARTEL_REQUIRE", ""):
        pytest.fail("axe-core is required here and is not installed.")
    return pytest.skip("axe-core is not installed: cd console && npm ci")


def findings(page, axe):
    """Return what axe finds, a line for each: the rule, the element, what is wrong with it."""
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert len(found["passes"]) > 5
    return [
        f"{each['id']} at {node['target']}: {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def looked_at(console, axe, *, theme, width):
    """Return what axe finds on sign-in, Today and the patterns."""
    context = {"color_scheme": theme, "viewport": {"width": width, "height": 900}}
    out = console.page(**context)
    out.goto(console.address)
    out.get_by_role("button", name="Sign in").wait_for()
    found = {"sign-in": findings(out, axe)}
    page = console.signed_in("planner", **context)
    page.get_by_role("application", name="The Earth").wait_for()
    found["Today"] = findings(page, axe)
    for table in page.get_by_role("button", name="As a table").all():
        table.click()
    page.get_by_role("application", name="The Earth").focus()
    page.keyboard.press("n")
    page.get_by_role("button", name="Close").first.wait_for()
    found["Today, tables open"] = findings(page, axe)
    page.goto(console.address + "/patterns")
    page.get_by_role("heading", level=1).first.wait_for()
    found["patterns"] = findings(page, axe)
    console.expects("status of 401")
    return {name: rows for name, rows in found.items() if rows}


@pytest.mark.parametrize(
    ("theme", "width"),
    [
        ("light", 1280),
        *(
            pytest.param(theme, width, marks=pytest.mark.deep)
            for theme in ("light", "dark")
            for width in (1280, 768, 390)
            if (theme, width) != ("light", 1280)
        ),
    ],
)
def test_axe_finds_nothing(console, axe, theme, width):
    assert looked_at(console, axe, theme=theme, width=width) == {}


PAGES = [
    ("customer", "GeoFarm", "/orders"),
    ("owner", "KZ", "/owner"),
    ("auditor", "", "/journal"),
    ("admin", "", "/accounts"),
    ("planner", "", "/me"),
    ("planner", "", "/plan"),
    ("planner", "", "/plan/1"),
]
"""Who looks at which page."""


@pytest.mark.deep
@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 768), ("dark", 390)])
@pytest.mark.parametrize(("role", "party", "path"), PAGES)
def test_axe_finds_nothing_on(console, axe, role, party, path, theme, width):
    from playwright.sync_api import expect

    home = "KZ" if role == "customer" else ""
    context = {"color_scheme": theme, "viewport": {"width": width, "height": 900}}
    if role == "admin":
        page = administrator(console, path, **context)
    else:
        page = console.signed_in(role, party, path, home, **context)
    page.get_by_role("heading", level=1).first.wait_for()
    expect(page.get_by_role("main").locator(".loading")).to_have_count(0)
    assert findings(page, axe) == []


def test_axe_would_find_a_fault(console, axe):
    page = console.page()
    page.goto(console.address)
    page.get_by_role("button", name="Sign in").wait_for()
    page.evaluate("document.querySelector('form button').innerHTML = ''")
    assert any(row.startswith("button-name") for row in findings(page, axe))
    console.expects("status of 401")
