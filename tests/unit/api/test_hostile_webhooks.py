"""A webhook that would lead into the house: by its name, by a change of it, or by a redirect."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.unit.api.asking import Asked
from tests.unit.api.tenants import actors, counts, key_of

from artel.api.app import application
from artel.feeds.outbound import Allowed

KEY = key_of(next(each for each in actors() if each.party == "minsk-agro"))
PUBLIC = "93.184.215.14"
HOOKS = "/api/v1/webhooks"
JSON = ("content-type", "application/json")


class Inside(ThreadingHTTPServer):
    """A service of this machine that nobody outside is to reach; it redirects to `leads`."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked, self.leads = [], None
        self.host = f"127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.asked.append(self.path)
        self.send_response(307 if self.server.leads else 200)
        if self.server.leads:
            self.send_header("Location", self.server.leads)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST  # noqa: N815 - as the server calls it

    def log_message(self, *said):
        """Say nothing."""


@contextmanager
def inside():
    server = Inside()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@pytest.fixture
def house():
    """Return two services of this machine."""
    with inside() as one, inside() as another:
        yield one, another


@pytest.fixture
def names(monkeypatch):
    """Return what names mean outside: host -> addresses, changed by the test as its owner may."""
    real, meant, looked = socket.getaddrinfo, {}, []

    def told(host, port, *args, **kwargs):
        if host not in meant:
            return real(host, port, *args, **kwargs)
        looked.append(host)
        kind = socket.SOCK_STREAM
        return [(socket.AF_INET, kind, 6, "", (address, port)) for address in meant[host]]

    monkeypatch.setattr(socket, "getaddrinfo", told)
    return meant, looked


@contextmanager
def asking(new_desk, *allowed):
    with new_desk() as (desk, _):
        known = replace(desk, allowed=Allowed(frozenset(allowed)))
        with Asked(application(known, "1.0")) as asked:
            yield known, asked


def made(asked, url, status=201):
    body = json.dumps({"url": url, "kinds": ["order.*"]}).encode()
    answer = asked.ask("POST", HOOKS, KEY, body, [JSON])
    assert answer.status == status, answer.whole[:500]
    return answer.json()


def test_a_name_that_means_this_machine_is_refused_whichever_of_its_addresses_it_is(
    new_desk, names
):
    names[0]["hooks.example.org"] = [PUBLIC, "127.0.0.1"]
    with asking(new_desk) as (desk, asked):
        before = counts(desk.store.uri)
        problem = made(asked, "https://hooks.example.org/", 422)
        assert problem["type"] == "urn:artel:problem:422"
        assert counts(desk.store.uri) == before


def test_a_name_that_means_something_else_later_leads_nowhere(new_desk, names, house):
    """DNS rebinding between the making and the sending: it is looked at anew, and refused."""
    meant, _ = names
    one, _ = house
    meant["hooks.example.org"] = [PUBLIC]
    with asking(new_desk) as (desk, asked):
        hook = made(asked, f"https://hooks.example.org:{one.server_port}/")
        before = counts(desk.store.uri)
        for closed in ("127.0.0.1", "::ffff:127.0.0.1", "10.1.2.3", "169.254.169.254"):
            meant["hooks.example.org"] = [closed]
            answer = asked.ask("POST", f"{HOOKS}/{hook['id']}/ping", KEY)
            assert answer.status == 200
            assert answer.json()["status"] == 0
            assert "hooks.example.org is " in answer.json()["said"]
        assert counts(desk.store.uri) == before
    assert one.asked == []


def test_a_name_is_looked_up_once_for_a_request_and_what_was_checked_is_asked(
    new_desk, names, house
):
    """DNS rebinding between the check and the connection: there is no second look."""
    meant, looked = names
    one, another = house
    meant["hooks.example.org"] = ["127.0.0.1"]
    with asking(new_desk, f"hooks.example.org:{one.server_port}") as (_, asked):
        hook = made(asked, f"http://hooks.example.org:{one.server_port}/in")
        looked.clear()
        answer = asked.ask("POST", f"{HOOKS}/{hook['id']}/ping", KEY)
    assert answer.json()["status"] == 200
    assert looked == ["hooks.example.org"]
    assert one.asked == ["/in"]
    assert another.asked == []


def test_a_redirect_is_an_answer_and_is_not_followed(new_desk, house):
    one, another = house
    one.leads = f"http://{another.host}/secret"
    with asking(new_desk, one.host) as (_, asked):
        hook = made(asked, f"http://{one.host}/in")
        answer = asked.ask("POST", f"{HOOKS}/{hook['id']}/ping", KEY)
    assert answer.json()["status"] == 307
    assert one.asked == ["/in"]
    assert another.asked == []


def test_what_is_allowed_by_host_and_port_opens_no_other_port(new_desk, house):
    one, another = house
    with asking(new_desk, one.host) as (desk, asked):
        before = counts(desk.store.uri)
        made(asked, f"http://{another.host}/", 422)
        assert counts(desk.store.uri) == before
