"""Tracks on disk: nodes that were computed once, mapped into the memory of whoever wants them.

One file holds the nodes of one element set at one pace: a head of 64 bytes, the positions, the
slopes. A file is written beside its place and then put into it, so two may write at once and the
last wins; what is torn, foreign or of another version is passed over and made again. Nothing
that goes wrong here stops a command: it then computes.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
import platform
import struct
import sys
import tempfile
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from weakref import WeakSet

import numpy as np

from artel.commons.errors import InputError
from artel.feeds.cache_folder import NAMED, cache_folder
from artel.orbits.runs import Run

if TYPE_CHECKING:
    from collections.abc import Mapping

LIMIT = "ARTEL_TRACKS_MB"
"""The variable by which a person says how many megabytes of tracks are kept; 0 keeps none."""
USUAL_MB = 1000
FORMAT = b"artel-tracks/1\n\0"
_HEAD = struct.Struct("<16sqqQ24s")
_ROW = 48
_SUFFIX = ".nodes"
_MOST_MAPPED = 100
"""A mapped file stays open; so many are mapped, and further ones are copied into memory."""
_ROOM = 0.9
_LOOK_EVERY = 16


def store_of(environ: Mapping[str, str]) -> TrackStore | None:
    """Return the store that the environment asks for, or None where it asks for none.

    Raises InputError where the limit is no number.
    """
    said = environ.get(LIMIT, "").strip() or str(USUAL_MB)
    try:
        limit = int(float(said) * 1e6)
    except (ValueError, OverflowError):
        raise InputError(
            f"{LIMIT} is '{said}', which is no number.", next_step="Give megabytes, such as 1000."
        ) from None
    return TrackStore(environ, limit) if limit > 0 and environ.get(NAMED) != "" else None


class TrackStore:
    """Keeps runs of nodes in a folder of at most `limit` bytes; the longest unused go first."""

    def __init__(self, environ: Mapping[str, str], limit: int) -> None:
        self._environ, self._limit = environ, limit
        self._maps: WeakSet[mmap.mmap] = WeakSet()
        self._unseen: int | None = None

    @cached_property
    def folder(self) -> Path | None:
        """The folder, made; None where nothing can be written."""
        base = cache_folder(self._environ)
        folder = None if base is None else base / "tracks"
        try:
            if folder is not None:
                folder.mkdir(mode=0o700, exist_ok=True)
        except OSError:
            return None
        return folder

    @cached_property
    def _salt(self) -> bytes:
        """Everything else on which the last bits of a node depend."""
        parts = [platform.machine(), sys.byteorder, *map(_version, ("numpy", "sgp4", "astroz"))]
        return " ".join(parts).encode()

    def _name(self, key: str) -> bytes:
        return hashlib.sha256(self._salt + b"\0" + key.encode()).digest()[:24]

    def read(self, key: str) -> Run | None:
        """Return the run that is kept under a key, mapped if not too many are; or None."""
        if self.folder is None:
            return None
        name = self._name(key)
        path = self.folder / f"{name.hex()}{_SUFFIX}"
        try:
            with path.open("rb") as file:
                body = self._mapping(file)
            run = _parsed(body, name)
            os.utime(path)
        except (OSError, ValueError):
            return None
        return run

    def _mapping(self, file: IO[bytes]) -> Any:
        if len(self._maps) >= _MOST_MAPPED:
            return bytearray(file.read())
        # Copied on writing, so that arrays look as if they were our own; nobody writes.
        body = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        self._maps.add(body)
        return body

    def write(self, key: str, run: Run) -> None:
        """Keep a run under a key, in place of what was kept."""
        size = _HEAD.size + _ROW * len(run.r)
        if self.folder is None or size > self._limit:
            return
        name = self._name(key)
        with contextlib.suppress(OSError):
            _put(self.folder / f"{name.hex()}{_SUFFIX}", name, run)
            self._make_room(size)

    def _make_room(self, size: int) -> None:
        """Throw the longest unused away, with the first file and now and then after it."""
        unseen = None if self._unseen is None else self._unseen + size
        if self.folder is not None and (unseen is None or unseen > self._limit // _LOOK_EVERY):
            _shrink(self.folder, self._limit)
            unseen = 0
        self._unseen = unseen


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"no {package}"


def _parsed(body: Any, name: bytes) -> Run:
    """Return the run of a file. Raises ValueError for one that is not whole, or not ours."""
    if len(body) < _HEAD.size:
        raise ValueError("The file is shorter than its head.")
    form, first, count, total, owner = _HEAD.unpack_from(body)
    if (form, owner, len(body)) != (FORMAT, name, _HEAD.size + _ROW * count):
        raise ValueError("The file is another's, or of another version, or torn.")
    numbers = np.frombuffer(body, np.float64, offset=_HEAD.size)
    if _sum(numbers, first) != total:
        raise ValueError("The file is torn.")
    r, v = numbers.reshape(2, count, 3)
    return Run(first, r, v)


def _put(path: Path, name: bytes, run: Run) -> None:
    body = np.stack([run.r, run.v])
    head = _HEAD.pack(FORMAT, run.first, len(run.r), _sum(body.reshape(-1), run.first), name)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=_SUFFIX)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(head)
            file.write(body.data)
        Path(beside).replace(path)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise


def _sum(numbers: np.ndarray[Any, np.dtype[np.float64]], first: int) -> int:
    """Return a sum over the bits, which no page of zeros leaves as it was."""
    return (int(np.add.reduce(numbers.view(np.uint64), dtype=np.uint64)) + first) % 2**64


def _shrink(folder: Path, limit: int) -> None:
    found = []
    for path in folder.iterdir():
        with contextlib.suppress(OSError):
            known = path.stat()
            found.append((known.st_mtime_ns, known.st_size, path))
    found.sort()
    over = sum(size for _, size, _ in found) - limit
    goal = over + (1.0 - _ROOM) * limit if over > 0 else 0.0
    for _, size, path in found:
        if goal <= 0.0:
            break
        with contextlib.suppress(OSError):
            path.unlink()
        goal -= size
