"""Plans changed by hand at the desk: asked for, carried out, and the looks to choose from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from artel.commons.errors import Conflict, InputError
from artel.commons.instants import instant_text, parse_instant, to_posix
from artel.desk import held_looks
from artel.desk.orders import found
from artel.desk.permissions import permit
from artel.desk.plans import base_of, document_of, head_of, keep_draft
from artel.desk.quotes_ground import ground_of
from artel.desk.runs import asked_for
from artel.planner.best import Effort
from artel.studies.planned import Work
from artel.studies.rework import Take, Wanted, looks_at, rework_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from artel.commons.actors import Actor
    from artel.desk.desk import Desk
    from artel.planner.values import Line
    from artel.store.connections import Unit

    Row = dict[str, Any]
    Kept = Callable[[Unit, int], None]
    Hear = Callable[[Line], None]

CHANGEABLE = ("draft", "published")


def ask(unit: Unit, version: int, wanted: Mapping[str, Any], *, publish: bool = False) -> Row:
    """Ask for a plan to be changed by hand; a worker does it. Return the run, queued.

    `wanted` is what `wanted_of` reads; it changes from now on, or from where the plan begins.
    Raises NotFound where a plan is not there, Conflict for one that is neither a draft nor in
    force.
    """
    permit(unit.actor, "plan.make")
    head = head_of(unit, version)
    if head["state"] not in CHANGEABLE:
        raise Conflict(
            f"Plan {version} is {head['state']} and is not changed any more.",
            next_step="Change the plan in force; it can be led back to this one.",
        )
    _check_back(unit, wanted)
    at = max(unit.now, head["horizon"].lower)
    start, end = (instant_text(each) for each in (head["horizon"].lower, head["horizon"].upper))
    request = {"kind": "rework", "start": start, "end": end, "base": version, "publish": publish}
    said = {**request, "wanted": {**wanted, "at": instant_text(at)}}
    return asked_for(unit, said, exercise=head["exercise"])


def _check_back(unit: Unit, wanted: Mapping[str, Any]) -> None:
    if wanted.get("back_to") is None:
        return
    head_of(unit, wanted["back_to"])
    beside = any(wanted.get(name) for name in ("takes", "leaves", "locks", "anew"))
    if beside or wanted.get("steps") is not None:
        raise InputError(
            "To be led back goes with no other change.", next_step="Change the plan that it gives."
        )


def carry_out(
    desk: Desk, actor: Actor, asked: Row, stop: Callable[[], bool], hear: Hear, kept: Kept
) -> int:
    """Change a plan as a run asks, and return the version of the draft. Raises InputError.

    `kept` is called with the version in the transaction that keeps the draft.
    """
    version, said = asked["base"], asked["wanted"]
    with desk.unit(actor) as unit:
        permit(actor, "plan.make")
        head = found(unit.row("plan_head", version=version), str(version))
        plan = document_of(unit, version)
        earlier = None if said.get("back_to") is None else document_of(unit, said["back_to"])
        span = head["horizon"].lower, head["horizon"].upper
        keep = held_looks.keeper(unit, span, exercise=head["exercise"])
    wanted = replace(wanted_of(said, stop, hear), back_to=earlier)
    changed = rework_plan(plan, wanted, parse_instant(said["at"]), keep)
    return keep_draft(
        desk, actor, changed.document, base_of(head), exercise=head["exercise"], kept=kept
    )


def wanted_of(said: Mapping[str, Any], stop: Callable[[], bool], hear: Hear) -> Wanted:
    """Return what is wanted as it is kept with a run: takes, leaves, locks, anew, steps."""
    steps = said.get("steps")
    effort = Effort(stop=stop) if steps is None else Effort(steps=steps, stop=stop)
    anew = said.get("anew") or steps is not None
    return Wanted(
        takes=tuple(
            Take(
                each["order"],
                each["satellite"],
                to_posix(parse_instant(each["start"])),
                each.get("sensor"),
                each.get("piece"),
            )
            for each in said.get("takes", ())
        ),
        leaves=frozenset(said.get("leaves", ())),
        locks=frozenset(said.get("locks", ())),
        work=Work(effort, hear) if anew else None,
    )


def looks(desk: Desk, actor: Actor, version: int, order: str) -> tuple[datetime, list[Row]]:
    """Return every look at an order that a plan could take from now on, and as of when.

    Raises NotFound where the plan is not there, InputError where it has no such order.
    """
    with desk.unit(actor) as unit:
        permit(actor, "plan.make")
        head = head_of(unit, version)
        at = max(unit.now, head["horizon"].lower)
        span = head["horizon"].lower, head["horizon"].upper
        keep = held_looks.keeper(unit, span, exercise=head["exercise"])
    standing = replace(ground_of(desk, head).standing, at=to_posix(at))
    problem = keep(standing.pool, standing.tracks, standing.problem)
    return at, looks_at(replace(standing, problem=problem), order)
