"""Priced lines become one invoice for each customer, in the currency and with the tax of its state.

Who brought the order collects: a member itself, the operator for everybody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from artel.commons.formats import stamp
from artel.settlement.exchange import exchange_of
from artel.settlement.money import exact
from artel.settlement.pricing import FORMULA
from artel.settlement.sheet import Sheet, line
from artel.settlement.tariffs import UNITS
from artel.settlement.vat import IN_GROSS, ON_NET, fraction_within

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from artel.settlement.exchange import Exchange
    from artel.settlement.pricing import Line
    from artel.settlement.tariffs import Advance, Tariffs

FORMAT, VERSION = "artel-invoice", 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """What one customer owes; `sheet` holds every figure with its formula."""

    number: str
    customer: str
    state: str
    customer_class: str
    collector: str
    currency: str
    day: date
    lines: tuple[Line, ...]
    sheet: Sheet
    exchange: Exchange
    advances: tuple[Advance, ...]

    @property
    def net_pool(self) -> int:
        """The net price in the pool's currency: what the collector owes the pool."""
        return sum(each.net for each in self.lines)

    def amount(self, name: str) -> int:
        """Return a figure in the invoice's currency: net, tax, gross, advance, credit or due."""
        return self.sheet.whole(name)


def invoices_of(
    lines: Sequence[Line], tariffs: Tariffs, members: Iterable[str], day: date
) -> tuple[Invoice, ...]:
    """Return the invoices of a period that ends on `day`, numbered in the order of customers."""
    own = frozenset(members)
    groups: dict[tuple[str, ...], list[Line]] = {}
    for each in lines:
        groups.setdefault(_account(each, own, tariffs), []).append(each)
    found, used = [], set[str]()
    for number, account in enumerate(sorted(groups), 1):
        waiting = [advance for advance in tariffs.advances if advance.id not in used]
        invoice = _invoice(
            f"{day:%Y-%m}-{number:03d}", account, groups[account], tariffs, day, waiting
        )
        used |= {advance.id for advance in invoice.advances}
        found.append(invoice)
    return tuple(found)


def _account(each: Line, members: frozenset[str], tariffs: Tariffs) -> tuple[str, ...]:
    record = each.record
    collector = record.brought_by if record.brought_by in members else tariffs.operator.id
    customer = record.customer
    return customer.name, customer.state, customer.customer_class, collector


def _invoice(
    number: str,
    account: tuple[str, ...],
    lines: list[Line],
    tariffs: Tariffs,
    day: date,
    waiting: list[Advance],
) -> Invoice:
    name, state, customer_class, collector = account
    currency = tariffs.currency_of_state(state)
    exchange = exchange_of(tariffs.exchange, tariffs.currency, currency, day)
    advances = tuple(
        advance
        for advance in sorted(waiting, key=lambda each: (each.paid, each.id))
        if (advance.customer, advance.state) == (name, state) and advance.paid <= day
    )
    sheet = Sheet()
    _goods(sheet, lines, exchange, tariffs.currency)
    _taxes(sheet, lines, tariffs, state, currency)
    _credits(sheet, advances, tariffs, currency)
    return Invoice(
        number=number, customer=name, state=state, customer_class=customer_class,
        collector=collector, currency=currency, day=day, lines=tuple(lines), sheet=sheet,
        exchange=exchange, advances=advances,
    )  # fmt: skip


def _goods(sheet: Sheet, lines: list[Line], exchange: Exchange, unit: str) -> None:
    for each in lines:
        record = each.record
        text = f"{record.asset}, {record.quantity} {UNITS[record.kind]} on {record.day}"
        sheet.add(f"price/{record.id}", text, FORMULA, each.inputs, unit)
        sheet.add(
            f"net/{record.id}",
            f"the same in {exchange.quote}" + _rate_text(exchange),
            exchange.formula,
            {"amount": line(f"price/{record.id}"), **exchange.inputs},
            exchange.quote,
        )
    nets = [line(f"net/{each.record.id}") for each in lines]
    sheet.add("net", "net", "sum(lines)", {"lines": nets}, exchange.quote)


def _rate_text(exchange: Exchange) -> str:
    return f" at the rate of {exchange.bank} of {exchange.day}" if exchange.bank else ""


def _taxes(sheet: Sheet, lines: list[Line], tariffs: Tariffs, state: str, unit: str) -> None:
    """Add the tax at each rate: the day of delivery decides which it is."""
    by_rate: dict[str, list[dict[str, str]]] = {}
    for each in lines:
        percent = tariffs.tax_on(state, each.record.day).percent or "0"
        by_rate.setdefault(percent, []).append(line(f"net/{each.record.id}"))
    for percent, nets in sorted(by_rate.items(), key=lambda item: exact(item[0])):
        taxed = f"what is taxed at {percent} %"
        sheet.add(f"taxed/{percent}", taxed, "sum(lines)", {"lines": nets}, unit)
        inputs = {"net": line(f"taxed/{percent}"), "percent": percent}
        sheet.add(
            f"tax/{percent}", f"value-added tax of {state}, {percent} %", ON_NET, inputs, unit
        )
    taxes = [line(f"tax/{percent}") for percent in by_rate]
    sheet.add("tax", "tax", "sum(taxes)", {"taxes": taxes}, unit)
    both = {"net": line("net"), "tax": line("tax")}
    sheet.add("gross", "gross", "net + tax", both, unit)


def _credits(sheet: Sheet, advances: Sequence[Advance], tariffs: Tariffs, unit: str) -> None:
    """Add what was paid before delivery, and the tax that was paid with it at the rate of then."""
    for advance in advances:
        then = tariffs.tax_on(advance.state, advance.paid).percent or "0"
        text = f"advance {advance.id}, paid on {advance.paid}"
        sheet.add(f"advance/{advance.id}", text, "gross", {"gross": advance.gross_minor}, unit)
        inputs = {"gross": line(f"advance/{advance.id}"), "percent": then}
        told = f"tax paid with it, {fraction_within(then)}"
        sheet.add(f"credit/{advance.id}", told, IN_GROSS, inputs, unit)
    for name, text in (("advance", "paid before"), ("credit", "of that, tax paid before")):
        parts = [line(f"{name}/{advance.id}") for advance in advances]
        sheet.add(name, text, "sum(parts)", {"parts": parts}, unit)
    sheet.add("due", "due", "gross - advance",
              {"gross": line("gross"), "advance": line("advance")}, unit)  # fmt: skip
    sheet.add("remit", "tax still to be remitted", "tax - credit",
              {"tax": line("tax"), "credit": line("credit")}, unit)  # fmt: skip


def invoice_document(invoice: Invoice, operator: str, period: str) -> dict[str, Any]:
    """Return an invoice as a file."""
    return {
        "format": stamp(FORMAT, VERSION),
        "number": invoice.number,
        "period": period,
        "day": str(invoice.day),
        "operator": operator,
        "collector": invoice.collector,
        "customer": {
            "name": invoice.customer,
            "state": invoice.state,
            "class": invoice.customer_class,
        },
        "currency": invoice.currency,
        **{
            name: invoice.amount(name)
            for name in ("net", "tax", "gross", "advance", "credit", "due", "remit")
        },
        **invoice.sheet.document(),
    }
