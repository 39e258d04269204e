"""Accounts and keys by HTTP: an administrator keeps them, everybody keeps keys of their own."""

from datetime import timedelta

import pytest
from tests.desk_fixtures import EVE
from tests.unit.api.browsers import browser_of

from artel.api.app import application
from artel.commons.actors import Role
from artel.desk.accounts import issue_key, make_account

ANNA = {"name": "Anna", "role": "customer", "party": "minsk-agro", "home": "BY", "login": "anna"}


@pytest.fixture
def person(desk, app):
    """Return what gives an account of a role, and a client that asks by its key."""

    def made(role, **more):
        with desk.unit() as unit:
            row = make_account(unit, role, Role(role), **more)
            key, _ = issue_key(unit, row["id"], "a test")
        return row["id"], by(app, key)

    return made


def by(app, key):
    """Return a client that asks by a key."""
    return browser_of(app, Authorization=f"Bearer {key}")


@pytest.fixture
def app(desk):
    return application(desk, "0")


@pytest.fixture
def admin(person):
    return person("admin")[1]


def test_an_account_is_made_invited_and_closed(app, admin):
    made = admin.post("/api/v1/accounts", json=ANNA)
    assert made.status_code == 201
    place = made.headers["location"]
    assert admin.get(place).json()["login"] == "anna"
    told = admin.post(f"{place}/links", json={"purpose": "invitation"}).json()
    place_of_link, _, token = told["link"].partition("/welcome#token=")
    assert place_of_link == "http://desk.example.org"
    browser = browser_of(app)
    assert browser.post("/api/v1/sessions/one-time", json={"token": token}).status_code == 201
    assert browser.get("/api/v1/me").json()["party"] == "minsk-agro"
    late = admin.post(f"{place}/links", json={}).json()["link"].partition("=")[2]
    assert admin.delete(place).status_code == 204
    assert browser.get("/api/v1/me").status_code == 401
    assert browser.post("/api/v1/sessions/one-time", json={"token": late}).status_code == 401
    assert admin.post(f"{place}/links", json={}).status_code == 409
    assert admin.delete(place).status_code == 409
    assert admin.get(place).json()["active"] is False


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"role": "system"}, 422),
        ({"party": ""}, 422),
        ({"role": "planner"}, 422),
        ({"login": "an na"}, 422),
        ({"password": "x"}, 422),
        ({}, 201),
    ],
)
def test_what_is_wrong_with_an_account_is_said(admin, change, status):
    assert admin.post("/api/v1/accounts", json=ANNA | change).status_code == status


def test_a_name_to_sign_in_by_is_one_persons(admin):
    assert admin.post("/api/v1/accounts", json=ANNA).status_code == 201
    count = len(admin.get("/api/v1/accounts").json()["accounts"])
    assert admin.post("/api/v1/accounts", json=ANNA | {"login": "Anna"}).status_code == 409
    assert len(admin.get("/api/v1/accounts").json()["accounts"]) == count


def test_a_machine_is_not_invited(admin):
    place = admin.post("/api/v1/accounts", json=ANNA | {"login": None}).headers["location"]
    assert admin.post(f"{place}/links", json={}).status_code == 409


def test_only_an_administrator_keeps_accounts(person):
    name, planner = person("planner")
    assert planner.get("/api/v1/accounts").status_code == 403
    assert planner.post("/api/v1/accounts", json=ANNA).status_code == 403
    assert planner.delete(f"/api/v1/accounts/{name}").status_code == 403
    assert planner.post(f"/api/v1/accounts/{name}/links", json={}).status_code == 403


def test_the_last_administrator_stays(person, desk):
    first, client = person("admin")
    with desk.unit() as unit:
        others = [r["id"] for r in unit.rows("administrators_held") if r["id"] != first]
    for other in others:
        assert client.delete(f"/api/v1/accounts/{other}").status_code == 204
    assert client.delete(f"/api/v1/accounts/{first}").status_code == 409
    assert client.get("/api/v1/me").status_code == 200


def test_a_key_is_replaced_while_both_work_and_then_the_old_one_ends(app, person, clock):
    _, anna = person("customer", party="minsk-agro", home="BY")
    old = anna.post("/api/v1/keys", json={"name": "orders"}).json()
    new = anna.post(f"/api/v1/keys/{old['id']}/rotate", json={"overlap_h": 2}).json()
    assert new["name"] == "orders"
    by_old, by_new = by(app, old["key"]), by(app, new["key"])
    assert [each.get("/api/v1/me").status_code for each in (by_old, by_new)] == [200, 200]
    clock.wind(EVE + timedelta(hours=2))
    assert [each.get("/api/v1/me").status_code for each in (by_old, by_new)] == [401, 200]
    assert anna.post(f"/api/v1/keys/{old['id']}/rotate", json={}).status_code == 409
    assert by_new.delete(f"/api/v1/keys/{new['id']}").status_code == 204
    assert by_new.get("/api/v1/me").status_code == 401
    assert anna.delete(f"/api/v1/keys/{new['id']}").status_code == 409


def test_a_key_is_told_once_and_its_use_to_the_minute(app, person, clock):
    _, anna = person("customer", party="minsk-agro", home="BY")
    made = anna.post("/api/v1/keys", json={"name": "orders", "ends": "2026-10-06T00:00:00Z"}).json()
    used = by(app, made["key"])
    for second, kept in ((30, 30), (80, 30), (95, 95)):
        clock.wind(EVE + timedelta(seconds=second))
        used.get("/api/v1/me")
        rows = anna.get("/api/v1/keys").json()["keys"]
        row = next(each for each in rows if each["id"] == made["id"])
        assert row["used"] == (EVE + timedelta(seconds=kept)).isoformat().replace("+00:00", "Z")
    assert made["key"] not in anna.get("/api/v1/keys").text


def test_keys_of_others_are_not_there_but_for_an_administrator(person, admin):
    name, anna = person("customer", party="minsk-agro", home="BY")
    _, brest = person("customer", party="brest-woods", home="BY")
    key = anna.post("/api/v1/keys", json={"name": "orders"}).json()["id"]
    assert key not in brest.get(f"/api/v1/keys?account={name}").text
    assert brest.delete(f"/api/v1/keys/{key}").status_code == 404
    assert brest.post(f"/api/v1/keys/{key}/rotate", json={}).status_code == 404
    assert brest.post("/api/v1/keys", json={"name": "x", "account": name}).status_code == 403
    assert key in admin.get(f"/api/v1/keys?account={name}").text
    assert admin.post("/api/v1/keys", json={"name": "x", "account": name}).status_code == 201
    assert admin.delete(f"/api/v1/keys/{key}").status_code == 204


@pytest.mark.parametrize("ends", ["2026-10-04T18:00:00Z", "2020-01-01T00:00:00Z"])
def test_a_key_that_has_ended_is_not_made(admin, ends):
    assert admin.post("/api/v1/keys", json={"name": "x", "ends": ends}).status_code == 422
