"""Events over a real socket: in order, only one's own, resumed, and ended with the key."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager

import httpx
import psycopg
import pytest
import uvicorn
from tests.stories.desk.served import People

from artel.api import streams
from artel.api.app import application


@contextmanager
def served(desk):
    listening = socket.create_server(("127.0.0.1", 0))
    app = application(desk, "1.0")
    server = uvicorn.Server(uvicorn.Config(app, log_config=None))
    app.state.ending = lambda: server.should_exit
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    people = People(desk, f"http://127.0.0.1:{listening.getsockname()[1]}")
    try:
        yield people, app, server, thread
    finally:
        people.close()
        server.should_exit = True
        thread.join(20)
        listening.close()


def tell(desk, subject, *audience):
    with desk.unit() as unit:
        unit.tell("order.state", subject, audience, {"state": "accepted"})


@contextmanager
def stream(client, **heads):
    heads = {"Accept": "text/event-stream", **heads}
    with client.stream("GET", "events", headers=heads, timeout=10) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield answer.iter_lines()


def subjects(lines, count):
    found = []
    for line in lines:
        if line.startswith("data: "):
            found.append(httpx.Response(200, text=line[6:]).json())
            if len(found) == count:
                break
    return found


def test_a_stream_tells_what_is_meant_for_its_reader_and_goes_on_where_it_was(desk):
    with served(desk) as (people, app, _, _):
        kz = people("owner", "KZ")
        for name in ("S-1", "S-2"):
            tell(desk, name, "KZ")
        tell(desk, "S-3", "RU")
        page = kz.get("events", params={"limit": 200}).json()["events"]
        mine = [each for each in page if each["subject"].startswith("S-")]
        assert [each["subject"] for each in mine] == ["S-1", "S-2"]
        begin = {"Last-Event-ID": str(mine[0]["seq"])}
        with stream(kz, **begin) as lines:
            (second,) = subjects(lines, 1)
            assert second == mine[1]
            tell(desk, "S-4", "KZ", "RU")
            assert [each["subject"] for each in subjects(lines, 1)] == ["S-4"]
            assert app.state.bell.waiting == 1


def test_a_stream_ends_with_its_key_and_with_its_server(desk, monkeypatch):
    monkeypatch.setattr(streams, "HEARTBEAT_S", 1.0)
    with served(desk) as (people, _, server, thread):
        with stream(people("owner", "KZ")) as lines:
            assert next(lines) == ": artel"
            with psycopg.connect(desk.store.uri, autocommit=True) as owner:
                owner.execute("UPDATE api_keys SET revoked = now()")
            assert len(subjects(lines, 1000)) < 1000
        with stream(people("owner", "RU")) as lines:
            assert next(lines) == ": artel"
            server.should_exit = True
            list(lines)
        thread.join(10)
        assert not thread.is_alive()


@pytest.mark.parametrize("last", ["-1", "x", "9" * 30])
def test_a_number_that_is_none_is_refused(desk, last):
    with served(desk) as (people, _, _, _):
        answer = people("owner", "KZ").get("events", headers={"Last-Event-ID": last})
        assert answer.status_code == 422
