"""A terminal and a satellite over one track: what is handed in, and the curves between the two."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from artel.commons.instants import to_posix
from artel.terminals.budget import geometry_of, hop
from artel.terminals.looks import look
from artel.terminals.places import state_spans, whereabouts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from artel.orbits.tracks import Track
    from artel.terminals.approvals import Approval
    from artel.terminals.budget import Hop, Link
    from artel.terminals.matching import Pair
    from artel.terminals.places import StateOf, Whereabouts
    from artel.terminals.tables import Terminal, TerminalsTable

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What decides: the tables of terminals, the approvals, and how a place tells its state."""

    table: TerminalsTable
    approvals: tuple[Approval, ...]
    state_of: StateOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A satellite in plain values; `tracks` are the parts of its orbit that are known."""

    name: str
    owner: str
    norad_id: int
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A span in which nothing but the geometry changes: one state, one set of papers."""

    start: float
    end: float
    state: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A terminal with where it is, and its stays over the span that was asked for."""

    terminal: Terminal
    where: Whereabouts
    stays: tuple[Stay, ...]

    def stays_within(self, start: float, end: float) -> list[Stay]:
        """Return the stays of a shorter span, cut to it."""
        return [
            Stay(start=max(start, stay.start), end=min(end, stay.end), state=stay.state)
            for stay in self.stays
            if min(end, stay.end) > max(start, stay.start)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A terminal and a satellite over one track, under the rules."""

    subject: Subject
    target: Target
    rules: Rules
    track: Track

    def elevation(self, t: Floats) -> Floats:
        """Return the elevation, degrees, at instants."""
        return look(self.track, self.subject.where, t).elevation_deg

    def hop(self, pair: Pair, link: Link, t: Floats) -> Hop:
        """Return the budget of one direction at instants, (n,) POSIX s."""
        fixed = pair.radio.antenna.kind == "fixed"
        pointing = self.subject.terminal.pointing if fixed else None
        where, beam = self.subject.where, pair.payload.beam
        return hop(
            link, geometry_of(pair, look(self.track, where, t, pointing=pointing, beam=beam))
        )


def subject_of(terminal: Terminal, rules: Rules, span: tuple[float, float]) -> Subject:
    """Return the terminal with its stays: cut where it crosses a border or a paper changes."""
    dated = [row for row in rules.approvals if row.type == terminal.type]
    edges = {to_posix(edge) for row in (*dated, *rules.table.grants) for edge in row.edges}
    where = whereabouts(terminal)
    stays: list[Stay] = []
    for start, end, state in state_spans(where, rules.state_of, span):
        cuts = [start, *sorted(edge for edge in edges if start < edge < end), end]
        stays += [Stay(start=a, end=b, state=state) for a, b in itertools.pairwise(cuts)]
    return Subject(terminal=terminal, where=where, stays=tuple(stays))
