"""The ledger: double entry, only added to, and every entry sums to zero in every currency.

What an account owns or is owed is positive (debit), what it owes or has earned is negative
(credit). Each entry carries the digest of the one before, so that none can be taken out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from artel.commons.errors import ArtelError
from artel.commons.formats import stamp
from artel.commons.ids import canonical_json, digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from artel.settlement.money import Money

FORMAT, VERSION = "artel-ledger", 1
BEGINNING = "0" * 64


class LedgerError(ArtelError):
    """An entry that does not balance was refused."""


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount on an account."""

    account: str
    money: Money


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened on a day, as postings that sum to zero in each currency."""

    number: int
    day: str
    text: str
    postings: tuple[Posting, ...]
    previous: str

    @property
    def body(self) -> dict[str, Any]:
        """The entry as plain values, without its own digest."""
        return {
            "number": self.number,
            "day": self.day,
            "text": self.text,
            "postings": [
                {
                    "account": posting.account,
                    "amount": posting.money.amount,
                    "currency": posting.money.currency,
                }
                for posting in self.postings
            ],
            "previous": self.previous,
        }

    @property
    def digest(self) -> str:
        """The SHA-256 of the entry's canonical JSON."""
        return digest(canonical_json(self.body))


class Ledger:
    """Entries in their order; `post` adds one, and nothing takes one away."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._balances: dict[tuple[str, str], int] = defaultdict(int)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry so far."""
        return tuple(self._entries)

    def post(self, day: str, text: str, postings: Iterable[Posting]) -> Entry:
        """Add an entry; postings of nothing are left out.

        Raises LedgerError where the entry does not sum to zero in each currency, or is empty.
        """
        kept = tuple(posting for posting in postings if posting.money.amount)
        for currency, total in totals(kept).items():
            if total:
                raise LedgerError(f"The entry '{text}' is off by {total} minor units {currency}.")
        if not kept:
            raise LedgerError(f"The entry '{text}' moves nothing.")
        before = self._entries[-1].digest if self._entries else BEGINNING
        entry = Entry(len(self._entries) + 1, day, text, kept, before)
        self._entries.append(entry)
        for posting in kept:
            self._balances[posting.account, posting.money.currency] += posting.money.amount
        return entry

    def balance(self, account: str, currency: str) -> int:
        """Return the sum of the account's postings in a currency, in minor units."""
        return self._balances.get((account, currency), 0)

    def document(self) -> dict[str, Any]:
        """Return the ledger as a file: entries, then the balance of every account."""
        return {
            "format": stamp(FORMAT, VERSION),
            "entries": [{**entry.body, "digest": entry.digest} for entry in self._entries],
            "balances": [
                {"account": account, "currency": currency, "amount": amount}
                for (account, currency), amount in sorted(self._balances.items())
            ],
        }


def totals(postings: Iterable[Posting]) -> dict[str, int]:
    """Return the sum of postings by currency."""
    sums: dict[str, int] = defaultdict(int)
    for posting in postings:
        sums[posting.money.currency] += posting.money.amount
    return dict(sums)
