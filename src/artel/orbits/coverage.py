"""Coverage: how often every cell of a grid is seen, by every coalition, from one set of windows.

One set of windows is counted for any number of groups of owners. There are a numpy and a
compiled twin; the second is for millions of windows.

Two measures go by the name of revisit. Here a *revisit* runs from the start of one look to the
start of the next, and a *gap* from the end of one to the start of the next. TAT-C's "revisit" is
our gap.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits import coverage_segments as segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from artel.orbits.grids import Grid
    from artel.orbits.tallies import Tally

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Span = tuple[float, float]

_WORTH_COMPILING = 200_000
"""Windows times groups above which the compiled twin pays for its start."""


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """Figures of each group of owners at each cell, arrays (groups, cells); times in s.

    `looks` counts the times in which somebody of the group looks, overlapping ones as one;
    `seen` is the part of the span, 0 to 1, in which somebody does. Gaps (from the end of a look
    to the start of the next; TAT-C calls them revisit) and revisits (from start to start) are
    those between looks: NaN where there are fewer than two, and what lies before the first look
    and after the last is not counted. p95 is the 95 % quantile, interpolated linearly.

    Waits are of an order placed at any moment of the span: until the next look, or to the end of
    the span where no look follows. So they are known everywhere, and no group that grows ever
    sees less or waits longer, while its gaps may well grow with the looks that they lie between.
    """

    looks: Ints
    seen: Floats
    mean_gap: Floats
    p95_gap: Floats
    max_gap: Floats
    mean_revisit: Floats
    p95_revisit: Floats
    max_revisit: Floats
    mean_wait: Floats
    p95_wait: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """Coverage of a whole grid, weighted by area, arrays (groups,); times in s.

    `seen_area` is the part of the area seen at least once, `known_area` that seen at least
    twice, over which the figures of gaps and revisits are taken (NaN where it is nothing):
    means of means, means of 95 % quantiles, and the longest anywhere. `looks`, `seen_time` and
    waits are means over all cells.
    """

    seen_area: Floats
    known_area: Floats
    seen_time: Floats
    looks: Floats
    mean_gap: Floats
    p95_gap: Floats
    max_gap: Floats
    mean_revisit: Floats
    p95_revisit: Floats
    max_revisit: Floats
    mean_wait: Floats
    p95_wait: Floats


def coverage(
    tally: Tally,
    groups: Sequence[Sequence[int]],
    *,
    compiled: bool | None = None,
    workers: int = 1,
) -> Coverage:
    """Return the figures of every group (numbers of owners) at every cell.

    `compiled` chooses the twin: None takes numpy for small jobs and numba for large ones.
    Results do not depend on `workers`, the threads that share the cells.
    """
    owner = np.asarray(tally.owner, np.int32)
    highest = max([int(owner.max(initial=0)), *(max(group, default=0) for group in groups)])
    members = np.zeros((len(groups), highest + 1), bool)
    for row, group in zip(members, groups, strict=True):
        row[list(group)] = True
    if compiled is None:
        compiled = len(tally.windows.start) * len(groups) > _WORTH_COMPILING
    if compiled:
        out = _figures(tally, owner, members, workers)
    else:
        out = segments.figures(tally, owner, members)
    counts = out[:, :, 0].astype(np.int64)
    return Coverage(counts, *(out[:, :, k] for k in range(1, out.shape[2])))


def _figures(
    tally: Tally, owner: NDArray[np.int32], members: NDArray[np.bool_], workers: int
) -> Floats:
    from artel.orbits import coverage_kernels as kernels  # noqa: PLC0415 - numba is slow to import

    windows, span = tally.windows, (float(tally.span[0]), float(tally.span[1]))
    index = kernels.runs(windows.satellite, windows.site, tally.cells)
    columns = windows.satellite, windows.start, windows.end
    out = np.empty((len(members), tally.cells, kernels.COLUMNS))

    def some(low: int, high: int) -> None:
        kernels.figures(index, columns, owner, members, span, (low, high), out)

    if workers == 1:
        some(0, tally.cells)
    else:
        # Parts of as many runs each; a cell without windows is a little work too.
        work = index[0] + np.arange(tally.cells + 1)
        cuts = np.searchsorted(work, np.linspace(0, work[-1], workers + 1)).tolist()
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(some, [0, *cuts[1:-1]], [*cuts[1:-1], tally.cells]))
    return out


def summary(found: Coverage, grid: Grid) -> Summary:
    """Return the figures of each group over the whole grid, weighted by the cells' areas."""
    part = grid.area / grid.area.sum()
    known = found.looks > 1
    seen_area, known_area = ((found.looks > least) @ part for least in (0, 1))

    def mean(values: Floats) -> Floats:
        with np.errstate(invalid="ignore"):
            return np.asarray(np.where(known, values, 0.0) @ part / known_area)

    def longest(values: Floats) -> Floats:
        most = np.where(known, values, -np.inf).max(axis=1, initial=-np.inf)
        return np.where(np.isfinite(most), most, np.nan)

    return Summary(
        seen_area, known_area, found.seen @ part, found.looks @ part,
        mean(found.mean_gap), mean(found.p95_gap), longest(found.max_gap),
        mean(found.mean_revisit), mean(found.p95_revisit), longest(found.max_revisit),
        found.mean_wait @ part, found.p95_wait @ part,
    )  # fmt: skip
