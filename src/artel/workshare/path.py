"""The critical path through the activities, the floats beside it, and what a slip does.

The forward and backward pass of the critical path method, in whole weeks from the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from artel.commons.errors import InputError
from artel.commons.names import hint

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from artel.workshare.tables import Activity


@dataclass(frozen=True, slots=True)
class Step:
    """An activity in time: weeks from the start at the earliest and latest, and its floats.

    It may begin `total_float` weeks later before the end moves, and `free_float` weeks later
    before any other activity does.
    """

    activity: Activity
    start: int
    end: int
    latest_start: int
    latest_end: int
    free_float: int

    @property
    def total_float(self) -> int:
        """Weeks of delay that the end does not feel."""
        return self.latest_start - self.start

    @property
    def critical(self) -> bool:
        """Whether every week of delay is a week of delay of the end."""
        return self.total_float == 0


@dataclass(frozen=True, slots=True)
class Path:
    """All activities in time, in the order of the file, and the weeks that they take together."""

    steps: tuple[Step, ...]
    weeks: int

    @property
    def critical(self) -> tuple[str, ...]:
        """The ids of the critical activities, by their start."""
        steps = sorted((step for step in self.steps if step.critical), key=lambda s: s.start)
        return tuple(step.activity.id for step in steps)

    def step(self, name: str) -> Step:
        """Return the step of the activity of that id. Raises InputError for an unknown one."""
        for step in self.steps:
            if step.activity.id == name:
                return step
        near = hint(name, [step.activity.id for step in self.steps])
        raise InputError(f"No activity is called '{name}'.", next_step=near)


def path_of(activities: Sequence[Activity]) -> Path:
    """Return the activities in time; they are known to go in no circle."""
    before = {activity.id: activity.after for activity in activities}
    order = list(TopologicalSorter(before).static_order())
    weeks = {activity.id: activity.weeks for activity in activities}
    after = {name: [each for each in order if name in before[each]] for name in order}
    start: dict[str, int] = {}
    for name in order:
        start[name] = max((start[each] + weeks[each] for each in before[name]), default=0)
    total = max((start[name] + weeks[name] for name in order), default=0)
    latest: dict[str, int] = {}
    for name in reversed(order):
        latest[name] = min((latest[each] for each in after[name]), default=total) - weeks[name]
    return Path(
        tuple(
            Step(
                activity,
                start[activity.id],
                start[activity.id] + activity.weeks,
                latest[activity.id],
                latest[activity.id] + activity.weeks,
                min((start[each] for each in after[activity.id]), default=total)
                - start[activity.id]
                - activity.weeks,
            )
            for activity in activities
        ),
        total,
    )


def slipped(activities: Sequence[Activity], slips: Mapping[str, int]) -> Path:
    """Return the path after activities take so many weeks longer (or, below zero, shorter).

    Raises InputError for an unknown activity, and where one would take less than no time.
    """
    known = {activity.id: activity for activity in activities}
    for name, weeks in slips.items():
        if name not in known:
            raise InputError(f"No activity is called '{name}'.", next_step=hint(name, known))
        if known[name].weeks + weeks < 0:
            raise InputError(f"'{name}' takes {known[name].weeks} weeks; it cannot take fewer.")
    return path_of([_longer(activity, slips.get(activity.id, 0)) for activity in activities])


def instant_after(starts: datetime, weeks: int) -> datetime:
    """Return the instant so many weeks after the start."""
    return starts + timedelta(weeks=weeks)


def _longer(activity: Activity, weeks: int) -> Activity:
    return activity.model_copy(update={"weeks": activity.weeks + weeks})
