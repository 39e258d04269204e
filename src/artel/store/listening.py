"""Who waits for events is woken: one connection listens for a whole process."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SLICE_S = 0.5


class Bell:
    """Rings for all who wait whenever events were written, and once after each lost connection.

    It listens while somebody waits, and has no connection otherwise.
    """

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._lock = threading.Lock()
        self._heard: dict[int, Callable[[], None]] = {}
        self._next = 0
        self._thread: threading.Thread | None = None

    @contextmanager
    def heard(self, wake: Callable[[], None]) -> Iterator[None]:
        """Call `wake` from another thread at each ring while the block runs."""
        with self._lock:
            self._next += 1
            mine = self._next
            self._heard[mine] = wake
            if self._thread is None:
                self._thread = threading.Thread(target=self._listen, name="events", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                del self._heard[mine]

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return len(self._heard)

    def _over(self) -> bool:
        with self._lock:
            if not self._heard:
                self._thread = None
            return self._thread is None

    def _ring(self) -> None:
        with self._lock:
            woken = list(self._heard.values())
        for wake in woken:
            wake()

    def _listen(self) -> None:
        pause = threading.Event()
        while not self._over():
            try:
                self._listen_once()
            except psycopg.Error:
                pause.wait(_SLICE_S)
            else:
                return

    def _listen_once(self) -> None:
        with psycopg.connect(self._uri, autocommit=True, connect_timeout=5) as connection:
            connection.execute("LISTEN artel_events")
            self._ring()
            while not self._over():
                if list(connection.notifies(timeout=_SLICE_S, stop_after=1)):
                    self._ring()
