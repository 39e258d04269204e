"""A model, or a neighbourhood of a plan of it, as an integer program that any solver reads.

Its columns are the free candidates, the links, the cells, and the level left after each segment,
all whole numbers in the units of the model; so a plan is a complete hint, levels included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.planner.bound import core_of
from artel.planner.cliques import cliques_of_turns, merged_rows
from artel.planner.model import Ints, Solution
from artel.planner.model_check import peaks

if TYPE_CHECKING:
    from artel.planner.model import Model

_PARTS = 4
FREE = 1 << 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Maximise `gain @ x + base` where `low <= rows <= high` and `0 <= x <= most`, x whole.

    Rows are lists of (columns, factors, low, high). Columns: `free` candidates, then links, then
    cells, then levels; `first` says where each part begins. `fixed` are candidates of the hint
    that stay. `hint` is the hint's plan as a point.
    """

    free: Ints
    fixed: Ints
    first: tuple[int, ...]
    most: Ints
    gain: Ints
    base: int
    rows: list[tuple[list[int], list[int], int, int]]
    hint: Ints

    @property
    def entries(self) -> int:
        """Return how many factors the rows have."""
        return sum(len(columns) for columns, *_ in self.rows)


def program_of(model: Model, free: Ints | None, hint: Solution) -> Program:
    """Return the program of a model in which these candidates are free, or all of them.

    What the hint chooses beyond them stays, and then links stay as they are too.
    """
    return _Builder(model, free, hint).build()


def plan_of(model: Model, program: Program, point: Ints) -> Solution:
    """Return the plan of a point of the program."""
    chosen = np.full(model.n_groups, -1, np.int64)
    taken = program.free[point[: program.free.size] > 0]
    for candidates in (program.fixed, taken):
        chosen[model.group[candidates]] = candidates
    return Solution(chosen, point[program.first[1] : program.first[2]] > 0)


class _Builder:
    def __init__(self, model: Model, free: Ints | None, hint: Solution) -> None:
        self.model, self.hint = model, hint
        whole = free is None
        self.free = np.arange(model.size) if free is None else np.unique(free)
        chosen = hint.candidates
        self.fixed = np.setdiff1d(chosen, self.free)
        self.free = self._possible()
        links, segments = model.links.count, model.stores.drains.size
        sizes = (self.free.size, links, model.cell_values.size, segments)
        self.first = tuple(int(n) for n in np.concatenate(([0], np.cumsum(sizes))))
        self.whole = whole
        self.rows: list[tuple[list[int], list[int], int, int]] = []

    def _possible(self) -> Ints:
        """Return the free candidates less those of groups that are fixed."""
        held = np.zeros(self.model.n_groups, np.bool_)
        held[self.model.group[self.fixed]] = True
        return self.free[~held[self.model.group[self.free]]]

    def build(self) -> Program:
        """Return the program."""
        model = self.model
        self._groups()
        self._turns()
        self._limits()
        self._stores()
        self._cells()
        self._links()
        most = np.ones(self.first[_PARTS], np.int64)
        most[: self.free.size] = ~self.blocked
        most[self.first[3] :] = model.stores.capacities[model.stores.owner]
        gain = np.zeros(self.first[_PARTS], np.int64)
        gain[: self.free.size] = model.value[self.free]
        gain[self.first[2] : self.first[3]] = model.cell_values
        return Program(
            free=self.free,
            fixed=self.fixed,
            first=self.first,
            most=most,
            gain=gain,
            base=int(model.value[self.fixed].sum()),
            rows=self.rows,
            hint=self._point(),
        )

    def _at_most(self, columns: list[int], factors: list[int], limit: int) -> None:
        if columns:
            self.rows.append((columns, factors, -FREE, limit))

    def _groups(self) -> None:
        group = self.model.group[self.free]
        order = np.argsort(group, kind="stable")
        for part in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
            if part.size > 1:
                self._at_most(part.tolist(), [1] * part.size, 1)

    def _turns(self) -> None:
        """Add the cliques of turns; what cannot turn from or to a fixed image is blocked."""
        both = np.union1d(self.free, self.fixed)
        place = np.full(both.size, -1)
        place[np.searchsorted(both, self.free)] = np.arange(self.free.size)
        self.blocked = np.zeros(self.free.size, np.bool_)
        for clique in cliques_of_turns(core_of(self.model, both).board):
            columns = [int(place[c]) for c in clique]
            movable = [c for c in columns if c >= 0]
            if len(movable) < len(columns):
                self.blocked[movable] = True
            else:
                self._at_most(movable, [1] * len(movable), 1)

    def _limits(self) -> None:
        """Add the rows, less what is fixed, and the cliques that small rows make together."""
        model = self.model
        used = model.uses.totals(self.fixed, model.limits.size)
        uses, links = model.uses.only(self.free), model.links.uses
        by_row = uses.turned(model.limits.size)
        by_link = links.turned(model.limits.size)
        small = []
        for row in range(model.limits.size):
            columns, factors = (x.tolist() for x in by_row.list(row))
            limit = int(model.limits[row] - used[row])
            small.append((columns, factors, limit))
            opened, amounts = by_link.list(row)
            columns = columns + (opened + self.first[1]).tolist()
            self._at_most(columns, factors + amounts.tolist(), limit)
        for members, limit in merged_rows(small):
            self._at_most(members, [1] * len(members), limit)

    def _stores(self) -> None:
        """Add the recursion: what was left, and comes in, stays in bounds; what is left after."""
        model, segments = self.model, self.model.stores.drains.size
        held = model.fills.totals(self.fixed, segments)
        fills = model.fills.only(self.free).turned(segments)
        drains = model.links.drains.turned(segments)
        owner = model.stores.owner
        for k in range(segments):
            columns, factors = (x.tolist() for x in fills.list(k))
            if k > 0 and owner[k - 1] == owner[k]:
                columns, factors = [*columns, self.first[3] + k - 1], [*factors, 1]
            room = int(model.stores.capacities[owner[k]] - held[k])
            self._at_most(columns, factors, room)
            opened, amounts = drains.list(k)
            columns = [*columns, self.first[3] + k, *(opened + self.first[1]).tolist()]
            factors = [*factors, -1, *(-amounts).tolist()]
            self._at_most(columns, factors, int(model.stores.drains[k] - held[k]))

    def _cells(self) -> None:
        """Add that a cell counts only if something covers it."""
        model = self.model
        by_cell = model.covers.only(self.free).turned(model.cell_values.size)
        fixed = model.covers.totals(self.fixed, model.cell_values.size) > 0
        for cell in np.flatnonzero(~fixed):
            covering = by_cell.list(int(cell))[0].tolist()
            columns, factors = [self.first[2] + int(cell), *covering], [1] + [-1] * len(covering)
            self._at_most(columns, factors, 0)

    def _links(self) -> None:
        """Add the cliques of links, the needs of candidates, and what is not to change."""
        links, first = self.model.links, self.first[1]
        for k in range(len(links.cliques)):
            columns = (links.cliques.list(k)[0] + first).tolist()
            self._at_most(columns, [1] * len(columns), 1)
        for column, c in enumerate(self.free):
            for need in self.model.needs.list(int(c))[0]:
                options = (links.options.list(int(need))[0] + first).tolist()
                self._at_most([column, *options], [1] + [-1] * len(options), 0)
        for c in self.fixed:
            for need in self.model.needs.list(int(c))[0]:
                options = (links.options.list(int(need))[0] + first).tolist()
                self._at_most(options, [-1] * len(options), -1)
        if not self.whole:
            for link in range(links.count):
                is_open = int(self.hint.open[link])
                self.rows.append(([first + link], [1], is_open, is_open))

    def _point(self) -> Ints:
        """Return the hint with all that follows from it: cells covered, levels left."""
        model, hint = self.model, self.hint
        chosen = np.isin(self.free, hint.candidates)
        covered = np.zeros(model.cell_values.size, np.int64)
        covered[model.covers.index[model.covers.entries(hint.candidates)]] = 1
        opened = np.flatnonzero(hint.open)
        drain = model.stores.drains + model.links.drains.totals(opened, model.stores.drains.size)
        left = np.maximum(0, peaks(model, hint) - drain)
        return np.concatenate((chosen, hint.open, covered, left)).astype(np.int64)
