"""Planning runs: asked for, followed, stopped. Every plan and every repair comes about by one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from artel.commons.errors import Conflict
from artel.commons.ids import canonical_json
from artel.commons.instants import instant_text
from artel.desk.desk import new_id
from artel.desk.happenings import event_of
from artel.desk.orders import found
from artel.desk.permissions import permit
from artel.desk.plans import head_of
from artel.store.queue import offered

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from artel.desk.desk import Desk
    from artel.store.connections import Unit

    Row = dict[str, Any]

log = logging.getLogger("artel.runs")
PAGE = 200
NAME = "runs"
"""The name of the work of carrying out runs."""


def ask(
    unit: Unit,
    span: tuple[datetime, datetime],
    steps: int | None,
    *,
    exercise: bool = False,
    publish: bool = False,
) -> Row:
    """Ask for a plan over a span [start, end); a worker makes it. Return the run, queued.

    With `publish` the plan comes into force in the transaction that keeps it, where it can.
    """
    permit(unit.actor, "plan.make")
    start, end = map(instant_text, span)
    request = {"kind": "plan", "start": start, "end": end, "steps": steps, "publish": publish}
    return asked_for(unit, request, exercise=exercise)


def ask_repair(unit: Unit, version: int, event: Mapping[str, Any], *, publish: bool = False) -> Row:
    """Ask for a plan to be mended after an event; a worker mends it. Return the run, queued.

    `event` is what desk.happenings reads, with the instant `at` from which on the plan changes.
    Raises NotFound where the plan, or an order that the event names, is not there.
    """
    permit(unit.actor, "plan.make")
    head = head_of(unit, version)
    event_of(unit, event)
    start, end = (instant_text(each) for each in (head["horizon"].lower, head["horizon"].upper))
    request = {"kind": "repair", "start": start, "end": end, "base": version}
    asked = {**request, "event": dict(event), "publish": publish}
    return asked_for(unit, asked, exercise=head["exercise"])


def asked_for(unit: Unit, request: Row, *, exercise: bool) -> Row:
    """Write down a run that is asked for, and return it, queued."""
    name = new_id(unit, "R", exercise=exercise)
    unit.run(
        "run_added",
        id=name,
        exercise=exercise,
        request=canonical_json(request),
        by=unit.actor.account,
        at=unit.now,
    )
    unit.enter("run.asked", name, {**request, "exercise": exercise})
    unit.tell("run.asked", name, [], {"kind": request["kind"], "exercise": exercise})
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
    unit.tell("run.stopped", name, [], {})
    return get(unit, name)


def nudge(desk: Desk) -> None:
    """Tell a free worker that a run waits. Where that fails it looks by itself within seconds."""
    if not offered(desk.store.uri, NAME):
        log.info("no worker could be told of the run")
