"""The entries of a period: invoices, what goes to partners and operator, shares, payments.

Accounts: `customer:` what a customer owes, `advances:` what it paid before delivery, `vat:` tax
owed to a state, `tax-of-advances:` tax paid with advances, `collection:` what a collector takes
over for the net price, `revenue:` what an owner's assets earned, `pool` what is being shared,
`party:` what a party owes the pool, `cash` money that is there.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from artel.settlement.ledger import Ledger, Posting
from artel.settlement.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from artel.settlement.invoices import Invoice
    from artel.settlement.netting import Transfer
    from artel.settlement.sheet import Sheet
    from artel.settlement.tariffs import Tariffs


def ledger_of(
    invoices: Iterable[Invoice],
    sheet: Sheet,
    tariffs: Tariffs,
    shares: Mapping[str, int],
    payments: Iterable[Transfer],
    when: tuple[str, str],
) -> Ledger:
    """Return the ledger of a period (`when`: its name and its last day)."""
    ledger = Ledger()
    for invoice in invoices:
        _open(ledger, invoice)
        _bill(ledger, invoice, tariffs.currency)
    _pool(ledger, sheet, tariffs, when)
    _share(ledger, sheet, tariffs, shares, when)
    for payment in payments:
        text = f"{payment.payer} pays {payment.payee} for {when[0]}"
        amount = Money(payment.amount, tariffs.currency)
        postings = [
            Posting(_party(payment.payee), amount),
            Posting(_party(payment.payer), -amount),
        ]
        ledger.post(when[1], text, postings)
    return ledger


def _party(name: str) -> str:
    return f"party:{name}"


def _open(ledger: Ledger, invoice: Invoice) -> None:
    """Carry forward the advances that this invoice uses up, as they were paid."""
    for advance in invoice.advances:
        gross = invoice.amount(f"advance/{advance.id}")
        credit = invoice.amount(f"credit/{advance.id}")
        amounts = {
            "cash": gross - credit,
            f"tax-of-advances:{invoice.state}": credit,
            f"advances:{invoice.customer}": -gross,
        }
        text = f"advance {advance.id} of {advance.paid}, carried forward"
        ledger.post(str(invoice.day), text, _postings(amounts, invoice.currency))


def _bill(ledger: Ledger, invoice: Invoice, pool_currency: str) -> None:
    credit = invoice.amount("credit")
    amounts = {
        f"customer:{invoice.customer}": invoice.amount("due"),
        f"advances:{invoice.customer}": invoice.amount("advance"),
        f"vat:{invoice.state}": credit - invoice.amount("tax"),
        f"tax-of-advances:{invoice.state}": -credit,
        f"collection:{invoice.collector}": -invoice.amount("net"),
    }
    earned: dict[str, int] = defaultdict(int)
    for each in invoice.lines:
        earned[f"revenue:{each.record.owner}"] -= each.net
    postings = [
        *_postings(amounts, invoice.currency),
        *_postings({_party(invoice.collector): invoice.net_pool, **earned}, pool_currency),
    ]
    text = f"invoice {invoice.number} to {invoice.customer}, collected by {invoice.collector}"
    _enter(ledger, str(invoice.day), text, postings)


def _pool(ledger: Ledger, sheet: Sheet, tariffs: Tariffs, when: tuple[str, str]) -> None:
    """Gather revenue in the pool, and take from it what goes before the members."""
    name, day = when
    revenue = {f"revenue:{owner}": amount for owner, amount in sheet.tables["revenue"].items()}
    gathered = _postings({**revenue, "pool": -sheet.whole("revenue")}, tariffs.currency)
    _enter(ledger, day, f"revenue of {name} into the pool", gathered)
    dues = {
        line: _party(line.removeprefix("partner/"))
        for line in sheet.values
        if line.startswith("partner/")
    }
    dues |= dict.fromkeys(("fee", "opex", "reserve"), _party(tariffs.operator.id))
    texts = {line["id"]: line["text"] for line in sheet.lines}
    for line, account in dues.items():
        amount = sheet.whole(line)
        taken = _postings({"pool": amount, account: -amount}, tariffs.currency)
        _enter(ledger, day, f"{texts[line]}, {name}", taken)


def _share(
    ledger: Ledger,
    sheet: Sheet,
    tariffs: Tariffs,
    shares: Mapping[str, int],
    when: tuple[str, str],
) -> None:
    """Give the members, and the operator where it has a part, what is left in the pool."""
    amounts = {_party(who): -amount for who, amount in shares.items()}
    amounts["pool"] = sheet.whole("distributable")
    text = f"shares of {when[0]}, scheme {tariffs.scheme}"
    _enter(ledger, when[1], text, _postings(amounts, tariffs.currency))


def _enter(ledger: Ledger, day: str, text: str, postings: list[Posting]) -> None:
    """Post an entry, unless it moves nothing."""
    if any(posting.money.amount for posting in postings):
        ledger.post(day, text, postings)


def _postings(amounts: Mapping[str, int], currency: str) -> list[Posting]:
    return [Posting(account, Money(amount, currency)) for account, amount in amounts.items()]
