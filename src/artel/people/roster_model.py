"""Who works which shift on which day: shifts, workers, demands and wishes, whatever the trade.

Days count from 0; those below 0 are history, whose shifts are fixed. At most one shift a day
begins for a worker. The rules are those of the shift-scheduling benchmark of Curtois and Qu (2014)
and those of labour packs; a worker is bound by the rules that are given, and by no others.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Slot = tuple[str, int]


@dataclass(frozen=True, slots=True)
class LongRest:
    """Among any `within` days in a row one must be a day off at the heart of a long rest.

    (shift before, days off in a row, shift after) among `short` is too short a rest; more days off
    than any of them names are always long enough.
    """

    within: int
    short: frozenset[tuple[str, int, str]]


@dataclass(frozen=True, slots=True)
class Keep:
    """Something that only lasts while it is exercised, such as an endorsement.

    On a day the worker has `have[day]` exercises that count without the roster, and each of the
    `shifts` worked in the `within` days before adds one; with fewer than `need` none of the shifts
    can be worked, and the day costs `penalty`. Where `have` is None, nothing is asked of the day.
    """

    shifts: frozenset[str]
    have: tuple[int | None, ...]
    need: int
    within: int
    penalty: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """One person, and the rules for that person's days.

    `most`: shifts of a kind over the span. `minutes`: (least, most) over the span. `run`: (least,
    most) days of work in a row; what lies outside the span counts as long enough. `least_off`:
    days off in a row. `weekends`: at most so many with work. `fixed`: days whose shift is given
    (None: off). `barred`: (shift, day) not to be worked. `clashes`: (shift, days later, shift)
    too near one another. `windows`: (days, minutes) at most in any so many days in a row.
    """

    id: str
    shifts: frozenset[str]
    most: Mapping[str, int] = field(default_factory=dict)
    minutes: tuple[int, int] | None = None
    run: tuple[int, int | None] = (1, None)
    least_off: int = 1
    weekends: int | None = None
    fixed: Mapping[int, str | None] = field(default_factory=dict)
    barred: frozenset[tuple[str, int]] = frozenset()
    clashes: frozenset[tuple[str, int, str]] = frozenset()
    windows: tuple[tuple[int, int], ...] = ()
    long_rest: LongRest | None = None
    keeps: tuple[Keep, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """So many workers wanted for a shift of a day; what each one missing, or too many, costs."""

    day: int
    shift: str
    needed: int
    under: int
    over: int


@dataclass(frozen=True, slots=True)
class Wish:
    """A worker's wish to work, or not to work, a shift of a day; what it costs to pass it over."""

    worker: str
    day: int
    shift: str
    wanted: bool
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterProblem:
    """A span of days to be rostered; `shifts` are minutes by shift, `past` the days of history.

    Day 0 has the weekday `first_weekday` (Monday is 0). `uneven` is what an hour of difference
    between the most and the least worked minutes of a group of workers costs.
    """

    days: int
    shifts: Mapping[str, int]
    workers: tuple[Worker, ...]
    demands: tuple[Demand, ...] = ()
    wishes: tuple[Wish, ...] = ()
    past: int = 0
    first_weekday: int = 0
    groups: tuple[tuple[str, ...], ...] = ()
    uneven: int = 0


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search: `steps` of deterministic time on one core, or `seconds` on `cores`.

    Steps give the same roster every time; seconds promise a valid one.
    """

    steps: float | None = None
    seconds: float | None = None
    cores: int = 2


@dataclass(frozen=True, slots=True)
class Roster:
    """A roster: shift by (worker, day); its cost, and the least that any roster could cost."""

    assigned: dict[Slot, str]
    cost: int
    bound: int
    proven: bool
    uncovered: tuple[Demand, ...]
    lapses: tuple[Slot, ...]


def separate(problem: RosterProblem) -> tuple[RosterProblem, ...]:
    """Return the problem in parts that have neither worker nor shift in common, at least one."""
    sets: list[set[str]] = []
    for names in [*(worker.shifts for worker in problem.workers), *((s,) for s in problem.shifts)]:
        touched = [each for each in sets if not each.isdisjoint(names)]
        sets = [each for each in sets if each.isdisjoint(names)]
        sets.append(set(names).union(*touched))
    parts = tuple(_part(problem, frozenset(shifts)) for shifts in sorted(sets, key=min))
    return parts or (problem,)


def _part(problem: RosterProblem, shifts: frozenset[str]) -> RosterProblem:
    workers = tuple(worker for worker in problem.workers if worker.shifts & shifts)
    names = {worker.id for worker in workers}
    return replace(
        problem,
        shifts={name: minutes for name, minutes in problem.shifts.items() if name in shifts},
        workers=workers,
        demands=tuple(each for each in problem.demands if each.shift in shifts),
        wishes=tuple(each for each in problem.wishes if each.worker in names),
        groups=tuple(group for group in problem.groups if names.issuperset(group)),
    )


def joined(rosters: Sequence[Roster]) -> Roster:
    """Return the rosters of separate parts as one."""
    return Roster(
        assigned=dict(sorted(slot for each in rosters for slot in each.assigned.items())),
        cost=sum(each.cost for each in rosters),
        bound=sum(each.bound for each in rosters),
        proven=all(each.proven for each in rosters),
        uncovered=tuple(demand for each in rosters for demand in each.uncovered),
        lapses=tuple(slot for each in rosters for slot in each.lapses),
    )
