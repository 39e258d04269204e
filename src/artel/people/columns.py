"""A roster out of whole patterns: column generation, a bound from it, and the best mixture.

Each worker takes one pattern of shifts. A linear programme over the patterns known so far gives
prices to the demands; each worker's cheapest pattern at these prices joins, until none is worth
joining. Its cost is then a bound that no roster beats, and the patterns hold a good roster.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from ortools.sat.python import cp_model
from scipy.optimize import linprog
from scipy.sparse import coo_array

from artel.people.patterns import Patterns

if TYPE_CHECKING:
    from artel.people.patterns import Floats, Pattern
    from artel.people.roster_model import Effort, RosterProblem, Worker

    Slot = tuple[str, int]

EACH = 4
"""Patterns that a worker adds in a round."""
ROUNDS_A_STEP = 8
_NOBODY = 1e5
"""What it costs in the first rounds that a worker has no pattern yet."""
_WORTH = 1e-6


@dataclass(frozen=True, slots=True)
class Mixture:
    """The best mixture of patterns (None where none was found), a bound, and the seconds spent."""

    assigned: dict[Slot, str] | None
    bound: float
    spent: float


@dataclass(slots=True)
class _Master:
    """The patterns so far, each with its worker's number and the cost of wishes passed over."""

    problem: RosterProblem
    columns: list[tuple[int, Pattern, float]] = field(default_factory=list)
    seen: set[tuple[int, Pattern]] = field(default_factory=set)

    def add(self, worker: int, pattern: Pattern) -> bool:
        """Let a pattern join, and return whether it is new."""
        if (worker, pattern) in self.seen:
            return False
        self.seen.add((worker, pattern))
        wishes = self.problem.wishes
        name = self.problem.workers[worker].id
        missed = sum(
            wish.weight
            for wish in wishes
            if wish.worker == name and (pattern[wish.day] == wish.shift) != wish.wanted
        )
        self.columns.append((worker, pattern, float(missed)))
        return True


def suits(problem: RosterProblem) -> bool:
    """Whether patterns know every rule of the problem."""
    return not problem.groups and all(Patterns.can(problem, each) for each in problem.workers)


def mix(problem: RosterProblem, effort: Effort, limit: float) -> Mixture:
    """Return the best mixture of patterns found; `limit` in seconds, or in steps."""
    begun = perf_counter()
    master, makers = _Master(problem), [Patterns(problem, each) for each in problem.workers]
    bound = -math.inf
    for number in range(10_000):
        late = perf_counter() - begun > 0.6 * limit
        if late if effort.steps is None else number >= ROUNDS_A_STEP * limit:
            break
        cost, prices, fees = _priced(master)
        gain, new = _round(master, makers, prices, fees)
        bound = max(bound, cost + gain)
        if not new or gain > -_WORTH:
            break
    left = limit - (perf_counter() - begun) if effort.steps is None else limit
    return Mixture(_best(master, effort, left), bound, perf_counter() - begun)


def _priced(master: _Master) -> tuple[float, Floats, Floats]:
    """Return the cost of the best fractional mixture, a price by demand, and a fee by worker."""
    problem, workers = master.problem, len(master.problem.workers)
    demands = {(each.day, each.shift): n for n, each in enumerate(problem.demands)}
    cells: list[tuple[int, int, float]] = []
    for column, (worker, pattern, _) in enumerate(master.columns):
        cells.append((worker, column, 1.0))
        for day, shift in enumerate(pattern):
            if (day, shift) in demands:
                cells.append((workers + demands[day, shift or ""], column, 1.0))
    column = len(master.columns)
    cells += [(n, column + n, 1.0) for n in range(workers + len(demands))]
    over = column + workers + len(demands)
    cells += [(workers + n, over + n, -1.0) for n in range(len(demands))]
    costs = [*(cost for *_, cost in master.columns), *([_NOBODY] * workers),
             *(float(each.under) for each in problem.demands),
             *(float(each.over) for each in problem.demands)]  # fmt: skip
    rows, places, values = zip(*cells, strict=True)
    matrix = coo_array((values, (rows, places)), shape=(workers + len(demands), len(costs)))
    right = [*([1.0] * workers), *(float(each.needed) for each in problem.demands)]
    found = linprog(costs, A_eq=matrix.tocsr(), b_eq=right, method="highs-ds")
    duals = np.asarray(found.eqlin.marginals)
    return float(found.fun), duals[workers:], duals[:workers]


def _round(
    master: _Master, makers: list[Patterns], prices: Floats, fees: Floats
) -> tuple[float, bool]:
    """Let each worker's cheapest patterns join; return the sum of their worth, and if any did."""
    gain, new = 0.0, False
    for number, (worker, maker) in enumerate(zip(master.problem.workers, makers, strict=True)):
        found = maker.cheapest(_costs(master.problem, worker, maker, prices), EACH)
        base = _base(master.problem, worker)
        if found:
            gain += min(found[0][0] + base - fees[number], 0.0)
        for cost, pattern in found:
            if cost + base - fees[number] < -_WORTH:
                new |= master.add(number, pattern)
    return gain, new


def _base(problem: RosterProblem, worker: Worker) -> float:
    """Return what a worker's wishes cost if no shift is worked."""
    return float(sum(each.weight for each in problem.wishes
                     if each.worker == worker.id and each.wanted))  # fmt: skip


def _costs(problem: RosterProblem, worker: Worker, maker: Patterns, prices: Floats) -> Floats:
    """Return what each shift of each day costs the worker at these prices."""
    place = {shift: n for n, shift in enumerate(maker.shifts)}
    cost = np.zeros((problem.days, len(maker.shifts)))
    for number, demand in enumerate(problem.demands):
        if demand.shift in place:
            cost[demand.day, place[demand.shift]] -= prices[number]
    for wish in problem.wishes:
        if wish.worker == worker.id and wish.shift in place:
            cost[wish.day, place[wish.shift]] += -wish.weight if wish.wanted else wish.weight
    return cost


def _best(master: _Master, effort: Effort, left: float) -> dict[Slot, str] | None:
    """Return the best roster that takes one known pattern of each worker, or None."""
    problem = master.problem
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in master.columns]
    there: dict[tuple[int, str], list[Any]] = {}
    mine: list[list[Any]] = [[] for _ in problem.workers]
    for x, (worker, pattern, _) in zip(taken, master.columns, strict=True):
        mine[worker].append(x)
        for day, shift in enumerate(pattern):
            if shift is not None:
                there.setdefault((day, shift), []).append(x)
    for group in mine:
        model.add_exactly_one(group)
    goal = [round(cost) * x for x, (*_, cost) in zip(taken, master.columns, strict=True)]
    for demand in problem.demands:
        under = model.new_int_var(0, demand.needed, "")
        over = model.new_int_var(0, len(problem.workers), "")
        here = sum(there.get((demand.day, demand.shift), []))
        model.add(here - over + under == demand.needed)
        goal += [demand.under * under, demand.over * over]
    model.minimize(sum(goal))
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = 1
    if effort.steps is None:
        solver.parameters.num_workers = effort.cores
        solver.parameters.max_time_in_seconds = max(left, 0.01)
    else:
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = max(left, 0.01)
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return {
        (problem.workers[worker].id, day): shift
        for x, (worker, pattern, _) in zip(taken, master.columns, strict=True)
        if solver.boolean_value(x)
        for day, shift in enumerate(pattern)
        if shift is not None
    }
