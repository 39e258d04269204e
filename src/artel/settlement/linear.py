"""Linear equations in fractions: added one by one, solved exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Equations:
    """Equations a.x = b over a number of unknowns, each given as [*a, b], kept reduced."""

    def __init__(self, unknowns: int) -> None:
        self.unknowns = unknowns
        self._rows: dict[int, list[Fraction]] = {}

    @property
    def rank(self) -> int:
        """How many of the equations say something that the others do not."""
        return len(self._rows)

    def add(self, equation: Sequence[int | Fraction]) -> bool:
        """Add an equation and return whether it says something new.

        Raises ArithmeticError where it contradicts the others.
        """
        rest = self._reduced(equation)
        pivot = next((place for place in range(self.unknowns) if rest[place]), None)
        if pivot is None:
            if rest[-1]:
                raise ArithmeticError("the equation contradicts the others")
            return False
        row = [value / rest[pivot] for value in rest]
        for other in self._rows.values():
            factor = other[pivot]
            if factor:
                other[:] = [a - factor * b for a, b in zip(other, row, strict=True)]
        self._rows[pivot] = row
        return True

    def rest(self, row: Sequence[int | Fraction]) -> tuple[list[Fraction], Fraction]:
        """Return what of row.x is not settled yet, as coefficients, and the part that is."""
        rest = self._reduced([*row, 0])
        return rest[:-1], -rest[-1]

    def solution(self) -> tuple[Fraction, ...]:
        """Return the unknowns. Raises ArithmeticError where some are not settled."""
        if self.rank < self.unknowns:
            raise ArithmeticError("there are fewer equations than unknowns")
        return tuple(self._rows[place][-1] for place in range(self.unknowns))

    def _reduced(self, equation: Sequence[int | Fraction]) -> list[Fraction]:
        rest = [Fraction(value) for value in equation]
        for pivot, row in self._rows.items():
            factor = rest[pivot]
            if factor:
                rest = [a - factor * b for a, b in zip(rest, row, strict=True)]
        return rest
