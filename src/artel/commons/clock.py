"""The only source of now: a clock that is handed in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Anything that can say what time it is."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the machine's present instant in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the one place that may ask


class WoundClock:
    """A clock that stands where it was wound, for tests and for replays."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant

    def now(self) -> datetime:
        """Return the instant to which the clock was last wound."""
        return self._instant

    def wind(self, instant: datetime) -> None:
        """Set the clock to another instant."""
        self._instant = instant


class OffsetClock:
    """A clock that began at another instant and runs like the one beneath it, for drills."""

    def __init__(self, begin: datetime, beneath: Clock) -> None:
        self._beneath = beneath
        self._offset = begin - beneath.now()

    def now(self) -> datetime:
        """Return the instant that this clock shows."""
        return self._beneath.now() + self._offset
