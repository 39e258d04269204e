"""A member's day, as the page of the journal tells it, with a desk that is served."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests.docs.test_examples import blocks_of
from tests.stories.desk.served import People, serving

from artel.desk import periodic
from artel.desk.journals import operator_key
from artel.store.signing import new_key, private_pem, public_hex, public_pem

PROGRAM = Path(sys.executable).parent / "artel"


@pytest.fixture
def place(repository):
    return repository / "docs" / "journal.md"


@pytest.fixture
def shown(place):
    """Return what the page's programs define, by name."""
    block = next(each for each in blocks_of(place) if "def hand_in" in each.text)
    names = {"__name__": "shown"}
    exec(compile(block.text, str(place), "exec"), names)  # noqa: S102 - our own page
    return names


@pytest.fixture
def morning(place):
    """Return the commands of a morning, each with the lines that it prints."""
    (block,) = [b.text for b in blocks_of(place) if b.kind == "text" and "yesterday" in b.text]
    return re.findall(r"^\$ (artel .*)\n((?:(?!\$).*\n)*)", block, re.MULTILINE)


def happened(desk, clock, subject):
    """Let something happen that concerns two members, and the day end."""
    with desk.unit() as unit:
        unit.enter("order.noted", subject, {}, ["KZ", "RU"])
    clock.wind(clock.now() + timedelta(days=1))
    assert periodic.done(desk, "seal")


def run(line, folder):
    """Run a command of the page where its files are, and return what it prints."""
    line, _, file = line.partition(" > ")
    done = subprocess.run(
        [PROGRAM, *shlex.split(line)[1:]], cwd=folder, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    if file:
        (folder / file).write_text(done.stdout)
    return done.stdout


def test_a_member_extracts_verifies_countersigns_and_compares(
    desk, clock, shown, morning, tmp_path
):
    own = new_key()
    (tmp_path / "operator.pem").write_text(public_pem(operator_key(desk)))
    (tmp_path / "kz.pem").write_text(private_pem(own))
    happened(desk, clock, "O-1")
    with serving(desk) as address:
        people = People(desk, address)
        kz, ru = people("owner", "KZ"), people("owner", "RU")
        shown["hand_in"](kz, public_hex(own))
        shown["extract"](kz, tmp_path / "yesterday.jsonl")
        happened(desk, clock, "O-2")
        shown["extract"](kz, tmp_path / "today.jsonl")
        shown["extract"](ru, tmp_path / "neighbour.jsonl")
        assert len(morning) == 3
        for command, lines in morning:
            printed = run(command, tmp_path)
            assert [each for each in lines.splitlines() if each not in printed] == []
        line = (tmp_path / "signed.json").read_text()
        shown["send"](kz, line)
        with pytest.raises(httpx.HTTPStatusError):
            shown["send"](ru, line)
        told = ru.get("journal/heads").json()["countersignatures"]
        people.close()
    assert [each["signature"] for each in told] == [json.loads(line)["signature"]]
