"""What one member sees of a closed period: every figure with its inputs and its formula.

From its statement alone a member can work out what its assets earned, what it collected, what is
shared, its share under each scheme, and who pays whom.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.commons.formats import stamp
from artel.settlement.books import opening_tables
from artel.settlement.exchange import exchange_of
from artel.settlement.pricing import FORMULA
from artel.settlement.schemes import share
from artel.settlement.sheet import Sheet, line, table
from artel.settlement.tariffs import UNITS
from artel.settlement.waterfall import pour

if TYPE_CHECKING:
    from artel.settlement.books import Books, Partaker

FORMAT, VERSION = "artel-statement", 1


def statement(books: Books, member: Partaker) -> dict[str, Any]:
    """Return the statement of a member as a file."""
    terms, tariffs = books.terms, books.terms.tariffs
    sheet = Sheet(opening_tables(terms, books.revenue))
    _used(sheet, books, member.id)
    _collected(sheet, books, member.id)
    pour(sheet, tariffs.operator, terms.partners, tariffs.currency)
    for scheme in books.shares:
        share(sheet, scheme, [member.id], tariffs)
    _position(sheet, books, member.id)
    _paid(sheet, books, member)
    return {
        "format": stamp(FORMAT, VERSION),
        "pool": terms.pool,
        "period": terms.period.name,
        "member": member.id,
        "name": member.name,
        "operator": tariffs.operator.id,
        "currency": tariffs.currency,
        "scheme": tariffs.scheme,
        "share": sheet.whole("share"),
        "position": sheet.whole("position"),
        "held": [
            {
                "id": usage.record.id,
                "by": usage.record.dispute.by,
                "reason": usage.record.dispute.reason,
            }
            for usage in books.held
            if usage.record.owner == member.id and usage.record.dispute is not None
        ],
        **sheet.document(),
    }


def _used(sheet: Sheet, books: Books, member: str) -> None:
    """Add each use of the member's assets, and let the table of revenue lean on their sum."""
    unit, lines = books.terms.tariffs.currency, []
    for each in books.lines:
        record = each.record
        if record.owner == member:
            text = (
                f"{record.asset}, {record.quantity} {UNITS[record.kind]} for "
                f"{record.customer.name} on {record.day}"
            )
            sheet.add(f"used/{record.id}", text, FORMULA, each.inputs, unit)
            lines.append(line(f"used/{record.id}"))
    text = f"what the assets of {member} earned"
    sheet.add("used", text, "sum(lines)", {"lines": lines}, unit)
    if member in sheet.tables["revenue"]:
        sheet.tables["revenue"][member] = line("used")


def _collected(sheet: Sheet, books: Books, member: str) -> None:
    unit, lines = books.terms.tariffs.currency, []
    for invoice in books.invoices:
        if invoice.collector == member:
            name = f"collected/{invoice.number}"
            nets = [each.net for each in invoice.lines]
            text = f"invoice {invoice.number} to {invoice.customer}, net"
            sheet.add(name, text, "sum(nets)", {"nets": nets}, unit)
            lines.append(line(name))
    text = f"what {member} collects and owes the pool"
    sheet.add("collected", text, "sum(lines)", {"lines": lines}, unit)


def _position(sheet: Sheet, books: Books, member: str) -> None:
    tariffs = books.terms.tariffs
    name = f"share/{tariffs.scheme}/{member}"
    booked = line(name) if name in sheet.values else 0
    text = f"the share that is booked, scheme {tariffs.scheme}"
    sheet.add("share", text, "share", {"share": booked}, tariffs.currency)
    sheet.add(
        "position",
        "to be received; below zero, to be paid",
        "share - collected",
        {"share": line("share"), "collected": line("collected")},
        tariffs.currency,
    )
    sheet.tables["positions"] = {**books.positions, member: line("position")}


def _paid(sheet: Sheet, books: Books, member: Partaker) -> None:
    """Add the member's payments, and what the position is in the currency it reports in."""
    tariffs = books.terms.tariffs
    received: list[dict[str, str]] = []
    paid: list[dict[str, str]] = []
    for each in books.payments:
        if member.id not in (each.payer, each.payee):
            continue
        name = f"payment/{each.payer}/{each.payee}"
        sheet.add(
            name,
            f"{each.payer} pays {each.payee}",
            "transfer(positions, payer, payee)",
            {"positions": table("positions"), "payer": each.payer, "payee": each.payee},
            tariffs.currency,
        )
        (received if each.payee == member.id else paid).append(line(name))
    sheet.add(
        "open",
        "open after these payments",
        "position + sum(paid) - sum(received)",
        {"position": line("position"), "paid": paid, "received": received},
        tariffs.currency,
    )
    rates, day = tariffs.exchange, books.terms.period.last
    exchange = exchange_of(rates, tariffs.currency, member.currency, day)
    if exchange.bank:
        text = f"the position at the rate of {exchange.bank} of {exchange.day}"
        inputs = {"amount": line("position"), **exchange.inputs}
        sheet.add("reported", text, exchange.formula, inputs, member.currency)
