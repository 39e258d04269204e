"""Tracks: a satellite's states on a grid, and between its nodes by cubic Hermite polynomials."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits import oem
from artel.orbits.elements import semi_major_axis
from artel.orbits.frames import WGS84_A, itrf_to_teme, length
from artel.orbits.propagate import Span, states, usable_span
from artel.orbits.time import epoch_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from artel.orbits.elements import Elements

    Floats = NDArray[np.float64]

MU = 3.986004418e14
"""Gravity of the Earth, m3/s2 (WGS84)."""
_NODES_A_TURN = 180.0
_LONGEST = 300.0
_SHORTEST = 5.0
_ON_THE_WAY = 64
_CALM = 200e3
"""Height, m, over which no perigee meets the end of its ephemeris between two looks."""
_GROWN = 1.05
_STENCIL = 7
_SHORTEST_SLOPE = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """States of one satellite: t (n,) POSIX s, evenly spaced; r (n, 3) m; v (n, 3) m/s; ITRF.

    [start, end] is the span over which the track may be asked; the nodes cover it.
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


def node_step(elements: Elements) -> float:
    """Return seconds between nodes: 1/180 of a turn at the pace of the perigee.

    At that step, and with velocities that are true slopes, the Hermite error is about 0.03 m
    from low orbits to Molniya and 0.2 m on a Tundra orbit, far below the 10 ms to which windows
    are promised.
    """
    a, e = semi_major_axis(elements), elements.eccentricity
    perigee = a * (1.0 - e)
    pace = math.sqrt(MU * (1.0 + e) / perigee**3)
    return min(max(2.0 * math.pi / pace / _NODES_A_TURN, _SHORTEST), _LONGEST)


def track_of(elements: Elements, start: float, end: float, step: float | None = None) -> Track:
    """Return the track of an element set over the usable part of [start, end]."""
    pace = step or node_step(elements)
    t = grid(start, end, pace, _STENCIL)
    r, v, good = states(elements, t)
    if good.all() and _reached(elements, start, end):
        return Track(elements.name, elements.norad_id, t, r, slopes(t, r, v), start, end)
    return _shortened(elements, start, end, pace)


def _reached(elements: Elements, start: float, end: float) -> bool:
    """Whether the orbit is surely sound all the way from the epoch to a span outside it.

    A decayed object may look well again for most of each turn. So it is not enough that some
    states on the way make sense: their apsides must be far from the air and where they were.
    """
    near = min(max(elements.epoch, start), end)
    if near == elements.epoch:
        return True
    way = np.linspace(elements.epoch, near, _ON_THE_WAY)
    r, v, good = states(elements, way)
    if not good.all():
        return False
    perigee, apogee = _apsides(*itrf_to_teme(r, v, way))
    highest = semi_major_axis(elements) * (1.0 + elements.eccentricity) * _GROWN
    return bool(perigee.min() > WGS84_A + _CALM and apogee.max() < highest)


def _apsides(r: Floats, v: Floats) -> tuple[Floats, Floats]:
    """Return the osculating radii (n,), m, of perigee and apogee; the latter infinite if open."""
    energy = 2.0 / length(r) - (v * v).sum(axis=-1) / MU
    momentum = length(np.cross(r, v)) ** 2 / MU
    shape = np.sqrt(np.maximum(1.0 - momentum * energy, 0.0))
    with np.errstate(divide="ignore"):
        far = np.where(shape < 1.0, momentum / (1.0 - shape), np.inf)
    return momentum / (1.0 + shape), far


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
]
