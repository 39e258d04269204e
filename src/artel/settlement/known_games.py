"""Games whose answer has a closed form, for any number of players."""

from __future__ import annotations

import math
from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def airport_fees(costs: Sequence[int], users: Sequence[int]) -> tuple[Fraction, ...]:
    """Return what one user of each type pays for something built as large as the largest needs.

    `costs[k]` is what would do for type k, rising; `users[k]` how many there are. Each step of
    the cost is shared by all who need it: the Shapley value of the airport game (Littlechild and
    Owen 1973), which needs no coalition to be counted.
    """
    if list(costs) != sorted(costs) or len(costs) != len(users) or min(users) < 1:
        raise ValueError("costs rise from type to type, and each type has a user")
    fees, fee, before = [], Fraction(0), 0
    for place, cost in enumerate(costs):
        fee += Fraction(cost - before, sum(users[place:]))
        fees.append(fee)
        before = cost
    return tuple(fees)


def voting_power(quota: int, weights: Sequence[int]) -> tuple[Fraction, ...]:
    """Return how often each voter is the one whose vote decides (Shapley and Shubik 1954).

    A motion passes with `quota` or more of the weight. Counted by a generating function over the
    others' number and weight, so that hundreds of voters are no trouble.
    """
    return tuple(
        _pivots(quota, weights[voter], [*weights[:voter], *weights[voter + 1 :]])
        for voter in range(len(weights))
    )


def _pivots(quota: int, own: int, others: Sequence[int]) -> Fraction:
    ways: dict[tuple[int, int], int] = {(0, 0): 1}
    for weight in others:
        joined = defaultdict(int, ways)
        for (size, total), number in ways.items():
            joined[size + 1, total + weight] += number
        ways = dict(joined)
    voters = len(others) + 1
    decisive = sum(
        number * math.factorial(size) * math.factorial(voters - size - 1)
        for (size, total), number in ways.items()
        if quota - own <= total < quota
    )
    return Fraction(decisive, math.factorial(voters))
