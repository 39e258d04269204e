"""The page of the plan document names every field of it, and no others."""

from __future__ import annotations

import re

import pytest
from pydantic import BaseModel

from artel.planner.values import Reason
from artel.validator import document


@pytest.fixture(scope="module")
def text(repository):
    return (repository / "docs" / "plan.md").read_text(encoding="utf-8")


KNOWN = {
    entry.alias or name
    for kind in vars(document).values()
    if isinstance(kind, type) and issubclass(kind, BaseModel) and kind is not document.Row
    for name, entry in kind.model_fields.items()
}


def test_every_field_is_explained(text):
    assert set(re.findall(r"`(\w+)`", text)) >= KNOWN


def test_no_field_is_explained_that_a_plan_does_not_have(text):
    rows = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert rows
    assert set(rows) <= KNOWN


def test_the_codes_stand_in_the_order_in_which_a_look_meets_them(text):
    line = re.search(r"^The codes.*?: (.*?)\. ", text, re.MULTILINE)[1]
    assert re.findall(r"`(\w+)`", line) == list(Reason)
