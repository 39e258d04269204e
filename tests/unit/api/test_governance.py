"""The routes of governance: proposals, votes, decisions and follow-ups by HTTP."""

import json
from datetime import timedelta

import pytest
from tests.desk_fixtures import EVE
from tests.unit.api.asking import Asked

from artel.api.app import application
from artel.commons.actors import Role
from artel.desk import accounts, governance

CLOSES = EVE + timedelta(days=7)
PRIORITY = {
    "id": "P-2",
    "kind": "priority",
    "parties": ["RU", "BY", "KZ", "AM", "KG"],
    "text": "Disasters come before what an owner reserved.",
    "classes": ["emergency", "disaster", "reserved", "quota", "commercial", "background"],
}
PROPOSED = {
    "kind": "amendment",
    "title": "Disasters first",
    "text": "Because.",
    "closes": CLOSES.isoformat(),
    "ends": ["P-1"],
    "articles": [PRIORITY],
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


def key_of(desk, role, party=""):
    """Return the key of an account that is made for it."""
    with desk.unit() as unit:
        made = accounts.make_account(unit, "somebody", role, party=party)
        return accounts.issue_key(unit, made["id"], "a test")[0]


def test_a_proposal_is_looked_at_made_voted_on_and_counted(desk, asked, clock):
    belarus = key_of(desk, Role.OWNER, "BY")
    looked = asked("post", "/api/v1/proposals/check", belarus, PROPOSED).json()
    assert '+  - id: "P-2"' in looked["difference"]
    assert looked["in_force"] == "2026-11-11T00:00:00Z"
    made = asked("post", "/api/v1/proposals", belarus, PROPOSED)
    assert made.status == 201
    where = dict(made.headers)["location"]
    voted = asked("post", f"{where}/vote", belarus, {"vote": "yes"}).json()
    assert [(each["party"], each["vote"]) for each in voted["votes"]] == [("BY", "yes")]
    clock.wind(CLOSES)
    governance.close_votes(desk)
    shown = asked("get", where, belarus).json()
    assert (shown["state"], shown["outcome"]["why"]) == ("lost", "1 voted, and 5 must")
    assert asked("post", f"{where}/withdraw", belarus).status == 409
    assert len(asked("get", "/api/v1/proposals", belarus).json()["proposals"]) == 1


def test_a_contradiction_comes_with_its_place(desk, asked):
    belarus = key_of(desk, Role.OWNER, "BY")
    answer = asked("post", "/api/v1/proposals", belarus, PROPOSED | {"ends": []})
    assert answer.status == 422
    assert "charter.yaml, line" in answer.json()["errors"][0]["detail"]
    leaving = {name: PROPOSED[name] for name in ("title", "text", "closes")}
    leaving |= {"kind": "withdrawal", "orders": "cancel"}
    answer = asked("post", "/api/v1/proposals/check", belarus, leaving)
    assert "never be amended again" in answer.json()["errors"][0]["detail"]


def test_decisions_are_recorded_by_the_operator_and_read_by_members(desk, asked):
    admin, kazakh = key_of(desk, Role.ADMIN), key_of(desk, Role.OWNER, "KZ")
    said = {"body": "heads of government", "title": "Fly together", "made": "2021-04-29"}
    said |= {"text": "Cooperate more."}
    assert asked("post", "/api/v1/decisions", kazakh, said).status == 403
    made = asked("post", "/api/v1/decisions", admin, said)
    follow = {"what": "a plan", "responsible": "KZ", "due": "2026-10-05"}
    where = f"{dict(made.headers)['location']}/follow-ups"
    name = asked("post", where, admin, follow).json()["id"]
    listed = asked("get", "/api/v1/follow-ups?state=open", kazakh).json()
    assert [each["id"] for each in listed["follow_ups"]] == [name]
    done = asked("post", f"/api/v1/follow-ups/{name}/done", admin, {"note": "here"})
    assert done.json()["state"] == "done"
    shown = asked("get", dict(made.headers)["location"], kazakh).json()
    assert shown["follow_ups"][0]["note"] == "here"
    assert len(asked("get", "/api/v1/decisions", kazakh).json()["decisions"]) == 1
