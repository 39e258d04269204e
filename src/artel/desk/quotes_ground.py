"""The plan that quotes are asked of: read once for each version, and kept with what is held now."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from artel.commons.errors import Conflict, InputError
from artel.commons.ids import digest
from artel.commons.instants import to_posix
from artel.desk import held_looks
from artel.desk.desk import SYSTEM
from artel.desk.plans import document_of
from artel.desk.shelf import Shelf
from artel.studies.held import around
from artel.studies.skies import sky_of
from artel.studies.standing import fleet_of_standing, standing_of_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from artel.desk.desk import Desk
    from artel.desk.held_looks import Live
    from artel.planner.clouds import Sky
    from artel.planner.engine import Engine
    from artel.planner.looks_of_point import Fleet
    from artel.studies.held import Held
    from artel.studies.standing import Standing

    Row = dict[str, Any]

MINUTE = 60.0
"""A quote is asked as of the next whole minute, so that what is ready for one serves others."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A plan in force: its version, its document, how it stands at its start, and its clouds.

    `fleet` are its satellites, ready for the next quote.
    """

    version: int
    sha256: str
    document: Row
    standing: Standing
    sky: Sky
    fleet: Fleet | None


@dataclass(frozen=True, slots=True)
class Ready:
    """A plan at an instant around what is held, and an engine of it that one quote has at a time.

    The engine is left as it was by each quote that only asks for free looks.
    """

    standing: Standing
    engine: Engine
    turn: threading.Lock


@dataclass(frozen=True, slots=True)
class Asked:
    """What a quote is asked of: a plan in force, and what is held in it."""

    ground: Ground
    holds: tuple[Live, ...]


_GROUNDS: Shelf[Ground] = Shelf(4)
_READY: Shelf[Ready] = Shelf(8)


def asked_over(desk: Desk, span: tuple[datetime, datetime], *, exercise: bool) -> Asked:
    """Return the first plan in force that meets a span, and the holds that run.

    Raises Conflict where none is in force then.
    """
    with desk.unit(SYSTEM) as unit:
        start = max(unit.now, span[0])
        given = {"start": start, "end": max(start, span[1]), "exercise": exercise}
        row = unit.row("plan_over", **given)
        if row is None:
            raise Conflict(
                "No plan is in force in that time yet.", next_step="Ask again when it is planned."
            )
        holds = held_looks.live(unit, exercise=exercise)
    return Asked(ground_of(desk, row), tuple(holds))


def asked_of_hold(desk: Desk, hold: Row) -> Asked:
    """Return the plan in force in which something is held. Raises Conflict where none is."""
    exercise = hold["exercise"]
    with desk.unit(SYSTEM) as unit:
        row = unit.row("plan_of_span", span=hold["span"], exercise=exercise)
        if row is None:
            raise Conflict("No plan is in force in that time any more.")
        holds = held_looks.live(unit, exercise=exercise)
    return Asked(ground_of(desk, row), tuple(holds))


def ground_of(desk: Desk, row: Row) -> Ground:
    """Return a plan as quotes and changes by hand are asked of it, by its row."""
    key = f"{row['version']} {row['sha256']}"
    return _GROUNDS.get(key, lambda: _read(desk, row))


def _read(desk: Desk, row: Row) -> Ground:
    with desk.unit(SYSTEM) as unit:
        document = document_of(unit, row["version"])
    standing = standing_of_plan(document, [])
    fleet, sky = fleet_of_standing(standing), sky_of(standing.pool)
    return Ground(row["version"], row["sha256"], document, standing, sky, fleet)


def warm(desk: Desk, *, exercise: bool = False) -> int | None:
    """Read the plan in force, or the next one, so that the first quote need not wait for it."""
    with desk.unit(SYSTEM) as unit:
        row = unit.row("plan_over", start=unit.now, end=None, exercise=exercise)
    return None if row is None else ground_of(desk, row).version


def ready_at(asked: Asked, at: float) -> Ready:
    """Return the plan as it stands at an instant, POSIX s, around the holds that run then."""
    ground = asked.ground
    held = tuple(each for each in asked.holds if each.held.until > at)
    key = digest(f"{ground.sha256} {at!r} {[each.id for each in held]}")
    return _READY.get(key, lambda: _made_ready(ground, at, [each.held for each in held]))


def _made_ready(ground: Ground, at: float, holds: Sequence[Held]) -> Ready:
    standing = kept_off(ground, at, holds)
    return Ready(standing, standing.engine(), threading.Lock())


def kept_off(ground: Ground, at: float, holds: Sequence[Held]) -> Standing:
    """Return the plan at an instant around holds; one that has no place any more is left out."""
    standing = replace(ground.standing, at=at)
    span = ground.standing.problem.span
    inside = [each for each in holds if _inside(each, span)]
    keep = _keep_of(standing)
    try:
        return keep(inside)
    except InputError:
        kept: list[Held] = []
        for each in inside:
            kept += [each] if _can(keep, [*kept, each]) else []
        return keep(kept)


def _keep_of(standing: Standing) -> Callable[[Sequence[Held]], Standing]:
    return lambda holds: around(standing, holds)


def _can(keep: Callable[[Sequence[Held]], Standing], holds: Sequence[Held]) -> bool:
    try:
        keep(holds)
    except InputError:
        return False
    return True


def _inside(held: Held, span: tuple[float, float]) -> bool:
    start, end = held_looks.span_of(held.rows)
    return span[0] <= to_posix(start) and to_posix(end) <= span[1]


def minute_after(instant: datetime) -> float:
    """Return the next whole minute, POSIX s."""
    return MINUTE * math.ceil(to_posix(instant) / MINUTE)
