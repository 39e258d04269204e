"""What waits on board to come down, where data of a class that goes before goes down first.

The rule: once an image of the class that goes before is taken, no downlink of a later class begins
before its own does, at a station that may receive it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from artel.charter.judge import Receiving


@dataclass(frozen=True, slots=True)
class Waiting:
    """Data on board: of which order and class (0 first), from when to when it waits, POSIX s.

    `state` is where it comes down, `receiving` where it may.
    """

    order: str
    rank: int
    since: float
    until: float
    state: str
    receiving: Receiving

    def overtaken(self, other: Waiting) -> bool:
        """Whether the other, of a later class, would come down while this waits and could have."""
        meets = self.since <= other.until < self.until
        return self.rank < other.rank and meets and self.receiving.allows(other.state)


@dataclass
class Queue:
    """The data of one satellite in a plan; where no class goes first, nothing is kept of it."""

    by_class: bool
    rows: list[Waiting] = field(default_factory=list)

    def turn(self, new: Waiting) -> float:
        """Return when new data may come down at the earliest, as far as this moment tells."""
        ahead = [row.until for row in self.rows if row.overtaken(new)]
        return max(ahead, default=new.until)

    def overtakes(self, new: Waiting) -> Waiting | None:
        """Return data of a later class that would come down before the new, or None."""
        return next((row for row in self.rows if new.overtaken(row)), None)

    def add(self, new: Waiting) -> None:
        """Keep data in the queue."""
        self.rows.append(new)

    def remove(self, row: Waiting) -> None:
        """Take data out of the queue."""
        self.rows.remove(row)
