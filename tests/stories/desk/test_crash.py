"""Server, worker and database are killed at random moments: nothing is lost, nothing is double.

The seed is printed and named in the test's id; the moments of the machine are its own.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from datetime import timedelta

import httpx
import numpy as np
import psutil
import pytest
from tests.desk_fixtures import EVE, actor
from tests.stories.desk.crash_judge import faults_of
from tests.stories.desk.crash_load import BASE, Buyer, Customer, Planner
from tests.unit.desk.owner_program import owner_of, told_of

from artel import bootstrap
from artel.commons.clock import WoundClock
from artel.desk import deliveries, dispatch, plans, runs_work
from artel.desk.accounts import issue_key, make_account
from artel.desk.desk import Desk
from artel.desk.opening import open_desk
from artel.feeds.files import read_folder
from artel.planner.best import Effort
from artel.store import cluster
from artel.store.opening import FOLDER, opened

PROGRAM = [sys.executable, "-c", "from artel.cli.main import run; run()"]
SEED = 20261006
PLANNER = actor("planner")


class Served:
    """A desk served by processes of its own, which may be killed and are started again."""

    def __init__(self, folder, owner):
        self.folder, self.address, self.began = folder, "", time.monotonic()
        self.environment = os.environ | {
            "ARTEL_DATA_DIR": str(folder),
            "ARTEL_ALLOWED_HOSTS": owner.address.removeprefix("http://"),
        }
        self.start()

    def start(self):
        now = EVE + timedelta(seconds=time.monotonic() - self.began)
        self.process = subprocess.Popen(
            [*PROGRAM, "serve", "--port", "0", "--clock", now.isoformat()],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=self.environment,
        )  # fmt: skip
        for said in self.process.stdout:
            if found := re.search(r"http://\S+/api/v1", said):
                self.address = found[0]
                return
        raise AssertionError("the desk did not start")

    def pids(self):
        """Return the process numbers of server, worker and database, where they are there."""
        head = cluster.noted(self.folder / FOLDER)
        with suppress(psutil.NoSuchProcess):
            children = psutil.Process(self.process.pid).children()
            workers = [each.pid for each in children if _works(each)]
            return {"server": self.process.pid, "worker": next(iter(workers), None),
                    "database": head}  # fmt: skip
        return {}

    def kill(self, chance):
        """Kill one of the three, see that the server is there again, and say which it was."""
        victim = str(chance.choice(["server", "worker", "database"]))
        if victim == "server":
            self.process.kill()
            self.ended()
            self.start()
        elif pid := self.pids()[victim]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return victim

    def ready(self):
        """Wait until the desk answers again, its database included."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(httpx.TransportError):
                url = self.address.replace("/api/v1", "/health/ready")
                if httpx.get(url, trust_env=False, timeout=30).status_code == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("the desk does not come back")

    def ended(self):
        self.process.wait(60)
        self.process.stdout.close()


def _runs(pid):
    """Whether a process is there; one that has ended and that nobody asked after is not."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def _works(process):
    with suppress(psutil.Error):
        return "worker" in process.cmdline()
    return False


class Load:
    """Everybody at work at once, and what they were told so far."""

    def __init__(self, served, keys, seed):
        self.over = threading.Event()
        self.planner = Planner(served, keys["planner"], self.over, seed)
        self.customer = Customer(served, keys["customer"], self.over, seed)
        self.buyer = Buyer(served, keys["customer"], self.over, seed, Planner(
            served, keys["planner"], self.over, seed))  # fmt: skip
        self.all = (self.planner, self.customer, self.buyer)

    @contextmanager
    def at_work(self):
        for each in self.all:
            each.start()
        try:
            yield
        finally:
            self.over.set()
            for each in self.all:
                each.join(120)
            self.buyer.planner.client.close()
            assert not any(each.is_alive() for each in self.all)

    def told(self):
        """Return what holds for ever of what was told up to now."""
        orders = {**self.customer.told, **self.buyer.told}
        numbers = range(1, self.customer.number + self.buyer.number + 2)
        names = [f"{each.name}-{n}" for each in (self.customer, self.buyer) for n in numbers]
        return {
            "orders": orders,
            "names": names,
            "cancelled": set(self.customer.cancelled),
            "holds": dict(self.buyer.ended),
            "runs": dict(self.planner.done),
            "stopped": set(self.planner.stopped),
        }

    def faults(self):
        return [fault for each in self.all for fault in each.faults] + self.buyer.planner.faults


@pytest.mark.parametrize(
    ("kills", "seed"), [(10, SEED), pytest.param(100, SEED + 1, marks=pytest.mark.deep)]
)
def test_nothing_is_lost_or_double_however_often_something_is_killed(
    data_folder, kazan, kills, seed, tmp_path
):
    with owner_of(tmp_path / "owner") as owner:
        keys = _begun(data_folder, kazan, owner)
        served, chance = Served(data_folder, owner), np.random.default_rng(seed)
        load, killed = Load(served, keys, seed), []
        try:
            with load.at_work():
                for number in range(kills):
                    time.sleep(float(chance.uniform(0.2, 2.0)))
                    if number % max(5, kills // 8) == 3:
                        _let_a_run_end(load.planner)
                    killed.append(served.kill(chance))
                    served.ready()
                    told = load.told()
                    assert faults_of(data_folder, told) == [], f"seed {seed}: after {killed}"
                    if number == kills // 2:
                        _back_up_and_restore(served, tmp_path)
            served.ready()
            assert faults_of(data_folder, load.told()) == [], f"seed {seed}: {killed}"
        finally:
            pids = [pid for pid in served.pids().values() if pid]
            served.process.terminate()
            served.ended()
        assert [pid for pid in pids if _runs(pid)] == []
        assert _left(data_folder) == []
        assert load.faults() == [], f"seed {seed}"
        said = load.told()
        assert min(len(said[each]) for each in ("orders", "cancelled", "runs")) > 0
        _come_to_rest(data_folder, owner)
    sys.stdout.write(f"seed {seed}: killed {killed}; {_counted(said)}\n")


def _begun(folder, kazan, owner):
    """Open a desk whose first eight hours are planned, and return the keys of its people."""
    with opened(folder) as store:
        desk = Desk(store, WoundClock(EVE), folder)
        open_desk(desk, read_folder(kazan))
        desk = told_of(desk, owner)
        version = plans.make(desk, PLANNER, BASE, Effort(steps=0))
        with desk.unit(PLANNER) as unit:
            plans.publish(unit, version)
            images = plans.document_of(unit, version)["images"]
        # One satellite delivers; that is enough for each way, and images are dear to make.
        flies = min(each["satellite"] for each in images if each["owner"] == "KZ")
        owner.behaves(default="none", by_satellite={flies: "good"})
        with desk.unit() as unit:
            given = {"planner": ("", ""), "customer": ("minsk-agro", "BY")}
            return {role: _key(unit, role, *party) for role, party in given.items()}


def _key(unit, role, party, home):
    row = make_account(unit, f"a {role}", actor(role).role, party=party, home=home)
    return issue_key(unit, row["id"], "a story")[0]


def _let_a_run_end(planner):
    """Wait until a run ends: a worker that is killed each second never ends one."""
    before, end = len(planner.done), time.monotonic() + 60
    while len(planner.done) == before and time.monotonic() < end:
        time.sleep(0.1)


def _back_up_and_restore(served, place):
    """Kill a backup on its way; another one, made while work goes on, comes back and verifies."""
    out = place / "kept" / "desk.tar"
    out.parent.mkdir()
    command = [*PROGRAM, "backup", "--out", str(out)]
    cut = subprocess.Popen(command, env=served.environment, stdout=subprocess.DEVNULL)
    time.sleep(1.2)
    cut.kill()
    cut.wait()
    out.unlink(missing_ok=True)
    subprocess.run(command, env=served.environment, check=True, stdout=subprocess.DEVNULL)
    with _reached_by_the_server(place.name) as new:
        restored = bootstrap.restore(out, new)
        assert restored.manifest.journal.size > 0
        assert restored.manifest.missing == []


@contextmanager
def _reached_by_the_server(name):
    from tests.conftest import open_folder

    with open_folder() as folder:
        yield folder / name


def _left(folder):
    return [each for each in psutil.process_iter() if cluster._of(each, folder / FOLDER)]


def _come_to_rest(folder, owner):
    """Let time pass: every run ends, every task is answered and flown once, by desk and owner."""
    with opened(folder) as store:
        clock = WoundClock(EVE + timedelta(minutes=30))
        desk = told_of(Desk(store, clock, folder), owner)
        while runs_work.take_up(desk):
            pass
        while dispatch.send_waiting(desk) + dispatch.take_back(desk):
            clock.wind(clock.now() + timedelta(minutes=6))
        clock.wind(BASE[1] + timedelta(hours=12))
        for _ in range(2):
            dispatch.follow(desk)
            deliveries.take_in(desk)
            clock.wind(clock.now() + timedelta(minutes=6))
        with desk.unit() as unit:
            tasks = [row for row in dispatch.page(unit, None, 10_000) if row["owner"] == "KZ"]
            came = deliveries.page(unit, None, 200)
            assert unit.rows("runs_open") == []
        assert {row["state"] for row in tasks} <= {"acknowledged", "delivered", "recalled"}
        assert sum(row["state"] == "delivered" for row in tasks) > 0
        assert len({row["task"] for row in came}) == len(came)
        at_owner = {path.stem for path in (owner.folder / "in" / "tasks").glob("*.json")}
        assert at_owner <= {row["id"] for row in tasks}
        assert faults_of(folder, {"orders": {}, "names": [], "cancelled": [], "holds": {},
                                     "runs": {}, "stopped": []}) == []  # fmt: skip


def _counted(said):
    return ", ".join(f"{len(rows)} {name}" for name, rows in said.items() if name != "names")
