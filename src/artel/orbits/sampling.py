"""Runs of nodes of many element sets: propagated coarsely, turned to the Earth, and filled in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from artel.orbits import coarse, soundness
from artel.orbits.filling import around, fill
from artel.orbits.runs import Run, joined, key_of, missing

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from sgp4.api import Satrec

    from artel.orbits.coarse import Propagator
    from artel.orbits.elements import Elements
    from artel.orbits.pace import Pace
    from artel.orbits.runs import NodeStore

    Floats = NDArray[np.float64]

_AT_ONCE = 2_000_000
"""Nodes filled at once, 100 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Element sets of one pace: what they say, sgp4's records, and astroz's where it may speak."""

    elements: Sequence[Elements]
    records: Sequence[Satrec]
    fast: Sequence[Any]
    pace: Pace
    compiled: bool

    def some(self, chosen: Sequence[int]) -> Sample:
        """Return the sample of those positions."""
        return Sample(
            [self.elements[i] for i in chosen], [self.records[i] for i in chosen],
            [self.fast[i] for i in chosen], self.pace, self.compiled,
        )  # fmt: skip

    def key(self, i: int) -> str:
        """Return the name under which the nodes of one are kept."""
        propagator: Propagator = "sgp4" if self.fast[i] is None else "astroz"
        return key_of(self.elements[i], self.pace, propagator)


def nodes_over(pace: Pace, start: float, end: float) -> range:
    """Return the numbers of the nodes around [start, end], at least two."""
    first = int(start // pace.step)
    first -= first * pace.step > start
    last = int(-(-end // pace.step))
    last += last * pace.step < end
    return range(first, max(last, first + 1) + 1)


def runs_of(sample: Sample, nodes: range, kept: NodeStore | None = None) -> list[Run | None]:
    """Return a run that holds these nodes for each element set, None where it is not sound.

    An orbit is sound here if every coarse position behind the nodes is far from the air and not
    beyond its apogee. What `kept` holds is not computed again, and what is new is handed to it.
    """
    parts = sample.pace.parts
    whole = range(nodes.start // parts * parts, -(-nodes.stop // parts) * parts)
    if kept is None:
        return _computed(sample, whole)
    keys = [sample.key(i) for i in range(len(sample.records))]
    runs = [kept.read(key) for key in keys]
    lacking: dict[tuple[range, ...], list[int]] = defaultdict(list)
    for i, run in enumerate(runs):
        lacking[missing(run, whole, sample.pace.step)].append(i)
    lacking.pop((), None)
    for gaps, chosen in lacking.items():
        pieces = zip(*(_computed(sample.some(chosen), gap) for gap in gaps), strict=True)
        for i, found in zip(chosen, pieces, strict=True):
            sound = [run for run in found if run is not None]
            # What lies between the two may be unsound; what was asked may still be sound.
            whole_run = joined(runs[i], sound) if len(sound) == len(found) else None
            runs[i] = whole_run or _computed(sample.some([i]), whole)[0]
            if (run := runs[i]) is not None:
                kept.write(keys[i], run)
    return runs


def _computed(sample: Sample, nodes: range) -> list[Run | None]:
    """Return the runs of nodes that begin and end with a coarse interval."""
    pace = sample.pace
    intervals = range(nodes.start // pace.parts, nodes.stop // pace.parts)
    behind = around(intervals, pace.parts)
    turn = coarse.angles(behind, pace.coarse)
    at_once = max(_AT_ONCE // len(nodes), 1)
    runs: list[Run | None] = []
    for place in range(0, len(sample.records), at_once):
        chosen = range(place, min(place + at_once, len(sample.records)))
        runs += _filled(sample.some(chosen), nodes.start, behind, turn)
    return runs


def _filled(
    sample: Sample, first: int, behind: range, turn: tuple[Floats, Floats]
) -> list[Run | None]:
    pace, records = sample.pace, sample.records
    found = coarse.teme(records, sample.fast, behind, pace.coarse)
    squares = soundness.bounds(records)
    places, sound = coarse.turned(found, turn, squares, compiled=sample.compiled)
    if not sound.all():
        places = places[sound]
    filled = zip(*fill(places, pace.coarse, pace.parts, compiled=sample.compiled), strict=True)
    return [Run(first, *next(filled)) if good else None for good in sound]
