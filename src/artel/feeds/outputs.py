"""Files that artel writes: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from artel.commons.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8; see `write_bytes`."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file so that a reader finds the old one or the new one, never half of it.

    Raises InputError where the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        raise InputError(
            f"{path} cannot be written ({error.strerror}).", next_step="Name another --out."
        ) from None


def write_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write files (name -> text) into a folder, made where it is missing."""
    for name, text in files.items():
        write_text(folder / name, text)
