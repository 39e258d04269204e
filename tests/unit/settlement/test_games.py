"""The Shapley value and the nucleolus keep the properties that define them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.settlement.games import (
    excesses,
    monotone,
    monotone_above,
    nucleolus,
    shapley,
    shapley_interval,
    superadditive,
    worst,
)
from artel.settlement.linear import Equations

ANY_NUMBER = st.integers(1, 5)


@st.composite
def games(draw, players=ANY_NUMBER, largest=10**9):
    count = draw(players)
    values = st.integers(0, largest)
    size = (1 << count) - 1
    return [0, *draw(st.lists(values, min_size=size, max_size=size))]


def swapped(values, one, other):
    """Return the game with two players' places exchanged."""

    def image(mask):
        bits = mask >> one & 1, mask >> other & 1
        rest = mask & ~(1 << one | 1 << other)
        return rest | bits[0] << other | bits[1] << one

    return [values[image(mask)] for mask in range(len(values))]


@given(games())
def test_the_shapley_value_gives_away_what_everybody_earns_and_no_more(values):
    assert sum(shapley(values)) == values[-1]


@given(games(players=st.integers(2, 5)))
def test_exchanging_two_players_exchanges_their_shares(values):
    shares, exchanged = shapley(values), shapley(swapped(values, 0, 1))
    assert exchanged[0] == shares[1]
    assert exchanged[1] == shares[0]
    assert exchanged[2:] == shares[2:]


@given(games(players=st.just(4)), games(players=st.just(4)))
def test_the_share_of_two_days_is_the_sum_of_their_shares(first, second):
    both = [a + b for a, b in zip(first, second, strict=True)]
    parts = zip(shapley(first), shapley(second), strict=True)
    assert shapley(both) == tuple(a + b for a, b in parts)


@given(games(players=st.integers(1, 4)))
def test_who_adds_nothing_gets_nothing(values):
    with_a_stranger = [*values, *values]
    assert shapley(with_a_stranger) == (*shapley(values), 0)


@given(games())
def test_the_nucleolus_gives_away_everything_and_stands_in_the_core_if_there_is_one(values):
    found = nucleolus(values)
    assert sum(found.shares) == values[-1]
    if found.epsilons and found.epsilons[0] <= 0:
        assert worst(values, found.shares).excess <= 0


@given(games())
def test_no_split_has_a_smaller_largest_complaint_than_the_nucleolus(values):
    found = nucleolus(values)
    assert worst(values, found.shares).excess <= worst(values, shapley(values)).excess
    assert list(found.epsilons) == sorted(found.epsilons, reverse=True)


@given(st.integers(2, 5), st.data())
def test_values_a_kopeck_apart_are_told_apart(players, data):
    """Nearly alike players in roubles by the million: a float would take them for equal."""
    nearly = [10**10 * mask.bit_count() ** 2 for mask in range(1 << players)]
    values = [0, *(value + data.draw(st.integers(0, 3)) for value in nearly[1:])]
    found = nucleolus(values)
    assert sum(found.shares) == values[-1]
    assert worst(values, found.shares).excess == found.epsilons[0]


@given(games())
def test_in_a_superadditive_game_the_nucleolus_gives_nobody_less_than_alone(values):
    raised = superadditive(values)
    shares = nucleolus(raised).shares
    assert all(share >= raised[1 << player] for player, share in enumerate(shares))


@given(games())
def test_raised_values_are_monotone_and_no_lower_than_before(values):
    raised, plain = superadditive(values), monotone(values)
    assert all(a >= b >= c for a, b, c in zip(raised, plain, values, strict=True))
    assert monotone(raised) == raised
    assert superadditive(raised) == raised


@given(games())
def test_upper_bounds_fall_to_those_of_larger_coalitions(values):
    bounds = monotone_above(values)
    assert all(low <= high for low, high in zip(bounds, values, strict=True))
    for mask in range(1, len(bounds)):
        for player in range(len(bounds).bit_length() - 1):
            assert bounds[mask] <= bounds[mask | 1 << player]


@given(games(players=st.integers(1, 4)), st.data())
def test_the_interval_of_a_share_holds_every_game_between_the_bounds(lower, data):
    gaps = st.lists(st.integers(0, 10**6), min_size=len(lower), max_size=len(lower))
    lower = superadditive(lower)
    raised = [a + b for a, b in zip(lower, data.draw(gaps), strict=True)]
    upper = monotone_above([0, *raised[1:]])
    bounds = zip(lower, upper, strict=True)
    between = monotone([data.draw(st.integers(low, high)) for low, high in bounds])
    intervals = shapley_interval(lower, upper)
    for share, (least, most) in zip(shapley(between), intervals, strict=True):
        assert least <= share <= most


def test_the_excess_of_a_coalition_is_what_it_could_earn_beyond_its_share():
    values = [0, 10, 20, 50]
    assert excesses(values, (15, 35)) == (0, -5, -15, 0)
    assert worst(values, (5, 45)).coalition == 1
    assert worst(values, (5, 45)).excess == 5


def test_one_player_gets_everything():
    assert shapley([0, 7]) == (7,)
    assert nucleolus([0, 7]).shares == (7,)
    assert worst([0, 7], (7,)).excess == 0


@pytest.mark.parametrize("values", [[0], [0, 1, 2], [1, 2]])
def test_what_is_no_game_is_refused(values):
    with pytest.raises(ValueError, match="2\\*\\*n values"):
        shapley(values)


def test_a_game_of_floats_is_refused():
    with pytest.raises(TypeError, match="not floats"):
        shapley([0, 1.5])


def test_equations_are_solved_exactly():
    equations = Equations(2)
    assert equations.add([3, 1, 1])
    assert equations.add([1, 2, 0])
    assert not equations.add([4, 3, 1])
    assert equations.solution() == (Fraction(2, 5), Fraction(-1, 5))
    with pytest.raises(ArithmeticError, match="contradicts"):
        equations.add([4, 3, 2])
