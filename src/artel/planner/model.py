"""The one model of a plan: candidates, groups, rows, stores, cells and links, in whole numbers.

Times are milliseconds, values thousandths of a unit, volumes megabits, angles radians. All that
is counted is an integer, so that greedy, search, bound, exact solvers and hints agree to the last
unit. Everything of the planner that decides reads only this.

A plan chooses candidates (one image each, at a fixed time and attitude, by one machine) and opens
links (optional parts of contacts). It is a right one where

- groups: at most one candidate of a group is chosen;
- turns: between two images of a machine there is room to turn: `start - end >= slew`;
- rows: the coefficients of what is chosen and opened sum to at most the limit of the row;
- stores: a level that images raise and drains lower never passes the capacity of the store,
  `peak_k = level_(k-1) + in_k <= capacity`, `level_k = max(0, peak_k - drain_k)`, from level 0;
- links: of each clique of links at most one is open;
- needs: a chosen candidate has an open link among the options of each of its needs.

Its value is that of its candidates, and of each cell that at least one of them covers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Ints: TypeAlias = NDArray[np.int64]
Indices: TypeAlias = NDArray[np.int32]
Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ragged:
    """Lists of different lengths in flat arrays: list i is `pointer[i]` to `pointer[i + 1]`.

    `index` (k,) says what each entry is about, `amount` (k,) how much of it, all 1 if not given.
    """

    pointer: Ints
    index: Indices
    amount: Ints

    def __len__(self) -> int:
        """Return the number of lists."""
        return self.pointer.size - 1

    @property
    def owner(self) -> Ints:
        """Return for each entry the number of the list it stands in."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.pointer))

    def list(self, i: int) -> tuple[Indices, Ints]:
        """Return the indices and the amounts of one list."""
        part = slice(int(self.pointer[i]), int(self.pointer[i + 1]))
        return self.index[part], self.amount[part]

    def turned(self, n: int) -> Ragged:
        """Return for each of n indices the lists that name it, with the same amounts."""
        return ragged_of(self.index, self.owner, self.amount, n)

    def totals(self, chosen: Ints, n: int) -> Ints:
        """Return, for each of n indices, the sum of the amounts over the chosen lists."""
        total = np.zeros(n, np.int64)
        entries = self.entries(chosen)
        np.add.at(total, self.index[entries], self.amount[entries])
        return total

    def entries(self, chosen: Ints) -> Ints:
        """Return the positions of all entries of the chosen lists, list by list."""
        first, counts = self.pointer[chosen], np.diff(self.pointer)[chosen]
        offset = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        found: Ints = np.repeat(first, counts) + offset
        return found

    def only(self, keep: Ints) -> Ragged:
        """Return these lists alone, in this order."""
        entries = self.entries(keep)
        pointer = np.concatenate(([0], np.cumsum(np.diff(self.pointer)[keep])))
        return Ragged(pointer, self.index[entries], self.amount[entries])


def ragged_of(
    owner: NDArray[np.integer], index: NDArray[np.integer], amount: Ints | None, n: int
) -> Ragged:
    """Return n lists from entries (owner, index, amount), in the order in which they are given."""
    order = np.argsort(owner, kind="stable")
    amounts = np.ones(len(order), np.int64) if amount is None else np.asarray(amount, np.int64)
    return Ragged(
        np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=n)))).astype(np.int64),
        np.asarray(index)[order].astype(np.int32),
        amounts[order],
    )


def ragged_of_lists(lists: Sequence[Sequence[tuple[int, int]]]) -> Ragged:
    """Return ragged lists from sequences of (index, amount)."""
    entries = [(i, *entry) for i, each in enumerate(lists) for entry in each]
    table = np.array(entries, np.int64).reshape(-1, 3)
    return ragged_of(table[:, 0], table[:, 1], table[:, 2], len(lists))


def empty_lists(n: int = 0) -> Ragged:
    """Return n empty lists."""
    return Ragged(np.zeros(n + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int64))


@dataclass(frozen=True, slots=True)
class Machines:
    """How fast each satellite turns: rad/s, rad/s2, and the settling time in ms; all (m,)."""

    rate: Floats
    acceleration: Floats
    settle: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """Recorders, and batteries as deficits.

    The segments of store s are `first[s]` to `first[s + 1]`, in time; `drains` (segments,) is what
    leaves after each segment whatever is planned; `capacities` is (stores,).
    """

    capacities: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    first: Ints = field(default_factory=lambda: np.zeros(1, np.int64))
    drains: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def owner(self) -> Ints:
        """Return the store of each segment."""
        return np.repeat(np.arange(self.capacities.size), np.diff(self.first))


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Optional parts of contacts.

    `uses` link -> row, coefficient; `drains` link -> segment, amount; `cliques` clique -> links
    of which at most one is open; `options` need -> links, one of which must be open.
    """

    count: int = 0
    uses: Ragged = field(default_factory=empty_lists)
    drains: Ragged = field(default_factory=empty_lists)
    cliques: Ragged = field(default_factory=empty_lists)
    options: Ragged = field(default_factory=empty_lists)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What an explanation calls the parts: an article, or a resource."""

    machines: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    stores: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A day to be planned. Candidates are sorted by machine, then start; see the module.

    `machine`, `group` (n,) int32; `start`, `end`, `value` (n,) int64; `roll`, `pitch` (n,).
    `uses` candidate -> row, coefficient; `fills` candidate -> segment, amount (not negative);
    `covers` candidate -> cell; `needs` candidate -> need.
    """

    machine: Indices
    group: Indices
    start: Ints
    end: Ints
    roll: Floats
    pitch: Floats
    value: Ints
    machines: Machines
    n_groups: int
    limits: Ints
    uses: Ragged
    stores: Stores
    fills: Ragged
    cell_values: Ints
    covers: Ragged
    links: Links
    needs: Ragged
    names: Names = field(default_factory=Names)

    @property
    def size(self) -> int:
        """Return the number of candidates."""
        return self.machine.size

    @property
    def unit(self) -> int:
        """Return the unit of which every value of a plan is a multiple."""
        return int(np.gcd.reduce(np.concatenate((self.value, self.cell_values)), initial=0)) or 1


@dataclass(frozen=True, slots=True)
class Solution:
    """The candidate chosen for each group or -1, (groups,), and which links are open, (links,)."""

    chosen: Ints
    open: Bools

    @property
    def candidates(self) -> Ints:
        """Return the chosen candidates, rising: by machine, then by start."""
        return np.sort(self.chosen[self.chosen >= 0])


def empty_solution(model: Model) -> Solution:
    """Return the plan that does nothing."""
    return Solution(np.full(model.n_groups, -1, np.int64), np.zeros(model.links.count, np.bool_))


def value_of(model: Model, solution: Solution) -> int:
    """Return the value of a plan: its candidates, and each covered cell once."""
    chosen = solution.candidates
    cells = np.unique(model.covers.index[model.covers.entries(chosen)])
    return int(model.value[chosen].sum() + model.cell_values[cells].sum())


def slew_seconds(model: Model, before: NDArray[np.integer], after: NDArray[np.integer]) -> Floats:
    """Return the time, s, that a machine takes to turn from one candidate to another.

    Bang-coast-bang about the angle between the two lines of sight, settling included.
    """
    machine = model.machine[after]
    rate, push = model.machines.rate[machine], model.machines.acceleration[machine]
    chord = np.sqrt(((_aim(model, before) - _aim(model, after)) ** 2).sum(axis=-1))
    angle = 2.0 * np.arcsin(np.minimum(chord / 2.0, 1.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        turn = np.where(
            angle <= rate * rate / push,
            2.0 * np.sqrt(angle / push),
            angle / rate + rate / push,
        )
    seconds: Floats = turn + model.machines.settle[machine] / 1e3
    return seconds


def _aim(model: Model, candidates: NDArray[np.integer]) -> Floats:
    """Return the lines of sight (n, 3) as unit vectors: along, across, down."""
    roll, pitch = model.roll[candidates], model.pitch[candidates]
    ahead = np.cos(pitch)
    return np.stack((np.sin(pitch), ahead * np.sin(roll), ahead * np.cos(roll)), axis=-1)


def restricted(model: Model, keep: Ints) -> Model:
    """Return the model with these candidates alone; `keep` rises, so that the order stays."""
    columns = {
        name: getattr(model, name)[keep]
        for name in ("machine", "group", "start", "end", "roll", "pitch", "value")
    }
    lists = {name: getattr(model, name).only(keep) for name in ("uses", "fills", "covers", "needs")}
    return replace(model, **columns, **lists)


def gap_of(value: int, bound: int) -> float:
    """Return what a plan may lack at most, as a fraction of the bound."""
    return max(0.0, (bound - value) / bound) if bound > 0 and math.isfinite(bound) else 0.0
