"""Earned value: whether work is on time and within its money, and what the whole will cost.

The figures are those of every textbook: planned value PV, earned value EV, actual cost AC, budget
at completion BAC; SPI = EV / PV, CPI = EV / AC, EAC = BAC / CPI, TCPI = (BAC - EV) / (BAC - AC).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from artel.workshare.accounts import Accounts
    from artel.workshare.path import Path, Step


@dataclass(frozen=True, slots=True)
class Earned:
    """Planned, earned and actual value and the budget at completion, in one currency.

    An index is None where what it divides by is nothing.
    """

    planned: Fraction
    earned: Fraction
    actual: Fraction
    budget: Fraction

    @property
    def schedule_index(self) -> Fraction | None:
        """SPI: below one is late."""
        return self.earned / self.planned if self.planned else None

    @property
    def cost_index(self) -> Fraction | None:
        """CPI: below one is dear."""
        return self.earned / self.actual if self.actual else None

    @property
    def estimate(self) -> Fraction | None:
        """EAC: what the whole will cost when it goes on as it went."""
        return self.budget / self.cost_index if self.cost_index else None

    @property
    def to_complete(self) -> Fraction | None:
        """TCPI: the cost index that the rest needs to end within the budget."""
        left = self.budget - self.actual
        return (self.budget - self.earned) / left if left > 0 else None


def earned_at(path: Path, accounts: Accounts, weeks: Fraction) -> Earned:
    """Return the earned value of all activities with a budget, so many weeks from the start.

    An activity's planned value grows evenly from its earliest start to its earliest end.
    """
    total = Earned(Fraction(0), Fraction(0), Fraction(0), Fraction(0))
    for step in path.steps:
        activity = step.activity
        if activity.budget is None:
            continue
        budget = Fraction(accounts.minor(activity.budget))
        spent = accounts.minor(activity.spent) if activity.spent else 0
        total = Earned(
            total.planned + budget * _planned(step, weeks),
            total.earned + budget * activity.done,
            total.actual + spent,
            total.budget + budget,
        )
    return total


def _planned(step: Step, weeks: Fraction) -> Fraction:
    """Return the share of an activity that was to be done by then."""
    if weeks >= step.end:
        return Fraction(1)
    if weeks <= step.start:
        return Fraction(0)
    return (weeks - step.start) / (step.end - step.start)
