"""Starting the desk: its database, its pool, the first administrator, a worker, the HTTP server."""

from __future__ import annotations

import signal
import socket
import threading
from contextlib import contextmanager, nullcontext
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import typer
import uvicorn

from artel import bootstrap
from artel.api.app import application
from artel.cli.own_worker import OwnWorker
from artel.commons.errors import InputError
from artel.console.serving import Console
from artel.desk.invitations import first_link
from artel.desk.opening import is_open, open_desk
from artel.desk.quotes_warming import Warming
from artel.feeds.files import read_folder
from artel.store.ownership import Ownership

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from artel.desk.desk import Desk

BACKLOG = 128
_ENDING = (signal.SIGINT, signal.SIGTERM)


class _Server(uvicorn.Server):
    """A server that ends when it is told, and lets what stands around it end in good order."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the first request to end as one, and a second as haste."""
        before = {each: signal.signal(each, self._told) for each in _ENDING}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def _told(self, number: int, frame: Any) -> None:
        self.handle_exit(number, frame)


def run(pool: Path | None, host: str, port: int, begin: str | None, *, worker: bool) -> None:
    """Serve the desk until it is told to end. Raises InputError where another one serves it."""
    with _told_to_end() as told, _alone(), bootstrap.open_desk(begin) as desk:
        if not is_open(desk):
            open_desk(desk, read_folder(pool or bootstrap.bundled_pool()))
        own = OwnWorker(desk.clock) if worker else nullcontext()
        with socket.create_server((host, port), backlog=BACKLOG) as listening, own:
            if not told.is_set():
                _serve(desk, listening, host)


def _serve(desk: Desk, listening: socket.socket, host: str) -> None:
    address = f"http://{host}:{listening.getsockname()[1]}"
    with desk.unit() as unit:
        token = first_link(unit)
    if token is not None:
        _say(f"Sign in once: {address}/welcome#token={token}")
    _say(f"artel serves {address}/api/v1")
    served = application(desk, version("artel"))
    server = _Server(uvicorn.Config(Console(served), log_config=None))
    served.state.ending = lambda: server.should_exit
    with Warming(desk):
        server.run(sockets=[listening])


def _say(sentence: str) -> None:
    typer.echo(sentence)
    typer.get_text_stream("stdout").flush()


@contextmanager
def _told_to_end() -> Iterator[threading.Event]:
    """Let a start that is told to end come to where it can: nothing is left half started."""
    told = threading.Event()
    before = {each: signal.signal(each, lambda *_: told.set()) for each in _ENDING}
    try:
        yield told
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def _alone() -> Iterator[None]:
    """Let nobody else serve the same folder. The system drops it when this process dies."""
    folder = bootstrap.data_folder()
    ownership = Ownership(folder / "serve.lock")
    if not ownership.take():
        raise InputError(
            f"Another artel serve works in {folder}.",
            next_step="End it, or name another folder by ARTEL_DATA_DIR.",
        )
    try:
        yield
    finally:
        ownership.give_back()
