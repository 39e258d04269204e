"""The routes of owners, each by HTTP: what it gives, who may ask, and what it refuses."""

from __future__ import annotations

import json

import pytest
from tests.unit.api.asking import Asked

from artel.api.app import application
from artel.commons.actors import Role
from artel.desk import accounts, dispatch

SPAN = {"start": "2026-10-05T02:00:00Z", "end": "2026-10-05T03:00:00Z"}
WHY = "a quarrel with the baker"


class Person:
    """Somebody with a key, who asks the desk's application."""

    def __init__(self, asked, key):
        self._asked, self._key = asked, key

    def get(self, path, status=200):
        place, _, query = path.partition("?")
        return self._told(self._ask("GET", place, b"", query), status)

    def post(self, path, body=None, status=200):
        sent = b"" if body is None else json.dumps(body).encode()
        return self._told(self._ask("POST", path, sent), status)

    def _ask(self, method, path, body, query=""):
        heads = [("content-type", "application/json")] if body else []
        place = f"/api/v1/{path}"
        return self._asked.ask(method, place, self._key, body, heads, query.encode())

    @staticmethod
    def _told(answer, status):
        assert answer.status == status, answer.whole[:800]
        if status >= 400:
            assert answer.media_type == "application/problem+json"
            assert answer.json()["status"] == status
        return Told(answer.json(), dict(answer.headers))


class Told(dict):
    """A body, with the heads of its answer."""

    def __init__(self, body, heads):
        super().__init__(body)
        self.heads = heads


def people(desk, asked):
    """Return somebody of each part that the owners' routes tell apart."""

    def somebody(role, party=""):
        with desk.unit() as unit:
            made = accounts.make_account(unit, f"{role} {party}", role, party=party, home=party)
            return Person(asked, accounts.issue_key(unit, made["id"], "a test")[0])

    return {
        "kz": somebody(Role.OWNER, "KZ"),
        "ru": somebody(Role.OWNER, "RU"),
        "planner": somebody(Role.PLANNER),
        "admin": somebody(Role.ADMIN),
        "customer": somebody(Role.CUSTOMER, "minsk-agro"),
    }


@pytest.fixture
def who(desk):
    """Return people at a desk where nothing is planned."""
    with Asked(application(desk, "1.0")) as asked:
        yield people(desk, asked)


@pytest.fixture
def planned_who(planned):
    """Return people at a desk whose half day is planned."""
    with Asked(application(planned, "1.0")) as asked:
        yield people(planned, asked)


def blocked(who, **changes):
    return who["kz"].post("block-outs", {"asset": "KAZEOSAT-2", **SPAN, **changes}, 201)


def test_one_task_is_read_by_its_owner_and_the_operator(planned, planned_who):
    with planned.unit() as unit:
        task = next(row for row in dispatch.page(unit, None, 200) if row["owner"] == "KZ")
    for name in ("kz", "planner"):
        told = planned_who[name].get(f"tasks/{task['id']}")
        assert (told["id"], told["owner"], told["satellite"]) == (
            task["id"], "KZ", task["satellite"],
        )  # fmt: skip
    assert planned_who["ru"].get(f"tasks/{task['id']}", 404)["status"] == 404
    planned_who["customer"].get(f"tasks/{task['id']}", 403)
    planned_who["kz"].get("tasks/none", 404)


def test_a_veto_wants_an_article_and_one_s_own_task(planned, planned_who):
    """The bundled charter has no article of this kind: what a veto does is tested at the desk."""
    with planned.unit() as unit:
        task = next(row for row in dispatch.page(unit, None, 200) if row["owner"] == "KZ")
    place = f"tasks/{task['id']}/veto"
    assert "No article" in planned_who["kz"].post(place, {"reason": WHY}, 403)["detail"]
    planned_who["ru"].post(place, {}, 404)
    planned_who["planner"].post(place, {}, 403)
    planned_who["kz"].post(place, {"why": WHY}, 422)
    assert planned_who["kz"].get(f"tasks/{task['id']}")["state"] == task["state"]


def test_a_block_out_is_made_and_told_without_what_is_withheld(who):
    made = blocked(who, reason=WHY, withheld=True)
    assert (made["owner"], made["kind"], made["reason"]) == ("KZ", "block-out", "")
    assert (made["start"], made["end"]) == (SPAN["start"], SPAN["end"])
    assert made.heads["location"] == f"/api/v1/block-outs/{made['id']}/reason"
    who["ru"].post("block-outs", {"asset": "KAZEOSAT-2", **SPAN}, 403)
    who["planner"].post("block-outs", {"asset": "KAZEOSAT-2", **SPAN}, 403)
    who["kz"].post("block-outs", {"asset": "NOTHING-1", **SPAN}, 404)
    turned = {"start": SPAN["end"], "end": SPAN["start"]}
    who["kz"].post("block-outs", {"asset": "KAZEOSAT-2", **turned}, 422)
    who["kz"].post("block-outs", {"asset": "KAZEOSAT-2", "start": SPAN["start"]}, 422)


def test_block_outs_are_listed_by_pages_to_who_may_see_them(who):
    names = [blocked(who)["id"] for _ in range(3)]
    first = who["kz"].get("block-outs?limit=2")
    (link,) = [each["href"] for each in first["links"] if each["rel"] == "next"]
    second = who["kz"].get("block-outs?" + link.partition("?")[2])
    told = [row["id"] for page in (first, second) for row in page["blockouts"]]
    assert sorted(told) == sorted(names)
    assert len(who["planner"].get("block-outs")["blockouts"]) == 3
    assert who["ru"].get("block-outs")["blockouts"] == []
    who["customer"].get("block-outs", 403)


def test_a_block_out_is_lifted_once_by_its_owner(who):
    name = blocked(who)["id"]
    who["ru"].post(f"block-outs/{name}/lift", status=404)
    assert who["kz"].post(f"block-outs/{name}/lift")["lifted"] is not None
    who["kz"].post(f"block-outs/{name}/lift", status=409)
    who["kz"].post("block-outs/none/lift", status=404)


def test_a_withheld_reason_is_told_to_its_party_alone(who):
    name = blocked(who, reason=WHY, withheld=True)["id"]
    assert who["kz"].get(f"block-outs/{name}/reason")["reason"] == WHY
    for other in ("ru", "planner", "admin", "customer"):
        assert who[other].get(f"block-outs/{name}/reason")["reason"] is None
    assert who["kz"].get("block-outs/none/reason")["reason"] is None


def test_a_recall_is_a_block_out_of_its_own_kind_and_proposes_a_repair(who):
    body = {"asset": "KAZEOSAT-2", **SPAN, "reason": "a flood at home"}
    made = who["kz"].post("recalls", body, 201)
    assert (made["kind"], made["reason"]) == ("recall", "a flood at home")
    (alert,) = [
        row for row in who["planner"].get("alerts")["alerts"] if row["subject"] == made["id"]
    ]
    assert alert["proposal"]["kind"] == "recall"
    assert alert["proposal"]["asset"] == "KAZEOSAT-2"
    who["ru"].post("recalls", body, 403)
    who["customer"].post("recalls", body, 403)


def test_health_is_reported_by_the_owner_or_a_planner(who):
    body = {"asset": "KAZEOSAT-2", "state": "degraded", "note": "one wheel of four"}
    made = who["kz"].post("health-reports", body, 201)
    assert (made["owner"], made["state"], made["note"]) == ("KZ", "degraded", "one wheel of four")
    assert who["planner"].post("health-reports", body, 201)["owner"] == "KZ"
    who["ru"].post("health-reports", body, 403)
    who["customer"].post("health-reports", body, 403)
    who["kz"].post("health-reports", {**body, "state": "tired"}, 422)
    who["kz"].post("health-reports", {**body, "asset": "NOTHING-1"}, 404)


def test_health_is_listed_by_asset_to_the_owner_and_the_operator(who):
    for asset, state in (
        ("KAZEOSAT-2", "lost"),
        ("KAZSTSAT", "nominal"),
        ("KAZEOSAT-2", "nominal"),
    ):
        who["kz"].post("health-reports", {"asset": asset, "state": state}, 201)
    told = who["kz"].get("health-reports?asset=KAZEOSAT-2")["health"]
    assert [row["state"] for row in told] == ["nominal", "lost"]
    assert len(who["planner"].get("health-reports")["health"]) == 3
    assert who["ru"].get("health-reports")["health"] == []
    who["customer"].get("health-reports", 403)


def alert_of(who):
    who["kz"].post("health-reports", {"asset": "KAZEOSAT-2", "state": "lost"}, 201)
    (alert,) = who["planner"].get("alerts?only_open=true")["alerts"]
    return alert


def test_alerts_are_listed_to_who_they_are_for(who):
    alert = alert_of(who)
    assert (alert["kind"], alert["role"], alert["subject"]) == ("lost", "planner", "KAZEOSAT-2")
    assert alert["proposal"]["kind"] == "loss"
    assert who["ru"].get("alerts")["alerts"] == []
    who["customer"].get("alerts", 403)


def test_an_alert_is_acknowledged_once(who):
    place = f"alerts/{alert_of(who)['id']}/acknowledge"
    who["ru"].post(place, status=404)
    assert who["planner"].post(place)["acknowledged"] is not None
    assert "already" in who["admin"].post(place, status=409)["detail"]
    who["customer"].post(place, status=403)


def test_an_alert_is_closed_once(who):
    name = alert_of(who)["id"]
    who["ru"].post(f"alerts/{name}/close", status=404)
    assert who["planner"].post(f"alerts/{name}/close")["closed"] is not None
    who["planner"].post(f"alerts/{name}/close", status=409)
    assert who["planner"].get("alerts?only_open=true")["alerts"] == []
    assert len(who["planner"].get("alerts")["alerts"]) == 1


CENTRE = {"owner": "KZ", "address": "https://93.184.215.14/tasks", "secret": "between us"}


def test_a_control_centre_is_kept_by_an_administrator_and_its_key_is_never_told(who):
    made = who["admin"].post("centres", CENTRE, 201)
    shown = {"owner": "KZ", "exercise": False, "kind": "http", "address": CENTRE["address"]}
    assert dict(made) == shown
    for other in ("planner", "kz", "customer"):
        who[other].post("centres", CENTRE, 403)
    for wrong in (
        {"address": "https://127.0.0.1/"}, {"address": "http://93.184.215.14/"}, {"owner": "MG"},
        {"exercise": True},
    ):  # fmt: skip
        who["admin"].post("centres", {**CENTRE, **wrong}, 422)


def test_control_centres_are_listed_to_the_operator_and_their_owner_without_keys(who):
    who["admin"].post("centres", CENTRE, 201)
    for name, number in (("planner", 1), ("kz", 1), ("ru", 0)):
        told = who[name].get("centres")
        assert len(told["centres"]) == number
        assert "between us" not in str(told)
    who["customer"].get("centres", 403)
