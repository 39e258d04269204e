"""When an endorsement expires, lapses for want of exercise, wants its refresher, or is suspended.

All follow from what the log knows at an instant. Days are days of UTC, so that each change falls
on a midnight: with 90 days allowed, the last day that counts is the 90th after the exercise.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from artel.commons.names import matches
from artel.people.tables import AssessmentEvent, PassEvent, TrainingEvent

if TYPE_CHECKING:
    from artel.people.events import Log
    from artel.people.reading import People
    from artel.people.tables import Endorsement, Kind

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Validity:
    """Of one endorsement, as the log stands: the instants from which it no longer holds.

    `suspended` is the instant of a failed assessment that none has made good, or None;
    `exercised` is how many passes count at the instant that was asked about.
    """

    expires: datetime
    lapses: datetime
    refresher_due: datetime
    suspended: datetime | None
    exercised: int

    @property
    def ends(self) -> datetime:
        """The first of the three."""
        return min(self.expires, self.lapses, self.refresher_due)


def validity(people: People, log: Log, held: Endorsement, at: datetime) -> Validity:
    """Return how long the endorsement holds by what the log knows at the instant."""
    kind = people.kinds[held.kind]
    assessed = [
        event for event in log.known(held.person, at, AssessmentEvent)
        if event.of == kind.id and event.at >= held.issued
    ]  # fmt: skip
    passed = [event.at for event in assessed if event.passed]
    refreshed = [
        event.at for event in log.known(held.person, at, TrainingEvent)
        if event.of == kind.id and event.kind == "refresher"
    ]  # fmt: skip
    anew = max([held.issued, *passed, *refreshed])
    flown = exercises(people, log, held, at)
    failed = assessed[-1].at if assessed and not assessed[-1].passed else None
    counted = sum(day > midnight(at) - timedelta(days=kind.within_days + 1) for day in flown)
    return Validity(_expiry(held, kind, passed), _lapse(kind, anew, flown),
                    _refresher(kind, anew), failed, counted)  # fmt: skip


def exercises(people: People, log: Log, held: Endorsement, at: datetime) -> list[datetime]:
    """Return the days (midnight UTC, oldest first) of the passes that exercised the endorsement."""
    position = people.kinds[held.kind].position
    return [
        midnight(event.at)
        for event in log.known(held.person, at, PassEvent)
        if event.position == position and matches(held.assets, event.asset)
    ]


def _expiry(held: Endorsement, kind: Kind, passed: list[datetime]) -> datetime:
    first = held.expires or months_after(held.issued, kind.valid_months)
    return max([first, *(months_after(instant, kind.valid_months) for instant in passed)])


def _lapse(kind: Kind, anew: datetime, flown: list[datetime]) -> datetime:
    """Return the midnight from which too few passes count, should no other be flown."""
    if kind.exercises == 0:
        return NEVER
    last = [midnight(anew)]
    if len(flown) >= kind.exercises:
        last.append(flown[-kind.exercises])
    return max(last) + timedelta(days=kind.within_days + 1)


def _refresher(kind: Kind, anew: datetime) -> datetime:
    return months_after(anew, kind.refresher_months) if kind.refresher_months else NEVER


def midnight(at: datetime) -> datetime:
    """Return the midnight UTC with which the day of an instant begins."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def months_after(at: datetime, months: int) -> datetime:
    """Return the midnight of the same day so many months later, or of that month's last day."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    day = min(at.day, calendar.monthrange(year, month + 1)[1])
    return midnight(at).replace(year=year, month=month + 1, day=day)
