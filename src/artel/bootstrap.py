"""Settings to real parts: the one module that knows where things really are."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from artel.commons.clock import OffsetClock, SystemClock
from artel.commons.errors import InputError, TableError
from artel.commons.instants import as_utc, from_posix, instant_text, parse_duration, parse_instant
from artel.feeds.files import read_folder
from artel.feeds.source import read_source
from artel.orbits.compiling import keep_with

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from artel.commons.clock import Clock
    from artel.desk.desk import Desk
    from artel.feeds.compiled_code import CompiledCode
    from artel.feeds.oidc import Provider
    from artel.feeds.outbound import Allowed
    from artel.feeds.track_store import TrackStore
    from artel.orbits.elements import Elements
    from artel.store.connections import Store
    from artel.store.manifest import Manifest
    from artel.store.restore import Restored
    from artel.studies.pool import Pool

DEFAULT_POOL = "kazan"
ORDERS = "orders.geojson"
OIDC = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")
DATA_DIR, DATABASE_URL = "ARTEL_DATA_DIR", "ARTEL_DATABASE_URL"
"""The variables that name the desk's folder, and a PostgreSQL server of one's own."""


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


def data_folder() -> Path:
    """Return the desk's folder: ARTEL_DATA_DIR, or artel-data where artel is started."""
    return Path(os.environ.get(DATA_DIR) or "artel-data").absolute()


@contextmanager
def open_store(folder: Path | None = None) -> Iterator[Store]:
    """Give the desk's database, migrated: one's own server, or the one in the desk's folder.

    A server that this process started, or found without an owner, is stopped at the end.
    """
    with _needing_the_desk():
        from artel.store.opening import opened  # noqa: PLC0415 - the base install has no database
    with opened(folder or data_folder(), os.environ.get(DATABASE_URL)) as store:
        yield store


def back_up(out: Path, folder: Path | None = None) -> Manifest:
    """Write the desk's database and files into a new archive and return what it holds."""
    with _needing_the_desk():
        from artel.store import backup, opening  # noqa: PLC0415 - as above
    data, own = folder or data_folder(), os.environ.get(DATABASE_URL)
    if not own and not (data / opening.FOLDER).is_dir():
        raise InputError(
            f"There is no desk in {data}.", next_step="Name its folder by ARTEL_DATA_DIR."
        )
    with opening.running(data, own) as (address, _), _naming_trouble(out):
        return backup.back_up(address, data, out, instant_text(clock().now()))


def restore(archive: Path, folder: Path) -> Restored:
    """Bring a backup back into a new data folder, verified, and return what it held."""
    with _needing_the_desk():
        from artel.store import restore as restoring  # noqa: PLC0415 - as above
    with _naming_trouble(folder):
        return restoring.restore(archive, folder.absolute())


@contextmanager
def _naming_trouble(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        said = (error.strerror or "unusable").lower()
        raise InputError(
            f"{error.filename or place}: {said}.", next_step="Look at the disk and its rights."
        ) from None


@contextmanager
def _needing_the_desk() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        raise InputError(
            f"The desk needs {error.name}, which is not installed.",
            next_step="Install artel[desk].",
        ) from None


@contextmanager
def open_desk(begin: str | None = None) -> Iterator[Desk]:
    """Give the desk of ARTEL_DATA_DIR; its clock begins at an instant, if one is named."""
    with open_store() as store:
        from artel.desk.desk import Desk  # noqa: PLC0415 - it needs what the store needs

        now = clock() if begin is None else OffsetClock(parse_instant(begin), clock())
        allowed = _allowed()
        yield Desk(store, now, data_folder(), track_store(), allowed, _provider(allowed))


def _allowed() -> Allowed:
    """Return the addresses that the operator lets the desk ask, as ARTEL_ALLOWED_HOSTS says.

    ARTEL_AUTHORITIES names a PEM file of further certificate authorities, such as a state's own.
    """
    from artel.feeds.outbound import Allowed  # noqa: PLC0415 - as above

    hosts = frozenset(os.environ.get("ARTEL_ALLOWED_HOSTS", "").split())
    return Allowed(hosts, os.environ.get("ARTEL_AUTHORITIES", ""))


def _provider(allowed: Allowed) -> Provider | None:
    """Return where people may sign in besides, as ARTEL_OIDC_ISSUER and its neighbours say."""
    from artel.feeds.oidc import Provider, Settings  # noqa: PLC0415 - as above

    said = [os.environ.get(f"ARTEL_OIDC_{name}", "") for name in OIDC]
    if not any(said):
        return None
    if not all(said):
        names = ", ".join(f"ARTEL_OIDC_{name}" for name in OIDC)
        raise InputError("The provider is only half set.", next_step=f"Set all of {names}.")
    return Provider(Settings(*said), allowed)


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
