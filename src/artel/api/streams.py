"""An answer that goes on: server-sent events, for as long as the client reads and may read."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.types import Receive, Scope, Send

    from artel.store.listening import Bell

    Row = dict[str, Any]

HEARTBEAT_S = 15.0
SLOW_S = 20.0
"""A client that takes nothing for so long is dropped; it goes on after the last event it saw."""
_SLICE_S = 0.5
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class EventStream(Response):
    """Events as they are written, read in small lots: `look(after)` gives the next ones.

    `look` gives None when the client may read no more; `ending` says that the server stops.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        look: Callable[[int], Sequence[Row] | None],
        after: int,
        bell: Bell,
        ending: Callable[[], bool],
    ) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self._look, self._after, self._bell, self._ending = look, after, bell, ending

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the client goes, may read no more, or is too slow."""
        del scope  # the protocol hands it over
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        sending = asyncio.create_task(self._send_all(send))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            sending.cancel()
            with suppress(asyncio.CancelledError, TimeoutError, OSError):
                await sending

    async def _send_all(self, send: Send) -> None:
        loop, woken = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            with suppress(RuntimeError):  # the loop may have ended meanwhile
                loop.call_soon_threadsafe(woken.set)

        with self._bell.heard(wake):
            await _part(send, ": artel\n\n")
            while not self._ending():
                woken.clear()
                rows = await run_in_threadpool(self._look, self._after)
                if rows is None:
                    break
                if rows:
                    await _part(send, "".join(map(_text, rows)))
                    self._after = rows[-1]["seq"]
                elif not await self._woken(woken):
                    await _part(send, ": still here\n\n")
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _woken(self, woken: asyncio.Event) -> bool:
        """Wait for the bell, at most until the next heartbeat, and see whether the server stops."""
        for _ in range(int(HEARTBEAT_S / _SLICE_S)):
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), _SLICE_S)
            if woken.is_set() or self._ending():
                return True
        return False


async def _part(send: Send, text: str) -> None:
    message = {"type": "http.response.body", "body": text.encode(), "more_body": True}
    await asyncio.wait_for(send(message), SLOW_S)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def shown(row: Row) -> Row:
    """Return an event as it is told; who else is told stays with the desk."""
    return {
        "seq": row["seq"],
        "at": row["at"].isoformat().replace("+00:00", "Z"),
        "kind": row["kind"],
        "subject": row["subject"],
        "body": row["body"],
    }


def _text(row: Row) -> str:
    data = json.dumps(shown(row), ensure_ascii=True, separators=(",", ":"))
    return f"id: {row['seq']}\nevent: {row['kind']}\ndata: {data}\n\n"
