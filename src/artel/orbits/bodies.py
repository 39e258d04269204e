"""Objects to be screened: where each is in TEME, and the part of a span over which that is sound.

An object is an element set, taken at SGP4's word, or a track made elsewhere (an ephemeris).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.orbits.elements import WGS72_A, WGS84_A, Elements, satrec
from artel.orbits.frames import itrf_to_teme
from artel.orbits.propagate import usable_span
from artel.orbits.time import DAY, julian_split
from artel.orbits.tracks import state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from artel.orbits.tracks import Track

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Span = tuple[float, float]

LEAST_PART = 30.0
"""s: a shorter part of an object's orbit is not looked at."""
_LOW = WGS84_A + 170e3
"""m: an orbit with nodes below this may dip, between them, under the floor of `propagate`."""
_SUNK = 60e3
_GROWN = 1.05
_SLACK = 100e3


@dataclass(frozen=True, slots=True, eq=False)
class Bodies:
    """Objects over a span, with sgp4's records (None for tracks).

    `epochs` (n,) are POSIX s, a (n,), m, and e (n,) mean elements; all NaN for tracks. `inner` and
    `outer` (n,), m, are the radii between which an element set moves while it is surely sound;
    whatever leaves them is looked at closely.
    """

    span: Span
    sources: tuple[Elements | Track, ...]
    records: tuple[Any, ...]
    epochs: Floats
    a: Floats
    e: Floats
    inner: Floats
    outer: Floats

    def __len__(self) -> int:
        return len(self.sources)


def bodies_of(sources: Sequence[Elements | Track], span: Span) -> Bodies:
    """Return the objects of element sets and tracks over a span of POSIX seconds."""
    records = tuple(satrec(one) if isinstance(one, Elements) else None for one in sources)
    shapes = [(one.a, one.ecco) if one and not one.error else (np.nan, np.nan) for one in records]
    a, e = np.array(shapes).reshape(-1, 2).T * ((WGS72_A,), (1.0,))
    inner = np.maximum(a * (1.0 - e) - _SUNK, _LOW)
    outer = a * (1.0 + e) * _GROWN + _SLACK
    epochs = np.array([getattr(one, "epoch", np.nan) for one in sources])
    return Bodies(span, tuple(sources), records, epochs, a, e, inner, outer)


def part_of(source: Elements | Track, span: Span) -> tuple[float, float, str]:
    """Return the part [start, end] of a span over which an object is sound, and why not all."""
    if isinstance(source, Elements):
        usable = usable_span(source, *span)
        return usable.start, usable.end, usable.reason
    return max(span[0], source.start), min(span[1], source.end), source.reason


def way_back(epochs: Floats, span: Span) -> Floats:
    """Return instants on the way from epochs (n,) outside a span to it, POSIX s.

    An object that has decayed on that way may look well again inside the span.
    """
    before = max(span[0] - float(epochs.min(initial=span[0])), 0.0)
    after = max(float(epochs.max(initial=span[1])) - span[1], 0.0)
    return np.concatenate([span[0] - _doubling(before), span[1] + _doubling(after)])


def _doubling(length: float) -> Floats:
    steps = 0.25 * DAY * 2.0 ** np.arange(16)
    return np.asarray(steps[steps < length])


def positions(bodies: Bodies, which: Ints, t: Floats) -> Floats:
    """Return TEME positions (n, k, 3), m, of the objects `which` (n,) at POSIX seconds t (n, k).

    NaN where SGP4 has none. Each object is asked once for all its instants.
    """
    out = np.empty((*t.shape, 3))
    order = np.argsort(which, kind="stable")
    jd, fraction = julian_split(t[order])
    numbers, firsts = np.unique(which[order], return_index=True)
    lasts = np.append(firsts, order.size)[1:]
    for number, first, last in zip(numbers.tolist(), firsts.tolist(), lasts.tolist(), strict=True):
        source, rows = bodies.sources[number], order[first:last]
        if isinstance(source, Elements):
            days, parts = jd[first:last].ravel(), fraction[first:last].ravel()
            codes, r, _ = bodies.records[number].sgp4_array(days, parts)
            r *= 1e3
            r[codes != 0] = np.nan
        else:
            r = itrf_to_teme(*state(source, t[rows]), t[rows])[0]
        out[rows] = r.reshape(rows.size, t.shape[1], 3)
    return out
