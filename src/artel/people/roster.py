"""Rosters by constraint programming: out of whole patterns where those will do, then in parts."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import cycle
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from artel.commons.errors import InputError
from artel.people.columns import mix, suits
from artel.people.roster_model import Effort, Roster, joined, separate
from artel.people.roster_rules import build

if TYPE_CHECKING:
    from artel.people.roster_model import RosterProblem
    from artel.people.roster_rules import Model

    Slot = tuple[str, int]

SEED = 20261005
MIXED, WHOLE = 0.75, 0.7
"""Of the effort, what goes into patterns; of what is left, into the whole; the rest mends parts."""
_FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)
_NEAR = 1e-6
_DONE = (cp_model.OPTIMAL, cp_model.INFEASIBLE)
_ROUNDS = ((0, False), (0, True), (0, False), (1, False), (1, True))
"""Rounds in turn: which part is freed (workers 0, days 1), and whether only to drift."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What a search gave: its status, the value of each variable, and the effort it took."""

    status: cp_model.CpSolverStatus
    values: tuple[int, ...]
    cost: int
    bound: float
    spent: float


def solve(problem: RosterProblem, effort: Effort) -> Roster:
    """Return the best roster found within the effort.

    Workers who share no shift with the others are rostered apart, with an equal part of the effort.
    Raises InputError when the rules leave no roster at all, or none was found.
    """
    parts = separate(problem)
    share = Effort(
        None if effort.steps is None else effort.steps / len(parts),
        None if effort.seconds is None else effort.seconds / len(parts),
        effort.cores,
    )
    return joined([_solved(part, share) for part in parts])


def _solved(problem: RosterProblem, effort: Effort) -> Roster:
    built = build(problem)
    left = effort.seconds or 60.0 if effort.steps is None else effort.steps
    best: _Found | None = None
    if suits(problem):
        spent, best = _mixed(built, effort, MIXED * left)
        left -= spent
    if best is None or best.cost > math.ceil(best.bound - _NEAR):
        found = _run(_hinted(built, best), effort, WHOLE * left, SEED)
        if found.status == cp_model.INFEASIBLE:
            raise InputError("No roster keeps every rule.", next_step="Loosen a rule.")
        if found.status == cp_model.UNKNOWN and best is None:
            found = _run(built.model, effort, left - found.spent, SEED)
        best = _better(best, found)
        best = _mended(built, best, effort, left - found.spent) if best is not None else None
    if best is None:
        raise InputError("No roster was found with this effort.", next_step="Give more --steps.")
    return _roster(built, best, bound=math.ceil(best.bound - _NEAR))


def _mixed(built: Model, effort: Effort, limit: float) -> tuple[float, _Found | None]:
    """Return the effort spent on the best mixture of patterns, and the mixture as a solution."""
    mixture = mix(built.problem, effort, limit)
    spent = mixture.spent if effort.steps is None else limit
    if mixture.assigned is None:
        return spent, None
    fixed = built.model.clone()
    for (worker, day, shift), x in built.x.items():
        worked = mixture.assigned.get((worker, day)) == shift
        fixed.add(fixed.get_bool_var_from_proto_index(x.index) == int(worked))
    found = _run(fixed, effort, limit, SEED)
    return spent, replace(found, bound=mixture.bound) if found.status in _FOUND else None


def _hinted(built: Model, best: _Found | None) -> cp_model.CpModel:
    """Return the model with the best roster known as a hint."""
    if best is None:
        return built.model
    model = built.model.clone()
    for x in built.x.values():
        model.add_hint(model.get_bool_var_from_proto_index(x.index), best.values[x.index])
    return model


def _better(one: _Found | None, other: _Found) -> _Found | None:
    """Return the cheaper of two, with the higher of both bounds."""
    if other.status not in _FOUND:
        return one
    if one is None:
        return other
    cheaper = other if other.cost < one.cost else one
    return replace(cheaper, bound=max(one.bound, other.bound))


def _run(model: cp_model.CpModel, effort: Effort, limit: float, seed: int) -> _Found:
    """Search a model until the limit, in steps or seconds."""
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    if effort.steps is None:
        solver.parameters.num_workers = effort.cores
        solver.parameters.max_time_in_seconds = max(limit, 0.01)
    else:
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = max(limit, 0.01)
    status = solver.solve(model)
    found = status in _FOUND
    reply = solver.response_proto
    return _Found(
        status=status,
        values=tuple(reply.solution) if found else (),
        cost=round(solver.objective_value) if found else 0,
        bound=solver.best_objective_bound,
        spent=solver.wall_time if effort.steps is None else reply.deterministic_time,
    )


def _mended(built: Model, found: _Found, effort: Effort, left: float) -> _Found:
    """Free some workers, or some days, and fix the rest, as long as there is effort left.

    A round asks for something better than the best known, or a proof that this part has none; the
    next drifts to another roster of the same cost, so that rounds do not stay where they are.
    What is proven makes the next part of its kind larger, what is not makes it smaller.
    """
    chance = np.random.default_rng(SEED)
    most = (len(built.problem.workers), built.problem.days)
    sizes = [max(each // 3, 2) for each in most]
    slice_ = left / 20.0
    for kind, drift in cycle(_ROUNDS):
        if left <= 0.0 or found.cost <= math.ceil(found.bound - _NEAR):
            break
        part = _part(built, found, chance, (kind, sizes[kind], drift))
        tried = _run(part, effort, min(slice_, left), SEED)
        left -= max(tried.spent, slice_ / 50.0)
        if tried.status in _FOUND:
            found = replace(tried, cost=tried.values[built.goal.index], bound=found.bound)
        if not drift:
            step = 1 if tried.status in _DONE else -1
            sizes[kind] = min(max(sizes[kind] + step, 2), most[kind])
    return found


def _part(
    built: Model, found: _Found, chance: np.random.Generator, which: tuple[int, int, bool]
) -> cp_model.CpModel:
    """Return the model with all but some workers (0) or days (1) fixed, that wants better.

    Or, to drift, wants no worse, and by chance likes some shifts more than others.
    """
    kind, size, drift = which
    part = built.model.clone()
    goal = part.get_int_var_from_proto_index(built.goal.index)
    part.add(goal <= found.cost - (0 if drift else 1))
    names = [worker.id for worker in built.problem.workers]
    open_ = {names[n] for n in chance.permutation(len(names))[:size]} if kind == 0 else set(names)
    first = int(chance.integers(0, max(built.problem.days - size, 0) + 1))
    days = range(first, first + size) if kind == 1 else built.days
    liked = []
    for (worker, day, _), x in built.x.items():
        copy = part.get_bool_var_from_proto_index(x.index)
        if worker in open_ and day in days:
            liked.append(int(chance.integers(-4, 5)) * copy)
        else:
            part.add(copy == found.values[x.index])
        if not drift:
            part.add_hint(copy, found.values[x.index])
    if drift:
        part.minimize(sum(liked))
    return part


def _roster(built: Model, found: _Found, *, bound: int) -> Roster:
    value = found.values
    assigned = {
        (worker, day): shift
        for (worker, day, shift), x in built.x.items()
        if day >= 0 and value[x.index]
    }
    return Roster(
        assigned=dict(sorted(assigned.items())),
        cost=found.cost,
        bound=bound,
        proven=found.cost <= bound,
        uncovered=tuple(
            replace(demand, needed=value[under.index])
            for demand, under in built.missing
            if value[under.index]
        ),
        lapses=tuple((name, day) for name, day, lapsed in built.lapsed if value[lapsed.index]),
    )
