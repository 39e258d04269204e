"""How two objects stand to each other around an instant, on the SGP4 positions themselves.

Around a whole second five positions, four seconds apart, carry a polynomial of where the other is
from here; SGP4 moves so smoothly that it is right to micrometres. The range is least where d.d'
rises through zero. Velocities are derivatives of positions too: SGP4's own leave out the rates of
some periodic terms, which for two objects that drift past each other slowly makes seconds. Nodes
nearer to each other would show the noise of SGP4's own rounding, 0.1 micrometres.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.bodies import Bodies, positions
from artel.orbits.frames import dot, length
from artel.orbits.search import roots

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

_OFFSETS = 4.0 * np.arange(-2.0, 3.0)
_FROM_VALUES = np.linalg.inv(np.vander(_OFFSETS, increasing=True))
_REACH = 10.0
"""s from its centre up to which a polynomial is asked."""
_FINE = 1e-6
"""How finely, s, a minimum is found."""
_ROUNDS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs (n,) of objects by number, each over a span [low, high], POSIX s.

    It lies inside the part [start, end] over which both are sound.
    """

    own: Ints
    other: Ints
    low: Floats
    high: Floats
    start: Floats
    end: Floats

    def some(self, rows: Ints | Flags) -> Pairs:
        """Return some of the pairs."""
        return Pairs(*(getattr(self, name)[rows] for name in self.__slots__))


@dataclass(frozen=True, slots=True, eq=False)
class Separation:
    """Polynomials (n, 5, 3) of the seconds after `center` (n,), POSIX s; m, in TEME.

    `between` goes from the own object to the other, `own` from the Earth to the own object.
    """

    center: Floats
    between: Floats
    own: Floats


def around(objects: Bodies, pairs: Pairs, t: Floats) -> Separation:
    """Return the separations of pairs around instants t (n,), POSIX s.

    The centre is a whole second, as fractions of POSIX seconds are 0.2 microseconds coarse, and
    so far inside the part that no position outside of it is asked.
    """
    low, high = np.ceil(pairs.start - _OFFSETS[0]), np.floor(pairs.end - _OFFSETS[-1])
    center = np.clip(np.rint(t), low, high)
    at = center[:, None] + _OFFSETS
    own = positions(objects, pairs.own, at)
    between = positions(objects, pairs.other, at) - own
    return Separation(center, _FROM_VALUES @ between, _FROM_VALUES @ own)


def values(polynomials: Floats, x: Floats) -> tuple[Floats, Floats]:
    """Return values and derivatives (n, 3) of polynomials (n, 5, 3) at x (n,)."""
    powers = x[:, None] ** np.arange(5)
    rates = powers[:, :-1] * np.arange(1.0, 5.0)
    value = np.einsum("np,npi->ni", powers, polynomials)
    return value, np.einsum("np,npi->ni", rates, polynomials[:, 1:])


def closing(polynomials: Floats, x: Floats) -> Floats:
    """Return d.d' (n,), m2/s, half the rate of the squared range; below zero while it shrinks."""
    return np.asarray(dot(*values(polynomials, x)))


def minima(objects: Bodies, pairs: Pairs, guess: Floats) -> tuple[Floats, Ints, Floats]:
    """Return when (n,) the range of each pair is least within its span, where, and the range, m.

    Where is 0 for inside, -1 for its beginning, 1 for its end; one minimum at most may lie inside.
    What is searched narrows from round to round, and is never left. NaN where SGP4 fails.
    """
    low, high, guess = pairs.low.copy(), pairs.high.copy(), np.clip(guess, pairs.low, pairs.high)
    t, where = np.full(low.size, np.nan), np.zeros(low.size, np.int64)
    least = np.full(low.size, np.nan)
    rows = np.arange(low.size)
    for turn in range(_ROUNDS):
        if not rows.size:
            break
        look = _look(objects, pairs.some(rows), guess[rows], (low[rows], high[rows]))
        t[rows], side, least[rows], following = look
        low[rows] = np.where(side > 0, t[rows], low[rows])
        high[rows] = np.where(side < 0, t[rows], high[rows])
        where[rows] = side
        open_yet = (side != 0) & (low[rows] < high[rows])
        # Now and then the middle, so that a bad slope cannot slow the narrowing down.
        middle = 0.5 * (low[rows] + high[rows])
        guess[rows] = middle if turn % 4 == 3 else np.clip(following, low[rows], high[rows])
        rows = rows[open_yet]
    return t, where, least


def _look(
    objects: Bodies, pairs: Pairs, guess: Floats, ends: tuple[Floats, Floats]
) -> tuple[Floats, Ints, Floats, Floats]:
    """Return what is known from around a guess: time, side, range, next guess; all (n,).

    The side tells where the minimum lies: 0 for there, 1 for later, -1 for earlier.
    """
    here = around(objects, pairs, guess)
    left = np.maximum(ends[0] - here.center, -_REACH)
    right = np.minimum(ends[1] - here.center, _REACH)
    first, last = closing(here.between, left), closing(here.between, right)
    side = np.where(last < 0.0, 1, np.where(first > 0.0, -1, 0))
    inside = np.flatnonzero(side == 0)
    edge = np.where(side > 0, right, left)
    edge[inside] = _roots(here.between[inside], left[inside], right[inside])
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (last - first) / (right - left)
        jump = np.where(slope > 0.0, -np.where(side > 0, last, first) / slope, 0.0)
    least = length(values(here.between, edge)[0])
    return here.center + edge, side, least, np.nan_to_num(here.center + edge + jump)


def _roots(between: Floats, low: Floats, high: Floats) -> Floats:
    fine = np.full(low.shape, _FINE)
    return roots(lambda x, which: closing(between[which], x), low, high, fine)
