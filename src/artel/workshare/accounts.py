"""Amounts in the programme's currency, at the rates fixed for the programme; exact throughout."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from artel.workshare.tables import Cost, Workshare


@dataclass(frozen=True)
class Accounts:
    """What a unit of each currency counts for; `digits` are those after each currency's point."""

    currency: str
    worth: Mapping[str, Fraction]
    digits: Mapping[str, int]

    def minor(self, cost: Cost) -> int:
        """Return the cost in whole minor units of the programme's currency, a half rounded up."""
        shift = self.digits[self.currency] - self.digits[cost.currency]
        exact = cost.amount_minor * self.worth[cost.currency] * Fraction(10) ** shift
        return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def accounts_of(rows: Workshare, digits: Mapping[str, int]) -> Accounts:
    """Return the accounts of a programme whose currencies are all known and rated."""
    worth = {rate.currency: rate.worth for rate in rows.rates}
    return Accounts(rows.currency, {rows.currency: Fraction(1), **worth}, digits)
