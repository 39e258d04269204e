"""A satellite manoeuvres in mid-day: a plan is mended by its new elements, and by nothing else."""

from __future__ import annotations

import json

import pytest

from artel.commons.errors import InputError
from artel.commons.ids import pretty_json
from artel.commons.instants import from_posix, parse_instant
from artel.orbits.time import parse_epoch
from artel.studies.events import Loss, NewElements
from artel.studies.repair import repair_plan
from artel.studies.standing import day_so_far
from artel.studies.updates import FILE
from artel.validator.check import validate, validate_text

MOVED = "KANOPUS-V 3"
AT = "2026-10-05T06:00:00.000Z"
AHEAD_S = 30.0


def ahead(plan, seconds, *names, **fields):
    """Return the element sets of satellites that are so many seconds ahead on their orbits."""
    sets = json.loads(plan["inputs"]["elements.json"]["text"])
    chosen = [each for each in sets if each["OBJECT_NAME"] in names]
    for each in chosen:
        turned = each["MEAN_ANOMALY"] + seconds * each["MEAN_MOTION"] * 360.0 / 86400.0
        each["MEAN_ANOMALY"] = turned % 360.0
        each.update(fields)
    return json.dumps(chosen)


def by(plan, text, at=AT):
    return repair_plan(plan, NewElements(text), parse_instant(at)).document


def changed(plan):
    row = plan["repairs"][-1]
    return [*row["moved"], *row["relinked"], *row["dropped"]]


@pytest.fixture(scope="module")
def mended(first_plan):
    return by(first_plan, ahead(first_plan, AHEAD_S, MOVED))


@pytest.mark.deep
def test_its_images_move_with_it_and_nobody_elses(mended, first_plan):
    row = mended["repairs"][-1]
    late = [each for each in row["before"] if each["satellite"] == MOVED and each["start"] > AT]
    assert len(late) >= 3
    assert {(each["order"], each["piece"]) for each in changed(mended)} == {
        (each["order"], each["piece"]) for each in late
    }
    assert row["kept"] == len(first_plan["images"]) - len(late)
    assert row["moved"]
    for each in row["moved"]:
        assert each["to"]["satellite"] == MOVED
        gone = parse_epoch(each["from"]["start"]) - parse_epoch(each["to"]["start"])
        assert abs(gone) < 60.0


def test_the_list_names_the_cause(mended):
    row = mended["repairs"][-1]
    assert row["cause"] == {
        "kind": "elements", "name": None, "article": None, "orders": [], "satellites": [MOVED],
    }  # fmt: skip
    assert row["sentence"] == f"new elements of {MOVED} hold from {AT}"
    assert all(each["why"].startswith(f"new elements of {MOVED}") for each in changed(mended))


def test_the_validator_accepts_it_by_the_old_set_before_and_the_new_one_after(mended):
    assert validate_text(pretty_json(mended)).findings == ()
    rows = [each for each in mended["ephemerides"] if each["satellite"] == MOVED]
    assert [(each["start"], each["end"]) for each in rows] == [
        ("2026-10-05T00:00:00.000Z", AT),
        (AT, "2026-10-06T00:00:00.000Z"),
    ]


def test_the_validator_refuses_the_plan_that_it_was(mended, first_plan):
    stale = {**first_plan, "inputs": mended["inputs"]}
    codes = {str(finding.code) for finding in validate(stale).findings}
    assert {"POINTING", "EPHEMERIS", "REPAIR"} <= codes


@pytest.mark.deep
def test_a_set_that_hardly_differs_moves_nothing(first_plan):
    # Three thousandths of a second are 23 m on the ground.
    same = by(first_plan, ahead(first_plan, 0.003, MOVED))
    assert changed(same) == []
    assert validate(same).findings == ()
    images = [each for each in same["images"] if each["satellite"] == MOVED]
    assert [each["start"] for each in images] == [
        each["start"] for each in first_plan["images"] if each["satellite"] == MOVED
    ]
    # It is read again, though no search would find these images to the millisecond.
    assert len(day_so_far(same).bookings) == len(same["images"])


@pytest.mark.deep
def test_repairs_follow_each_other(first_plan, mended):
    every = [each["satellite"] for each in first_plan["ephemerides"]]
    plan = by(mended, ahead(first_plan, 0.01, *every), "2026-10-05T08:00:00Z")
    assert validate(plan).findings == ()
    plan = repair_plan(plan, Loss("KONDOR-FKA 2"), parse_instant("2026-10-05T12:00Z")).document
    plan = by(plan, ahead(first_plan, -20.0, *every), "2026-10-05T15:01:02.500Z")
    assert validate(plan).findings == ()
    kinds = [each["cause"]["kind"] for each in plan["repairs"]]
    assert kinds == ["elements", "elements", "loss", "elements"]


@pytest.mark.deep
def test_what_is_under_way_is_finished_first(first_plan):
    image = next(each for each in first_plan["images"] if each["start"] > AT)
    middle = from_posix(0.5 * (parse_epoch(image["start"]) + parse_epoch(image["end"])))
    event = NewElements(ahead(first_plan, AHEAD_S, image["satellite"]))
    plan = repair_plan(first_plan, event, middle).document
    (update,) = json.loads(plan["inputs"][FILE]["text"])["updates"]
    assert update["from"] == image["end"]
    assert image["start"] in {each["start"] for each in plan["images"]}
    assert validate(plan).findings == ()


# ---------------------------------------------------------------- wrong input


def test_an_instant_outside_the_plan_is_refused(first_plan):
    with pytest.raises(InputError, match="not within the plan"):
        by(first_plan, ahead(first_plan, 1.0, MOVED), "2026-10-07T06:00:00Z")


def test_a_file_that_is_not_there_is_named(artel, first_plan, tmp_path):
    plan = tmp_path / "plan.json"
    plan.write_text(pretty_json(first_plan), encoding="utf-8")
    refused = artel("repair", plan, "--elements", tmp_path / "none.json", "--at", AT)
    assert refused.code == 2
    assert "none.json" in refused.err
    refused = artel("repair", plan, "--elements", plan, "--lose", MOVED)
    assert (refused.code, "one thing at a time" in refused.err) == (2, True)
