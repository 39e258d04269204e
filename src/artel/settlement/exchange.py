"""One currency into another at the rate that a bank set for a day."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.settlement.formulas import evaluate
from artel.settlement.money import MINOR_DIGITS, currency_of, exact_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from artel.settlement.tariffs import Rate

OLDEST_DAYS = 7
"""A rate older than this says nothing of today."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """How an amount of one currency becomes one of another: a formula and its inputs.

    `inputs` lack `amount`, in minor units of the first currency.
    """

    base: str
    quote: str
    formula: str
    inputs: dict[str, Any]
    bank: str
    day: str

    def of(self, amount: int) -> int:
        """Return the amount in minor units of the other currency, a half rounded away from zero."""
        return evaluate(self.formula, {"amount": amount, **self.inputs}).numerator


def exchange_of(rates: Sequence[Rate], base: str, quote: str, day: date) -> Exchange:
    """Return how `base` becomes `quote` on a day, at the latest rate of the week before.

    A rate is used in either direction. Raises InputError where there is none.
    """
    if base == quote:
        return Exchange(base, quote, "amount", {}, "", "")
    fitting = [
        rate
        for rate in rates
        if {rate.base, rate.quote} == {base, quote} and 0 <= (day - rate.day).days <= OLDEST_DAYS
    ]
    if not fitting:
        raise InputError(
            f"tariffs.yaml, exchange: no rate between {base} and {quote} is of {day} or of the "
            f"{OLDEST_DAYS} days before.",
            next_step="Add the bank's rate of that day.",
        )
    rate = max(fitting, key=lambda each: (each.day, each.base == base, each.bank))
    inputs = {"rate": rate.rate, "nominal": rate.nominal, "scale": _scale(base, quote)}
    direct = rate.base == base
    formula = "amount * rate / nominal * scale" if direct else "amount * nominal / rate * scale"
    return Exchange(base, quote, f"round({formula})", inputs, rate.bank, str(rate.day))


def _scale(base: str, quote: str) -> str:
    """Return how many minor units of the quote stand for one of the base at par."""
    digits = MINOR_DIGITS[currency_of(quote)] - MINOR_DIGITS[currency_of(base)]
    return exact_text(Fraction(10) ** digits)
