"""A period's books: from usage to lines, invoices, shares, payments and the ledger."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.settlement.invoices import invoices_of
from artel.settlement.netting import transfers
from artel.settlement.postings import ledger_of
from artel.settlement.pricing import price_lines
from artel.settlement.schemes import share, usable, weight_tables
from artel.settlement.sheet import Sheet
from artel.settlement.usage import of_period
from artel.settlement.waterfall import pour

if TYPE_CHECKING:
    from collections.abc import Mapping

    from artel.settlement.invoices import Invoice
    from artel.settlement.ledger import Ledger
    from artel.settlement.netting import Transfer
    from artel.settlement.periods import Period
    from artel.settlement.pricing import Line
    from artel.settlement.tariffs import SchemeName, Tariffs
    from artel.settlement.usage import Usage


@dataclass(frozen=True, slots=True)
class Partaker:
    """A member: its id, its name, and the currency it reports in."""

    id: str
    name: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """All that a close follows from.

    `coalitions` are the values of all coalitions of members and operator, in minor units of the
    pool's currency, by ids joined with `+`; they come from the planner as plain numbers.
    """

    pool: str
    period: Period
    members: tuple[Partaker, ...]
    partners: tuple[str, ...]
    tariffs: Tariffs
    usages: tuple[Usage, ...]
    coalitions: Mapping[str, int]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the members."""
        return tuple(member.id for member in self.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """A closed period. Amounts are minor units of the pool's currency.

    `sheet` holds the way from revenue to every share; `positions` what each party is to receive
    (or, below zero, to pay), `payments` the transfers that settle them.
    """

    terms: Terms
    lines: tuple[Line, ...]
    held: tuple[Usage, ...]
    invoices: tuple[Invoice, ...]
    sheet: Sheet
    shares: dict[SchemeName, dict[str, int]]
    collected: dict[str, int]
    positions: dict[str, int]
    payments: tuple[Transfer, ...]
    ledger: Ledger

    @property
    def revenue(self) -> dict[str, int]:
        """The net revenue of each owner's assets."""
        return dict(self.sheet.tables["revenue"])

    @property
    def booked(self) -> dict[str, int]:
        """The shares under the pool's own scheme."""
        return self.shares[self.terms.tariffs.scheme]


def close_books(terms: Terms) -> Books:
    """Return the books of the period.

    Raises InputError where no record is of the period, the pool's scheme has no weights, or a
    price, tax or rate is missing.
    """
    period, tariffs = terms.period, terms.tariffs
    standing, held = of_period(terms.usages, period.first, period.end)
    if not standing:
        raise InputError(
            f"usage.jsonl: no record that stands is of {period.name}.",
            next_step="Name another --period.",
        )
    lines = price_lines(standing, tariffs)
    invoices = invoices_of(lines, tariffs, terms.ids, period.last)
    sheet = Sheet(opening_tables(terms, _revenue(lines)))
    pour(sheet, tariffs.operator, terms.partners, tariffs.currency)
    shares = {scheme: share(sheet, scheme, terms.ids, tariffs) for scheme in usable(sheet)}
    if tariffs.scheme not in shares:
        raise InputError(
            f"tariffs.yaml, scheme: '{tariffs.scheme}' has no weights in {period.name}.",
            next_step="Add its table, or choose another scheme.",
        )
    collected = _collected(invoices)
    positions = _positions(terms, sheet, shares[tariffs.scheme], collected)
    payments = transfers(positions)
    ledger = ledger_of(
        invoices, sheet, tariffs, shares[tariffs.scheme], payments, (period.name, str(period.last))
    )
    return Books(
        terms=terms, lines=lines, held=held, invoices=invoices, sheet=sheet, shares=shares,
        collected=collected, positions=positions, payments=payments, ledger=ledger,
    )  # fmt: skip


def opening_tables(terms: Terms, revenue: dict[str, int]) -> dict[str, dict[str, Any]]:
    """Return the tables that every sheet of the period begins with."""
    return {
        "revenue": dict(revenue),
        **weight_tables(terms.tariffs, terms.ids, revenue, terms.period.last),
        "coalitions": dict(terms.coalitions),
    }


def _revenue(lines: tuple[Line, ...]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for each in lines:
        sums[each.record.owner] += each.net
    return dict(sorted(sums.items()))


def _collected(invoices: tuple[Invoice, ...]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for invoice in invoices:
        sums[invoice.collector] += invoice.net_pool
    return dict(sorted(sums.items()))


def _positions(
    terms: Terms, sheet: Sheet, shares: Mapping[str, int], collected: Mapping[str, int]
) -> dict[str, int]:
    """Return what each party gets less what it has collected; together that is nothing."""
    operator = terms.tariffs.operator.id
    positions = {member: shares.get(member, 0) for member in terms.ids}
    positions |= {
        partner: sheet.whole(f"partner/{partner}")
        for partner in terms.partners
        if f"partner/{partner}" in sheet.values
    }
    kept = sum(sheet.whole(name) for name in ("fee", "opex", "reserve"))
    positions[operator] = kept + shares.get(operator, 0)
    for collector, amount in collected.items():
        positions[collector] -= amount
    return positions
