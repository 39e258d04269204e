"""Every station is blocked out, and its owner withholds why: it is named, and nothing disclosed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from artel.cli.explain_work import explained, explained_to_customer
from artel.commons.ids import pretty_json
from artel.planner.best import Effort
from artel.studies.day import plan_day
from artel.studies.planned import Work
from artel.studies.pool import read_pool
from artel.validator.check import validate_text

ARTICLE = """
  - id: B-ALL
    kind: block-out
    parties: [RU]
    from: 2026-10-01
    until: 2026-11-01
    text: No station is available on Monday.
    assets: [{stations}]
    windows:
      - {{start: 2026-10-05T00:00:00Z, end: 2026-10-06T00:00:00Z}}
    reason: the cipher is changed
    withheld: true
"""


@pytest.fixture(scope="module")
def shut_plan(first_day):
    """Return the plan of the day on which no station serves anybody."""
    pool = first_day.pool
    names = ", ".join(json.dumps(each.name) for each in pool.stations)
    added = "articles:\n" + ARTICLE.format(stations=names)
    text = pool.texts["charter.yaml"].replace("articles:\n", added, 1)
    pool = replace(read_pool({**pool.texts, "charter.yaml": text}), problems=(), notes=())
    start = pool.settings.epoch
    return plan_day(pool, (start, start + timedelta(hours=24)), None, Work(Effort(steps=0)))


def test_the_block_out_is_what_stands_in_the_way_and_the_plan_is_valid(shut_plan, first_plan):
    assert shut_plan["images"] == []
    planned = {each["order"] for each in first_plan["images"]}
    left = {each["order"]: each for each in shut_plan["unplanned"]}
    codes = {(left[name]["code"], left[name]["article"]) for name in planned}
    assert codes == {("ARTICLE", "B-ALL")}
    reasons = {left[name]["reason"].split(": ")[1] for name in planned}
    assert reasons == {"not available (the owner withholds the reason)"}
    report = validate_text(pretty_json(shut_plan))
    assert report.valid, report.findings[:3]


@pytest.mark.deep
def test_the_pool_is_told_the_article_and_the_customer_neither_that_nor_why(shut_plan, first_plan):
    points = [each["order"] for each in first_plan["images"] if each["piece"] is None]
    inside = explained(shut_plan, points[0])
    assert inside.said["article"] == "B-ALL"
    assert [each["article"] for each in inside.said["blocking"]["articles"]] == ["B-ALL"]
    assert any("No station is available on Monday." in line for line in inside.words)
    assert "cipher" not in "\n".join([*inside.words, json.dumps(inside.said)])
    told = explained_to_customer(shut_plan, points[0])
    assert (told.said["code"], told.said["article"]) == ("NOT_AVAILABLE", None)
    words = "\n".join([*told.words, json.dumps(told.said)])
    assert "cipher" not in words
    assert "B-ALL" not in words
