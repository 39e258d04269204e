"""How finely an orbit is sampled: a coarse step for SGP4, a fine one for the nodes of a track.

All steps are of one ladder and all grids begin at POSIX second 0, so that satellites share grids
and a node stands at the same instant whatever span was asked.
"""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.elements import WGS72_A, satrec

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sgp4.api import Satrec

    from artel.orbits.elements import Elements

MU = 3.986004418e14
"""Gravity of the Earth, m3/s2 (WGS84)."""
_NODES_A_TURN = 132.0
_LONGEST = 180.0
_SHORTEST = 5.0
_COARSE_A_TURN = 22.0
_MORE_ON_OVALS = 24.0
_OVAL = 0.2
_LADDER = tuple(sorted({7.5 * 2.0**k for k in range(10)} | {11.25 * 2.0**k for k in range(9)}))
"""Coarse steps, s: whole sixteenths of a minute, so that no rounding enters SGP4's minutes."""
_PARTS = (1, 2, 3, 4, 5, 6, 8, 12, 16, 24)
"""Into so many steps: fractions of the ladder's that are exact in binary, as instants then are."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between coarse positions, and into how many steps of nodes each is parted."""

    coarse: float
    parts: int

    @property
    def step(self) -> float:
        """Seconds between nodes."""
        return self.coarse / self.parts


def instants(nodes: range, step: float) -> NDArray[np.float64]:
    """Return when nodes stand, POSIX s: number k at k * step."""
    return np.arange(nodes.start, nodes.stop, nodes.step, dtype=np.float64) * step


def perigee_turn(record: Satrec) -> float:
    """Return the seconds that a turn would take at the pace of the perigee of sgp4's record."""
    perigee = record.a * WGS72_A * (1.0 - record.ecco)
    return 2.0 * math.pi * math.sqrt(perigee**3 / (MU * (1.0 + record.ecco)))


def node_step(elements: Elements) -> float:
    """Return the longest step, s, between nodes: 1/132 of a turn at the pace of the perigee.

    Between nodes that far apart the cubics of a track stay within 0.05 m of SGP4 on low orbits
    and closer on higher ones, far below the 10 ms to which windows are promised.
    """
    return _between_nodes(perigee_turn(satrec(elements)))


def pace_of(record: Satrec) -> Pace:
    """Return the pace at which the element set of sgp4's record is sampled.

    Polynomials through twelve positions err by a few millimetres where a circular turn holds 22
    of them; on an oval the motion around the perigee asks for up to 46.
    """
    turn = perigee_turn(record)
    oval = min(record.ecco / _OVAL, 1.0)
    longest = turn / (_COARSE_A_TURN + _MORE_ON_OVALS * oval)
    coarse = _LADDER[max(bisect.bisect_right(_LADDER, longest) - 1, 0)]
    least = coarse / _between_nodes(turn)
    return Pace(coarse, next(parts for parts in _PARTS if parts >= least))


def _between_nodes(turn: float) -> float:
    return min(max(turn / _NODES_A_TURN, _SHORTEST), _LONGEST)
