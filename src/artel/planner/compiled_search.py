"""Large-neighbourhood search, compiled: empty a stretch of one or a few machines, fill it better.

A stretch is filled by the best chain of images in it, a longest path: values less the tolls of
rows and stores, and less a part of the rent that other machines would pay for the same groups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import typeof, types

from artel.planner.compiled import (
    BOARD,
    NONE,
    REAL,
    REALS,
    WHOLE,
    WHOLES,
    YES,
    Array,
    Board,
    compiled,
)
from artel.planner.compiled_insertion import insert_group, try_put
from artel.planner.compiled_links import RNG, force, helper
from artel.planner.compiled_moves import LENGTH, TOTAL, gain, take, undo
from artel.planner.compiled_turns import follows, in_time

if TYPE_CHECKING:
    from numpy.random import Generator


class Guide(NamedTuple):
    """What prices say: `toll` (n,) of rows and stores, `rent` (groups,), `loss` (n,) by choice."""

    toll: Array
    rent: Array
    loss: Array


GUIDE = typeof(Guide(np.zeros(0), np.zeros(0), np.zeros(0)))
STRETCH = types.UniTuple(WHOLE, 3)
Stretch = tuple[int, int, int]


@compiled(STRETCH(BOARD, WHOLE, WHOLE, WHOLE))
def stretch_of(b: Board, m: int, start: int, end: int) -> Stretch:
    """Return (machine, first, last): its candidates that start in [start, end)."""
    found = np.zeros(2, np.int64)
    for side in range(2):
        moment = start if side == 0 else end
        low, high = b.machines[m].first, b.machines[m].last
        while low < high:
            middle = (low + high) // 2
            if b.cand[middle].start < moment:
                low = middle + 1
            else:
                high = middle
        found[side] = low
    return m, found[0], found[1]


@compiled(WHOLE(BOARD, STRETCH, WHOLES, WHOLE))
def clear(b: Board, stretch: Stretch, out: Array, n: int) -> int:
    """Drop what is chosen in a stretch; add the groups to `out`, which holds n; return how many."""
    m, first, last = stretch
    low, high = 0, b.machines[m].count
    while low < high:
        middle = (low + high) // 2
        if b.line[m, middle] < first:
            low = middle + 1
        else:
            high = middle
    while low < b.machines[m].count and b.line[m, low] < last:
        c = b.line[m, low]
        take(b, c)
        out[n] = b.cand[c].group
        n = min(n + 1, out.size - 1)
    return n


@compiled(NONE(BOARD, STRETCH, GUIDE, REAL, REALS))
def _weigh(b: Board, stretch: Stretch, guide: Guide, part: float, w: Array) -> None:
    """Set what each candidate of a stretch is worth there; 0 where it cannot be chosen."""
    m, first, last = stretch
    low, high = 0, b.machines[m].count
    while low < high:
        middle = (low + high) // 2
        if b.line[m, middle] < first:
            low = middle + 1
        else:
            high = middle
    before = b.line[m, low - 1] if low > 0 else -1
    after = b.line[m, low] if low < b.machines[m].count else -1
    covers = b.cells.size > 0
    for c in range(first, last):
        w[c - first] = 0.0
        g = b.cand[c].group
        if b.groups[g].at >= 0:
            continue
        worth = (gain(b, c) if covers else b.cand[c].value) - guide.toll[c] - part * guide.rent[g]
        if worth <= 0.0:
            continue
        if before >= 0 and not follows(b, before, c):
            continue
        if after >= 0 and not follows(b, c, after):
            continue
        w[c - first] = worth


@compiled(YES(BOARD, WHOLES, WHOLE, WHOLE, WHOLE))
def _repeats(b: Board, parent: Array, first: int, p: int, c: int) -> bool:
    """Whether the last images of a chain hold the group of c already."""
    g = b.cand[c].group
    for _ in range(8):
        if p < 0:
            return False
        if b.cand[p].group == g:
            return True
        p = parent[p - first]
    return False


@compiled(WHOLE(BOARD, STRETCH, REALS, WHOLES))
def _chain(b: Board, stretch: Stretch, w: Array, path: Array) -> int:
    """Put the best chain of a stretch into `path`, last first; return its length."""
    cand, machines, ahead, may = b.cand, b.machines, b.ahead, b.may
    _, first, last = stretch
    known = ahead.size > 0
    live, own = np.empty(last - first, np.int64), np.empty(last - first)
    top, parent = np.empty(last - first), np.empty(last - first, np.int64)
    n, end, most_of_all = 0, -1, 0.0
    for c in range(first, last):
        if w[c - first] <= 0.0:
            continue
        most, before = 0.0, -1
        k = n - 1
        while k >= 0 and top[k] > most:
            if own[k] > most:
                p = live[k]
                turn = ahead[c] + c - 1 - p if known else 0
                if (
                    turn >= ahead[c + 1] or may[turn] > 0
                    if known
                    else in_time(cand, machines, p, c)
                ) and not _repeats(b, parent, first, p, c):
                    most, before = own[k], p
            k -= 1
        own[n] = most + w[c - first]
        live[n], parent[c - first] = c, before
        top[n] = own[n] if n == 0 else max(own[n], top[n - 1])
        if own[n] > most_of_all:
            most_of_all, end = own[n], c
        n += 1
    count = 0
    while end >= 0:
        path[count] = end
        count += 1
        end = parent[end - first]
    return count


@compiled(NONE(BOARD, STRETCH, GUIDE, REAL))
def replan(b: Board, stretch: Stretch, guide: Guide, part: float) -> None:
    """Fill an empty stretch with its best chain, as far as rows, stores and needs allow."""
    _, first, last = stretch
    if last <= first:
        return
    w = np.empty(last - first)
    _weigh(b, stretch, guide, part, w)
    path = np.empty(last - first, np.int64)
    n = _chain(b, stretch, w, path)
    # Where rows or stores are short, the densest come first.
    dense = np.empty(n)
    for k in range(n):
        c = path[k]
        dense[k] = -w[c - first] / (1000.0 + b.cand[c].end - b.cand[c].start)
    for k in np.argsort(dense):
        try_put(b, path[k])


@compiled(WHOLE(BOARD, GUIDE, RNG))
def pick(b: Board, guide: Guide, rng: Generator) -> int:
    """Return a candidate about which to search: of two of an unplanned group, that loses less."""
    best = -1
    for _ in range(20):
        g = rng.integers(0, b.groups.size)
        first, last = b.groups[g].first, b.groups[g].last
        if b.groups[g].at >= 0 or first == last:
            continue
        for _ in range(2):
            c = int(b.member[rng.integers(first, last)])
            if best < 0 or guide.loss[c] < guide.loss[best]:
                best = c
        return best
    return int(rng.integers(0, b.cand.size - 1))


@compiled(NONE(BOARD, WHOLES, WHOLE, GUIDE))
def refill(b: Board, out: Array, n: int, guide: Guide) -> None:
    """Choose dropped groups again wherever they fit."""
    for k in range(n):
        if b.groups[out[k]].at < 0:
            insert_group(b, out[k], guide.loss)


@compiled(WHOLE(BOARD, WHOLE, WHOLES, WHOLE, GUIDE, RNG))
def _relieve(b: Board, c: int, out: Array, n: int, guide: Guide, rng: Generator) -> int:
    """Drop a few images that pay little from the machine of a candidate whose rows are full."""
    full = False
    for e in range(b.cand[c].uses, b.cand[c + 1].uses):
        row = b.rows[b.entry[e].index]
        full = full or row.used + b.entry[e].amount > row.limit
    m = b.cand[c].machine
    if not full or b.machines[m].count == 0:
        return n
    for _ in range(1 + int(rng.random() * 3.0)):
        worst, least = -1, np.inf
        for _ in range(4):
            d = b.line[m, rng.integers(0, max(1, b.machines[m].count))]
            profit = b.cand[d].value - guide.toll[d]
            if b.groups[b.cand[d].group].at == d and profit < least:
                worst, least = d, profit
        if worst >= 0:
            take(b, worst)
            out[n] = b.cand[worst].group
            n = min(n + 1, out.size - 1)
    return n


@compiled(NONE(BOARD, GUIDE, REAL, RNG))
def step(b: Board, guide: Guide, width: float, rng: Generator) -> None:
    """Empty up to three related stretches, and fill them one after another."""
    out = np.empty(256, np.int64)
    stretches = np.empty((3, 3), np.int64)
    c, n = pick(b, guide, rng), 0
    count = 1 + int(rng.random() * rng.random() * 3.0)
    if b.links.size > 1 and rng.random() < 0.15:
        link = helper(b, c, rng)
        if link >= 0:
            n = force(b, link, out, n)
    if b.rows.size > 0 and rng.random() < 0.5:
        n = _relieve(b, c, out, n, guide, rng)
    for k in range(count):
        half = int(width * (0.2 + rng.random()))
        moment = b.cand[c].start
        m, first, last = stretch_of(b, b.cand[c].machine, moment - half, moment + half)
        stretches[k, 0], stretches[k, 1], stretches[k, 2] = m, first, last
        n = clear(b, (m, first, last), out, n)
        if n > 0:
            # A dropped group may go elsewhere: the next stretch is about another of its looks.
            g = out[rng.integers(0, n)]
            c = int(b.member[rng.integers(b.groups[g].first, b.groups[g].last)])
    for k in range(count):
        part = 0.0 if k == count - 1 else rng.random()
        replan(b, (stretches[k, 0], stretches[k, 1], stretches[k, 2]), guide, part)
    refill(b, out, n, guide)


@compiled(NONE(BOARD, WHOLES))
def keep(b: Board, best: Array) -> None:
    """Write a plan down: the candidate of each group, which links are open, and its value."""
    n = b.groups.size
    for g in range(n):
        best[g] = b.groups[g].at
    for link in range(b.links.size - 1):
        best[n + link] = b.links[link].opened
    best[best.size - 1] = b.tally[TOTAL]


@compiled(WHOLE(BOARD, GUIDE, WHOLES, REALS, WHOLES, RNG))
def search(b: Board, guide: Guide, best: Array, heat: Array, steps: Array, rng: Generator) -> int:
    """Search for so many steps; keep the best plan in `best`; return how often it got better.

    `best` is a plan as `keep` writes it, and its value last; `heat` is
    (first, last) value that a worse plan may lack, and the width of a stretch in ms.
    """
    better, top = 0, best[best.size - 1]
    for k in range(steps[0]):
        heated = heat[0] * (heat[1] / heat[0]) ** (k / steps[0])
        before = b.tally[TOTAL]
        b.tally[LENGTH] = 0
        step(b, guide, heat[2], rng)
        after = b.tally[TOTAL]
        if after < before + heated * np.log(1e-9 + rng.random()):
            undo(b, 0)
        elif after > top:
            top, better = after, better + 1
            keep(b, best)
    b.tally[LENGTH] = 0
    return better
