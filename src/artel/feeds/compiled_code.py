"""Compiled code on disk: made once, kept for the next run, and never shared by two versions.

The folder's name holds a digest of everything that compiled code depends on: the sources, numba,
Python. (What depends on the processor numba keeps apart by itself.) So code of another version
is never found, and one that two processes want at once is made by one of them, as a lock says.
"""

from __future__ import annotations

import contextlib
import hashlib
import platform
import re
import shutil
import sys
import threading
from importlib.metadata import version
from pathlib import Path
from typing import IO, TYPE_CHECKING

from artel.feeds.cache_folder import cache_folder

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

NUMBA_FOLDER = "NUMBA_CACHE_DIR"
"""numba's own variable: a person who sets it is left alone."""
SENTENCE = "artel: compiling the search once; about {seconds} seconds, then it is kept."
WAITING = "artel: waiting for another artel that compiles the same."
SECONDS = 10
_PACKAGE = Path(__file__).resolve().parents[1]
_KERNELS = b"\nfrom artel.orbits.compiling import njit"
_IMPORT = re.compile(r"^from artel\.([\w.]+) import (\([^)]*\)|.*)", re.MULTILINE)
_KEPT = 3
"""So many versions stay side by side; older ones are thrown away."""
_LOCK = "lock"


class CompiledCode:
    """Keeps compiled code in a folder of ours, and tells when it has to be made.

    `tell` is handed a sentence, once a process.
    """

    def __init__(self, environ: MutableMapping[str, str], tell: Callable[[str], None]) -> None:
        self._environ, self._tell = environ, tell
        self._told: set[str] = set()
        self._guard = threading.Lock()
        self._depth = 0
        self._lock: IO[bytes] | None = None
        self._folder: Path | None = None

    def folder(self) -> str | None:
        """Return the folder of this version, made; numba's own variable is set to it.

        So processes that we start find it too. A folder that the person chose stays.
        """
        chosen = self._environ.get(NUMBA_FOLDER)
        if not chosen:
            self._folder = _version_folder(self._environ)
            if self._folder is None:
                return None
            self._environ[NUMBA_FOLDER] = chosen = str(self._folder)
        return chosen

    def compiling(self) -> None:
        """Tell that something is compiled."""
        self._say(SENTENCE.format(seconds=SECONDS))

    def enter(self) -> None:
        """Take the lock of the folder, unless this process has it."""
        with self._guard:
            self._depth += 1
            if self._depth == 1 and self._folder is not None:
                self._lock = _locked(self._folder / _LOCK, lambda: self._say(WAITING))

    def leave(self) -> None:
        """Give the lock back with the last of what was entered."""
        with self._guard:
            self._depth -= 1
            if self._depth == 0 and self._lock is not None:
                self._lock.close()
                self._lock = None

    def _say(self, sentence: str) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            self._tell(sentence)


def _version_folder(environ: MutableMapping[str, str]) -> Path | None:
    base = cache_folder(environ)
    if base is None:
        return None
    folder = base / "compiled" / key(_PACKAGE)
    if not folder.is_dir():
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            _tidy(folder)
    return folder if folder.is_dir() else None


def _tidy(newest: Path) -> None:
    """Throw old versions away; whoever still runs one compiles again at worst."""
    others = [path for path in newest.parent.iterdir() if path.is_dir() and path != newest]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[_KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


def key(package: Path) -> str:
    """Return a digest of all that decides what compiled code is like, but for the processor."""
    parts = [version("numba"), version("llvmlite"), version("numpy"), sys.version]
    digest = hashlib.sha256("\n".join([*parts, platform.machine(), str(package)]).encode())
    for path, source in sorted(_sources(package).items()):
        digest.update(str(path.relative_to(package)).encode() + b"\0" + source)
    return digest.hexdigest()[:16]


def _sources(package: Path) -> dict[Path, bytes]:
    """Return the kernels, and the modules they import: they may call and freeze what is there."""
    everything = {path: path.read_bytes() for path in package.rglob("*.py")}
    found: dict[Path, bytes] = {}
    wanted = [path for path, source in everything.items() if _KERNELS in source]
    while wanted:
        path = wanted.pop()
        if path not in found:
            found[path] = everything[path]
            wanted += [each for each in _imported(package, found[path]) if each in everything]
    return found


def _imported(package: Path, source: bytes) -> list[Path]:
    """Return where the modules may be that a source imports as it begins."""
    found = []
    for room, names in _IMPORT.findall(source.decode()):
        folder = package.joinpath(*room.split("."))
        found += [folder.with_suffix(".py")]
        found += [folder / f"{name}.py" for name in re.findall(r"\w+", names)]
    return found


def _locked(path: Path, busy: Callable[[], None]) -> IO[bytes] | None:
    """Return a file that is locked until it is closed, or None where files cannot be locked.

    Without a lock nothing breaks: numba puts whole files in their places. The same is then
    compiled twice at worst.
    """
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
    except ImportError:
        return None
    file = None
    try:
        file = path.open("wb")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            busy()
            fcntl.flock(file, fcntl.LOCK_EX)
    except OSError:
        if file is not None:
            file.close()
        return None
    return file
