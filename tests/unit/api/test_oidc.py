"""Signing in by a provider of one's own: who is believed, who is known, and what is refused."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
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
from artel.commons.errors import InputError, NotAllowed
from artel.desk.accounts import close_account, let_sign_in, make_account
from artel.desk.identities import account_of
from artel.feeds.oidc import AT_ONCE, BOUNDS, Identity, Provider, Settings
from artel.feeds.outbound import Allowed

HASTY = replace(BOUNDS, patience_s=0.5)
PATIENT = replace(BOUNDS, patience_s=2.5)
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
        return Provider(Settings(self.issuer, "artel-desk", secret), allowed, **changes)

    def asked_keys(self):
        return httpx.get(f"{self.issuer}/asked", trust_env=False).json()["keys"]


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


def test_the_page_is_told_by_whom_one_may_sign_in(served, desk, provider):
    named = provider.issuer.removeprefix("http://")
    for one, host in ((served, named), (desk, None)):
        assert browser_of(application(one, "0")).get(f"{BEGIN}/provider").json() == {"host": host}


def actions(desk):
    with psycopg.connect(desk.store.uri) as owner:
        return [row[0] for row in owner.execute("SELECT action FROM journal ORDER BY number")]


WRONG_TOKENS = [
    *({"wrong": wrong} for wrong in (
        "nonce", "nonce-in-a-list", "audience", "two-audiences", "two-audiences-for-nobody",
        "expired", "from-the-future", "signature", "none", "shared-secret", "issuer",
        "no-subject", "odd-subject", "long-subject",
    )),
    *({"lacks": [claim]} for claim in ("iss", "aud", "exp", "iat", "nonce", "sub")),
    {"signs": "PS256"},
]  # fmt: skip


def test_a_token_that_is_not_to_be_believed_opens_nothing(served, provider):
    client = browser_of(application(served, "0"))
    for said in WRONG_TOKENS:
        provider.behaves(**said)
        back = came(client, gone(client))
        assert back.status_code == 401, said
        assert back.headers["content-type"] == "application/problem+json"
        assert "is not believed" in back.json()["detail"], said
    assert client.get("/api/v1/me").status_code == 401
    assert (count(served, "sessions"), count(served, "identities")) == (0, 0)


def test_a_provider_signs_by_any_of_the_allowed_ways_and_among_keys_of_any_kind(served, provider):
    client = browser_of(application(served, "0"))
    for signs in ("RS256", "ES256", "EdDSA"):
        provider.behaves(signs=signs, beside=True)
        assert came(client, gone(client)).status_code == 302, signs


def test_keys_are_kept_and_asked_for_again_once_when_they_have_changed(served, provider):
    before = provider.asked_keys()
    client = browser_of(application(served, "0"))
    for said, asked in [
        ({}, 1),
        ({}, 1),
        ({"signs": "RS256"}, 2),
        ({"wrong": "rotated-under-its-name"}, 3),
        ({"signs": "ES256"}, 4),
    ]:
        provider.behaves(**said)
        assert came(client, gone(client)).status_code == 302, said
        assert provider.asked_keys() == before + asked
    provider.behaves()
    assert came(client, gone(client)).status_code == 302
    for wrong in ("none", "shared-secret", "expired", "nonce"):
        # No key mends these.
        provider.behaves(wrong=wrong)
        assert came(client, gone(client)).status_code == 401
        assert provider.asked_keys() == before + 5


def test_a_provider_that_takes_the_secret_in_the_form_gets_it_there(served, provider):
    provider.behaves(ways=["client_secret_post"])
    assert around(served)[1].status_code == 302


def test_of_two_identities_with_one_e_mail_at_once_the_first_is_bound(served, provider):
    first, second = (Identity(provider.issuer, name, "anna@example.org") for name in ("a", "b"))
    with ThreadPoolExecutor(1) as pool:
        with served.unit() as unit:
            account = account_of(unit, first)
            waits = pool.submit(bound_alone, served, second)
            # The other one has to wait for this unit: what it finds, it finds after it.
            with pytest.raises(TimeoutError):
                waits.result(0.5)
        assert waits.result(20) is None
    assert count(served, "identities") == 1
    assert bound_alone(served, first) == account
    assert actions(served).count("identity.bound") == 1


def bound_alone(desk, identity):
    try:
        with desk.unit() as unit:
            return account_of(unit, identity)
    except NotAllowed:
        return None


def test_of_one_identity_twice_at_once_both_come_in(served, provider):
    anna = Identity(provider.issuer, "anna-1", "anna@example.org")
    with ThreadPoolExecutor(1) as pool:
        with served.unit() as unit:
            account = account_of(unit, anna)
            waits = pool.submit(bound_alone, served, anna)
            with pytest.raises(TimeoutError):
                waits.result(0.5)
        assert waits.result(20) == account
    assert actions(served).count("identity.bound") == 1


def test_whom_nobody_made_an_account_for_is_refused(served, provider):
    client = browser_of(application(served, "0"))
    for said in (
        {"email": "nobody@example.org"},
        {"verified": False},
        {"verified": "true"},
        {"email": ""},
        {"email": ["anna@example.org"]},
        {"lacks": ["email_verified"]},
    ):
        provider.behaves(**said)
        back = came(client, gone(client))
        assert back.status_code == 401, said
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


def test_what_was_begun_is_taken_once_by_the_browser_that_began_it_and_in_time(
    served, provider, clock
):
    client = browser_of(application(served, "0"))
    address = gone(client)
    other = browser_of(application(served, "0"))
    assert came(other, address).status_code == 401
    assert came(client, address).status_code == 302
    assert came(client, address).status_code == 401
    for away_s, status in ((599, 302), (601, 401)):
        begun, back = clock.now(), gone(client)
        clock.wind(begun + timedelta(seconds=away_s))
        provider.behaves(later_s=int((clock.now() - EVE).total_seconds()))
        assert came(client, back).status_code == status


def test_what_no_provider_sends_is_a_problem(served):
    client = browser_of(application(served, "0"))
    asked = {"": 422, "?state=x": 422, "?code=x": 422, "?state=x&code=y": 401, "?error=no": 401}
    for query, status in asked.items():
        client.get(BEGIN)
        answer = client.get(f"{BEGIN}/callback{query}")
        assert answer.status_code == status, query
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_person_who_says_no_at_the_provider_is_told_so(served, provider):
    provider.behaves(wrong="denied")
    _, back = around(served)
    assert (back.status_code, count(served, "sessions")) == (401, 0)


def test_nobody_is_sent_to_a_provider_whose_description_is_wrong(served, provider):
    client = browser_of(application(served, "0"))
    for said in (
        {"wrong": "discovery-names-another"},
        {"wrong": "discovery-redirects-inside"},
        {"wrong": "discovery-lacks-keys"},
        {"ways": ["private_key_jwt"]},
    ):
        provider.behaves(**said)
        begun = client.get(BEGIN)
        assert begun.status_code == 422, said
        assert begun.headers["content-type"] == "application/problem+json"
    assert count(served, "sign_ins_begun") == 0


def test_a_provider_whose_keys_cannot_be_had_lets_nobody_in(served, provider):
    for wrong in ("discovery-leads-inside", "huge-keys", "odd-keys", "short-key"):
        provider.behaves(wrong=wrong)
        _, back = around(replace(served, provider=provider.made()))
        assert (back.status_code, count(served, "sessions")) == (422, 0), wrong


def test_a_slow_provider_is_given_up_and_what_was_begun_is_over(served, provider):
    hasty = replace(served, provider=provider.made(bounds=HASTY))
    client = browser_of(application(hasty, "0"))
    address = gone(client)
    provider.behaves(wrong="slow")
    back = came(client, address)
    assert back.status_code == 422
    assert "did not answer" in back.json()["detail"]
    provider.behaves()
    assert came(client, address).status_code == 401
    assert around(hasty)[1].status_code == 302


def test_those_who_wait_for_a_slow_provider_are_few(served, provider):
    provider.behaves(wrong="slow-discovery")
    slow = application(replace(served, provider=provider.made(bounds=PATIENT)), "0")
    with ThreadPoolExecutor(AT_ONCE + 1) as pool:
        answers = list(pool.map(lambda _: browser_of(slow).get(BEGIN), range(AT_ONCE + 1)))
    assert sorted(each.status_code for each in answers) == [422] * AT_ONCE + [503]
    (refused,) = (each for each in answers if each.status_code == 503)
    assert refused.headers["retry-after"]


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
