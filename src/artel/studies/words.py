"""What a study says, in English, and still in the pieces that another language needs.

Each is text as it stands: print it, compare it, write it into JSON. Whoever says it in another
language finds beside the text what it was made of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from artel.settlement.prints import amount_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class Words(str):
    """A sentence: its English with {names}, and what stands for them."""

    __slots__ = ("template", "values")
    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        """Return the sentence in English."""
        self = super().__new__(cls, template.format(**values) if values else template)
        self.template, self.values = template, values
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        return (self.template,), self.values


class Count(str):
    """A count of something: `1 order`, `2 orders`, `no orders`.

    `case` names the place in a sentence that other languages bend the noun for.
    """

    __slots__ = ("case", "noun", "number")
    number: int
    noun: str
    case: str

    def __new__(cls, number: int, noun: str, case: str = "") -> Self:
        """Return the count in English."""
        much = f"{number:,.0f}" if number else "no"
        self = super().__new__(cls, f"{much} {noun if number == 1 else noun + 's'}")
        self.number, self.noun, self.case = number, noun, case
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[int, str, str], dict[str, object]]:
        return (self.number, self.noun, self.case), {}


class Heard(str):
    """A sentence of the planner, the charter or the roster, as it was heard."""

    __slots__ = ()


class Numeral(str):
    """A number as English writes it: `8,890`, `2.3`, `65%`, `+990`."""

    __slots__ = ()


class Money(str):
    """An amount: minor units of a currency."""

    __slots__ = ("currency", "minor")
    minor: int
    currency: str

    def __new__(cls, minor: int, currency: str) -> Self:
        """Return the amount in English."""
        self = super().__new__(cls, amount_text(minor, currency))
        self.minor, self.currency = minor, currency
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[int, str], dict[str, object]]:
        return (self.minor, self.currency), {}


class Currency(str):
    """The ISO code of a currency, as it stands in a heading."""

    __slots__ = ()


class Dated(str):
    """A date, `2026-10-05`, or the month that it lies in, `2026-10`."""

    __slots__ = ("day", "month")
    day: date
    month: bool

    def __new__(cls, given: date, *, month: bool = False) -> Self:
        """Return the date in English."""
        self = super().__new__(cls, f"{given:%Y-%m}" if month else f"{given:%Y-%m-%d}")
        self.day, self.month = given, month
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[date], dict[str, bool]]:
        return (self.day,), {"month": self.month}


def names(*english: str) -> tuple[Words, ...]:
    """Return the heads of columns, or other short names, as words."""
    return tuple(map(Words, english))


def in_a_row(said: Iterable[str], between: str = " ") -> Words:
    """Return sentences one after another."""
    values = {f"part{index}": each for index, each in enumerate(said)}
    return Words(between.join(f"{{{name}}}" for name in values), **values)
