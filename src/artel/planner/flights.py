"""How satellites fly through a plan: when an orbit begins, and when the Sun charges the battery."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.sun import outside, sunlit_intervals
from artel.orbits.tracks import state

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from artel.fleet.satellites import Imager
    from artel.orbits.tracks import Track

    Floats = NDArray[np.float64]

_HALVINGS = 40
"""A minute halved so often is far below a microsecond."""


@dataclass(frozen=True, slots=True)
class Flight:
    """One satellite over a plan; instants POSIX s.

    `nodes` are its passages of the ascending node; `dark` the intervals (start, end) in which it
    does not see all of the Sun; `span` is from the first instant at which its place is known to
    the last one.
    """

    nodes: tuple[float, ...]
    dark: tuple[tuple[float, float], ...]
    span: tuple[float, float]

    def orbit(self, t: float) -> int:
        """Return the number of the orbit that an instant lies in: how many nodes were passed."""
        return bisect.bisect_right(self.nodes, t)


def flights_of(
    tracks: Mapping[str, Sequence[Track]], satellites: Sequence[Imager]
) -> dict[str, Flight]:
    """Return the flight of each satellite whose owner limits its orbits or its battery."""
    return {
        each.name: flight_of([track for track in tracks.get(each.name, ()) if not track.empty])
        for each in satellites
        if each.duty.imaging_s_per_orbit is not None or each.battery is not None
    }


def flight_of(tracks: Sequence[Track]) -> Flight:
    """Return the flight along tracks that follow each other; where no track is it is dark."""
    if not tracks:
        return Flight((), (), (0.0, 0.0))
    span = tracks[0].start, tracks[-1].end
    lit = np.concatenate([sunlit_intervals(track) for track in tracks])
    nodes = np.concatenate([_ascending(track) for track in tracks])
    dark = outside(lit, span)
    return Flight(
        tuple(float(t) for t in nodes), tuple((float(a), float(b)) for a, b in dark), span
    )


def _ascending(track: Track) -> Floats:
    """Return when the satellite of a track crosses the equator northward, by halving steps."""
    north = track.r[:, 2] >= 0.0
    before = np.flatnonzero(~north[:-1] & north[1:])
    low, high = track.t[before], track.t[before + 1]
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        up = state(track, middle)[0][:, 2] >= 0.0
        low, high = np.where(up, low, middle), np.where(up, middle, high)
    return np.asarray(high[(track.start <= high) & (high <= track.end)])
