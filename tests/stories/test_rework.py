"""A planner changes the first day by hand: what is chosen, locked or left out, and what follows."""

from __future__ import annotations

import json

import pytest
from tests.stories.test_repair import flood

from artel.commons.errors import InputError
from artel.commons.ids import pretty_json
from artel.commons.instants import parse_instant, to_posix
from artel.planner.best import Effort
from artel.studies.events import Cancellation, Emergency, Loss
from artel.studies.planned import Work
from artel.studies.repair import repair_plan
from artel.studies.rework import Take, Wanted, looks_at, rework_plan
from artel.studies.standing import standing_of_plan
from artel.validator.check import validate_text

START = parse_instant("2026-10-05T00:00Z")
NIGHT = parse_instant("2026-10-05T02:00Z")
MORNING = parse_instant("2026-10-05T06:00Z")
LOST = "RESURS-P 4"


def images(document):
    """Return what each image of a plan is, by order and piece."""
    return {
        (each["order"], each["piece"]): (each["satellite"], each["sensor"], each["start"])
        for each in document["images"]
    }


def sound(changed):
    """Return a changed plan's document, which the validator accepts."""
    assert validate_text(pretty_json(changed.document)).findings == ()
    return changed.document


@pytest.fixture(scope="module")
def standing(first_plan):
    return standing_of_plan(first_plan, [])


@pytest.fixture(scope="module")
def other_look(first_plan, standing):
    """Return an order of the plan, and a free look at it by another satellite than the planned."""
    for image in reversed(first_plan["images"]):
        rows = looks_at(standing, image["order"])
        free = [each for each in rows if each["free"] and each["satellite"] != image["satellite"]]
        if free and image["piece"] is None:
            return image, free[0]
    pytest.fail("no order of the day has another look")


def take_of(order, look):
    start = to_posix(parse_instant(look["start"]))
    return Take(order, look["satellite"], start, look["sensor"], look["piece"])


@pytest.fixture(scope="module")
def moved(first_plan, other_look):
    image, look = other_look
    return rework_plan(first_plan, Wanted(takes=(take_of(image["order"], look),)), START)


def test_every_look_at_an_order_is_told_with_what_stands_in_its_way(first_plan, standing):
    planned = first_plan["images"][0]
    rows = looks_at(standing, planned["order"])
    (taken,) = [each for each in rows if each["taken"]]
    assert (taken["satellite"], taken["start"]) == (planned["satellite"], planned["start"])
    assert taken["free"]
    for each in rows:
        assert each["free"] == (each["reason"] is None) == (each["received_at"] is not None)
    with pytest.raises(InputError, match="no order 'nowhere'"):
        looks_at(standing, "nowhere")


def test_the_look_that_is_chosen_is_taken_and_nothing_else_moves(moved, first_plan, other_look):
    image, look = other_look
    after, before = images(sound(moved)), images(first_plan)
    key = image["order"], image["piece"]
    assert after[key] == (look["satellite"], look["sensor"], look["start"])
    assert {name: at for name, at in after.items() if name != key and name in before} == {
        name: at for name, at in before.items() if name != key
    }
    row = moved.document["repairs"][-1]
    assert row["cause"] == {
        "kind": "hand", "name": None, "article": None, "orders": [image["order"]],
    }  # fmt: skip
    assert [each["why"] for each in row["moved"]] == ["by hand"]


@pytest.mark.deep
def test_what_is_in_the_way_goes_elsewhere_and_says_for_whom(first_plan, standing):
    """A look is chosen whose time another order of no higher class has."""
    ranks = {each.id: standing.problem.rank(each) for each in standing.problem.orders}
    for image in first_plan["images"]:
        rival = next(
            (
                each
                for each in looks_at(standing, image["order"])
                if each["code"] == "SLEW" and each["reason"].endswith("then")
            ),
            None,
        )
        if rival is None:
            continue
        wanted = Wanted(takes=(take_of(image["order"], rival),))
        changed = rework_plan(first_plan, wanted, START)
        row = changed.document["repairs"][-1]
        others = [each for each in (*row["moved"], *row["dropped"], *row["relinked"])
                  if each["order"] != image["order"]]  # fmt: skip
        assert others
        assert {each["why"] for each in others} == {f"it makes room for {image['order']}, by hand"}
        assert all(ranks[each["order"]] >= ranks[image["order"]] for each in others)
        sound(changed)
        return
    pytest.fail("no look of the day is in another's way")


@pytest.mark.deep
def test_a_look_that_a_class_before_it_has_is_refused_with_the_article(first_plan, standing):
    for row in first_plan["unplanned"]:
        looks = looks_at(standing, row["order"])
        look = next((each for each in looks if each["article"] == "P-1"), None)
        if look is not None:
            break
    with pytest.raises(InputError, match=r"cannot take .* \(article P-1\)"):
        rework_plan(first_plan, Wanted(takes=(take_of(row["order"], look),)), START)


@pytest.mark.deep
def test_what_is_locked_is_in_nobodys_way_and_says_so(first_plan, standing):
    for image in first_plan["images"]:
        for each in looks_at(standing, image["order"]):
            if each["code"] != "SLEW" or " and " in each["reason"]:
                continue
            rival = each["reason"].split(" images ")[-1].removesuffix(" then")
            wanted = Wanted(
                takes=(take_of(image["order"], each),), locks=frozenset({rival}), leaves=frozenset()
            )
            with pytest.raises(InputError, match="unlock what stands there"):
                rework_plan(first_plan, wanted, START)
            return
    pytest.fail("no look of the day is in another's way")


@pytest.mark.deep
def test_an_order_left_out_stays_out_through_repairs_until_it_is_freed(first_plan):
    name = first_plan["images"][-1]["order"]
    left = sound(rework_plan(first_plan, Wanted(leaves=frozenset({name})), START))
    (row,) = [each for each in left["unplanned"] if each["order"] == name]
    assert row["code"] == "LEFT"
    assert left["hand"] == {"locks": [], "leaves": [name], "bound": None}
    assert left["value"]["bound"] == first_plan["value"]["bound"]
    (dropped,) = left["repairs"][-1]["dropped"]
    assert dropped["credit"] == row["value"]

    gone = next(each["order"] for each in first_plan["images"] if each["order"] != name)
    mended = sound(repair_plan(left, Cancellation(gone), START))
    assert name not in {order for order, _ in images(mended)}
    again = sound(rework_plan(mended, Wanted(), START))
    assert name in {order for order, _ in images(again)}
    assert "hand" not in again


@pytest.mark.deep
def test_all_else_is_planned_anew_around_what_is_locked(moved, first_plan, other_look):
    image, _ = other_look
    locks = frozenset({image["order"], first_plan["images"][0]["order"]})
    heard = []
    work = Work(Effort(steps=20), heard.append)
    changed = rework_plan(moved.document, Wanted(locks=locks, work=work), START)
    document = sound(changed)
    after, before = images(document), images(moved.document)
    for key, at in before.items():
        if key[0] in locks:
            assert after[key] == at
    assert document["value"]["planned"] >= moved.document["value"]["planned"]
    assert document["hand"]["locks"] == sorted(locks)
    bound = document["hand"]["bound"]
    assert document["value"]["planned"] <= bound <= document["value"]["bound"]
    assert heard[-1].value == pytest.approx(document["value"]["planned"])
    again = rework_plan(moved.document, Wanted(locks=locks, work=Work(Effort(steps=20))), START)
    assert again.document == document


@pytest.mark.deep
def test_a_plan_is_led_back_as_far_as_its_day_lets_it(moved, first_plan):
    back = sound(rework_plan(moved.document, Wanted(back_to=first_plan), START))
    before = images(first_plan)
    assert {key: at for key, at in images(back).items() if key in before} == before
    lost = moved.document["images"][-1]["satellite"]
    mended = repair_plan(moved.document, Loss(lost), NIGHT).document
    after = sound(rework_plan(mended, Wanted(back_to=first_plan), NIGHT))
    assert not any(
        each["satellite"] == lost and each["end"] > "2026-10-05T02" for each in after["images"]
    )


@pytest.mark.deep
def test_an_emergency_that_came_since_stays_where_a_plan_is_led_back(first_plan):
    declared = repair_plan(first_plan, Emergency(flood()), NIGHT).document
    assert "karakol-flood" in {order for order, _ in images(declared)}
    back = sound(rework_plan(declared, Wanted(back_to=first_plan), NIGHT))
    assert images(back)["karakol-flood", None] == images(declared)["karakol-flood", None]


@pytest.mark.deep
def test_a_repair_moves_nothing_locked_to_make_room_for_what_is_worth_more(first_plan):
    """Of what a loss would move to make room for others, one is locked: it stays."""
    rows = repair_plan(first_plan, Loss(LOST), MORNING).document["repairs"][-1]
    room = [each for each in (*rows["moved"], *rows["dropped"]) if "makes room" in each["why"]]
    assert room
    key = room[0]["order"], room[0]["piece"]
    locked = rework_plan(first_plan, Wanted(locks=frozenset({key[0]})), START).document
    assert images(locked) == images(first_plan)
    mended = sound(repair_plan(locked, Loss(LOST), MORNING))
    assert images(mended)[key] == images(first_plan)[key]
    assert mended["hand"]["locks"] == [key[0]]


@pytest.mark.deep
def test_a_command_that_was_sent_is_taken_back_while_there_is_a_pass_for_it(first_plan):
    image = [each for each in first_plan["images"] if each["start"] > "2026-10-05T22"][-1]
    changed = rework_plan(first_plan, Wanted(leaves=frozenset({image["order"]})), MORNING)
    document = sound(changed)
    assert image["order"] not in {order for order, _ in images(document)}
    taken_back = document["repairs"][-1]["withdrawn"]
    assert [each["order"] for each in taken_back] == [image["order"]]


@pytest.mark.deep
def test_what_was_commanded_or_imaged_is_not_moved_by_hand(first_plan, standing):
    late = parse_instant("2026-10-05T20:00Z")
    image = first_plan["images"][0]
    with pytest.raises(InputError, match="can no longer be taken back"):
        rework_plan(first_plan, Wanted(leaves=frozenset({image["order"]})), late)
    look = looks_at(standing, image["order"])[0]
    with pytest.raises(InputError):
        rework_plan(first_plan, Wanted(takes=(take_of(image["order"], look),)), late)
    back = sound(rework_plan(first_plan, Wanted(work=Work(Effort(steps=0))), late))
    assert images(back) == images(first_plan)


@pytest.mark.deep
def test_wishes_that_contradict_each_other_are_refused(first_plan):
    name = first_plan["images"][-1]["order"]
    left = first_plan["unplanned"][0]["order"]
    both = frozenset({name})
    with pytest.raises(InputError, match="left out and kept"):
        rework_plan(first_plan, Wanted(leaves=both, locks=both), START)
    with pytest.raises(InputError, match="cannot be locked"):
        rework_plan(first_plan, Wanted(locks=frozenset({left})), START)
    with pytest.raises(InputError, match=r"has no look at .* The nearest: "):
        rework_plan(first_plan, Wanted(takes=(Take(name, "AZERSKY", 0.0),)), START)
    for wanted in (
        Wanted(leaves=frozenset({"nowhere"})),
        Wanted(locks=frozenset({"nowhere"})),
        Wanted(takes=(Take("nowhere", "AZERSKY", 0.0),)),
    ):
        with pytest.raises(InputError, match="no order 'nowhere'"):
            rework_plan(first_plan, wanted, START)
    rows = [each for each in looks_at(standing_of_plan(first_plan, []), name) if each["free"]]
    twice = tuple(take_of(name, each) for each in (rows[0], rows[0]))
    with pytest.raises(InputError, match="Two looks are chosen"):
        rework_plan(first_plan, Wanted(takes=twice), START)
    other = json.loads(pretty_json(first_plan))
    other["horizon"]["end"] = "2026-10-05T23:00:00.000Z"
    with pytest.raises(InputError, match="of another time"):
        rework_plan(first_plan, Wanted(back_to=other), START)
