"""A sum into parts by weights, by the largest remainder: no minor unit is lost or made."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from artel.commons.errors import InputError
from artel.settlement.money import Exact, exact, whole

if TYPE_CHECKING:
    from collections.abc import Mapping


def split(total: int, weights: Mapping[str, Exact]) -> dict[str, int]:
    """Return each name's whole part of the total; the parts sum to the total exactly.

    Each part is the exact one rounded down; what is left goes, a unit each, to the largest
    remainders, of equal ones to the name first in the alphabet (Hamilton's method). A negative
    total is a loss and is split likewise. Raises InputError where a weight is negative or all
    are zero, TypeError for a float.
    """
    whole(total)
    shares = {name: exact(weight) for name, weight in weights.items()}
    everything = sum(shares.values(), Fraction(0))
    if any(share < 0 for share in shares.values()) or everything <= 0:
        raise InputError(
            f"The weights {_told(shares)} split nothing.",
            next_step="Give each member a weight of zero or more, and not zero to all.",
        )
    size = abs(total)
    precise = {name: size * share / everything for name, share in shares.items()}
    parts = {name: part.numerator // part.denominator for name, part in precise.items()}
    left = size - sum(parts.values())
    for name in sorted(precise, key=lambda each: (parts[each] - precise[each], each))[:left]:
        parts[name] += 1
    return {name: part if total >= 0 else -part for name, part in parts.items()}


def _told(shares: Mapping[str, Fraction]) -> str:
    return ", ".join(f"{name} {share}" for name, share in shares.items()) or "of nobody"
