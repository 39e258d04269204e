"""An owner's ephemeris: states in ITRF, and what lies between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.interpolation import around, hermite, lagrange
from artel.orbits.time import epoch_text

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

DEFAULT_DEGREE = 7
"""The degree of the polynomials where an owner declares none."""
_SLACK = 1e-6
"""Seconds by which an instant may miss the ends: what rounding does to an epoch's text."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ephemeris:
    """States of one satellite from its owner: t (n,) POSIX s; r (n, 3) m and v (n, 3) m/s in ITRF.

    [start, stop] is the span in which they may be used. `frame` is the one in which the owner
    gave them. `interpolation` is LAGRANGE or HERMITE, `degree` that of its polynomials.
    """

    name: str
    t: Floats
    r: Floats
    v: Floats
    start: float
    stop: float
    object_id: str = ""
    norad_id: int | None = None
    frame: str = "ITRF2000"
    interpolation: str = "LAGRANGE"
    degree: int = DEFAULT_DEGREE


def states(ephemeris: Ephemeris, t: ArrayLike) -> tuple[Floats, Floats]:
    """Return positions (…, 3) m and velocities (…, 3) m/s, ITRF, at POSIX seconds t (…).

    Local polynomials of the declared degree, or of a lower one where there are too few states.
    Raises ValueError for an instant outside [start, stop].
    """
    asked = np.asarray(t, dtype=float)
    at = asked.ravel()
    _refuse_outside(ephemeris, at)
    if ephemeris.interpolation == "HERMITE":
        count = min((ephemeris.degree + 1) // 2, ephemeris.t.size)
    else:
        count = min(ephemeris.degree + 1, ephemeris.t.size)
    near = around(ephemeris.t, at, count)
    nodes = ephemeris.t[near] - at[:, None]
    r, v = _interpolated(ephemeris.interpolation, nodes, ephemeris.r[near], ephemeris.v[near])
    return r.reshape(*asked.shape, 3), v.reshape(*asked.shape, 3)


def _interpolated(method: str, nodes: Floats, r: Floats, v: Floats) -> tuple[Floats, Floats]:
    here = np.zeros(len(nodes))  # The nodes count from the instant itself.
    if method == "HERMITE":
        return hermite(here, nodes, r, v)
    return lagrange(here, nodes, r), lagrange(here, nodes, v)


def _refuse_outside(ephemeris: Ephemeris, at: Floats) -> None:
    outside = at[~((at >= ephemeris.start - _SLACK) & (at <= ephemeris.stop + _SLACK))]
    if outside.size:
        raise ValueError(
            f"{ephemeris.name}: the ephemeris may be used from {epoch_text(ephemeris.start, 3)}Z "
            f"to {epoch_text(ephemeris.stop, 3)}Z, and {outside.size} instants lie outside."
        )
