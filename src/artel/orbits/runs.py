"""Runs of nodes: what is computed once for an element set, kept, and made longer when asked."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from artel.orbits.coarse import Propagator
    from artel.orbits.elements import Elements
    from artel.orbits.pace import Pace

    Floats = NDArray[np.float64]

MODEL = "1"
"""To be raised by whoever changes the numbers of a node: pace, stencil, frames, bounds."""
_WIDEST_GAP = 7 * 86400.0
_LONGEST = 400 * 86400.0


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Consecutive nodes: number `first` and the next stand at first * step, ... POSIX s.

    r (n, 3) m and v (n, 3) m/s are ITRF positions and their slopes.
    """

    first: int
    r: Floats
    v: Floats

    @property
    def stop(self) -> int:
        """The number after that of the last node."""
        return self.first + len(self.r)

    def holds(self, nodes: range) -> bool:
        """Whether all these nodes are here."""
        return self.first <= nodes.start and nodes.stop <= self.stop


class NodeStore(Protocol):
    """Where runs are kept. What is read must be what was written under that key, or None."""

    def read(self, key: str) -> Run | None:
        """Return the run that is kept under a key."""

    def write(self, key: str, run: Run) -> None:
        """Keep a run under a key, in place of what was kept."""


def key_of(elements: Elements, pace: Pace, propagator: Propagator) -> str:
    """Return the name under which the nodes of an element set are kept: all that decides them."""
    numbers = struct.pack(
        "<10d", elements.epoch, elements.mean_motion, elements.eccentricity,
        elements.inclination, elements.raan, elements.argp, elements.mean_anomaly,
        elements.bstar, pace.coarse, pace.parts,
    )  # fmt: skip
    return hashlib.sha256(f"{MODEL} {propagator} ".encode() + numbers).hexdigest()


def missing(held: Run | None, nodes: range, step: float) -> tuple[range, ...]:
    """Return the ranges of nodes that are to be computed; with what is held they are one run.

    A run that lies a week away, or would become too long, is given up: all nodes are missing.
    """
    if held is None or _apart(held, nodes, step):
        return (nodes,)
    gaps = range(nodes.start, held.first), range(held.stop, nodes.stop)
    return tuple(gap for gap in gaps if len(gap))


def _apart(held: Run, nodes: range, step: float) -> bool:
    gap = max(nodes.start - held.stop, held.first - nodes.stop) * step
    whole = (max(nodes.stop, held.stop) - min(nodes.start, held.first)) * step
    return gap > _WIDEST_GAP or whole > _LONGEST


def joined(held: Run | None, pieces: Sequence[Run]) -> Run:
    """Return what is held and the pieces beside it as one run; pieces apart from it, alone."""
    near = [] if held is None else [held]
    runs = sorted([*near, *pieces], key=lambda run: run.first)
    if any(one.stop != other.first for one, other in pairwise(runs)):
        runs = list(pieces)
    if len(runs) == 1:
        return runs[0]
    r, v = (np.concatenate([getattr(run, name) for run in runs]) for name in ("r", "v"))
    return Run(runs[0].first, r, v)
