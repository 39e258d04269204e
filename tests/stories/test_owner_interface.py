"""Tasks go out to a real control centre, images come back, and each fault is seen for what it is.

The owner is a program of its own, reached only by what docs/owners.md says.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from artel.commons.clock import SystemClock
from artel.commons.errors import InputError
from artel.commons.instants import instant_text, parse_instant
from artel.feeds.delivered_files import facts_of
from artel.feeds.outbound import Allowed
from artel.feeds.owner_folder import FolderCentre
from artel.feeds.owner_http import HttpCentre, Patience
from artel.feeds.owner_tasks import Acknowledged, NoAnswer, Refused, StationPass, Task
from artel.feeds.urls import Bounds
from artel.orders.promises import Promise, faults

if TYPE_CHECKING:
    from collections.abc import Iterator

OWNER = Path(__file__).resolve().parents[1] / "simulated_owner" / "owner.py"
KEY = "a-key-of-the-desk"
START = datetime(2026, 10, 5, 6, 0, tzinfo=UTC)
RING = ((51.20, 47.10), (51.23, 47.11), (51.22, 47.13), (51.19, 47.12), (51.20, 47.10))
QUICK = Patience(answer=Bounds(1_000_000, 30.0, 30.0), tries=2, pause_s=0.01)


@dataclass(frozen=True)
class Owner:
    """The program, its exchange folder, and both ways to it."""

    http: HttpCentre
    folder: FolderCentre

    def behaves(self, **said: object) -> None:
        """Change how the program behaves while it runs."""
        draft = self.folder.folder / "behaviour.draft"
        draft.write_text(json.dumps(said))
        draft.replace(self.folder.folder / "behaviour.json")


@pytest.fixture
def owner(started) -> Owner:
    """Return the owner, who behaves well until a test says otherwise."""
    started.behaves()
    return started


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """Start the program, and stop it when the story ends."""
    with program(tmp_path_factory.mktemp("owner")) as owner:
        yield owner


@contextmanager
def program(folder: Path, *options: str) -> Iterator[Owner]:
    running = subprocess.Popen(
        [
            *(sys.executable, OWNER, "--port", "0", "--folder", folder, "--key", KEY),
            *("--behaviour", folder / "behaviour.json", *options),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        port = json.loads(running.stdout.readline())["port"]
        allowed = Allowed(frozenset({f"127.0.0.1:{port}"}))
        yield Owner(
            HttpCentre(f"http://127.0.0.1:{port}", KEY, allowed, QUICK), FolderCentre(folder, 30.0)
        )
    finally:
        running.terminate()
        running.wait(20)
        running.stdout.close()


def task_of(name: str, **changes: object) -> Task:
    """Return a task of the fifth of October, over the north of the Caspian Sea."""
    contact = StationPass(station="ASTANA", antenna="A1", start=START, end=START)
    promise = Promise(
        order="BY-17", task=name, satellite="KAZEOSAT-1", sensor="PAN", rings=(RING,), gsd_m=10.0,
        max_cloud_percent=20.0, start=START, end=START + timedelta(seconds=8),
        deliver_by=START + timedelta(hours=6),
    )  # fmt: skip
    return Task(
        promise=replace(promise, **changes), mode="", roll_deg=4.5, pitch_deg=0.0,
        upload=replace(contact, start=START - timedelta(hours=3), end=START - timedelta(hours=2)),
        downlink=replace(contact, start=START + timedelta(hours=1), end=START + timedelta(hours=2)),
        cut_off=START - timedelta(hours=1),
    )  # fmt: skip


def delivery_to(centre, task: Task):
    """Return the one delivery of a task, whatever else was delivered before."""
    deadline = time.monotonic() + 60
    while getattr(centre.state(task.id, exercise=task.exercise), "state", "") != "delivered":
        assert time.monotonic() < deadline
        time.sleep(0.02)
    found, cursor = [], ""
    while (page := centre.deliveries(cursor)).deliveries:
        found, cursor = [*found, *page.deliveries], page.cursor
    (delivery,) = [each for each in found if each.task == task.id]
    return delivery


def judged(centre, task: Task, files: Path) -> set[str]:
    """Fetch what came for a task, judge it, and return the codes of its faults."""
    delivery = delivery_to(centre, task)
    facts = facts_of(centre.image(delivery, files), delivery.at)
    return {fault.code for fault in faults(task.promise, delivery.item, facts)}


@pytest.mark.parametrize("way", ["http", "folder"])
@pytest.mark.parametrize(
    ("flight", "codes"),
    [
        ("good", set()),
        ("part", {"FOOTPRINT"}),
        ("empty-part", {"FOOTPRINT"}),
        ("wrong-place", {"FOOTPRINT"}),
        ("wrong-checksum", {"CHECKSUM"}),
        ("cloudy", {"CLOUD"}),
        ("coarse", {"GSD"}),
        ("late", {"LATE"}),
        ("wrong-satellite", {"SATELLITE"}),
        ("wrong-time", {"TIME"}),
        ("giant", {"IMAGE"}),
    ],
)
def test_an_image_is_accepted_or_complained_about(owner, tmp_path, way, flight, codes):
    task = task_of(f"{way}-{flight}", exercise=flight == "good")
    owner.behaves(by_task={task.id: flight})
    centre = getattr(owner, way)
    assert centre.send(task) == Acknowledged(task.id, task.upload.end)
    assert judged(centre, task, tmp_path) == codes
    assert centre.state(task.id, exercise=task.exercise).state == "delivered"


@pytest.mark.parametrize("way", ["http", "folder"])
@pytest.mark.parametrize(
    ("flight", "reason"),
    [("zip", "is packed as zip"), ("no-longer-there", "answered 404|cannot be read: no such file")],
)
def test_what_is_no_image_is_not_taken_in(owner, tmp_path, way, flight, reason):
    task = task_of(f"{way}-{flight}")
    owner.behaves(by_satellite={"KAZEOSAT-1": flight})
    centre = getattr(owner, way)
    centre.send(task)
    with pytest.raises(InputError, match=reason) as refused:
        centre.image(delivery_to(centre, task), tmp_path / "files")
    assert refused.value.next_step
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("way", ["http", "folder"])
def test_a_refusal_has_the_owners_reason(owner, way):
    task = task_of(f"{way}-refused")
    owner.behaves(
        by_task={task.id: {"answer": "refuse", "reason": "the gyroscope is being mended"}}
    )
    assert getattr(owner, way).send(task) == Refused(task.id, "the gyroscope is being mended")


@pytest.mark.parametrize("way", ["http", "folder"])
def test_a_task_after_the_cut_off_is_refused(owner, way):
    task = replace(task_of(f"{way}-cut"), cut_off=START - timedelta(hours=5))
    assert getattr(owner, way).send(task) == Refused(task.id, "the cut-off has passed")


def test_a_task_received_is_not_tasked_until_the_owner_says_so(owner):
    task = task_of("delayed")
    owner.behaves(by_task={task.id: "delay"})
    for outcome in (owner.http.send(task), replace(owner.folder, patience_s=0.0).send(task)):
        assert isinstance(outcome, NoAnswer)
        assert outcome.received
    owner.behaves()
    assert owner.http.send(task) == Acknowledged(task.id, task.upload.end)
    assert owner.folder.send(task) == Acknowledged(task.id, task.upload.end)


def test_nobody_answers(owner):
    task = task_of("silent")
    owner.behaves(default={"answer": "silent"})
    impatient = replace(QUICK, answer=Bounds(1_000_000, 0.2, 0.2))
    outcome = replace(owner.http, patience=impatient).send(task)
    assert isinstance(outcome, NoAnswer)
    assert not outcome.received
    assert "did not answer within 0.2 s" in outcome.why
    assert isinstance(replace(owner.folder, patience_s=0.2).send(task), NoAnswer)


@pytest.mark.parametrize("answer", ["busy", "lost-answer", "slow"])
def test_a_task_sent_again_is_the_same_task(owner, tmp_path, answer):
    task = task_of(f"again-{answer}")
    owner.behaves(by_task={task.id: {"answer": answer, "seconds": 0.2}})
    assert owner.http.send(task) == Acknowledged(task.id, task.upload.end)
    assert owner.http.send(task) == Acknowledged(task.id, task.upload.end)
    assert judged(owner.http, task, tmp_path) == set()


def test_an_answer_that_is_not_as_published_is_no_answer(owner):
    task = task_of("garbled")
    owner.behaves(default={"answer": "garbled"})
    outcome = owner.http.send(task)
    assert isinstance(outcome, NoAnswer)
    assert "task is 'ANOTHER'" in outcome.why


def test_a_wrong_key_is_no_answer(owner):
    outcome = replace(owner.http, key="another").send(task_of("keyless"))
    assert outcome == NoAnswer("keyless", "The owner does not accept the desk's key (401).")


@pytest.mark.parametrize("way", ["http", "folder"])
def test_a_task_is_recalled_with_its_reason_unless_it_is_flown(owner, way):
    centre = getattr(owner, way)
    kept, flown = task_of(f"{way}-kept"), task_of(f"{way}-flown")
    owner.behaves(by_task={kept.id: "none"})
    centre.send(kept)
    centre.send(flown)
    assert centre.recall(kept.id, "the order is cancelled", exercise=False) == Acknowledged(
        kept.id, kept.upload.end
    )
    assert centre.state(kept.id, exercise=False).reason == "the order is cancelled"
    brisk = replace(centre, patience_s=0.2) if way == "folder" else centre
    assert isinstance(brisk.recall(flown.id, "too late", exercise=False), Refused)


def test_a_flight_that_fails_is_told_with_its_reason(owner):
    task = task_of("failing")
    owner.behaves(by_task={task.id: "fail"})
    owner.http.send(task)
    state = owner.http.state(task.id, exercise=False)
    assert (state.state, state.reason) == ("failed", "camera in safe mode")


def test_an_exercise_is_never_answered_for_something_real(owner):
    task = task_of("drill", exercise=True)
    owner.http.send(task)
    said = owner.http.state(task.id, exercise=False)
    assert isinstance(said, NoAnswer)
    assert "exercise is True, not False" in said.why


def test_a_centre_at_a_private_address_is_not_asked_unless_allowed(owner):
    with pytest.raises(InputError, match="without https"):
        replace(owner.http, allowed=Allowed()).send(task_of("private"))


def test_an_owner_with_a_clock_flies_when_it_is_time(tmp_path):
    with program(tmp_path, "--clock-offset", str(20 * 3600)) as owner:
        there = SystemClock().now() + timedelta(hours=20)
        cut_off = there + timedelta(hours=5)
        flown, later, late = (
            replace(
                task,
                cut_off=cut_off if task.id != "late" else there - timedelta(hours=1),
                downlink=replace(task.downlink, end=there + timedelta(hours=hours)),
            )
            for task, hours in ((task_of("flown"), -1), (task_of("later"), 2), (task_of("late"), 2))
        )
        assert isinstance(owner.http.send(late), Refused)
        assert isinstance(owner.http.send(later), Acknowledged)
        assert isinstance(owner.http.send(flown), Acknowledged)
        assert delivery_to(owner.http, flown).at == parse_instant(instant_text(flown.downlink.end))
        assert owner.http.state(later.id, exercise=False).state == "acknowledged"
        assert {each.task for each in owner.http.deliveries().deliveries} == {"flown"}
