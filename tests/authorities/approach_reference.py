"""Close approaches by brute force: SGP4 itself at every few seconds, each minimum refined."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from artel.orbits.elements import satrec

JD_POSIX = 2440587.5
STEP = 5.0
"""s between looks; relative motion does not turn twice in less."""


@dataclass(frozen=True)
class Minimum:
    """A minimum of the range: s after the span's start, m, and whether it stands at an end."""

    time: float
    range: float
    at_end: bool


def places(record, start, t):
    """Return TEME positions (n, 3), m, at seconds t (n,) after the start."""
    days = np.floor(start / 86400.0)
    fraction = (start - days * 86400.0 + np.atleast_1d(t)) / 86400.0
    codes, r, _ = record.sgp4_array(np.full(fraction.size, JD_POSIX + days), fraction)
    assert not codes.any()
    return r * 1e3


def minima(one, other, span, threshold):
    """Return every minimum of the range of two element sets up to a threshold, m, by time."""
    records = satrec(one), satrec(other)
    t = np.linspace(0.0, span[1] - span[0], int((span[1] - span[0]) / STEP) + 1)
    return refined(records, span[0], t, *(places(each, span[0], t) for each in records), threshold)


def refined(records, start, t, first, second, threshold):
    """Return the minima of two objects' range, which at t (n,) are at first and second (n, 3)."""

    def apart(s):
        return float(np.linalg.norm(places(records[0], start, s) - places(records[1], start, s)))

    d = np.linalg.norm(first - second, axis=1)
    low = np.flatnonzero((d[1:-1] <= d[:-2]) & (d[1:-1] < d[2:])) + 1
    reach = threshold + 16e3 * STEP  # nothing in orbit about the Earth passes faster
    found = []
    for k in low[d[low] <= reach].tolist():
        best = minimize_scalar(apart, bounds=(t[k - 1], t[k + 1]), options={"xatol": 1e-6},
                               method="bounded")  # fmt: skip
        found.append(Minimum(float(best.x), float(best.fun), at_end=False))
    for k, inner in ((0, 1), (-1, -2)):
        if d[k] < d[inner] and apart(t[k]) < apart(t[k] + np.sign(t[inner] - t[k]) * 1e-2):
            found.append(Minimum(float(t[k]), float(d[k]), at_end=True))
    return sorted((each for each in found if each.range <= threshold), key=lambda one: one.time)
