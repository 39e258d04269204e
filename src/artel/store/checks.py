"""The checks of entries and bodies: hashes, numbers without gaps, digests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from artel.store.chain import GENESIS, digest, hash_of
from artel.store.records import Body, Personal, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from artel.store.chain import Entry
    from artel.store.journal_file import Journal


@dataclass(frozen=True, slots=True)
class Finding:
    """A record that is wrong or missing, by its name, and what is the matter with it."""

    record: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.record}: {self.sentence}"


def chain_holds(journal: Journal) -> Iterator[Finding]:
    """Yield every entry that is missing, was altered, or does not seal the one before it.

    An extract holds only one member's entries, so that numbers between them are no gaps.
    """
    extract = bool(journal.header.member)
    number, last = 0, GENESIS
    for entry in journal.entries:
        if entry.number > number + 1 and not extract:
            yield _missing(number + 1, entry.number - 1)
        if hash_of(entry) != entry.hash:
            yield Finding(f"entry {entry.number}", "was altered: its hash is not that of its text.")
        if entry.number == number + 1 and entry.previous != last:
            yield Finding(f"entry {entry.number}", "does not seal the entry before it.")
        number, last = entry.number, entry.hash


def _missing(first: int, last: int) -> Finding:
    if first == last:
        return Finding(f"entry {first}", "is missing.")
    return Finding(f"entry {first}", f"is missing, and so is each up to entry {last}.")


def sequences_hold(journal: Journal) -> Iterator[Finding]:
    """Yield every member's entry that is missing, by that member's own numbers."""
    only = journal.header.member
    reached: dict[str, int] = {}
    for entry in journal.entries:
        if only and only not in entry.sequences:
            yield Finding(f"entry {entry.number}", f"does not concern {only}.")
        for member in sorted({only} & set(entry.sequences) if only else entry.sequences):
            yield from _next(entry, member, reached.get(member, 0) + 1)
            reached[member] = entry.sequences[member]


def _next(entry: Entry, member: str, expected: int) -> Iterator[Finding]:
    found = entry.sequences[member]
    if found > expected:
        yield Finding(
            f"{member}'s entry {expected}",
            f"is missing: entry {entry.number} is {member}'s entry {found}.",
        )
    elif found < expected:
        sentence = f"says it is {member}'s entry {found}; {expected} is next."
        yield Finding(f"entry {entry.number}", sentence)


def bodies_hold(journal: Journal) -> Iterator[Finding]:
    """Yield every body, and every personal part, that is not the one its entry was made of."""
    digests = {entry.number: entry.digest for entry in journal.entries}
    bodies = {each.number: each for each in journal.bodies if isinstance(each, Body)}
    for each in journal.bodies:
        if each.number not in digests:
            yield Finding(f"entry {each.number}", "is missing: its body is here.")
        elif isinstance(each, Body):
            if digest(each.salt, each.body) != digests[each.number]:
                yield Finding(name_of(each), "was altered: its digest is not the entry's.")
        elif isinstance(each, Personal):
            yield from _personal(each, bodies.get(each.number))


def _personal(each: Personal, body: Body | None) -> Iterator[Finding]:
    if body is None:
        yield Finding(name_of(each), "cannot be checked: its body is not here.")
    elif digest(each.salt, each.body) != body.body.get("personal"):
        yield Finding(name_of(each), "was altered: its digest is not the one in the body.")
