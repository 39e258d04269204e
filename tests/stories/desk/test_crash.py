"""Server, worker and database are killed at random moments: nothing is lost, nothing is double."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

import httpx
import numpy as np
import psutil
import pytest
from tests.desk_fixtures import EVE, SPAN, actor, wish

from artel.commons.clock import WoundClock
from artel.desk import runs
from artel.desk.accounts import issue_key, make_account
from artel.desk.desk import Desk
from artel.desk.opening import open_desk
from artel.feeds.files import read_folder
from artel.store import cluster, journal
from artel.store.checks import bodies_hold, chain_holds, sequences_hold
from artel.store.opening import opened
from artel.store.signing import new_key

PROGRAM = "from artel.cli.main import run; run()"
COMMAND = [sys.executable, "-c", PROGRAM, "serve", "--port", "0", "--clock", EVE.isoformat()]


class Served:
    """A desk served by processes of its own, which may be killed and are started again."""

    def __init__(self, folder):
        self.folder, self.address = folder, ""
        self.start()

    def start(self):
        environment = os.environ | {"ARTEL_DATA_DIR": str(self.folder)}
        self.process = subprocess.Popen(
            COMMAND, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
        )
        said = self.process.stdout.readline()
        self.address = re.search(r"http://\S+", said)[0]

    def workers(self):
        return psutil.Process(self.process.pid).children()

    def kill(self, chance):
        """Kill one of the three, and see that the server is there again."""
        victim = chance.choice(["server", "worker", "database"])
        if victim == "server":
            self.process.kill()
            self.ended()
            self.start()
            return
        head = cluster.noted(self.folder / "database")
        workers = [each.pid for each in self.workers() if each.pid != head]
        for pid in workers[:1] if victim == "worker" else [head]:
            os.kill(pid, signal.SIGKILL)

    def ended(self):
        self.process.wait(60)
        self.process.stdout.close()


class Customer(threading.Thread):
    """Places order after order, each once, and keeps what it was told of each."""

    def __init__(self, served, key, over):
        super().__init__()
        self.served, self.over, self.told, self.sent = served, over, {}, 0
        self.client = httpx.Client(
            headers={"Authorization": f"Bearer {key}"}, trust_env=False, timeout=30
        )

    def run(self):
        while not self.over.wait(0.1):
            self.sent += 1
            try:
                answer = self.client.post(
                    f"{self.served.address}/orders", json=wish(name=f"order {self.sent}")
                )
            except httpx.TransportError:
                continue
            if answer.status_code == 201:
                self.told[answer.json()["id"]] = f"order {self.sent}"


@pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.deep)])
def test_nothing_is_lost_or_double_however_often_something_is_killed(data_folder, kazan, kills):
    key = _begun(data_folder, kazan)
    served, over = Served(data_folder), threading.Event()
    customer, chance = Customer(served, key, over), np.random.default_rng(20261005)
    customer.start()
    try:
        for _ in range(kills):
            over.wait(float(chance.uniform(0.3, 1.5)))
            served.kill(chance)
        over.wait(1.0)
        over.set()
        customer.join(60)
        run = _ended_run(served, customer.client)
    finally:
        over.set()
        served.process.terminate()
        served.ended()
    customer.client.close()
    assert _left(data_folder) == []
    _judge(data_folder, customer, run)


def _begun(folder, kazan):
    with opened(folder) as store:
        desk = Desk(store, WoundClock(EVE), folder)
        open_desk(desk, read_folder(kazan))
        with desk.unit() as unit:
            row = make_account(unit, "a planner", actor("planner").role, party="", home="")
            key, _ = issue_key(unit, row["id"], "a story")
        with desk.unit(actor("planner")) as unit:
            runs.ask(unit, SPAN, 0)
    return key


def _ended_run(served, client):
    for _ in range(120):
        try:
            (run,) = client.get(f"{served.address}/plans/runs").json()["runs"]
        except (httpx.TransportError, KeyError):
            run = {"state": "not known"}
        if run["state"] == "done":
            return run
        time.sleep(1)
    raise AssertionError(run)


def _left(folder):
    return [each for each in psutil.process_iter() if cluster._of(each, folder / "database")]


def _judge(folder, customer, run):
    later = datetime(2026, 10, 7, tzinfo=UTC)
    with opened(folder) as store, store.unit(actor("planner"), later) as unit:
        made = [row["version"] for row in unit.rows("plans_page", after=None, limit=10)]
        journal.seal_day(unit, datetime(2026, 10, 6, tzinfo=UTC).date(), new_key(), "kazan")
        whole = journal.export(unit, "kazan", {})
        stored = {name: unit.row("order_by_id", id=name)["wish"]["name"] for name in customer.told}
    placed = [entry.subject for entry in whole.entries if entry.action == "order.placed"]
    assert made == [run["plan"]]
    assert stored == customer.told
    assert len(customer.told) > 5
    assert len(placed) == len(set(placed))
    assert set(customer.told) <= set(placed)
    for check in (chain_holds, sequences_hold, bodies_hold):
        assert list(check(whole)) == []
