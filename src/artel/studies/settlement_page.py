"""The brief's page of a closed month: who earned what, and why."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from artel.commons.instants import parse_instant
from artel.settlement.money import MINOR_DIGITS
from artel.settlement.periods import period_of
from artel.settlement.tariffs import FILE as TARIFFS
from artel.settlement.usage import FILE as USAGE
from artel.studies.close import close_period
from artel.studies.page import Bars, Page, Sheet
from artel.studies.settlement_tables import settlement_tables
from artel.studies.words import Currency, Dated, Money, Words, in_a_row, names

if TYPE_CHECKING:
    from artel.settlement.books import Books
    from artel.studies.close import Closed
    from artel.studies.coalitions import Coalitions
    from artel.studies.page import Cell
    from artel.studies.pool import Pool

COLUMNS = names(
    "", "its assets earned", "it collects", "alone, a day", "adds to all, a day", "share",
    "share %", "to be received",
)  # fmt: skip


def page_of(
    pool: Pool, closed: Closed | None = None, coalitions: Coalitions | None = None
) -> Page | None:
    """Return the page of a closed month; None where the pool has no usage or no tariffs.

    Without `closed` the last month of usage.jsonl is closed for it, with `coalitions` planned
    already where they are given. Amounts stand in the pool's currency; alone and added values are
    those of the day planned for the coalitions.
    """
    if TARIFFS not in pool.texts or USAGE not in pool.texts:
        return None
    if closed is None:
        days = [usage.record.day for usage in settlement_tables(pool).usages]
        if not days:
            return None
        closed = close_period(pool, period_of(f"{max(days):%Y-%m}"), frozen=coalitions)
    return Page(
        title=Words("Who earned what in {month}, and why", month=_month(closed)),
        lead=_lead(closed),
        sheets=(_members(closed), _schemes(closed), _payments(closed), *_held(closed)),
        bars=(_bars(closed),),
    )


def _month(closed: Closed) -> Dated:
    return Dated(parse_instant(f"{closed.books.terms.period.name}-01T00:00:00Z"), month=True)


def _money(closed: Closed, amount: int) -> Money:
    return Money(amount, closed.books.terms.tariffs.currency)


def _lead(closed: Closed) -> str:
    books = closed.books
    revenue, shared = (books.sheet.whole(name) for name in ("revenue", "distributable"))
    told = Words(
        "The pool earned {revenue}; after partners, fee, running costs and reserve the members "
        "share {shared}, scheme {scheme}.",
        revenue=_money(closed, revenue), shared=_money(closed, shared),
        scheme=Words(books.terms.tariffs.scheme),
    )  # fmt: skip
    surprise = max(books.terms.members, key=lambda each: _surprise(books, each.id))
    own, share = books.revenue.get(surprise.id, 0), books.booked.get(surprise.id, 0)
    if share <= own:
        return told
    _, added = _alone_and_added(closed, surprise.id)
    best = Words(
        "{member}, whose assets earned {own}, gets {share}: on the day that was planned for every "
        "coalition, the others earn {added} less without it.",
        member=surprise.name, own=_money(closed, own) if own else Words("nothing"),
        share=_money(closed, share), added=_money(closed, added),
    )  # fmt: skip
    return in_a_row((told, best))


def _surprise(books: Books, member: str) -> tuple[bool, Fraction]:
    """Return how surprising a share is: many times what the member's own assets earned."""
    own, share = books.revenue.get(member, 0), books.booked.get(member, 0)
    return own == 0 < share, Fraction(share, own or 1)


def _alone_and_added(closed: Closed, member: str) -> tuple[int, int]:
    """Return what a member could earn alone, and by how much all earn more with it."""
    lower, bit = closed.coalitions.lower, 1 << closed.coalitions.players.index(member)
    everybody = len(lower) - 1
    return lower[bit], lower[everybody] - lower[everybody ^ bit]


def _members(closed: Closed) -> Sheet:
    books = closed.books
    shared = books.sheet.whole("distributable")

    def row(member: str) -> tuple[Cell, ...]:
        share = books.booked.get(member, 0)
        alone, added = _alone_and_added(closed, member)
        amounts = (
            books.revenue.get(member, 0),
            books.collected.get(member, 0),
            alone,
            added,
            share,
        )
        return (
            member,
            *(_money(closed, amount) for amount in amounts),
            round(100.0 * share / shared, 2) if shared else None,
            _money(closed, books.positions[member]),
        )

    rows = tuple(row(member.id) for member in books.terms.members)
    return Sheet(Words("Each member"), COLUMNS, rows)


def _schemes(closed: Closed) -> Sheet:
    books = closed.books
    rows = tuple(
        (each.id, *(_money(closed, shares.get(each.id, 0)) for shares in books.shares.values()))
        for each in books.terms.members
    )
    booked = books.terms.tariffs.scheme
    schemes = (
        Words("{scheme} (booked)", scheme=Words(name)) if name == booked else Words(name)
        for name in books.shares
    )
    return Sheet(Words("What each would get by each scheme"), ("", *schemes), rows)


def _payments(closed: Closed) -> Sheet:
    rows = tuple(
        (each.payer, each.payee, _money(closed, each.amount)) for each in closed.books.payments
    )
    return Sheet(Words("Who pays whom"), names("pays", "gets", "amount"), rows)


def _held(closed: Closed) -> tuple[Sheet, ...]:
    rows = tuple(
        (usage.record.id, usage.record.asset, dispute.by, dispute.reason)
        for usage in closed.books.held
        if (dispute := usage.record.dispute) is not None
    )
    columns = names("record", "asset", "disputed by", "because")
    return (Sheet(Words("Held out of the close"), columns, rows),) if rows else ()


def _bars(closed: Closed) -> Bars:
    books = closed.books
    thousand = 1_000 * 10 ** MINOR_DIGITS[books.terms.tariffs.currency]
    rows = tuple(
        (
            each.id,
            tuple(round(shares.get(each.id, 0) / thousand, 1) for shares in books.shares.values()),
        )
        for each in books.terms.members
    )
    unit = Words("thousand {currency}", currency=Currency(books.terms.tariffs.currency))
    return Bars(Words("Shares by scheme"), unit, names(*books.shares), rows)
