"""The first day of the bundled pool goes wrong, and is mended: what moves, what stays, and why."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from artel.commons.errors import InputError
from artel.commons.ids import pretty_json
from artel.commons.instants import parse_instant
from artel.studies.events import Cancellation, Emergency, Loss, Recall
from artel.studies.planned import planned
from artel.studies.repair import repair_plan
from artel.validator.check import validate, validate_text

LOST = "KONDOR-FKA 2"
NOON = parse_instant("2026-10-05T12:00Z")
MORNING = parse_instant("2026-10-05T06:00Z")
NIGHT = parse_instant("2026-10-05T02:00Z")


def flood(**properties):
    """Return the order of a flood at Karakol, on the shore of Issyk-Kul."""
    said = {
        "name": "Karakol, the river over its banks", "brought_by": "KG",
        "customer": "Ministry of Emergency Situations of Kyrgyzstan", "class": "emergency",
        "purpose": "floods", "value": 250, "not_before": "2026-10-05T02:00Z",
        "not_after": "2026-10-05T12:00Z", "deliver_by": "2026-10-05T16:00Z",
        "sensors": ["optical", "radar"], "max_gsd_m": 5,
    }  # fmt: skip
    place = {"type": "Point", "coordinates": [78.39, 42.49]}
    order = {"type": "Feature", "id": "karakol-flood", "geometry": place}
    return json.dumps({
        "type": "FeatureCollection", "format": "artel-orders/1",
        "features": [{**order, "properties": said | properties}],
    })  # fmt: skip


def told(mended):
    return mended.document["repairs"][-1]


def images(document):
    """Return what each image of a plan is, by order and piece."""
    return {
        (each["order"], each["piece"]): (each["satellite"], each["sensor"], each["start"])
        for each in document["images"]
    }


@pytest.fixture(scope="module")
def loss(first_plan):
    return repair_plan(first_plan, Loss(LOST), NOON)


@pytest.fixture(scope="module")
def declared(first_plan):
    return repair_plan(first_plan, Emergency(flood()), NIGHT)


# ---------------------------------------------------------------- Kondor-FKA 2 is lost at noon


def test_a_satellite_is_lost_at_noon_and_nothing_of_it_is_planned_after(loss, first_plan):
    of_it = [each for each in first_plan["images"] if each["satellite"] == LOST]
    assert any(each["start"] > "2026-10-05T12" for each in of_it)
    document = loss.document
    assert validate_text(pretty_json(document)).findings == ()
    for part in ("images", "uploads", "downlinks"):
        assert not any(
            each["satellite"] == LOST and each["end"] > "2026-10-05T12" for each in document[part]
        )


def test_little_else_moves_for_the_loss(loss, first_plan):
    before, after = images(first_plan), images(loss.document)
    others = [key for key, image in before.items() if image[0] != LOST]
    moved = [key for key in others if after.get(key) != before[key]]
    row = told(loss)
    rows = {(each["order"], each["piece"]): each for each in [*row["moved"], *row["dropped"]]}
    assert len(moved) <= 0.1 * len(others)
    assert all(rows[key]["why"].startswith("it makes room for") for key in moved)
    assert row["kept"] == sum(after.get(key) == image for key, image in before.items()) - len(
        row["relinked"]
    )


def test_the_displaced_are_told_with_the_article_and_their_credit(loss):
    row = told(loss)
    of_it = [each for each in [*row["moved"], *row["dropped"]] if each["from"]["satellite"] == LOST]
    assert of_it
    assert {each["article"] for each in of_it} == {"N-1"}
    assert all("lost" in each["why"] for each in of_it)
    for each in row["dropped"]:
        assert each["credit"] == each["value"]
        (left,) = [u for u in loss.document["unplanned"] if u["order"] == each["order"]]
        assert left["reason"]


def test_the_repair_is_worth_what_a_plan_from_scratch_is(loss):
    fresh = planned(loss.day.problem)
    value = loss.document["value"]
    # What is known at noon cannot be planned at midnight; the bound is of plans from noon on.
    assert value["planned"] >= 0.995 * min(fresh.value, value["bound"])


@pytest.mark.deep
def test_the_same_repair_gives_the_same_bytes(loss, first_plan):
    again = repair_plan(first_plan, Loss(LOST), NOON)
    assert pretty_json(again.document) == pretty_json(loss.document)


# ---------------------------------------------------------------- a flood is declared


@pytest.mark.deep
def test_a_declared_flood_overrides_what_it_may_and_no_more(declared, first_plan):
    row, document = told(declared), declared.document
    assert validate_text(pretty_json(document)).findings == ()
    (new,) = [each for each in document["images"] if each["order"] == "karakol-flood"]
    gone = [each for each in [*row["moved"], *row["dropped"]] if each["article"] == "P-1"]
    assert 1 <= len(gone) <= 2
    for displaced in gone:
        assert displaced["class"] not in ("emergency", "disaster")
        assert displaced["from"]["satellite"] == new["satellite"]
        assert row["at"] < displaced["from"]["start"]
    assert row["kept"] >= 0.9 * len(first_plan["images"])


def test_only_a_declared_emergency_overrides(first_plan):
    with pytest.raises(InputError, match="class commercial"):
        repair_plan(first_plan, Emergency(flood(**{"class": "commercial"})), NIGHT)


@pytest.mark.deep
def test_a_flood_declared_too_late_changes_nothing(first_plan):
    window = {"not_before": "2026-10-05T23:40Z", "not_after": "2026-10-05T23:50Z",
              "deliver_by": "2026-10-05T23:55Z"}  # fmt: skip
    mended = repair_plan(first_plan, Emergency(flood(**window)), NIGHT)
    assert images(mended.document) == images(first_plan)
    (left,) = [u for u in mended.document["unplanned"] if u["order"] == "karakol-flood"]
    assert left["reason"]


# ---------------------------------------------------------------- a customer, an owner


def commanded(plan, at):
    """Return the last image whose command is sent by then and that is taken much later."""
    sent = {each["id"] for each in plan["uploads"] if each["start"] < at}
    return [i for i in plan["images"] if i["upload"] in sent and i["start"] > "2026-10-05T20"][-1]


@pytest.mark.deep
def test_a_cancelled_image_is_taken_back_by_another_command(first_plan):
    image = commanded(first_plan, "2026-10-05T06")
    mended = repair_plan(first_plan, Cancellation(image["order"]), MORNING)
    row = told(mended)
    assert validate_text(pretty_json(mended.document)).findings == ()
    assert image["order"] not in {each["order"] for each in mended.document["images"]}
    (withdrawn,) = [each for each in row["withdrawn"] if each["order"] == image["order"]]
    assert withdrawn["satellite"] == image["satellite"]
    assert row["at"] <= withdrawn["start"] < image["start"]
    assert [each["credit"] for each in row["dropped"] if each["order"] == image["order"]] == [0.0]


def test_what_is_imaged_is_not_cancelled(first_plan):
    image = next(each for each in first_plan["images"] if each["start"] > "2026-10-05T09")
    with pytest.raises(InputError, match="no command pass is left"):
        repair_plan(first_plan, Cancellation(image["order"]), NOON)


@pytest.mark.deep
def test_an_owner_has_its_satellite_back_for_some_hours(first_plan):
    start, end = parse_instant("2026-10-05T10:00Z"), parse_instant("2026-10-05T20:00Z")
    mended = repair_plan(first_plan, Recall("RESURS-P 4", start, end), start)
    assert validate_text(pretty_json(mended.document)).findings == ()
    assert not any(
        each["satellite"] == "RESURS-P 4"
        and each["end"] > "2026-10-05T10"
        and each["start"] < "2026-10-05T20"
        for part in ("images", "uploads", "downlinks")
        for each in mended.document[part]
    )
    changed = [*told(mended)["moved"], *told(mended)["dropped"], *told(mended)["relinked"]]
    assert any(each["from"]["satellite"] == "RESURS-P 4" for each in changed)


@pytest.mark.deep
def test_one_repair_follows_another(loss, first_plan):
    station = next(
        each["station"] for each in loss.document["downlinks"] if each["start"] > "2026-10-05T15"
    )
    later = parse_instant("2026-10-05T14:00Z")
    twice = repair_plan(loss.document, Loss(station), later).document
    assert validate(twice).findings == ()
    assert [each["cause"]["name"] for each in twice["repairs"]] == [LOST, station]
    assert not any(
        each["station"] == station and each["end"] > "2026-10-05T14" for each in twice["downlinks"]
    )
    with pytest.raises(InputError, match="was repaired at"):
        repair_plan(twice, Loss("OBZOR-R 1"), NOON)


@pytest.mark.parametrize(
    ("event", "at", "said"),
    [
        (Loss("KONDOR"), NOON, "no operational satellite or station 'KONDOR'.*did you mean"),
        (Cancellation("karakul"), NOON, "no order 'karakul'"),
        (Loss(LOST), NOON + timedelta(days=2), "is not within the plan"),
    ],
    ids=["unknown satellite", "unknown order", "another day"],
)
def test_what_cannot_be_is_said(first_plan, event, at, said):
    with pytest.raises(InputError, match=said):
        repair_plan(first_plan, event, at)


# ---------------------------------------------------------------- the command


def test_the_command_mends_a_plan_and_says_what_moved(artel, loss, first_plan, tmp_path):
    (tmp_path / "plan.json").write_text(pretty_json(first_plan), encoding="utf-8")
    run = artel("repair", tmp_path, "--lose", LOST, "--at", "2026-10-05T12:00Z",
                "--out", tmp_path / "lost")  # fmt: skip
    assert run.code == 0, run.err
    assert f"{LOST} is lost" in run.out
    assert all(each["order"] in run.out for each in told(loss)["moved"])
    written = json.loads((tmp_path / "lost" / "plan.json").read_text(encoding="utf-8"))
    assert written == json.loads(pretty_json(loss.document))
    assert artel("explain", tmp_path / "lost", told(loss)["moved"][0]["order"]).code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "one thing at a time"),
        (["--lose", LOST, "--cancel", "orsk-dam"], "one thing at a time"),
        (["--recall", LOST], "a beginning and an end"),
        (["--lose", LOST, "--from", "2026-10-05"], "belong to --recall"),
        (["--recall", LOST, "--from", "2026-10-06", "--until", "2026-10-05"], "before it begins"),
    ],
)
def test_the_command_says_what_it_needs(artel, options, said):
    run = artel("repair", "plan.json", *options)
    assert run.code == 2
    assert said in run.err


# ---------------------------------------------------------------- every satellite in turn


@pytest.mark.deep
@pytest.mark.parametrize("index", range(19))
def test_the_loss_of_any_satellite_at_noon_is_mended_as_well_as_a_fresh_plan(first_plan, index):
    names = sorted({each["satellite"] for each in first_plan["ephemerides"]})
    if index >= len(names):
        pytest.skip("the pool has fewer satellites")
    mended = repair_plan(first_plan, Loss(names[index]), NOON)
    assert validate_text(pretty_json(mended.document)).findings == ()
    row = told(mended)
    untouched = [each for each in row["before"] if each["satellite"] != names[index]]
    moved = [each for each in row["moved"] if each["from"]["satellite"] != names[index]]
    assert len(moved) <= 0.1 * len(untouched)
    value = mended.document["value"]
    fresh = planned(mended.day.problem).value
    assert value["planned"] >= 0.995 * min(fresh, value["bound"])
