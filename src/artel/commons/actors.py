"""Who acts: an account of a person or a machine, its role, and the party it speaks for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an actor is at the desk; what each role may do is the desk's table."""

    PLANNER = "planner"
    FINANCE = "finance"
    OWNER = "owner"
    CUSTOMER = "customer"
    TERMINAL_OWNER = "terminal_owner"
    PARTNER = "partner"
    OBSERVER = "observer"
    AUDITOR = "auditor"
    ADMIN = "admin"
    SYSTEM = "system"


OPERATORS = frozenset({Role.PLANNER, Role.FINANCE, Role.AUDITOR, Role.ADMIN, Role.SYSTEM})
"""The roles of the operator's own people and jobs: they see the rows of every party."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks.

    `party` is the id of the member, partner, observer or customer that the actor speaks for, and
    empty for the operator; `home` is the party that brings a customer's orders.
    """

    account: str
    name: str
    role: Role
    party: str = ""
    home: str = ""

    @property
    def scope(self) -> str:
        """What rows the actor sees: `operator`, all of them; `party`, those of its party."""
        return "operator" if self.role in OPERATORS else "party"
