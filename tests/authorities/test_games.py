"""Shapley value, nucleolus and shares against published numbers.

- Birmingham airport 1968-69, 11 aircraft types, 13,572 movements: Littlechild and Thompson, Bell
  Journal of Economics 8 (1977); the airport game: Littlechild and Owen, Management Science 20
  (1973).
- Tennessee Valley Authority, cost of navigation, flood control and power in thousands of dollars:
  Straffin and Heaney, International Journal of Game Theory 10 (1981).
- Estate of 100, 200, 300 among claims of 100, 200, 300: Aumann and Maschler, Journal of Economic
  Theory 36 (1985); the numbers are the Talmud's, Kethubot 93a.
- United Nations Security Council of 15: Shapley and Shubik, American Political Science Review 48
  (1954), in the form of 1965, as in Straffin's textbook.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from artel.settlement.games import nucleolus, shapley, worst
from artel.settlement.known_games import airport_fees, voting_power

BIRMINGHAM_COSTS = (65899, 76725, 95200, 97200, 97436, 98142, 102496, 104849, 113322, 115440,
                    117676)  # fmt: skip
BIRMINGHAM_MOVEMENTS = (42, 9555, 288, 303, 151, 1315, 505, 1128, 151, 112, 22)
BIRMINGHAM_FEES = ("4.86", "5.66", "10.30", "10.85", "10.92", "11.13", "13.40", "15.07", "44.80",
                   "60.61", "162.24")  # fmt: skip
TVA = {"N": 163520, "F": 140826, "P": 250096, "NF": 301607, "NP": 378821, "FP": 367370,
       "NFP": 412584}  # fmt: skip


def game(players, value):
    """Return the values of a game whose value is a function of the tuple of its players."""
    return [
        value(tuple(p for i, p in enumerate(players) if mask >> i & 1))
        for mask in range(1 << len(players))
    ]


def costs_game(costs):
    return game(costs, lambda members: max(members, default=0))


def estate_game(estate, claims):
    """Return what each group gets once all others have taken their claims in full."""
    everything = sum(claims)
    names = range(len(claims))
    return game(
        names, lambda group: max(0, estate - everything + sum(claims[each] for each in group))
    )


def voting_game(quota, weights):
    names = range(len(weights))
    return game(names, lambda group: int(sum(weights[each] for each in group) >= quota))


def test_the_eleven_fees_of_birmingham_airport():
    fees = airport_fees(BIRMINGHAM_COSTS, BIRMINGHAM_MOVEMENTS)
    assert tuple(f"{float(fee):.2f}" for fee in fees) == BIRMINGHAM_FEES
    assert sum(BIRMINGHAM_MOVEMENTS) == 13_572
    paid = sum(fee * number for fee, number in zip(fees, BIRMINGHAM_MOVEMENTS, strict=True))
    assert paid == BIRMINGHAM_COSTS[-1]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=7))
def test_the_closed_form_of_the_airport_is_the_shapley_value(costs):
    ranked = sorted(costs)
    assert airport_fees(ranked, [1] * len(ranked)) == shapley(costs_game(ranked))


def test_the_tennessee_valley_authority():
    values = game("NFP", lambda group: TVA.get("".join(group), 0))
    shares = shapley(values)
    assert [f"{float(share):.1f}" for share in shares] == ["117829.0", "100756.5", "193998.5"]
    assert sum(shares) == 412_584


@pytest.mark.parametrize(
    ("estate", "shares"),
    [
        (100, (Fraction(100, 3), Fraction(100, 3), Fraction(100, 3))),
        (200, (50, 75, 75)),
        (300, (50, 100, 150)),
    ],
)
def test_the_estate_of_the_talmud(estate, shares):
    assert nucleolus(estate_game(estate, (100, 200, 300))).shares == shares


def test_a_left_glove_and_two_right_ones():
    values = game("LRr", lambda group: int("L" in group and len(group) > 1))
    assert shapley(values) == (Fraction(2, 3), Fraction(1, 6), Fraction(1, 6))
    assert nucleolus(values).shares == (1, 0, 0)
    assert worst(values, nucleolus(values).shares).excess == 0


def test_the_airport_of_three():
    costs = costs_game((1, 2, 3))
    assert shapley(costs) == (Fraction(1, 3), Fraction(5, 6), Fraction(11, 6))
    # What is saved is shared; what is paid is the other side of it.
    paid = nucleolus([-cost for cost in costs]).shares
    assert tuple(-share for share in paid) == (Fraction(1, 2), Fraction(3, 4), Fraction(7, 4))


def test_a_weighted_majority():
    shares = (Fraction(1, 2), Fraction(1, 6), Fraction(1, 6), Fraction(1, 6))
    assert shapley(voting_game(4, (3, 2, 1, 1))) == shares
    assert voting_power(4, (3, 2, 1, 1)) == shares


def test_the_security_council():
    # Five permanent members of weight 7 and ten others of weight 1 pass a motion with 39.
    weights = (7,) * 5 + (1,) * 10
    power = voting_power(39, weights)
    assert [f"{float(power[voter]):.6f}" for voter in (0, 14)] == ["0.196270", "0.001865"]
    assert sum(power) == 1
    assert shapley(voting_game(39, weights)) == power


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.integers(1, 30))
def test_counting_by_a_generating_function_is_counting_orders(weights, quota):
    assert voting_power(quota, weights) == shapley(voting_game(quota, weights))


def brute_force_epsilon(values):
    """Return the least-core epsilon of three players by its balanced collections (Bondareva)."""
    one, two, both, three, fourth, fifth, everybody = values[1:]
    pairs, singles = (both, fourth, fifth), (one, two, three)
    candidates = [
        Fraction(sum(singles) - everybody, 3),
        Fraction(sum(pairs) - 2 * everybody, 3),
        *(
            Fraction(single + pair - everybody, 2)
            for single, pair in zip(singles, (fifth, fourth, both), strict=True)
        ),
    ]
    return max(candidates)


@given(st.lists(st.integers(0, 40), min_size=7, max_size=7))
def test_the_least_core_of_three_is_that_of_the_balanced_collections(values):
    found = nucleolus([0, *values])
    assert found.epsilons[0] == brute_force_epsilon([0, *values])
    assert worst([0, *values], found.shares).excess == found.epsilons[0]


@given(st.lists(st.integers(0, 10**9), min_size=31, max_size=31))
def test_the_least_core_of_five_is_that_of_an_outside_solver(values):
    """HiGHS, through scipy, minimises the largest complaint of the same game."""
    rows = np.array([[-(mask >> p & 1) for p in range(5)] + [-1] for mask in range(1, 31)], float)
    scaled = np.array(values, float) / max(1, *values)
    found = linprog(
        [0, 0, 0, 0, 0, 1], A_ub=rows, b_ub=-scaled[:30], A_eq=[[1, 1, 1, 1, 1, 0]],
        b_eq=scaled[30:], bounds=(None, None), method="highs",
    )  # fmt: skip
    assert found.status == 0
    ours = nucleolus([0, *values]).epsilons[0] / max(1, *values)
    assert float(ours) == pytest.approx(found.fun, abs=1e-6)


@given(st.integers(1, 300), st.lists(st.integers(1, 100), min_size=2, max_size=5))
def test_every_estate_is_split_as_the_talmud_would(estate, claims):
    estate = min(estate, sum(claims))
    assert nucleolus(estate_game(estate, claims)).shares == talmud(estate, claims)


def talmud(estate, claims):
    """Return the rule of Aumann and Maschler: halves of the claims won alike, then lost alike."""
    halves = [Fraction(claim, 2) for claim in claims]
    if estate <= sum(halves):
        return tuple(alike(Fraction(estate), halves))
    lost = alike(Fraction(sum(claims) - estate), halves)
    return tuple(claim - loss for claim, loss in zip(claims, lost, strict=True))


def alike(amount, limits):
    """Return equal awards, none above its limit."""
    awards, left = [Fraction(0)] * len(limits), amount
    ranked = sorted(range(len(limits)), key=lambda each: limits[each])
    for done, place in enumerate(ranked):
        awards[place] = min(limits[place], left / (len(limits) - done))
        left -= awards[place]
    return awards
