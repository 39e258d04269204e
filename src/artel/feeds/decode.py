"""Bytes as text: gzip within a limit, UTF-8 with or without its mark, and nothing else."""

from __future__ import annotations

import zlib

from artel.commons.errors import InputError

MIB = 1024 * 1024
LARGEST = 64 * MIB
"""The most bytes that are taken in from one place."""
LARGEST_UNPACKED = 512 * MIB
"""The most bytes that a packed file may unpack to."""

_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 31
_OTHER_ENCODINGS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_OTHER_PACKINGS = {b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"(\xb5/\xfd": "zstd"}


def text_of(data: bytes, name: str, *, limit: int = LARGEST_UNPACKED) -> str:
    """Return the text of bytes that came from `name`, gzip unpacked where its mark stands.

    Raises InputError for nothing at all, for what is no UTF-8 text, and for what would unpack to
    more than `limit` bytes.
    """
    if not data:
        raise InputError(f"{name} is empty.", next_step="Give one that holds text.")
    _refuse_packings(data, name)
    plain = _unpacked(data, name, limit) if data.startswith(_GZIP) else data
    text = _decoded(plain, name)
    if not text.strip():
        raise InputError(f"{name} holds nothing but blanks.", next_step="Give one that holds text.")
    return text


def _refuse_packings(data: bytes, name: str) -> None:
    for mark, packing in _OTHER_PACKINGS.items():
        if data.startswith(mark):
            raise InputError(f"{name} is packed as {packing}.", next_step="Unpack it, or use gzip.")


def _unpacked(data: bytes, name: str, limit: int) -> bytes:
    """Return what gzip packed, which may be several members on end, as `cat` makes them."""
    parts: list[bytes] = []
    room = limit
    while data.startswith(_GZIP):
        part, data = _member(data, name, room)
        room -= len(part)
        if room < 0:
            raise InputError(
                f"{name} would unpack to more than {limit / MIB:g} MiB.",
                next_step="Give a smaller file.",
            )
        parts.append(part)
    return b"".join(parts)


def _member(data: bytes, name: str, room: int) -> tuple[bytes, bytes]:
    """Return one unpacked member, cut one byte past the room, and what follows it."""
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    try:
        part = unpacker.decompress(data, room + 1)
    except zlib.error:
        raise InputError(f"{name} is damaged gzip.", next_step="Fetch or pack it again.") from None
    if not unpacker.eof and len(part) <= room:
        raise InputError(f"{name} is gzip cut short.", next_step="Fetch or pack it again.")
    return part, unpacker.unused_data


def _decoded(data: bytes, name: str) -> str:
    encoding = _OTHER_ENCODINGS.get(data[:2])
    if encoding:
        raise InputError(f"{name} is {encoding} text.", next_step="Save it as UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} is not UTF-8 text: byte {error.start + 1} cannot be read.",
            next_step="Give a text file, saved as UTF-8.",
        ) from None
    if "\0" in text:
        raise InputError(
            f"{name} is not text: byte {data.index(0) + 1} is zero.",
            next_step="Give a text file, saved as UTF-8.",
        )
    return text
