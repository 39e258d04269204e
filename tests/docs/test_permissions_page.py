"""docs/permissions.md says what desk/permissions.py decides, and is written from it."""

from __future__ import annotations

import os
from pathlib import Path

from artel.commons.actors import Role
from artel.desk.permissions import ACTIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
BEGIN, END = "<!-- the table -->\n\n", "\n<!-- the table ends -->\n"
SHOWN = [each for each in Role if each is not Role.SYSTEM]


def table():
    """Return the table of the page: a line for each action, a column for each role."""
    titles = [str(each).replace("_", " ") for each in SHOWN]
    rows = [["Action", *titles, "The desk's own jobs", "Reason"], ["---"] * (len(SHOWN) + 3)]
    for action, (roles, reason) in sorted(ACTIONS.items()):
        may = ["yes" if each in roles else "" for each in (*SHOWN, Role.SYSTEM)]
        rows.append([f"`{action}`", *may, reason])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def test_the_page_says_what_is_decided():
    """Run with ARTEL_WRITE_PAGES=1 to have the page written anew."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    if os.environ.get("ARTEL_WRITE_PAGES"):
        PAGE.write_text(before + BEGIN + table() + END + after, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == before + BEGIN + table() + END + after
