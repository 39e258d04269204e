"""Fifty customers want the same look at once: one has it, and the others are told what is left."""

import contextlib
import itertools
import json
import socket
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.desk_fixtures import DAY, EVE, actor, wish

from artel.api.app import application
from artel.commons.actors import Role
from artel.commons.instants import parse_instant
from artel.desk import accounts, orders, plans, quotes
from artel.desk.pool_files import known_to
from artel.store import journal
from artel.store.verifying import verify

MANY = 50
PLANNER = actor("planner")
PLACE = {"geometry": {"type": "Point", "coordinates": [80.0, 50.0]}}


@contextlib.contextmanager
def served(desk):
    """Give the address of the desk's API, served for real."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        server = uvicorn.Server(uvicorn.Config(application(desk, "0"), log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def post(url, key, body=None):
    """Return the status and the body of an answer."""
    head = {"Authorization": f"Bearer {key}"}
    answer = httpx.post(url, headers=head, json=body or {}, timeout=120.0, trust_env=False)
    return answer.status_code, answer.json()


def customers(desk):
    """Return an accepted order and a key for each of many customers who want the same."""
    out = []
    for number in range(MANY):
        name = f"customer-{number}"
        who = actor("customer", name, "BY")
        known = known_to(desk, who)
        with desk.unit(who) as unit:
            order = orders.place(unit, wish(customer=name, **PLACE), known)["id"]
        with desk.unit(PLANNER) as unit:
            orders.accept(unit, order)
        with desk.unit() as unit:
            made = accounts.make_account(unit, name, Role.CUSTOMER, party=name, home="BY")
            out.append((order, accounts.issue_key(unit, made["id"], "a test")[0]))
    return out


def scarce(desk):
    """Return the window in which there is one free look, and the satellite that has it."""
    found = quotes.ask(desk, PLANNER, wish(customer="operator", **PLACE))
    looks = [each for each in found["offers"] if each["cost"] == 0.0]
    for window in found["windows"]:
        first, last = (parse_instant(window[name]) for name in ("not_before", "not_after"))
        inside = [each for each in looks if first <= parse_instant(each["start"]) < last]
        if len(inside) == 1:
            assert len(found["windows"]) > 1
            return window, inside[0]
    raise AssertionError(found["windows"])


def test_one_of_fifty_has_the_look_and_the_others_are_told_what_is_left(planned, clock):
    window, look = scarce(planned)
    wanting = customers(planned)
    gate = threading.Barrier(MANY)

    def want(who):
        order, key = who
        gate.wait()
        status, hold = post(f"{url}/orders/{order}/hold", key, {"minutes": 120, **window})
        if status != 201:
            return status, hold
        return post(f"{url}/holds/{hold['id']}/accept", key)

    with served(planned) as address, ThreadPoolExecutor(MANY) as threads:
        url = f"{address}/api/v1"
        answers = list(threads.map(want, wanting))
    assert Counter(status for status, _ in answers) == {200: 1, 409: MANY - 1}
    for status, body in answers:
        if status == 409:
            assert body["alternatives"]
            assert window not in body["alternatives"]
            assert look["satellite"] not in json.dumps(body)
    clock.wind(DAY + timedelta(hours=1))
    check_what_is_booked(planned, look, [order for order, _ in wanting])


def check_what_is_booked(desk, look, wanting):
    """Check that one order has the look, that no two bookings overlap, and the journal."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw().hex()
    with desk.unit(PLANNER) as unit:
        states = Counter(orders.get(unit, name)["state"] for name in wanting)
        document = plans.document_of(unit, plans.in_force(unit, DAY))
        journal.seal_day(unit, EVE.date(), key, "kazan")
        report = verify(journal.export(unit, "kazan", {"operator": [public]}))
    assert states == {"scheduled": 1, "accepted": MANY - 1}
    rows = [each for each in document["images"] if each["satellite"] == look["satellite"]]
    rows.sort(key=lambda each: each["start"])
    assert all(a["end"] <= b["start"] for a, b in itertools.pairwise(rows))
    assert sum(each["start"] == look["start"] for each in rows) == 1
    assert report.findings == ()
    assert report.checked["entries"] > 2 * MANY
