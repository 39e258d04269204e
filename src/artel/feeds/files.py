"""Files that a person names, standard input, and the known files of a pool folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from artel.commons.errors import InputError
from artel.feeds.decode import LARGEST, MIB, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

STDIN = "-"
KNOWN_SUFFIXES = (".yaml", ".json", ".geojson", ".jsonl", ".oem", ".tle", ".csv")
EPHEMERIDES = "ephemerides"
"""The one folder inside a pool folder that is looked into."""


def read_text(path_or_dash: str | Path, stdin: BinaryIO, *, limit: int = LARGEST) -> str:
    """Return the text of a file, or of standard input where `-` stands for it.

    gzip is unpacked. Raises InputError for what is missing, no file, empty, too large or no text.
    """
    if str(path_or_dash) == STDIN:
        data = stdin.read(limit + 1)
        return text_of(_within(data, "Standard input", limit), "Standard input")
    path = Path(path_or_dash)
    return text_of(_within(_bytes(path, limit), str(path), limit), str(path))


def read_folder(path: str | Path, *, limit: int = LARGEST) -> dict[str, str]:
    """Return the text of each known file of a folder and of its `ephemerides`, by relative name.

    Names have forward slashes and come in order. Files of other suffixes, hidden files and other
    folders are passed over.
    """
    folder = Path(path)
    if not folder.exists():
        raise InputError(f"There is no folder {folder}.", next_step="Check its name.")
    if not folder.is_dir():
        raise InputError(f"{folder} is a file, not a folder.", next_step="Name the pool's folder.")
    files = sorted(_known(folder), key=lambda file: file.relative_to(folder).as_posix())
    if not files:
        raise InputError(
            f"The folder {folder} holds no file of a pool.",
            next_step=f"Known files end in {', '.join(KNOWN_SUFFIXES)}.",
        )
    return {
        file.relative_to(folder).as_posix(): text_of(
            _within(_bytes(file, limit), str(file), limit), str(file)
        )
        for file in files
    }


def _known(folder: Path) -> Iterator[Path]:
    for place in (folder, folder / EPHEMERIDES):
        if place.is_dir():
            yield from (
                file
                for file in _listed(place)
                if file.suffix.lower() in KNOWN_SUFFIXES
                and not file.name.startswith(".")
                and file.is_file()
            )


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise _unreadable(folder, error) from None


def _bytes(path: Path, limit: int) -> bytes:
    """Return at most one byte more than the limit, so that an endless file ends."""
    if path.is_dir():
        raise InputError(f"{path} is a folder, not a file.", next_step="Name a file in it.")
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except FileNotFoundError:
        raise InputError(f"There is no file {path}.", next_step="Check its name.") from None
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> InputError:
    said = (error.strerror or "unreadable").lower()
    return InputError(f"{path} cannot be read: {said}.", next_step="Check who may read it.")


def _within(data: bytes, name: str, limit: int) -> bytes:
    if len(data) > limit:
        raise InputError(
            f"{name} is larger than {limit / MIB:g} MiB.", next_step="Give a smaller file."
        )
    return data
