"""Documents to and from owners: what they say, and answers that are not used."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.commons.errors import InputError
from artel.commons.instants import parse_instant
from artel.feeds.owner_centres import centre_at
from artel.feeds.owner_folder import FolderCentre
from artel.feeds.owner_http import HttpCentre
from artel.feeds.owner_tasks import (
    STATES,
    TASKED,
    Acknowledged,
    NoAnswer,
    Refused,
    StationPass,
    Task,
    deliveries_of,
    outcome_of,
    recall_outcome,
    state_of,
    task_document,
)
from artel.orders.promises import Promise

AT = datetime(2026, 10, 5, 6, 0, tzinfo=UTC)
ANSWER = {
    "format": "artel-answer/1",
    "task": "T-1",
    "exercise": False,
    "state": "acknowledged",
    "at": "2026-10-05T06:00:00Z",
}
ITEM = {"type": "Feature", "assets": {"image": {"href": "assets/a.tif", "roles": ["data"]}}}
ROW = {"id": "1", "task": "T-1", "at": "2026-10-05T06:00:00Z", "exercise": False, "item": ITEM}


def task_of(name: str = "T-1") -> Task:
    contact = StationPass(station="ASTANA", antenna="A1", start=AT, end=AT, radio="X")
    promise = Promise(
        order="BY-17", task=name, satellite="BKA", sensor="PAN",
        rings=(((51.0, 47.0), (51.2, 47.0), (51.2, 47.2), (51.0, 47.0)),),
        gsd_m=2.1, start=AT, end=AT + timedelta(seconds=8), deliver_by=AT + timedelta(hours=6),
    )  # fmt: skip
    return Task(
        promise=promise, mode="", roll_deg=4.5, pitch_deg=0.0, upload=contact, downlink=contact,
        cut_off=AT,
    )  # fmt: skip


def refusal(document: dict) -> str:
    with pytest.raises(InputError) as refused:
        state_of(document, "T-1", exercise=False)
    assert refused.value.next_step
    return refused.value.message


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "artel-answer/2"}, "newer than artel-answer/1"),
        ({"format": "artel-task/1"}, "where its format should stand"),
        ({"task": "T-2"}, "task is 'T-2', not 'T-1'"),
        ({"exercise": True}, "exercise is True, not False"),
        ({"exercise": 0}, "exercise is 0, not False"),
        ({"exercise": None}, "exercise is None, not False"),
        ({"state": "flying"}, "the state is 'flying'"),
        ({"state": ["acknowledged"]}, "the state is ['acknowledged']"),
        ({"at": None}, "it does not say at"),
        ({"at": "soon"}, "'soon' is not an instant"),
        ({"at": "0001-01-01T00:00:00+23:59"}, "is not an instant"),
        ({"acknowledged_at": 5}, "it does not say acknowledged_at"),
    ],
)
def test_an_answer_that_is_not_as_published_is_not_used(change, said):
    assert said in refusal(ANSWER | change)


@pytest.mark.parametrize("state", STATES)
def test_a_task_is_tasked_only_where_the_owner_said_yes(state):
    said = state_of(ANSWER | {"state": state, "reason": "so"}, "T-1", exercise=False)
    outcome = outcome_of(said)
    assert isinstance(outcome, Acknowledged) is (state in TASKED)
    assert isinstance(outcome, NoAnswer) is (state == "received")
    if state in {"refused", "recalled", "failed"}:
        assert outcome == Refused("T-1", "so")


def test_when_the_owner_said_yes_stays_after_the_image_is_made():
    later = ANSWER | {"state": "delivered", "acknowledged_at": "2026-10-05T04:00:00Z"}
    outcome = outcome_of(state_of(later, "T-1", exercise=False))
    assert outcome == Acknowledged("T-1", AT - timedelta(hours=2))


@pytest.mark.parametrize(
    ("state", "kind"),
    [("recalled", Acknowledged), ("refused", Acknowledged), ("received", NoAnswer),
     ("acknowledged", Refused), ("delivered", Refused)],
)  # fmt: skip
def test_a_recall_is_done_where_the_task_will_not_be_flown(state, kind):
    said = state_of(ANSWER | {"state": state}, "T-1", exercise=False)
    assert isinstance(recall_outcome(said), kind)


@pytest.mark.parametrize("name", ["", "../T-1", "a/b", ".hidden", "T 1", "T-1\n", "x" * 101, "Т-1"])  # noqa: RUF001
def test_an_id_that_is_no_part_of_an_address_goes_nowhere(tmp_path, name):
    task = task_of(name)
    for centre in (FolderCentre(tmp_path), HttpCentre("https://owner.example")):
        with pytest.raises(InputError, match="is no id"):
            centre.send(task)
        with pytest.raises(InputError, match="is no id"):
            centre.state(name, exercise=False)
        with pytest.raises(InputError, match="is no id"):
            centre.recall(name, "why", exercise=False)
    assert list(tmp_path.iterdir()) == []


@given(
    st.lists(
        st.one_of(st.just(ROW), st.none(), st.dictionaries(st.sampled_from([*ROW, "x"]), st.text()))
    )
)
def test_a_delivery_that_is_not_as_published_holds_up_no_other(rows):
    document = {"format": "artel-deliveries/1", "deliveries": rows, "next": "2"}
    found = deliveries_of(document, "1")
    assert len(found.deliveries) == rows.count(ROW)
    assert len(found.unread) == len(rows) - rows.count(ROW)
    assert found.cursor == ("2" if rows else "1")


@pytest.mark.parametrize("rows", [None, {}, "none"])
def test_deliveries_that_are_no_list_are_refused(rows):
    document = {"format": "artel-deliveries/1", "deliveries": rows, "next": "2"}
    with pytest.raises(InputError, match="deliveries is no list"):
        deliveries_of(document, "1")


@pytest.mark.parametrize("cursor", [None, "", "1", 5])
def test_a_cursor_that_does_not_move_on_is_refused(cursor):
    document = {"format": "artel-deliveries/1", "deliveries": [ROW], "next": cursor}
    with pytest.raises(InputError, match="next does not move on"):
        deliveries_of(document, "1")


def delivered(folder, href: str):
    """Put a delivery with this href into an exchange folder, and return it as the desk sees it."""
    item = {"type": "Feature", "assets": {"image": {"href": href, "roles": ["data"]}}}
    place = folder / "in" / "deliveries"
    place.mkdir(parents=True, exist_ok=True)
    (place / "00000001.json").write_text(json.dumps(ROW | {"item": item}))
    (found,) = FolderCentre(folder).deliveries().deliveries
    return found


@pytest.mark.parametrize(
    "href",
    ["/etc/passwd", "../../secret.tif", "assets/../../secret.tif", "assets", "assets/..",
     "file:///etc/passwd", "deliveries/00000001.json", "assets/a/b.tif"],
)  # fmt: skip
def test_an_image_outside_the_exchange_folder_is_not_taken(tmp_path, href):
    found = delivered(tmp_path, href)
    with pytest.raises(InputError, match="is not within the exchange folder"):
        FolderCentre(tmp_path).image(found, tmp_path / "files")


def test_deliveries_of_a_folder_are_read_once_and_in_order(tmp_path):
    place = tmp_path / "in" / "deliveries"
    place.mkdir(parents=True)
    for number in (2, 1, 3):
        row = ROW | {"id": str(number)}
        (place / f"{number:08d}.json").write_text(json.dumps(row))
    (place / ".00000004.json.draft").write_text("half")
    (place / "00000004.json").write_text("half")
    found = FolderCentre(tmp_path).deliveries("00000001.json")
    assert [each.id for each in found.deliveries] == ["2", "3"]
    assert [said.partition(":")[0] for said in found.unread] == ["00000004.json"]
    assert FolderCentre(tmp_path).deliveries(found.cursor).deliveries == ()


def test_a_task_in_a_folder_is_one_file_however_often_it_is_sent(tmp_path):
    task = task_of()
    outcomes = [FolderCentre(tmp_path).send(task) for _ in range(3)]
    assert [type(outcome) for outcome in outcomes] == [NoAnswer] * 3
    (path,) = (tmp_path / "out" / "tasks").iterdir()
    document = json.loads(path.read_text())
    assert document == task_document(task)
    assert parse_instant(document["end"]) == task.promise.end


def test_a_centre_that_answers_half_a_file_has_not_answered(tmp_path):
    states = tmp_path / "in" / "states"
    states.mkdir(parents=True)
    (states / "T-1.json").write_text('{"format": "artel-ans')
    outcome = FolderCentre(tmp_path).send(task_of())
    assert isinstance(outcome, NoAnswer)
    assert "is not JSON" in outcome.why


def test_a_host_that_is_not_known_has_not_answered_and_a_closed_one_is_never_asked(tmp_path):
    centre = centre_at("https://owner.invalid", key="secret")
    quick = replace(centre, patience=replace(centre.patience, pause_s=0.0))
    assert quick.send(task_of()) == NoAnswer("T-1", "The host owner.invalid is not known.")
    assert "secret" not in repr(quick)
    with pytest.raises(InputError, match="is this machine itself"):
        centre_at("https://127.0.0.1:8443").send(task_of())
    assert centre_at(str(tmp_path)) == FolderCentre(tmp_path)
