"""The processes of a desk: one serves a folder, and an end leaves none of them, whenever it is."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress

import httpx
import psutil
import pytest
from tests.desk_fixtures import EVE
from tests.stories.desk.crash_load import BASE, NEXT, text
from tests.stories.desk.test_crash import PLANNER, PROGRAM, Served, _begun, _left, _runs
from tests.unit.desk.owner_program import owner_of

from artel.commons.clock import WoundClock
from artel.desk import runs
from artel.desk.desk import Desk
from artel.store import cluster, embedded
from artel.store.connections import Store
from artel.store.opening import FOLDER


@pytest.fixture
def owner(tmp_path):
    with owner_of(tmp_path / "owner") as found:
        yield found


def tree(process):
    """Return the process numbers of a serving process and of all that it started."""
    with suppress(psutil.NoSuchProcess):
        return [
            process.pid,
            *(each.pid for each in psutil.Process(process.pid).children(recursive=True)),
        ]
    return []


@pytest.mark.deep
def test_one_process_serves_a_folder_and_an_end_during_a_run_leaves_none(data_folder, kazan, owner):
    key = _begun(data_folder, kazan, owner)["planner"]
    served = Served(data_folder, owner)
    second = subprocess.run(
        [*PROGRAM, "serve", "--port", "0"], env=served.environment, text=True, check=False,
        capture_output=True,
    )  # fmt: skip
    assert second.returncode != 0
    assert f"Another artel serve works in {data_folder}." in second.stderr
    assert "Traceback" not in second.stderr
    head = {"Authorization": f"Bearer {key}"}
    with httpx.Client(headers=head, trust_env=False, timeout=60) as client:
        body = {"start": text(BASE[0]), "end": text(BASE[1]), "steps": 1_000_000}
        name = client.post(f"{served.address}/plans/runs", json=body).json()["id"]
        while client.get(f"{served.address}/plans/runs/{name}").json()["state"] == "queued":
            time.sleep(0.1)
    pids = [*tree(served.process), served.pids()["database"]]
    served.process.terminate()
    served.ended()
    assert served.process.returncode == 0
    assert [pid for pid in pids if _runs(pid)] == []
    assert _left(data_folder) == []


@pytest.mark.deep
@pytest.mark.parametrize("after_s", [0.5, 2.0, 4.0])
def test_an_end_during_the_first_start_leaves_no_process(data_folder, after_s):
    process = subprocess.Popen(
        [*PROGRAM, "serve", "--port", "0"],
        env=os.environ | {"ARTEL_DATA_DIR": str(data_folder)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(after_s)
    pids = tree(process)
    process.send_signal(signal.SIGTERM)
    process.wait(60)
    assert [pid for pid in pids if _runs(pid)] == []
    assert _left(data_folder) == []


@pytest.mark.deep
def test_a_worker_whose_database_dies_starts_it_again_and_goes_on(data_folder, kazan, owner):
    _begun(data_folder, kazan, owner)
    worker = subprocess.Popen(
        [*PROGRAM, "worker", "--clock", EVE.isoformat()],
        env=os.environ | {"ARTEL_DATA_DIR": str(data_folder)},
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(2):
            _wait(lambda: cluster.ready(data_folder / FOLDER))
            _run_done(data_folder)
            os.kill(cluster.noted(data_folder / FOLDER), signal.SIGKILL)
            _wait(lambda: not cluster.ready(data_folder / FOLDER))
        _wait(lambda: cluster.ready(data_folder / FOLDER))
        assert worker.poll() is None
    finally:
        worker.terminate()
    assert worker.wait(60) == 0
    assert _left(data_folder) == []


def _wait(holds, patience_s=60):
    end = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def _run_done(folder):
    """Ask for a run, and wait until the worker has ended it."""
    store = Store.open(embedded.Server(folder / FOLDER).uri)
    try:
        desk = Desk(store, WoundClock(EVE), folder)
        with desk.unit(PLANNER) as unit:
            name = runs.ask(unit, NEXT, 0)["id"]

        def state():
            with desk.unit() as unit:
                return unit.row("run_by_id", id=name)["state"]

        _wait(lambda: state() == "done", 120)
    finally:
        store.close()
