"""The folder of a closed period, and pages printed by typst."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from artel.commons.errors import InputError
from artel.feeds.closes import read_close
from artel.feeds.outputs import write_bytes, write_text
from artel.feeds.pdf import print_page, printer

PAGE = {
    "title": "Invoice 1", "lead": "1.00 RUB due", "facts": [["Customer", "Дом #1 \\ *$"]],
    "tables": [{"title": "Sum", "columns": ["", "Formula", "RUB"], "rows": [["a", "b*c", "1.00"]]}],
    "notes": ["#panic() stays text"],
}  # fmt: skip


def test_every_file_is_read_as_the_bytes_that_were_written(tmp_path):
    write_text(tmp_path / "close.json", "{}\r\n")
    write_bytes(tmp_path / "invoices" / "1.pdf", b"\x00\xff\r\n")
    write_text(tmp_path / ".hidden", "x")
    write_text(tmp_path / "elsewhere" / "note.txt", "x")
    assert read_close(tmp_path) == {"close.json": b"{}\r\n", "invoices/1.pdf": b"\x00\xff\r\n"}


def test_what_is_no_folder_or_too_large_is_refused(tmp_path):
    with pytest.raises(InputError, match="There is no folder"):
        read_close(tmp_path / "none")
    write_text(tmp_path / "close.json", "123456")
    with pytest.raises(InputError, match="is larger than"):
        read_close(tmp_path, limit=5)


def test_the_same_page_gives_the_same_bytes_and_another_instant_others():
    assert printer().startswith("typst ")
    midnight, noon = (datetime(2026, 10, 1, hour, tzinfo=UTC) for hour in (0, 12))
    first = print_page(PAGE, midnight)
    assert first.startswith(b"%PDF")
    assert print_page(PAGE, midnight) == first
    assert print_page(PAGE, noon) != first
    assert print_page({**PAGE, "lead": "1.01 RUB due"}, midnight) != first
