from __future__ import annotations

import threading

import psycopg
import pytest

from artel.commons.errors import InputError
from artel.store.migrations import Migration, migrate, migrations, require_current

ALL = len(migrations())


def versions(uri):
    with psycopg.connect(uri) as owner:
        return owner.execute("SELECT version, name FROM artel_version ORDER BY 1").fetchall()


SHAPE = """
SELECT table_name, column_name, data_type, is_nullable, column_default
FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2;
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2;
SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger
WHERE NOT tgisinternal ORDER BY 1, 2;
SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2
"""


def shape(uri):
    """Return all columns, constraints, triggers and policies of a database."""
    with psycopg.connect(uri) as owner:
        return [owner.execute(statement).fetchall() for statement in SHAPE.split(";")]


def test_an_empty_database_is_brought_to_the_last_version(empty_database):
    with pytest.raises(InputError, match="at version 0"):
        require_current(empty_database)
    assert migrate(empty_database) == ALL
    assert versions(empty_database) == [(each.version, each.name) for each in migrations()]
    assert migrate(empty_database) == 0
    require_current(empty_database)


@pytest.mark.parametrize("before", range(1, ALL))
def test_every_earlier_version_is_brought_to_the_same_tables(empty_database, store, before):
    assert migrate(empty_database, migrations()[:before]) == before
    assert migrate(empty_database) == ALL - before
    assert shape(empty_database) == shape(store.uri)


def test_two_that_begin_at_once_do_it_one_after_the_other(empty_database):
    begun, done = threading.Barrier(2, timeout=20), []

    def run():
        begun.wait()
        done.append(migrate(empty_database))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(done) == [0, ALL]


def test_a_step_that_fails_leaves_the_version_before_it(empty_database):
    steps = (
        *migrations(),
        Migration(ALL + 1, "half", "CREATE TABLE half (a int); SELECT 1 / 0"),
    )
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(empty_database, steps)
    assert len(versions(empty_database)) == ALL
    with psycopg.connect(empty_database) as owner:
        assert owner.execute("SELECT to_regclass('half')").fetchone() == (None,)
    assert migrate(empty_database) == 0


def test_a_newer_database_is_refused_with_a_sentence(empty_database):
    migrate(empty_database, (*migrations(), Migration(ALL + 1, "later", "SELECT 1")))
    with pytest.raises(InputError, match=f"at version {ALL + 1}, and this artel .* {ALL}"):
        migrate(empty_database)
    with pytest.raises(InputError):
        require_current(empty_database)
