from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from artel.commons.actors import Actor, Role
from artel.commons.errors import Conflict
from artel.store import heads, journal, signing
from artel.store.extracting import extract
from artel.store.journal_file import read_journal, write_journal
from artel.store.records import OPERATOR
from artel.store.verifying import verify

NOW = datetime(2026, 10, 5, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)
DESK = Actor("desk", "the desk", Role.SYSTEM)
KEY, KAZAKH = signing.new_key(), signing.new_key()
KEYS = {OPERATOR: [signing.public_hex(KEY)], "KZ": [signing.public_hex(KAZAKH)]}


def enter(store, at, *members):
    with store.unit(DESK, at) as unit:
        unit.enter(
            "order.placed", "O-1", {"share": 0.1, "at": "ö"}, members, personal={"name": "Anna"}
        )


def seal(store, day, at):
    with store.unit(DESK, at) as unit:
        return journal.seal_day(unit, day, KEY, "kazan")


def exported(store):
    with store.unit(DESK, NOW) as unit:
        return journal.export(unit, "kazan", KEYS)


def test_what_is_exported_verifies_with_heads_and_countersignatures(store):
    enter(store, NOW, "BY", "KZ")
    enter(store, NOW + timedelta(milliseconds=1.6), "RU")
    first = seal(store, NOW.date(), NOW + DAY)
    enter(store, NOW + DAY, "KZ")
    with store.unit(DESK, NOW + DAY) as unit:
        journal.countersigned(unit, heads.countersign(first, "KZ", KAZAKH))
        assert journal.delete_personal(unit, 1)
    seal(store, NOW.date() + DAY, NOW + 2 * DAY)
    whole = exported(store)
    for file in (whole, extract(whole, "KZ")):
        report = verify(read_journal(write_journal(file), "kazan.journal"), KEYS)
        assert report.findings == ()
        assert report.checked["heads"] == 2
        assert report.checked["countersignatures"] == 1
    assert [head.size for head in whole.heads] == [2, 3]
    assert whole.heads[0] == first


def test_a_head_covers_the_entries_of_its_day_and_of_all_days_before(store):
    enter(store, NOW, "BY")
    enter(store, datetime(2026, 10, 6, tzinfo=UTC), "BY")
    assert seal(store, date(2026, 10, 5), NOW + 2 * DAY).size == 1
    assert seal(store, date(2026, 10, 6), NOW + 2 * DAY).size == 2


def test_a_day_is_signed_once_in_its_turn_and_when_it_has_ended(store):
    enter(store, NOW, "BY")
    with pytest.raises(Conflict, match="has not ended"):
        seal(store, NOW.date(), NOW)
    seal(store, NOW.date(), NOW + DAY)
    for day in (NOW.date(), NOW.date() - DAY):
        with pytest.raises(Conflict, match="comes too late"):
            seal(store, day, NOW + 2 * DAY)


def test_an_empty_journal_is_exported_and_signed(store):
    assert seal(store, NOW.date(), NOW + DAY).size == 0
    report = verify(exported(store), KEYS)
    assert report.findings == ()
