"""How likely a place is free of cloud at an instant, and how one try resembles the next.

The chance that a place is clear is taken as one less the mean cloud cover: exact for a point,
near for a scene much smaller than fields of clouds, and too hopeful for a large one.

A climate and a forecast are blended as a linear regression would: chance = climate +
w (forecast - climate), where w = exp(-lead / skill) is the correlation between what a forecast of
that lead says and what comes.

Two tries at one place resemble each other. The correlation of cloud cover at one station falls
exponentially with the time between (Jones 1992, J. Appl. Meteor. 31, 732-741), as it does in a
Markov chain, which describes hourly observations well (Madsen, Spliid and Thyregod 1985, J. Climate
Appl. Meteor. 24, 629-639). So the sky over a place is a chain of clear and cloudy with the chances
given, and the correlation exp(-lag / correlation) between any two instants.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.time import DAY

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

CORRELATION_S = 12 * 3600.0
"""s: where nothing else is given, the time over which the correlation falls to 1/e. Assumed."""
SKILL_S = 3 * DAY
"""s: where nothing else is given, the lead over which a forecast's worth falls to 1/e. Assumed."""


@dataclass(frozen=True, slots=True, eq=False)
class Climate:
    """Mean cloud cover, 0 to 1: `cover` (12, bands, cells), by month, local hour and cell.

    `bands_h` (bands,) are the hours of local mean solar time at which the bands begin, ascending;
    before the first one it is still the last one of the day before. `cells` (cells, 4) are south,
    north, west and east in degrees; the first that holds a place speaks for it.
    """

    cover: Floats
    bands_h: Floats
    cells: Floats

    def clear(self, lat_deg: float, lon_deg: float, t: ArrayLike) -> Floats:
        """Return the chance of a clear sky at instants t (n,), POSIX s; NaN outside all cells."""
        at = np.atleast_1d(np.asarray(t, float))
        south, north, west, east = self.cells.T
        inside = (south <= lat_deg) & (lat_deg <= north) & (west <= lon_deg) & (lon_deg <= east)
        if not inside.any():
            return np.full(at.shape, np.nan)
        hour = (at / 3600.0 + lon_deg / 15.0) % 24.0
        band = (np.searchsorted(self.bands_h, hour, side="right") - 1) % self.bands_h.size
        chosen: Floats = 1.0 - self.cover[months(at), band, int(np.argmax(inside))]
        return chosen


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Forecast cloud cover, 0 to 1, on a grid: `cover` (n, m, k) at t (n,), lat (m,), lon (k,).

    Instants are POSIX s, places degrees, all ascending; `issued` is when it was made. Between
    the nodes it runs straight. Raises ValueError for a grid that is not one.
    """

    issued: float
    t: Floats
    lat_deg: Floats
    lon_deg: Floats
    cover: Floats
    skill_s: float = SKILL_S

    def __post_init__(self) -> None:
        axes = (self.t, self.lat_deg, self.lon_deg)
        if self.cover.shape != tuple(axis.size for axis in axes) or not self.cover.size:
            raise ValueError("the cover has not as many values as its instants and places")
        if any(axis.size > 1 and not (np.diff(axis) > 0.0).all() for axis in axes):
            raise ValueError("the instants, latitudes and longitudes do not ascend")
        if not ((self.cover >= 0.0) & (self.cover <= 1.0)).all():
            raise ValueError("a cover is not between 0 and 1")

    def clear(self, lat_deg: float, lon_deg: float, t: ArrayLike) -> Floats:
        """Return the chance of a clear sky at instants t (n,), POSIX s; NaN outside the grid."""
        at = np.atleast_1d(np.asarray(t, float))
        sides = [_between(axis, value) for axis, value in
                 ((self.t, at), (self.lat_deg, lat_deg), (self.lon_deg, lon_deg))]  # fmt: skip
        total = np.zeros(at.shape)
        for i, wi in sides[0]:
            for j, wj in sides[1]:
                for k, wk in sides[2]:
                    total += wi * wj * wk * self.cover[i, j, k]
        return 1.0 - total

    def weight(self, t: ArrayLike) -> Floats:
        """Return what the forecast counts beside the climate at instants t (n,), POSIX s."""
        lead = np.maximum(np.atleast_1d(np.asarray(t, float)) - self.issued, 0.0)
        return np.exp(-lead / self.skill_s)


@dataclass(frozen=True, slots=True, eq=False)
class Sky:
    """What is known of clouds; with neither climate nor forecast every sky is clear."""

    climate: Climate | None = None
    forecast: Forecast | None = None
    correlation_s: float = CORRELATION_S

    @property
    def known(self) -> bool:
        """Whether anything at all is known of clouds."""
        return self.climate is not None or self.forecast is not None

    def clear(self, lat_deg: float, lon_deg: float, t: ArrayLike) -> Floats:
        """Return the chance of a clear sky at instants t (n,), POSIX s."""
        at = np.atleast_1d(np.asarray(t, float))
        usual = np.full(at.shape, np.nan)
        if self.climate is not None:
            usual = self.climate.clear(lat_deg, lon_deg, at)
        if self.forecast is not None:
            said = self.forecast.clear(lat_deg, lon_deg, at)
            # Where there is no climate the forecast is all there is, however old.
            usual = np.where(np.isnan(usual), said, usual)
            blended = usual + self.forecast.weight(at) * (said - usual)
            usual = np.where(np.isnan(said), usual, blended)
        return np.where(np.isnan(usual), 1.0, usual)


def months(t: Floats) -> NDArray[np.int64]:
    """Return the month, 0 to 11, of each POSIX second, in UTC."""
    dates = np.floor(t).astype("datetime64[s]").astype("datetime64[M]")
    return dates.astype(np.int64) % 12


def _between(axis: Floats, value: ArrayLike) -> list[tuple[NDArray[np.int64], Floats]]:
    """Return the two nodes beside each value, with their weights: NaN outside the axis."""
    at = np.atleast_1d(np.asarray(value, float))
    low = np.clip(np.searchsorted(axis, at, side="right") - 1, 0, max(axis.size - 2, 0))
    high = np.minimum(low + 1, axis.size - 1)
    width = np.where(high > low, axis[high] - axis[low], 1.0)
    part = (at - axis[low]) / width
    part = np.where((at < axis[0]) | (at > axis[-1]), np.nan, part)
    return [(low, 1.0 - part), (high, part)]


def both_cloudy(clear: tuple[float, float], lag_s: float, correlation_s: float) -> float:
    """Return the chance that the sky is cloudy at two instants, each clear by its own chance.

    q1 q2 + r sqrt(p1 q1 p2 q2), r = exp(-lag / correlation), as far as two such chances allow.
    """
    (p1, p2), (q1, q2) = clear, (1.0 - clear[0], 1.0 - clear[1])
    r = math.exp(-abs(lag_s) / correlation_s)
    joint = q1 * q2 + r * math.sqrt(p1 * q1 * p2 * q2)
    return min(max(joint, q1 + q2 - 1.0, 0.0), q1, q2)


def still_cloudy(
    before: tuple[float, float] | None, after: tuple[float, float], correlation_s: float
) -> float:
    """Return the chance that the sky is cloudy at one try if it was at the one before, if any.

    A try is the chance of a clear sky, and its instant, s. The product of the steps from try to
    try is the chance that it is cloudy at all of them: exact for the chain.
    """
    if before is None or before[0] >= 1.0:
        return 1.0 - after[0]
    both = both_cloudy((before[0], after[0]), after[1] - before[1], correlation_s)
    return both / (1.0 - before[0])
