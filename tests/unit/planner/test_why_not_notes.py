"""What a reader is told besides: windows beyond the plan or the orbits, articles at odds."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

from small_days import HEAD, MIDNIGHT, T0, day, order

from artel.charter.articles import Residency
from artel.orbits.elements import from_facts
from artel.orbits.tracks import track_of
from artel.planner.question import Question
from artel.studies.tracks import Source
from artel.studies.whynot_notes import notes_of

FACTS = {"inclination": math.radians(97.4), "node_local_time_h": 10.5}


def source(name, epoch, days=0.0, **facts):
    elements = from_facts(name, 90001, T0 - days * 86400.0, **{**FACTS, **facts})
    return Source(name, 90001, "elements", epoch, track_of(elements, T0, T0 + 86400.0), elements)


def asked(articles=(), **terms):
    mine = replace(order("B"), **terms)
    return Question(day([], orders=[mine], articles=articles), (), mine, ())


def test_nothing_is_said_where_all_is_well():
    assert notes_of(asked(), [source("SOUND", "2026-10-04T00:00:00Z", altitude_m=500e3)]) == []


def test_a_satellite_that_comes_down_before_the_window_ends_is_named():
    low = source("LOW", "2026-10-04T00:00:00Z", days=1.0, altitude_m=140e3, bstar=0.05)
    assert low.track.empty or low.track.end < T0 + 86400.0
    sound = source("SOUND", "2026-10-04T00:00:00Z", altitude_m=500e3)
    (said,) = notes_of(asked(), [low, sound])
    assert said == "No orbit is known up to 2026-10-06T00:00Z of LOW."
    early = asked(not_after=MIDNIGHT + timedelta(hours=-1))
    assert notes_of(early, [low]) == []


def test_elements_too_old_for_the_window_are_named():
    (said,) = notes_of(asked(), [source("OLD", "2026-08-26T00:00:00Z", altitude_m=500e3)])
    assert "OLD are up to 40 days old" in said


def test_a_window_after_the_plan_is_told_with_the_plan_that_has_it():
    later = MIDNIGHT + timedelta(days=2)
    (said,) = notes_of(asked(not_before=later, not_after=later + timedelta(days=1)), [])
    assert said == "Its window opens later: artel plan --from 2026-10-07T00:00:00.000Z."


def test_articles_that_leave_no_state_are_said_to_be_at_odds():
    rows = [
        Residency.model_validate({
            **HEAD, "id": f"D-{state}", "kind": "residency", "orders_of": ["RU"],
            "states": [state],
        })
        for state in ("KG", "RU")
    ]  # fmt: skip
    (said,) = notes_of(asked(rows), [])
    assert said.startswith("Articles D-KG and D-RU are at odds")
