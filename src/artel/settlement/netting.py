"""Who pays whom at the end: few transfers in place of many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from artel.settlement.money import whole

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment, in minor units of the pool's currency."""

    payer: str
    payee: str
    amount: int


def transfers(positions: Mapping[str, int]) -> tuple[Transfer, ...]:
    """Return payments after which nobody owes anything: fewer than there are parties.

    A position above zero is to be received, one below to be paid; they sum to zero. The largest
    debtor pays the largest creditor what it can; of equal ones the first in the alphabet.
    """
    if sum(whole(amount) for amount in positions.values()) != 0:
        raise ValueError("positions that do not sum to zero cannot be netted")
    left = {name: amount for name, amount in positions.items() if amount}
    found = []
    while left:
        payer = min(left, key=lambda name: (left[name], name))
        payee = min(left, key=lambda name: (-left[name], name))
        amount = min(-left[payer], left[payee])
        found.append(Transfer(payer, payee, amount))
        left[payer] += amount
        left[payee] -= amount
        left = {name: rest for name, rest in left.items() if rest}
    return tuple(found)
