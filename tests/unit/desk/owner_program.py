"""The simulated owner as a program of its own, for tests of what passes between it and a desk."""

import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

OWNER = Path(__file__).resolve().parents[2] / "simulated_owner" / "owner.py"
KEY = "between-us"


class Program:
    """The program of Kazakhstan: where it is, and how it behaves."""

    def __init__(self, folder, port):
        self.folder, self.address = folder, f"http://127.0.0.1:{port}"

    def behaves(self, **said):
        draft = self.folder / "behaviour.draft"
        draft.write_text(json.dumps(said))
        draft.replace(self.folder / "behaviour.json")


@contextmanager
def owner_of(folder):
    """Run the program in a folder while the block runs."""
    folder.mkdir(exist_ok=True)
    running = subprocess.Popen(
        [
            *(sys.executable, OWNER, "--port", "0", "--folder", folder, "--key", KEY),
            *("--behaviour", folder / "behaviour.json"),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Program(folder, json.loads(running.stdout.readline())["port"])
    finally:
        running.terminate()
        running.wait(20)
        running.stdout.close()


def told_of(desk, program):
    """Return the desk, which may ask the program and knows it as Kazakhstan's centre."""
    from artel.desk import centres
    from artel.feeds.outbound import Allowed

    allowed = Allowed(frozenset({program.address.removeprefix("http://")}))
    with desk.unit() as unit:
        centres.keep_centre(unit, "KZ", program.address, KEY, exercise=False, allowed=allowed)
    return replace(desk, allowed=allowed)


def tasks_of(desk, *states):
    """Return Kazakhstan's tasks, those in these states if some are named."""
    from artel.desk import dispatch

    with desk.unit() as unit:
        rows = [row for row in dispatch.page(unit, None, 200) if row["owner"] == "KZ"]
    return [row for row in rows if not states or row["state"] in states]


def states_of(desk):
    """Return the states of all orders."""
    from artel.desk import orders

    with desk.unit() as unit:
        return {row["id"]: row["state"] for row in orders.page(unit, None, 200)}


def open_alerts(desk, kind):
    """Return the open alerts of a kind."""
    from artel.desk import alerts

    with desk.unit() as unit:
        return [row for row in alerts.page(unit, None, 200, only_open=True) if row["kind"] == kind]


def one_alone(desk):
    """Return a task of Kazakhstan's whose order has no other."""
    with desk.unit() as unit:
        return next(
            row
            for row in tasks_of(desk)
            if len(unit.rows("tasks_of_order", order_id=row["order_id"])) == 1
        )


def sent(desk):
    """Send what waits, until nothing does."""
    from artel.desk import dispatch

    while dispatch.send_waiting(desk):
        pass
