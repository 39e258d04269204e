"""Moves about links, compiled: open one by force, drop what no longer holds, open what may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import typeof

from artel.planner.compiled import BOARD, NONE, WHOLE, WHOLES, YES, Array, Board, compiled
from artel.planner.compiled_insertion import openable
from artel.planner.compiled_moves import sway, take

if TYPE_CHECKING:
    from numpy.random import Generator

RNG = typeof(np.random.default_rng(0))


@compiled(YES(BOARD, WHOLE))
def gives(b: Board, link: int) -> bool:
    """Whether an open link gives room by itself: it drains a store or widens a row."""
    if b.links[link + 1].drains > b.links[link].drains:
        return True
    for e in range(b.links[link].uses, b.links[link + 1].uses):  # noqa: SIM110 - compiled
        if b.entry[e].amount < 0:
            return True
    return False


@compiled(NONE(BOARD, WHOLE))
def open_all(b: Board, offset: int) -> None:
    """Open every link that gives room and may be opened, from an offset on and round."""
    count = b.links.size - 1
    for k in range(count):
        link = (k + offset) % count
        if b.links[link].opened == 0 and gives(b, link) and openable(b, link):
            sway(b, link, 1)


@compiled(YES(BOARD, WHOLE, WHOLE))
def _crowds(b: Board, other: int, link: int) -> bool:
    """Whether an open link holds a row that has no room for another link."""
    for e in range(b.links[link].uses, b.links[link + 1].uses):
        r, amount = b.entry[e].index, b.entry[e].amount
        if amount <= 0 or b.rows[r].used + amount <= b.rows[r].limit:
            continue
        for f in range(b.links[other].uses, b.links[other + 1].uses):
            if b.entry[f].index == r and b.entry[f].amount > 0:
                return True
    return False


@compiled(YES(BOARD, WHOLE))
def _joined(b: Board, k: int) -> bool:
    """Whether a segment follows another of its store."""
    return bool(b.levels[k - 1].store == b.levels[k].store)


@compiled(WHOLE(BOARD, WHOLES, WHOLE))
def _least_at(b: Board, where: Array, kind: int) -> int:
    """Return which chosen candidate to drop for a broken segment, row or need; -1 if none.

    `where` is (first, last): segments, one row or one need. Of those that take part, the one of
    least value goes.
    """
    worst, least = -1, 1 << 60
    for g in range(b.groups.size):
        c = b.groups[g].at
        if c < 0 or b.cand[c].value >= least:
            continue
        first, last = b.cand[c].uses, b.cand[c + 1].uses
        if kind == 1:
            first, last = b.cand[c].fills, b.cand[c + 1].fills
        elif kind == 2:
            first, last = b.cand[c].needs, b.cand[c + 1].needs
        for e in range(first, last):
            if where[0] <= b.entry[e].index < where[1] and (kind == 2 or b.entry[e].amount > 0):
                worst, least = c, b.cand[c].value
                break
    return worst


@compiled(YES(BOARD, WHOLE, WHOLE))
def _broken(b: Board, kind: int, k: int) -> bool:
    """Whether a row (kind 0), a segment (1) or a need (2) is not kept."""
    if kind == 0:
        return bool(b.rows[k].used > b.rows[k].limit)
    if kind == 1:
        return bool(b.levels[k].peak > b.levels[k].capacity)
    return bool(b.needs[k].wanted > 0 and b.needs[k].met == 0)


@compiled(WHOLE(BOARD, WHOLES, WHOLE))
def _drop(b: Board, out: Array, n: int) -> int:
    """Drop what rows, stores and needs no longer bear; add the groups to `out`, which holds n."""
    where, sizes = np.zeros(2, np.int64), (b.rows.size, b.levels.size, b.needs.size)
    for kind in range(3):
        for k in range(sizes[kind]):
            while _broken(b, kind, k):
                where[0], where[1] = k, k + 1
                # What came in before may still be there.
                while kind == 1 and where[0] > 0 and _joined(b, where[0]):
                    where[0] -= 1
                c = _least_at(b, where, kind)
                if c < 0:
                    break
                take(b, c)
                out[n] = b.cand[c].group
                n = min(n + 1, out.size - 1)
    return n


@compiled(WHOLE(BOARD, WHOLE, WHOLES, WHOLE))
def force(b: Board, link: int, out: Array, n: int) -> int:
    """Open a link whatever it displaces; add the groups dropped to `out`; return how many."""
    for other in range(b.links.size - 1):
        if other != link and b.links[other].opened > 0 and _crowds(b, other, link):
            sway(b, other, -1)
    if not openable(b, link):
        return n
    sway(b, link, 1)
    open_all(b, link)
    return _drop(b, out, n)


@compiled(YES(BOARD, WHOLE, WHOLE))
def _eases(b: Board, link: int, k: int) -> bool:
    """Whether a link drains the store of a segment."""
    for d in range(b.links[link].drains, b.links[link + 1].drains):
        if b.levels[b.entry[d].index].store == b.levels[k].store:
            return True
    return False


@compiled(WHOLE(BOARD, WHOLE, RNG))
def helper(b: Board, c: int, rng: Generator) -> int:
    """Return a closed link that helps a candidate, by a need or by its store; -1 for none."""
    for e in range(b.cand[c].needs, b.cand[c + 1].needs):
        need = b.entry[e].index
        if b.needs[need].met == 0 and b.needs[need].last > b.needs[need].first:
            o = rng.integers(b.needs[need].first, b.needs[need].last)
            return int(b.entry[o].index)
    found, seen = -1, 0
    for e in range(b.cand[c].fills, b.cand[c + 1].fills):
        for link in range(b.links.size - 1):
            if b.links[link].opened == 0 and _eases(b, link, b.entry[e].index):
                seen += 1
                if rng.integers(0, seen) == 0:
                    found = link
    return found
