"""One member's extract: the entries that concern it, each with its proof to a signed head."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from artel.commons.errors import InputError
from artel.store.journal_file import Journal, header_of
from artel.store.merkle import Tree, tree_of
from artel.store.records import Consistency, Inclusion, Personal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from artel.store.heads import Head


def extract(journal: Journal, member: str, personal: Collection[int] = ()) -> Journal:
    """Return a member's extract of a whole journal, which it verifies without the others' entries.

    Bodies of its entries come with it; personal parts only of the entries whose numbers are in
    `personal`. Entries after the last head have no proof before the next one is signed.
    """
    if journal.header.member:
        raise InputError(
            f"This is an extract of {journal.header.member} already.",
            next_step="Make extracts out of the whole journal.",
        )
    entries = tuple(each for each in journal.entries if member in each.sequences)
    numbers = {entry.number for entry in entries}
    tree = tree_of(bytes.fromhex(entry.hash) for entry in journal.entries)
    last = max((head.size for head in journal.heads), default=0)
    sealed = sorted(number for number in numbers if number <= last)
    return Journal(
        header=header_of(journal.header.pool, journal.header.keys, member),
        entries=entries,
        bodies=tuple(
            each
            for each in journal.bodies
            if each.number in numbers
            and (each.number in personal or not isinstance(each, Personal))
        ),
        heads=journal.heads,
        countersignatures=journal.countersignatures,
        inclusions=tuple(_inclusions(tree, sealed, last)),
        consistencies=tuple(_consistencies(tree, journal.heads)),
        name=f"the extract of {member}",
    )


def _inclusions(tree: Tree, numbers: list[int], size: int) -> Iterator[Inclusion]:
    """Yield the proof of each of these entries to the head over the first `size` entries."""
    upto = tree.first(size)
    for number in numbers:
        path = [each.hex() for each in upto.inclusion(number - 1)]
        yield Inclusion(number=number, size=size, path=path)


def _consistencies(tree: Tree, heads: tuple[Head, ...]) -> Iterator[Consistency]:
    """Yield the proof from each head to the next one that covers more."""
    sizes = sorted({head.size for head in heads})
    for old, new in pairwise(sizes):
        path = [each.hex() for each in tree.first(new).consistency(old)]
        yield Consistency(old=old, new=new, path=path)
