"""What an owner that is a program of its own delivers: taken in once, judged, delivered again."""

import hashlib
import json
from datetime import timedelta

import pytest
from tests.desk_fixtures import DAY, actor
from tests.unit.desk.owner_program import (
    one_alone,
    open_alerts,
    owner_of,
    sent,
    states_of,
    tasks_of,
    told_of,
)

from artel.commons.errors import NotFound
from artel.desk import centres, deliveries, dispatch
from artel.store import journal

PLANNER = actor("planner")
STRAY = "delivery.stray"


@pytest.fixture
def program(tmp_path):
    with owner_of(tmp_path / "owner") as found:
        yield found


def flown(desk, clock):
    """Let the day pass at the owner's."""
    sent(desk)
    clock.wind(DAY + timedelta(hours=19))
    while dispatch.follow(desk):
        pass


def listed(desk, who=PLANNER, order=None):
    with desk.unit(who) as unit:
        return deliveries.page(unit, None, 200, order)


def test_images_are_taken_in_once_and_a_wrong_one_may_be_delivered_again(planned, program, clock):
    desk = told_of(planned, program)
    task = one_alone(desk)
    program.behaves(by_task={task["id"]: "wrong-checksum"})
    flown(desk, clock)
    count = len(tasks_of(desk))
    assert deliveries.take_in(desk) == count > 10  # more than one page of the owner's
    assert deliveries.take_in(desk) == 0
    (wrong,) = [row for row in listed(desk) if row["verdict"] == "complaint"]
    assert [fault["code"] for fault in wrong["faults"]] == ["CHECKSUM"]
    assert states_of(desk)[task["order_id"]] == "downlinked"
    assert open_alerts(desk, "complaint")[0]["party"] == "KZ"

    _handed_over_again(program, task)
    assert deliveries.take_in(desk) == 1
    assert states_of(desk)[task["order_id"]] == "delivered"
    assert open_alerts(desk, "complaint") == []
    with desk.unit() as unit:
        order = unit.row("order_by_id", id=task["order_id"])
    customer = actor("customer", order["customer"], order["brought_by"])
    seen = listed(desk, customer, order["id"])
    assert [row["verdict"] for row in seen] == ["accepted"]
    with desk.unit(customer) as unit:
        assert deliveries.image_of(desk, unit, seen[0]["id"]).read_bytes()[:2] in {b"II", b"MM"}
        with pytest.raises(NotFound):
            deliveries.get(unit, wrong["id"])


def _handed_over_again(program, task):
    """Hand the image over again, with the right sha2-256: the same file, another delivery."""
    folder = program.folder / "in" / "deliveries"
    paths = sorted(folder.glob("*.json"))
    found = next(json.loads(p.read_text()) for p in paths if task["id"] in p.read_text())
    image = program.folder / "in" / "assets" / f"{task['id']}.tif"
    digest = hashlib.sha256(image.read_bytes()).hexdigest()
    found["item"]["assets"]["image"]["file:checksum"] = f"1220{digest}"
    found["id"] = f"{len(paths) + 1:08d}"
    (folder / f"{found['id']}.json").write_text(json.dumps(found))


@pytest.mark.deep
def test_a_worker_that_dies_before_the_cursor_moves_takes_nothing_in_twice(planned, program, clock):
    desk = told_of(planned, program)
    flown(desk, clock)
    count = deliveries.take_in(desk)
    with desk.unit() as unit:
        unit.run("centre_cursor", owner="KZ", exercise=False, cursor="")
    assert deliveries.take_in(desk) == 0
    assert len(listed(desk)) == count


@pytest.mark.deep
def test_an_owner_out_of_reach_or_out_of_form_does_not_hold_up_the_others(
    planned, program, clock, tmp_path
):
    desk = told_of(planned, program)
    flown(desk, clock)
    with desk.unit() as unit:
        centres.keep_centre(unit, "BY", str(tmp_path / "belarus"), "", exercise=False)
        unit.run(
            "centre_put", owner="AM", exercise=False, kind="http", secret="",
            address="http://127.0.0.1:9/never-allowed",
        )  # fmt: skip
    place = tmp_path / "belarus" / "in" / "deliveries"
    place.mkdir(parents=True)
    (place / "00000001.json").write_text("{")
    assert deliveries.take_in(desk) == len(tasks_of(desk))
    with desk.unit() as unit:
        moved = {row["owner"]: row["cursor"] for row in unit.rows("centres")}
    assert moved["BY"] == "00000001.json"
    assert [row["subject"] for row in open_alerts(desk, "deliveries-unread")] == ["AM"]


@pytest.mark.deep
def test_an_image_that_is_out_of_reach_moves_no_cursor_and_is_no_complaint(planned, program, clock):
    desk = told_of(planned, program)
    flown(desk, clock)
    for path in (program.folder / "in" / "deliveries").glob("*.json"):
        said = json.loads(path.read_text())
        href = said["item"]["assets"]["image"]["href"]
        said["item"]["assets"]["image"]["href"] = f"https://no-such-host.invalid/{href}"
        path.write_text(json.dumps(said))
    assert deliveries.take_in(desk) == 0
    assert listed(desk) == []
    with desk.unit() as unit:
        assert [row["cursor"] for row in unit.rows("centres")] == [""]


@pytest.mark.deep
def test_a_delivery_for_a_task_of_nobodys_is_told_once_and_kept_nowhere(planned, program, clock):
    desk = told_of(planned, program)
    task = one_alone(desk)
    flown(desk, clock)
    with desk.unit() as unit:
        theirs = next(row for row in dispatch.page(unit, None, 200) if row["owner"] != "KZ")
    deliveries.take_in(desk)
    count = len(listed(desk))
    _handed_over_again(program, task)
    path = max((program.folder / "in" / "deliveries").glob("*.json"))
    path.write_text(path.read_text().replace(task["id"], theirs["id"]))
    for cursor in (None, "", ""):
        if cursor is not None:
            with desk.unit() as unit:
                unit.run("centre_cursor", owner="KZ", exercise=False, cursor=cursor)
        assert deliveries.take_in(desk) == 0
    assert len(listed(desk)) == count
    with desk.unit() as unit:
        entered = [each for each in journal.entries(unit, 10**6) if each.action == STRAY]
        told = unit.rows("events_after", after=0, limit=10**6)
    assert len(entered) == 1
    assert [row["kind"] for row in told].count(STRAY) == 1


@pytest.mark.deep
def test_an_image_that_never_comes_fails_in_the_end(planned, program, clock):
    desk = told_of(planned, program)
    task = one_alone(desk)
    program.behaves(by_task={task["id"]: "none"})
    flown(desk, clock)
    deliveries.take_in(desk)
    assert states_of(desk)[task["order_id"]] == "tasked"
    clock.wind(DAY + timedelta(days=5))
    while dispatch.follow(desk):
        pass
    assert {row["id"] for row in tasks_of(desk, "failed")} == {task["id"]}
    assert states_of(desk)[task["order_id"]] == "accepted"


@pytest.mark.deep
def test_a_wrong_image_is_not_given_up_while_it_is_argued_about(planned, program, clock):
    desk = told_of(planned, program)
    task = one_alone(desk)
    program.behaves(by_task={task["id"]: "wrong-place"})
    flown(desk, clock)
    deliveries.take_in(desk)
    assert states_of(desk)[task["order_id"]] == "downlinked"
    clock.wind(DAY + timedelta(days=5))
    while dispatch.follow(desk):
        pass
    assert tasks_of(desk, "failed") == []
