"""Daylight on millions of windows: the parts in which the Sun stands high enough over the place.

`limits.within` with `sun.daylight` says the same for some places and keeps peaks; this walks the
windows themselves, compiled, and is for grids.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.sun import sun_direction

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from artel.orbits.tallies import Windows

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_STEP = 300.0
"""Between nodes this far apart the Sun's way is a cubic: 1e-9 rad, ten microseconds."""


@dataclass(frozen=True, slots=True, eq=False)
class LitWindows:
    """Columns (n,) of windows that are left; see `tallies.Windows`."""

    satellite: Ints
    site: Ints
    start: Floats
    end: Floats


def by_day(windows: Windows, vertical: Floats, min_sun: ArrayLike) -> LitWindows:
    """Return the parts of windows in which the Sun is above `min_sun` over their place.

    vertical (m, 3): geodetic verticals of the places; `min_sun`, rad: one for all, or one for
    each satellite (k,). The order stays. The numba kernel runs whatever the size.
    """
    from artel.orbits import coverage_kernels as kernels  # noqa: PLC0415 - numba is slow to import

    if not len(windows.start):
        return LitWindows(windows.satellite, windows.site, windows.start, windows.end)
    low, high = windows.start.min(), windows.end.max()
    t = np.linspace(low, high, max(2, math.ceil((high - low) / _STEP) + 1))
    sines = np.sin(np.asarray(min_sun, float))
    bounds = sines[windows.satellite] if sines.ndim else np.full(len(windows.start), sines)
    step = float(t[1] - t[0])
    rate = (sun_direction(t + 1.0) - sun_direction(t - 1.0)) * 0.5
    row, start, end = kernels.daylight(
        windows.site, windows.start, windows.end, np.ascontiguousarray(vertical), bounds,
        (float(t[0]), step), sun_direction(t), rate * step,
    )  # fmt: skip
    return LitWindows(windows.satellite[row], windows.site[row], start, end)
