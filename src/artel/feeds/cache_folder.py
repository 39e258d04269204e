"""The folder of what artel can always make again: compiled code and stored tracks."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAMED = "ARTEL_CACHE_DIR"
"""The variable by which a person names the folder."""
_PRIVATE = 0o700


def cache_folder(environ: Mapping[str, str], platform: str = sys.platform) -> Path | None:
    """Return the folder, made and writable, or None where nothing can be written at all.

    That is ARTEL_CACHE_DIR if it is set, or else `artel` in the platform's folder for caches of
    the user. Where that cannot be written (a read-only home) it is a folder of the user alone
    among the temporary files. Nobody else may write into it: what is read back is trusted.
    """
    for folder in _wishes(environ, platform):
        if _ready(folder):
            return folder
    return _temporary()


def _wishes(environ: Mapping[str, str], platform: str) -> Iterator[Path]:
    if environ.get(NAMED):
        yield Path(environ[NAMED]).absolute()
        return
    if platform == "win32":
        home, rest = environ.get("LOCALAPPDATA"), Path("artel", "Cache")
    elif platform == "darwin":
        home, rest = environ.get("HOME"), Path("Library", "Caches", "artel")
    elif Path(environ.get("XDG_CACHE_HOME", "")).is_absolute():
        home, rest = environ["XDG_CACHE_HOME"], Path("artel")
    else:
        home, rest = environ.get("HOME"), Path(".cache", "artel")
    if home:
        yield Path(home) / rest


def _ready(folder: Path) -> bool:
    """Whether the folder is there, or could be made, and takes files."""
    try:
        folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def _temporary() -> Path | None:
    """Return a folder that nobody else can have prepared for us."""
    try:
        folder = Path(tempfile.gettempdir()) / f"artel-cache-{_user()}"
        return folder if _ready(folder) and _ours_alone(folder) else Path(tempfile.mkdtemp())
    except OSError:
        return None


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")


def _ours_alone(folder: Path) -> bool:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        return False
    if not hasattr(os, "getuid"):
        return True
    return found.st_uid == os.getuid() and stat.S_IMODE(found.st_mode) & 0o022 == 0
