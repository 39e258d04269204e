"""Planning runs: asked for, carried out by a worker, followed, stopped, and taken up again.

A run belongs to the worker that took it last. Its plan and its end are written in one
transaction, and only by that worker, so that no run ever leaves two plans.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from artel.commons.actors import Actor, Role
from artel.commons.errors import ArtelError, Conflict
from artel.commons.ids import canonical_json
from artel.commons.instants import instant_text, parse_instant
from artel.desk import plans
from artel.desk.desk import new_id
from artel.desk.orders import found
from artel.desk.permissions import permit
from artel.planner.best import Effort
from artel.store.queue import held, offered
from artel.store.refusals import Interrupted

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from artel.desk.desk import Desk
    from artel.planner.values import Line
    from artel.store.connections import Unit

    Row = dict[str, Any]

log = logging.getLogger("artel.runs")
PAGE = 200
NAME = "runs"
"""The name of the work of carrying out runs."""


class Given(Exception):
    """The run was stopped, or another worker took it up."""


def ask(
    unit: Unit, span: tuple[datetime, datetime], steps: int | None, *, exercise: bool = False
) -> Row:
    """Ask for a plan over a span [start, end); a worker makes it. Return the run, queued."""
    permit(unit.actor, "plan.make")
    name = new_id(unit, "R", exercise=exercise)
    request = {"start": instant_text(span[0]), "end": instant_text(span[1]), "steps": steps}
    unit.run(
        "run_added",
        id=name,
        exercise=exercise,
        request=canonical_json(request),
        by=unit.actor.account,
        at=unit.now,
    )
    unit.enter("run.asked", name, {**request, "exercise": exercise})
    return get(unit, name)


def get(unit: Unit, name: str) -> Row:
    """Return a run with what was known at each moment of it. Raises NotFound."""
    permit(unit.actor, "plan.read")
    return found(unit.row("run_by_id", id=name), name)


def page(unit: Unit, after: str | None, limit: int) -> list[Row]:
    """Return at most `limit` runs, the newest first."""
    permit(unit.actor, "plan.read")
    return unit.rows("runs_page", after=after, limit=min(limit, PAGE))


def stop(unit: Unit, name: str) -> Row:
    """Stop a run; it leaves no plan. Raises NotFound, and Conflict where it has ended."""
    permit(unit.actor, "plan.make")
    row = get(unit, name)
    if not unit.run("run_stopped", id=name, at=unit.now):
        raise Conflict(f"Run {name} is {row['state']} and cannot be stopped.")
    unit.enter("run.stopped", name, {})
    return get(unit, name)


def nudge(desk: Desk) -> None:
    """Tell a free worker that a run waits. Where that fails it looks by itself within seconds."""
    if not offered(desk.store.uri, NAME):
        log.info("no worker could be told of the run")


def take_up(desk: Desk, ending: Callable[[], bool] = lambda: False) -> int:
    """Carry out every run that waits, or whose worker died, and return how many ended."""
    with desk.unit() as unit:
        names = [row["id"] for row in unit.rows("runs_open")]
    return sum(_alone(desk, name, ending) for name in names if not ending())


def _alone(desk: Desk, name: str, ending: Callable[[], bool]) -> bool:
    with held(desk.store.uri, f"run {name}") as ours:
        return ours and _carried_out(desk, name, ending)


def _carried_out(desk: Desk, name: str, ending: Callable[[], bool]) -> bool:
    worker = uuid.uuid4().hex
    with desk.unit() as unit:
        if not unit.run("run_taken", id=name, worker=worker, at=unit.now):
            return False
        row = found(unit.row("run_by_id", id=name), name)
    log.info("a run begins", extra={"run_id": name, "actor_id": row["asked_by"]})
    hand = _Hand(desk, name, worker, ending)
    try:
        hand.plan(row)
    except (Given, Interrupted):
        log.info("the run is not ours any more", extra={"run_id": name})
        return False
    except ArtelError as error:
        hand.fail(str(error))
    except Exception:
        log.exception("a run failed by an error of ours", extra={"run_id": name})
        hand.fail("The error is ours and was logged; ask for the run again.")
    return True


@dataclass(frozen=True, slots=True)
class _Hand:
    """A worker at a run: what it hears is written down while it is still its run."""

    desk: Desk
    name: str
    worker: str
    ending: Callable[[], bool]

    def plan(self, row: Row) -> None:
        """Make the plan of the run, in the name of who asked."""
        asked = row["request"]
        effort = Effort(stop=self.ending)
        if asked["steps"] is not None:
            effort = Effort(steps=asked["steps"], stop=self.ending)
        who = Actor(row["asked_by"], row["asked_by"], Role.PLANNER, "", "")
        span = parse_instant(asked["start"]), parse_instant(asked["end"])
        plans.make(
            self.desk, who, span, effort, self.hear, exercise=row["exercise"], kept=self.done
        )

    def hear(self, line: Line) -> None:
        """Write down what is known now. Raises Given where the run is not this worker's."""
        said = {
            "moment": line.moment,
            "value": line.value,
            "bound": line.bound,
            "gap": line.gap,
            "method": line.method,
        }
        with self.desk.unit() as unit:
            text = canonical_json([said])
            self._still(
                unit.run("run_heard", id=self.name, worker=self.worker, line=text, at=unit.now)
            )

    def done(self, unit: Unit, version: int) -> None:
        """End the run in the transaction that keeps its plan."""
        self._still(0 if self.ending() else self._end(unit, "done", plan=version))
        unit.tell("run.done", self.name, [], {"plan": version})

    def fail(self, why: str) -> None:
        """Write down why there is no plan."""
        with self.desk.unit() as unit:
            if self._end(unit, "failed", error=why[:1000]):
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
