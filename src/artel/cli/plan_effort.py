"""How hard `artel plan` works: steps or seconds, a plan to begin from, who is told, and Ctrl-C."""

from __future__ import annotations

import signal
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from artel.cli.judge_work import read_plan_text
from artel.commons.errors import InputError
from artel.commons.instants import parse_duration
from artel.planner.best import STEPS, Effort
from artel.studies.planned import Work
from artel.studies.starting import start_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from artel.planner.values import Line

ENDLESS = 1 << 60


@contextmanager
def asked(
    steps: int | None, budget: str | None, start: str | None, *, watch: bool
) -> Iterator[Work]:
    """Give the work that a person asked for; while a plan is there, Ctrl-C ends the search.

    Raises InputError where both steps and a budget are given, or a start that is no plan.
    """
    if steps is not None and budget is not None:
        raise InputError(
            "Both --steps and --budget are given.",
            next_step="Give --steps for a plan that repeats itself, --budget for one by the clock.",
        )
    listener = _Listener(watch=watch, unit="s" if budget is not None else "steps")
    seconds = None if budget is None else parse_duration(budget).total_seconds()
    many = STEPS if steps is None else steps
    effort = Effort(
        steps=ENDLESS if seconds is not None else many,
        seconds=seconds,
        clock=time.monotonic,
        stop=lambda: listener.stopped,
    )
    before = signal.signal(signal.SIGINT, listener.interrupt)
    try:
        if start is None:
            yield Work(effort, listener.hear)
        else:
            yield Work(effort, listener.hear, start_from(read_plan_text(start)))
    finally:
        signal.signal(signal.SIGINT, before)


class _Listener:
    """Who hears of better plans, and of Ctrl-C."""

    def __init__(self, *, watch: bool, unit: str) -> None:
        self.watch, self.unit = watch, unit
        self.heard = self.stopped = False

    def hear(self, line: Line) -> None:
        """Tell on standard error what is known now."""
        self.heard = True
        if self.watch:
            sys.stderr.write(
                f"{line.moment:8g} {self.unit}  value {line.value:g}  bound {line.bound:g}  "
                f"gap {line.gap:.2%}  {line.method}\n"
            )
            sys.stderr.flush()

    def interrupt(self, number: int, frame: Any) -> None:
        """End the search where there is a plan; the second time, or before, end the program."""
        del number, frame
        if self.stopped or not self.heard:
            raise KeyboardInterrupt
        self.stopped = True
