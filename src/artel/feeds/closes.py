"""The folder of a closed period as bytes."""

from __future__ import annotations

from pathlib import Path

from artel.commons.errors import InputError
from artel.feeds.decode import LARGEST, MIB

FOLDERS = ("", "invoices", "statements")
"""Where the files of a close stand: its folder, and two folders inside."""


def read_close(folder: str | Path, *, limit: int = LARGEST) -> dict[str, bytes]:
    """Return every file of a closed period by its name in the folder, hidden ones left out.

    Raises InputError where there is no such folder, or a file cannot be read or is too large.
    """
    top = Path(folder)
    if not top.is_dir():
        raise InputError(
            f"There is no folder {top}.", next_step="Name what artel settle close has written."
        )
    found = {}
    for place in FOLDERS:
        if not (top / place).is_dir():
            continue
        for file in sorted((top / place).iterdir()):
            if file.is_file() and not file.name.startswith("."):
                found[file.relative_to(top).as_posix()] = _bytes(file, limit)
    return found


def _bytes(file: Path, limit: int) -> bytes:
    try:
        with file.open("rb") as opened:
            data = opened.read(limit + 1)
    except OSError as error:
        said = (error.strerror or "unreadable").lower()
        raise InputError(
            f"{file} cannot be read: {said}.", next_step="Check who may read it."
        ) from None
    if len(data) > limit:
        raise InputError(f"{file} is larger than {limit / MIB:g} MiB.")
    return data
