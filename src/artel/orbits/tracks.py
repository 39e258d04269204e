"""Tracks: a satellite's states on a grid, and between its nodes by cubic Hermite polynomials."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits import coarse, oem, soundness
from artel.orbits.elements import satrec
from artel.orbits.pace import instants, node_step, pace_of
from artel.orbits.propagate import Span, states, usable_span
from artel.orbits.sampling import Sample, nodes_over, runs_of
from artel.orbits.time import epoch_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from artel.orbits.elements import Elements
    from artel.orbits.pace import Pace
    from artel.orbits.runs import NodeStore, Run

    Floats = NDArray[np.float64]

_STENCIL = 7
_SHORTEST_SLOPE = 1.0
_WORTH_COMPILING = 120 * 86400.0
"""Seconds of tracks above which the compiled twin pays for its start."""
_OWN_GRID = 0.84
"""Grids of one track alone have shorter steps, as their nodes are not moved (see `filling`)."""


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """States of one satellite: t (n,) POSIX s, evenly spaced; r (n, 3) m; v (n, 3) m/s; ITRF.

    [start, end] is the span over which the track may be asked; the nodes cover it, and the first
    and the last may stand outside it by less than a step.
    `reason` says in a sentence why it is shorter than what was asked, or is empty.
    A track of which nothing is usable has no nodes.
    """

    name: str
    norad_id: int
    t: Floats
    r: Floats
    v: Floats
    start: float
    end: float
    reason: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing of the track is usable."""
        return self.t.size == 0

    @property
    def step(self) -> float:
        """Seconds between nodes."""
        return float(self.t[1] - self.t[0])


def track_of(elements: Elements, start: float, end: float, step: float | None = None) -> Track:
    """Return the track of an element set, by sgp4, over the usable part of [start, end].

    With a step, s, its nodes are SGP4's own states and stand on a grid from start to end.
    """
    if step is None:
        return tracks_of_sets([elements], start, end, propagator="sgp4")[0]
    t = grid(start, end, step, _STENCIL)
    r, v, good = states(elements, t)
    if good.all() and soundness.reached([elements], [satrec(elements)], start, end)[0]:
        return Track(elements.name, elements.norad_id, t, r, slopes(t, r, v), start, end)
    return _shortened(elements, start, end, step)


def tracks_of_sets(
    elements: Sequence[Elements],
    start: float,
    end: float,
    *,
    propagator: str | None = None,
    kept: NodeStore | None = None,
) -> list[Track]:
    """Return the tracks of element sets over the usable parts of [start, end], in their order.

    Sets of one pace share a grid, whose nodes stand at whole multiples of its step in POSIX
    seconds and begin and end at or just outside the span. A node is the same whatever span is
    asked, whichever sets come with it, and whether or not it was in `kept`.

    `propagator` is sgp4, astroz (see `coarse`), or None for the fastest that is installed.
    Raises ValueError for an unknown or absent one.
    """
    chosen = coarse.propagator_of(propagator)
    records = [satrec(one) for one in elements]
    sound = soundness.reached(elements, records, start, end)
    fast = coarse.fast_ones(records, chosen)
    by_pace: dict[Pace, list[int]] = defaultdict(list)
    for i, record in enumerate(records):
        if sound[i]:
            by_pace[pace_of(record)].append(i)
    out: list[Track | None] = [None] * len(elements)
    compiled = len(elements) * (end - start) > _WORTH_COMPILING
    for pace, places in by_pace.items():
        sample = Sample(elements, records, fast, pace, compiled).some(places)
        nodes = nodes_over(pace, start, end)
        t = instants(nodes, pace.step)
        for i, run in zip(places, runs_of(sample, nodes, kept), strict=True):
            if run is not None:
                out[i] = _track(elements[i], (t, nodes), run, (start, end))
    return [
        track or _shortened(one, start, end, node_step(one) * _OWN_GRID)
        for one, track in zip(elements, out, strict=True)
    ]


def _track(
    elements: Elements, grid: tuple[Floats, range], run: Run, span: tuple[float, float]
) -> Track:
    t, nodes = grid
    part = slice(nodes.start - run.first, nodes.stop - run.first)
    return Track(elements.name, elements.norad_id, t, run.r[part], run.v[part], *span)


def _shortened(elements: Elements, start: float, end: float, pace: float) -> Track:
    span = usable_span(elements, start, end, pace)
    if span.empty or span.end - span.start <= 0.0:
        return _nothing(elements.name, elements.norad_id, span.reason)
    t = grid(span.start, span.end, pace, _STENCIL)
    r, v, good = states(elements, t)
    if not good.all():
        # Nonsense shorter than a step, beside a usable end: give up the rest of the span.
        return _shortened(elements, start, float(t[int(np.argmin(good)) - 1]), pace)
    v = slopes(t, r, v)
    return Track(elements.name, elements.norad_id, t, r, v, span.start, span.end, span.reason)


def slopes(t: Floats, r: Floats, v: Floats) -> Floats:
    """Return the derivative (n, 3), m/s, of positions on an even grid.

    SGP4's velocity is not quite the derivative of its position: it leaves out the rates of some
    periodic terms, which is 0.02 m/s on a low circle, 0.7 m/s at an eccentricity of 0.14 and
    1.5 m/s on a Molniya orbit. Between nodes that would be up to 4 m. So the slope is taken from
    the positions, with polynomials through seven nodes (error below 1e-5 m/s), unless the grid
    is too short or too fine for them, where v will do.
    """
    h = t[1] - t[0]
    if t.size < _STENCIL or h < _SHORTEST_SLOPE:
        return v
    half, inner = _STENCIL // 2, t.size - _STENCIL + 1
    out = np.empty_like(r)
    out[half:-half] = sum(_WEIGHTS[half, i] * r[i : i + inner] for i in range(_STENCIL))
    out[:half] = _WEIGHTS[:half] @ r[:_STENCIL]
    out[-half:] = _WEIGHTS[half + 1 :] @ r[-_STENCIL:]
    return out / h


def _weights(count: int) -> Floats:
    """Return the weights (count, count) of the derivative at each of so many unit-spaced nodes."""
    x = np.arange(count) - count // 2
    powers = np.vander(x, increasing=True).astype(float)
    rates = np.zeros_like(powers)
    rates[:, 1:] = powers[:, :-1] * np.arange(1, count)
    return np.asarray(np.linalg.solve(powers.T, rates.T).T)


_WEIGHTS = _weights(_STENCIL)


def track_of_ephemeris(
    ephemeris: oem.Ephemeris, start: float, end: float, step: float = 30.0
) -> Track:
    """Return the track of an owner's ephemeris over the part of [start, end] where it is valid."""
    low, high = max(start, ephemeris.start), min(end, ephemeris.stop)
    name, norad_id = ephemeris.name, ephemeris.norad_id or 0
    if high <= low:
        said = f"{name}: the owner's ephemeris is valid from {epoch_text(ephemeris.start, 0)}Z"
        return _nothing(name, norad_id, f"{said} to {epoch_text(ephemeris.stop, 0)}Z.")
    t = grid(low, high, step)
    r, v = oem.states(ephemeris, t)
    cut = low > start or high < end
    reason = f"{name}: the owner's ephemeris covers a part of the span." if cut else ""
    return Track(name, norad_id, t, r, v, low, high, reason)


def grid(start: float, end: float, step: float, least: int = 2) -> Floats:
    """Return evenly spaced nodes from start to end, both among them, at most `step` apart."""
    return np.linspace(start, end, max(least, math.ceil((end - start) / step) + 1))


def state(track: Track, t: Floats | float) -> tuple[Floats, Floats]:
    """Return positions (…, 3) m and velocities (…, 3) m/s at instants inside the track."""
    at = np.asarray(t, float)
    h = track.step
    k = np.clip(((at - track.t[0]) / h).astype(np.int64), 0, track.t.size - 2)
    u = ((at - track.t[k]) / h)[..., None]
    return hermite(track.r[k], track.v[k], track.r[k + 1], track.v[k + 1], (u, h))


def hermite(
    ra: Floats, va: Floats, rb: Floats, vb: Floats, at: tuple[Floats, Floats | float]
) -> tuple[Floats, Floats]:
    """Return position and velocity between two states; `at` is (part of the step, step)."""
    u, h = at
    chord = rb - ra
    bend = (va + vb) * h - 2.0 * chord
    turn = 3.0 * chord - (2.0 * va + vb) * h
    position = ra + u * (va * h + u * (turn + u * bend))
    return position, va + (u * (2.0 * turn + 3.0 * u * bend)) / h


def _nothing(name: str, norad_id: int, reason: str) -> Track:
    none = np.empty((0, 3))
    return Track(name, norad_id, np.empty(0), none, none, math.inf, -math.inf, reason)


__all__ = [
    "Span",
    "Track",
    "grid",
    "hermite",
    "node_step",
    "slopes",
    "state",
    "track_of",
    "track_of_ephemeris",
    "tracks_of_sets",
]
