"""How early or late the satellites of a pool may be, as the planner asks it, where the pool asks.

`timing_guard` in pool.yaml says how many times the timing (95 %) of its satellites a plan leaves
on both sides of windows and contacts; 0, or nothing, leaves nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.fleet.timing import timing_of

if TYPE_CHECKING:
    from artel.planner.guard import Guard
    from artel.studies.pool import Pool
    from artel.studies.tracks import Source, Tracks

HOUR = 3600.0


def guard_of(pool: Pool, tracks: Tracks) -> Guard | None:
    """Return how much room each satellite needs at an instant, s; None where the pool wants none.

    An instant that no source covers needs what the nearest one says of it.
    """
    factor = pool.settings.timing_guard
    if not factor:
        return None
    sources: dict[str, list[Source]] = {}
    for source in tracks.sources:
        sources.setdefault(source.satellite, []).append(source)
    known: dict[tuple[str, float], float] = {}

    def guard(satellite: str, t: float) -> float:
        # A satellite's timing hardly changes in an hour, and is asked for every look: as at its
        # end, when the elements are older.
        hour = (satellite, HOUR * (t // HOUR + 1.0))
        if hour not in known:
            source = min(sources[satellite], key=lambda each: _distance(each, t))
            late = timing_of(source.orbit, hour[1], source.manoeuvres)
            known[hour] = factor * float(late)
        return known[hour]

    return guard


def _distance(source: Source, t: float) -> float:
    """Return by how much an instant lies outside what a source's track covers, s."""
    if source.track.empty:
        return float("inf")
    return max(source.track.start - t, t - source.track.end, 0.0)
