"""Runs carried out by a worker: taken up, heard of, ended, and taken up again where one died.

A run belongs to the worker that took it last. Its plan and its end are written in one
transaction, and only by that worker, so that no run ever leaves two plans.
"""

from __future__ import annotations

import logging
import os
import platform
import threading
import time
import uuid
from typing import TYPE_CHECKING, Any

from artel.commons.actors import Actor, Role
from artel.commons.errors import ArtelError, Unavailable
from artel.commons.ids import canonical_json
from artel.commons.instants import parse_instant
from artel.desk import plans, reworking
from artel.desk.happenings import event_of
from artel.desk.orders import found
from artel.planner.best import Effort
from artel.store.queue import held

if TYPE_CHECKING:
    from collections.abc import Callable

    from artel.desk.desk import Desk
    from artel.planner.values import Line
    from artel.store.connections import Unit

    Row = dict[str, Any]

log = logging.getLogger("artel.runs")
EACH_S = 1.0
"""So often a worker at a run looks whether it is still its own, and writes down what it heard."""
_ONE_AT_A_TIME = threading.Lock()
"""Planning is one thread's work: a second run would only take the place of the other duties."""


class Given(Exception):
    """The run was stopped, another worker took it up, or this one is to end."""


def take_up(desk: Desk, ending: Callable[[], bool] = lambda: False) -> int:
    """Carry out every run that waits, or whose worker died, and return how many ended.

    A process carries out one run at a time; where it is at one already this does nothing.
    """
    if not _ONE_AT_A_TIME.acquire(blocking=False):
        return 0
    try:
        with desk.unit() as unit:
            names = [row["id"] for row in unit.rows("runs_open")]
        return sum(_alone(desk, name, ending) for name in names if not ending())
    finally:
        _ONE_AT_A_TIME.release()


def _alone(desk: Desk, name: str, ending: Callable[[], bool]) -> bool:
    with held(desk.store.uri, f"run {name}") as ours:
        return ours and _carried_out(desk, name, ending)


def _carried_out(desk: Desk, name: str, ending: Callable[[], bool]) -> bool:
    # The process is named for who operates it; another take-up by it is another worker.
    worker = f"{platform.node()} {os.getpid()} {uuid.uuid4().hex[:12]}"
    with desk.unit() as unit:
        if not unit.run("run_taken", id=name, worker=worker, at=unit.now):
            return False
        row = found(unit.row("run_by_id", id=name), name)
        unit.tell("run.begun", name, [], {"kind": row["request"]["kind"]})
    log.info("a run begins", extra={"run_id": name, "actor_id": row["asked_by"]})
    hand = _Hand(desk, name, worker, ending)
    try:
        hand.carry_out(row)
    except (Given, Unavailable):
        log.info("the run is left to be taken up again", extra={"run_id": name})
        return False
    except ArtelError as error:
        log.info("the run fails", extra={"run_id": name})
        hand.fail(str(error))
    except Exception:
        log.exception("a run failed by an error of ours", extra={"run_id": name})
        hand.fail("The error is ours and was logged; ask for the run again.")
    else:
        log.info("the run is done", extra={"run_id": name})
    return True


class _Hand:
    """A worker at a run: what it hears is written down while it is still its run."""

    def __init__(self, desk: Desk, name: str, worker: str, ending: Callable[[], bool]) -> None:
        self.desk, self.name, self.worker, self.ending = desk, name, worker, ending
        self._heard: list[Row] = []
        self._looked = 0.0
        self._publishes = False

    def carry_out(self, row: Row) -> None:
        """Make the plan of the run, in the name of who asked."""
        asked = row["request"]
        self._publishes = asked.get("publish", False)
        who = Actor(row["asked_by"], row["asked_by"], Role.PLANNER, "", "")
        if asked.get("kind") == "repair":
            self._mend(who, asked)
        elif asked.get("kind") == "rework":
            reworking.carry_out(self.desk, who, asked, self.lost, self.hear, self.done)
        else:
            self._plan(who, asked, exercise=row["exercise"])

    def _plan(self, who: Actor, asked: Row, *, exercise: bool) -> None:
        effort = Effort(stop=self.lost)
        if asked["steps"] is not None:
            effort = Effort(steps=asked["steps"], stop=self.lost)
        span = parse_instant(asked["start"]), parse_instant(asked["end"])
        plans.make(self.desk, who, span, effort, self.hear, exercise=exercise, kept=self.done)

    def _mend(self, who: Actor, asked: Row) -> None:
        with self.desk.unit(who) as unit:
            event = event_of(unit, asked["event"])
        at = parse_instant(asked["event"]["at"])
        plans.repaired(self.desk, who, asked["base"], event, at, kept=self.done)

    def lost(self) -> bool:
        """Look, now and then, whether to go on. Raises Given where not; nothing is half done."""
        if self.ending():
            raise Given
        if time.monotonic() - self._looked > EACH_S:
            self._written()
        return False

    def hear(self, line: Line) -> None:
        """Keep what is known now; it is written down within a second or two."""
        said = {
            "moment": line.moment,
            "value": line.value,
            "bound": line.bound,
            "gap": line.gap,
            "method": line.method,
        }
        self._heard.append(said)
        if time.monotonic() - self._looked > EACH_S:
            self._written()

    def _written(self) -> None:
        with self.desk.unit() as unit:
            self._write(unit)

    def _write(self, unit: Unit) -> None:
        text = canonical_json(self._heard)
        self._still(unit.run("run_heard", id=self.name, worker=self.worker, line=text, at=unit.now))
        if self._heard:
            unit.tell("run.progress", self.name, [], self._heard[-1])
        self._heard = []
        self._looked = time.monotonic()

    def done(self, unit: Unit, version: int) -> None:
        """End the run in the transaction that keeps its plan, and that publishes it if asked."""
        if self.ending():
            raise Given
        self._write(unit)
        why = self._published(unit, version) if self._publishes else None
        self._still(self._end(unit, "done", plan=version, error=why))
        said = {"plan": version, "published": self._publishes and why is None}
        unit.enter("run.done", self.name, said)
        unit.tell("run.done", self.name, [], said)

    def _published(self, unit: Unit, version: int) -> str | None:
        """Put the plan in force; return why it stays a draft, where it does."""
        try:
            with unit.attempt():
                plans.publish(unit, version)
        except ArtelError as error:
            return str(error)[:1000]
        return None

    def fail(self, why: str) -> None:
        """Write down why there is no plan."""
        with self.desk.unit() as unit:
            if self._end(unit, "failed", error=why[:1000]):
                unit.enter("run.failed", self.name, {"error": why[:1000]})
                unit.tell("run.failed", self.name, [], {"error": why[:1000]})

    def _end(
        self, unit: Unit, state: str, plan: int | None = None, error: str | None = None
    ) -> int:
        return unit.run(
            "run_ended",
            id=self.name,
            worker=self.worker,
            state=state,
            plan=plan,
            error=error,
            at=unit.now,
        )

    @staticmethod
    def _still(rows: int) -> None:
        if not rows:
            raise Given
