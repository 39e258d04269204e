"""Webhooks sent to a real receiver that takes them, fails, redirects or hangs."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.desk_fixtures import actor

from artel.commons.errors import InputError, NotFound
from artel.desk import webhooks
from artel.feeds.outbound import Allowed
from artel.feeds.urls import Bounds

KZ = actor("owner", "KZ")
RU = actor("owner", "RU")


class Receiver(ThreadingHTTPServer):
    """A receiver that answers with `status`, and keeps what it was sent."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.taken, self.waits = 200, [], threading.Event()
        self.waits.set()
        self.host = f"127.0.0.1:{self.server_port}"
        self.url = f"http://{self.host}/hook"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.server.taken.append((self.path, dict(self.headers.items()), body))
        self.server.waits.wait(20)
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *said):
        """Say nothing."""


@pytest.fixture
def receiver():
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.waits.set()
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def hooked(desk, receiver):
    allowed = replace(desk, allowed=Allowed(frozenset({receiver.host})))
    return allowed, webhooks.make(allowed, KZ, receiver.url, ["order.*"])


def tell(desk, *audience, kind="order.state", subject="O-1"):
    with desk.unit() as unit:
        unit.tell(kind, subject, audience, {"state": "accepted"})


def tries_of(desk, hook):
    with desk.unit(KZ) as unit:
        return webhooks.tries(unit, hook["id"], None, 200)


def test_events_of_the_party_and_of_the_kinds_come_once_signed_and_in_order(hooked, receiver):
    desk, hook = hooked
    tell(desk, "KZ", subject="O-1")
    tell(desk, "RU", subject="O-2")
    tell(desk, "KZ", subject="O-3", kind="task.sent")
    tell(desk, "KZ", "RU", subject="O-4")
    assert webhooks.send_due(desk) == 2
    assert webhooks.send_due(desk) == 0
    assert '"subject":"O-1"' in receiver.taken[0][2]
    assert '"subject":"O-4"' in receiver.taken[1][2]
    assert "O-2" not in str(receiver.taken)
    assert "O-3" not in str(receiver.taken)
    for _, heads, body in receiver.taken:
        made = webhooks.signature(
            hook["secret"], heads["webhook-id"], heads["webhook-timestamp"], body
        )
        assert heads["webhook-signature"] == made


def test_the_signature_is_that_of_the_published_example_of_standard_webhooks():
    made = webhooks.signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330",
        '{"test": 2432232314}',
    )  # fmt: skip
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("status", [500, 302, 404])
def test_what_is_not_taken_comes_again_after_pauses_and_is_given_up_after_a_day(
    hooked, receiver, clock, status
):
    desk, hook = hooked
    receiver.status = status
    tell(desk, "KZ")
    began = clock.now()
    for pause in webhooks.PAUSES_S:
        assert webhooks.send_due(desk) == 1
        assert webhooks.send_due(desk) == 0
        clock.wind(clock.now() + timedelta(seconds=pause))
    assert webhooks.send_due(desk) == 1
    (row,) = tries_of(desk, hook)
    assert (row["state"], row["status"], row["tries"]) == ("given up", status, 11)
    assert timedelta(hours=23) < clock.now() - began < timedelta(hours=24, minutes=30)
    assert {path for path, _, _ in receiver.taken} == {"/hook"}
    assert len({heads["webhook-id"] for _, heads, _ in receiver.taken}) == 1
    with desk.unit(KZ) as unit:
        kinds = [each["kind"] for each in unit.rows("events_after", after=0, limit=200)]
    assert kinds.count("webhook.given_up") == 1
    receiver.status = 204
    with desk.unit(KZ) as unit:
        assert webhooks.replay(unit, hook["id"], row["event"]) == 1
    assert webhooks.send_due(desk) == 1
    assert tries_of(desk, hook)[0]["state"] == "done"


def test_two_workers_never_send_the_same_event_and_a_hanging_receiver_is_left(
    hooked, receiver, monkeypatch
):
    desk, hook = hooked
    monkeypatch.setattr(webhooks, "BOUNDS", Bounds(limit=1024, patience_s=1.0, longest_s=1.0))
    receiver.waits.clear()
    tell(desk, "KZ")
    counts = []
    workers = [
        threading.Thread(target=lambda: counts.append(webhooks.send_due(desk))) for _ in range(3)
    ]
    for each in workers:
        each.start()
    for each in workers:
        each.join(30)
    assert sorted(counts) == [0, 0, 1]
    assert len(receiver.taken) == 1
    (row,) = tries_of(desk, hook)
    assert (row["state"], row["status"]) == ("waiting", 0)
    assert "did not answer" in row["said"]


def test_private_addresses_are_refused_when_made_and_again_when_sent(desk, hooked, receiver):
    for url in ("http://127.0.0.1:9/", "https://[::1]/", "https://169.254.169.254/", "https://0/"):
        with pytest.raises(InputError):
            webhooks.make(desk, KZ, url, ["*"])
    tell(desk, "KZ")
    closed = replace(hooked[0], allowed=Allowed())
    assert webhooks.send_due(closed) == 1
    assert receiver.taken == []
    assert tries_of(desk, hooked[1])[0]["status"] == 0


def test_a_webhook_is_its_party_s_and_an_ended_one_is_silent(hooked, receiver):
    desk, hook = hooked
    with desk.unit(RU) as unit:
        assert webhooks.page(unit, None, 10) == []
        with pytest.raises(NotFound):
            webhooks.end(unit, hook["id"])
    assert webhooks.ping(desk, KZ, hook["id"]).good
    assert '"kind":"ping"' in receiver.taken.pop()[2]
    with desk.unit(KZ) as unit:
        assert hook["secret"] not in str(webhooks.page(unit, None, 10))
        webhooks.end(unit, hook["id"])
    tell(desk, "KZ")
    assert webhooks.send_due(desk) == 0
    assert receiver.taken == []
