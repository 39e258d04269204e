"""No split loses a minor unit, and nobody is more than one unit off."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.commons.errors import InputError
from artel.settlement.split import split

NAMES = ("RU", "BY", "KZ", "AM", "KG", "OP")
WEIGHTS = st.dictionaries(
    st.sampled_from(NAMES), st.fractions(min_value=0, max_value=10**6), min_size=1
).filter(lambda weights: sum(weights.values()) > 0)


@given(st.integers(-(10**18), 10**18), WEIGHTS)
def test_no_minor_unit_is_lost_or_made(total, weights):
    parts = split(total, weights)
    assert sum(parts.values()) == total
    assert set(parts) == set(weights)


@given(st.integers(-(10**12), 10**12), WEIGHTS)
def test_each_part_is_within_one_unit_of_the_exact_one(total, weights):
    whole = sum(weights.values())
    for name, part in split(total, weights).items():
        assert abs(part - total * weights[name] / whole) < 1


@given(st.integers(0, 10**12), WEIGHTS)
def test_a_loss_is_split_as_a_gain_is(total, weights):
    gain = split(total, weights)
    assert split(-total, weights) == {name: -part for name, part in gain.items()}


@given(st.integers(0, 10**6), WEIGHTS, st.fractions(min_value=Fraction(1, 1000), max_value=1000))
def test_only_the_proportions_of_the_weights_matter(total, weights, factor):
    scaled = {name: weight * factor for name, weight in weights.items()}
    assert split(total, scaled) == split(total, weights)


def test_what_is_left_goes_to_the_largest_remainders_and_then_by_the_alphabet():
    assert split(100, {"RU": 1, "BY": 1, "KZ": 1}) == {"RU": 33, "BY": 34, "KZ": 33}
    assert split(10, {"RU": "0.55", "BY": "0.45"}) == {"RU": 5, "BY": 5}
    assert split(10, {"RU": "0.56", "BY": "0.44"}) == {"RU": 6, "BY": 4}


@pytest.mark.parametrize("weights", [{}, {"RU": 0}, {"RU": 2, "BY": -1}])
def test_weights_that_split_nothing_are_refused(weights):
    with pytest.raises(InputError, match="split nothing"):
        split(10, weights)


def test_a_float_splits_nothing():
    with pytest.raises(TypeError):
        split(10.0, {"RU": 1})
    with pytest.raises(TypeError):
        split(10, {"RU": 0.5})
