"""Cliques of candidates that exclude each other on a machine, compiled."""

from __future__ import annotations

import numpy as np

from artel.planner.compiled import BOARD, WHOLE, WHOLES, Array, Board, compiled


@compiled(WHOLE(BOARD, WHOLE, WHOLE, WHOLES, WHOLE))
def _grow(b: Board, i: int, j: int, clique: Array, last: int) -> int:
    """Grow a clique from the pair i, j by later candidates; return its size."""
    clique[0], clique[1] = i, j
    size = 2
    for c in range(i + 1, last):
        if c - 1 - i >= b.ahead[c + 1] - b.ahead[c]:
            break
        fine = c != j
        for x in range(size):
            p, q = min(clique[x], c), max(clique[x], c)
            k = b.ahead[q] + q - 1 - p
            if not fine or k >= b.ahead[q + 1] or b.may[k] > 0:
                fine = False
                break
        if fine:
            clique[size] = c
            size += 1
    return size


@compiled(WHOLES(BOARD, WHOLE))
def turn_cliques(b: Board, m: int) -> Array:
    """Return cliques that together hold every pair of candidates between which m cannot turn.

    The turns of the board must be known. One flat array: size, members, size, members and so on.
    From each candidate on, a clique grows by all later ones that conflict with every member.
    """
    first, last = b.machines[m].first, b.machines[m].last
    covered = np.zeros(b.ahead[last] - b.ahead[first] if last > first else 0, np.bool_)
    out, n = np.empty(1024, np.int64), 0
    clique = np.empty(last - first + 1, np.int64)
    base = b.ahead[first]
    for i in range(first, last):
        j = i + 1
        while j < last and j - 1 - i < b.ahead[j + 1] - b.ahead[j]:
            k = b.ahead[j] + j - 1 - i
            if b.may[k] > 0 or covered[k - base]:
                j += 1
                continue
            size = _grow(b, i, j, clique, last)
            if n + size + 1 > out.size:
                wider = np.empty(2 * out.size + size, np.int64)
                wider[:n] = out[:n]
                out = wider
            out[n] = size
            out[n + 1 : n + 1 + size] = clique[:size]
            n += size + 1
            for x in range(size):
                for y in range(x):
                    c, p = max(clique[x], clique[y]), min(clique[x], clique[y])
                    covered[b.ahead[c] + c - 1 - p - base] = True
            j += 1
    return out[:n]
