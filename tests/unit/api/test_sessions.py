"""Signing in and out: by a password and by a link, and what a session's requests must show."""

import logging
from datetime import timedelta

import psycopg
import pytest
from tests.desk_fixtures import EVE
from tests.unit.api.browsers import HOME, browser_of

from artel.api.app import application
from artel.commons.actors import Role
from artel.desk import invitations, passwords
from artel.desk.accounts import issue_key, let_sign_in, make_account

PASSWORD, WRONG = "seven wild geese", "seven wild ducks"


@pytest.fixture
def anna(desk):
    """Return the id of a planner's account that signs in as anna."""
    with desk.unit() as unit:
        row = make_account(unit, "Anna", Role.PLANNER)
        return let_sign_in(unit, row["id"], "anna")["id"]


@pytest.fixture
def browser(desk):
    """Return what makes a browser of the desk's application, at an address."""
    app = application(desk, "0")
    return lambda **more: browser_of(app, **more)


def keep(desk, account, password=PASSWORD):
    made = passwords.hashed(password, scheme="scrypt:1024:8:1")
    with desk.unit() as unit:
        kept = {"scheme": made.scheme, "salt": made.salt, "hash": made.hash}
        unit.run("password_kept", account=account, **kept, at=unit.now)


def sign_in(client, name="anna", password=PASSWORD, **headers):
    said = {"name": name, "password": password}
    return client.post("/api/v1/sessions", json=said, headers=headers)


def link_of(desk, account):
    with desk.unit() as unit:
        return invitations.make_link(unit, account, "invitation")[0]


def test_a_person_comes_by_a_link_sets_a_password_and_signs_in_by_it(desk, anna, browser):
    token = link_of(desk, anna)
    client = browser()
    told = client.post("/api/v1/sessions/one-time", json={"token": token})
    assert (told.status_code, told.json()["how"]) == (201, "link")
    assert browser().post("/api/v1/sessions/one-time", json={"token": token}).status_code == 401
    head = {"X-CSRF-Token": client.get("/api/v1/me").json()["csrf"]}
    put = client.put("/api/v1/me/password", json={"password": PASSWORD}, headers=head)
    assert put.status_code == 204
    other = browser()
    assert sign_in(other, "ANNA").json()["account"] == anna
    # From now on the present password is asked for, and all other sessions end with a new one.
    again = {"password": "another wild goose"}
    assert client.put("/api/v1/me/password", json=again, headers=head).status_code == 403
    again["current"] = PASSWORD
    assert client.put("/api/v1/me/password", json=again, headers=head).status_code == 204
    assert other.get("/api/v1/me").status_code == 401
    assert client.get("/api/v1/me").json()["how"] == "password"


@pytest.mark.parametrize(
    ("password", "status"),
    [("short", 422), ("aaaaaaaaaaaaaaaa", 422), ("Anna", 422), ("x" * 201, 422)],
)
def test_a_simple_password_is_refused(desk, anna, browser, password, status):
    client = browser()
    told = client.post("/api/v1/sessions/one-time", json={"token": link_of(desk, anna)}).json()
    head = {"X-CSRF-Token": told["csrf"]}
    answer = client.put("/api/v1/me/password", json={"password": password}, headers=head)
    assert answer.status_code == status
    assert password not in answer.text


def test_the_cookie_is_kept_from_pages_and_from_other_places(desk, anna, browser):
    keep(desk, anna)
    plain = sign_in(browser()).headers["set-cookie"].lower()
    assert all(part in plain for part in ("httponly", "samesite=lax", "path=/;", "max-age=604800"))
    assert "secure" not in plain
    secure = browser(base_url="https://desk.example.org")
    assert "secure" in sign_in(secure).headers["set-cookie"].lower()


def test_what_changes_anything_needs_the_sessions_token(desk, anna, browser):
    keep(desk, anna)
    client = browser()
    csrf = sign_in(client).json()["csrf"]
    body = {"name": "a program"}
    assert client.post("/api/v1/keys", json=body).status_code == 403
    for wrong in ("", "0" * 64, csrf[:-1]):
        answer = client.post("/api/v1/keys", json=body, headers={"X-CSRF-Token": wrong})
        assert answer.status_code == 403
    made = client.post("/api/v1/keys", json=body, headers={"X-CSRF-Token": csrf})
    assert made.status_code == 201
    bearer = {"Authorization": f"Bearer {made.json()['key']}"}
    assert browser().post("/api/v1/keys", json=body, headers=bearer).status_code == 201


@pytest.mark.parametrize(
    "origin", ["https://evil.example.org", "null", "http://desk.example.org:9"]
)
def test_a_page_of_another_place_is_refused(desk, anna, browser, origin):
    keep(desk, anna)
    client = browser()
    assert sign_in(client, Origin=origin).status_code == 403
    csrf = sign_in(client, Origin=HOME).json()["csrf"]
    head = {"X-CSRF-Token": csrf, "Origin": origin}
    assert client.post("/api/v1/keys", json={"name": "x"}, headers=head).status_code == 403
    assert client.delete("/api/v1/sessions/current", headers=head).status_code == 403
    assert client.get("/api/v1/me").status_code == 200


def test_signing_out_ends_the_session_also_for_who_copied_the_cookie(desk, anna, browser):
    keep(desk, anna)
    client, thief = browser(), browser()
    csrf = sign_in(client).json()["csrf"]
    thief.cookies.update(client.cookies)
    assert thief.get("/api/v1/me").status_code == 200
    out = client.delete("/api/v1/sessions/current", headers={"X-CSRF-Token": csrf})
    assert (out.status_code, "artel_session" in client.cookies) == (204, False)
    assert thief.get("/api/v1/me").status_code == 401


def test_a_session_ends_when_it_rests_and_after_a_week(desk, anna, browser, clock):
    keep(desk, anna)
    resting, busy = browser(), browser()
    sign_in(resting)
    sign_in(busy)
    for hours in range(7, 7 * 24, 7):
        clock.wind(EVE + timedelta(hours=hours))
        assert busy.get("/api/v1/me").status_code == 200
        if hours == 7:
            continue
        assert resting.get("/api/v1/me").status_code == 401
    clock.wind(EVE + timedelta(days=7))
    assert busy.get("/api/v1/me").status_code == 401


def test_after_five_failures_the_sixth_waits_and_another_address_does_not(
    desk, anna, browser, clock
):
    keep(desk, anna)
    client = browser()
    for _ in range(5):
        assert sign_in(client, password=WRONG).status_code == 401
    late = sign_in(client)
    assert (late.status_code, late.headers["retry-after"]) == (429, "900")
    assert sign_in(browser(address="192.0.2.7")).status_code == 201
    clock.wind(EVE + timedelta(minutes=15))
    assert sign_in(client).status_code == 201
    # What succeeded is no failure: a sixth sign-in by the right password is answered.
    assert [sign_in(client).status_code for _ in range(6)] == [201] * 6


def test_a_name_that_nobody_has_is_answered_as_a_wrong_password(desk, anna, browser):
    keep(desk, anna)
    client = browser()
    wrong, nobody = sign_in(client, password=WRONG), sign_in(client, name="nobody")
    assert wrong.status_code == nobody.status_code == 401
    assert wrong.json() == nobody.json()


def test_a_link_ends(desk, anna, browser, clock):
    token = link_of(desk, anna)
    clock.wind(EVE + timedelta(days=7))
    assert browser().post("/api/v1/sessions/one-time", json={"token": token}).status_code == 401
    old, new = link_of(desk, anna), link_of(desk, anna)
    assert browser().post("/api/v1/sessions/one-time", json={"token": old}).status_code == 401
    assert browser().post("/api/v1/sessions/one-time", json={"token": new}).status_code == 201


def test_no_secret_is_in_the_database_the_events_or_the_log(desk, anna, browser, caplog):
    caplog.set_level(logging.DEBUG)
    token = link_of(desk, anna)
    client = browser()
    csrf = client.post("/api/v1/sessions/one-time", json={"token": token}).json()["csrf"]
    head = {"X-CSRF-Token": csrf}
    client.put("/api/v1/me/password", json={"password": PASSWORD}, headers=head)
    sign_in(browser())
    key = client.post("/api/v1/keys", json={"name": "a program"}, headers=head).json()["key"]
    sign_in(browser(), name=PASSWORD)  # typed into the wrong field
    secrets = [token, csrf, PASSWORD, key, client.cookies["artel_session"]]
    with psycopg.connect(desk.store.uri) as owner:
        tables = [
            row[0]
            for row in owner.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                " AND relkind = 'r' AND relname <> 'pool_files'"
            )
        ]
        rows = [str(row) for name in tables for row in owner.execute(f"TABLE {name}").fetchall()]
    kept = "\n".join([*rows, caplog.text])
    assert anna in kept
    assert [secret for secret in secrets if secret in kept] == []
    assert [s for s in secrets if s.encode().hex() in kept.replace("\\x", "")] == []


def test_a_key_tells_who_it_is_and_has_no_session(desk, anna, browser):
    with desk.unit() as unit:
        key, _ = issue_key(unit, anna, "a test")
    client = browser(Authorization=f"Bearer {key}")
    told = client.get("/api/v1/me").json()
    assert (told["account"], told["login"], told["how"], told["csrf"]) == (
        anna,
        "anna",
        "key",
        None,
    )
    assert client.delete("/api/v1/sessions/current").status_code == 409
    assert client.put("/api/v1/me/password", json={"password": PASSWORD}).status_code == 409


def test_every_route_says_by_what_it_is_guarded(desk):
    described = application(desk, "0").openapi()
    assert set(described["components"]["securitySchemes"]) == {"key", "session"}
    guards = {
        f"{method.upper()} {path}": operation.get("security")
        for path, item in described["paths"].items()
        for method, operation in item.items()
        if path.startswith("/api/v1")
    }
    assert [name for name, guard in guards.items() if guard is None] == []
    opened = {name for name, guard in guards.items() if guard == []}
    assert {"POST /api/v1/sessions", "POST /api/v1/sessions/one-time"} <= opened
    assert all("/sessions" in name for name in opened)
