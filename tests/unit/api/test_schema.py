"""Every route, asked for what its description allows and does not allow: it answers as described.

Schemathesis makes the requests of the application's own OpenAPI document, and judges the answers.
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.core.failures import FailureGroup
from tests.unit.api.asking import operations
from tests.unit.api.tenants import actors, key_of
from tests.unit.api.test_matrix import filled_path, numbers_for

from artel.commons.actors import Role

BASE = "http://desk.example.org"
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance, response_headers_conformance,
]  # fmt: skip
ACTORS = actors()
BY_ROLE = list({each.role: each for each in reversed(ACTORS)}.values())
KEYS = ["", *(key_of(each) for each in BY_ROLE)]
STREAM_S = 2.0


def described(app):
    """Return the application's description as schemathesis takes it."""
    schema = schemathesis.openapi.from_dict(app.openapi())
    schema.config.update(base_url=BASE)
    return schema


def sent(asked, prepared, key, *, streams):
    """Send a request as it was prepared, and return what came back as schemathesis has it."""
    place = urlsplit(prepared.url)
    body = prepared.body or b""
    headers = [(n, v) for n, v in prepared.headers.items() if n.lower() not in LEFT]
    # Only what is asked for as a stream never ends by itself.
    stream = streams and "event-stream" in str(prepared.headers.get("accept", "")).lower()
    answer = asked.ask(
        prepared.method, unquote(place.path), key,
        body.encode() if isinstance(body, str) else body,
        [(n, v.encode("latin-1") if isinstance(v, str) else v) for n, v in headers],
        place.query.encode(), patience=STREAM_S if stream else 60,
    )  # fmt: skip
    told = {name: [value] for name, value in answer.headers}
    return schemathesis.Response(answer.status, told, answer.body, prepared, 0.0, verify=False)


# What comes back is read as it is: nothing here unpacks.
LEFT = (
    "content-length", "host", "authorization", "transfer-encoding", "connection", "accept-encoding",
)  # fmt: skip


def asks_all(new_desk, examples):
    """Ask every operation `examples` times, as anybody, with what it allows and what it does not.

    A failure names the operation, the request and what was wrong with the answer.
    """
    with new_desk() as (_, asked):
        schema = described(asked.app)
        wrong = []
        for each in operations(asked.app):
            operation = schema[each.path][each.method.upper()]
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                try:
                    _asks(asked, each, operation.as_strategy(generation_mode=mode), examples)
                except Unsatisfiable:  # nothing that it takes can be wrong
                    continue
                except FailureGroup as error:
                    wrong.append(f"{each} ({mode.value}): {error}"[:1500])
    assert not wrong, "\n\n".join(wrong)


def _asks(asked, described_one, cases, examples):
    streams = "event-stream" in str(described_one.said.get("responses"))

    @settings(
        max_examples=examples, database=None, deadline=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases, key=st.sampled_from(KEYS))
    def asks(case, key):
        prepared = requests.Request(**_kwargs(case)).prepare()
        response = sent(asked, prepared, key, streams=streams)
        case.validate_response(response, checks=CHECKS)

    asks()


def _kwargs(case):
    kwargs = case.as_transport_kwargs(base_url=BASE)
    return {name: kwargs[name] for name in TAKEN if kwargs.get(name) is not None}


TAKEN = ("method", "url", "headers", "data", "json", "params", "cookies", "files")


def test_every_route_answers_as_it_is_described(new_desk):
    asks_all(new_desk, 2)


@pytest.mark.deep
def test_every_route_answers_as_it_is_described_many_times(new_desk):
    asks_all(new_desk, 100)


def _deep_beside(chosen):
    """Return an actor of each role; those whose role is not chosen are asked in the deep run."""
    return [
        pytest.param(each, id=str(each.role), marks=() if each.role in chosen else pytest.mark.deep)
        for each in BY_ROLE
    ]


@pytest.mark.parametrize("actor", _deep_beside({Role.PLANNER, Role.OWNER, Role.CUSTOMER}))
def test_what_is_there_is_told_as_described(new_desk, actor):
    """Rows that are there, for each role: what a made-up id never shows."""
    with new_desk() as (_, asked):
        schema = described(asked.app)
        wrong = []
        for each in sorted(operations(asked.app), key=lambda op: not op.safe):
            for number in numbers_for(actor, each)[:2]:
                fault = _fault(asked, schema, each, filled_path(each, number), key_of(actor))
                if fault:
                    wrong.append(f"{each}: {fault}"[:1500])
    assert not wrong, "\n\n".join(wrong)


def _fault(asked, schema, each, path, key):
    body = each.body() or (None, "")
    headers = {"content-type": body[1]} if body[1] else {}
    request = requests.Request(each.method.upper(), BASE + path, headers=headers, data=body[0])
    streams = "event-stream" in str(each.said.get("responses"))
    response = sent(asked, request.prepare(), key, streams=streams)
    case = schema[each.path][each.method.upper()].Case()
    try:
        case.validate_response(response, checks=CHECKS)
    except FailureGroup as error:
        return str(error)
    return ""
