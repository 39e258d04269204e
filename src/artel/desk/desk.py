"""The parts that use cases need, in one hand: the store, the clock, and who the desk itself is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from artel.commons.actors import Actor, Role
from artel.feeds.outbound import Allowed

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from artel.commons.clock import Clock
    from artel.feeds.oidc import Provider
    from artel.orbits.runs import NodeStore
    from artel.store.connections import Store, Unit

SYSTEM = Actor(account="desk", name="the desk", role=Role.SYSTEM, party="", home="")
"""The desk when it acts of itself: jobs, deadlines, what comes in from outside."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One operator's desk: its database, its clock, and the folder of its files.

    `tracks` is where tracks are kept from one computation to the next, if anywhere; `allowed`
    are the private addresses that the operator lets the desk ask; `provider` is where people may
    sign in besides.
    """

    store: Store
    clock: Clock
    folder: Path
    tracks: NodeStore | None = None
    allowed: Allowed = field(default_factory=Allowed)
    provider: Provider | None = None

    def unit(self, actor: Actor = SYSTEM) -> AbstractContextManager[Unit]:
        """Return one transaction in the name of an actor, at the clock's present instant."""
        return self.store.unit(actor, self.clock.now())


def new_id(unit: Unit, prefix: str, *, exercise: bool = False) -> str:
    """Return an id that was never given before; what belongs to an exercise shows it: EX-O-7."""
    row = unit.row("next_id")
    number = 0 if row is None else row["number"]
    return f"{'EX-' if exercise else ''}{prefix}-{number:06d}"
