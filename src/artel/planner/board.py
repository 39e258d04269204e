"""The board of a model: its candidates, lists and limits in records, and no plan yet."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from artel.planner.compiled import (
    CANDIDATE,
    CANDIDATES,
    CELL,
    ENTRY,
    GROUP,
    LEVEL,
    LINK,
    MACHINE,
    MACHINES,
    NEED,
    ROW,
    WHOLE,
    Array,
    Board,
    compiled,
)
from artel.planner.compiled_turns import turn_ms
from artel.planner.model import ragged_of, restricted

if TYPE_CHECKING:
    from artel.planner.model import Model, Ragged


def board_of(model: Model) -> Board:
    """Return the board of a model with the plan that does nothing."""
    entries = _Entries()
    cand, links, needs = _candidates(model, entries), _links(model, entries), _needs(model, entries)
    member, first = by_group(model.group, model.n_groups)
    groups = np.zeros(model.n_groups, GROUP)
    groups["first"], groups["last"], groups["at"] = first[:-1], first[1:], -1
    machines = _machines(model)
    rows = np.zeros(model.limits.size + len(model.links.cliques), ROW)
    rows["limit"] = np.concatenate((model.limits, np.ones(len(model.links.cliques), np.int64)))
    cells = np.zeros(model.cell_values.size, CELL)
    cells["value"] = model.cell_values
    return Board(
        cand=cand,
        entry=entries.joined(),
        member=member,
        ahead=np.zeros(0, np.int64),
        may=np.zeros(0, np.uint8),
        machines=machines,
        line=np.zeros((machines.size, int(_longest_line(cand, machines))), np.int64),
        groups=groups,
        rows=rows,
        levels=_levels(model),
        cells=cells,
        needs=needs,
        links=links,
        tally=np.zeros(2, np.int64),
        journal=np.zeros((8 * model.n_groups + 8 * links.size + 64, 2), np.int64),
    )


def lone_board(model: Model, machine: int) -> Board:
    """Return the candidates of one machine and how it turns; nothing of groups, rows or links.

    It is enough for what prices make of a machine's chain, where all candidates are too many.
    """
    own = restricted(model, np.arange(*candidates_of(model, machine)))
    entries = _Entries()
    cand = _candidates(own, entries)
    return Board(
        cand=cand,
        entry=entries.joined(),
        member=np.zeros(0, np.int32),
        ahead=np.zeros(0, np.int64),
        may=np.zeros(0, np.uint8),
        machines=_machines(own),
        line=np.zeros((0, 0), np.int64),
        groups=np.zeros(0, GROUP),
        rows=np.zeros(0, ROW),
        levels=np.zeros(0, LEVEL),
        cells=np.zeros(0, CELL),
        needs=np.zeros(0, NEED),
        links=np.zeros(0, LINK),
        tally=np.zeros(2, np.int64),
        journal=np.zeros((0, 2), np.int64),
    )


def candidates_of(model: Model, machine: int) -> tuple[int, int]:
    """Return the first candidate of a machine, and the one after its last."""
    # Of the same kind as the column, which else is copied as a whole.
    first, last = np.searchsorted(model.machine, np.array((machine, machine + 1), np.int32))
    return int(first), int(last)


def copy_of(board: Board) -> Board:
    """Return a board with a plan of its own over the same model."""
    return Board(*board[:5], *(part.copy() for part in board[5:]))


class _Entries:
    """Lists put one after another into one array."""

    def __init__(self) -> None:
        self.parts: list[Array] = []
        self.size = 0

    def add(self, lists: Ragged, n: int, shift: int = 0) -> Array:
        """Append n lists, their indices shifted; return where each begins and the last ends."""
        part = np.zeros(lists.index.size, ENTRY)
        part["index"], part["amount"] = lists.index + shift, lists.amount
        begin, self.size = self.size, self.size + part.size
        self.parts.append(part)
        return begin + (lists.pointer if len(lists) == n else np.zeros(n + 1, np.int64))

    def joined(self) -> Array:
        """Return all lists in one array."""
        return np.concatenate(self.parts)


def _candidates(model: Model, entries: _Entries) -> Array:
    cand = np.zeros(model.size + 1, CANDIDATE)
    _aims(cand, model.roll, model.pitch)
    for name in ("start", "end", "value", "machine", "group"):
        cand[name][:-1] = getattr(model, name)
    for name in ("uses", "fills", "covers", "needs"):
        cand[name] = entries.add(getattr(model, name), model.size)
    return cand


def _links(model: Model, entries: _Entries) -> Array:
    links, count = model.links, model.links.count
    both = _beside(links.uses, links.cliques.turned(count), count, model.limits.size)
    found = np.zeros(count + 1, LINK)
    found["uses"] = entries.add(both, count)
    found["drains"] = entries.add(links.drains, count)
    found["serves"] = entries.add(links.options.turned(count), count)
    return found[: count + 1]


def _beside(uses: Ragged, rivals: Ragged, n: int, shift: int) -> Ragged:
    """Return the rows of each link and, as rows of limit 1, its cliques."""
    return ragged_of(
        np.concatenate((uses.owner, rivals.owner)),
        np.concatenate((uses.index, rivals.index + shift)),
        np.concatenate((uses.amount, rivals.amount)),
        n,
    )


def _needs(model: Model, entries: _Entries) -> Array:
    count = len(model.links.options)
    needs = np.zeros(count, NEED)
    edges = entries.add(model.links.options, count)
    needs["first"], needs["last"] = edges[:-1], edges[1:]
    return needs


def _machines(model: Model) -> Array:
    turning = model.machines
    machines = np.zeros(turning.rate.size, MACHINE)
    edges = np.searchsorted(model.machine, np.arange(machines.size + 1))
    machines["first"], machines["last"] = edges[:-1], edges[1:]
    machines["settle"], machines["rate"] = turning.settle, turning.rate
    machines["push"] = turning.acceleration
    # Through straight down, no turn is wider than twice the farthest look aside.
    down = np.cos(model.pitch) * np.cos(model.roll)
    for machine in machines:
        looks = down[machine["first"] : machine["last"]]
        aside = math.acos(max(-1.0, looks.min())) if looks.size else 0.0
        machine["widest"] = turn_ms(machine, min(math.pi, 2.0 * aside + 1e-9)) + 1
    return machines


def _levels(model: Model) -> Array:
    stores = model.stores
    levels = np.zeros(stores.drains.size, LEVEL)
    levels["store"], levels["drain"] = stores.owner, stores.drains
    levels["capacity"] = stores.capacities[stores.owner]
    levels["last"] = stores.first[1:][stores.owner]
    return levels


@compiled()
def by_group(group: Array, n: int) -> tuple[Array, Array]:
    """Return the candidates sorted by group, and where each group begins (n + 1,)."""
    first = np.zeros(n + 1, np.int64)
    for g in group:
        first[g + 1] += 1
    for g in range(n):
        first[g + 1] += first[g]
    free = first.copy()
    order = np.empty(group.size, np.int32)
    for c in range(group.size):
        order[free[group[c]]] = c
        free[group[c]] += 1
    return order, first


@compiled()
def _aims(cand: Array, roll: Array, pitch: Array) -> None:
    for c in range(roll.size):
        ahead = math.cos(pitch[c])
        cand[c].x = math.sin(pitch[c])
        cand[c].y = ahead * math.sin(roll[c])
        cand[c].z = ahead * math.cos(roll[c])


@compiled(WHOLE(CANDIDATES, MACHINES))
def _longest_line(cand: Array, machines: Array) -> int:
    """Return how many candidates a machine could do at most, were turning but settling."""
    most = 0
    for m in range(machines.size):
        done, free, due = 0, -(1 << 60), 1 << 60
        for c in range(machines[m].first, machines[m].last):
            start, end = cand[c].start, cand[c].end + machines[m].settle
            if start >= due:
                done, free, due = done + 1, due, 1 << 60
            if start >= free and end < due:
                due = end
        most = max(most, done + 2)
    return most
