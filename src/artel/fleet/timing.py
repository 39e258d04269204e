"""How early or late a satellite may be, by its orbit, its habits and the age of its elements.

The table was learned by `design/learn_timing.py` from 57,000 recorded element sets of 149 objects,
March to August 2026: each set was propagated to the epochs of later sets of its object, and held
against them. What it tells is how far sets of one catalogue disagree; what the catalogue itself
is wrong by at its epochs comes on top (`EPOCH_ERROR_S`).

Learned are the sets of every other week; of the others' errors 91 to 97 % of each class lie within
its 95 %. Burns and the Sun have their seasons: a table learned until June held for 94 to 98 % of
July and August in most classes, but for 85 % of the lowest calm orbits and 83 % of manoeuvring
ones from 425 to 540 km. "High oval" comes from two satellites alone; take it for a rough figure.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.elements import Elements, perigee_height, period
from artel.orbits.frames import WGS84_A, itrf_to_teme, length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from artel.fleet.satellites import Manoeuvres
    from artel.orbits.ephemeris import Ephemeris

    Floats = NDArray[np.float64]

EPOCH_ERROR_S = 0.1
"""s, 95 %: what a set is wrong by at its own epoch, some 700 m. Assumed: recorded acquisitions of
Sentinel-2C scatter by 0.15 s about their predictions."""
AGES_DAYS = (0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 14.0, 20.0, 30.0)
DAY = 86400.0
DEEP_PERIOD_S = 225.0 * 60.0
"""s: from this period on SGP4 counts an orbit as deep space."""
_MU = 3.986004418e14
OVAL = 0.25
"""Eccentricity over which a deep orbit is an oval and no circle."""
BANDS_KM = {"never": (425.0, 475.0, 540.0, 650.0, 1000.0), "seldom": (425.0, 540.0), "often": ()}
"""Heights of perigee, km, between which orbits of each habit are told apart."""

# Seconds at each of AGES_DAYS, class by class: half of all sets err by less than the first table
# says, and 95 % by less than the second. `design/learn_timing.py` prints both.
MEDIAN_S = {
    "high circle": (0.093, 0.14, 0.25, 0.66, 1.3, 2.5, 4.2, 9.2, 20, 45, 100),
    "high oval": (0.14, 0.14, 0.32, 0.6, 0.6, 1.1, 2.3, 3, 6.5, 9.1, 20),
    "never above 1000 km": (0.016, 0.02, 0.02, 0.039, 0.066, 0.14, 0.23, 0.42, 0.73, 1.3, 2.7),
    "never below 1000 km": (0.005, 0.005, 0.009, 0.016, 0.023, 0.042, 0.083, 0.17, 0.37, 0.85, 1.9),
    "never below 425 km": (0.028, 0.074, 0.22, 0.85, 1.9, 6.5, 14, 34, 78, 200, 430),
    "never below 475 km": (0.022, 0.037, 0.084, 0.29, 0.6, 2.1, 4.5, 11, 26, 73, 150),
    "never below 540 km": (0.015, 0.03, 0.064, 0.16, 0.36, 1.2, 2.6, 5.6, 14, 36, 87),
    "never below 650 km": (0.018, 0.024, 0.05, 0.097, 0.15, 0.35, 0.8, 2.1, 5.3, 15, 31),
    "often": (0.036, 0.068, 0.25, 3.2, 7.3, 31, 63, 140, 320, 680, 1100),
    "seldom above 540 km": (0.004, 0.009, 0.021, 0.043, 0.083, 0.19, 0.38, 0.84, 1.6, 4.2, 14),
    "seldom below 425 km": (0.013, 0.027, 0.054, 0.19, 0.44, 1.4, 3.3, 9.9, 29, 85, 190),
    "seldom below 540 km": (0.013, 0.027, 0.06, 0.16, 0.32, 1.1, 3.6, 9.6, 24, 52, 130),
}
MOST_S = {
    "high circle": (1.3, 2.5, 4, 7.1, 12, 21, 29, 46, 67, 120, 230),
    "high oval": (0.9, 0.9, 2.2, 94, 94, 100, 100, 100, 260, 260, 270),
    "never above 1000 km": (0.05, 0.052, 0.059, 0.13, 0.21, 0.46, 0.81, 1.5, 2.6, 4.8, 10),
    "never below 1000 km": (0.072, 0.072, 0.11, 0.28, 0.46, 0.91, 1.6, 3, 5.5, 11, 22),
    "never below 425 km": (0.094, 0.27, 0.92, 3.8, 8.7, 26, 55, 120, 270, 700, 1700),
    "never below 475 km": (0.069, 0.13, 0.33, 1.3, 2.7, 9.3, 20, 46, 100, 280, 690),
    "never below 540 km": (0.058, 0.11, 0.25, 0.9, 2.2, 7, 14, 26, 61, 150, 440),
    "never below 650 km": (0.11, 0.12, 0.18, 0.38, 0.79, 2.4, 5.2, 13, 29, 71, 160),
    "often": (1.7, 5.1, 12, 41, 89, 230, 410, 760, 1400, 2200, 2300),
    "seldom above 540 km": (0.055, 0.086, 0.15, 0.44, 0.81, 2.7, 4.8, 7.4, 13, 25, 220),
    "seldom below 425 km": (0.069, 0.098, 0.26, 0.84, 3.3, 8.7, 96, 190, 380, 630, 990),
    "seldom below 540 km": (0.056, 0.17, 0.63, 5.1, 10, 21, 35, 78, 190, 390, 810),
}


def class_of(elements: Elements, manoeuvres: Manoeuvres | None = None) -> str:
    """Return the name of the class of an element set: a key of `MOST_S`.

    Where nothing is known of its manoeuvres, a low satellite is taken to make some, seldom.
    High satellites all keep their stations, so there habits make no difference.
    """
    return _class(perigee_height(elements), elements.eccentricity, period(elements), manoeuvres)


def class_of_ephemeris(ephemeris: Ephemeris) -> str:
    """Return the class taken for an owner's ephemeris: its orbit's, without manoeuvres.

    That is assumed, and not learned: the owner knows of the burns to come, and the air is as
    unknown to him as to everybody.
    """
    middle = slice(ephemeris.t.size // 2, ephemeris.t.size // 2 + 1)
    (r,), (v,) = itrf_to_teme(ephemeris.r[middle], ephemeris.v[middle], ephemeris.t[middle])
    a = 1.0 / (2.0 / float(length(r)) - float(v @ v) / _MU)
    eccentricity = math.sqrt(max(0.0, 1.0 - float(length(np.cross(r, v))) ** 2 / (_MU * a)))
    turn = 2.0 * math.pi * math.sqrt(a**3 / _MU)
    # The ellipse of one instant dips up to 30 km below a low orbit; a whole turn shows the perigee.
    whole = ephemeris.t[-1] - ephemeris.t[0] >= turn
    perigee = float(length(ephemeris.r).min()) if whole else a * (1.0 - eccentricity)
    return _class(perigee - WGS84_A, eccentricity, turn, "never")


def _class(
    perigee_m: float, eccentricity: float, period_s: float, manoeuvres: Manoeuvres | None
) -> str:
    if period_s >= DEEP_PERIOD_S:
        return "high oval" if eccentricity >= OVAL else "high circle"
    habit = manoeuvres or "seldom"
    for top in BANDS_KM[habit]:
        if perigee_m < top * 1e3:
            return f"{habit} below {top:.0f} km"
    return f"{habit} above {BANDS_KM[habit][-1]:.0f} km" if BANDS_KM[habit] else habit


def timing_uncertainty_s(kind: str, age_days: ArrayLike) -> tuple[Floats, Floats]:
    """Return how early or late, s, a satellite of a class is: the median and 95 %, at ages (…).

    Between the ages of the table the logarithms run straight. Younger than its first age a set is
    as good as at that age. Beyond its last one the error grows as the square of the age, as what
    a wrong drag does to the place along the orbit. An age before the epoch counts as one after
    it; there sets are better rather, for they are fitted to what was seen before their epoch.
    """
    age = np.maximum(np.abs(np.asarray(age_days, float)), AGES_DAYS[0])
    beyond = np.maximum(age / AGES_DAYS[-1], 1.0) ** 2
    at, nodes = np.log(np.minimum(age, AGES_DAYS[-1])), np.log(AGES_DAYS)
    median, most = (
        np.exp(np.interp(at, nodes, np.log(table[kind]))) * beyond for table in (MEDIAN_S, MOST_S)
    )
    return median, most


def timing_of(
    source: Elements | Ephemeris, t: ArrayLike, manoeuvres: Manoeuvres | None = None
) -> Floats:
    """Return by how many seconds, 95 %, what a source says of instants t (…), POSIX s, is off.

    The error of the source's own epoch is added by squares. More than half a turn is not to be
    known: it means that the satellite may be anywhere on its orbit. An owner's ephemeris ages
    from its first state.
    """
    at = np.asarray(t, float)
    if isinstance(source, Elements):
        age, kind, most = at - source.epoch, class_of(source, manoeuvres), 0.5 * period(source)
    else:
        age, kind, most = at - source.start, class_of_ephemeris(source), math.inf
    _, learned = timing_uncertainty_s(kind, age / DAY)
    return np.minimum(np.hypot(learned, EPOCH_ERROR_S), most)


def timing_of_windows(
    sources: Sequence[tuple[Elements | Ephemeris, Manoeuvres | None]],
    satellite: NDArray[np.int64],
    t: Floats,
) -> Floats:
    """Return seconds, 95 %, for windows of many satellites, each at an instant t (n,) of its own.

    `satellite` (n,) is the position of each window's source, sorted, as window tables have it.
    """
    out = np.empty(t.shape)
    bounds = np.searchsorted(satellite, np.arange(len(sources) + 1))
    for (source, manoeuvres), low, high in zip(sources, bounds, bounds[1:], strict=False):
        if high > low:
            out[low:high] = timing_of(source, t[low:high], manoeuvres)
    return out
