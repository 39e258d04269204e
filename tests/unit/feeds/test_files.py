"""Files, standard input and folders: what is read, and what is refused with which sentence."""

from __future__ import annotations

import gzip
import io
import os
import threading

import pytest

from artel.commons.errors import InputError
from artel.feeds.files import read_folder, read_text

NO_INPUT = io.BytesIO()


def said(refused: pytest.ExceptionInfo[InputError]) -> str:
    assert refused.value.next_step
    return refused.value.message


def test_a_file_is_read_with_its_lines_as_they_are(tmp_path):
    path = tmp_path / "a.tle"
    path.write_bytes("юг\r\nиюль".encode())
    assert read_text(path, NO_INPUT) == "юг\r\nиюль"
    assert read_text(str(path), NO_INPUT) == "юг\r\nиюль"


def test_a_dash_is_standard_input():
    assert read_text("-", io.BytesIO(b"one")) == "one"
    assert read_text("-", io.BytesIO(gzip.compress(b"two"))) == "two"


def test_a_pipe_is_read_like_a_file(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(b"through a pipe",))
    writer.start()
    assert read_text(path, NO_INPUT) == "through a pipe"
    writer.join()


def test_the_mark_of_utf_8_is_left_out_and_gzip_is_known_by_its_bytes(tmp_path):
    path = tmp_path / "a.tle"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbfone"))
    assert read_text(path, NO_INPUT) == "one"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b" \n", "holds nothing but blanks"),
        (b"\xff\xfeo\x00", "is UTF-16 text"),
        (b"one\x00two", "is not text: byte 4 is zero"),
        (b"one \xe9t\xe9", "is not UTF-8 text: byte 5 cannot be read"),
        (b"\x89PNG\r\n\x1a\n", "is not UTF-8 text: byte 1 cannot be read"),
        (b"PK\x03\x04...", "is packed as zip"),
        (b"\x1f\x8b and no gzip", "is damaged gzip"),
        (gzip.compress(b"one two three", mtime=0)[:-9], "is gzip cut short"),
        (gzip.compress(b"", mtime=0), "holds nothing but blanks"),
    ],
)
def test_what_is_no_text_is_refused_by_name(tmp_path, data, sentence):
    path = tmp_path / "given.dat"
    path.write_bytes(data)
    with pytest.raises(InputError) as refused:
        read_text(path, NO_INPUT)
    assert said(refused).startswith(f"{path} {sentence}")
    with pytest.raises(InputError) as refused:
        read_text("-", io.BytesIO(data))
    assert said(refused).startswith(f"Standard input {sentence}")


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(InputError) as refused:
        read_text(tmp_path / "none", NO_INPUT)
    assert said(refused) == f"There is no file {tmp_path / 'none'}."
    with pytest.raises(InputError) as refused:
        read_text(tmp_path, NO_INPUT)
    assert said(refused) == f"{tmp_path} is a folder, not a file."
    (tmp_path / "file").write_text("one")
    with pytest.raises(InputError) as refused:
        read_text(tmp_path / "file" / "inside", NO_INPUT)
    assert said(refused).endswith("cannot be read: not a directory.")


def test_a_file_larger_than_the_limit_is_refused_without_being_taken_in(tmp_path):
    path = tmp_path / "a.tle"
    path.write_bytes(b"x" * 2049)
    with pytest.raises(InputError) as refused:
        read_text(path, NO_INPUT, limit=2048)
    assert said(refused) == f"{path} is larger than 0.00195312 MiB."
    assert len(read_text(path, NO_INPUT, limit=2049)) == 2049
    endless = io.BytesIO(b"x" * 5000)
    with pytest.raises(InputError, match="Standard input is larger"):
        read_text("-", endless, limit=2048)
    assert endless.tell() == 2049


def test_a_folder_gives_its_known_files_by_name_in_order(tmp_path):
    folder = tmp_path / "pool"
    (folder / "ephemerides" / "deeper").mkdir(parents=True)
    (folder / "other").mkdir()
    for name in (
        "pool.yaml",
        "elements.JSON",
        "orders.geojson",
        "usage.jsonl",
        "a.tle",
        "b.csv",
        "notes.md",
        ".hidden.yaml",
        "ephemerides/one.oem",
        "ephemerides/deeper/two.oem",
        "other/three.yaml",
    ):
        (folder / name).write_text(name)
    read = read_folder(folder)
    assert list(read) == [
        "a.tle",
        "b.csv",
        "elements.JSON",
        "ephemerides/one.oem",
        "orders.geojson",
        "pool.yaml",
        "usage.jsonl",
    ]
    assert all(name == text for name, text in read.items())
    assert read_folder(str(folder)) == read


def test_a_folder_that_is_none_or_holds_nothing_known_is_refused(tmp_path):
    with pytest.raises(InputError) as refused:
        read_folder(tmp_path / "none")
    assert said(refused) == f"There is no folder {tmp_path / 'none'}."
    with pytest.raises(InputError) as refused:
        read_folder(tmp_path)
    assert said(refused) == f"The folder {tmp_path} holds no file of a pool."
    (tmp_path / "file.yaml").write_text("one")
    with pytest.raises(InputError) as refused:
        read_folder(tmp_path / "file.yaml")
    assert said(refused) == f"{tmp_path / 'file.yaml'} is a file, not a folder."


def test_a_bad_file_in_a_folder_is_named(tmp_path):
    (tmp_path / "pool.yaml").write_text("one")
    (tmp_path / "orders.geojson").write_bytes(b"\x00")
    with pytest.raises(InputError, match=r"orders\.geojson is not text"):
        read_folder(tmp_path)
    (tmp_path / "orders.geojson").write_bytes(b"x" * 100)
    with pytest.raises(InputError, match=r"orders\.geojson is larger than"):
        read_folder(tmp_path, limit=99)
