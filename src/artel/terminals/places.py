"""Where a terminal is: in one place, or on a dated route, linear between its positions."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from artel.commons.instants import to_posix
from artel.orbits.frames import geodetic_to_itrf, up

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    from artel.terminals.tables import Terminal

    Floats = NDArray[np.float64]
    StateOf = Callable[[float, float], str | None]


_STEP_S = 30.0
_BORDER_S = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Whereabouts:
    """A terminal's positions: t (n,) POSIX s; latitude, longitude rad and height m, each (n,).

    Before the first and after the last it stands still. `states` name the state from each
    position on, where the terminal says it itself.
    """

    t: Floats
    lat: Floats
    lon: Floats
    height: Floats
    states: tuple[str | None, ...]

    @property
    def moves(self) -> bool:
        """Whether the terminal is on a route."""
        return self.t.size > 1

    def site(self) -> tuple[Floats, Floats]:
        """Return position (1, 3), ITRF m, and vertical (1, 3) of a terminal that stands still."""
        return geodetic_to_itrf(self.lat, self.lon, self.height), up(self.lat, self.lon)

    def at(self, t: ArrayLike) -> tuple[Floats, Floats, Floats]:
        """Return latitude and longitude, rad, and height, m, at instants."""
        when = np.asarray(t, float)
        return (
            np.interp(when, self.t, self.lat),
            np.interp(when, self.t, self.lon),
            np.interp(when, self.t, self.height),
        )

    def state_at(self, t: float, state_of: StateOf) -> str | None:
        """Return the state at an instant: as the terminal says, or as the outlines tell."""
        leg = max(int(np.searchsorted(self.t, t, side="right")) - 1, 0)
        if self.states[leg] is not None:
            return self.states[leg]
        lat, lon, _ = self.at(t)
        return state_of((float(np.degrees(lon)) + 180.0) % 360.0 - 180.0, float(np.degrees(lat)))


def whereabouts(terminal: Terminal) -> Whereabouts:
    """Return where a terminal is; a route goes the shorter way around the Earth."""
    if not terminal.route:
        spot = np.radians([[terminal.lat_deg or 0.0], [terminal.lon_deg or 0.0]])
        height = np.array([terminal.height_m])
        return Whereabouts(np.zeros(1), spot[0], spot[1], height, (terminal.state,))
    return Whereabouts(
        np.array([to_posix(position.at) for position in terminal.route]),
        np.radians([position.lat_deg for position in terminal.route]),
        np.unwrap(np.radians([position.lon_deg for position in terminal.route])),
        np.array([position.height_m for position in terminal.route]),
        tuple(position.state for position in terminal.route),
    )


def state_spans(
    where: Whereabouts, state_of: StateOf, span: tuple[float, float]
) -> list[tuple[float, float, str | None]]:
    """Return the spans of one state each; borders are found to a tenth of a second.

    A state that is crossed between two looks, 30 s apart, is not seen.
    """
    start, end = span
    if not where.moves:
        return [(start, end, where.state_at(start, state_of))]
    last = max(start, end - _BORDER_S)  # the end itself belongs to what follows
    t = np.unique(np.concatenate([_looks(where, start, last), [start, last]])).tolist()
    states = [where.state_at(each, state_of) for each in t]
    edges, held = [start], [states[0]]
    for (a, b), (before, after) in zip(pairwise(t), pairwise(states), strict=True):
        if before != after:
            edges.append(_border(where, state_of, (a, b), before))
            held.append(after)
    return list(zip(edges, [*edges[1:], end], held, strict=True))


def _looks(where: Whereabouts, start: float, end: float) -> Floats:
    low, high = max(start, float(where.t[0])), min(end, float(where.t[-1]))
    if high <= low:
        return np.empty(0)
    inner = where.t[(where.t > low) & (where.t < high)]
    return np.concatenate([np.arange(low, high, _STEP_S), inner, [high]])


def _border(
    where: Whereabouts, state_of: StateOf, ends: tuple[float, float], before: str | None
) -> float:
    low, high = ends
    while high - low > _BORDER_S:
        middle = 0.5 * (low + high)
        if where.state_at(middle, state_of) == before:
            low = middle
        else:
            high = middle
    return high
