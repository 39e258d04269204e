"""A linear programme of the nucleolus, solved exactly by the simplex method.

A solver in floating point takes values that differ by a ten-millionth of the largest for equal;
in money that is real, and it would call coalitions content that are not.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

STALLED = 20
"""After so many steps without gain Bland's rule takes over, which never goes in circles."""


def heaviest_balance(
    columns: Sequence[Sequence[Fraction]], worth: Sequence[Fraction]
) -> tuple[Fraction, list[int]]:
    """Return the largest mean worth of columns that cancel out, and which columns make it.

    Maximises sum(y[k] worth[k]) over weights y >= 0 that sum to 1 with sum(y[k] columns[k]) = 0.
    It is the dual of the least largest complaint: the columns with weight are those coalitions
    whose complaint cannot be any smaller. Raises ArithmeticError where nothing cancels out.
    """
    return _Tableau(columns, worth).solve()


class _Tableau:
    """The rows of the equations in terms of the basic columns; the last one is sum(y) = 1."""

    def __init__(self, columns: Sequence[Sequence[Fraction]], worth: Sequence[Fraction]) -> None:
        height = len(columns[0])
        self.width = len(columns)
        self.rows = [[column[row] for column in columns] + [Fraction(0)] for row in range(height)]
        self.rows.append([Fraction(1)] * (self.width + 1))
        self.basis: list[int | None] = [None] * (height + 1)
        self.gains = [*worth, Fraction(0)]

    def solve(self) -> tuple[Fraction, list[int]]:
        """Return the value and the columns with weight."""
        self._begin()
        last = len(self.rows) - 1
        while self.basis[last] is None:  # until the weights sum to 1
            entering = next((k for k in range(self.width) if self.rows[last][k] > 0), None)
            if entering is None:
                raise ArithmeticError("no columns cancel out")
            self._pivot(self._leaving(entering), entering)
        stalled = 0
        while (entering := self._entering(patient=stalled < STALLED)) is not None:
            before = self.gains[-1]
            self._pivot(self._leaving(entering), entering)
            stalled = 0 if self.gains[-1] != before else stalled + 1
        support = [k for k, row in zip(self.basis, self.rows, strict=True) if row[-1] > 0]
        return -self.gains[-1], sorted(k for k in support if k is not None)

    def _begin(self) -> None:
        """Give every row that sums to zero a basic column; one that says nothing new goes."""
        for place in range(len(self.rows) - 1):
            row = self.rows[place]
            entering = next((k for k in range(self.width) if row[k]), None)
            if entering is not None:
                self._pivot(place, entering)
        kept = [n for n, k in enumerate(self.basis) if k is not None or n == len(self.rows) - 1]
        self.rows = [self.rows[n] for n in kept]
        self.basis = [self.basis[n] for n in kept]

    def _entering(self, *, patient: bool) -> int | None:
        better = [k for k in range(self.width) if self.gains[k] > 0]
        if not better:
            return None
        return max(better, key=lambda k: (self.gains[k], -k)) if patient else better[0]

    def _leaving(self, entering: int) -> int:
        """Return the row whose basic weight falls to zero first as the entering one grows."""
        limits = [
            (row[-1] / row[entering], -1 if basic is None else basic, place)
            for place, (row, basic) in enumerate(zip(self.rows, self.basis, strict=True))
            if row[entering] > 0
        ]
        return min(limits)[2]

    def _pivot(self, place: int, entering: int) -> None:
        pivot = self.rows[place][entering]
        row = self.rows[place] = [value / pivot for value in self.rows[place]]
        for other in (*self.rows[:place], *self.rows[place + 1 :], self.gains):
            factor = other[entering]
            if factor:
                other[:] = [a - factor * b if b else a for a, b in zip(other, row, strict=True)]
        self.basis[place] = entering
