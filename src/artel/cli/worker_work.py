"""A worker's process: it ends when it is told, and with the process that started it."""

from __future__ import annotations

import os
import signal
import threading

from artel import bootstrap
from artel.desk.periodic import serve_queue

PATIENCE_S = 5.0
OF_PARENT = "ARTEL_WORKER_OF_PARENT"
"""Set where the worker is to end when its standard input closes."""


def run(at_once: int, begin: str | None) -> None:
    """Work until told to end; a run that is not ended by then is another worker's."""
    ending = threading.Event()
    if os.environ.get(OF_PARENT):
        threading.Thread(target=_with_parent, args=(ending,), daemon=True).start()
    _at_end(ending)
    with bootstrap.open_desk(begin) as desk:
        serve_queue(desk, at_once, PATIENCE_S, ending)


def _with_parent(ending: threading.Event) -> None:
    """End with the parent: our standard input closes when it is gone, however it went."""
    while os.read(0, 1024):  # not by sys.stdin, whose lock an end would wait for
        pass
    ending.set()
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(2 * PATIENCE_S)
    os._exit(1)  # a solver that does not listen must not outlive its desk


def _at_end(ending: threading.Event) -> None:
    """Let a start end in good order as well: it comes to its end and finds that it is told."""

    def told(number: int, frame: object) -> None:
        del number, frame
        ending.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, told)
