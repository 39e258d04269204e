"""Whatever a name means: a file, standard input or an address of the web."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.feeds.files import read_text

if TYPE_CHECKING:
    from typing import BinaryIO


def read_source(name: str, stdin: BinaryIO) -> str:
    """Return the text of a file, of standard input (`-`), or of an http or https address."""
    if "://" in name:
        from artel.feeds.urls import is_url, read_url  # noqa: PLC0415 - takes a tenth of a second

        if is_url(name):
            return read_url(name)
    return read_text(name, stdin)
