"""A member's own arithmetic, written apart from artel: it reads one statement and nothing else.

    python second_opinion.py statements/KG.json

It uses Python's standard library alone, takes the inputs that the statement states, and reckons
in its own way what the member's assets earned, what is shared, the share, and the position.
"""

from __future__ import annotations

import itertools
import json
import sys
from decimal import ROUND_HALF_UP, Decimal, getcontext
from fractions import Fraction

getcontext().prec = 60


def nearest(number):
    """Round to the nearest whole number, a half away from zero."""
    exact = Fraction(number)
    decimal = Decimal(exact.numerator) / Decimal(exact.denominator)
    return int(decimal.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def price(inputs):
    """Work out a priced line, factor by factor."""
    amount = Fraction(inputs["price"]) * max(
        Fraction(inputs["quantity"]), Fraction(inputs["minimum"])
    )
    for factor in ("level", "freshness", "urgency", "customer"):
        amount *= Fraction(inputs[factor])
    return nearest(amount - amount * Fraction(inputs["discount"]) / 100)


def largest_remainder(total, weights):
    """Split a whole number by weights so that nothing is lost (Hamilton's method)."""
    everything = sum(weights.values())
    exact = {name: Fraction(abs(total)) * weight / everything for name, weight in weights.items()}
    parts = {name: int(part) for name, part in exact.items()}
    rest = sorted(exact, key=lambda name: (-(exact[name] - parts[name]), name))
    for name in rest[: abs(total) - sum(parts.values())]:
        parts[name] += 1
    return {name: part if total >= 0 else -part for name, part in parts.items()}


def shapley(values):
    """Let the players come in every order, and give each the mean of what its coming adds."""
    players = sorted({name for key in values for name in key.split("+")})
    worth = {frozenset(key.split("+")): Fraction(value) for key, value in values.items()}
    worth[frozenset()] = Fraction(0)
    added = dict.fromkeys(players, Fraction(0))
    orders = list(itertools.permutations(players))
    for order in orders:
        there = frozenset()
        for player in order:
            added[player] += worth[there | {player}] - worth[there]
            there |= {player}
    return {player: total / len(orders) for player, total in added.items()}


def weights_of(statement, scheme):
    """Find the weights of a scheme in the statement's tables."""
    if scheme == "shapley":
        return shapley(statement["tables"]["coalitions"])
    return {name: Fraction(weight) for name, weight in statement["tables"][scheme].items()}


def opinion(statement):
    """Reckon the member's figures from the inputs that its statement states."""
    member, operator = statement["member"], statement["operator"]
    lines = {line["id"]: line for line in statement["lines"]}
    used = sum(price(line["inputs"]) for name, line in lines.items() if name.startswith("used/"))
    collected = sum(
        sum(line["inputs"]["nets"]) for name, line in lines.items() if name.startswith("collected/")
    )
    revenue = {
        owner: used if owner == member else amount
        for owner, amount in statement["tables"]["revenue"].items()
    }
    whole = sum(revenue.values())
    partners = sum(
        nearest(Fraction(revenue[name.split("/")[1]]) * Fraction(line["inputs"]["percent"]) / 100)
        for name, line in lines.items()
        if name.startswith("partner/")
    )
    fee = nearest((whole - partners) * Fraction(lines["fee"]["inputs"]["percent"]) / 100)
    left = whole - partners - fee - lines["opex"]["inputs"]["opex"]
    reserve = nearest(max(left, 0) * Fraction(lines["reserve"]["inputs"]["percent"]) / 100)
    shared = left - reserve
    scheme = statement["scheme"]
    parts = largest_remainder(shared, weights_of(statement, scheme))
    share = parts.get(member, 0)
    passed = lines.get(f"passed/{scheme}/{member}")
    if passed is not None:
        by = passed["inputs"]["weights"]["table"]
        share += largest_remainder(parts[operator], weights_of(statement, by))[member]
    return {
        "member": member,
        "used": used,
        "collected": collected,
        "distributable": shared,
        "share": share,
        "position": share - collected,
    }


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123 - the standard library alone
        print(json.dumps(opinion(json.load(file))))  # noqa: T201 - its answer
