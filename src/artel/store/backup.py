"""A backup: the database and its files as they stood at one moment, in one archive."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg.conninfo import conninfo_to_dict

from artel.commons.errors import InputError
from artel.commons.ids import pretty_json
from artel.store import programs
from artel.store.chain import GENESIS
from artel.store.manifest import (
    DUMP,
    NAME,
    Head,
    Manifest,
    Part,
    is_file,
    manifest_of,
)
from artel.store.migrations import version_of
from artel.store.reaching import reached

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from psycopg import Connection

_CHUNK = 1024 * 1024
_VARIABLES = {
    "host": "PGHOST", "hostaddr": "PGHOSTADDR", "port": "PGPORT", "user": "PGUSER",
    "password": "PGPASSWORD", "dbname": "PGDATABASE", "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
    "passfile": "PGPASSFILE", "service": "PGSERVICE", "options": "PGOPTIONS",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}  # fmt: skip


def back_up(uri: str, data: Path, out: Path, made: str) -> Manifest:
    """Write a database, and the files of its data folder, into a new archive.

    Work goes on meanwhile: files are kept before the database names them and are never changed,
    so every file that the dump names is there. Raises InputError where the archive exists already
    or something cannot be read; then no archive is left.
    """
    if out.exists():
        raise InputError(f"{out} is there already.", next_step="Name a new file.")
    # PostgreSQL's programs do not start where we did.
    folder_of_archive = out.absolute().parent
    folder_of_archive.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".artel-backup-", dir=folder_of_archive) as folder:
        dump, whole = Path(folder) / DUMP, Path(folder) / "backup.tar"
        with _moment(uri) as (connection, snapshot):
            version, journal = _version(connection), _journal(connection)
            named = _named_files(connection)
            programs.client("pg_dump", "--format=custom", f"--snapshot={snapshot}",
                            f"--file={dump}", environ=variables(uri))  # fmt: skip
        kept = {name: data / name for name in _kept(data)}
        parts = {name: _part(path) for name, path in {DUMP: dump, **kept}.items()}
        missing = sorted(named - {name.rsplit("/", 1)[-1] for name in kept})
        manifest = manifest_of(made, version, journal, parts=parts, missing=missing)
        _write(whole, manifest, {DUMP: dump, **kept})
        whole.replace(out)
    return manifest


def variables(uri: str) -> dict[str, str]:
    """Return an address as the variables of PostgreSQL's programs: a command line is seen by all.

    Raises InputError for a part of the address that they do not know.
    """
    parts = {name: str(value) for name, value in conninfo_to_dict(uri).items()}
    unknown = sorted(set(parts) - set(_VARIABLES))
    if unknown:
        raise InputError(f"The address of the database has parts unknown here: {unknown}.")
    return {_VARIABLES[name]: value for name, value in parts.items()}


@contextmanager
def _moment(uri: str) -> Iterator[tuple[Connection, str]]:
    """Give a connection that sees one moment of the database, and the name of that moment."""
    with reached(uri) as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        yield connection, str(row[0]) if row else ""


def _version(connection: Connection) -> int:
    version = version_of(connection)
    if not version:
        raise InputError(
            "There is no desk in this database yet.", next_step="Begin with artel serve."
        )
    return version


def _journal(connection: Connection) -> Head:
    last = "SELECT number, hash FROM journal ORDER BY number DESC LIMIT 1"
    row = connection.execute(last).fetchone()
    return Head(size=row[0], hash=row[1]) if row else Head(size=0, hash=GENESIS)


def _named_files(connection: Connection) -> set[str]:
    """Return the digests of all files that deliveries name; early versions have no deliveries."""
    there = connection.execute("SELECT to_regclass('public.deliveries')").fetchone()
    if there is None or there[0] is None:
        return set()
    found = connection.execute(
        "SELECT DISTINCT f.value FROM deliveries d, jsonb_each_text(d.files) f"
    )
    return {row[0] for row in found}


def _kept(data: Path) -> list[str]:
    """Return the names of all kept files; what is half written bears another name."""
    found = (path for path in (data / "files").glob("*/*") if path.is_file())
    names = (path.relative_to(data).as_posix() for path in found if not path.is_symlink())
    return sorted(name for name in names if is_file(name))


def _part(path: Path) -> Part:
    with path.open("rb") as file:
        size, sha256 = path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
    if path.name not in {DUMP, sha256}:
        raise InputError(
            f"{path} is damaged: its digest is not its name.",
            next_step="Bring it back from an earlier backup; it has the same name there.",
        )
    return Part(size=size, sha256=sha256)


def _write(out: Path, manifest: Manifest, paths: Mapping[str, Path]) -> None:
    text = pretty_json(manifest.model_dump()).encode()
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(_member(NAME, len(text)), io.BytesIO(text))
        for name, part in manifest.parts.items():
            with paths[name].open("rb") as content:
                archive.addfile(_member(name, part.size), content)
        archive.close()
        file.flush()
        os.fsync(file.fileno())


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member
