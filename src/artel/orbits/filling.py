"""Fine nodes out of coarse ones: polynomials of degree eleven through twelve coarse positions.

Between two neighbours in the middle of the twelve stand `parts` nodes, the first of them on the
earlier neighbour. Every node is a sum whose terms are always added in the same order: the
compiled twin gives the same bits, and a node does not depend on which others were asked for.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

STENCIL = 12
"""Coarse positions behind the position of a node."""
_SLOPE = np.array([3.0 / 4.0, -3.0 / 20.0, 1.0 / 60.0])
"""Weights, over h, of what lies one, two and three nodes ahead less what lies as far behind."""
_STRAY = 768.0


def around(intervals: range, parts: int) -> range:
    """Return the numbers of the coarse positions behind the nodes of coarse intervals."""
    before = STENCIL // 2 - 1 + _beside(parts)
    return range(intervals.start - before, intervals.stop + before + 1)


def _beside(parts: int) -> int:
    """Return how many intervals, before and after, hold the neighbours that slopes need."""
    return -(-_SLOPE.size // parts)


@cache
def weights(parts: int) -> Floats:
    """Return the weights (parts, 12) of coarse positions in those of nodes.

    A cubic Hermite polynomial through true states a step h apart strays to one side of its
    curve f, by up to h^4 f'''' / 384. So positions are moved by half of that: it then strays to
    both sides and half as far, and for the same error the step is a fifth longer.
    """
    x = np.arange(parts) / parts
    return derivative(x, 0) + derivative(x, 4) / (_STRAY * parts**4)


def derivative(x: Floats, order: int) -> Floats:
    """Return the weights (k, 12) of the derivative of that order at parts x (k,) of an interval.

    The positions' polynomials are Lagrange's, of integer roots: their coefficients are exact.
    """
    nodes = np.arange(1.0 - STENCIL // 2, 1.0 + STENCIL // 2)
    columns = []
    for i, node in enumerate(nodes):
        others = np.delete(nodes, i)
        basis = np.poly(others) / np.prod(node - others)
        columns.append(np.polyval(np.polyder(basis, order), x))
    return np.stack(columns, axis=1)


def fill(coarse: Floats, step: float, parts: int, *, compiled: bool) -> tuple[Floats, Floats]:
    """Return positions and slopes (sets, n, 3) of nodes out of the positions (sets, c, 3) around.

    `step` is the seconds between coarse positions; `compiled` chooses the twin.
    """
    count = (coarse.shape[1] - STENCIL + 1) * parts
    # One block: the system hands out large ones in large pages.
    r, v = np.empty((2, len(coarse), count, 3))
    of_r, of_v = weights(parts), _SLOPE / (step / parts)
    if compiled:
        from artel.orbits import track_kernels  # noqa: PLC0415 - numba is slow to import

        track_kernels.fill(coarse, of_r, of_v, r, v)
    else:
        for one, r_one, v_one in zip(coarse, r, v, strict=True):
            _positions(one, of_r, r_one)
            _slopes(r_one, of_v, v_one)
    beside = _beside(parts) * parts
    return r[:, beside : count - beside], v[:, beside : count - beside]


def _positions(coarse: Floats, weight: Floats, out: Floats) -> None:
    parts = len(weight)
    inner = len(out) // parts
    for part in range(parts):
        total = weight[part, 0] * coarse[:inner]
        for i in range(1, STENCIL):
            total += weight[part, i] * coarse[i : i + inner]
        out[part::parts] = total


def _slopes(r: Floats, weight: Floats, out: Floats) -> None:
    """Fill in slopes but for the outer three nodes; they are those of positions (see `tracks`)."""
    last = len(r) - 3
    a, b, c = (w * (r[3 + i : last + i] - r[3 - i : last - i]) for i, w in enumerate(weight, 1))
    out[3:last] = a + b + c
