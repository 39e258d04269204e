"""A control centre over HTTP: what it is told, what is asked again, and who gets the key."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from artel.commons.errors import InputError
from artel.feeds.outbound import Allowed, UnreachableError
from artel.feeds.owner_http import HttpCentre, Patience
from artel.feeds.owner_tasks import Delivery, NoAnswer, Refused
from artel.feeds.urls import Bounds

PROBLEM = "application/problem+json"
QUICK = Patience(answer=Bounds(10_000, 5.0, 5.0), image=Bounds(10_000, 5.0, 5.0), pause_s=0.0)


@dataclass
class Said:
    """What a server answers to everything, and what it was asked."""

    status: int = 200
    body: bytes = b"{}"
    kind: str = "application/json"
    asked: list[tuple[str, str, str | None]] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        said = self.server.said
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        said.asked.append((self.command, self.path, self.headers.get("Authorization")))
        self.send_response(said.status)
        self.send_header("Content-Type", said.kind)
        self.send_header("Content-Length", str(len(said.body)))
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(said.body)

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def serve():
    """Start servers on loopback, each saying the same to everything."""
    servers = []

    def start(said: Said) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.said = said
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        servers.append((server, thread))
        return f"127.0.0.1:{server.server_port}"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def centre(*places: str) -> HttpCentre:
    return HttpCentre(f"http://{places[0]}/artel/", "secret", Allowed(frozenset(places)), QUICK)


def delivery(href: str) -> Delivery:
    item = {"assets": {"image": {"href": href, "roles": ["data"]}}}
    return Delivery(
        id="1", task="T-1", at=datetime(2026, 10, 5, tzinfo=UTC), exercise=False, item=item
    )


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_go_well_later_is_asked_again_and_then_is_no_answer(serve, status):
    said = Said(status)
    outcome = centre(serve(said)).recall("T-1", "so & so", exercise=False)
    assert outcome == NoAnswer("T-1", f"The owner answered {status}.")
    assert said.asked == [("DELETE", "/artel/tasks/T-1?reason=so+%26+so", "Bearer secret")] * 3


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (Said(409, b'{"detail": "it is flown"}', PROBLEM), Refused("T-1", "it is flown")),
        (Said(409, b'{"title": "Too late"}', PROBLEM), Refused("T-1", "Too late")),
        (Said(422, b"{}", f"{PROBLEM}; charset=utf-8"), Refused("T-1", "status 422")),
        (
            Said(404, b"<html>"),
            NoAnswer("T-1", "The owner answered 404 without a problem document."),
        ),
        (
            Said(409, b"[]", PROBLEM),
            NoAnswer("T-1", "The owner's problem document is no JSON object."),
        ),
        (Said(302), NoAnswer("T-1", "The owner answered 302.")),
        (Said(204, b""), NoAnswer("T-1", "The owner answered 204.")),
        (Said(200, b"{"), "is not JSON"),
        (Said(200, b" " * 10_001), "is larger than"),
    ],
)
def test_only_a_problem_document_is_a_refusal(serve, said, outcome):
    came = centre(serve(said)).recall("T-1", "why", exercise=False)
    if isinstance(outcome, str):
        assert isinstance(came, NoAnswer)
        assert outcome in came.why
    else:
        assert came == outcome
    assert {path for _, path, _ in said.asked} == {"/artel/tasks/T-1?reason=why"}


def test_the_key_goes_to_the_centre_itself_only(serve, tmp_path):
    tiff = b"II*\x00" + b"\0" * 20
    own, other = Said(body=tiff), Said(body=tiff)
    places = serve(own), serve(other)
    for href in ("assets/a.tif", f"http://{places[0]}/b.tif", f"http://{places[1]}/c.tif"):
        centre(*places).image(delivery(href), tmp_path)
    keyed = [("GET", "/artel/assets/a.tif", "Bearer secret"), ("GET", "/b.tif", "Bearer secret")]
    assert own.asked == keyed
    assert other.asked == [("GET", "/c.tif", None)]


def test_an_image_at_a_closed_address_is_not_fetched(serve, tmp_path):
    said = Said(body=b"II*\x00")
    own, closed = serve(Said()), serve(said)
    for href in (f"http://{closed}/a.tif", "https://169.254.169.254/a.tif", "file:///etc/hosts"):
        with pytest.raises(InputError):
            centre(own).image(delivery(href), tmp_path)
    assert said.asked == []


@pytest.mark.parametrize(("status", "later"), [(404, False), (302, False), (503, True)])
def test_an_image_that_is_gone_is_told_from_one_that_may_come(serve, tmp_path, status, later):
    with pytest.raises(InputError) as refused:
        centre(serve(Said(status))).image(delivery("a.tif"), tmp_path)
    assert isinstance(refused.value, UnreachableError) is later


def test_deliveries_of_a_silent_owner_may_come_later(serve):
    said = Said(503)
    with pytest.raises(UnreachableError):
        centre(serve(said)).deliveries("a b")
    assert said.asked[0] == ("GET", "/artel/deliveries?after=a+b", "Bearer secret")
