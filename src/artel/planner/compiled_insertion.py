"""Putting candidates into a plan, compiled: where each takes least, with the links it needs."""

from __future__ import annotations

import numpy as np

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
from artel.planner.compiled_moves import LENGTH, fits, gain, place, pour, seat, sway, undo
from artel.planner.compiled_turns import slew_ms

OVERHEAD_MS = 20_000
"""Time of a machine that an image costs besides its own length."""
_NEAR_MS = 300_000
_TRIES = 6


@compiled(YES(BOARD, WHOLE))
def openable(b: Board, link: int) -> bool:
    """Whether a closed link may be opened as things stand."""
    if b.links[link].opened > 0:
        return False
    for e in range(b.links[link].uses, b.links[link + 1].uses):
        r, amount = b.entry[e].index, b.entry[e].amount
        if amount > 0 and b.rows[r].used + amount > b.rows[r].limit:
            return False
    return True


@compiled(NONE(BOARD, WHOLES))
def open_links(b: Board, order: Array) -> None:
    """Open every link of the order that may be opened."""
    for link in order:
        if openable(b, link):
            sway(b, link, 1)


@compiled(YES(BOARD, WHOLE))
def meet(b: Board, c: int) -> bool:
    """Open a link for each unmet need of a candidate; whether all are met."""
    for e in range(b.cand[c].needs, b.cand[c + 1].needs):
        need = b.entry[e].index
        for o in range(b.needs[need].first, b.needs[need].last):
            if b.needs[need].met > 0:
                break
            link = int(b.entry[o].index)
            if openable(b, link):
                sway(b, link, 1)
        if b.needs[need].met == 0:
            return False
    return True


@compiled(YES(BOARD, WHOLE))
def try_put(b: Board, c: int) -> bool:
    """Choose a candidate if every rule allows it, opening links it needs; else change nothing."""
    if b.groups[b.cand[c].group].at >= 0:
        return False
    k = place(b, c)
    if not fits(b, c, k):
        return False
    if not pour(b, c, 1):
        pour(b, c, -1)
        return False
    mark = b.tally[LENGTH]
    seat(b, c, k)
    if meet(b, c):
        return True
    undo(b, mark)
    return False


@compiled(NONE(BOARD, WHOLES))
def put_all(b: Board, candidates: Array) -> None:
    """Choose these candidates one after another, each if every rule allows it."""
    for c in candidates:
        try_put(b, c)
        b.tally[LENGTH] = 0


@compiled(REAL(BOARD, WHOLE, WHOLE))
def waste(b: Board, c: int, k: int) -> float:
    """Return how much a candidate takes of what is scarce: of rows, stores, and time to turn."""
    total = 0.0
    for e in range(b.cand[c].uses, b.cand[c + 1].uses):
        row = b.rows[b.entry[e].index]
        total += b.entry[e].amount / (row.limit - row.used + 1.0)
    for e in range(b.cand[c].fills, b.cand[c + 1].fills):
        level = b.levels[b.entry[e].index]
        total += b.entry[e].amount / (level.capacity - level.peak + 1.0)
    m = b.cand[c].machine
    if k > 0 and b.cand[c].start - b.cand[b.line[m, k - 1]].end < _NEAR_MS:
        total += slew_ms(b.cand, b.machines, b.line[m, k - 1], c) / _NEAR_MS
    if k < b.machines[m].count and b.cand[b.line[m, k]].start - b.cand[c].end < _NEAR_MS:
        total += slew_ms(b.cand, b.machines, c, b.line[m, k]) / _NEAR_MS
    return total


@compiled(YES(BOARD, WHOLE, REALS))
def insert_group(b: Board, g: int, loss: Array) -> bool:
    """Choose the candidate of a group that costs least, if any fits; `loss` may be empty."""
    floor, last = -np.inf, -1
    for _ in range(_TRIES):
        best, least = -1, np.inf
        for e in range(b.groups[g].first, b.groups[g].last):
            c = int(b.member[e])
            if loss.size > 0 and (loss[c] >= least or loss[c] < floor):
                continue
            k = place(b, c)
            if not fits(b, c, k):
                continue
            cost = loss[c] if loss.size > 0 else -gain(b, c) / (1.0 + waste(b, c, k))
            if cost < least and (cost > floor or (cost == floor and c > last)):
                best, least = c, cost
        if best < 0:
            return False
        if try_put(b, best):
            return True
        floor, last = least, best
    return False


@compiled(NONE(BOARD, WHOLES, REALS))
def insert_all(b: Board, order: Array, loss: Array) -> None:
    """Choose a candidate for each group of the order that has one that fits."""
    for g in order:
        if b.groups[g].at < 0:
            insert_group(b, g, loss)
        b.tally[LENGTH] = 0


@compiled(REALS(BOARD))
def densities(b: Board) -> Array:
    """Return for each group its greatest value for the time it takes, (groups,) float64."""
    best = np.zeros(b.groups.size)
    for c in range(b.cand.size - 1):
        total = b.cand[c].value
        for e in range(b.cand[c].covers, b.cand[c + 1].covers):
            total += b.cells[b.entry[e].index].value
        dense = total / (b.cand[c].end - b.cand[c].start + OVERHEAD_MS)
        g = b.cand[c].group
        best[g] = max(best[g], dense)
    return best
