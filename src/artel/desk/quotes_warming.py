"""Keeping ready what quotes are asked of, beside the requests: no customer waits for a new plan."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from artel.commons.errors import ArtelError, Conflict
from artel.desk import quotes_ground

if TYPE_CHECKING:
    from types import TracebackType

    from artel.desk.desk import Desk

log = logging.getLogger("artel.quotes")
EACH_S = 2.0
"""So often it is looked whether another plan, hold or minute asks for another ground."""
FOR_EVER = datetime.max.replace(tzinfo=UTC)
AHEAD_S = 20.0
"""The next minute is made ready so long before it begins."""


def make_ready(desk: Desk, *, exercise: bool = False) -> int | None:
    """Make ready the plan in force, or the next one, as of the minute that quotes are asked of.

    Around the holds that run now. Returns the plan's version; None where there is no plan.
    """
    now = desk.clock.now()
    try:
        asked = quotes_ground.asked_over(desk, (now, FOR_EVER), exercise=exercise)
    except Conflict:
        return None
    minute = quotes_ground.minute_after(now)
    quotes_ground.ready_at(asked, minute)
    if minute - now.timestamp() < AHEAD_S:
        quotes_ground.ready_at(asked, minute + quotes_ground.MINUTE)
    return asked.ground.version


class Warming:
    """A thread that makes ready what quotes are asked of, for as long as it is entered."""

    def __init__(self, desk: Desk, each_s: float = EACH_S) -> None:
        self.desk = desk
        self.each_s = each_s
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="quotes", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                make_ready(self.desk)
            except ArtelError as error:
                log.warning("%s", error)
            except Exception:
                log.exception("the plan was not made ready for quotes by an error of ours")
            self._ending.wait(self.each_s)
