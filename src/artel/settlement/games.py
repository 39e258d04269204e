"""What members may claim of what they earn together: Shapley value, core, nucleolus.

A game of n players is the sequence of its 2**n values: `values[mask]` is what the coalition of
the players whose bits are set can earn by itself, and `values[0]` is 0. Values are ints or
Fractions; every answer is exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from artel.settlement.linear import Equations
from artel.settlement.simplex import heaviest_balance

if TYPE_CHECKING:
    from collections.abc import Sequence

    Number = int | Fraction


def players_of(values: Sequence[Number]) -> int:
    """Return n of 2**n values. Raises ValueError for another length or v(nobody) != 0."""
    count = len(values).bit_length() - 1
    if len(values) != 1 << count or count < 1 or values[0] != 0:
        raise ValueError("a game has 2**n values, and the value of nobody is 0")
    if any(isinstance(value, float) for value in values):
        raise TypeError("the values of a game are whole numbers or fractions, not floats")
    return count


def shapley(values: Sequence[Number]) -> tuple[Fraction, ...]:
    """Return each player's mean contribution over all orders of joining (Shapley 1953)."""
    count = players_of(values)
    orders = [math.factorial(s) * math.factorial(count - s - 1) for s in range(count)]
    sums: list[Number] = [0] * count
    for mask in range(len(values) - 1):
        weight = orders[mask.bit_count()]
        for player in range(count):
            if not mask >> player & 1:
                sums[player] += weight * (values[mask | 1 << player] - values[mask])
    return tuple(Fraction(each) / math.factorial(count) for each in sums)


def shapley_interval(
    lower: Sequence[Number], upper: Sequence[Number]
) -> tuple[tuple[Fraction, Fraction], ...]:
    """Return for each player the least and most its Shapley value can be.

    v is monotone and v(S) is known only to lie in [lower, upper]; what a player adds lies between
    the lower value with it less the upper one without (but not below 0), and the reverse.
    """
    count = players_of(lower)
    orders = [math.factorial(s) * math.factorial(count - s - 1) for s in range(count)]
    everybody = len(lower) - 1
    found = []
    for player in range(count):
        least = most = Fraction(0)
        for mask in range(everybody):
            if not mask >> player & 1:
                joined, weight = mask | 1 << player, orders[mask.bit_count()]
                least += weight * max(lower[joined] - upper[mask], 0)
                most += weight * (upper[joined] - lower[mask])
        found.append((least / math.factorial(count), most / math.factorial(count)))
    return tuple(found)


def superadditive(values: Sequence[Number]) -> tuple[Number, ...]:
    """Return the values raised to what the parts of each coalition earn apart.

    Two groups that share nothing can always carry out both their plans, so the larger group is
    worth at least both. Where no value is negative this makes the game monotone too.
    """
    players_of(values)
    raised = list(values)
    for mask in range(1, len(raised)):
        part = (mask - 1) & mask
        while part:
            raised[mask] = max(raised[mask], raised[part] + raised[mask ^ part])
            part = (part - 1) & mask
    return tuple(raised)


def monotone(values: Sequence[Number]) -> tuple[Number, ...]:
    """Return the values raised so that nobody's joining makes a coalition worth less."""
    raised = list(values)
    for player in range(players_of(values)):
        for mask in range(len(raised)):
            if mask >> player & 1:
                raised[mask] = max(raised[mask], raised[mask ^ 1 << player])
    return tuple(raised)


def monotone_above(values: Sequence[Number]) -> tuple[Number, ...]:
    """Return upper bounds lowered to those of every larger coalition."""
    lowered = list(values)
    for player in range(players_of(values)):
        for mask in range(len(lowered)):
            if not mask >> player & 1:
                lowered[mask] = min(lowered[mask], lowered[mask | 1 << player])
    return (0, *lowered[1:])


def excesses(values: Sequence[Number], shares: Sequence[Number]) -> tuple[Fraction, ...]:
    """Return for each coalition what it could earn alone beyond what its players get."""
    count = players_of(values)
    return tuple(
        Fraction(value) - sum((Fraction(shares[p]) for p in range(count) if mask >> p & 1), 0)
        for mask, value in enumerate(values)
    )


@dataclass(frozen=True, slots=True)
class Worst:
    """The coalition (its mask) that could gain most by leaving, and how much; core: <= 0."""

    coalition: int
    excess: Fraction


def worst(values: Sequence[Number], shares: Sequence[Number]) -> Worst:
    """Return the largest excess over all coalitions but nobody and everybody."""
    found = excesses(values, shares)[1:-1]
    if not found:
        return Worst(0, Fraction(0))
    place = max(range(len(found)), key=lambda index: (found[index], -index))
    return Worst(place + 1, found[place])


@dataclass(frozen=True, slots=True)
class Nucleolus:
    """The shares that make the largest complaint least, then the next; and those complaints.

    `epsilons[0]` is the least-core epsilon: the core is empty where it is above zero.
    """

    shares: tuple[Fraction, ...]
    epsilons: tuple[Fraction, ...]


def nucleolus(values: Sequence[Number]) -> Nucleolus:
    """Return the nucleolus (Schmeidler 1969), one linear programme a stage, exactly.

    Each stage makes the largest complaint that is still open as small as can be, and settles the
    coalitions that keep it from being smaller. Where the game is superadditive nobody gets less
    than alone.
    """
    return _nucleolus(tuple(values))


@lru_cache(maxsize=64)
def _nucleolus(values: tuple[Number, ...]) -> Nucleolus:
    """Return the nucleolus; each player of one game asks for it anew, so it is remembered."""
    count = players_of(values)
    settled = Equations(count)
    settled.add([*[1] * count, values[-1]])
    waiting = [[mask >> player & 1 for player in range(count)] for mask in range(len(values))]
    epsilons: list[Fraction] = []
    while settled.rank < count:
        parts = {mask: settled.rest(row) for mask, row in enumerate(waiting)}
        open_masks = [mask for mask, (unsettled, _) in parts.items() if any(unsettled)]
        complaints = [values[mask] - parts[mask][1] for mask in open_masks]
        epsilon, tight = heaviest_balance([parts[mask][0] for mask in open_masks], complaints)
        for mask in (open_masks[place] for place in tight):
            settled.add([*waiting[mask], values[mask] - epsilon])
        epsilons.append(epsilon)
    return Nucleolus(settled.solution(), tuple(epsilons))
