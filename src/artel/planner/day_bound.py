"""What no plan of a day can exceed, and a plan to begin from: small models solved as they stand.

HiGHS solves the integer program of the model, first for the worth of all, then class by class in
the order of the charter. It works a counted number of nodes, so that every run repeats itself, or
the seconds that are left; where they do not suffice its dual bound holds all the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.planner.model import slew_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from artel.planner.day_model import DayModel
    from artel.planner.model import Floats, Ints, Model

    Row = tuple[Ints, Ints, int]

LARGEST, MOST_OF_ONE = 6_000, 2_000
"""Models of more candidates, or more of one satellite, are left to the compiled solvers."""
NODES = 500
_EDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Guides:
    """What the model says at first: a bound for any plan, and right plans of the model.

    `levels` is the bound of each class by rank, where the classes before it reach theirs; the
    plans are sets of candidates: the one worth most, and the one that serves the classes in order.
    """

    bound: int
    levels: dict[int, int]
    plans: tuple[Ints, ...]


class DayProgram:
    """The integer program of a day's model: candidates first, then cells."""

    def __init__(self, day: DayModel, left: Callable[[], float | None] = lambda: None) -> None:
        """Write the program down; `left` tells how many seconds one solution may take, if any."""
        self.day, self.left, model = day, left, day.model
        self.columns = model.size + model.cell_values.size
        self.gain = np.concatenate((model.value, model.cell_values)).astype(float)
        self.rank = np.concatenate((day.rank, day.cell_rank))
        self.rows = [*_groups(model), *_turns(model), *_limits(model), *_covers(model)]
        self.matrix, self.most = _matrix(self.rows, self.columns)

    def solve(self, gain: Floats, least: Sequence[tuple[Floats, float]]) -> tuple[Any, float]:
        """Return the best point found, or None, and what no point exceeds.

        `least` are rows (factors, limit) that the point must reach.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - slow to import

        rows = [LinearConstraint(self.matrix, -math.inf, self.most)] if self.rows else []
        rows += [LinearConstraint(factors[None, :], low, math.inf) for factors, low in least]
        whole = np.ones(self.columns)
        whole[self.day.model.size :] = 0  # a cell follows from what covers it
        options = {"node_limit": NODES, "mip_rel_gap": 0.0}
        seconds = self.left()
        if seconds is not None:
            options["time_limit"] = seconds
        found = milp(
            -gain, integrality=whole, bounds=Bounds(0, 1), constraints=rows, options=options
        )
        dual = found.mip_dual_bound
        top = self._linear(gain, least) if dual is None else -float(dual)
        return found.x, min(_ceiling(self.day, gain), top)

    def _linear(self, gain: Floats, least: Sequence[tuple[Floats, float]]) -> float:
        """Return the bound of the program in fractions, which is soon there."""
        from scipy.optimize import linprog  # noqa: PLC0415 - slow to import
        from scipy.sparse import csr_array, vstack  # noqa: PLC0415 - slow to import

        rows = [self.matrix, *(csr_array(-factors[None, :]) for factors, _ in least)]
        most = np.concatenate((self.most, [-low for _, low in least]))
        found = linprog(-gain, A_ub=vstack(rows), b_ub=most, bounds=(0, 1), method="highs")
        return -float(found.fun) if found.status == 0 else math.inf

    def of_rank(self, rank: int) -> Floats:
        """Return the gain of one class alone."""
        return np.where(self.rank == rank, self.gain, 0.0)

    def chosen(self, point: Any) -> Ints:
        """Return the candidates of a point."""
        return np.flatnonzero(point[: self.day.model.size] > 0.5).astype(np.int64)

    def ranks(self) -> list[int]:
        """Return the places of the classes that have candidates, the most urgent first."""
        return sorted({int(each) for each in self.rank})


def fits(day: DayModel) -> bool:
    """Whether a model is small enough to be solved as it stands."""
    most = int(np.bincount(day.model.machine, minlength=1).max())
    return day.model.size <= LARGEST and most <= MOST_OF_ONE


def guides_of(program: DayProgram) -> Guides:
    """Return the first bounds of a program, and plans that reach for them."""
    point, top = program.solve(program.gain, [])
    plans = [] if point is None else [program.chosen(point)]
    kept: list[tuple[Floats, float]] = []
    levels, last = {}, None
    for rank in program.ranks():
        gain = program.of_rank(rank)
        # A day of one class is that class: it need not be solved again.
        same = not kept and np.array_equal(gain, program.gain)
        found, most = (point, top) if same else program.solve(gain, kept)
        levels[rank] = _whole(most, gain)
        if found is not None:
            last = found
            kept.append((gain, float(np.rint(gain @ found)) - _EDGE))
    if last is not None:
        plans.append(program.chosen(last))
    return Guides(_whole(top, program.gain), levels, tuple(plans))


def levels_of(program: DayProgram, guides: Guides, reached: Sequence[int]) -> dict[int, int]:
    """Return the bound of each class for plans that serve those before it as well as `reached`.

    `reached` is the worth of a plan by rank. While it meets the bounds, they stand as they were
    found; from the first class on that falls short they are found anew.
    """
    kept: list[tuple[Floats, float]] = []
    levels, met = {}, True
    for rank in program.ranks():
        gain = program.of_rank(rank)
        most = guides.levels[rank] if met else _whole(program.solve(gain, kept)[1], gain)
        levels[rank] = min(most, guides.bound - sum(reached[:rank]))
        kept.append((gain, reached[rank] - _EDGE))
        met = met and reached[rank] >= levels[rank]
    return levels


def plain_levels(day: DayModel, bound: int, reached: Sequence[int]) -> dict[int, int]:
    """Return a bound of each class from what it offers, and from a bound of all classes."""
    gain = np.concatenate((day.model.value, day.model.cell_values)).astype(float)
    rank = np.concatenate((day.rank, day.cell_rank))
    return {
        place: min(
            round(_ceiling(day, np.where(rank == place, gain, 0.0))), bound - sum(reached[:place])
        )
        for place in sorted(set(rank.tolist()))
    }


def _ceiling(day: DayModel, gain: Floats) -> float:
    """Return the gain of the best of each group together, and of every cell."""
    n, best = day.model.size, np.zeros(day.model.n_groups)
    np.maximum.at(best, day.model.group, gain[:n])
    return float(best.sum() + gain[n:].sum())


def _whole(top: float, gain: Floats) -> int:
    """Return the bound as a multiple of the unit of the values."""
    unit = int(np.gcd.reduce(gain.astype(np.int64), initial=0)) or 1
    return math.floor((top + 1e-6 * max(1.0, abs(top))) / unit) * unit


def _groups(model: Model) -> Iterator[Row]:
    order = np.argsort(model.group, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(model.group[order])) + 1)
    return (_ones(part) for part in parts if part.size > 1)


def _limits(model: Model) -> Iterator[Row]:
    by_row = model.uses.turned(model.limits.size)
    for row, limit in enumerate(model.limits.tolist()):
        columns, factors = by_row.list(row)
        if factors[factors > 0].sum() > limit:
            yield columns.astype(np.int64), factors, limit


def _covers(model: Model) -> Iterator[Row]:
    """Give that a cell counts only where an image of it is taken."""
    by_cell = model.covers.turned(model.cell_values.size)
    for cell in range(model.cell_values.size):
        images = by_cell.list(cell)[0].astype(np.int64)
        factors = np.concatenate(([1], np.full(images.size, -1)))
        yield np.concatenate(([model.size + cell], images)), factors, 0


def _ones(members: Ints) -> Row:
    return members.astype(np.int64), np.ones(members.size, np.int64), 1


def _turns(model: Model) -> Iterator[Row]:
    """Give cliques that hold every pair of images between which a satellite cannot turn."""
    edges = np.flatnonzero(np.diff(model.machine)) + 1
    for members in np.split(np.arange(model.size), edges):
        if members.size > 1:
            yield from (_ones(clique) for clique in _cliques(_conflicts(model, members), members))


def _conflicts(model: Model, members: Ints) -> Any:
    """Return which images of one satellite, sorted by start, exclude each other, (n, n) bool."""
    late, early = np.meshgrid(members, members, indexing="ij")
    room = (model.start[late] - model.end[early]) / 1e3
    seconds = slew_seconds(model, early.ravel(), late.ravel()).reshape(room.shape)
    below = np.tril(room < seconds - 1e-6, -1)
    return below | below.T


def _cliques(conflicts: Any, members: Ints) -> Iterator[Ints]:
    """Give cliques that together hold every conflict: each grows by the next that fits."""
    covered = np.zeros_like(conflicts)
    for i in range(members.size):
        for j in np.flatnonzero(conflicts[i, i + 1 :] & ~covered[i, i + 1 :]) + i + 1:
            if covered[i, j]:
                continue
            clique, common = [i, int(j)], conflicts[i] & conflicts[j]
            while common.any():
                clique.append(int(np.argmax(common)))
                common &= conflicts[clique[-1]]
            covered[np.ix_(clique, clique)] = True
            yield members[np.sort(clique)]


def _matrix(rows: Sequence[Row], columns: int) -> tuple[Any, Floats]:
    from scipy.sparse import csr_array  # noqa: PLC0415 - slow to import

    pointer = np.concatenate(([0], np.cumsum([len(each) for each, _, _ in rows]))).astype(np.int64)
    none = np.zeros(0, np.int64)
    index = np.concatenate([none, *(each for each, _, _ in rows)])
    data = np.concatenate([none, *(factors for _, factors, _ in rows)]).astype(float)
    most = np.array([limit for _, _, limit in rows], float)
    return csr_array((data, index, pointer), shape=(len(rows), columns)), most
