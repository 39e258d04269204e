"""The checks of heads, of what members put under them, and of proofs that lead to them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from artel.store.checks import Finding
from artel.store.heads import countersigned_text, signed_text
from artel.store.merkle import Roots, is_consistent, is_included, leaf_hash
from artel.store.records import OPERATOR, head_name, name_of
from artel.store.signing import signed_by

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import TypeAlias

    from artel.store.heads import Head
    from artel.store.journal_file import Journal

    Trusted: TypeAlias = Mapping[str, Collection[str]]


def keys_of(journal: Journal, party: str, trusted: Trusted) -> list[str]:
    """Return the keys that count as a party's: of those in the file the trusted ones, if any is."""
    named = journal.header.keys.get(party, [])
    known = [key for key in named if key in trusted.get(party, ())]
    return known or named


def heads_hold(journal: Journal, trusted: Trusted) -> Iterator[Finding]:
    """Yield every head that the operator did not sign, or that tells of other entries."""
    pool, keys = journal.header.pool, keys_of(journal, OPERATOR, trusted)
    if trusted.get(OPERATOR) and not set(keys) & set(trusted[OPERATOR]):
        yield Finding("header", "names no key of the operator that you trust.")
    if journal.entries and not journal.heads:
        yield Finding("head", "is missing: nobody has signed these entries.")
    for head in journal.heads:
        if not signed_by(keys, head.signature, signed_text(head, pool)):
            yield Finding(head_name(head), f"is not signed by the operator of the pool {pool}.")
    yield from _in_time(journal.heads)
    if not journal.header.member:
        yield from _roots(journal)
    yield from _counts(journal)


def _in_time(heads: tuple[Head, ...]) -> Iterator[Finding]:
    for before, head in pairwise(heads):
        if head.at < before.at or head.day < before.day:
            yield Finding(head_name(head), "was signed before one that covers less.")
        if head.size == before.size and head.root != before.root:
            yield Finding(head_name(head), "has another root than one of the same size.")


def _counts(journal: Journal) -> Iterator[Finding]:
    """Yield every head that counts other entries of a member than are here."""
    only = journal.header.member
    entries = iter(journal.entries)
    entry = next(entries, None)
    reached: dict[str, int] = {}
    for head in journal.heads:
        while entry is not None and entry.number <= head.size:
            reached.update(entry.sequences)
            entry = next(entries, None)
        for member in [only] if only else sorted({*head.sequences, *reached}):
            told, here = head.sequences.get(member, 0), reached.get(member, 0)
            if told > here:
                sentence = f"is missing: the {head_name(head)}, counts {told} of {member}."
                yield Finding(f"{member}'s entry {here + 1}", sentence)
            elif told < here:
                sentence = f"counts {told} entries of {member}; {here} are here."
                yield Finding(head_name(head), sentence)


def _roots(journal: Journal) -> Iterator[Finding]:
    """Yield every head of a whole journal whose root is not that of the entries."""
    roots, entries = Roots(), iter(journal.entries)
    for head in journal.heads:
        while roots.size < head.size and (entry := next(entries, None)) is not None:
            roots.add(bytes.fromhex(entry.hash))
        if roots.size < head.size:
            sentence = f"is missing: the {head_name(head)}, covers it."
            yield Finding(f"entry {roots.size + 1}", sentence)
            return
        if roots.root().hex() != head.root:
            yield Finding(head_name(head), "was signed over other entries than are here.")


def countersignatures_hold(journal: Journal, trusted: Trusted) -> Iterator[Finding]:
    """Yield every countersignature that its member did not make under a head that is here."""
    heads = {(head.day, head.size): head for head in journal.heads}
    for each in journal.countersignatures:
        head = heads.get((each.day, each.size))
        keys = keys_of(journal, each.member, trusted)
        if head is None:
            yield Finding(name_of(each), "is under a head that is not here.")
        elif not keys or each.member == OPERATOR:
            yield Finding(name_of(each), "cannot be checked: the header has no key of this member.")
        elif not signed_by(keys, each.signature, countersigned_text(head, each.member)):
            yield Finding(name_of(each), "is not this member's under this head.")


def proofs_hold(journal: Journal) -> Iterator[Finding]:
    """Yield every proof that fails, and every one that an extract should have and does not."""
    yield from _inclusions(journal)
    yield from _consistencies(journal)


def _inclusions(journal: Journal) -> Iterator[Finding]:
    roots = {head.size: bytes.fromhex(head.root) for head in journal.heads}
    hashes = {entry.number: bytes.fromhex(entry.hash) for entry in journal.entries}
    proven = set()
    for proof in journal.inclusions:
        data, root = hashes.get(proof.number), roots.get(proof.size)
        path = [bytes.fromhex(each) for each in proof.path]
        proven.add(proof.number)
        if data is None or root is None:
            yield Finding(name_of(proof), "is of an entry or to a head that is not here.")
        elif not is_included(leaf_hash(data), proof.number - 1, proof.size, path, root):
            yield Finding(f"entry {proof.number}", f"is not among those under head {proof.size}.")
    last = max(roots, default=0) if journal.header.member else 0
    for number in hashes:
        if number <= last and number not in proven:
            yield Finding(f"proof of entry {number}", "is missing.")


def _consistencies(journal: Journal) -> Iterator[Finding]:
    roots = {head.size: bytes.fromhex(head.root) for head in journal.heads}
    names = {head.size: head_name(head) for head in journal.heads}
    proven = set()
    for proof in journal.consistencies:
        old, new = roots.get(proof.old), roots.get(proof.new)
        path = [bytes.fromhex(each) for each in proof.path]
        proven.add((proof.old, proof.new))
        if old is None or new is None:
            yield Finding(name_of(proof), "is of a head that is not here.")
        elif not is_consistent((proof.old, old), (proof.new, new), path):
            sentence = f"does not continue the history of the {names[proof.old]}."
            yield Finding(names[proof.new], sentence)
    if journal.header.member:
        for old_size, new_size in pairwise(sorted(roots)):
            if (old_size, new_size) not in proven:
                yield Finding(f"proof from {old_size} to {new_size} entries", "is missing.")
