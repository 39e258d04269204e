"""Reading tariffs.yaml, and what it says against itself."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING, get_args

from artel.commons.classes import OrderClass
from artel.commons.errors import TableError
from artel.commons.formats import check_stamp
from artel.commons.names import hint
from artel.commons.tables import check
from artel.settlement.money import MINOR_DIGITS, exact, exact_text
from artel.settlement.tariffs import STANDARD, CustomerClass, Tariff, Tariffs

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from artel.commons.tables import Path, Table
    from artel.settlement.tariffs import Dated

FORMAT, VERSION = "artel-tariffs", 1


def read_tariffs(table: Table) -> Tariffs:
    """Return the tariffs of a table.

    Raises TableError with a finding (file, line, field) for each thing that is wrong.
    """
    stamp = table.value.get("format") if isinstance(table.value, dict) else None
    check_stamp(stamp, FORMAT, VERSION, table.file)
    tariffs = check(table, Tariffs)
    findings = tuple(_findings(table, tariffs))
    if findings:
        raise TableError(findings)
    return tariffs


def _findings(table: Table, tariffs: Tariffs) -> Iterator[str]:
    yield from _currencies(table, tariffs)
    yield from _twice(table, "keys", [key.party for key in tariffs.keys], "the key of")
    yield from _twice(table, "billing", [row.state for row in tariffs.billing], "the currency of")
    yield from _twice(table, "advances", [row.id for row in tariffs.advances], "the advance")
    rates = [(rate.bank, rate.base, rate.quote, rate.day) for rate in tariffs.exchange]
    yield from _twice(table, "exchange", rates, "the rate")
    yield from _meeting(table, "tariffs", tariffs.tariffs, ["tariff"] * len(tariffs.tariffs))
    yield from _meeting(table, "taxes", tariffs.taxes, [tax.state for tax in tariffs.taxes])
    yield from _meeting(table, "fixed", tariffs.fixed, [""] * len(tariffs.fixed))
    yield from _meeting(table, "investment", tariffs.investment, [""] * len(tariffs.investment))
    for index, tariff in enumerate(tariffs.tariffs):
        yield from _tariff(table, ("tariffs", index), tariff)
    for index, row in enumerate(tariffs.fixed):
        whole = sum((exact(share) for share in row.shares.values()), Fraction(0))
        if whole != 100:
            sentence = f"the shares sum to {exact_text(whole)}, not to 100."
            yield table.finding(("fixed", index, "shares"), sentence)
    for index, investment in enumerate(tariffs.investment):
        if not any(investment.amounts_minor.values()):
            path = ("investment", index, "amounts_minor")
            yield table.finding(path, "nobody has put anything in.")


def _currencies(table: Table, tariffs: Tariffs) -> Iterator[str]:
    named: list[tuple[Path, str]] = [(("currency",), tariffs.currency)]
    named += [
        (("billing", index, "currency"), row.currency) for index, row in enumerate(tariffs.billing)
    ]
    for index, rate in enumerate(tariffs.exchange):
        named += [(("exchange", index, side), getattr(rate, side)) for side in ("base", "quote")]
        if rate.base == rate.quote:
            yield table.finding(("exchange", index, "quote"), "a currency is its own price.")
    for path, code in named:
        if code not in MINOR_DIGITS:
            yield table.finding(
                path, f"'{code}' is not a currency artel knows; {hint(code, MINOR_DIGITS)}"
            )


def _twice(table: Table, name: str, keys: Sequence[Hashable], what: str) -> Iterator[str]:
    for index, key in enumerate(keys):
        if key in keys[:index]:
            told = ", ".join(map(str, key)) if isinstance(key, tuple) else key
            yield table.finding((name, index), f"{what} '{told}' stands twice.")


def _meeting(
    table: Table, name: str, rows: Sequence[Dated], subjects: Sequence[str]
) -> Iterator[str]:
    """Name each two rows on one subject that hold on the same day."""
    numbered = enumerate(zip(rows, subjects, strict=True))
    for (one, (first, subject)), (two, (second, other)) in itertools.combinations(numbered, 2):
        if subject == other and first.meets(second):
            sentence = f"it holds on days on which {name}[{one}] holds too."
            yield table.finding((name, two, "from"), sentence)


def _tariff(table: Table, path: Path, tariff: Tariff) -> Iterator[str]:
    for name in ("level", "freshness", "urgency"):
        if STANDARD not in getattr(tariff, name):
            yield table.finding((*path, name), f"'{STANDARD}' is missing.")
    yield from _missing(table, (*path, "customer"), get_args(CustomerClass), tariff.customer)
    classes = [str(each) for each in OrderClass]
    said = {str(each): urgency for each, urgency in tariff.orders.urgency.items()}
    yield from _missing(table, (*path, "orders", "urgency"), classes, said)
    for each, urgency in said.items():
        if urgency not in tariff.urgency:
            sentence = f"no urgency is called '{urgency}'; {hint(urgency, tariff.urgency)}"
            yield table.finding((*path, "orders", "urgency", each), sentence)
    yield from _levels(table, (*path, "orders", "levels"), tariff)
    kinds = [price.kind for price in tariff.prices]
    for index, kind in enumerate(kinds):
        if kind in kinds[:index]:
            yield table.finding((*path, "prices", index), f"the price of '{kind}' stands twice.")


def _levels(table: Table, path: Path, tariff: Tariff) -> Iterator[str]:
    for index, step in enumerate(tariff.orders.levels):
        if step.level not in tariff.level:
            sentence = f"no level is called '{step.level}'; {hint(step.level, tariff.level)}"
            yield table.finding((*path, index, "level"), sentence)


def _missing(
    table: Table, path: Path, wanted: Iterable[str], given: Iterable[str]
) -> Iterator[str]:
    have = set(given)
    for name in wanted:
        if name not in have:
            yield table.finding(path, f"'{name}' is missing.")
