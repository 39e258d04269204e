"""A day that was planned, as the studies hand it to one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from artel.planner.problem import Problem
    from artel.planner.values import Outcome
    from artel.studies.people import Staffing
    from artel.studies.pool import Pool
    from artel.studies.tracks import Tracks


@dataclass(frozen=True, slots=True)
class Day:
    """The pool, the span [start, end), the tracks, the problem, its plan, and who is on shift."""

    pool: Pool
    start: datetime
    end: datetime
    tracks: Tracks
    problem: Problem
    outcome: Outcome
    staffing: Staffing | None = None
