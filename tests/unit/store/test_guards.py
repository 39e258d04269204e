from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest

from artel.commons.actors import Actor, Role

NOW = datetime(2026, 10, 5, 6, 0, tzinfo=UTC)
DESK = Actor("desk", "the desk", Role.SYSTEM)
TABLES = ("journal", "journal_bodies", "journal_sequences", "journal_heads", "countersignatures")
HEAD = {"day": NOW.date(), "size": 1, "root": "", "at": NOW, "sequences": "{}", "signature": ""}


@pytest.fixture
def owner(store):
    """Return a connection of the server's superuser to a journal with a row in each table."""
    with store.unit(DESK, NOW) as unit:
        unit.enter("account.made", "A-1", {"role": "owner"}, ["BY"], personal={"name": "Anna"})
    with store.unit(DESK, NOW) as unit:
        unit.run("journal_head_added", **HEAD)
        unit.run(
            "countersignature_added", day=NOW.date(), size=1, member="BY", signature="", at=NOW
        )
    with psycopg.connect(store.uri, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("replica", [False, True])
@pytest.mark.parametrize("table", TABLES)
def test_not_even_the_superuser_changes_what_is_written(owner, table, replica):
    owner.execute(f"SET session_replication_role = {'replica' if replica else 'origin'}")
    column = {"journal": "actor", "journal_bodies": "body", "journal_sequences": "member"}
    for statement in (
        f"UPDATE {table} SET {column.get(table, 'signature')} = 'x'",
        f"DELETE FROM {table} WHERE true" + (" AND part = 'body'" if "bodies" in table else ""),
        f"TRUNCATE {table} CASCADE",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="stays"):
            owner.execute(statement)
    assert owner.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 0


def test_only_the_part_that_is_personal_can_be_deleted(owner):
    owner.execute("DELETE FROM journal_bodies WHERE part = 'personal'")
    assert owner.execute("SELECT part FROM journal_bodies").fetchall() == [("body",)]


@pytest.mark.parametrize(
    ("number", "previous", "sequences"),
    [(3, "last", "{}"), (2, "other", "{}"), (2, "last", '{"BY": 3}'), (2, "last", '{"RU": 2}')],
)
def test_the_database_takes_no_entry_that_does_not_follow_the_last(
    owner, number, previous, sequences
):
    last = owner.execute("SELECT hash FROM journal").fetchone()[0]
    with pytest.raises(psycopg.errors.CheckViolation):
        owner.execute(
            "INSERT INTO journal VALUES (%s, now(), 'a', 'b', 'c', 'd', %s, %s, 'h')",
            (number, last if previous == "last" else "0" * 64, sequences),
        )


def test_the_desk_works_without_the_rights_of_an_owner(store):
    with store.unit(DESK, NOW) as unit:
        row = unit._connection.execute(
            "SELECT current_user AS name, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb "
            "FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row == {"name": "artel_app", **dict.fromkeys(list(row)[1:], False)}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = 'x'",
        "DELETE FROM journal",
        "TRUNCATE journal CASCADE",
        "INSERT INTO journal_sequences VALUES ('BY', 9, 1)",
        "DROP TABLE journal",
        "ALTER TABLE journal DISABLE TRIGGER ALL",
        "INSERT INTO artel_version (version, name) VALUES (99, 'x')",
        "CREATE TABLE mine (a int)",
    ],
)
def test_the_desk_cannot_touch_what_is_not_its_own(store, statement):
    with store.unit(DESK, NOW) as unit:
        unit.enter("a.b", "c", {}, ["BY"])
    with psycopg.connect(store.uri) as connection:
        connection.execute("SET ROLE artel_app")
        connection.execute("SELECT set_config('artel.scope', 'operator', true)")
        with pytest.raises(psycopg.Error) as caught:
            connection.execute(statement)
    assert caught.value.sqlstate in {"42501", "23514"}


def test_without_a_unit_there_is_nothing_to_see(store):
    with store.unit(DESK, NOW) as unit:
        unit.enter("a.b", "c", {}, ["BY"])
        unit.tell("a.b", "c", ["BY"], {})
    with psycopg.connect(store.uri) as connection:
        connection.execute("SET ROLE artel_app")
        for table in ("journal", "journal_bodies", "journal_sequences", "events"):
            assert connection.execute(f"SELECT * FROM {table}").fetchall() == []
