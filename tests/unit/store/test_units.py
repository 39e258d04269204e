from __future__ import annotations

import threading
from datetime import UTC, datetime
from itertools import pairwise

import psycopg
import pytest

from artel.commons.actors import Actor, Role
from artel.commons.errors import Conflict, InputError, NotAllowed
from artel.store import chain, journal
from artel.store.connections import Store
from artel.store.refusals import Interrupted

NOW = datetime(2026, 10, 5, 6, 0, tzinfo=UTC)
DESK = Actor("desk", "the desk", Role.SYSTEM)
AUDITOR = Actor("eye", "the auditor", Role.AUDITOR)
BELARUS = Actor("nasb", "Belarus", Role.OWNER, "BY")
RUSSIA = Actor("ros", "Russia", Role.OWNER, "RU")


def entries_of(store):
    with store.unit(DESK, NOW) as unit:
        return journal.entries(unit, 1000)


def place(unit, subject, parties=("BY",)):
    unit.enter("order.placed", subject, {"order": subject}, parties=parties)
    unit.tell("order.state", subject, parties, {"order": subject})


def test_a_unit_writes_its_entries_when_all_else_is_done(store):
    with store.unit(DESK, NOW) as unit:
        place(unit, "O-1")
        unit.enter("order.accepted", "O-1", {"state": "accepted"}, parties=["RU", "BY", ""])
        assert unit.rows("journal_entries", size=9) == []
    first, second = entries_of(store)
    assert (first.number, first.previous, first.sequences) == (1, chain.GENESIS, {"BY": 1})
    assert (second.number, second.previous) == (2, first.hash)
    assert (second.actor, second.at) == ("desk", "2026-10-05T06:00:00.000Z")
    assert second.sequences == {"BY": 2, "RU": 1}
    assert second.hash == chain.hash_of(second)


def test_an_error_leaves_nothing_of_a_unit(store):
    def work(unit):
        unit.run("pool_file_put", name="a", content="b", digest="c", at=NOW)
        place(unit, "O-1")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.retried(DESK, NOW, work)
    with store.unit(DESK, NOW) as unit:
        assert unit.rows("pool_files") == []
        assert unit.rows("events_after", after=0, limit=9) == []
    assert entries_of(store) == ()


def test_an_attempt_that_fails_is_undone_alone(store):
    head = {"day": NOW.date(), "size": 0, "root": "", "at": NOW, "sequences": "{}", "signature": ""}

    def tried(unit):
        with unit.attempt():
            place(unit, "O-2")
            unit.run("journal_head_added", **head)

    with store.unit(DESK, NOW) as unit:
        place(unit, "O-1")
        unit.run("journal_head_added", **head)
        with pytest.raises(Conflict, match="journal_heads_pkey"):
            tried(unit)
        place(unit, "O-3")
    assert [entry.subject for entry in entries_of(store)] == ["O-1", "O-3"]
    with store.unit(DESK, NOW) as unit:
        told = unit.rows("events_after", after=0, limit=9)
        assert len(unit.rows("journal_heads")) == 1
    assert [row["subject"] for row in told] == ["O-1", "O-3"]


def test_what_is_taken_already_is_a_conflict(store):
    added = {"day": NOW.date(), "size": 0, "root": "", "at": NOW, "sequences": "{}"}
    with store.unit(DESK, NOW) as unit:
        unit.run("journal_head_added", **added, signature="")
    with pytest.raises(Conflict, match="Somebody was first"), store.unit(DESK, NOW) as unit:
        unit.run("journal_head_added", **added, signature="")


def test_each_party_sees_the_entries_and_events_that_are_its_own(store):
    with store.unit(DESK, NOW) as unit:
        place(unit, "O-1", ["BY"])
        place(unit, "O-2", ["RU"])
        place(unit, "O-3", ["BY", "RU"])
        place(unit, "O-4", [])
    seen = {}
    for actor in (BELARUS, RUSSIA, AUDITOR, Actor("x", "nobody's", Role.OBSERVER)):
        with store.unit(actor, NOW) as unit:
            events = unit.rows("events_after", after=0, limit=9)
            bodies = unit.rows("journal_bodies", size=9)
            numbers = [entry.number for entry in journal.entries(unit, 9)]
        assert [row["number"] for row in bodies] == numbers
        assert [row["seq"] for row in events] == numbers
        seen[actor.account] = numbers
    assert seen == {"nasb": [1, 3], "ros": [2, 3], "eye": [1, 2, 3, 4], "x": []}


def test_a_party_that_sees_no_entry_of_others_goes_on_after_the_last_one(store):
    with store.unit(RUSSIA, NOW) as unit:
        place(unit, "O-1", ["RU"])
    with store.unit(BELARUS, NOW) as unit:
        place(unit, "O-2", ["BY", "RU"])
    first, second = entries_of(store)
    assert second.previous == first.hash
    assert second.sequences == {"BY": 1, "RU": 2}


def test_what_an_entry_says_of_a_person_is_for_the_operator_and_can_be_deleted(store):
    with store.unit(DESK, NOW) as unit:
        unit.enter("account.made", "A-1", {"role": "owner"}, ["BY"], personal={"name": "Anna"})
    with store.unit(BELARUS, NOW) as unit:
        assert [row["part"] for row in unit.rows("journal_bodies", size=9)] == ["body"]
        assert not journal.delete_personal(unit, 1)
    with store.unit(DESK, NOW) as unit:
        personal = unit.rows("journal_bodies", size=9)[1]
        assert journal.delete_personal(unit, 1)
        assert not journal.delete_personal(unit, 1)
    with store.unit(DESK, NOW) as unit:
        body, gone = journal.export(unit, "kazan", {}).bodies
    sealed = chain.digest(personal["salt"], {"name": "Anna"})
    assert body.body == {"role": "owner", "personal": sealed}
    assert (gone.record, gone.part) == ("deleted", "personal")


def test_the_role_of_a_unit_ends_with_it(server, store):
    # One connection, so that the next unit has the very one of the unit before.
    single = Store.open(store.uri, size=1)
    try:
        with single.unit(DESK, NOW) as unit:
            place(unit, "O-1", ["RU"])
            assert len(unit.rows("events_after", after=0, limit=9)) == 0
        with single.unit(BELARUS, NOW) as unit:
            assert unit.rows("events_after", after=0, limit=9) == []
    finally:
        single.close()


def test_units_set_against_each_other_are_done_anew(store):
    met, tries = threading.Barrier(2, timeout=20), []

    def crossing(first, second):
        def work(unit):
            tries.append(first)
            unit._connection.execute("SELECT pg_advisory_xact_lock(%s)", (first,))
            if len(tries) <= 2:
                met.wait()
            unit._connection.execute("SELECT pg_advisory_xact_lock(%s)", (second,))
            place(unit, f"O-{first}")

        return lambda: store.retried(DESK, NOW, work)

    threads = [threading.Thread(target=crossing(*each)) for each in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(entry.subject for entry in entries_of(store)) == ["O-1", "O-2"]
    assert len(tries) == 3


def test_many_writers_make_one_chain_and_events_in_the_order_of_commits(store):
    def write(name):
        for number in range(5):
            with store.unit(DESK, NOW) as unit:
                place(unit, f"{name}-{number}", [name, "BY"])

    threads = [threading.Thread(target=write, args=(name,)) for name in ("KZ", "RU", "AM", "KG")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    written = entries_of(store)
    assert [entry.number for entry in written] == list(range(1, 21))
    assert all(b.previous == a.hash for a, b in pairwise(written))
    assert [entry.sequences["BY"] for entry in written] == list(range(1, 21))
    with store.unit(DESK, NOW) as unit:
        told = unit.rows("events_after", after=0, limit=100)
    assert [row["subject"] for row in told] == [entry.subject for entry in written]


def test_a_row_that_is_not_the_actors_to_write_is_refused(store):
    with store.unit(DESK, NOW) as unit:
        unit.run(
            "journal_head_added", day=NOW.date(), size=0, root="", at=NOW, sequences="{}",
            signature="",
        )  # fmt: skip
    said = {"day": NOW.date(), "size": 0, "signature": "", "at": NOW}
    with store.unit(BELARUS, NOW) as unit:
        unit.run("countersignature_added", member="BY", **said)
    with pytest.raises(NotAllowed), store.unit(BELARUS, NOW) as unit:
        unit.run("countersignature_added", member="RU", **said)


def test_an_unknown_query_is_named(store):
    with pytest.raises(KeyError, match="no_such_query"), store.unit(DESK, NOW) as unit:
        unit.rows("no_such_query")


def test_a_database_that_nobody_serves_is_named_in_one_sentence(tmp_path):
    uri = f"postgresql://anna:secret@/artel?host={tmp_path}"
    with pytest.raises(InputError, match="cannot be reached") as caught:
        Store.open(uri, patience_s=0.1)
    assert "secret" not in str(caught.value)
    with pytest.raises(InputError, match="cannot be read"):
        Store.open("postgresql://[", patience_s=0.1)


def test_a_store_says_whether_its_database_answers(server, store):
    assert store.healthy()
    name = store.uri.split("?")[0].rsplit("/", 1)[1]
    with psycopg.connect(server.address("postgres"), autocommit=True) as owner:
        owner.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
        assert not store.healthy()
        owner.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert entries_of(store) == ()
    assert store.healthy()


def test_when_all_connections_are_in_use_that_is_said(store):
    single = Store.open(store.uri, size=1, patience_s=0.1)
    try:
        with single.unit(DESK, NOW), pytest.raises(Conflict, match="All 1 connections"):
            entries_of(single)
        assert entries_of(single) == ()
    finally:
        single.close()


def cut(unit):
    unit._connection.execute("RESET ROLE")
    unit._connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def test_a_unit_whose_connection_is_cut_stores_nothing_and_is_done_anew(store):
    with pytest.raises(Interrupted, match="nothing was stored") as caught:
        store.retried(DESK, NOW, lambda unit: (place(unit, "O-1"), cut(unit)))
    assert caught.value.stored is False
    tries = []

    def work(unit):
        tries.append(unit)
        place(unit, "O-2")
        if len(tries) == 1:
            cut(unit)
        return "done"

    assert store.retried(DESK, NOW, work) == "done"
    assert len(tries) == 2
    assert [entry.subject for entry in entries_of(store)] == ["O-2"]


def test_who_listens_is_woken_by_an_event(store):
    with psycopg.connect(store.uri, autocommit=True) as listener:
        listener.execute("LISTEN artel_events")
        with store.unit(DESK, NOW) as unit:
            place(unit, "O-1")
        woken = list(listener.notifies(timeout=10, stop_after=1))
    assert [each.channel for each in woken] == ["artel_events"]
