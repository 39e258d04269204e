"""Members verify the journal that the desk gives them, and find what its superuser changed."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import psycopg
import pytest
from tests.desk_fixtures import EVE
from tests.stories.desk.served import People, serving
from typer.testing import CliRunner

from artel.cli.main import app
from artel.desk import journals
from artel.store import signing

CLI = CliRunner()


@pytest.fixture
def people(desk, clock):
    with desk.unit() as unit:
        for number in range(1, 7):
            parties = ["KZ"] if number % 2 else ["KZ", "RU"]
            unit.enter("order.placed", f"O-{number}", {"n": number}, parties, {"name": "Anna"})
    clock.wind(EVE + timedelta(days=1))
    journals.seal(desk, EVE.date())
    with serving(desk) as address:
        found = People(desk, address)
        yield found
        found.close()


def fetched(people, folder, name, *who):
    answer = people(*who).get("journal")
    assert answer.status_code == 200, answer.text
    path = folder / f"{name}.jsonl"
    path.write_text(answer.text, "utf-8")
    return path


def tampered(desk, *statements):
    """Change the database as its superuser, with every trigger out of the way."""
    with psycopg.connect(desk.store.uri, autocommit=True) as owner:
        for table in ("journal", "journal_bodies", "journal_sequences", "journal_heads"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for each in statements:
            owner.execute(each)


def judged(*words):
    return CLI.invoke(app, ["journal", "verify", *map(str, words)])


def test_a_member_verifies_countersigns_and_the_operator_forgets_a_person(people, tmp_path):
    member, key = people("owner", "KZ"), signing.new_key()
    public = tmp_path / "operator.pem"
    public.write_text(member.get("journal/key").json()["pem"])
    private = tmp_path / "kz.pem"
    private.write_text(signing.private_pem(key))
    handed = member.post("journal/keys", json={"key": signing.public_pem(key)})
    assert handed.json() == {"key": signing.public_hex(key)}
    own = fetched(people, tmp_path, "kz", "owner", "KZ")
    assert judged(own, "--member", "KZ", "--key", public).exit_code == 0
    words = [str(own), "--member", "KZ", "--sign-with", str(private)]
    line = json.loads(CLI.invoke(app, ["journal", "countersign", *words]).stdout)
    wrong = member.post("journal/countersignatures", json={**line, "signature": "0" * 128})
    assert wrong.status_code == 422
    assert people("owner", "RU").post("journal/countersignatures", json=line).status_code == 403
    assert member.post("journal/countersignatures", json=line).status_code == 201
    assert member.post("journal/countersignatures", json=line).status_code == 409
    entry = next(
        each["number"]
        for each in map(json.loads, own.read_text("utf-8").splitlines())
        if each.get("subject") == "O-1"
    )
    assert "Anna" not in own.read_text("utf-8")
    path = f"journal/entries/{entry}/forget"
    assert member.post(path, json={"reason": "asked to"}).status_code == 403
    assert people("admin").post(path, json={"reason": "asked to"}).status_code == 204
    whole = fetched(people, tmp_path, "whole", "auditor")
    assert judged(whole, "--key", public, "--against", own).exit_code == 0
    assert people("customer", "minsk-agro", "BY").get("journal").status_code == 403


def test_an_omitted_entry_is_missed_by_its_member(desk, people, tmp_path):
    tampered(
        desk,
        "DELETE FROM journal_bodies b USING journal j WHERE j.number = b.number"
        " AND j.subject = 'O-4'",
        "DELETE FROM journal_sequences s USING journal j WHERE j.number = s.number"
        " AND j.subject = 'O-4'",
        "DELETE FROM journal WHERE subject = 'O-4'",
    )
    found = judged(fetched(people, tmp_path, "ru", "owner", "RU"))
    assert found.exit_code == 1
    assert re.match(r"RU's entry \d+: is missing", found.stdout)


def test_a_flipped_byte_is_found(desk, people, tmp_path):
    tampered(
        desk,
        "UPDATE journal_bodies b SET body = replace(body, '\"n\":2', '\"n\":3') FROM journal j"
        " WHERE j.number = b.number AND j.subject = 'O-2' AND part = 'body'",
    )
    found = judged(fetched(people, tmp_path, "ru", "owner", "RU"))
    assert found.exit_code == 1
    assert "was altered" in found.stdout


def test_two_histories_shown_to_two_members_come_out(desk, people, tmp_path):
    first = fetched(people, tmp_path, "kz", "owner", "KZ")
    key, names = journals.operator_key(desk), ("O-5", "O-6")
    _another_history(desk, key, *names)
    second = fetched(people, tmp_path, "ru", "owner", "RU")
    assert judged(first).exit_code == 0
    assert judged(second).exit_code == 0
    found = judged(first, "--against", second)
    assert found.exit_code == 1
    assert "head of 2026-10-04" in found.stdout


def _another_history(desk, key, *subjects):
    """Write the last entries before the head anew with other instants, and sign the head again."""
    from dataclasses import replace

    from artel.store import chain, heads, journal

    with desk.unit() as unit:
        entries = list(journal.entries(unit, journal.size_of(unit)))
        (head,) = journal.heads(unit)
        pool = journals.pool_name(unit)
    rows, before = [], None
    for place, entry in enumerate(entries):
        changed = replace(entry, actor="another") if entry.subject in subjects else entry
        if before is not None:
            changed = replace(changed, previous=before)
        changed = replace(changed, hash=chain.hash_of(changed))
        entries[place], before = changed, changed.hash
        rows.append(changed)
    signed = heads.head_of(entries[: head.size], EVE.date(), desk.clock.now(), key, pool)
    with psycopg.connect(desk.store.uri, autocommit=True) as owner:
        for table in ("journal", "journal_heads"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for each in rows:
            owner.execute(
                "UPDATE journal SET actor = %s, previous = %s, hash = %s WHERE number = %s",
                (each.actor, each.previous, each.hash, each.number),
            )
        owner.execute(
            "UPDATE journal_heads SET root = %s, signature = %s, at = %s",
            (signed.root, signed.signature, signed.at),
        )
