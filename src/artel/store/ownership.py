"""Which process owns a server: a lock that the system itself drops when its holder dies."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_HELD: set[str] = set()
_GUARD = threading.Lock()


class Ownership:
    """A record lock on a file beside the server's folder, one holder among all processes.

    The file is opened once per process and closed only when given back: closing any handle of it
    would drop the lock. A child that was forked does not inherit it.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._handle: int | None = None
        self._process = 0

    @property
    def held(self) -> bool:
        """Whether this very process holds it; a forked copy does not."""
        return self._handle is not None and self._process == os.getpid()

    def take(self) -> bool:
        """Take it where nobody holds it, and return whether it is held now."""
        with _GUARD:
            if self.held:
                return True
            name = str(self._file)
            if name in _HELD:
                return False
            self._handle = _locked(self._file)
            self._process = os.getpid()
            if self._handle is not None:
                _HELD.add(name)
            return self._handle is not None

    def give_back(self) -> None:
        """Let the next one take it."""
        with _GUARD:
            if self.held and self._handle is not None:
                _HELD.discard(str(self._file))
                os.close(self._handle)
            self._handle = None


def _locked(file: Path) -> int | None:
    import fcntl  # noqa: PLC0415 - not on Windows, where the server is not started either

    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
