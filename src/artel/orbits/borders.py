"""Borders: the best-placed part of a short edge, and how far a limit reaches around its middle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.cells import margin
from artel.orbits.frames import WGS84_A
from artel.orbits.intervals import ELEVATION
from artel.orbits.search import roots

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from artel.orbits.outlines import Edges, Ground
    from artel.orbits.tracks import Track

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_FINE = 1e-5
"""How finely, as a part of its length, the best place on an edge is found."""
_LEAST = 6.33e6
_ROUND = 0.004
"""rad: how far verticals of the flattened Earth are from those of the round one, at most."""
_CLOSE = 0.97
_DUST = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """What is asked: intervals.ELEVATION or OFF_NADIR, and its limit, rad, by area (m,)."""

    mode: int
    limits: Floats

    @property
    def bounds(self) -> Floats:
        """The limit as `intervals.margin` takes it."""
        return np.sin(self.limits) if self.mode == ELEVATION else np.cos(self.limits)

    @property
    def possible(self) -> NDArray[np.bool_]:
        """Whether the place right under a satellite keeps the limit (m,)."""
        return self.limits < 0.5 * np.pi if self.mode == ELEVATION else self.limits > 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One track over all areas, under a rule, from `low` to `high`, POSIX s."""

    ground: Ground
    track: Track
    rule: Rule
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """When edges may be in reach: edge and its area (n,); start and end (n,), POSIX s.

    Any part of an edge keeps the rule only within its rows. `middle_time` is when its middle is
    best placed.
    """

    edge: Ints
    area: Ints
    start: Floats
    end: Floats
    middle_time: Floats


def best_part(
    rule: Rule, edges: Edges, which: Ints, r: Floats, v: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return (part of the edge, margin there, its rate per second) for states r, v (n, 3).

    An edge is short beside its distance, so its margin has one peak, inside or at an end.
    """
    still = np.zeros_like(r)
    bound = rule.bounds[edges.area[which]]

    def along(s: Floats, n: Ints) -> tuple[Floats, Floats]:
        return margin(rule.mode, (r[n], still[n]), edges.place(s, which[n]), bound[n])

    every = np.arange(which.size)
    (ga, da), (gb, db) = along(np.zeros(which.size), every), along(np.ones(which.size), every)
    s = np.where(gb > ga, 1.0, 0.0)
    inner = np.flatnonzero((da > 0.0) & (db < 0.0))
    s[inner] = roots(
        lambda x, n: along(x, inner[n])[1],
        np.zeros(inner.size), np.ones(inner.size), np.full(inner.size, _FINE),
    )  # fmt: skip
    p, _, up, _ = edges.place(s, which)
    value, rate = margin(rule.mode, (r, v), (p, still, up, still), bound)
    return s, value, rate


def follow(
    rule: Rule, edges: Edges, which: Ints, at: Callable[[Floats, Ints], tuple[Floats, Floats]]
) -> Callable[[Floats, Ints], tuple[Floats, Floats]]:
    """Return the margin of the best part of edges, with its rate, as `cells.search` asks it."""

    def best(u: Floats, n: Ints) -> tuple[Floats, Floats]:
        return best_part(rule, edges, which[n], *at(u, n))[1:]

    return best


def widened_elevation(limit: Floats, reach: Floats, nearest: float) -> Floats:
    """Return the elevation (n,) over which middles stand if any part of their edges keeps `limit`.

    `reach` (n,), m, is the greatest distance of a part from the middle; no satellite is closer
    to the Earth's centre than `nearest`, m. On the way from the middle to the part that keeps
    the limit there is one that just keeps it, so its distance at that elevation is what counts.
    """
    high = np.minimum(limit + _ROUND, 0.5 * np.pi)
    rho = np.sqrt(nearest**2 - (WGS84_A * np.cos(high)) ** 2) - WGS84_A * np.sin(high)
    swing = np.arcsin(np.minimum(reach / (_CLOSE * rho), 1.0))
    return np.maximum(limit - swing - reach / _LEAST - _DUST, -0.5 * np.pi)


def widened_off_nadir(limit: float, reach: float, nearest: float) -> float:
    """Return the off-nadir angle within which middles lie if any part of their edges keeps `limit`.

    It is pi where the limit looks past the Earth.
    """
    aside = nearest * np.sin(min(limit, 0.5 * np.pi))
    if aside >= WGS84_A:
        return float(np.pi)
    rho = nearest * np.cos(limit) - np.sqrt(WGS84_A**2 - aside**2)
    return float(limit + np.arcsin(min(reach / (_CLOSE * rho), 1.0)) + _DUST)
