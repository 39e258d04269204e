"""What the page about signing in shows is done on a desk, and its limits are those of the code."""

from __future__ import annotations

import json
import re
import shlex

import pytest
from tests.desk_fixtures import EVE
from typer.testing import CliRunner

from artel.cli.main import app
from artel.desk import accounts, invitations, passwords, sessions


@pytest.fixture(scope="session")
def text(repository):
    return (repository / "docs" / "desk.md").read_text(encoding="utf-8")


@pytest.fixture
def run(desk, tmp_path, monkeypatch):
    """Return what runs a command on the desk and gives what it prints."""
    monkeypatch.setenv("ARTEL_DATABASE_URL", desk.store.uri)
    monkeypatch.setenv("ARTEL_DATA_DIR", str(tmp_path))

    def ran(line):
        done = CliRunner().invoke(app, shlex.split(line)[1:])
        assert done.exit_code == 0, done.output
        return done.stdout

    return ran


def test_the_commands_of_the_page_make_accounts_and_a_key(text, run, desk):
    commands = re.findall(r"^\$ (artel account .*)$", text, re.MULTILINE)
    assert len(commands) == 4
    anna, fields, listed, key = commands
    assert "Next: artel account link" in run(anna)
    made = json.loads(run(f"{fields} --json"))
    assert made["id"] in run(listed)
    told = json.loads(run(f"{key.replace('A-000002', made['id'])} --json"))
    with desk.unit() as unit:
        assert accounts.actor_of_key(unit, told["key"]).party == "minsk-agro"


def test_a_link_from_the_data_folder_signs_in_and_closing_ends_it(run, desk):
    made = json.loads(run("artel account add Anna --role planner --login anna --json"))
    link = json.loads(run(f"artel account link {made['id']} --reset --json"))["link"]
    place, _, token = link.partition("/welcome#token=")
    assert place == "http://127.0.0.1:8000"
    desk.clock.wind(EVE.replace(year=2020))  # the commands go by the machine's own clock
    with desk.unit() as unit:
        secret, _ = invitations.sign_in_once(unit, token)
    run(f"artel account close {made['id']}")
    with desk.unit() as unit:
        assert unit.row("account_of_session", hash=sessions.digest_of(secret), at=unit.now,
                        idle=unit.now - sessions.IDLE) is None  # fmt: skip


def test_the_limits_of_the_page_are_those_of_the_code(text):
    hours = {name: span.total_seconds() / 3600 for name, span in invitations.LASTS.items()}
    assert "| A session without a request | 8 hours |" in text
    assert sessions.IDLE.total_seconds() == 8 * 3600
    assert "| A session | 7 days |" in text
    assert sessions.LONGEST.days == 7
    assert hours == {"first": 24, "invitation": 168, "reset": 1}
    assert f"{passwords.SHORTEST} to {passwords.LONGEST} characters, at least" in text
    assert f"at least {passwords.LETTERS} of them" in text
    assert passwords.MOST == {"both": 5, "name": 50, "address": 50}
    assert passwords.WINDOW.total_seconds() == 15 * 60
    assert (accounts.OVERLAP.days, accounts.LONGEST_OVERLAP.days) == (1, 30)
    assert passwords.SCHEME == "scrypt:32768:8:3"
