"""The page for owners' engineers: its examples are what the desk sends and takes."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from datetime import timedelta

import pytest
import shapely

from artel.commons.errors import InputError
from artel.commons.instants import parse_instant
from artel.feeds import owner_complaints
from artel.feeds.owner_complaints import Complaint, complaint_document, complaint_state_of
from artel.feeds.owner_station import asked_document, asked_of_document, report_of
from artel.feeds.owner_tasks import (
    STATES,
    Acknowledged,
    StationPass,
    Task,
    deliveries_of,
    outcome_of,
    recall_document,
    state_of,
    task_document,
)
from artel.orders.promises import CODES, Facts, Picture, Promise, faults


@pytest.fixture(scope="module")
def text(repository):
    return (repository / "docs" / "owners.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def examples(text):
    """Return the documents of the page by their format."""
    block = re.compile(r"^<!-- (artel-[a-z-]+/1) -->\n```json\n(.*?)^```", re.MULTILINE | re.DOTALL)
    return {name: json.loads(example) for name, example in block.findall(text)}


def contact(document: dict) -> StationPass:
    times = {name: parse_instant(document[name]) for name in ("start", "end")}
    return StationPass(**{**document, **times})


@pytest.fixture(scope="module")
def task(examples) -> Task:
    """Return the task of which the page shows the document."""
    said = examples["artel-task/1"]
    promise = Promise(
        order=said["order"],
        task=said["task"],
        satellite=said["satellite"],
        sensor=said["sensor"],
        rings=tuple(tuple(map(tuple, ring)) for ring in said["footprint"]),
        gsd_m=said["max_gsd_m"],
        start=parse_instant(said["start"]),
        end=parse_instant(said["end"]),
        deliver_by=parse_instant(said["deliver_by"]),
        max_cloud_percent=said["max_cloud_percent"],
    )
    return Task(
        promise=promise,
        mode="",
        roll_deg=said["roll_deg"],
        pitch_deg=said["pitch_deg"],
        upload=contact(said["upload"]),
        downlink=contact(said["downlink"]),
        cut_off=parse_instant(said["cut_off"]),
    )


def test_every_document_begins_with_its_format(examples):
    assert len(examples) == 7
    assert {name: document["format"] for name, document in examples.items()} == {
        name: name for name in examples
    }


def test_the_task_of_the_page_is_what_the_desk_sends(examples, task):
    assert task_document(task) == examples["artel-task/1"]
    assert list(task_document(task)) == list(examples["artel-task/1"])


def test_the_recall_of_the_page_is_what_the_desk_writes(examples, task):
    said = examples["artel-recall/1"]
    assert recall_document(task.id, said["reason"], exercise=False) == said


def test_the_answer_of_the_page_makes_the_task_tasked(examples, task):
    state = state_of(examples["artel-answer/1"], task.id, exercise=task.exercise)
    assert outcome_of(state) == Acknowledged(task.id, state.at)


def test_the_delivery_of_the_page_keeps_the_promise_of_its_task(examples, task):
    (delivery,) = deliveries_of(examples["artel-deliveries/1"], "").deliveries
    image = delivery.item["assets"]["image"]
    shown = shapely.Polygon(delivery.item["geometry"]["coordinates"][0])
    facts = Facts(
        received=delivery.at + timedelta(minutes=1),
        sha256=image["file:checksum"][4:],
        size_bytes=image["file:size"],
        picture=Picture(width=9, height=9, bands=1, pixel_m=1.05, footprint=shown),
    )
    assert faults(task.promise, delivery.item, facts) == ()


def test_the_complaint_of_the_page_is_what_the_desk_sends_and_its_answer_is_taken(examples):
    said = examples["artel-complaint/1"]
    complaint = Complaint(
        id=said["complaint"],
        task=said["task"],
        order=said["order"],
        exercise=said["exercise"],
        delivery=said["delivery"],
        made=parse_instant(said["made"]),
        answer_by=parse_instant(said["answer_by"]),
        faults=tuple(said["faults"]),
    )
    assert list(complaint_document(complaint).items()) == list(said.items())
    answer = examples["artel-complaint-answer/1"]
    state = complaint_state_of(answer, said["complaint"], exercise=False)
    assert (state.state, state.remedy) == ("accepted", "fly-again")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"complaint": "K-7"}, "complaint is 'K-7'"),
        ({"exercise": True}, "exercise is True"),
        ({"state": "perhaps"}, "the state is 'perhaps'"),
        ({"remedy": "flowers"}, "the remedy is 'flowers'"),
        ({"state": "disputed", "reason": None}, "disputes without a reason"),
        ({"at": None}, "does not say at"),
    ],
)
def test_an_answer_that_is_not_as_published_is_not_used(examples, change, said):
    answer = examples["artel-complaint-answer/1"]
    with pytest.raises(InputError, match=said):
        complaint_state_of(answer | change, answer["complaint"], exercise=False)


def test_the_stations_task_of_the_page_is_what_the_desk_sends(examples):
    said = examples["artel-station-task/1"]
    task = asked_of_document(said)
    assert list(asked_document(task).items()) == list(said.items())
    given = {"start": said["start"], "end": said["end"], "note": "all of it"}
    assert report_of(given) == given
    for wrong in (None, {}, given | {"end": "2026-10-05T02:00:00Z"}, given | {"start": 7}):
        with pytest.raises(InputError):
            report_of(wrong)


def test_every_field_is_explained(text, examples):
    explained = set(re.findall(r"`([a-z_:]+)`", text))
    names = {name for document in examples.values() for name in document}
    names |= {field.name for field in fields(StationPass)}
    (row,) = examples["artel-deliveries/1"]["deliveries"]
    names |= set(row) | set(row["item"]["properties"])
    assert names - explained == set()


def rows(text: str, head: str) -> list[str]:
    """Return the first column of the table with this head."""
    table = text.split(f"| {head} | says |\n", 1)[1].split("\n\n", 1)[0]
    return re.findall(r"^\| `(\S+)` \|", table, re.MULTILINE)


def test_the_states_and_the_codes_are_all_there(text):
    assert rows(text, "state") == list(STATES)
    assert rows(text, "code") == list(CODES)
    assert rows(text, "answer") == list(owner_complaints.STATES)
    assert rows(text, "remedy") == list(owner_complaints.REMEDIES)
    assert all(f"| `{code}` | {said} |" in text for code, said in CODES.items())
