"""SGP4 states of an element set, and the span over which they make sense.

SGP4 may answer with error code 0 and nonsense once drag has eaten the orbit (sgp4 issue 137).
So each state is judged: it must lie above 120 km and not beyond the orbit's own apogee.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sgp4.api import SGP4_ERRORS

from artel.orbits.elements import satrec, semi_major_axis
from artel.orbits.frames import height_of, length, teme_to_itrf
from artel.orbits.time import epoch_text, julian_split

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from artel.orbits.elements import Elements

    Floats = NDArray[np.float64]

FLOOR = 120e3
"""Height, m, under which no orbit lasts: a state below it is the end of the ephemeris."""
_APOGEE_SLACK = 1.05
_APOGEE_MARGIN = 100e3
_MOST_NODES = 500_000
_FINE = 1e-3
"""How finely, s, the end of an ephemeris is found."""


@dataclass(frozen=True, slots=True)
class Span:
    """The part [start, end] of what was asked over which states make sense, and why not all.

    `reason` is empty when all of it does; a span with end < start holds nothing.
    """

    start: float
    end: float
    reason: str

    @property
    def empty(self) -> bool:
        """Whether there is nothing to use."""
        return self.end < self.start


def states(elements: Elements, t: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return ITRF positions (n, 3) m, Earth-fixed velocities (n, 3) m/s, and which are usable.

    `t` is (n,) POSIX seconds. Unusable rows are NaN.
    """
    r, v, codes = _teme(elements, t)
    good = codes == 0
    r[~good] = v[~good] = np.nan
    return (*teme_to_itrf(r, v, t), good)


def usable_span(elements: Elements, start: float, end: float, step: float = 60.0) -> Span:
    """Return the span inside [start, end] that is joined to the epoch by usable states.

    An element set is good around its epoch; so the first nonsense met on the way from the
    epoch ends it, whatever comes later. The end is found to the millisecond.
    """
    if end < start:
        raise ValueError("A span must end after it starts.")
    first = min(start, elements.epoch)
    last = max(end, elements.epoch)
    # An epoch of decades ago would ask for more states than a machine holds.
    count = min(int(np.ceil((last - first) / step)) + 2, _MOST_NODES)
    grid = np.linspace(first, last, count)
    codes = _teme(elements, grid)[2]
    if not codes.any():
        return Span(start, end, "")
    return _cut(elements, grid, codes, (start, end))


def _cut(
    elements: Elements, grid: Floats, codes: NDArray[np.int64], asked: tuple[float, float]
) -> Span:
    origin = int(np.argmin(np.abs(grid - elements.epoch)))
    if codes[origin]:
        return Span(asked[1], asked[0] - 1.0, _sentence(elements, elements.epoch, codes[origin]))
    low, high, reason = asked[0], asked[1], ""
    before, after = np.flatnonzero(codes[:origin]), np.flatnonzero(codes[origin:])
    if after.size:
        bad = origin + int(after[0])
        high, reason = _edge(elements, grid[bad - 1], grid[bad]), ""
        reason = _sentence(elements, high, codes[bad])
        high = min(high, asked[1])
    if before.size:
        bad = int(before[-1])
        low = _edge(elements, grid[bad + 1], grid[bad])
        reason = reason or _sentence(elements, low, codes[bad], "begins")
        low = max(low, asked[0])
    touched = low > asked[0] or high < asked[1]
    return Span(low, high, reason if touched else "")


def _edge(elements: Elements, good: float, bad: float) -> float:
    """Return the last usable instant between a good and a bad one."""
    while abs(bad - good) > _FINE:
        middle = 0.5 * (good + bad)
        if _teme(elements, np.array([middle]))[2][0]:
            bad = middle
        else:
            good = middle
    return float(good)


_BELOW, _BEYOND = 101, 102


def _teme(elements: Elements, t: Floats) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Return TEME states in m and m/s, and codes: 0, SGP4's own, or one of ours."""
    jd, fraction = julian_split(t)
    errors, r, v = satrec(elements).sgp4_array(jd, fraction)
    r, v = r * 1e3, v * 1e3
    codes = errors.astype(np.int64)
    apogee = semi_major_axis(elements) * (1.0 + elements.eccentricity)
    with np.errstate(invalid="ignore"):
        beyond = length(r) > apogee * _APOGEE_SLACK + _APOGEE_MARGIN
        below = height_of(r) < FLOOR
    codes[(codes == 0) & (beyond | ~np.isfinite(r).all(axis=-1))] = _BEYOND
    codes[(codes == 0) & below] = _BELOW
    return r, v, codes


def _sentence(elements: Elements, t: float, code: int, verb: str = "ends") -> str:
    ours = {_BELOW: "below 120 km", _BEYOND: "further out than its own apogee"}
    why = ours.get(code) or SGP4_ERRORS.get(code, f"SGP4 error {code}")
    name = elements.name or str(elements.norad_id)
    return f"{name}: the ephemeris {verb} at {epoch_text(t, 3)}Z: {why}."
