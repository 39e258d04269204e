"""What goes on at a desk while it is killed: a customer, a buyer of holds and a planner at work.

Each sends what it asks again until it is answered, with the same key, and keeps what it was told.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import httpx
import numpy as np
from tests.desk_fixtures import DAY, wish

PLACES = ((80.0, 50.0), (69.1, 53.3), (60.0, 55.0), (75.0, 52.0), (71.4, 51.1), (45.0, 55.0))
BASE = DAY, DAY + timedelta(hours=8)
NEXT = DAY + timedelta(hours=8), DAY + timedelta(hours=12)
ENDED = ("done", "failed", "stopped")


def text(at):
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Worker(threading.Thread):
    """Somebody at work over HTTP, who asks again where no answer came."""

    def __init__(self, served, key, over, seed):
        super().__init__(name=type(self).__name__)
        self.served, self.over = served, over
        self.chance = np.random.default_rng([seed, len(self.name)])
        self.faults, self.number = [], 0
        self.client = httpx.Client(
            headers={"Authorization": f"Bearer {key}"}, trust_env=False, timeout=60
        )

    def run(self):
        while not self.over.is_set():
            self.number += 1
            self.turn(f"{self.name}-{self.number}")
        self.client.close()

    def ask(self, method, path, body=None, key=None):
        """Return the answer, and whether it was asked for more than once."""
        tries, headers = 0, {"Idempotency-Key": key} if key else {}
        while True:
            tries += 1
            try:
                url = f"{self.served.address}/{path}"
                answer = self.client.request(method, url, json=body, headers=headers)
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code not in (429, 503):
                if answer.status_code >= 500:
                    self.faults.append(f"{method} {path}: {answer.text}")
                return answer, tries > 1
            time.sleep(0.1)

    def got(self, path):
        return self.ask("GET", path)[0].json()


class Customer(Worker):
    """Places order after order, some of them twice with one key, and cancels some."""

    def __init__(self, *given):
        super().__init__(*given)
        self.told, self.cancelled = {}, set()

    def turn(self, key):
        for _ in range(int(self.chance.integers(1, 3))):
            answer, _ = self.ask("POST", "orders", wish(name=key), key)
            self.keep(key, answer)
        if self.chance.random() < 0.3:
            self.cancel(self.told[key])
        time.sleep(0.05)

    def keep(self, key, answer):
        if answer.status_code != 201:
            self.faults.append(f"{key}: {answer.text}")
            return
        name = answer.json()["id"]
        if self.told.setdefault(key, name) != name:
            self.faults.append(f"{key} is {name} and {self.told[key]}")

    def cancel(self, name):
        answer, again = self.ask("POST", f"orders/{name}/cancel", {"reason": "no need"})
        done = again and self.got(f"orders/{name}")["state"] == "cancelled"
        if answer.status_code == 200 or done:
            self.cancelled.add(name)
        else:
            self.faults.append(f"{name} is not cancelled: {answer.text}")


class Buyer(Customer):
    """Has orders accepted, holds looks for them, and accepts some holds and releases others."""

    def __init__(self, served, key, over, seed, planner):
        super().__init__(served, key, over, seed)
        self.planner, self.ended = planner, {}

    def turn(self, key):
        place = PLACES[self.number % len(PLACES)]
        body = wish(name=key, geometry={"type": "Point", "coordinates": place})
        self.keep(key, self.ask("POST", "orders", body, key)[0])
        name = self.told[key]
        self.planner.accept(name)
        hold = self.hold(name)
        if hold:
            what = "release" if self.number % 3 == 0 else "accept"
            self.end(hold, what, "released" if what == "release" else "accepted")

    def hold(self, name):
        answer, again = self.ask("POST", f"orders/{name}/hold", {"minutes": 600})
        if answer.status_code == 201:
            return answer.json()["id"]
        held = self.got("holds?state=held&limit=200")["holds"] if again else []
        return next((row["id"] for row in held if row["order"] == name), None)

    def end(self, hold, what, state):
        answer, again = self.ask("POST", f"holds/{hold}/{what}")
        done = again and self.got(f"holds/{hold}")["state"] == state
        if answer.status_code == 200 or done:
            self.ended[hold] = state


class Planner(Worker):
    """Asks for plans and repairs that come into force, and stops some of the runs."""

    def __init__(self, *given):
        super().__init__(*given)
        self.told, self.stopped, self.done, self.planned = {}, set(), {}, False

    def accept(self, name):
        answer, again = self.ask("POST", f"orders/{name}/accept")
        if answer.status_code != 200 and not again:
            self.faults.append(f"{name} is not accepted: {answer.text}")

    def turn(self, key):
        answer = self.planned_next(key) if self.chance.random() < 0.3 else self.mended(key)
        if answer.status_code != 202:
            self.faults.append(f"{key}: {answer.text}")
            return
        name = answer.json()["id"]
        if self.told.setdefault(key, name) != name:
            self.faults.append(f"{key} is {name} and {self.told[key]}")
        if self.number % 4 == 0:
            self.stop(name)
        self.follow(name)

    def planned_next(self, key):
        body = {"start": text(NEXT[0]), "end": text(NEXT[1]), "steps": 0, "publish": True}
        return self.ask("POST", "plans/runs", body, key)[0]

    def mended(self, key):
        plans = [row for row in self.got("plans?limit=50")["plans"] if row["state"] == "published"]
        base = next(row["version"] for row in plans if _at(row["start"]) == BASE[0])
        images = self.got(f"plans/{base}/document")["images"]
        image = images[self.chance.integers(len(images))]
        event = {"kind": "recall", "asset": image["satellite"], "at": text(BASE[0])}
        event |= {"start": image["start"], "end": image["end"]}
        return self.ask("POST", f"plans/{base}/repair?publish=true", event, key)[0]

    def stop(self, name):
        time.sleep(float(self.chance.uniform(0, 1)))
        answer, again = self.ask("POST", f"plans/runs/{name}/stop")
        if answer.status_code == 200:
            self.stopped.add(name)
        elif answer.status_code != 409:
            self.faults.append(f"{name} is not stopped: {answer.text} ({again})")

    def follow(self, name):
        while not self.over.is_set():
            row = self.got(f"plans/runs/{name}")
            if row["state"] in ENDED:
                self.done[name] = row
                return
            time.sleep(0.2)


def _at(said):
    return datetime.fromisoformat(said)
