"""The Lagrangian bound, compiled: prices on all that machines share, a longest path for each.

With a price on every group, row, segment, cell and need, a day falls apart into one chain of
images a machine, which a longest path finds exactly, and into links and cells that each decide
alone. Whatever the prices (not negative), their sum bounds the value of every plan.

Prices stand in one vector: groups, rows (limits, then cliques of links), segments, cells, and one
for each (candidate, need). A unit in a store costs the price of the segment in which it comes
in; it moves to the next segment as long as that costs more, else a drain takes it or the
capacity pays: `capacity * (p_k - p_(k+1))+ + drain * min(p_k, p_(k+1))`.
"""

from __future__ import annotations

import numpy as np

from artel.planner.compiled import BOARD, NONE, REAL, REALS, WHOLE, WHOLES, Array, Board, compiled

GROUPS, ROWS, SEGMENTS, CELLS, NEEDS, ALL = range(6)


@compiled(REALS(BOARD, REALS, WHOLES))
def weights(b: Board, price: Array, off: Array) -> Array:
    """Return the value of each candidate less the prices of all that it takes, (n,)."""
    n = b.cand.size - 1
    w = np.empty(n)
    for c in range(n):
        total = b.cand[c].value - price[b.cand[c].group]
        for e in range(b.cand[c].uses, b.cand[c + 1].uses):
            total -= b.entry[e].amount * price[off[ROWS] + b.entry[e].index]
        for e in range(b.cand[c].fills, b.cand[c + 1].fills):
            total -= b.entry[e].amount * price[off[SEGMENTS] + b.entry[e].index]
        for e in range(b.cand[c].covers, b.cand[c + 1].covers):
            total += price[off[CELLS] + b.entry[e].index]
        for e in range(b.cand[c].needs, b.cand[c + 1].needs):
            total -= price[off[NEEDS] + e - b.cand[0].needs]
        w[c] = total
    return w


@compiled(NONE(BOARD, WHOLE, REALS, WHOLES))
def charge(b: Board, c: int, slope: Array, off: Array) -> None:
    """Take a chosen candidate off the slope of each price that it pays."""
    slope[b.cand[c].group] -= 1.0
    for e in range(b.cand[c].uses, b.cand[c + 1].uses):
        slope[off[ROWS] + b.entry[e].index] -= b.entry[e].amount
    for e in range(b.cand[c].fills, b.cand[c + 1].fills):
        slope[off[SEGMENTS] + b.entry[e].index] -= b.entry[e].amount
    for e in range(b.cand[c].covers, b.cand[c + 1].covers):
        slope[off[CELLS] + b.entry[e].index] += 1.0
    for e in range(b.cand[c].needs, b.cand[c + 1].needs):
        slope[off[NEEDS] + e - b.cand[0].needs] -= 1.0


@compiled(REAL(BOARD, REALS, WHOLES, REALS))
def _stores(b: Board, price: Array, off: Array, slope: Array) -> float:
    """Return what capacities and fixed drains are worth at these prices."""
    total = 0.0
    for k in range(b.levels.size):
        here, after = price[off[SEGMENTS] + k], 0.0
        if k + 1 < b.levels[k].last:
            after = price[off[SEGMENTS] + k + 1]
        if here > after:
            total += b.levels[k].capacity * (here - after)
            slope[off[SEGMENTS] + k] += b.levels[k].capacity
            if k + 1 < b.levels[k].last:
                slope[off[SEGMENTS] + k + 1] -= b.levels[k].capacity
    return total


@compiled(REAL(BOARD, WHOLE, REALS, WHOLES))
def _ease(b: Board, k: int, price: Array, off: Array) -> float:
    """Return what draining a unit after segment k is worth."""
    if k + 1 >= b.levels[k].last:
        return 0.0
    return float(min(price[off[SEGMENTS] + k], price[off[SEGMENTS] + k + 1]))


@compiled(NONE(BOARD, WHOLE, REAL, REALS, WHOLES, REALS))
def _drained(b: Board, k: int, amount: float, price: Array, off: Array, slope: Array) -> None:
    """Add a drain after segment k to the slope of the price that decides its worth."""
    if k + 1 < b.levels[k].last:
        here, after = price[off[SEGMENTS] + k], price[off[SEGMENTS] + k + 1]
        slope[off[SEGMENTS] + (k if here <= after else k + 1)] += amount


@compiled(REAL(BOARD, WHOLE, REALS, WHOLES))
def _link_worth(b: Board, link: int, price: Array, off: Array) -> float:
    total = 0.0
    for e in range(b.links[link].drains, b.links[link + 1].drains):
        total += b.entry[e].amount * _ease(b, b.entry[e].index, price, off)
    for e in range(b.links[link].uses, b.links[link + 1].uses):
        total -= b.entry[e].amount * price[off[ROWS] + b.entry[e].index]
    return total


@compiled(REAL(BOARD, REALS, WHOLES, REALS, REALS))
def _links(b: Board, price: Array, off: Array, slope: Array, served: Array) -> float:
    """Return what the links are worth that pay at these prices; `served` is worth by need."""
    total = 0.0
    for link in range(b.links.size - 1):
        worth = _link_worth(b, link, price, off)
        for e in range(b.links[link].serves, b.links[link + 1].serves):
            worth += served[b.entry[e].index]
        if worth <= 0.0:
            continue
        total += worth
        for e in range(b.links[link].drains, b.links[link + 1].drains):
            _drained(b, b.entry[e].index, b.entry[e].amount, price, off, slope)
        for e in range(b.links[link].uses, b.links[link + 1].uses):
            slope[off[ROWS] + b.entry[e].index] -= b.entry[e].amount
        for e in range(b.links[link].serves, b.links[link + 1].serves):
            b.needs[b.entry[e].index].met += 1
    return total


@compiled(REAL(BOARD, REALS, WHOLES, REALS))
def _needs(b: Board, price: Array, off: Array, slope: Array) -> float:
    """Return what the links are worth, the needs of candidates included."""
    first, last = b.cand[0].needs, b.cand[b.cand.size - 1].needs
    served = np.zeros(b.needs.size)
    for e in range(first, last):
        served[b.entry[e].index] += price[off[NEEDS] + e - first]
    for need in range(b.needs.size):
        b.needs[need].met = 0
    total = _links(b, price, off, slope, served)
    for e in range(first, last):
        slope[off[NEEDS] + e - first] += b.needs[b.entry[e].index].met
    return total


@compiled(REAL(BOARD, REALS, WHOLES, REALS))
def _fixed(b: Board, price: Array, off: Array, slope: Array) -> float:
    """Return the worth of all but chains and links, and begin the slope with it."""
    total = 0.0
    slope[:] = 0.0
    for g in range(b.groups.size):
        total += price[g]
        slope[g] = 1.0
    for r in range(b.rows.size):
        total += price[off[ROWS] + r] * b.rows[r].limit
        slope[off[ROWS] + r] = b.rows[r].limit
    for k in range(b.levels.size):
        # On this board, which never holds a plan, a drain is what leaves whatever is planned.
        total += b.levels[k].drain * _ease(b, k, price, off)
        _drained(b, k, b.levels[k].drain, price, off, slope)
    for cell in range(b.cells.size):
        left = b.cells[cell].value - price[off[CELLS] + cell]
        if left > 0.0:
            total += left
            slope[off[CELLS] + cell] = -1.0
    return total + _stores(b, price, off, slope)


@compiled(REAL(BOARD, REALS, WHOLES, REALS))
def shared(b: Board, price: Array, off: Array, slope: Array) -> float:
    """Return the worth of all but the machines' chains; `slope` begins with it."""
    return _fixed(b, price, off, slope) + _needs(b, price, off, slope)
