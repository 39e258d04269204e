"""Do two journals, as two members hold them, tell one history.

An operator who shows two members different histories must sign two roots for one size, or leave
out of one file what the other has. Both are named here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.commons.errors import InputError
from artel.store.checks import Finding
from artel.store.merkle import Tree, tree_of
from artel.store.records import head_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from artel.store.journal_file import Journal


def compare(one: Journal, other: Journal) -> tuple[Finding, ...]:
    """Return where two files tell different histories, or do not prove that they tell one.

    Each must have been verified by itself. Raises InputError for journals of different pools.
    """
    if one.header.pool != other.header.pool:
        raise InputError(
            f"{one.name} is of the pool {one.header.pool}, {other.name} of {other.header.pool}.",
            next_step="Compare two files of one pool.",
        )
    return (
        *_entries(one, other),
        *_left_out(one, other),
        *_left_out(other, one),
        *_heads(one, other),
        *_unshared(one, other),
        *_unshared(other, one),
    )


def _entries(one: Journal, other: Journal) -> Iterator[Finding]:
    hashes = {entry.number: entry.hash for entry in other.entries}
    for entry in one.entries:
        if hashes.get(entry.number, entry.hash) != entry.hash:
            yield _split(f"entry {entry.number}", one, other)


def _left_out(one: Journal, other: Journal) -> Iterator[Finding]:
    """Yield each entry of one file that the other should have, and does not."""
    member, held = other.header.member, {entry.number for entry in other.entries}
    last = _last(other)
    for entry in one.entries:
        concerned = not member or member in entry.sequences
        if concerned and entry.number <= last and entry.number not in held:
            sentence = f"is in {one.name} and was left out of {other.name}."
            yield Finding(f"entry {entry.number}", sentence)


def _heads(one: Journal, other: Journal) -> Iterator[Finding]:
    found = {head.size: head for head in other.heads}
    for head in one.heads:
        twin = found.get(head.size)
        if twin is not None and twin.root != head.root:
            yield _split(head_name(head), one, other)
        elif twin is not None and twin.sequences != head.sequences:
            sentence = f"counts the members' entries in two ways: {one.name} and {other.name}."
            yield Finding(head_name(head), sentence)


def _unshared(one: Journal, other: Journal) -> Iterator[Finding]:
    """Yield each head of one file that the other covers, and neither has nor can derive."""
    sizes = {head.size for head in other.heads}
    tree = _tree(other)
    for head in one.heads:
        if head.size in sizes or head.size > max(_last(other), tree.size):
            continue
        name = head_name(head)
        if tree.size < head.size:
            sentence = f"is in {one.name} and not in {other.name}: one history is not proven."
            yield Finding(name, sentence)
        elif tree.first(head.size).root().hex() != head.root:
            yield _split(name, one, other)


def _tree(journal: Journal) -> Tree:
    """Return the tree over a whole journal; an extract has none."""
    whole = () if journal.header.member else journal.entries
    return tree_of(bytes.fromhex(entry.hash) for entry in whole)


def _last(journal: Journal) -> int:
    return max((head.size for head in journal.heads), default=0)


def _split(name: str, one: Journal, other: Journal) -> Finding:
    return Finding(name, f"is one thing in {one.name} and another in {other.name}: two histories.")
