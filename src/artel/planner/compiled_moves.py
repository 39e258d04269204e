"""Single changes of a plan, compiled: choose, drop, open, close, and undo.

Every change is written into the board's journal, so that any run of changes is undone in reverse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from artel.planner.compiled import (
    BOARD,
    LEVELS,
    NONE,
    WHOLE,
    WHOLES,
    YES,
    Array,
    Board,
    compiled,
)
from artel.planner.compiled_turns import follows

if TYPE_CHECKING:
    from artel.planner.model import Solution

PUT, TAKEN, OPENED, CLOSED = 0, 1, 2, 3
TOTAL, LENGTH = 0, 1


def lay_out(board: Board, solution: Solution) -> Board:
    """Put a right plan on an empty board, and return it."""
    replay(board, solution.candidates, np.flatnonzero(solution.open))
    return board


def solution_on(board: Board) -> Solution:
    """Return the plan of a board as a value of its own."""
    from artel.planner.model import Solution  # noqa: PLC0415 - a value, not for compiled code

    return Solution(board.groups["at"].copy(), board.links["opened"][:-1] > 0)


@compiled(NONE(BOARD, WHOLE, WHOLE))
def note(b: Board, what: int, index: int) -> None:
    """Write a change into the journal."""
    k = b.tally[LENGTH]
    b.journal[k, 0], b.journal[k, 1] = what, index
    b.tally[LENGTH] = k + 1


@compiled(WHOLE(BOARD, WHOLE))
def place(b: Board, c: int) -> int:
    """Return where in its machine's line a candidate belongs: lines rise, as starts do."""
    m = b.cand[c].machine
    low, high = 0, b.machines[m].count
    while low < high:
        middle = (low + high) // 2
        if b.line[m, middle] < c:
            low = middle + 1
        else:
            high = middle
    return low


@compiled(YES(BOARD, WHOLE, WHOLE))
def fits(b: Board, c: int, k: int) -> bool:
    """Whether a candidate fits at place k at first sight: rows, segments, time to turn."""
    for e in range(b.cand[c].uses, b.cand[c + 1].uses):
        r = b.entry[e].index
        if b.rows[r].used + b.entry[e].amount > b.rows[r].limit:
            return False
    for e in range(b.cand[c].fills, b.cand[c + 1].fills):
        j = b.entry[e].index
        if b.levels[j].peak + b.entry[e].amount > b.levels[j].capacity:
            return False
    m = b.cand[c].machine
    if k > 0 and not follows(b, b.line[m, k - 1], c):
        return False
    return k >= b.machines[m].count or follows(b, c, b.line[m, k])


@compiled(YES(LEVELS, WHOLE))
def flow(levels: Array, k: int) -> bool:
    """Set the levels anew from segment k on until nothing changes; whether all stay in bounds."""
    before, fine, last = 0, True, levels[k].last
    if k > 0 and levels[k - 1].store == levels[k].store:
        before = max(0, levels[k - 1].peak - levels[k - 1].drain)
    for j in range(k, last):
        peak = before + levels[j].fill
        if peak == levels[j].peak and j > k:
            break
        levels[j].peak = peak
        fine = fine and peak <= levels[j].capacity
        before = max(0, peak - levels[j].drain)
    return fine


@compiled(YES(BOARD, WHOLE, WHOLE))
def pour(b: Board, c: int, sign: int) -> bool:
    """Add (1) or take (-1) what a candidate fills; whether every store stays within bounds."""
    fine = True
    for e in range(b.cand[c].fills, b.cand[c + 1].fills):
        k = int(b.entry[e].index)
        b.levels[k].fill += sign * b.entry[e].amount
        fine = flow(b.levels, k) and fine
    return fine


@compiled(WHOLE(BOARD, WHOLE))
def gain(b: Board, c: int) -> int:
    """Return what choosing the candidate adds: its value, and that of cells not yet covered."""
    total = int(b.cand[c].value)
    for e in range(b.cand[c].covers, b.cand[c + 1].covers):
        if b.cells[b.entry[e].index].count == 0:
            total += b.cells[b.entry[e].index].value
    return total


@compiled(NONE(BOARD, WHOLE, WHOLE))
def _count(b: Board, c: int, sign: int) -> None:
    """Count a candidate in or out of its rows, cells and needs, and of the value."""
    for e in range(b.cand[c].uses, b.cand[c + 1].uses):
        b.rows[b.entry[e].index].used += sign * b.entry[e].amount
    if sign > 0:
        b.tally[TOTAL] += gain(b, c)
    for e in range(b.cand[c].covers, b.cand[c + 1].covers):
        b.cells[b.entry[e].index].count += sign
    if sign < 0:
        b.tally[TOTAL] -= gain(b, c)
    for e in range(b.cand[c].needs, b.cand[c + 1].needs):
        b.needs[b.entry[e].index].wanted += sign


@compiled(NONE(BOARD, WHOLE, WHOLE))
def seat(b: Board, c: int, k: int) -> None:
    """Choose a candidate whose fill is poured already, at place k of its machine's line."""
    m = b.cand[c].machine
    for j in range(b.machines[m].count, k, -1):
        b.line[m, j] = b.line[m, j - 1]
    b.line[m, k] = c
    b.machines[m].count += 1
    b.groups[b.cand[c].group].at = c
    _count(b, c, 1)
    note(b, PUT, c)


@compiled(NONE(BOARD, WHOLE))
def put(b: Board, c: int) -> None:
    """Choose a candidate, whatever the rules say."""
    pour(b, c, 1)
    seat(b, c, place(b, c))


@compiled(NONE(BOARD, WHOLE))
def take(b: Board, c: int) -> None:
    """Choose a candidate no longer."""
    m, k = b.cand[c].machine, place(b, c)
    b.machines[m].count -= 1
    for j in range(k, b.machines[m].count):
        b.line[m, j] = b.line[m, j + 1]
    b.groups[b.cand[c].group].at = -1
    _count(b, c, -1)
    pour(b, c, -1)
    note(b, TAKEN, c)


@compiled(YES(BOARD, WHOLE, WHOLE))
def sway(b: Board, link: int, sign: int) -> bool:
    """Open (1) or close (-1) a link with all that it means; whether every store keeps bounds."""
    fine = True
    b.links[link].opened += sign
    for e in range(b.links[link].serves, b.links[link + 1].serves):
        b.needs[b.entry[e].index].met += sign
    for e in range(b.links[link].uses, b.links[link + 1].uses):
        b.rows[b.entry[e].index].used += sign * b.entry[e].amount
    for e in range(b.links[link].drains, b.links[link + 1].drains):
        k = int(b.entry[e].index)
        b.levels[k].drain += sign * b.entry[e].amount
        if k + 1 < b.levels[k].last:
            fine = flow(b.levels, k + 1) and fine
    note(b, OPENED if sign > 0 else CLOSED, link)
    return fine


@compiled(NONE(BOARD, WHOLE))
def undo(b: Board, mark: int) -> None:
    """Take back every change since the journal had this length."""
    while b.tally[LENGTH] > mark:
        k = b.tally[LENGTH] - 1
        what, index = b.journal[k, 0], b.journal[k, 1]
        if what == PUT:
            take(b, index)
        elif what == TAKEN:
            put(b, index)
        elif what == OPENED:
            sway(b, index, -1)
        else:
            sway(b, index, 1)
        b.tally[LENGTH] = k


@compiled(NONE(BOARD, WHOLES, WHOLES))
def replay(b: Board, candidates: Array, opened: Array) -> None:
    """Choose and open all of these, whatever the rules say, and forget the journal."""
    for link in opened:
        sway(b, link, 1)
    for c in candidates:
        put(b, c)
        b.tally[LENGTH] = 0
