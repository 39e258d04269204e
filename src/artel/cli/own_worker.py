"""The worker that a serving desk has of its own: started again when it dies, ended with it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from artel.commons.instants import instant_text
from artel.commons.log import as_json

if TYPE_CHECKING:
    from artel.commons.clock import Clock

log = logging.getLogger("artel.worker")
_PROGRAM = "from artel.cli.main import run; run()"
_FIRST_S, _LAST_S, _PATIENCE_S = 0.5, 30.0, 15.0


class OwnWorker:
    """A worker process while the block runs. It reads our end from its standard input closing."""

    def __init__(self, clock: Clock) -> None:
        """Take the clock that the worker's begins with."""
        self._clock = clock
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._watched, name="own worker", daemon=True)

    def __enter__(self) -> None:
        """Start the worker."""
        self._watch.start()

    def __exit__(self, *error: object) -> None:
        """End the worker and wait for its end."""
        self._over.set()
        self._watch.join()

    def _watched(self) -> None:
        pause = _FIRST_S
        while not self._over.is_set():
            with self._started() as process:
                lasted = self._lasted(process)
            if self._over.is_set():
                return
            pause = _FIRST_S if lasted > _LAST_S else min(2 * pause, _LAST_S)
            log.warning("the worker ended (%s); it is started again", process.returncode)
            self._over.wait(pause)

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", _PROGRAM, *(["--log-json"] if as_json() else [])]
        begin = instant_text(self._clock.now())
        command += ["worker", "--clock", begin]
        # A process group of its own: Ctrl-C at a terminal is the parent's to hand on.
        return subprocess.Popen(  # noqa: S603 - our own program
            command,
            stdin=subprocess.PIPE,
            start_new_session=True,
            env=os.environ | {"ARTEL_WORKER_OF_PARENT": "1"},
        )

    def _lasted(self, process: subprocess.Popen[bytes]) -> float:
        """Wait until it has died or is to end, end it, and return how long it was there."""
        seconds = 0.0
        while process.poll() is None and not self._over.wait(0.2):
            seconds += 0.2
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(_PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
        return seconds
