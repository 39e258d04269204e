"""What the page about running a desk shows is done with a desk and with a server of one's own."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tarfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from artel.commons.actors import Actor, Role
from artel.store import embedded, journal, opening, programs
from artel.store.backup import back_up, variables

NOW = datetime(2026, 10, 5, 6, 0, tzinfo=UTC)
DESK = Actor("desk", "the desk", Role.SYSTEM)
PROGRAMS = Path(sys.executable).parent


@pytest.fixture(scope="session")
def text(repository):
    return (repository / "docs" / "operate.md").read_text(encoding="utf-8")


def played(text):
    """Return the page's commands, each with the lines that it shows."""
    blocks = re.findall(r"^```text\n\$ (artel .*)\n((?:.*\n)*?)```$", text, re.MULTILINE)
    return [(command, shown.splitlines()) for command, shown in blocks]


def test_the_commands_of_the_page_keep_a_desk_and_bring_it_back(text, data_folder):
    folder = data_folder.parent
    with opening.opened(folder / "artel-data") as store, store.unit(DESK, NOW) as unit:
        unit.enter("order.placed", "O-1", {}, ["BY"])
    commands = played(text)
    assert [command.split()[1] for command, _ in commands] == ["backup", "restore"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ARTEL_DATA")}
    for command, shown in commands:
        program, *rest = shlex.split(command)
        done = subprocess.run(
            [PROGRAMS / program, *rest], cwd=folder, env=kept, capture_output=True, text=True,
            check=True, timeout=120,
        )  # fmt: skip
        printed = done.stdout.splitlines()
        assert all(line.startswith(said) for line, said in zip(printed, shown, strict=True))
    with opening.opened(folder / "new-desk") as store, store.unit(DESK, NOW) as unit:
        assert journal.size_of(unit) == 1


@pytest.fixture
def own_database(text, server):
    """Return the address of a database made as the page says, for a login without other rights."""
    statements = re.search(r"^```text\n(CREATE ROLE.*?)```$", text, re.MULTILINE | re.DOTALL)[1]
    # On one server with other tests the role of the desk is there, and the names are taken.
    first, *rest = statements.replace("artel_owner", "page_owner").strip().splitlines()
    assert first == "CREATE ROLE artel_app NOLOGIN;"
    with psycopg.connect(server.address("postgres"), autocommit=True) as owner:
        owner.execute(
            "DO $$ BEGIN CREATE ROLE artel_app NOLOGIN; EXCEPTION WHEN duplicate_object "
            "THEN NULL; END $$"
        )
        for statement in rest:
            owner.execute(statement.replace("DATABASE artel ", "DATABASE page "))
        try:
            yield server.address("page").replace("postgres@", "page_owner@")
        finally:
            owner.execute("DROP DATABASE page WITH (FORCE)")
            owner.execute("DROP ROLE page_owner")


def test_a_database_of_ones_own_needs_no_more_rights_than_the_page_gives(
    own_database, data_folder, new_database
):
    with opening.opened(data_folder, own_database) as store:
        with store.unit(DESK, NOW) as unit:
            unit.enter("order.placed", "O-1", {"n": 1}, ["BY"])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="stays"):
            _try(own_database, "DELETE FROM journal")
        with store.unit(Actor("ros", "Russia", Role.OWNER, "RU"), NOW) as unit:
            assert journal.size_of(unit) == 0
        back_up(own_database, data_folder, data_folder / "own.tar", "2026-10-05T06:00:00.000Z")
    assert not (data_folder / "database").exists()
    with tarfile.open(data_folder / "own.tar") as archive:
        archive.extract("database.dump", data_folder, filter="data")
    with new_database("template1") as empty:
        programs.client(
            "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction",
            f"--dbname={variables(empty)['PGDATABASE']}", str(data_folder / "database.dump"),
            environ=variables(empty),
        )  # fmt: skip
        with opening.opened(data_folder, empty) as store, store.unit(DESK, NOW) as unit:
            assert [entry.subject for entry in journal.entries(unit, 9)] == ["O-1"]


def _try(uri, statement):
    with psycopg.connect(uri) as connection:
        connection.execute(statement)


def test_the_page_shows_the_folders_of_a_desk(text, data_folder):
    with opening.opened(data_folder) as store:
        store.healthy()
        made = {f"{path.name}/" if path.is_dir() else path.name for path in data_folder.iterdir()}
    assert made == {"database/", "database.lock"}
    assert made <= set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))


def settings_of(text, first, folder):
    """Return the settings of the page's block that begins so, with our folder for the archive."""
    block = re.search(rf"^```text\n({first} = .*?)```$", text, re.MULTILINE | re.DOTALL)[1]
    lines = block.replace("/archive", str(folder)).strip().splitlines()
    return dict(line.split(" = ", 1) for line in lines)


def subjects(store):
    with store.unit(DESK, NOW) as unit:
        return [entry.subject for entry in journal.entries(unit, 9)]


def own_folder(folder):
    folder.mkdir(mode=0o700)
    programs.give_to_server(folder)
    return folder


@pytest.mark.deep
def test_a_moment_between_backups_is_brought_back_as_the_page_says(text, data_folder):
    folder = data_folder.parent
    archive, base = own_folder(folder / "archive"), own_folder(folder / "base")
    server = embedded.start(folder / "database", settings={"archive_mode": "on"})
    with psycopg.connect(server.uri, autocommit=True) as owner:
        for name, value in settings_of(text, "wal_level", archive).items():
            owner.execute(f"ALTER SYSTEM SET {name} = {value}")
        owner.execute("SELECT pg_reload_conf()")
        with opening.opened(folder, server.uri) as store:
            entered(store, "before the base backup")
            programs.run(
                "pg_basebackup", "-D", str(base), "-c", "fast", "-h", str(server.folder),
                "-U", "postgres",
            )  # fmt: skip
            entered(store, "after it")
            (moment,) = owner.execute("SELECT clock_timestamp()::text").fetchone()
            entered(store, "too late")
        owner.execute("SELECT pg_switch_wal()")
    server.stop()
    signal = base / "recovery.signal"
    signal.touch()
    programs.give_to_server(signal)
    wanted = {
        **settings_of(text, "restore_command", archive),
        "recovery_target_time": f"'{moment}'",
    }
    with (base / "postgresql.auto.conf").open("a") as conf:
        conf.writelines(f"{name} = {value}\n" for name, value in wanted.items())
    server = embedded.start(base)
    try:
        with psycopg.connect(server.uri, autocommit=True) as owner:
            while owner.execute("SELECT pg_is_in_recovery()").fetchone()[0]:
                time.sleep(0.05)
        with opening.opened(folder, server.uri) as store:
            assert subjects(store) == ["before the base backup", "after it"]
            entered(store, "and on")
            assert len(subjects(store)) == 3
    finally:
        server.stop()


def entered(store, subject):
    with store.unit(DESK, NOW) as unit:
        unit.enter("order.placed", subject, {})
