"""What a coalition can do with its part of a board, compiled: its plan, and its bound.

A coalition is a mask of players. Candidates and links each say by a mask which players they need;
what needs a player outside stays as it is on the board and is passed over. So one board serves
every coalition.
"""

from __future__ import annotations

import numpy as np
from numba import typeof

from artel.planner.compiled import (
    BOARD,
    ENTRY,
    NONE,
    REAL,
    REALS,
    WHOLE,
    WHOLES,
    YES,
    Array,
    Board,
    compiled,
    inlined,
)
from artel.planner.compiled_bound import chain
from artel.planner.compiled_insertion import openable, try_put
from artel.planner.compiled_moves import LENGTH, gain, place, sway
from artel.planner.compiled_prices import CELLS, NEEDS, ROWS, SEGMENTS, charge, shared
from artel.planner.compiled_turns import in_time, slew_ms

NEAR_MS, _TRIES = 300_000, 6
BYTES = typeof(np.zeros(0, np.uint8))
LOOK = np.dtype(
    [("needed", "i8"), ("most", "f8"), ("index", "i4"), ("machine", "i4"), ("uses", "i4"),
     ("fills", "i4"), ("cells", "i4")],
    align=True,
)  # fmt: skip
"""A candidate where its group is gone through: the players it needs, and what it may gain.

Its part of the looks' own entries begins at `uses`, and of stores at `fills`; the next look's
begins where it ends. So a group is gone through in memory from front to back.
"""
LOOKS = typeof(np.zeros(0, LOOK))
ENTRIES = typeof(np.zeros(0, ENTRY))
_BARRED = 2
"""What `opened` of a link says that the coalition has not; an open one says 1."""


@compiled(NONE(BOARD, WHOLE, WHOLES))
def bar_links(b: Board, group: int, needed: Array) -> None:
    """Keep the links of players outside from being opened, on a board without a plan."""
    for link in range(needed.size):
        b.links[link].opened = _BARRED if needed[link] & ~group else 0


@compiled(NONE(BOARD, WHOLES))
def open_those(b: Board, order: Array) -> None:
    """Open every link of the order that may be opened."""
    for link in order:
        if openable(b, link):
            sway(b, link, 1)
            b.tally[LENGTH] = 0


@inlined(REAL(BOARD, LOOKS, ENTRIES, WHOLE))
def scarce(b: Board, looks: Array, entries: Array, e: int) -> float:
    """Return what a look takes of what is left in rows and stores, or -1: no room."""
    total = 0.0
    for i in range(looks[e].uses, looks[e].fills):
        left = b.rows[entries[i].index].limit - b.rows[entries[i].index].used
        if entries[i].amount > left:
            return -1.0
        total += entries[i].amount / (left + 1.0)
    for i in range(looks[e].fills, looks[e + 1].uses):
        left = b.levels[entries[i].index].capacity - b.levels[entries[i].index].peak
        if entries[i].amount > left:
            return -1.0
        total += entries[i].amount / (left + 1.0)
    return total


@inlined(REAL(BOARD, WHOLE, WHOLE))
def _turning(b: Board, p: int, c: int) -> float:
    """Return the time to turn from an image to one that is near it, or infinity: too near."""
    if b.cand[c].start - b.cand[p].end >= NEAR_MS:
        return 0.0 if in_time(b.cand, b.machines, p, c) else np.inf
    turn = slew_ms(b.cand, b.machines, p, c)
    return turn / NEAR_MS if b.cand[c].start - b.cand[p].end >= turn else np.inf


@inlined(REAL(BOARD, LOOKS, ENTRIES, WHOLE, REAL))
def _cost(b: Board, looks: Array, entries: Array, e: int, least: float) -> float:
    """Return what choosing a look costs for what it gains, or infinity: it does not fit.

    A look that cannot cost less than `least` may count as one that does not fit: time to turn
    only adds to what it takes.
    """
    taken, won, c = scarce(b, looks, entries, e), looks[e].most, looks[e].index
    if looks[e].cells > 0:
        won = gain(b, c)
    if taken < 0.0 or -won / (1.0 + taken) >= least:
        return np.inf
    m, k = looks[e].machine, place(b, c)
    if k > 0:
        taken += _turning(b, b.line[m, k - 1], c)
    if k < b.machines[m].count:
        taken += _turning(b, c, b.line[m, k])
    return -won / (1.0 + taken) if taken < np.inf else np.inf


@compiled(YES(BOARD, WHOLE, WHOLE, LOOKS, ENTRIES))
def insert_own(b: Board, g: int, group: int, looks: Array, entries: Array) -> bool:
    """Choose, of the candidates of a group that a coalition has, the one that costs least.

    `looks` stand by group as in `member`; of a group the one that can gain most comes first.
    """
    floor, last = -np.inf, -1
    for _ in range(_TRIES):
        best, least = -1, np.inf
        for e in range(b.groups[g].first, b.groups[g].last):
            if -looks[e].most >= least:
                break
            if looks[e].needed & ~group:
                continue
            c = looks[e].index
            cost = _cost(b, looks, entries, e, least)
            if cost < least and (cost > floor or (cost == floor and c > last)):
                best, least = c, cost
        if best < 0:
            return False
        if try_put(b, best):
            return True
        floor, last = least, best
    return False


@compiled(NONE(BOARD, WHOLES, WHOLE, LOOKS, ENTRIES))
def insert_theirs(b: Board, order: Array, group: int, looks: Array, entries: Array) -> None:
    """Choose a candidate for each group of the order that a coalition can serve."""
    for g in order:
        if b.groups[g].at < 0:
            insert_own(b, g, group, looks, entries)
        b.tally[LENGTH] = 0


@inlined(REAL(BOARD, WHOLE, REALS, WHOLES))
def _weight(b: Board, c: int, price: Array, off: Array) -> float:
    """Return the value of a candidate less the prices of all that it takes."""
    total = b.cand[c].value - price[b.cand[c].group]
    for e in range(b.cand[c].uses, b.cand[c + 1].uses):
        total -= b.entry[e].amount * price[off[ROWS] + b.entry[e].index]
    for e in range(b.cand[c].fills, b.cand[c + 1].fills):
        total -= b.entry[e].amount * price[off[SEGMENTS] + b.entry[e].index]
    for e in range(b.cand[c].covers, b.cand[c + 1].covers):
        total += price[off[CELLS] + b.entry[e].index]
    for e in range(b.cand[c].needs, b.cand[c + 1].needs):
        total -= price[off[NEEDS] + e - b.cand[0].needs]
    return float(total)


@inlined(NONE(BOARD, WHOLE, BYTES, BYTES, WHOLES))
def _mark(b: Board, c: int, used: Array, stores: Array, off: Array) -> None:
    """Mark what a candidate pays for: its prices, and the stores that it fills."""
    used[b.cand[c].group] = 1
    for e in range(b.cand[c].uses, b.cand[c + 1].uses):
        used[off[ROWS] + b.entry[e].index] = 1
    for e in range(b.cand[c].fills, b.cand[c + 1].fills):
        stores[b.levels[b.entry[e].index].store] = 1
    for e in range(b.cand[c].covers, b.cand[c + 1].covers):
        used[off[CELLS] + b.entry[e].index] = 1
    for e in range(b.cand[c].needs, b.cand[c + 1].needs):
        used[off[NEEDS] + e - b.cand[0].needs] = 1


@compiled(NONE(BOARD, WHOLE, WHOLES, REALS, WHOLES))
def still(b: Board, group: int, needed: Array, price: Array, off: Array) -> None:
    """Set to 0 the prices of what no candidate of a coalition takes: they would only cost."""
    used, stores = np.zeros(price.size, np.uint8), np.zeros(b.levels.size, np.uint8)
    for c in range(needed.size):
        if needed[c] & ~group == 0:
            _mark(b, c, used, stores, off)
    for e in range(b.links[0].uses, b.links[b.links.size - 1].uses):
        used[off[ROWS] + b.entry[e].index] = 1
    for k in range(b.levels.size):
        used[off[SEGMENTS] + k] = stores[b.levels[k].store]
    for i in range(price.size):
        if used[i] == 0:
            price[i] = 0.0


@compiled(REAL(BOARD, WHOLE, WHOLES, REALS, WHOLES, REALS))
def worth_to(b: Board, group: int, needed: Array, price: Array, off: Array, slope: Array) -> float:
    """Return the bound that these prices give a coalition; `slope` becomes a subgradient of it.

    `needed` (n,) says which players each candidate needs.
    """
    total = shared(b, price, off, slope)
    w = np.zeros(needed.size)
    for c in range(needed.size):
        if needed[c] & ~group == 0:
            w[c] = _weight(b, c, price, off)
    best = np.empty(w.size)
    parent = np.empty(w.size + b.machines.size, np.int64)
    for m in range(b.machines.size):
        total += chain(b, m, w, best, parent)
        c = parent[parent.size - 1 - m]
        while c >= 0:
            charge(b, c, slope, off)
            c = parent[c]
    return total
