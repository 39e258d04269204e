"""What a backup says it holds: artel-backup/1, the first file of its archive."""

import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from artel.commons.errors import FormatError, InputError
from artel.commons.formats import check_stamp, stamp
from artel.commons.ids import canonical_json, digest

FORMAT, VERSION = "artel-backup", 1
NAME = "manifest.json"
DUMP = "database.dump"
LEFT_OUT = ("secrets",)
"""Folders of the data folder that no backup holds: keep them elsewhere, under lock."""
LARGEST_MANIFEST = 256 * 1024 * 1024
_FILE = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{62})")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Part(_Strict):
    """A file of the archive: its size in bytes and its SHA-256 in hex."""

    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Head(_Strict):
    """Where the journal stood: its number of entries, and the hash of the last one."""

    size: int = Field(ge=0)
    hash: str = Field(pattern=r"^[0-9a-f]{64}$")


class Manifest(_Strict):
    """The parts of a backup by their names, sealed by the SHA-256 of all the other fields.

    `missing` are the digests of files that the database names and that were not there.
    """

    format: str
    made: str
    database_version: int = Field(ge=1)
    journal: Head
    parts: dict[str, Part]
    missing: list[str]
    left_out: list[str]
    seal: str = Field(pattern=r"^[0-9a-f]{64}$")


def manifest_of(made: str, version: int, journal: Head, **rest: Any) -> Manifest:
    """Return the manifest of a backup: `parts` by name, and the digests that are `missing`."""
    manifest = Manifest(
        format=stamp(FORMAT, VERSION),
        made=made,
        database_version=version,
        journal=journal,
        left_out=list(LEFT_OUT),
        seal="0" * 64,
        **rest,
    )
    return manifest.model_copy(update={"seal": _seal(manifest)})


def _seal(manifest: Manifest) -> str:
    return digest(canonical_json(manifest.model_dump(exclude={"seal"})))


def is_file(name: str) -> bool:
    """Whether a name in the data folder, and so in a backup, is that of a kept file.

    It stands at files/ab/abcd..., under its SHA-256 in hex.
    """
    return _FILE.fullmatch(name) is not None


def read_manifest(text: bytes, where: str) -> Manifest:
    """Return the manifest of a text.

    Raises FormatError for another format or a newer version, InputError for what is no manifest
    or names parts that no backup has.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, Mapping):
        raise FormatError(f"{where} is no backup of artel.", next_step="Name another file.")
    check_stamp(value.get("format"), FORMAT, VERSION, where)
    try:
        manifest = Manifest.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))[:80]
        raise damaged(where, f"its manifest is wrong at {place}") from None
    if manifest.seal != _seal(manifest):
        raise damaged(where, "its manifest was altered")
    _check_names(manifest, where)
    return manifest


def _check_names(manifest: Manifest, where: str) -> None:
    if DUMP not in manifest.parts:
        raise damaged(where, "it holds no database")
    for name, part in manifest.parts.items():
        if name != DUMP and not (is_file(name) and name.endswith(part.sha256)):
            raise damaged(where, f"it names a part that no backup has: {name[:80]!r}")


def damaged(where: str, what: str) -> InputError:
    """Return the complaint about an archive of which nothing was taken."""
    return InputError(
        f"{where} is damaged: {what}. Nothing was restored.", next_step="Use another backup."
    )
