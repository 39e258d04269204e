"""What balances cost: each party's use beside its entitlement, and the price of fairness."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from artel.charter.articles import Balance
from artel.charter.limits import accounts_of
from artel.planner.outcomes import plain_value
from artel.planner.problem import assets_of, use_of
from artel.studies.planned import planned

if TYPE_CHECKING:
    from artel.charter.limits import Account
    from artel.studies.planned import Day


def fairness_of(day: Day) -> dict[str, Any]:
    """Return the price of fairness, and an account of each party to a balance.

    The price is the value of the same day planned without balances, less the value of this plan.
    It is nought where no balance is in force, and where the plan without them is worth no more.
    """
    problem = day.problem
    orders = {order.id: order for order in problem.orders}
    taken = [booking.opportunity for booking in day.outcome.bookings]
    uses = [(use_of(each, orders[each.order]), each.duration) for each in taken]
    accounts = accounts_of(problem.charter, assets_of(problem), problem.span, uses)
    value = plain_value(problem, day.outcome)
    without = max(value, _value_without(day)) if accounts else value
    return {
        "price": round(without - value, 6),
        "value_without_balances": without,
        "accounts": [_row(account) for account in accounts],
    }


def _value_without(day: Day) -> float:
    charter = day.problem.charter
    others = tuple(row for row in charter.articles if not isinstance(row, Balance))
    # The plan of the day keeps every other rule too: without balances it would still be there.
    problem = replace(day.problem, charter=replace(charter, articles=others))
    return plain_value(problem, planned(problem))


def _row(account: Account) -> dict[str, Any]:
    return {
        "member": account.party,
        "article": account.article,
        "carried_s": round(account.carried, 3),
        "entitlement_s": round(account.entitlement, 3),
        "use_s": round(account.use, 3),
        "balance_s": round(account.balance, 3),
    }
