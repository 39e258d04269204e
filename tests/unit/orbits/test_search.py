from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.orbits.search import roots

FUNCTIONS = {
    "line": lambda x: x,
    "cubic": lambda x: x**3,
    "flat": lambda x: np.sign(x) * np.abs(x) ** 9,
    "step": lambda x: np.where(x > 0.0, 1.0, -1.0),
    "kink": lambda x: np.where(x > 0.0, 1e6 * x, 1e-6 * x),
    "arctangent": lambda x: np.arctan(50.0 * x),
    "sine": np.sin,
}


@pytest.mark.parametrize("name", FUNCTIONS)
@given(st.floats(-1.0, 1.0), st.floats(0.01, 1.5), st.floats(0.01, 1.5))
def test_a_crossing_is_found_inside_its_bracket(name, zero, below, above):
    low, high = np.array([zero - below]), np.array([zero + above])
    found = roots(lambda x, _n: FUNCTIONS[name](x - zero), low, high, np.array([1e-9]))
    assert low[0] <= found[0] <= high[0]
    value = FUNCTIONS[name](found - zero)
    assert abs(found[0] - zero) <= 2e-9 or value[0] == 0.0


def test_many_problems_are_solved_at_once_each_by_its_own_function():
    at = np.linspace(-0.9, 0.9, 1001)
    found = roots(
        lambda x, which: np.tanh(20.0 * (x - at[which])),
        np.full(at.shape, -1.0),
        np.full(at.shape, 1.0),
        np.full(at.shape, 1e-10),
    )
    assert np.abs(found - at).max() < 2e-10


def test_a_bracket_without_a_change_of_sign_is_nan_and_its_neighbours_are_not():
    at = np.array([0.5, 7.0, 0.25])
    found = roots(lambda x, n: x - at[n], np.zeros(3), np.ones(3), np.full(3, 1e-12))
    assert np.isnan(found).tolist() == [False, True, False]
    assert found[[0, 2]] == pytest.approx([0.5, 0.25])


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (-1.0, 0.0), (1.0, 0.0)])
def test_a_root_on_an_end_of_the_bracket_is_found_there(low, high):
    found = roots(lambda x, _n: x, np.array([low]), np.array([high]), np.array([1e-9]))
    assert found[0] == pytest.approx(0.0, abs=1e-9)


def test_nothing_to_solve_is_solved():
    none = np.empty(0)
    assert roots(lambda x, _n: x, none, none, none).size == 0


def test_few_evaluations_suffice():
    calls = []
    roots(
        lambda x, _n: calls.append(x.size) or np.cos(x),
        np.array([0.0]),
        np.array([3.0]),
        np.array([1e-12]),
    )
    assert len(calls) < 15
