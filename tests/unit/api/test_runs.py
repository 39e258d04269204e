"""Planning runs over HTTP, carried out by worker processes, of which one is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from tests.desk_fixtures import DAY, EVE
from tests.stories.desk.served import People, serving

WORKER = [sys.executable, "-c", "from artel.cli.main import run; run()", "worker", "--clock"]
SHORT = {"start": DAY.isoformat(), "end": (DAY + timedelta(hours=2)).isoformat(), "steps": 0}
LONG = {**SHORT, "end": (DAY + timedelta(hours=6)).isoformat(), "steps": 1_000_000}


@contextmanager
def workers(desk, count):
    """Have worker processes on the desk's database, and see that each ends when it is told."""
    environment = os.environ | {
        "ARTEL_DATABASE_URL": desk.store.uri,
        "ARTEL_DATA_DIR": str(desk.folder),
    }
    found = [
        subprocess.Popen([*WORKER, EVE.isoformat()], env=environment, stderr=subprocess.DEVNULL)
        for _ in range(count)
    ]
    try:
        yield found
    finally:
        for each in found:
            each.terminate()
        ended = [each.wait(60) for each in found]
    assert {code for code in ended if code != -signal.SIGKILL} <= {0}


class Told(threading.Thread):
    """Everything that the desk tells a planner of runs, as it happens."""

    def __init__(self, client):
        super().__init__(daemon=True)
        self.client, self.rows, self.over = client, [], False

    def run(self):
        heads = {"Accept": "text/event-stream"}
        with self.client.stream("GET", "events", headers=heads) as answer:
            for line in answer.iter_lines():
                if line.startswith("data: "):
                    row = json.loads(line[6:])
                    self.rows.append((row["kind"], row["subject"], row["body"]))
                if self.over:
                    return

    def of(self, name):
        return [(kind, body) for kind, subject, body in list(self.rows) if subject == name]

    def wait(self, kind, name, patience_s=90):
        end = time.monotonic() + patience_s
        while kind not in {known for known, _ in self.of(name)}:
            assert time.monotonic() < end, (kind, self.rows)
            time.sleep(0.05)


def asked(client, **body):
    answer = client.post("plans/runs", json=body)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/api/v1/plans/runs/{answer.json()['id']}"
    return answer.json()["id"]


def run_of(client, name):
    return client.get(f"plans/runs/{name}").json()


@pytest.fixture
def planner(desk):
    """Return a planner's client of a desk that is served."""
    with serving(desk) as address:
        people = People(desk, address)
        try:
            yield people("planner")
        finally:
            people.close()


@pytest.mark.deep
def test_two_workers_share_runs_and_one_that_is_killed_leaves_none_undone(desk, planner):
    told = Told(planner)
    told.start()
    with workers(desk, 2) as processes:
        names = [asked(planner, **SHORT, publish=number == 0) for number in range(2)]
        for name in names:
            told.wait("run.done", name)
        long = asked(planner, **LONG)
        told.wait("run.progress", long)
        os.kill(int(run_of_database(desk, long)["worker"].split()[1]), signal.SIGKILL)
        killed = time.monotonic()
        while [kind for kind, _ in told.of(long)].count("run.begun") < 2:
            assert time.monotonic() - killed < 60
            time.sleep(0.02)
        assert planner.post(f"plans/runs/{long}/stop").status_code == 200
        assert sum(each.poll() is None for each in processes) == 1
    _judge(planner, told, long, names)
    told.over = True
    asked(planner, **SHORT)  # one more thing to be told of: then the stream is left
    told.join(30)


def run_of_database(desk, name):
    with desk.unit() as unit:
        return unit.row("run_by_id", id=name)


def _judge(planner, told, stopped, names):
    """See that each run was done once, that what was asked to be published is, and no more."""
    plans = {row["version"]: row for row in planner.get("plans").json()["plans"]}
    rows = [run_of(planner, name) for name in names]
    assert run_of(planner, stopped)["state"] == "stopped"
    assert [row["state"] for row in rows] == ["done"] * len(rows)
    assert sorted(row["plan"] for row in rows) == sorted(plans)
    assert [plans[row["plan"]]["state"] for row in rows] == ["published", "draft"]
    for name in names:
        kinds = [kind for kind, _ in told.of(name)]
        assert kinds[:2] == ["run.asked", "run.begun"]
        assert kinds[-1] == "run.done"
        assert kinds.count("run.begun") == 1
    _, first = next(each for each in told.of(stopped) if each[0] == "run.progress")
    assert 0 < first["value"] <= first["bound"]


def test_the_same_run_asked_for_again_with_its_key_is_one_run(desk, planner):
    head = {"Idempotency-Key": "one"}
    first, second = (planner.post("plans/runs", json=SHORT, headers=head) for _ in range(2))
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"
    assert len(planner.get("plans/runs").json()["runs"]) == 1
    other = planner.post("plans/runs", json=LONG, headers=head)
    assert (other.status_code, "another request" in other.text) == (422, True)


def test_a_plan_is_made_by_a_run_and_in_no_other_way(planner):
    assert planner.post("plans", json=SHORT).status_code == 405
