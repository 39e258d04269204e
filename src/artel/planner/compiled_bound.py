"""The best chain of images of each machine, compiled: the longest path of the bound's prices."""

from __future__ import annotations

import numpy as np

from artel.planner.compiled import (
    BOARD,
    CANDIDATES,
    INDICES,
    NONE,
    REAL,
    REALS,
    WHOLE,
    WHOLES,
    Array,
    Board,
    compiled,
)
from artel.planner.compiled_prices import charge, shared, weights
from artel.planner.compiled_turns import in_time


@compiled(WHOLE(CANDIDATES, WHOLE, WHOLE))
def _longest(cand: Array, first: int, last: int) -> int:
    most = 0
    for c in range(first, last):
        most = max(most, cand[c].end - cand[c].start)
    return most


@compiled(REAL(BOARD, WHOLE, REALS, REALS, WHOLES))
def chain(b: Board, m: int, w: Array, best: Array, parent: Array) -> float:
    """Return the weight of a machine's best chain of images of positive weight.

    `best[c]` becomes the weight of the best chain that ends in c, `parent[c]` the one before c or
    -1 or, in a candidate of no positive weight, -2. The last of the best chain is
    `parent[-1 - m]`.
    """
    cand, machines, ahead, may = b.cand, b.machines, b.ahead, b.may
    first, last = machines[m].first, machines[m].last
    reach, known = machines[m].widest + _longest(cand, first, last), ahead.size > 0
    live, own = np.empty(last - first, np.int64), np.empty(last - first)
    top, at = np.empty(last - first), np.empty(last - first, np.int64)
    n, far, far_top, far_at = 0, 0, 0.0, -1
    for c in range(first, last):
        if w[c] <= 0.0:
            parent[c] = -2
            continue
        while far < n and cand[live[far]].start + reach <= cand[c].start:
            far_top, far_at = top[far], at[far]
            far += 1
        most, before, turn = far_top, far_at, ahead[c] + c - 1 if known else 0
        k = n - 1
        while k >= far and top[k] > most:
            if own[k] > most:
                p = live[k]
                if may[turn - p] if known else in_time(cand, machines, p, c):
                    most, before = own[k], p
            k -= 1
        best[c] = own[n] = most + w[c]
        parent[c], live[n] = before, c
        top[n], at[n] = own[n], c
        if n > 0 and top[n - 1] >= own[n]:
            top[n], at[n] = top[n - 1], at[n - 1]
        n += 1
    parent[parent.size - 1 - m] = at[n - 1] if n > 0 else -1
    return float(top[n - 1]) if n > 0 else 0.0


@compiled(REAL(BOARD, REALS, WHOLES, REALS))
def worth(b: Board, price: Array, off: Array, slope: Array) -> float:
    """Return the bound that these prices give; `slope` becomes a subgradient of it."""
    total = shared(b, price, off, slope)
    w = weights(b, price, off)
    best = np.empty(w.size)
    parent = np.empty(w.size + b.machines.size, np.int64)
    for m in range(b.machines.size):
        total += chain(b, m, w, best, parent)
        c = parent[parent.size - 1 - m]
        while c >= 0:
            charge(b, c, slope, off)
            c = parent[c]
    return total


@compiled(NONE(BOARD, WHOLE, REALS, REALS, REALS))
def _losses_of(b: Board, m: int, w: Array, best: Array, loss: Array) -> None:
    """Set what a machine's best chain loses if it must contain each candidate.

    `best` is what `chain` left; a candidate of no positive weight loses at least that.
    """
    cand, machines, ahead, may = b.cand, b.machines, b.ahead, b.may
    first, last = machines[m].first, machines[m].last
    reach, known = machines[m].widest + _longest(cand, first, last), ahead.size > 0
    live, own = np.empty(last - first, np.int64), np.empty(last - first)
    top = np.empty(last - first)
    n, far, far_top = 0, 0, 0.0
    for c in range(last - 1, first - 1, -1):
        if w[c] <= 0.0:
            loss[c] = -w[c]
            continue
        while far < n and cand[c].start + reach <= cand[live[far]].start:
            far_top = top[far]
            far += 1
        most, k = far_top, n - 1
        while k >= far and top[k] > most:
            if own[k] > most:
                p = live[k]
                if may[ahead[p] + p - 1 - c] if known else in_time(cand, machines, c, p):
                    most = own[k]
            k -= 1
        live[n], own[n] = c, most + w[c]
        top[n] = own[n] if n == 0 else max(own[n], top[n - 1])
        loss[c] = best[c] + most
        n += 1
    for k in range(n):
        loss[live[k]] = top[n - 1] - loss[live[k]]


@compiled(REAL(BOARD, WHOLE, REALS, WHOLES, REALS, REALS))
def look(b: Board, m: int, w: Array, off: Array, slope: Array, loss: Array) -> float:
    """Return the worth of a machine's best chain, and set what each of its candidates loses."""
    best = np.empty(w.size if b.machines[m].last > b.machines[m].first else 0)
    parent = np.empty(w.size + b.machines.size, np.int64)
    total = chain(b, m, w, best, parent)
    _losses_of(b, m, w, best, loss)
    c = parent[parent.size - 1 - m]
    while c >= 0:
        charge(b, c, slope, off)
        c = parent[c]
    return total


@compiled(WHOLES(BOARD, REALS, REAL, WHOLE))
def choose(b: Board, loss: Array, most: float, least: int) -> Array:
    """Return the candidates that lose at most so much, and of each group the `least` cheapest."""
    kept = np.zeros(loss.size, np.bool_)
    order = np.empty(least, np.int64)
    for c in range(loss.size):
        kept[c] = loss[c] <= most
    for g in range(b.groups.size):
        n = 0
        for e in range(b.groups[g].first, b.groups[g].last):
            c = int(b.member[e])
            if n == least and loss[c] >= loss[order[n - 1]]:
                continue
            k = n if n < least else n - 1
            n = min(n + 1, least)
            while k > 0 and loss[order[k - 1]] > loss[c]:
                order[k] = order[k - 1]
                k -= 1
            order[k] = c
        for k in range(n):
            kept[order[k]] = True
    return np.flatnonzero(kept)


@compiled(WHOLES(INDICES, WHOLES, WHOLE))
def best_values(group: Array, value: Array, n: int) -> Array:
    """Return the best value of each of n groups, never below 0."""
    best = np.zeros(n, np.int64)
    for c in range(group.size):
        best[group[c]] = max(best[group[c]], value[c])
    return best
