"""One half-open window of time, [start, end)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A span of UTC time that holds its start and not its end."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise ValueError(f"A window must end after it starts: {self.start} to {self.end}.")

    @property
    def length(self) -> timedelta:
        """How long the window is."""
        return self.end - self.start

    def holds(self, instant: datetime) -> bool:
        """Whether the instant lies in [start, end)."""
        return self.start <= instant < self.end

    def meets(self, other: Window) -> bool:
        """Whether the two windows share any instant."""
        return self.start < other.end and other.start < self.end
