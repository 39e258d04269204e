"""How long machines take to turn, compiled; and which candidate may follow which, known once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import typeof

from artel.planner.compiled import (
    BOARD,
    CANDIDATES,
    MACHINE,
    MACHINES,
    NEVER,
    NONE,
    REAL,
    WHOLE,
    WHOLES,
    YES,
    Array,
    Board,
    compiled,
)


@compiled(WHOLE(typeof(np.zeros(1, MACHINE)[0]), REAL))
def turn_ms(machine: Any, angle: float) -> int:
    """Return the turn about an angle, whole ms rounded up: bang, coast, bang, and settling."""
    rate, push = machine.rate, machine.push
    if angle <= rate * rate / push:
        seconds = 2.0 * math.sqrt(angle / push)
    else:
        seconds = angle / rate + rate / push
    if not seconds < 1e9:
        return NEVER
    return int(machine.settle) + math.ceil(seconds * 1e3 - 1e-6)


@compiled(WHOLE(CANDIDATES, MACHINES, WHOLE, WHOLE))
def slew_ms(cand: Array, machines: Array, a: int, b: int) -> int:
    """Return how long, ms, the machine of two candidates turns from one to the other."""
    dx, dy, dz = cand[a].x - cand[b].x, cand[a].y - cand[b].y, cand[a].z - cand[b].z
    chord = math.sqrt(dx * dx + dy * dy + dz * dz)
    return turn_ms(machines[cand[a].machine], 2.0 * math.asin(min(chord * 0.5, 1.0)))


@compiled(YES(CANDIDATES, MACHINES, WHOLE, WHOLE))
def in_time(cand: Array, machines: Array, a: int, b: int) -> bool:
    """Whether the machine of two candidates has time to turn from one to the other."""
    space = cand[b].start - cand[a].end
    m = cand[a].machine
    if space >= machines[m].widest:
        return True
    return bool(space >= machines[m].settle and space >= slew_ms(cand, machines, a, b))


@compiled(YES(BOARD, WHOLE, WHOLE))
def follows(b: Board, p: int, c: int) -> bool:
    """Whether candidate c may come after p, of the same machine and not later in its order."""
    if b.ahead.size == 0:
        return in_time(b.cand, b.machines, p, c)
    k = b.ahead[c] + c - 1 - p
    return bool(k >= b.ahead[c + 1] or b.may[k] > 0)


@compiled(WHOLES(CANDIDATES, MACHINES))
def _near(cand: Array, machines: Array) -> Array:
    """Return where the turns to each candidate begin: of those before that may be too near."""
    ahead = np.zeros(cand.size, np.int64)
    for m in range(machines.size):
        longest = 0
        far = machines[m].first
        for c in range(machines[m].first, machines[m].last):
            longest = max(longest, cand[c].end - cand[c].start)
        for c in range(machines[m].first, machines[m].last):
            while cand[far].start + longest + machines[m].widest <= cand[c].start:
                far += 1
            ahead[c + 1] = ahead[c] + c - far
    return ahead


@compiled(NONE(BOARD))
def _fill(b: Board) -> None:
    for c in range(b.cand.size - 1):
        for k in range(b.ahead[c], b.ahead[c + 1]):
            b.may[k] = in_time(b.cand, b.machines, c - 1 - (k - b.ahead[c]), c)


@compiled(NONE(BOARD, BOARD, WHOLES))
def _take(b: Board, whole: Board, keep: Array) -> None:
    """Take the turns of a part's candidates from a board that knows those of all."""
    for c in range(b.cand.size - 1):
        all_c = keep[c]
        turn = whole.ahead[all_c] + all_c - 1
        for k in range(b.ahead[c], b.ahead[c + 1]):
            at = turn - keep[c - 1 - (k - b.ahead[c])]
            b.may[k] = whole.may[at] if at < whole.ahead[all_c + 1] else 1


def with_turns(
    board: Board, most: int = 800_000_000, whole: Board | None = None, keep: Array | None = None
) -> Board:
    """Return the board knowing which candidates may follow which, if that takes no more bytes.

    A part of a whole board that knows its turns, with the candidates `keep` of it, takes them
    from there.
    """
    ahead = _near(board.cand, board.machines)
    if ahead[-1] > most:
        return board
    known = board._replace(ahead=ahead, may=np.zeros(ahead[-1], np.uint8))
    if whole is not None and keep is not None and whole.ahead.size > 0:
        _take(known, whole, keep)
    else:
        _fill(known)
    return known
