"""Signing in by a provider of one's own: who is believed, who is known, and what is refused."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg
import pytest
from tests.desk_fixtures import EVE
from tests.unit.api.browsers import browser_of

from artel.api.app import application
from artel.commons.actors import Role
from artel.commons.errors import InputError
from artel.desk.accounts import close_account, let_sign_in, make_account
from artel.feeds.oidc import Provider, Settings
from artel.feeds.outbound import Allowed

PROGRAM = Path(__file__).resolve().parents[2] / "oidc_provider" / "provider.py"
BEGIN = "/api/v1/sessions/oidc"


class Running:
    """The provider's program: where it is, and how it behaves."""

    def __init__(self, folder, port):
        self.folder, self.issuer = folder, f"http://127.0.0.1:{port}"

    def behaves(self, **said):
        (self.folder / "behaviour.json").write_text(json.dumps(said))

    def made(self, **changes):
        named = self.issuer.removeprefix("http://")
        secret = changes.pop("guess", "between us & nobody")
        allowed = changes.pop("allowed", Allowed(frozenset({named})))
        return Provider(Settings(self.issuer, "artel-desk", secret), allowed)


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    folder = tmp_path_factory.mktemp("provider")
    running = subprocess.Popen(
        [sys.executable, PROGRAM, "--folder", folder, "--now", str(int(EVE.timestamp()))],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Running(folder, json.loads(running.stdout.readline())["port"])
    finally:
        running.terminate()
        running.wait(20)
        running.stdout.close()


@pytest.fixture
def provider(program):
    program.behaves()
    return program


@pytest.fixture
def served(desk, provider):
    """Return a desk that trusts the provider, with Anna's account, made for her e-mail."""
    with desk.unit() as unit:
        row = make_account(unit, "Anna", Role.PLANNER)
        let_sign_in(unit, row["id"], "anna", "anna@example.org")
    return replace(desk, provider=provider.made())


def gone(client):
    """Begin, and return where the provider sends the browser back, without following."""
    begun = client.get(BEGIN)
    assert begun.status_code == 302
    with httpx.Client(trust_env=False) as there:
        return there.get(begun.headers["location"]).headers["location"]


def came(client, address):
    place = urlsplit(address)
    return client.get(f"{place.path}?{place.query}")


def around(desk):
    client = browser_of(application(desk, "0"))
    return client, came(client, gone(client))


def count(desk, table):
    with psycopg.connect(desk.store.uri) as owner:
        return owner.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_a_person_signs_in_by_the_provider_and_is_known_again_by_subject_alone(served, provider):
    client, back = around(served)
    assert (back.status_code, back.headers["location"]) == (302, "/")
    told = client.get("/api/v1/me").json()
    assert (told["name"], told["how"]) == ("Anna", "oidc")
    provider.behaves(email="renamed@example.org", verified=False)
    again, back = around(served)
    assert back.status_code == 302
    assert again.get("/api/v1/me").json()["account"] == told["account"]
    assert count(served, "identities") == 1
    kinds = actions(served)
    assert kinds.count("identity.bound") == 1
    assert kinds.count("session.opened") == 2


def actions(desk):
    with psycopg.connect(desk.store.uri) as owner:
        return [row[0] for row in owner.execute("SELECT action FROM journal ORDER BY number")]


@pytest.mark.parametrize(
    "wrong",
    ["nonce", "audience", "two-audiences", "expired", "signature", "none", "shared-secret",
     "issuer", "no-subject"],
)  # fmt: skip
def test_a_token_that_is_not_to_be_believed_opens_nothing(served, provider, wrong):
    provider.behaves(wrong=wrong)
    client, back = around(served)
    assert back.status_code == 401
    assert back.headers["content-type"] == "application/problem+json"
    assert client.get("/api/v1/me").status_code == 401
    assert (count(served, "sessions"), count(served, "identities")) == (0, 0)


def test_keys_that_the_provider_has_changed_are_asked_for_again(served, provider):
    assert around(served)[1].status_code == 302
    provider.behaves(wrong="rotated")
    assert around(served)[1].status_code == 302


@pytest.mark.parametrize(
    "said",
    [{"email": "nobody@example.org"}, {"verified": False}, {"verified": "true"}, {"email": ""}],
)
def test_whom_nobody_made_an_account_for_is_refused(served, provider, said):
    provider.behaves(**said)
    _, back = around(served)
    assert back.status_code == 401
    assert "Nobody here" in back.json()["detail"]
    assert count(served, "sessions") == 0


def test_an_e_mail_of_two_accounts_says_nothing(served):
    with served.unit() as unit:
        row = make_account(unit, "Anna too", Role.FINANCE)
        let_sign_in(unit, row["id"], "anna2", "Anna@Example.org")
    assert around(served)[1].status_code == 401


def test_a_closed_account_does_not_come_in(served):
    client, _ = around(served)
    account = client.get("/api/v1/me").json()["account"]
    with served.unit() as unit:
        close_account(unit, account)
    assert client.get("/api/v1/me").status_code == 401
    assert around(served)[1].status_code == 401


def test_what_was_begun_is_taken_once_by_the_browser_that_began_it_and_in_time(served, clock):
    client = browser_of(application(served, "0"))
    address = gone(client)
    other = browser_of(application(served, "0"))
    assert came(other, address).status_code == 401
    assert came(client, address).status_code == 302
    assert came(client, address).status_code == 401
    late = gone(client)
    clock.wind(EVE + timedelta(seconds=601))
    assert came(client, late).status_code == 401


@pytest.mark.parametrize("query", ["", "?state=x", "?code=x", "?state=x&code=y", "?error=denied"])
def test_what_no_provider_sends_is_a_problem(served, query):
    client = browser_of(application(served, "0"))
    client.get(BEGIN)
    answer = client.get(f"{BEGIN}/callback{query}")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_person_who_says_no_at_the_provider_is_told_so(served, provider):
    provider.behaves(wrong="denied")
    _, back = around(served)
    assert (back.status_code, count(served, "sessions")) == (401, 0)


@pytest.mark.parametrize(
    "wrong", ["discovery-names-another", "discovery-leads-inside", "huge-keys"]
)
def test_a_provider_that_leads_astray_is_not_followed(served, provider, wrong):
    provider.behaves(wrong=wrong)
    client = browser_of(application(served, "0"))
    begun = client.get(BEGIN)
    if wrong != "discovery-names-another":
        with httpx.Client(trust_env=False) as there:
            begun = came(client, there.get(begun.headers["location"]).headers["location"])
    assert begun.status_code == 422
    assert count(served, "sessions") == 0


def test_a_provider_inside_is_not_asked_unless_the_operator_named_it(served, provider):
    closed = replace(served, provider=provider.made(allowed=Allowed()))
    begun = browser_of(application(closed, "0")).get(BEGIN)
    assert begun.status_code == 422
    assert "without https" in begun.json()["detail"]


def test_a_wrong_secret_of_the_desk_is_the_providers_to_refuse(served, provider):
    wrong = replace(served, provider=provider.made(guess="guessed"))
    assert around(wrong)[1].status_code == 422


def test_the_browser_is_sent_with_pkce_and_the_secret_stays(served):
    client = browser_of(application(served, "0"))
    begun = client.get(BEGIN)
    asked = parse_qs(urlsplit(begun.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://desk.example.org/api/v1/sessions/oidc/callback"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    cookie = begun.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "between" not in begun.headers["location"] + cookie + repr(served.provider.settings)


def test_a_desk_without_a_provider_says_so(desk):
    answer = browser_of(application(desk, "0")).get(BEGIN)
    assert answer.status_code == 422
    assert "no provider" in answer.json()["detail"]


def test_a_provider_half_set_does_not_start(monkeypatch):
    from artel.bootstrap import _provider

    monkeypatch.setenv("ARTEL_OIDC_ISSUER", "https://id.example.org")
    with pytest.raises(InputError, match="ARTEL_OIDC_CLIENT_SECRET"):
        _provider(Allowed())
    monkeypatch.setenv("ARTEL_OIDC_CLIENT_ID", "artel")
    monkeypatch.setenv("ARTEL_OIDC_CLIENT_SECRET", "s")
    assert _provider(Allowed()).settings.client_id == "artel"
