"""A plan with a hold is repaired by the command: what is held is kept, and then accepted."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from artel.cli.repair_work import Asked, mend
from artel.commons.ids import pretty_json
from artel.commons.instants import parse_instant, posix_text, to_posix
from artel.studies.day import plan_of
from artel.studies.held import around, held_of, read_hold
from artel.studies.holding import accepted, hold_of
from artel.studies.quote import quoted, read_order
from artel.studies.skies import sky_of
from artel.studies.standing import standing_of_day, standing_of_plan
from artel.validator.check import validate_text

HOUR = 3600.0


@pytest.fixture(scope="module")
def plan_with_hold(kazan, first_day):
    """Return the plan of the day made around a hold, at its start, and the hold."""
    order = read_order((kazan / "examples" / "taiga-smoke.geojson").read_text(encoding="utf-8"))
    start = to_posix(first_day.start)
    asked = quoted(standing_of_day(first_day, [order]), order, sky_of(first_day.pool))
    held = read_hold(pretty_json(hold_of(asked, start + 2 * HOUR)))
    around_it = around(standing_of_day(first_day, []), [held]).problem
    return plan_of(replace(first_day, problem=around_it)), held


def test_the_command_keeps_a_hold_and_its_acceptance_is_told_beside_the_repair(
    plan_with_hold, tmp_path
):
    plan, held = plan_with_hold
    (tmp_path / "plan.json").write_text(pretty_json(plan), encoding="utf-8")
    lost = next(
        each["satellite"]
        for each in reversed(plan["images"])
        if each["satellite"] != held.rows["image"]["satellite"]
    )
    at = posix_text(held.until - HOUR)
    asked = Asked(lost, None, None, None, None, (None, None), at)
    mended = mend(str(tmp_path), asked).document
    assert [each.order.id for each in held_of(mended)] == [held.order.id]
    assert validate_text(pretty_json(mended)).valid
    later = held.until - HOUR / 2
    whole = accepted(mended, standing_of_plan(mended, [held.order], later), held)
    report = validate_text(pretty_json(whole))
    assert report.valid, report.findings
    assert [each["cause"]["kind"] for each in whole["repairs"]] == ["loss", "hold"]
    assert json.dumps(whole["repairs"][0]) == json.dumps(mended["repairs"][0])
    last = whole["repairs"][-1]
    assert [each["order"] for each in last["added"]] == [held.order.id]
    assert parse_instant(last["at"]) == parse_instant(posix_text(later))
    last["cause"]["orders"] = ["nobody"]
    assert "REPAIR" in {str(each.code) for each in validate_text(pretty_json(whole)).findings}


@pytest.mark.deep
def test_a_hold_that_has_ended_by_then_is_not_kept(plan_with_hold, tmp_path):
    plan, held = plan_with_hold
    (tmp_path / "plan.json").write_text(pretty_json(plan), encoding="utf-8")
    order = plan["images"][-1]["order"]
    asked = Asked(None, None, order, None, None, (None, None), posix_text(held.until))
    assert held_of(mend(str(tmp_path), asked).document) == []
