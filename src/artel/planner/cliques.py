"""Rows that say more: cliques of turns, and hyper-cliques out of small rows.

Pairs that exclude each other are weak one by one. A clique says that of a whole set at most one
may be chosen; a hyper-clique that of a set in which every three exclude each other at most two.
A row over ones with limit 1 is a set of pairs, a row of three ones with limit 2 is a triple.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from artel.planner.compiled import Board

_MOST = 40_000
"""Forbidden sets beyond which nothing is merged."""


def cliques_of_turns(board: Board) -> list[list[int]]:
    """Return cliques that hold every pair of candidates between which a machine cannot turn."""
    from artel.planner.compiled_cliques import turn_cliques  # noqa: PLC0415 - numba is slow

    found = []
    for machine in range(board.machines.size):
        flat, at = turn_cliques(board, machine).tolist(), 0
        while at < len(flat):
            found.append(flat[at + 1 : at + 1 + flat[at]])
            at += flat[at] + 1
    return found


def merged_pairs(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return cliques that hold every one of these forbidden pairs."""
    beside: dict[int, int] = defaultdict(int)
    known = sorted({(min(pair), max(pair)) for pair in pairs})
    for a, b in known:
        beside[a] |= 1 << b
        beside[b] |= 1 << a
    found = []
    done: set[tuple[int, int]] = set()
    for a, b in known:
        if (a, b) in done:
            continue
        members, common = [a, b], beside[a] & beside[b]
        while common:
            c = (common & -common).bit_length() - 1
            members.append(c)
            common &= beside[c]
        members.sort()
        done.update(combinations(members, 2))
        found.append(members)
    return found


def merged_triples(triples: Iterable[tuple[int, int, int]]) -> list[list[int]]:
    """Return hyper-cliques, sum at most 2, that hold every one of these forbidden triples."""
    third: dict[tuple[int, int], int] = defaultdict(int)
    known = sorted({tuple(sorted(t)) for t in triples})
    for triple in known:
        for a, b in combinations(triple, 2):
            third[a, b] |= 1 << (sum(triple) - a - b)
    found = []
    done: set[tuple[int, ...]] = set()
    for triple in known:
        if triple in done:
            continue
        members = list(triple)
        common = -1
        for pair in combinations(members, 2):
            common &= third[pair]
        while common:
            c = (common & -common).bit_length() - 1
            for member in members:
                common &= third[min(member, c), max(member, c)]
            members.append(c)
        members.sort()
        done.update(combinations(members, 3))
        found.append(members)
    return found


def merged_rows(rows: list[tuple[list[int], list[int], int]]) -> list[tuple[list[int], int]]:
    """Return (members, limit) of cliques and hyper-cliques merged from rows of ones.

    A row is (variables, coefficients, limit). The rows themselves stay; these stand beside them.
    """
    ones = [(sorted(names), limit) for names, factors, limit in rows if set(factors) == {1}]
    pairs = [pair for names, limit in ones if limit == 1 for pair in combinations(names, 2)]
    triples = [tuple(names) for names, limit in ones if limit == 2 and len(names) == 3]
    found = []
    if 0 < len(pairs) <= _MOST:
        found += [(members, 1) for members in merged_pairs(pairs) if len(members) > 2]
    if 0 < len(triples) <= _MOST:
        hyper = merged_triples((a, b, c) for a, b, c in triples)
        found += [(members, 2) for members in hyper if len(members) > 3]
    return found
