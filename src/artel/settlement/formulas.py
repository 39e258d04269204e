"""The formulas of a statement: how each figure follows from its inputs, and their recomputation.

A formula is written as a person would: `round(quantity * price * level)`. It knows names of
inputs, whole numbers, + - * / and brackets, and these functions:

- `round(x)`                     the nearest whole number, a half away from zero
- `max(x, y)`                    the larger
- `sum(xs)`                      of a list, or of a mapping's values
- `split(total, weights, who)`   who's part of the total by the largest remainder
- `shapley(values, who)`         who's Shapley value; `values` by coalition, as `RU+BY`

Numbers are exact throughout; decimals and fractions are texts (`"12.5"`, `"1/3"`).
"""

from __future__ import annotations

import ast
import operator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from artel.settlement.games import nucleolus, shapley
from artel.settlement.money import exact, rounded
from artel.settlement.netting import transfers
from artel.settlement.split import split

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST = 300
TOGETHER = "+"
_OPERATORS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class FormulaError(ValueError):
    """A formula cannot be computed from its inputs."""


def evaluate(formula: str, inputs: Mapping[str, Any]) -> Fraction:
    """Return the exact result of a formula on its inputs. Raises FormulaError with a sentence."""
    try:
        tree = ast.parse(formula[:LONGEST], mode="eval")
        return exact(_value(tree.body, inputs))
    except FormulaError:
        raise
    except (
        SyntaxError,
        TypeError,
        ValueError,
        ArithmeticError,
        LookupError,
        AttributeError,
    ) as error:
        raise FormulaError(f"'{formula}' cannot be computed: {error}") from None


def coalition_values(values: Mapping[str, Any]) -> tuple[tuple[str, ...], list[Fraction]]:
    """Return the players, and the 2**n values by mask, of a table by coalition (`RU+BY`)."""
    players = tuple(sorted({name for key in values for name in key.split(TOGETHER)}))
    masks = {
        sum(1 << players.index(name) for name in key.split(TOGETHER)): exact(value)
        for key, value in values.items()
    }
    if len(masks) != (1 << len(players)) - 1:
        raise FormulaError(f"{len(masks)} coalitions are not all of {', '.join(players)}")
    return players, [Fraction(0), *(masks[mask] for mask in range(1, 1 << len(players)))]


def _value(node: ast.expr, inputs: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = exact(_value(node.left, inputs)), exact(_value(node.right, inputs))
        return _OPERATORS[type(node.op)](left, right)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -exact(_value(node.operand, inputs))
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    if isinstance(node, ast.Name):
        if node.id not in inputs:
            raise FormulaError(f"the input '{node.id}' is missing")
        return inputs[node.id]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return _call(node.func.id, [_value(each, inputs) for each in node.args])
    raise FormulaError("a formula holds names, whole numbers, + - * / and functions")


def _call(name: str, given: list[Any]) -> Fraction:
    if name not in FUNCTIONS:
        raise FormulaError(f"no function is called '{name}'; known: {', '.join(FUNCTIONS)}")
    return FUNCTIONS[name](*given)


def _sum(values: Any) -> Fraction:
    parts = values.values() if isinstance(values, dict) else values
    return sum((exact(part) for part in parts), Fraction(0))


def _split(total: Any, weights: Mapping[str, Any], who: str) -> Fraction:
    amount = exact(total)
    if amount.denominator != 1:
        raise FormulaError(f"{total} is not a whole number of minor units")
    return Fraction(split(amount.numerator, weights)[who])


def _shapley(values: Mapping[str, Any], who: str) -> Fraction:
    players, game = coalition_values(values)
    return shapley(game)[players.index(who)]


def _nucleolus(values: Mapping[str, Any], who: str) -> Fraction:
    players, game = coalition_values(values)
    return nucleolus(game).shares[players.index(who)]


def _transfer(positions: Mapping[str, Any], payer: str, payee: str) -> Fraction:
    found = transfers({name: int(amount) for name, amount in positions.items()})
    return Fraction(
        sum(each.amount for each in found if (each.payer, each.payee) == (payer, payee))
    )


FUNCTIONS: dict[str, Callable[..., Fraction]] = {
    "round": lambda value: Fraction(rounded(value)),
    "max": lambda one, other: max(exact(one), exact(other)),
    "sum": _sum,
    "split": _split,
    "shapley": _shapley,
    "nucleolus": _nucleolus,
    "transfer": _transfer,
}
