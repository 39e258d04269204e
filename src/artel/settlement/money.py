"""Money in whole minor units with its currency; no float comes near it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field

from artel.commons.errors import InputError
from artel.commons.names import hint

MINOR_DIGITS = {
    "AMD": 2, "AZN": 2, "BYN": 2, "CNY": 2, "CUP": 2, "EUR": 2, "GBP": 2, "INR": 2, "JPY": 0,
    "KGS": 2, "KRW": 0, "KWD": 3, "KZT": 2, "MDL": 2, "NOK": 2, "RUB": 2, "TJS": 2, "TMT": 2,
    "TRY": 2, "UAH": 2, "USD": 2, "UZS": 2, "VND": 0, "XDR": 2,
}  # fmt: skip
"""Digits after the point of the currencies that can be used (ISO 4217)."""

_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,12})?")

Exact: TypeAlias = int | Fraction | str


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in whole minor units (kopecks, not roubles) of an ISO 4217 currency.

    Raises TypeError where the amount is anything but an int: a float never becomes money.
    """

    amount: int
    currency: str

    def __post_init__(self) -> None:
        whole(self.amount)
        currency_of(self.currency)

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __str__(self) -> str:
        return f"{decimal_text(self.amount, self.currency)} {self.currency}"

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{other} and {self} are of two currencies; exchange one first")
        return other.amount


def whole(amount: object) -> int:
    """Return the amount when it is an int. Raises TypeError for a float, a bool or a text."""
    if type(amount) is not int:
        raise TypeError(f"money is counted in whole minor units, not in {amount!r}")
    return amount


def currency_of(code: str) -> str:
    """Return the code when artel knows how many digits the currency has."""
    if code not in MINOR_DIGITS:
        raise InputError(f"'{code}' is not a currency artel knows; {hint(code, MINOR_DIGITS)}")
    return code


def exact(value: Exact) -> Fraction:
    """Return the exact number of an int, a fraction or a decimal text such as `12.50` or `1/3`.

    Raises TypeError for a float: what it stands for is not what was written.
    """
    if isinstance(value, bool | float):
        raise TypeError(f"{value!r} is not exact; write it as a decimal text")
    return Fraction(value)


def rounded(value: Exact) -> int:
    """Return the nearest whole number; a half goes away from zero, as tax offices round."""
    number = exact(value)
    size = (2 * abs(number.numerator) + number.denominator) // (2 * number.denominator)
    return size if number >= 0 else -size


def decimal_text(amount: int, currency: str) -> str:
    """Return minor units as a decimal text: 120050 of RUB is `1200.50`."""
    digits = MINOR_DIGITS[currency_of(currency)]
    sign, size = ("-" if whole(amount) < 0 else ""), str(abs(amount)).rjust(digits + 1, "0")
    return f"{sign}{size[:-digits]}.{size[-digits:]}" if digits else f"{sign}{size}"


def exact_text(value: Fraction) -> str:
    """Return an exact number as text: `5`, `12.5`, or `1/3` where no decimal ends."""
    rest, places = value.denominator, 0
    while rest % 10 == 0 or rest % 2 == 0 or rest % 5 == 0:
        rest = rest // 10 if rest % 10 == 0 else rest // (2 if rest % 2 == 0 else 5)
        places += 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    scaled = value.numerator * 10**places // value.denominator
    if places == 0:
        return str(scaled)
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def _decimal(value: object) -> object:
    """Let tables write whole numbers plainly, and all others as text."""
    if isinstance(value, float):
        raise ValueError(f"write the number as text: '{value}'")  # noqa: TRY004 - pydantic's way
    if type(value) is int:
        value = str(value)
    if isinstance(value, str) and not _DECIMAL.fullmatch(value):
        raise ValueError("this is not a decimal number such as '12.50'")
    return value


Decimal: TypeAlias = Annotated[str, BeforeValidator(_decimal)]
"""An exact number in a table: a whole number, or a decimal in quotes."""

Minor: TypeAlias = Annotated[int, Field(strict=True)]
"""Whole minor units in a table."""

Currency: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
"""An ISO 4217 code in a table."""
