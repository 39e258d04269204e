"""A day that was planned, as the studies hand it to one another, and how the studies plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from artel.planner.best import Effort, best_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from artel.planner.problem import Problem
    from artel.planner.values import Line, Opportunity, Outcome
    from artel.studies.people import Staffing
    from artel.studies.pool import Pool
    from artel.studies.tracks import Tracks

SEED = 20261005
"""Of the generator that every plan begins with, so that the same steps give the same plan."""


@dataclass(frozen=True, slots=True)
class Work:
    """How a day is planned: the effort, who hears of better plans, and a plan to begin from.

    `start` finds the images of another plan among the opportunities of the problem.
    """

    effort: Effort = field(default_factory=Effort)
    tell: Callable[[Line], None] | None = None
    start: Callable[[Problem], Iterable[Opportunity]] = lambda _: ()


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


def planned(problem: Problem, work: Work | None = None) -> Outcome:
    """Return the plan of a problem; without a word on the work, by the usual steps."""
    work = work or Work()
    rng = np.random.default_rng(SEED)
    return best_plan(problem, work.effort, rng, work.tell, work.start(problem))
