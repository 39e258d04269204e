"""The event log: what happened to each person, and as much of it as is known at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from artel.people.tables import (
        AbsentEvent,
        AssessmentEvent,
        Event,
        PassEvent,
        RosteredEvent,
        ShiftEvent,
        TrainingEvent,
    )

    EventType = TypeVar(
        "EventType",
        PassEvent,
        TrainingEvent,
        AssessmentEvent,
        ShiftEvent,
        RosteredEvent,
        AbsentEvent,
    )


@dataclass(frozen=True)
class Log:
    """Events of all people. The order in which they are written down means nothing."""

    events: tuple[Event, ...]

    @cached_property
    def _of(self) -> dict[str, tuple[Event, ...]]:
        found: dict[str, list[Event]] = {}
        for event in sorted(self.events, key=_order):
            found.setdefault(event.person, []).append(event)
        return {person: tuple(events) for person, events in found.items()}

    def known(self, person: str, at: datetime, kind: type[EventType]) -> list[EventType]:
        """Return the person's events of a kind that had happened by the instant, oldest first."""
        return [
            event
            for event in self._of.get(person, ())
            if event.at <= at and isinstance(event, kind)
        ]

    def instants(self, person: str) -> Iterable[datetime]:
        """Return every instant at which something happened to the person."""
        return (event.at for event in self._of.get(person, ()))

    def with_event(self, event: Event) -> Log:
        """Return the log with one event more."""
        return Log((*self.events, event))


def _order(event: Event) -> tuple[datetime, str]:
    return event.at, event.model_dump_json()
