"""Accounts in the database: what it guards itself, and what many at once may not do."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.desk_fixtures import actor

from artel.commons.actors import Role
from artel.commons.errors import Conflict, InputError, NotAllowed
from artel.desk import invitations, passwords, sessions
from artel.desk.accounts import (
    actor_of,
    actor_of_key,
    close_account,
    issue_key,
    let_sign_in,
    make_account,
)

QUICK = "scrypt:16:1:1"


@pytest.fixture
def anna(desk):
    """Return the account of a customer that signs in as anna."""
    with desk.unit() as unit:
        row = make_account(unit, "Anna", Role.CUSTOMER, party="minsk-agro", home="BY")
        return let_sign_in(unit, row["id"], "anna")


@given(st.text(max_size=60), st.text(max_size=60))
@example("Zürich und Köln", "Zu\u0308rich und Ko\u0308ln")
def test_a_password_matches_itself_alone(password, other):
    kept = passwords.hashed(password, scheme=QUICK)
    same = unicodedata.normalize("NFKC", password) == unicodedata.normalize("NFKC", other)
    assert passwords.matches(kept, password)
    assert passwords.matches(kept, other) == same
    assert passwords.hashed(password, scheme=QUICK).hash != kept.hash


def test_a_password_is_judged_by_the_parameters_that_stand_with_it():
    kept = passwords.hashed("seven wild geese", scheme=QUICK)
    assert not passwords.matches(replace(kept, scheme="scrypt:32:1:1"), "seven wild geese")


def test_a_new_hash_costs_what_is_said():
    made = passwords.hashed("seven wild geese")
    assert made.scheme == "scrypt:32768:8:3"
    assert len(made.salt) == 16
    assert len(made.hash) == 64


def test_many_guesses_at_once_are_counted_too(desk, anna):
    with desk.unit() as unit:
        keep(unit, anna["id"])

    def guess(number):
        try:
            passwords.sign_in(desk, "anna", f"guess {number}", "192.0.2.1")
        except passwords.TooOften:
            return "wait"
        except NotAllowed:
            return "wrong"
        return "in"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(8)))
    assert (answers.count("wrong"), answers.count("wait")) == (5, 3)


def test_a_link_opens_one_session_for_two_that_come_at_once(desk, anna):
    with desk.unit() as unit:
        token, _ = invitations.make_link(unit, anna["id"], "invitation")

    def come(_):
        try:
            with desk.unit() as unit:
                return invitations.sign_in_once(unit, token)
        except NotAllowed:
            return None

    with ThreadPoolExecutor(4) as pool:
        came = list(pool.map(come, range(4)))
    assert sum(each is not None for each in came) == 1


def test_closing_an_account_ends_all_that_opens_it(desk, anna):
    with desk.unit() as unit:
        key, _ = issue_key(unit, anna["id"], "a machine")
        secret, _ = sessions.open_session(unit, anna["id"], "oidc")
        token, _ = invitations.make_link(unit, anna["id"], "reset")
    with desk.unit() as unit:
        close_account(unit, anna["id"])
    for opens in (
        lambda unit: actor_of_key(unit, key),
        lambda unit: sessions.session_of(unit, secret),
        lambda unit: invitations.sign_in_once(unit, token),
        lambda unit: sessions.open_session(unit, anna["id"], "oidc"),
    ):
        with pytest.raises(NotAllowed), desk.unit() as unit:
            opens(unit)
    with pytest.raises(Conflict), desk.unit() as unit:
        issue_key(unit, anna["id"], "another machine")


def test_the_first_link_is_made_anew_until_somebody_came_in(desk):
    with desk.unit() as unit:
        one, two = invitations.first_link(unit), invitations.first_link(unit)
        assert one != two
        secret, _ = invitations.sign_in_once(unit, two)
        assert sessions.session_of(unit, secret).account["login"] == "admin"
    found = sessions_actor(desk, secret)
    passwords.set_password(desk, found, secret, "seven wild geese", None, "")
    with desk.unit() as unit:
        assert invitations.first_link(unit) is None


def sessions_actor(desk, secret):
    with desk.unit() as unit:
        return actor_of(sessions.session_of(unit, secret).account)


@pytest.mark.parametrize("role", ["owner", "customer", "planner", "auditor"])
def test_the_database_lets_nobody_raise_themselves(desk, anna, role):
    party = "" if role in ("planner", "auditor") else anna["party"]
    who = replace(actor(role, party), account=anna["id"])
    with desk.unit(who) as unit:
        assert unit.run("account_closed", id=anna["id"]) == 0
    with psycopg.connect(desk.store.uri) as connection:
        connection.execute("SET ROLE artel_app")
        for name in ("scope", "party", "account", "role"):
            value = str(getattr(who, name))
            connection.execute("SELECT set_config(%s, %s, false)", (f"artel.{name}", value))
        changed = connection.execute("UPDATE accounts SET role = 'admin', party = ''")
        assert changed.rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(
                "INSERT INTO accounts (id, name, role, made) VALUES ('A', 'x', 'admin', now())"
            )


def test_nobody_else_reads_what_opens_an_account(desk, anna):
    with desk.unit() as unit:
        keep(unit, anna["id"])
        sessions.open_session(unit, anna["id"], "link")
        invitations.make_link(unit, anna["id"], "reset")
    with pytest.raises(NotAllowed):
        passwords.sign_in(desk, "anna", "wrong", "192.0.2.1")
    with psycopg.connect(desk.store.uri) as owner:
        assert min(counted(owner).values()) > 0
    for who in (actor("customer", "minsk-agro"), actor("owner", "BY"), actor("planner")):
        with psycopg.connect(desk.store.uri) as connection:
            connection.execute("SET ROLE artel_app")
            for name in ("scope", "party", "account", "role"):
                value = str(getattr(who, name))
                connection.execute("SELECT set_config(%s, %s, false)", (f"artel.{name}", value))
            assert set(counted(connection).values()) == {0}


def counted(connection):
    tables = ("credentials", "sessions", "sign_in_tries", "one_time_links")
    return {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables
    }


def keep(unit, account):
    made = passwords.hashed("seven wild geese", scheme=QUICK)
    kept = {"scheme": made.scheme, "salt": made.salt, "hash": made.hash}
    unit.run("password_kept", account=account, **kept, at=unit.now)


def test_a_role_without_its_party_is_refused(desk):
    with pytest.raises(InputError), desk.unit() as unit:
        make_account(unit, "nobody", Role.OWNER)
