"""A statement's formulas give what a person would work out on paper."""

from __future__ import annotations

from fractions import Fraction

import pytest

from artel.settlement.formulas import FormulaError, evaluate


@pytest.mark.parametrize(
    ("formula", "inputs", "result"),
    [
        ("round(quantity * price / level)",
         {"quantity": "12.5", "price": 1801, "level": 1}, 22513),
        ("revenue - costs / 3", {"revenue": 10, "costs": 1}, Fraction(29, 3)),
        ("-(a + 2) * 3", {"a": 1}, -9),
        ("sum(lines)", {"lines": [1, 2, "3"]}, 6),
        ("sum(by_owner)", {"by_owner": {"RU": 5, "KZ": 6}}, 11),
        ("split(total, weights, who)",
         {"total": 100, "weights": {"RU": "1", "BY": "1", "KZ": "1"}, "who": "BY"}, 34),
        ("shapley(values, who)",
         {"values": {"L": 0, "R": 0, "S": 0, "L+R": 1, "L+S": 1, "R+S": 0, "L+R+S": 1}, "who": "L"},
         Fraction(2, 3)),
    ],
)  # fmt: skip
def test_a_formula_gives_what_a_person_would_work_out(formula, inputs, result):
    assert evaluate(formula, inputs) == result


@pytest.mark.parametrize(
    ("formula", "inputs", "said"),
    [
        ("price * level", {"price": 1}, "'level' is missing"),
        ("price *", {"price": 1}, "cannot be computed"),
        ("1 / nought", {"nought": 0}, "cannot be computed"),
        ("price * 2", {"price": 0.1}, "not exact"),
        ("1.5 * 2", {}, "whole numbers"),
        ("__import__('os')", {}, "whole numbers"),
        ("exit(1)", {}, "no function is called 'exit'"),
        ("price.real", {"price": 1}, "whole numbers"),
        ("9 ** 9", {}, "whole numbers"),
        ("split(total, weights, who)",
         {"total": "1/2", "weights": {"RU": 1}, "who": "RU"}, "whole"),
        ("shapley(values, who)", {"values": {"L": 0, "L+R": 1}, "who": "L"}, "not all of L, R"),
    ],
)  # fmt: skip
def test_what_cannot_be_computed_is_refused_with_a_sentence(formula, inputs, said):
    with pytest.raises(FormulaError, match=said.replace("(", "\\(")):
        evaluate(formula, inputs)
