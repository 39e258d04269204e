"""Money is whole minor units, and nothing else becomes money."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.commons.errors import InputError
from artel.settlement.money import Money, decimal_text, exact, exact_text, rounded, whole


@pytest.mark.parametrize("amount", [1.0, 0.1 + 0.2, True, "5", Fraction(5), None])
def test_what_is_not_a_whole_number_never_becomes_money(amount):
    with pytest.raises(TypeError, match="whole minor units"):
        Money(amount, "RUB")
    with pytest.raises(TypeError, match="whole minor units"):
        whole(amount)


@pytest.mark.parametrize("value", [0.1, float("nan"), True])
def test_a_float_is_not_an_exact_number(value):
    with pytest.raises(TypeError, match="not exact"):
        exact(value)
    with pytest.raises(TypeError, match="not exact"):
        rounded(value)


def test_a_currency_that_nobody_knows_is_refused_with_the_nearest_one():
    with pytest.raises(InputError, match="did you mean 'KZT'"):
        Money(1, "KZZ")


def test_two_currencies_are_not_added():
    with pytest.raises(ValueError, match="two currencies"):
        Money(1, "RUB") + Money(1, "KZT")


@pytest.mark.parametrize(
    ("value", "whole_number"),
    [("0.5", 1), ("-0.5", -1), ("1.4999", 1), ("2.5", 3), ("-2.5", -3), ("7/3", 2), (4, 4)],
)
def test_a_half_goes_away_from_zero(value, whole_number):
    assert rounded(value) == whole_number


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [(120050, "RUB", "1200.50"), (-5, "KZT", "-0.05"), (7, "JPY", "7"), (-1, "KWD", "-0.001")],
)
def test_minor_units_are_written_with_the_digits_of_their_currency(amount, currency, text):
    assert decimal_text(amount, currency) == text
    assert str(Money(amount, currency)) == f"{text} {currency}"


@given(st.fractions())
def test_an_exact_number_survives_being_written(value):
    assert exact(exact_text(value)) == value


@given(st.fractions())
def test_rounding_is_never_off_by_more_than_a_half(value):
    assert abs(rounded(value) - value) <= Fraction(1, 2)
