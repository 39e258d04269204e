"""Proved plans: small models, and neighbourhoods of a plan, by CP-SAT or HiGHS.

Both read the same program in the same whole numbers and begin from a complete hint, the plan so
far; neither ever returns a worse one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.planner.model import Solution, value_of
from artel.planner.model_check import confirm
from artel.planner.program import FREE, plan_of, program_of

if TYPE_CHECKING:
    from numpy.random import Generator

    from artel.planner.model import Ints, Model
    from artel.planner.program import Program


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a solver may work: deterministic CP-SAT time, or wall seconds; on how many cores.

    Without seconds and with one worker a run repeats itself exactly. `solver` is cp-sat or highs;
    highs knows wall seconds alone.
    """

    work: float = 10.0
    seconds: float | None = None
    workers: int = 1
    solver: str = "cp-sat"


@dataclass(frozen=True, slots=True)
class Exact:
    """The best plan of a neighbourhood, what no plan of it passes, and whether the two meet."""

    solution: Solution
    value: int
    bound: int

    @property
    def proved(self) -> bool:
        """Whether no plan of the neighbourhood is better."""
        return self.value >= self.bound


def exact(model: Model, free: Ints | None, hint: Solution, limits: Limits) -> Exact:
    """Return the best plan that changes only the free candidates of a right plan, or all if None.

    With a neighbourhood the bound is that of the neighbourhood, not of the model.
    """
    program = program_of(model, free, hint)
    held = value_of(model, hint)
    if limits.solver == "highs":
        point, top = _highs(program, limits)
    else:
        point, top = _cp_sat(program, limits)
    # What fixed candidates cover counts in the plan, and not in the program's objective.
    best, value = hint, held
    if point is not None:
        found = confirm(model, plan_of(model, program, point))
        if value_of(model, found) > held:
            best, value = found, value_of(model, found)
    return Exact(best, value, max(value, math.floor(top + 1e-6) // model.unit * model.unit))


def neighbourhood(model: Model, literals: int, rng: Generator) -> Ints:
    """Return up to so many candidates of up to four machines about one moment, rising.

    The moment is that of a candidate drawn by chance; the machines are those with most choice
    for the groups that its own machine may take then.
    """
    about = int(rng.integers(0, model.size))
    distance = np.abs(model.start - model.start[about])
    own = (model.machine == model.machine[about]) & (distance < 3_000_000)
    groups = np.unique(model.group[own])
    shared = np.isin(model.group, groups)
    often = np.bincount(model.machine[shared], minlength=model.machines.rate.size)
    often[model.machine[about]] = model.size + 1
    machines = np.argsort(-often, kind="stable")[: 1 + int(rng.integers(1, 4))]
    near = np.flatnonzero(np.isin(model.machine, machines) & (shared | own))
    closest = np.argsort(distance[near], kind="stable")[:literals]
    return np.sort(near[closest])


def accepts(model: Model, free: Ints | None, hint: Solution) -> bool:
    """Whether the hint is a point of the program, and CP-SAT takes it as it stands."""
    program = program_of(model, free, hint)
    inside = bool(np.all(program.hint <= program.most))
    for columns, factors, low, high in program.rows:
        total = int(np.dot(program.hint[columns], factors))
        inside = inside and low <= total <= high
    solver, cp, _ = _cp_model(program)
    solver.parameters.fix_variables_to_their_hinted_value = True
    solver.parameters.num_workers = 1
    status = solver.solve(cp)
    worth = int(program.gain @ program.hint)
    return inside and solver.status_name(status) == "OPTIMAL" and solver.objective_value == worth


def linear_bound(program: Program) -> float:
    """Return the bound of the program without whole numbers, by HiGHS."""
    from scipy.optimize import linprog  # noqa: PLC0415 - slow to import

    matrix, _, high = _matrix(program)
    found = linprog(
        -program.gain / 1000.0,
        A_ub=matrix,
        b_ub=high,
        bounds=np.column_stack((np.zeros(program.most.size), program.most)),
        method="highs",
    )
    return float(-1000.0 * found.fun) + program.base if found.status == 0 else math.inf


def _cp_model(program: Program) -> tuple[Any, Any, list[Any]]:
    from ortools.sat.python import cp_model  # noqa: PLC0415 - slow to import

    cp = cp_model.CpModel()
    columns = [cp.new_int_var(0, int(most), "") for most in program.most]
    for names, factors, low, high in program.rows:
        variables = [columns[name] for name in names]
        ones = all(factor == 1 for factor in factors) and max(names) < program.first[3]
        if ones and high == 1 and low < 0:
            cp.add_at_most_one(variables)
            continue
        total = cp_model.LinearExpr.weighted_sum(variables, factors)
        if low > -FREE:
            cp.add(total >= low)
        cp.add(total <= high)
    priced = np.flatnonzero(program.gain).tolist()
    cp.maximize(
        cp_model.LinearExpr.weighted_sum(
            [columns[k] for k in priced], program.gain[priced].tolist()
        )
    )
    for column, at in zip(columns, program.hint.tolist(), strict=True):
        cp.add_hint(column, at)
    return cp_model.CpSolver(), cp, columns


def _cp_sat(program: Program, limits: Limits) -> tuple[Ints | None, float]:
    solver, cp, columns = _cp_model(program)
    parameters = solver.parameters
    parameters.num_workers = limits.workers
    parameters.random_seed = 1
    if limits.seconds is None:
        parameters.max_deterministic_time = limits.work
    else:
        parameters.max_time_in_seconds = limits.seconds
    status = solver.status_name(solver.solve(cp))
    ceiling = float(np.maximum(program.gain, 0) @ program.most)
    if status not in ("OPTIMAL", "FEASIBLE"):
        return None, program.base + ceiling
    point = np.array([solver.value(column) for column in columns], np.int64)
    return point, program.base + solver.best_objective_bound


def _matrix(program: Program) -> tuple[Any, Any, Any]:
    """Return the rows as a sparse matrix with their lower and upper limits."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - slow to import

    counts = [len(columns) for columns, *_ in program.rows]
    pointer = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    index = np.array([c for columns, *_ in program.rows for c in columns], np.int64)
    data = np.array([f for _, factors, *_ in program.rows for f in factors], float)
    low = np.array([row[2] if row[2] > -FREE else -math.inf for row in program.rows])
    high = np.array([float(row[3]) for row in program.rows])
    shape = (len(program.rows), program.most.size)
    return csr_array((data, index, pointer), shape=shape), low, high


def _highs(program: Program, limits: Limits) -> tuple[Ints | None, float]:
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - slow to import

    matrix, low, high = _matrix(program)
    options = {"mip_rel_gap": 0.0, "time_limit": limits.seconds or 60.0}
    whole = np.ones(program.most.size)
    # Levels follow from the rest and may be fractions: the plan is judged by its own recursion.
    whole[program.first[3] :] = 0
    found = milp(
        -program.gain / 1000.0,
        integrality=whole,
        bounds=Bounds(np.zeros(program.most.size), program.most),
        constraints=LinearConstraint(matrix, low, high) if program.rows else (),
        options=options,
    )
    dual = found.mip_dual_bound
    top = program.base - 1000.0 * dual if dual is not None else math.inf
    point = None if found.x is None else np.rint(found.x).astype(np.int64)
    return point, top
