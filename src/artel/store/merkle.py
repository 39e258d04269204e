"""Merkle trees as in RFC 6962: one root for many entries, and short proofs about it.

A leaf is SHA-256 of 0x00 and the entry's bytes, a node of 0x01 and its two halves; the left half
is the largest power of two below the size. Proofs are lists of hashes from the leaf upwards and
are checked as RFC 9162, 2.1.3.2 and 2.1.4.2, say. Hashes are bytes here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over its two halves."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree over leaves that stay as they are; `levels[0]` holds the hashes of the leaves.

    A node without a right neighbour rises a level as it is, so a tree of n leaves needs 2 n
    hashes, and every proof reads what is there.
    """

    levels: tuple[tuple[bytes, ...], ...]

    @property
    def size(self) -> int:
        """The number of leaves."""
        return len(self.levels[0])

    def root(self) -> bytes:
        """Return the root of the whole tree."""
        return self.levels[-1][0] if self.size else EMPTY

    def first(self, size: int) -> Tree:
        """Return the tree over the first `size` leaves, as it was when there were no more."""
        if not 0 <= size <= self.size:
            raise ValueError(f"A tree of {self.size} leaves was never one of {size}.")
        levels = [self.levels[0][:size]]
        while len(below := levels[-1]) > 1:
            height = len(levels)
            ragged = _above(below[-2:] if len(below) % 2 == 0 else below[-1:])
            whole = self.levels[height][: size >> height]
            levels.append(whole if len(whole) << height == size else (*whole, *ragged))
        return Tree(tuple(levels))

    def inclusion(self, index: int) -> tuple[bytes, ...]:
        """Return the proof that the leaf of this index, from 0, is in the tree."""
        if not 0 <= index < self.size:
            raise ValueError(f"A tree of {self.size} leaves has no leaf {index}.")
        beside = ((level, (index >> height) ^ 1) for height, level in enumerate(self.levels))
        return tuple(level[at] for level, at in beside if at < len(level))

    def consistency(self, size: int) -> tuple[bytes, ...]:
        """Return the proof that the tree of the first `size` leaves grew into this one."""
        if not 0 <= size <= self.size:
            raise ValueError(f"A tree of {self.size} leaves did not grow from one of {size}.")
        if size in (0, self.size):
            return ()
        return tuple(self._grown(size, 0, self.size, whole=True))

    def _grown(self, size: int, low: int, high: int, *, whole: bool) -> list[bytes]:
        """Return SUBPROOF of RFC 6962, 2.1.2, for the leaves [low, high)."""
        if size == high - low:
            return [] if whole else [self._range(low, high)]
        half = 1 << (high - low - 1).bit_length() - 1
        if size <= half:
            below = self._grown(size, low, low + half, whole=whole)
            return [*below, self._range(low + half, high)]
        below = self._grown(size - half, low + half, high, whole=False)
        return [*below, self._range(low, low + half)]

    def _range(self, low: int, high: int) -> bytes:
        """Return the node over the leaves [low, high), which is one of the tree's own."""
        height = (high - low - 1).bit_length()
        return self.levels[height][low >> height]


def tree_of(leaves: Iterable[bytes]) -> Tree:
    """Return the tree over the data of the leaves."""
    level = tuple(map(leaf_hash, leaves))
    levels = [level]
    while len(level) > 1:
        level = _above(level)
        levels.append(level)
    return Tree(tuple(levels))


def _above(level: tuple[bytes, ...]) -> tuple[bytes, ...]:
    nodes = map(node_hash, level[::2], level[1::2])
    return (*nodes, level[-1]) if len(level) % 2 else tuple(nodes)


class Roots:
    """The root of a growing tree, at a cost of a few hashes for each leaf added."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, data: bytes) -> None:
        """Add the data of a leaf."""
        node, size = leaf_hash(data), self.size
        while size & 1:
            node, size = node_hash(self._peaks.pop(), node), size >> 1
        self._peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        if not self._peaks:
            return EMPTY
        node = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            node = node_hash(peak, node)
        return node


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Return whether the proof leads from a leaf's hash, at its index from 0, to the root."""
    if not 0 <= index < size:
        return False
    at, last, node = index, size - 1, leaf
    for beside in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            node = node_hash(beside, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, beside)
        at, last = at >> 1, last >> 1
    return last == 0 and node == root


def is_consistent(old: tuple[int, bytes], new: tuple[int, bytes], proof: Sequence[bytes]) -> bool:
    """Return whether the proof shows that the old tree (size, root) grew into the new one."""
    (size, old_root), (new_size, new_root) = old, new
    if not 0 <= size <= new_size:
        return False
    if size == 0:
        return not proof and old_root == EMPTY
    if size == new_size:
        return not proof and old_root == new_root
    path = [old_root, *proof] if size & (size - 1) == 0 else list(proof)
    return _grows(path, size, new_size, (old_root, new_root))


def _grows(path: list[bytes], size: int, new_size: int, roots: tuple[bytes, bytes]) -> bool:
    if not path:
        return False
    at, last = size - 1, new_size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    older = newer = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            older, newer = node_hash(beside, older), node_hash(beside, newer)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            newer = node_hash(newer, beside)
        at, last = at >> 1, last >> 1
    return last == 0 and (older, newer) == roots
