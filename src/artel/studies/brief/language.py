"""The language that a brief is read in: its sentences, plurals, numbers and dates.

English needs no file. Every other language is one file of `languages`, named by its code: from
each English sentence to its own. Plurals, numbers, dates and signs of money are those of the
Unicode CLDR for that code.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from artel.studies.words import Count, Currency, Dated, Heard, Money, Numeral, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from babel import Locale

Form: TypeAlias = Literal["words", "short", "figures", "month"]

_SKELETONS = {"short": "MMMd", "figures": "yMd", "month": "yMMMM"}
_NAME = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"(?P<sign>[+\-\N{MINUS SIGN}]?)(?P<digits>[\d,]+(?:\.\d+)?)(?P<part>%?)")
_INSTANT = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)(?:[T ](?P<clock>\d\d:\d\d)(?::\d\d)?(?:\.\d+)?Z)?"
)


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its code.

    `sentences` gives for an English sentence its own, as text or by plural form; `nouns` gives
    for an English noun its forms with {count}; `heard` gives for a sentence that the planner, the
    charter or the roster said, told by its shape, its own. What is missing is said in English.
    """

    code: str = "en"
    sentences: Mapping[str, str | Mapping[str, str]] = field(default_factory=dict)
    nouns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    heard: Mapping[str, str] = field(default_factory=dict)

    def say(self, english: str, **values: object) -> str:
        """Return a sentence with its values; the first count chooses among its plural forms.

        Without values the {names} stay, for whoever fills them in.
        """
        found = self.sentences.get(english, english)
        if not isinstance(found, str):
            counts = (each.number for each in values.values() if isinstance(each, Count))
            found = found[self._form(next(counts, 1), found)]
        if not values:
            return found
        return found.format(**{name: self.of(value) for name, value in values.items()})

    def of(self, value: object) -> str:
        """Return what a study said, in this language; text from the pool's own files stays."""
        if self.code == ENGLISH.code:
            return str(value)
        if isinstance(value, Words):
            return self.say(value.template, **value.values)
        if isinstance(value, Numeral):
            return self.number(value)
        return self._bent(value)

    def _bent(self, value: object) -> str:
        if isinstance(value, int):
            return self.number(f"{value}")
        if isinstance(value, Count):
            return self.count(value.number, value.noun, value.case)
        if isinstance(value, Money):
            return self.money(value)
        if isinstance(value, Dated):
            return self.day(value.day, "month" if value.month else "figures")
        if isinstance(value, Heard):
            return self.understood(value) or str(value)
        return self.currency(value) if isinstance(value, Currency) else str(value)

    def count(self, number: int, noun: str, case: str = "") -> str:
        """Return `21 orders`; `case` names the place in a sentence that bends the noun."""
        return self._counted(number, noun, case) or Count(number, noun, case)

    def measure(self, english: str, noun: str, case: str = "") -> str:
        """Return a number as English writes it with its unit: `2.3`, hour."""
        plain = english.replace(",", "")
        number = Decimal(plain) if "." in plain else int(plain)
        return self._counted(number, noun, case, english) or f"{english} {noun}s"

    def _counted(self, number: int | Decimal, noun: str, case: str, said: str = "") -> str:
        forms = self.nouns.get(f"{noun} ({case})" if case else noun) or self.nouns.get(noun)
        if forms is None:
            return ""
        shown = self.number(said or f"{number:,}")
        return forms[self._form(number, forms)].format(count=shown)

    def _form(self, count: float | Decimal, forms: Mapping[str, str]) -> str:
        form = _locale(self.code).plural_form(count)
        return form if form in forms else "other"

    def number(self, english: str) -> str:
        """Return a number that English writes so, with the same digits."""
        found = _NUMBER.fullmatch(english)
        if found is None or self.code == ENGLISH.code:
            return english
        return f"{found['sign']}{_written(self.code, found['digits'], found['part'])}"

    def whole(self, value: float) -> str:
        """Return a count or a value without its fraction: `8,890`."""
        return self.number(f"{value:,.0f}")

    def money(self, amount: Money) -> str:
        """Return an amount with the sign of its currency."""
        if self.code == ENGLISH.code:
            return str(amount)
        from babel.numbers import format_currency  # noqa: PLC0415 -- English does without

        plain = amount.removesuffix(amount.currency).replace("\u00a0", "")
        return format_currency(Decimal(plain.strip()), amount.currency, locale=self.code)

    def currency(self, code: str) -> str:
        """Return the sign of a currency."""
        if self.code == ENGLISH.code:
            return str(code)
        from babel.numbers import get_currency_symbol  # noqa: PLC0415 -- English does without

        return get_currency_symbol(code, locale=self.code)

    def day(self, given: date, form: Form) -> str:
        """Return a date: in words, without its year, in figures, or the month that it lies in."""
        if self.code == ENGLISH.code:
            return _english(given, form)
        from babel.dates import format_date, format_skeleton  # noqa: PLC0415 -- as above

        if form == "words":
            return format_date(given, "long", locale=self.code)
        return format_skeleton(_SKELETONS[form], given, locale=self.code)

    def understood(self, english: str) -> str | None:
        """Return a sentence of the planner, the charter or the roster; None if it is not known."""
        for shape, own in self.heard.items():
            found = _shape(shape).fullmatch(english)
            if found:
                parts = found.groupdict()
                return own.format(**{name: self._carried(name, parts[name]) for name in parts})
        return None

    def _carried(self, name: str, part: str) -> str:
        """Return a part of a sentence as it was heard: a number, an instant, orders, a name."""
        at = _INSTANT.fullmatch(part)
        if at:
            when = self.day(date.fromisoformat(at["date"]), "figures")
            return f"{when} {at['clock']} UTC" if at["clock"] else when
        if name == "orders" and " and " in part:
            others, _, last = part.rpartition(" and ")
            return self.say(AND, others=self._carried(name, others), last=last)
        return self.number(part) if _NUMBER.fullmatch(part) else self.understood(part) or part


AND = "{others} and {last}"
ENGLISH = Language()


def language_from(code: str, text: str) -> Language:
    """Return the language of a code from the text of its file."""
    told = json.loads(text)
    return Language(code, **{part: told.get(part, {}) for part in ("sentences", "nouns", "heard")})


@cache
def _shape(sentence: str) -> re.Pattern[str]:
    """Return what finds a sentence with {names} again, whatever stands for them."""
    pieces = _NAME.split(sentence)
    return re.compile("".join(
        f"(?P<{piece}>.+?)" if index % 2 else re.escape(piece)
        for index, piece in enumerate(pieces)
    ))  # fmt: skip


@cache
def _locale(code: str) -> Locale:
    from babel import Locale  # noqa: PLC0415 -- English does without

    return Locale.parse(code)


def _written(code: str, digits: str, part: str) -> str:
    """Return digits, as `8,890.5` or, with a part of `%`, as `65%`, in a language's own way."""
    from babel.numbers import parse_pattern  # noqa: PLC0415 -- English does without

    locale, plain = _locale(code), digits.replace(",", "")
    formats = locale.percent_formats if part else locale.decimal_formats
    pattern = parse_pattern(formats[None].pattern)
    places = len(plain.partition(".")[2])
    pattern.frac_prec = (places, places)
    value = Decimal(plain).scaleb(-2) if part else Decimal(plain)
    return str(pattern.apply(value, locale))


def _english(given: date, form: Form) -> str:
    """Return a date in English, the day before the month."""
    if form in {"figures", "month"}:
        return str(Dated(given, month=form == "month"))
    month = _MONTHS[given.month - 1]
    return f"{given.day} {month[:3]}" if form == "short" else f"{given.day} {month} {given.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
