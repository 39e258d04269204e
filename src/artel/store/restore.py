"""A backup brought back into a new data folder, and verified before it is put in place."""

from __future__ import annotations

import hashlib
import shutil
import tarfile
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import psycopg

from artel.commons.actors import Actor, Role
from artel.commons.errors import InputError
from artel.commons.instants import parse_instant
from artel.store import embedded, journal, programs
from artel.store.backup import variables
from artel.store.chain import GENESIS
from artel.store.checks import bodies_hold, chain_holds, sequences_hold
from artel.store.connections import Store
from artel.store.manifest import (
    DUMP,
    LARGEST_MANIFEST,
    NAME,
    Head,
    Manifest,
    damaged,
    read_manifest,
)
from artel.store.merkle import Roots
from artel.store.migrations import migrate, migrations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from artel.store.checks import Finding
    from artel.store.journal_file import Journal

_CHUNK = 1024 * 1024
_RESTORER = Actor("restore", "the restoring of a backup", Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back, and how many steps its tables were carried forward."""

    manifest: Manifest
    steps: int


def restore(archive: Path, data: Path) -> Restored:
    """Bring a backup back into a data folder that is empty or not there.

    All is unpacked beside it, started, verified (every digest, the journal's chain and its signed
    roots) and only then put in its place. Raises InputError for a folder that is not empty, and
    for an archive that is damaged, newer, or not of artel; then nothing is left behind.
    """
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise InputError(f"{data} is not empty.", next_step="Name a new folder.")
    with _staged(data.absolute()) as folder:
        manifest = _unpack(archive, folder)
        steps = _bring_back(folder, manifest, str(archive))
        (folder / DUMP).unlink()
        if data.exists():
            data.rmdir()
        folder.replace(data)
    return Restored(manifest, steps)


@contextmanager
def _staged(data: Path) -> Iterator[Path]:
    folder = data.with_name(f"{data.name}.restoring")
    try:
        folder.mkdir(mode=0o711, parents=True)
    except FileExistsError:
        raise InputError(
            f"{folder} is there: a restore is under way, or was cut short.",
            next_step="If none is under way, remove that folder.",
        ) from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(archive: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(archive, "r:") as opened:
            return _unpack_members(opened, folder, str(archive))
    except FileNotFoundError:
        raise InputError(f"There is no file {archive}.", next_step="Name a backup.") from None
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise damaged(str(archive), f"it is no whole archive ({error})") from None


def _unpack_members(opened: tarfile.TarFile, folder: Path, where: str) -> Manifest:
    first = opened.next()
    if first is None or first.name != NAME or first.size > LARGEST_MANIFEST:
        raise damaged(where, "it does not begin with a manifest")
    manifest = read_manifest(_content(opened, first, where).read(), where)
    _check_version(manifest)
    left = dict(manifest.parts)
    # Names come from the manifest, where each has one of two shapes: none leads elsewhere.
    while (member := opened.next()) is not None:
        part = left.pop(member.name, None)
        if part is None or member.size != part.size:
            raise damaged(where, f"{member.name[:80]!r} is not as the manifest says")
        target = folder / member.name
        for place in (target.parent.parent, target.parent):
            place.mkdir(mode=0o700, exist_ok=True)
        if _copy(_content(opened, member, where), target) != part.sha256:
            raise damaged(where, f"the digest of {member.name} is another")
    if left:
        raise damaged(where, f"{len(left)} parts are missing, {min(left)} among them")
    return manifest


def _content(opened: tarfile.TarFile, member: tarfile.TarInfo, where: str) -> IO[bytes]:
    content = opened.extractfile(member) if member.isreg() and not member.issparse() else None
    if content is None:
        raise damaged(where, f"{member.name[:80]!r} is no plain file")
    return content


def _copy(content: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    with target.open("xb") as file:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    target.chmod(0o600)
    return digest.hexdigest()


def _check_version(manifest: Manifest) -> None:
    if manifest.database_version > len(migrations()):
        raise InputError(
            f"The backup is of a database at version {manifest.database_version}, and this artel "
            f"knows versions up to {len(migrations())}. Nothing was restored.",
            next_step="Use the newer artel that made it.",
        )


def _bring_back(folder: Path, manifest: Manifest, where: str) -> int:
    server = embedded.start(folder / "database")
    try:
        with psycopg.connect(server.uri, autocommit=True) as owner:
            owner.execute("CREATE ROLE artel_app NOLOGIN")
        _fill(server.uri, folder / DUMP, where)
        steps = migrate(server.uri)
        _verify(server.uri, manifest, where)
    finally:
        server.stop()
    return steps


def _fill(uri: str, dump: Path, where: str) -> None:
    try:
        programs.client("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner",
                        "--dbname=artel", str(dump), environ=variables(uri))  # fmt: skip
    except InputError as error:
        raise damaged(where, f"its database cannot be read ({error.message})") from None


def _verify(uri: str, manifest: Manifest, where: str) -> None:
    store = Store.open(uri)
    try:
        with store.unit(_RESTORER, parse_instant(manifest.made)) as unit:
            found = journal.export(unit, "restored", {})
    finally:
        store.close()
    last = found.entries[-1] if found.entries else None
    if Head(size=len(found.entries), hash=last.hash if last else GENESIS) != manifest.journal:
        raise damaged(where, "its journal does not end where the manifest says")
    wrong = next(_findings(found), None)
    if wrong is not None:
        raise damaged(where, f"its journal does not hold: {wrong}")


def _findings(found: Journal) -> Iterator[Finding | str]:
    yield from chain_holds(found)
    yield from sequences_hold(found)
    yield from bodies_hold(found)
    roots, number = Roots(), 0
    for head in sorted(found.heads, key=lambda head: head.size):
        for entry in found.entries[number : head.size]:
            roots.add(bytes.fromhex(entry.hash))
        number = head.size
        if roots.root().hex() != head.root:
            yield f"the root of {head.day} is another"
