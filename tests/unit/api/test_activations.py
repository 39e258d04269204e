"""The routes of activations: the chain by HTTP, and what goes wrong as a problem."""

import json
from datetime import timedelta

import pytest
from tests.desk_fixtures import EVE, wish
from tests.unit.api.asking import Asked

from artel.api.app import application
from artel.commons.actors import Role
from artel.desk import accounts

CALL = {
    "disaster": "flood",
    "place": "Nesvizh",
    "area": {"type": "Point", "coordinates": [26.68, 53.22]},
    "since": (EVE - timedelta(hours=3)).isoformat(),
    "contact": "the duty room in Minsk",
    "exercise": True,
}


@pytest.fixture
def asked(desk):
    """Return what asks the desk's application as somebody: status, headers and body."""
    with Asked(application(desk, "0")) as found:

        def ask(method, path, key, body=None):
            path, _, query = path.partition("?")
            sent = b"" if body is None else json.dumps(body).encode()
            kind = [("content-type", "application/json")]
            return found.ask(method, path, key, sent, kind, query.encode())

        yield ask


@pytest.fixture
def caller(desk):
    return key_of(desk, Role.OWNER, party="BY", authorised=True)


@pytest.fixture
def planner(desk):
    return key_of(desk, Role.PLANNER)


def key_of(desk, role, **more):
    """Return an account and its key."""
    with desk.unit() as unit:
        made = accounts.make_account(unit, "somebody", role, **more)
        key = accounts.issue_key(unit, made["id"], "a test")[0]
    return made["id"], key


def post(asked, path, who, body):
    return asked("post", f"/api/v1/activations{path}", who[1], body)


def test_an_activation_goes_its_way_by_http(asked, caller, planner):
    made = post(asked, "", caller, CALL)
    assert made.status == 201
    name = made.json()["id"]
    assert name.startswith("EX-V-")
    assert dict(made.headers)["location"] == f"/api/v1/activations/{name}"
    assert post(asked, f"/{name}/check", planner, {"note": "called back"}).status == 200
    told = post(asked, f"/{name}/officer", planner, {"account": planner[0]}).json()
    assert (told["state"], told["officer"], told["late"]) == ("assigned", planner[0], False)
    drafted = post(asked, f"/{name}/plan", planner, {"orders": [wish()]}).json()
    assert [each["state"] for each in drafted["orders"]] == ["accepted"]
    assert post(asked, f"/{name}/manager", planner, {"account": caller[0]}).status == 200
    closed = post(asked, f"/{name}/close", planner, {"report": "The bridge stands."}).json()
    assert (closed["state"], closed["report"]) == ("closed", "The bridge stands.")
    shown = asked("get", f"/api/v1/activations/{name}", caller[1]).json()
    assert [each["state"] for each in shown["steps"]][0::5] == ["called", "closed"]
    listed = asked("get", "/api/v1/activations?exercise=false", caller[1]).json()
    assert listed["activations"] == []


def test_what_is_wrong_comes_as_a_problem(asked, caller, planner):
    assert post(asked, "", planner, CALL).status == 403
    assert post(asked, "", caller, CALL | {"disaster": "rain"}).status == 422
    assert post(asked, "", caller, CALL | {"rank": 1}).status == 422
    name = post(asked, "", caller, CALL).json()["id"]
    early = post(asked, f"/{name}/close", planner, {"report": "done"})
    assert early.status == 409
    assert early.media_type == "application/problem+json"
    assert post(asked, f"/{name}/check", caller, {}).status == 403
    assert post(asked, f"/{name}/refuse", planner, {"reason": "no flood"}).status == 200
