"""Is a journal's file right, and which record is the first that is not.

Everything is derived anew from the file itself: hashes, digests, sequences, roots, signatures and
proofs. Only whose keys they are has to be known from elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from artel.store.checks import Finding, bodies_hold, chain_holds, sequences_hold
from artel.store.records import OPERATOR, head_name
from artel.store.seals import countersignatures_hold, heads_hold, proofs_hold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from artel.store.journal_file import Journal
    from artel.store.seals import Trusted


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found of a file.

    `findings` are in the order of the file, so the first is the first record that is wrong or
    missing; `notes` are what a reader should know though nothing is wrong with it.
    """

    file: str
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    checked: dict[str, int]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def verify(journal: Journal, trusted: Trusted | None = None) -> Report:
    """Return what is wrong with a journal, whole or one member's extract.

    `trusted` are public keys in hex that came by another way than the file, by who holds them:
    `operator`, or a member's id. Where a party has some, only what they signed counts as its own;
    for all others the file's own word is taken for whose key it is, and a note says so.
    """
    trusted = trusted or {}
    return Report(
        file=journal.name,
        findings=tuple(_findings(journal, trusted)),
        notes=tuple(_notes(journal, trusted)),
        checked=_checked(journal),
    )


def _findings(journal: Journal, trusted: Trusted) -> Iterator[Finding]:
    yield from (Finding(record, sentence) for record, sentence in journal.disorder)
    yield from chain_holds(journal)
    yield from sequences_hold(journal)
    yield from bodies_hold(journal)
    yield from heads_hold(journal, trusted)
    yield from countersignatures_hold(journal, trusted)
    yield from proofs_hold(journal)


def _notes(journal: Journal, trusted: Trusted) -> Iterator[str]:
    signers = sorted({each.member for each in journal.countersignatures})
    unknown = [party for party in (OPERATOR, *signers) if not trusted.get(party)]
    if unknown:
        yield f"The file's own word is taken for whose keys these are: {', '.join(unknown)}."
    gone = [each.number for each in journal.bodies if each.record == "deleted"]
    if gone:
        named = ", ".join(map(str, gone[:10])) + (", ..." if len(gone) > 10 else "")
        yield f"Bodies deleted, or parts of them: {len(gone)}, of entry {named}."
    yield from _unsealed(journal)


def _unsealed(journal: Journal) -> Iterator[str]:
    last = max(journal.heads, key=lambda head: head.size, default=None)
    if last is None:
        return
    open_ = sum(entry.number > last.size for entry in journal.entries)
    if open_:
        yield f"Entries after the {head_name(last)}, that no head covers yet: {open_}."


def _checked(journal: Journal) -> dict[str, int]:
    return {
        "entries": len(journal.entries),
        "bodies": sum(each.record != "deleted" for each in journal.bodies),
        "heads": len(journal.heads),
        "countersignatures": len(journal.countersignatures),
        "proofs": len(journal.inclusions) + len(journal.consistencies),
    }
