"""What each state gets back in work for what it pays: its return coefficient, now and forecast.

The rule is that of ESA's industrial return (Convention, Annex V, Article IV): a state's share of
the weighted value of contracts, over its share of contributions; one is ideal. Contracts placed
outside the contributing states count for nobody, so the coefficients, each weighted with its
state's share of contributions, average to exactly one.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from artel.commons.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from artel.workshare.accounts import Accounts
    from artel.workshare.tables import Workshare


@dataclass(frozen=True, slots=True)
class Return:
    """A state's return: amounts in minor units of the programme's currency, exact ratios.

    `weighted` is the value of its contracts, each times its technological interest.
    """

    state: str
    paid: int
    share: Fraction
    weighted: Fraction
    coefficient: Fraction


@dataclass(frozen=True, slots=True)
class Remedy:
    """The least new contract value by state that lifts all to the limit, or why none can.

    Amounts are minor units of technological interest one; they stand also where the industry of
    a state cannot take them, so that it is seen by how much.
    """

    limit: Fraction
    by_state: Mapping[str, int]
    impossible: str = ""

    @property
    def total(self) -> int:
        """All of it together."""
        return sum(self.by_state.values())


def returns_at(rows: Workshare, accounts: Accounts, instant: datetime) -> tuple[Return, ...]:
    """Return each contributing state's return by the contracts signed up to the instant.

    Raises InputError where no contract of a contributing state counts yet.
    """
    paid = {row.state: accounts.minor(row.paid) for row in rows.contributions}
    states = {state: amount for state, amount in paid.items() if amount}
    won = dict.fromkeys(states, Fraction(0))
    suppliers = rows.by_supplier
    for contract in rows.contracts:
        state = suppliers[contract.supplier].state
        if state in won and contract.signed <= instant:
            won[state] += accounts.minor(contract.price) * contract.interest
    return coefficients(states, won)


def coefficients(
    paid: Mapping[str, int], weighted: Mapping[str, Fraction | int]
) -> tuple[Return, ...]:
    """Return every contributing state's return, from what each paid and won.

    Raises InputError where nothing was won at all: no share of nothing can be taken.
    """
    all_paid, all_won = sum(paid.values()), Fraction(sum(weighted[state] for state in paid))
    if not all_won:
        raise InputError(
            "No contract with a contributing state's supplier counts yet, so there is no return.",
            next_step="Give a later --at, or the contracts.",
        )
    return tuple(
        Return(
            state, amount, Fraction(amount, all_paid), Fraction(weighted[state]),
            Fraction(weighted[state]) / all_won / Fraction(amount, all_paid),
        )
        for state, amount in paid.items()
    )  # fmt: skip


def under(returns: tuple[Return, ...], limit: Fraction) -> tuple[str, ...]:
    """Return the states whose coefficient is below the limit."""
    return tuple(row.state for row in returns if row.coefficient < limit)


def remedy(
    returns: tuple[Return, ...], limit: Fraction, most: Mapping[str, int] | None = None
) -> Remedy:
    """Return the least new contract value that lifts every state to the limit.

    `most` says how much new work (minor units) the industry of a state can take; a state that is
    not in it can take any amount. It is the linear programme that minimises the sum of x with
    won(s) + x(s) >= limit x share(s) x (all won + sum of x) for every state s, solved exactly:
    more work for one state lowers every other, so the least answer is reached from below, and no
    other answer gives any state less.
    """
    if limit >= 1:
        sentence = (
            f"No contract can lift every state to {float(limit):g}: weighted with the shares of "
            "contributions the coefficients average exactly 1, so a limit must be less than 1."
        )
        return Remedy(limit, {}, sentence)
    amounts = {row.state: 0 for row in returns}
    total = _least_total(returns, limit)
    while short := _short(returns, limit, amounts, total):
        for state, lack in short.items():
            amounts[state] += lack
        total = max(total, _won(returns) + sum(amounts.values()))
    return Remedy(limit, amounts, _impossible(amounts, most or {}))


def _least_total(returns: tuple[Return, ...], limit: Fraction) -> Fraction:
    """Return the weighted value of all contracts, old and new, before rounding to minor units.

    Where the states in `low` are just lifted, total = won by the others / (1 - limit x share of
    the low); lifting them lowers others, who join them until none does.
    """
    low: set[str] = set()
    while True:
        others = _won(tuple(row for row in returns if row.state not in low))
        paid = sum(row.share for row in returns if row.state in low)
        total = others / (1 - limit * paid)
        found = {row.state for row in returns if row.weighted < limit * row.share * total}
        if found <= low:
            return total
        low |= found


def _won(returns: tuple[Return, ...]) -> Fraction:
    return sum((row.weighted for row in returns), Fraction(0))


def _short(
    returns: tuple[Return, ...], limit: Fraction, amounts: Mapping[str, int], total: Fraction
) -> dict[str, int]:
    """Return how many whole minor units each state lacks of its limit, at that total."""
    lacks = {
        row.state: limit * row.share * total - row.weighted - amounts[row.state] for row in returns
    }
    return {state: ceil(lack) for state, lack in lacks.items() if lack > 0}


def _impossible(amounts: Mapping[str, int], most: Mapping[str, int]) -> str:
    """Say whose industry can take too little, or nothing."""
    beyond = [state for state, amount in amounts.items() if amount > most.get(state, amount)]
    if not beyond:
        return ""
    return (
        f"No contracts can lift every state to the limit: the industry of {', '.join(beyond)} "
        "can take less new work than that asks for. Raise what it can take, or lower the limit."
    )
