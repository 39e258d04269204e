from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from artel.commons.errors import InputError
from artel.feeds import track_store
from artel.feeds.track_store import TrackStore, store_of
from artel.orbits.runs import Run

MB = 1_000_000


def run(first=7, count=1000, seed=1):
    r, v = np.random.default_rng(seed).normal(size=(2, count, 3))
    return Run(first, r, v)


def same(one, other):
    arrays = (one.r, other.r), (one.v, other.v)
    return one.first == other.first and all(np.array_equal(*pair) for pair in arrays)


@pytest.fixture
def environ(tmp_path):
    return {"ARTEL_CACHE_DIR": str(tmp_path)}


@pytest.fixture
def store(environ):
    return TrackStore(environ, 100 * MB)


def only_file(store):
    (path,) = store.folder.iterdir()
    return path


def test_what_was_kept_is_read_in_another_process_too(store, environ):
    assert store.read("key") is None
    store.write("key", run())
    assert same(store.read("key"), run())
    assert same(TrackStore(environ, MB).read("key"), run())
    assert store.read("another key") is None


def test_arrays_are_mapped_plain_and_writable_without_touching_the_file(store):
    store.write("key", run())
    found = store.read("key")
    assert type(found.r) is np.ndarray
    assert found.r.flags.c_contiguous
    assert found.r.flags.writeable, "numba compiles again for what is not"
    assert found.r.ctypes.data % 64 == 0
    found.r[:] = 0.0
    assert same(store.read("key"), run())


def test_the_last_of_two_wins_and_whoever_reads_the_first_keeps_it(store):
    store.write("key", run())
    first = store.read("key")
    store.write("key", run(seed=2))
    assert same(store.read("key"), run(seed=2))
    assert same(first, run())
    assert len(list(store.folder.iterdir())) == 1


DAMAGES = {
    "empty": lambda data: data[:0],
    "shorter-than-the-head": lambda data: data[:40],
    "torn": lambda data: data[:-100],
    "longer": lambda data: data + b"\0" * 48,
    "a-page-of-zeros": lambda data: data[:4096] + b"\0" * 4096 + data[8192:],
    "one-bit": lambda data: data[:5000] + bytes([data[5000] ^ 1]) + data[5001:],
    "other-numbers": lambda data: data[:16] + b"\x09" + data[17:],
    "newer-format": lambda data: data.replace(b"artel-tracks/1", b"artel-tracks/2"),
    "foreign": lambda data: b"\x7fELF" + data[4:],
    "of-another-key": lambda data: data[:40] + b"\1" * 24 + data[64:],
    "senseless-length": lambda data: data[:24] + b"\xff" * 8 + data[32:],
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_file_is_passed_over_and_made_again(store, damage):
    store.write("key", run())
    path = only_file(store)
    path.write_bytes(damage(path.read_bytes()))
    assert store.read("key") is None
    store.write("key", run())
    assert same(store.read("key"), run())


def test_a_file_names_its_format_and_holds_48_bytes_a_node(store):
    store.write("key", run(count=10))
    data = only_file(store).read_bytes()
    assert data.startswith(b"artel-tracks/1\n")
    assert len(data) == 64 + 480


def test_another_version_of_what_computes_finds_nothing(store, environ, monkeypatch):
    store.write("key", run())
    monkeypatch.setattr(track_store, "_version", lambda package: f"{package} 99")
    assert TrackStore(environ, MB).read("key") is None


def test_the_longest_unused_go_first(environ):
    size = 64 + 48 * 1000
    store = TrackStore(environ, 10 * size)
    for number in range(10):
        store.write(f"key {number}", run(seed=number))
        age(store, f"key {number}", 100 - number)
    assert store.read("key 0") is not None, "reading is using"
    store = TrackStore(environ, 10 * size)
    store.write("new", run())
    kept = [number for number in range(10) if store.read(f"key {number}") is not None]
    assert kept == [0, 3, 4, 5, 6, 7, 8, 9]
    assert store.read("new") is not None
    assert sum(path.stat().st_size for path in store.folder.iterdir()) <= 9 * size


def age(store, key, seconds):
    path = store.folder / f"{store._name(key).hex()}.nodes"
    now = path.stat().st_mtime
    os.utime(path, (now - seconds, now - seconds))


def test_over_many_writes_the_folder_stays_about_its_size(environ):
    size = 64 + 48 * 1000
    store = TrackStore(environ, 20 * size)
    for number in range(100):
        store.write(f"key {number}", run())
    assert sum(path.stat().st_size for path in store.folder.iterdir()) <= 22 * size


def test_a_run_larger_than_all_is_not_kept(environ):
    store = TrackStore(environ, 1000)
    store.write("key", run())
    assert list(store.folder.iterdir()) == []


def test_few_files_stay_open_however_many_are_read(store, monkeypatch):
    monkeypatch.setattr(track_store, "_MOST_MAPPED", 3)
    for number in range(9):
        store.write(f"key {number}", run(seed=number))
    found = [store.read(f"key {number}") for number in range(9)]
    assert all(same(one, run(seed=number)) for number, one in enumerate(found))
    assert len(store._maps) == 3
    del found
    assert len(store._maps) == 0


def test_where_nothing_can_be_written_nothing_is_kept_and_nothing_breaks(tmp_path, monkeypatch):
    monkeypatch.setattr(track_store, "cache_folder", lambda _: None)
    store = TrackStore({}, MB)
    store.write("key", run())
    assert store.read("key") is None
    monkeypatch.setattr(track_store, "cache_folder", lambda _: tmp_path / "gone")
    store = TrackStore({}, MB)
    store.write("key", run())
    assert store.read("key") is None


def test_a_folder_that_vanishes_breaks_nothing(store):
    store.write("key", run())
    only_file(store).unlink()
    store.folder.rmdir()
    assert store.read("key") is None
    store.write("key", run())


@pytest.mark.parametrize(
    "variables", [{"ARTEL_TRACKS_MB": "0"}, {"ARTEL_TRACKS_MB": "-1"}, {"ARTEL_CACHE_DIR": ""}]
)
def test_it_can_be_switched_off(variables):
    assert store_of(variables) is None


def test_the_limit_is_said_in_megabytes():
    assert store_of({})._limit == 1000 * MB
    assert store_of({"ARTEL_TRACKS_MB": " "})._limit == 1000 * MB
    assert store_of({"ARTEL_TRACKS_MB": "2.5"})._limit == 2_500_000
    for wrong in ("many", "nan", "inf"):
        with pytest.raises(InputError, match=f"ARTEL_TRACKS_MB is '{wrong}'"):
            store_of({"ARTEL_TRACKS_MB": wrong})


WRITER = """
import sys
import numpy as np
from artel.feeds.track_store import TrackStore
from artel.orbits.runs import Run
store = TrackStore({"ARTEL_CACHE_DIR": sys.argv[1]}, 10**8)
for number in range(60):
    count = 500 + 37 * (number % 11)
    value = float(sys.argv[2]) + number
    store.write("key", Run(number, np.full((count, 3), value), np.full((count, 3), -value)))
    found = store.read("key")
    assert found is not None
    assert (found.r == found.r[0, 0]).all() and (found.v == -found.r[0, 0]).all()
    assert len(found.r) == 500 + 37 * (found.first % 11)
"""


def test_two_processes_may_write_at_once(tmp_path):
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), each])
        for each in ("1000", "2000")
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    (path,) = (tmp_path / "tracks").iterdir()
    assert path.suffix == ".nodes"
