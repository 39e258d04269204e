"""Settings to real parts: the one module that knows where things really are."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from artel.commons.clock import SystemClock
from artel.commons.errors import InputError, TableError
from artel.commons.instants import as_utc, from_posix, parse_duration, parse_instant
from artel.feeds.files import read_folder
from artel.feeds.source import read_source
from artel.orbits.compiling import keep_with

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from artel.commons.clock import Clock
    from artel.feeds.compiled_code import CompiledCode
    from artel.feeds.track_store import TrackStore
    from artel.orbits.elements import Elements
    from artel.studies.pool import Pool

DEFAULT_POOL = "kazan"
ORDERS = "orders.geojson"


def clock() -> Clock:
    """Return the clock of the machine."""
    return SystemClock()


def keep_compiled_code() -> None:
    """Let compiled code be kept in our folder; that it is being made is told on standard error.

    It costs nothing until the first kernel is used.
    """
    keep_with(_compiled_code)


def _compiled_code() -> CompiledCode:
    from artel.feeds.compiled_code import CompiledCode  # noqa: PLC0415 - as below

    return CompiledCode(os.environ, _tell)


def _tell(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def bundled_pool() -> Path:
    """Return the folder of the pool that comes with artel."""
    package = Path(__file__).resolve().parent
    for folder in (package / "pools" / DEFAULT_POOL, package.parents[1] / "pools" / DEFAULT_POOL):
        if folder.is_dir():
            return folder
    raise InputError(
        "The bundled pool is missing from this installation.", next_step="Name a pool folder."
    )


def read_pool_at(folder: str | Path, orders: str | None = None) -> Pool:
    """Return the pool in a folder, with other orders (a file, `-` or a URL) if some are named.

    Raises InputError with file, line and field.
    """
    from artel.studies.pool import read_pool  # noqa: PLC0415 - keeps the first help page quick

    files = read_folder(Path(folder))
    if orders is not None:
        files |= {ORDERS: read_source(orders, sys.stdin.buffer)}
    with naming(orders):
        return replace(read_pool(files), kept=track_store())


def track_store() -> TrackStore | None:
    """Return where tracks are kept from one command to the next; None where nowhere."""
    from artel.feeds.track_store import store_of  # noqa: PLC0415 - as above

    return store_of(os.environ)


@contextmanager
def naming(orders: str | None) -> Iterator[None]:
    """Let complaints about orders name the file that the person gave."""
    try:
        yield
    except TableError as error:
        named = (finding.replace(ORDERS, orders or ORDERS, 1) for finding in error.findings)
        raise TableError(tuple(named)) from None


@dataclass(frozen=True, slots=True)
class ElementFile:
    """Element sets read from a file, standard input or a URL, and what was wrong with some."""

    name: str
    records: tuple[Elements, ...]
    problems: tuple[str, ...]


def read_elements_at(source: str) -> ElementFile:
    """Return the element sets of a file, `-` or a URL; bad records are named and left out.

    Raises InputError when not one can be used.
    """
    from artel.orbits.omm import read_elements  # noqa: PLC0415 - as above

    text = read_source(source, sys.stdin.buffer)
    try:
        readings = read_elements(text)
    except ValueError as error:
        raise InputError(f"{source}: {error}") from None
    problems = tuple(f"{source}: {problem}" for problem in readings.problems)
    if not readings.records:
        raise InputError(
            "\n".join([*problems[:20], f"{source}: not one element set can be used."]),
            next_step="Give TLE, 3LE, or OMM as JSON, XML, KVN or CSV.",
        )
    return ElementFile(source, readings.records, problems)


def is_pool(source: str) -> bool:
    """Whether a source names a folder, and so a pool, rather than an element file."""
    return Path(source).is_dir()


def instant_of(text: str | None, default: datetime) -> datetime:
    """Return the instant written by a person; `now` asks the clock, nothing gives the default."""
    if text is None:
        return default
    return clock().now() if text.strip().lower() == "now" else parse_instant(text)


def span_of(begin: str | None, length: str, default: datetime) -> tuple[datetime, datetime]:
    """Return [start, end) of `--from` and `--for`."""
    start = instant_of(begin, default)
    try:
        end = start + parse_duration(length)
    except OverflowError:
        raise InputError(f"'{begin}' is too late.", next_step="Give a nearer --from.") from None
    return as_utc(start), as_utc(end)


def latest_epoch(records: tuple[Elements, ...]) -> datetime:
    """Return the newest epoch, at the next whole minute: where a bare element file begins."""
    newest = max(record.epoch for record in records)
    return from_posix(-(-newest // 60.0) * 60.0)
