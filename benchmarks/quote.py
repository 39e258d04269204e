"""Ask a desk for quotes as customers do, and print how long they took.

    python benchmarks/quote.py [--satellites 100] [--days 7] [--rate 10] [--users 50] [--quotes 300]
                               [--http]

One JSON line goes to standard output. Quotes arrive at the rate in a seeded random stream
(Poisson), each from one of the users, who waits for the answer; a quote's time runs from the
moment it should have been asked, so that waiting in line counts. Each is of another point of
Eurasia, within a window of 1 to 7 days, asked by a customer. The tracks are warm: the plan was
read and one quote asked before. `--http` asks over HTTP, from threads of the same process.
"""

from __future__ import annotations

import argparse
import json
import socket
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from statistics import quantiles

import numpy as np
from quote_desk import START, planned_desk

from artel.commons.actors import Actor, Role
from artel.desk import accounts, quotes, quotes_ground


def main():
    asked = parser_of().parse_args()
    began = time.perf_counter()
    with planned_desk(asked.satellites, asked.days) as (desk, plan):
        planned = time.perf_counter()
        quotes_ground.warm(desk)
        warm = time.perf_counter()
        wishes = wishes_of(asked.quotes + 1, asked.days)
        with asking(desk, asked.users, http=asked.http) as ask:
            ask(0, wishes.pop())
            seconds, found = load(ask, wishes, asked)
    cuts = quantiles(seconds, n=100)
    line = {
        "satellites": asked.satellites,
        "days": asked.days,
        "images_in_plan": len(plan["images"]),
        "asked": "over HTTP" if asked.http else "in process",
        "load": f"{asked.rate:g} a second arriving at random, {asked.users} users, "
        f"{asked.quotes} quotes of points in Eurasia, windows of 1 to {asked.days} days",
        "p50_ms": round(1e3 * cuts[49], 1),
        "p95_ms": round(1e3 * cuts[94], 1),
        "p99_ms": round(1e3 * cuts[98], 1),
        "feasible": found[True],
        "plan_s": round(planned - began, 1),
        "warming_s": round(warm - planned, 1),
    }
    print(json.dumps(line))


def parser_of():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--satellites", type=int, default=100)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--rate", type=float, default=10.0)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--quotes", type=int, default=300)
    parser.add_argument("--http", action="store_true")
    return parser


def wishes_of(count, days):
    """Return wishes for points in Eurasia, each in a window of its own, the same in every run."""
    rng = np.random.default_rng(6)
    out = []
    for _ in range(count):
        length = rng.integers(1, days + 1)
        first = START + timedelta(days=int(rng.integers(0, days - length + 1)))
        last = first + timedelta(days=int(length))
        place = [round(rng.uniform(25.0, 140.0), 4), round(rng.uniform(38.0, 68.0), 4)]
        out.append(
            {
                "kind": "point",
                "not_before": f"{first:%FT%TZ}",
                "not_after": f"{last:%FT%TZ}",
                "deliver_by": f"{last + timedelta(hours=12):%FT%TZ}",
                "sensors": ["optical"],
                "max_gsd_m": float(rng.choice([3.0, 10.0])),
                "geometry": {"type": "Point", "coordinates": place},
            }
        )
    return out


def load(ask, wishes, asked):
    """Return how long each quote took from when it was due, and how many were feasible."""
    rng = np.random.default_rng(7)
    due = np.cumsum(rng.exponential(1.0 / asked.rate, len(wishes)))
    begin = time.perf_counter() + 0.1

    def one(number):
        wait = begin + due[number] - time.perf_counter()
        if wait > 0.0:
            time.sleep(wait)
        feasible = ask(number % asked.users, wishes[number])
        return time.perf_counter() - begin - due[number], feasible

    with ThreadPoolExecutor(asked.users) as users:
        answers = list(users.map(one, range(len(wishes))))
    return [seconds for seconds, _ in answers], Counter(feasible for _, feasible in answers)


class asking:  # noqa: N801 - it is used as a function is
    """Give what asks for a quote in the name of one of the users."""

    def __init__(self, desk, users, *, http):
        self.desk, self.http = desk, http
        self.actors = [Actor(f"A-{n}", f"user {n}", Role.CUSTOMER, f"user-{n}", "BY") for n in
                       range(users)]  # fmt: skip

    def __enter__(self):
        if not self.http:
            return self._in_process
        return self._over_http()

    def __exit__(self, *error):
        if self.http:
            self.server.should_exit = True
            self.thread.join()
            self.listening.close()

    def _in_process(self, user, wish):
        return quotes.ask(self.desk, self.actors[user], wish)["feasible"]

    def _over_http(self):
        import httpx
        import uvicorn

        from artel.api.app import application

        keys = [self._key(actor) for actor in self.actors]
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.server = uvicorn.Server(uvicorn.Config(application(self.desk, "0"), log_config=None))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.listening]})
        self.thread.start()
        url = f"http://127.0.0.1:{self.listening.getsockname()[1]}/api/v1/quotes"
        clients = [
            httpx.Client(headers={"Authorization": f"Bearer {key}"}, trust_env=False, timeout=60)
            for key in keys
        ]

        def ask(user, wish):
            answer = clients[user].post(url, json=wish)
            answer.raise_for_status()
            return answer.json()["feasible"]

        while not self.server.started:
            time.sleep(0.01)
        return ask

    def _key(self, actor):
        with self.desk.unit() as unit:
            made = accounts.make_account(
                unit, actor.name, Role.CUSTOMER, party=actor.party, home=actor.home
            )
            return accounts.issue_key(unit, made["id"], "benchmark")[0]


if __name__ == "__main__":
    main()
