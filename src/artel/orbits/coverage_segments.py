"""Coverage by numpy, in segments of one long array: the twin of `coverage_kernels`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from artel.orbits.revisit import union_by

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from artel.orbits.tallies import Tally

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_ROUNDS = 200


def figures(tally: Tally, owner: NDArray[np.int32], members: NDArray[np.bool_]) -> Floats:
    """Return the figures (groups, cells, 10); see `coverage_kernels.COLUMNS`."""
    windows, (low, high) = tally.windows, tally.span
    inside = (windows.start < high) & (windows.end > low)
    names = owner[windows.satellite]
    return np.stack([_of_group(tally, np.flatnonzero(inside & row[names])) for row in members])


def _of_group(tally: Tally, mine: Ints) -> Floats:
    windows, (low, high) = tally.windows, tally.span
    start, end = np.maximum(windows.start[mine], low), np.minimum(windows.end[mine], high)
    cell, start, end, _ = union_by(windows.site[mine], start, end)
    counts = np.bincount(cell, minlength=tally.cells)
    same = cell[1:] == cell[:-1]
    seen = np.bincount(cell, end - start, tally.cells) / (high - low)
    between = cell[1:][same]
    gaps = (start[1:] - end[:-1])[same]
    # A dark piece before each look, and one to the end of the span in every cell.
    before = np.where(np.concatenate([[False], same]), np.concatenate([[low], end])[:-1], low)
    last = np.full(tally.cells, low)
    last[cell] = end
    dark = np.concatenate([start - before, high - last])
    where = np.concatenate([cell, np.arange(tally.cells)])
    return np.stack(
        [
            counts, seen,
            *spread(between, gaps, tally.cells),
            *spread(between, (start[1:] - start[:-1])[same], tally.cells),
            *waits(where, dark, tally.cells, high - low),
        ],
        axis=1,
    )  # fmt: skip


def spread(cell: Ints, values: Floats, cells: int) -> tuple[Floats, Floats, Floats]:
    """Return mean, 95 % and maximum (cells,) of the values of each cell; NaN where none are."""
    counts = np.bincount(cell, minlength=cells)
    some = counts > 0
    order = np.lexsort((values, cell))
    ordered = values[order]
    first = (np.cumsum(counts) - counts)[some]
    rank = 0.95 * (counts[some] - 1)
    k = rank.astype(np.int64)
    above = np.minimum(k + 1, counts[some] - 1)
    out = np.full((3, cells), np.nan)
    out[0, some] = np.bincount(cell, values, cells)[some] / counts[some]
    a, b = ordered[first + k], ordered[first + above]
    out[1, some] = a + (rank - k) * (b - a)
    out[2, some] = ordered[first + counts[some] - 1]
    return out[0], out[1], out[2]


def waits(cell: Ints, dark: Floats, cells: int, length: float) -> tuple[Floats, Any]:
    """Return mean and 95 % (cells,) of the wait; see `coverage_kernels`."""
    mean = np.bincount(cell, dark * dark, cells) / (2.0 * length)
    spare = 0.05 * length
    wait, left = np.zeros(cells), np.zeros(cells, np.int64)
    for _ in range(_ROUNDS):
        above = dark > wait[cell]
        now = np.bincount(cell[above], minlength=cells)
        if np.array_equal(now, left):
            break
        left = now
        total = np.bincount(cell[above], dark[above], cells)
        step = (total - spare) / np.maximum(left, 1)
        wait = np.where((left > 0) & (total > spare), np.maximum(step, wait), wait)
    return mean, wait
