from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime

import psutil
import psycopg
import pytest

from artel.commons.actors import Actor, Role
from artel.commons.errors import InputError
from artel.store import cluster, embedded, journal, opening, programs
from artel.store.connections import Store
from artel.store.migrations import migrate

NOW = datetime(2026, 10, 5, 6, 0, tzinfo=UTC)
DESK = Actor("desk", "the desk", Role.SYSTEM)
OTHER = """
import sys, time
from pathlib import Path
from artel.store import embedded
running = embedded.start(Path(sys.argv[1]))
print(running.owned, flush=True)
sys.stdin.readline()
running.stop()
"""


@pytest.fixture
def folder(data_folder):
    """Return where a server may be; whatever a test leaves running there is killed."""
    place = (data_folder / "database").resolve()
    try:
        yield place
    finally:
        for process in cluster.processes(place):
            process.kill()


def started(folder):
    return embedded.start(folder, patience_s=30)


def other_process(folder):
    return subprocess.Popen(
        [sys.executable, "-c", OTHER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def ended(process):
    process.stdin.close()
    process.wait(30)
    process.stdout.close()


def test_a_clean_stop_leaves_no_process_and_the_data_is_there_again(folder):
    server = started(folder)
    assert server.owned
    assert folder.stat().st_mode & 0o777 == 0o700
    with psycopg.connect(server.uri, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (a int)")
    server.stop()
    server.stop()
    assert cluster.processes(folder) == []
    again = started(folder)
    with psycopg.connect(again.uri) as connection:
        assert connection.execute("SELECT * FROM kept").fetchall() == []
    again.stop()


@pytest.mark.deep
def test_after_kill_9_of_the_server_a_unit_finds_it_again(folder):
    server = started(folder)
    migrate(server.uri)
    store = Store.open(server.uri, mend=server.ensure)
    try:
        with store.unit(DESK, NOW) as unit:
            unit.enter("a.b", "before", {}, ["BY"])
        os.kill(cluster.noted(folder), signal.SIGKILL)
        store.retried(DESK, NOW, lambda unit: unit.enter("a.b", "after", {}, ["BY"]))
        with store.unit(DESK, NOW) as unit:
            subjects = [entry.subject for entry in journal.entries(unit, 9)]
    finally:
        store.close()
        server.stop()
    assert subjects == ["before", "after"]
    assert cluster.processes(folder) == []


def test_a_server_whose_owner_was_killed_is_adopted_and_stopped(folder):
    owner = other_process(folder)
    assert owner.stdout.readline() == "True\n"
    number = cluster.noted(folder)
    joined = started(folder)
    assert not joined.owned
    joined.stop()
    assert cluster.ready(folder)
    owner.kill()
    owner.wait(30)
    owner.stdin.close()
    owner.stdout.close()
    adopted = started(folder)
    assert adopted.owned
    assert cluster.noted(folder) == number
    adopted.stop()
    assert cluster.processes(folder) == []


def test_who_only_uses_a_server_leaves_it_running(folder):
    owner = started(folder)
    guest = other_process(folder)
    try:
        assert guest.stdout.readline() == "False\n"
    finally:
        ended(guest)
    assert guest.returncode == 0
    assert cluster.ready(folder)
    owner.stop()


def test_the_number_of_a_dead_server_that_is_another_programs_by_now_is_forgotten(folder):
    server = started(folder)
    note = folder / "postmaster.pid"
    lines = note.read_text().splitlines()
    for process in cluster.processes(folder):
        with suppress(psutil.NoSuchProcess):  # it ended with one killed before it
            process.kill()
    psutil.wait_procs(cluster.processes(folder), timeout=10)
    note.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    server.ensure()
    with psycopg.connect(server.uri) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    server.stop()


def test_a_database_that_was_half_made_is_made_anew(folder):
    half = folder.with_name("database.new")
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    folder.parent.chmod(0o711)
    server = started(folder)
    assert not half.exists()
    server.stop()


def test_a_folder_of_other_things_or_of_another_version_is_refused(folder):
    folder.mkdir(parents=True)
    (folder / "letter.txt").write_text("dear")
    with pytest.raises(InputError, match="is not empty, and no database is in it"):
        started(folder)
    (folder / "PG_VERSION").write_text("14\n")
    with pytest.raises(InputError, match="PostgreSQL 14; this artel brings 18"):
        started(folder)


def test_a_place_that_can_hold_no_folder_is_named(data_folder):
    data_folder.write_text("a file")
    with pytest.raises(InputError, match="cannot hold a database"):
        started(data_folder / "database")


def test_a_server_that_does_not_start_says_why(folder):
    with pytest.raises(InputError, match=r'did not start: .*"no_such_setting"'):
        embedded.start(folder, settings={"no_such_setting": "1"}, patience_s=0.1)


def test_a_folder_with_a_long_name_has_its_socket_elsewhere(folder):
    long = folder.parent / ("long" * 20) / "database"
    place = cluster.socket_folder(long)
    assert place != long
    server = started(long)
    try:
        assert place.stat().st_mode & 0o777 == 0o700
        with psycopg.connect(server.uri) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()
        place.rmdir()


def test_a_store_is_opened_from_nothing_and_closed_without_a_trace(folder):
    with opening.opened(folder.parent) as store, store.unit(DESK, NOW) as unit:
        assert journal.size_of(unit) == 0
    assert cluster.processes(folder) == []


@pytest.mark.skipif(not programs.as_root(), reason="only root's server runs as another user")
def test_a_folder_that_the_servers_user_cannot_reach_is_named(folder):
    folder.parent.mkdir(mode=0o700)
    with pytest.raises(InputError, match=f"{folder.parent} is closed to it"):
        started(folder)


def test_starting_tells_the_user_nothing_of_its_own(folder):
    guest = subprocess.run(
        [sys.executable, "-W", "always", "-c", OTHER, str(folder)],
        input="",
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={key: value for key, value in os.environ.items() if key != "XDG_RUNTIME_DIR"},
    )
    assert (guest.stdout, guest.stderr) == ("True\n", "")
