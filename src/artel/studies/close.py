"""A period of a pool closed: its books as files, and the pages to be printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.formats import stamp
from artel.commons.ids import digest, pretty_json
from artel.commons.instants import instant_text
from artel.commons.members import Standing
from artel.settlement.books import Books, Partaker, Terms, close_books
from artel.settlement.invoices import invoice_document
from artel.settlement.money import exact
from artel.settlement.prints import invoice_page, statement_page
from artel.settlement.schemes import GAMES
from artel.settlement.statements import statement
from artel.studies.coalitions import Coalitions, coalitions_of, document_of
from artel.studies.settlement_tables import SettlementTables, settlement_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from artel.settlement.periods import Period
    from artel.studies.pool import Pool

    Progress = Callable[[str, int, int], None]

FORMAT, VERSION = "artel-close", 1
CLOSE, LEDGER, COALITIONS = "close.json", "ledger.json", "coalitions.json"


@dataclass(frozen=True, slots=True)
class Print:
    """A page to be printed: the file's name, and what it shows."""

    name: str
    data: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Closed:
    """A closed period: the books, the coalitions, every other file by name, the pages."""

    pool: Pool
    books: Books
    coalitions: Coalitions
    notes: tuple[str, ...]
    parts: dict[str, dict[str, Any]]
    pages: tuple[Print, ...]

    @property
    def closes(self) -> datetime:
        """The instant that pages bear: the period's end, in UTC."""
        return self.books.terms.period.closes

    def files(self, tool: str = "", prints: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the JSON files, close.json first.

        `tool` is what printed the pages, `prints` the SHA-256 of each printed file by name.
        """
        texts = {name: pretty_json(part) for name, part in self.parts.items()}
        digests = {name: digest(text) for name, text in texts.items()}
        printed = {"tool": tool, "files": dict(prints or {})}
        head = {**_head(self), "files": digests, "prints": printed}
        return {CLOSE: pretty_json(head), **texts}


def close_period(
    pool: Pool,
    period: Period,
    progress: Progress | None = None,
    frozen: Coalitions | None = None,
) -> Closed:
    """Return the period closed.

    The coalitions' values come from the planner, or as they were `frozen`. Raises InputError where
    something is missing or wrong, or where the pool shares by a coalition game whose values are
    known less well than it tolerates.
    """
    tables = settlement_tables(pool)
    coalitions = frozen or coalitions_of(pool, tables.tariffs, progress)
    notes = tuple(_doubt(coalitions, tables))
    books = close_books(terms_of(pool, period, tables, coalitions))
    members = books.terms.members
    invoices = {
        f"invoices/{each.number}.json": invoice_document(
            each, tables.tariffs.operator.name, period.name
        )
        for each in books.invoices
    }
    statements = {f"statements/{each.id}.json": statement(books, each) for each in members}
    pages = [
        *(Print(_pdf(name), invoice_page(part)) for name, part in invoices.items()),
        *(Print(_pdf(name), statement_page(part)) for name, part in statements.items()),
    ]
    parts = {LEDGER: books.ledger.document(), COALITIONS: document_of(coalitions)}
    return Closed(
        pool=pool, books=books, coalitions=coalitions, notes=notes,
        parts={**parts, **invoices, **statements}, pages=tuple(pages),
    )  # fmt: skip


def terms_of(pool: Pool, period: Period, tables: SettlementTables, coalitions: Coalitions) -> Terms:
    """Return what the books follow from."""
    parties = pool.settings.parties
    return Terms(
        pool=pool.settings.name,
        period=period,
        members=tuple(Partaker(m.id, m.name, m.currency) for m in pool.settings.members),
        partners=tuple(each.id for each in parties if each.standing is not Standing.MEMBER),
        tariffs=tables.tariffs,
        usages=tables.usages,
        coalitions=coalitions.table,
    )


def _pdf(name: str) -> str:
    return name.removesuffix(".json") + ".pdf"


def _doubt(coalitions: Coalitions, tables: SettlementTables) -> Iterator[str]:
    """Say how well the coalitions' values are known; refuse where the pool leans on them."""
    value, lower, upper = coalitions.widest()
    most = coalitions.upper[-1]
    if not most:
        return
    tariffs, width = tables.tariffs, 100 * (upper - lower) / most
    said = (
        f"The value of {value.name} is known only to lie between {lower} and {upper} minor units "
        f"{tariffs.currency}: {width:.1f} % of what all could earn at most"
    )
    if (upper - lower) * 100 <= exact(tariffs.tolerance_percent) * most:
        yield f"{said}, within the {tariffs.tolerance_percent} % that the pool tolerates."
    elif tariffs.scheme in GAMES:
        raise InputError(
            f"{said}, more than tolerance_percent ({tariffs.tolerance_percent}) in tariffs.yaml; "
            f"the scheme '{tariffs.scheme}' does not close on that.",
            next_step="Choose another scheme, or let the members agree on a wider tolerance.",
        )
    else:
        yield f"{said}, more than the pool tolerates: take the shares by coalitions with care."


def _head(closed: Closed) -> dict[str, Any]:
    """Return close.json without the digests of the other files."""
    books, terms = closed.books, closed.books.terms
    tariffs, period = terms.tariffs, terms.period
    return {
        "format": stamp(FORMAT, VERSION),
        "pool": terms.pool,
        "period": {
            "name": period.name,
            "first": str(period.first),
            "last": str(period.last),
            "closes": instant_text(period.closes),
        },
        "currency": tariffs.currency,
        "operator": tariffs.operator.id,
        "scheme": tariffs.scheme,
        "records": {"closed": len(books.lines), "held": len(books.held)},
        "held": [_held(usage) for usage in books.held],
        "invoices": [
            {
                "number": each.number,
                "customer": each.customer,
                "collector": each.collector,
                "currency": each.currency,
                "due": each.amount("due"),
                "net_in_pool": each.net_pool,
            }
            for each in books.invoices
        ],
        "shares": books.shares,
        "collected": books.collected,
        "positions": books.positions,
        "payments": [
            {"payer": each.payer, "payee": each.payee, "amount": each.amount}
            for each in books.payments
        ],
        "figures": books.sheet.document(),
        "notes": list(closed.notes),
        "inputs": {
            name: {"sha256": digest(text), "text": text}
            for name, text in sorted(closed.pool.texts.items())
        },
    }


def _held(usage: Any) -> dict[str, Any]:
    record = usage.record
    return {
        "id": record.id,
        "owner": record.owner,
        "asset": record.asset,
        "customer": record.customer.name,
        "by": record.dispute.by,
        "reason": record.dispute.reason,
    }
