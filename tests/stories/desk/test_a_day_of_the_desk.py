"""A day of the desk through HTTP: orders, a consent, a loss, images, and a complaint."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.desk_fixtures import DAY, SPAN, wish
from tests.stories.desk.served import OWNER, People, serving

from artel.desk import runs_work
from artel.feeds.outbound import Allowed

CUSTOMER = {"role": "customer", "party": "vitebsk-land", "home": "BY"}
POLOTSK = {"type": "Point", "coordinates": [28.78, 55.48]}
SMOLENSK = {"type": "Point", "coordinates": [32.05, 54.78]}
STEPPE = {"type": "Point", "coordinates": [69.1, 53.3]}
LOVELY = "the picture is lovely"
SHARP = {"max_gsd_m": 1.8, "deliver_by": "2026-10-06T12:00:00Z"}


@pytest.fixture
def kazakhstan(tmp_path):
    """Start the control centre of Kazakhstan, a program of its own; give its port and wishes."""
    behaviour = tmp_path / "behaviour.json"
    behaviour.write_text("{}")
    program = subprocess.Popen(
        [sys.executable, str(OWNER), "--port", "0", "--folder", str(tmp_path / "centre"),
         "--behaviour", str(behaviour), "--key", "between-us"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield json.loads(program.stdout.readline())["port"], behaviour
    finally:
        program.terminate()
        program.wait(10)
        program.stdout.close()


def ok(answer, status=200):
    """Return the body of an answer that has this status."""
    assert answer.status_code == status, answer.text
    return answer.json()


def every(client, name, **query):
    """Return the rows of all pages of a list."""
    rows, path = (
        [],
        f"{name}?limit=200" + "".join(f"&{key}={value}" for key, value in query.items()),
    )
    while path:
        page = ok(client.get(path))
        rows += page[name]
        path = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    return rows


def test_a_day_from_the_order_to_the_image(desk, clock, kazakhstan):
    port, behaviour = kazakhstan
    desk = replace(desk, allowed=Allowed(frozenset({f"127.0.0.1:{port}"})))
    with serving(desk) as address:
        people = People(desk, address)
        try:
            _the_day(desk, clock, people, port, behaviour)
        finally:
            people.close()


class Day:
    """The people of the day, and what has been ordered and planned so far."""

    def __init__(self, desk, clock, people):
        self.desk, self.clock = desk, clock
        self.planner, self.belarus = people("planner"), people("owner", "BY")
        self.russia, self.kazakh = people("owner", "RU"), people("owner", "KZ")
        self.customer = people(**CUSTOMER)

    def orders(self):
        """Belarus orders two places; its customer orders a third; the planner accepts them."""
        kept = {"class": "quota", "purpose": "land survey", "customer": "Belgeodesy", **SHARP}
        places = {"Polotsk": POLOTSK, "Smolensk": SMOLENSK}
        self.polotsk, self.smolensk = (
            self._ordered(self.belarus, wish(**kept, name=name, value=300.0, geometry=place))
            for name, place in places.items()
        )
        fields = self._ordered(self.customer, wish(customer="vitebsk-land", geometry=STEPPE))
        for name in (self.polotsk, self.smolensk, fields):
            assert ok(self.planner.post(f"orders/{name}/accept"))["state"] == "accepted"

    def _ordered(self, client, body):
        return ok(client.post("orders", json=body), 201)["id"]

    def plan(self):
        """A plan is made and published, and a Kazakh satellite serves Belarus."""
        span = {"start": SPAN[0].isoformat(), "end": SPAN[1].isoformat(), "steps": 0}
        version = self._made(self.planner.post("plans/runs", json=span))
        assert ok(self.planner.post(f"plans/{version}/publish"))["state"] == "published"
        document = ok(self.planner.get(f"plans/{version}/document"))
        owners = {image["order"]: image["owner"] for image in document["images"]}
        assert {owners.get(name) for name in self.theirs()} >= {"KZ"}
        assert self.state(self.polotsk) == "scheduled"

    def _made(self, asked):
        """Let a worker carry out the run that was asked for, and return its plan's version."""
        name = ok(asked, 202)["id"]
        assert runs_work.take_up(self.desk) == 1
        run = ok(self.planner.get(f"plans/runs/{name}"))
        assert run["state"] == "done", run["error"]
        return run["plan"]

    def theirs(self):
        """Return the ids of the orders that Belarus sees."""
        return {row["id"] for row in every(self.belarus, "orders")}

    def state(self, order):
        """Return where an order of Belarus stands."""
        return ok(self.belarus.get(f"orders/{order}"))["state"]

    def consent(self):
        """Smolensk waits for the consent of Russia, and only the right people know why."""
        assert self.state(self.smolensk) == "accepted"
        asked = ok(self.russia.get("consents?state=asked"))["consents"]
        (question,) = [row for row in asked if row["order_id"] == self.smolensk]
        assert question["article"] == "T-RU"
        place = f"consents/{question['id']}"
        given = {"granted": True, "reason": "the refinery is not in the picture"}
        for other in (self.belarus, self.kazakh, self.customer):
            told = other.get("consents")
            assert told.status_code == 403 or question["id"] not in told.text
            assert other.post(f"{place}/answer", json=given).status_code in {403, 404}
        ok(self.russia.post(f"{place}/answer", json=given))
        for other in (self.planner, self.belarus, self.kazakh):
            assert "refinery" not in other.get(f"{place}/reason").text
        assert "refinery" in self.russia.get(f"{place}/reason").text

    def placed(self):
        """With the consent it finds its place in the plan that stands."""
        hold = ok(self.belarus.post(f"orders/{self.smolensk}/hold", json={"minutes": 30}), 201)
        ok(self.belarus.post(f"holds/{hold['id']}/accept"))
        assert self.state(self.smolensk) == "scheduled"

    def loss(self):
        """A satellite is lost; the displaced are told with their credit."""
        self.clock.wind(DAY + timedelta(minutes=30))
        version = every(self.planner, "plans")[0]["version"]
        lost = {"kind": "loss", "asset": "KANOPUS-V 3", "at": self.clock.now().isoformat()}
        mended = self._made(self.planner.post(f"plans/{version}/repair", json=lost))
        ok(self.planner.post(f"plans/{mended}/publish"))
        repair = ok(self.planner.get(f"plans/{mended}/document"))["repairs"][-1]
        assert repair["dropped"]
        for row in repair["dropped"]:
            (notice,) = ok(self.planner.get(f"orders/{row['order']}/notices"))["notices"]
            assert notice["credit_minor"] == round(100 * row["credit"])
            assert ok(self.planner.get(f"orders/{row['order']}"))["state"] == "accepted"

    def images(self):
        """What came is checked: a wrong image is complained about, a good one can be fetched."""
        rows = every(self.planner, "deliveries")
        wrong = [row for row in rows if row["verdict"] == "complaint"]
        good = [row for row in rows if row["verdict"] == "accepted"]
        assert {fault["code"] for row in wrong for fault in row["faults"]} == {"FOOTPRINT"}
        seen = {row["id"] for row in every(self.kazakh, "deliveries")}
        assert {row["id"] for row in wrong} <= seen
        mine = next(row for row in good if row["order_id"] in self.theirs())
        image = self.belarus.get(f"deliveries/{mine['id']}/image")
        assert image.content[:4] in {b"II*\x00", b"MM\x00*", b"II+\x00"}
        assert self.state(mine["order_id"]) == "delivered"
        assert self.customer.get(f"deliveries/{mine['id']}/image").status_code == 404

    def complaint(self):
        """Kazakhstan disputes the complaint; the operator decides, and who ordered is credited."""
        (row,) = every(self.kazakh, "complaints")
        place = f"complaints/{row['id']}"
        assert (row["state"], row["reason"]) == ("disputed", LOVELY)
        order = ok(self.planner.get(f"orders/{row['order_id']}"))
        ordered = {
            self.russia: False,
            self.belarus: order["id"] in {self.polotsk, self.smolensk},
            self.customer: order["customer"] == CUSTOMER["party"],
        }
        for other, theirs in ordered.items():
            assert (row["id"] in other.get("complaints").text) == theirs
            assert (other.get(place).status_code == 404) != theirs
            decided = other.post(f"{place}/decide", json={"reason": "as we like"})
            assert decided.status_code in {403, 404}
        decision = {"reason": "it shows the ground beside", "remedy": "credit"}
        upheld = ok(self.planner.post(f"{place}/decide", json=decision))
        assert (upheld["state"], upheld["remedy"]) == ("upheld", "credit")
        notices = ok(self.planner.get(f"orders/{row['order_id']}/notices"))["notices"]
        assert [each["kind"] for each in notices][-1] == "credited"
        assert notices[-1]["credit_minor"] > 0


def _the_day(desk, clock, people, port, behaviour):
    day = Day(desk, clock, people)
    day.orders()
    day.plan()
    _task(desk, day.planner, port, behaviour)
    assert _send(desk, day.planner) == {"acknowledged"}
    day.consent()
    day.placed()
    day.loss()
    _send(desk, day.planner)
    _fly(desk, clock)
    day.images()
    _complain(desk)
    day.complaint()
    _verify(desk)


def _task(desk, planner, port, behaviour):
    """Tell the desk where Kazakhstan's centre is, and the centre how to misbehave once."""
    from artel.desk import centres

    with desk.unit() as unit:
        centres.keep_centre(unit, "KZ", f"http://127.0.0.1:{port}", "between-us", exercise=False)
    wrong = max(
        (row for row in every(planner, "tasks") if row["owner"] == "KZ"),
        key=lambda row: row["cutoff"],
    )
    misbehaves = {"flight": "wrong-place", "complaint": "dispute", "reason": LOVELY}
    behaviour.write_text(json.dumps({"by_task": {wrong["id"]: misbehaves}}))


def _send(desk, planner):
    """Let the desk send what waits and take back what is recalled; return Kazakhstan's states."""
    from artel.desk import dispatch

    while dispatch.send_waiting(desk) + dispatch.take_back(desk):
        pass
    return {row["state"] for row in every(planner, "tasks") if row["owner"] == "KZ"}


def _fly(desk, clock):
    """Let the day pass: states are followed, and deliveries come in."""
    from artel.desk import deliveries, dispatch

    clock.wind(datetime(2026, 10, 6, 2, tzinfo=UTC))
    while dispatch.follow(desk):
        pass
    while deliveries.take_in(desk):
        pass


def _complain(desk):
    """Let the desk send what is complained of."""
    from artel.desk import complaining

    assert complaining.send(desk) == 1


def _verify(desk):
    """Let the journal be signed and verified as a member would."""
    from artel.store import journal
    from artel.store.signing import public_hex
    from artel.store.verifying import verify

    key = Ed25519PrivateKey.generate()
    with desk.unit() as unit:
        journal.seal_day(unit, unit.now.date() - timedelta(days=1), key, "Kazan")
        keys = {"operator": [public_hex(key)]}
        report = verify(journal.export(unit, "Kazan", keys), keys)
    assert report.holds, report.findings
