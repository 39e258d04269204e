"""What every test may ask for: recorded data outside the repository, and the bundled pool."""

from __future__ import annotations

import os
import pickle
import tempfile
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

# No test is timed: a busy machine must not fail one. The cases are the same in every run, so that
# a change is judged by what it changes; ARTEL_CHANCE=1 hunts for new ones.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("chance", deadline=None, print_blob=True)
settings.load_profile("chance" if os.environ.get("ARTEL_CHANCE") else "same")

pytest_plugins = ["tests.desk_fixtures"]

REPOSITORY = Path(__file__).resolve().parents[1]
# What artel keeps for its next run stays in the repository's own folder, and out of the home.
os.environ.setdefault("ARTEL_CACHE_DIR", str(REPOSITORY / ".pytest_cache" / "artel"))
# No test finds tracks that another one kept; those of the store of tracks ask for it.
os.environ["ARTEL_TRACKS_MB"] = "0"


# The dearest files come first: a worker that ends with one of them keeps the others waiting.
DEAREST = (
    # The month needs no planned day, for which a second worker would wait.
    "stories/test_people_gate.py", "stories/month_close/test_month_verified.py",
    "stories/test_plan_around_holds.py", "stories/test_why_not.py",
    "stories/test_commands.py", "stories/test_repair.py", "stories/planted_breaches/",
    "stories/month_close/", "stories/", "authorities/", "unit/api/", "unit/desk/", "unit/store/",
    "unit/planner/", "",
)  # fmt: skip


def pytest_collection_modifyitems(items):
    """Sort the files by what they cost, most first; the tests of a file stay in their order."""
    items.sort(key=_turn)


def _turn(item):
    name = item.path.relative_to(Path(__file__).parent).as_posix()
    return next(turn for turn, start in enumerate(DEAREST) if name.startswith(start))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of recorded data, or skip the test loudly where it is absent."""
    folder = Path(os.environ.get("ARTEL_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"recorded data is absent: {folder.name}")
    return folder


@pytest.fixture(scope="session")
def kazan() -> Path:
    """Return the folder of the bundled pool."""
    return REPOSITORY / "pools" / "kazan"


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """Return what makes a thing once a run, whichever worker asks for it first.

    `once(name, make)` gives every worker its own copy of what `make()` returned to one of them.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "once"
    folder.mkdir(exist_ok=True)

    def made(name, make):
        file = folder / f"{name}.pickle"
        with _alone(folder / f"{name}.lock"):
            if not file.exists():
                file.write_bytes(pickle.dumps(make()))
        return pickle.loads(file.read_bytes())  # noqa: S301 - written by this run

    return made


@contextmanager
def _alone(file):
    """Let one process at a time in; on Windows each is let in, and makes the same again."""
    with file.open("w") as lock:
        if os.name != "nt":
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# A disk in memory, where the system has one.
MEMORY = next((name for name in ("/dev/shm",) if os.access(name, os.W_OK)), None)  # noqa: S108
# A server for tests, whose databases are copied and dropped by the hundred.
QUICK = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off",
    "wal_level": "minimal", "max_wal_senders": "0", "deadlock_timeout": "50ms",
}  # fmt: skip
LEFT: list[str] = []


@contextmanager
def open_folder():
    """Give a folder that the server's user may enter: where we are root, pytest's own is closed."""
    with tempfile.TemporaryDirectory(prefix="artel-", dir=MEMORY) as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture
def data_folder():
    """Return where a new desk's data may stand."""
    with open_folder() as folder:
        yield folder / "data"


@pytest.fixture(scope="session")
def server():
    """Return a PostgreSQL server for the whole run, in a folder of its own.

    It need not survive a power cut, so it does not wait for the disk, or has none.
    """
    from artel.store import embedded

    with open_folder() as folder:
        running = embedded.start(folder / "database", settings=QUICK)
        try:
            yield running
        finally:
            running.stop()


@pytest.fixture(scope="session")
def template(server):
    """Return the name of a migrated database, to be copied."""
    from artel.store.migrations import migrate

    migrate(server.uri)
    return server.uri.split("?")[0].rsplit("/", 1)[1]


@pytest.fixture(scope="session")
def new_database(server, template):
    """Return what gives a copy of a database, by default of the migrated and empty one."""
    return lambda source=template: _database(server, source)


@pytest.fixture
def empty_database(server):
    """Return the address of a new database without any tables."""
    with _database(server, "template1") as uri:
        yield uri


@pytest.fixture
def store(server, template):
    """Return the store of a new database with all tables and no rows."""
    from artel.store.connections import Store

    with _database(server, template) as uri:
        opened = Store.open(uri)
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def _database(server, template):
    import psycopg

    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server.address("postgres"), autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        yield server.address(name)
        # The one before: its connections are gone by now, and need not be waited for.
        for stale in LEFT:
            owner.execute(f"DROP DATABASE {stale} WITH (FORCE)")
        LEFT[:] = [name]
