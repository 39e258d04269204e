from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from artel.commons.errors import InputError
from artel.workshare.accounts import Accounts
from artel.workshare.returns import coefficients, remedy, returns_at, under
from artel.workshare.tables import Cost

SPRING, AUTUMN = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)
MONEY = st.integers(1, 10**12)
CASES = st.lists(
    st.tuples(MONEY, st.integers(0, 10**12), st.sampled_from([0, 1, 2, 3, 4])),
    min_size=2, max_size=9,
)  # fmt: skip
LIMITS = st.integers(80, 98).map(lambda percent: Fraction(percent, 100))


def returns_of(case):
    paid = {f"S{number}": amount for number, (amount, _, _) in enumerate(case)}
    won = {f"S{number}": Fraction(w, 4) * value for number, (_, value, w) in enumerate(case)}
    assume(any(won.values()))
    return coefficients(paid, won)


def test_contracts_count_from_the_day_they_are_signed_each_by_its_interest(rows, accounts):
    early = {row.state: row for row in returns_at(rows, accounts, SPRING)}
    assert early["BY"].weighted == 27_500_00
    assert early["RU"].coefficient == 0
    late = {row.state: row for row in returns_at(rows, accounts, AUTUMN)}
    assert late["RU"].weighted == 15_000_00
    share = Fraction(60_000_00, 60_000_00 + 39_999_85)
    assert late["RU"].coefficient == Fraction(15_000, 42_500) / share


def test_before_the_first_contract_there_is_no_return(rows, accounts):
    with pytest.raises(InputError, match="no return"):
        returns_at(rows, accounts, datetime(2026, 1, 1, tzinfo=UTC))


def test_work_outside_the_contributing_states_counts_for_nobody(reading, text, accounts):
    moved = reading(text.replace("name: Frames, state: RU", "name: Frames, state: KZ"))
    found = {row.state: row for row in returns_at(moved, accounts, AUTUMN)}
    assert found["RU"].weighted == 0
    assert sum(row.share * row.coefficient for row in found.values()) == 1


def test_exchange_rounds_to_whole_minor_units_whatever_their_size():
    worth = {"RUB": Fraction(1), "JPY": Fraction(3, 5), "BYN": Fraction("27.333")}
    accounts = Accounts("RUB", worth, {"RUB": 2, "JPY": 0, "BYN": 2})
    assert accounts.minor(Cost(amount_minor=5, currency="JPY")) == 300
    assert accounts.minor(Cost(amount_minor=10, currency="BYN")) == 273
    assert accounts.minor(Cost(amount_minor=7, currency="RUB")) == 7


@given(CASES)
def test_weighted_with_the_shares_of_contributions_the_coefficients_average_to_one(case):
    found = returns_of(case)
    assert sum(row.share for row in found) == 1
    assert sum(row.share * row.coefficient for row in found) == 1


@given(CASES, LIMITS)
def test_the_remedy_lifts_every_state_to_the_limit(case, limit):
    found = returns_of(case)
    new = remedy(found, limit)
    assert not new.impossible
    lifted = coefficients(
        {row.state: row.paid for row in found},
        {row.state: row.weighted + new.by_state[row.state] for row in found},
    )
    assert under(lifted, limit) == ()


@given(CASES, LIMITS)
def test_one_minor_unit_less_for_anybody_leaves_somebody_under_the_limit(case, limit):
    found = returns_of(case)
    new = remedy(found, limit).by_state
    for state in (state for state, amount in new.items() if amount):
        less = {**new, state: new[state] - 1}
        lifted = coefficients(
            {row.state: row.paid for row in found},
            {row.state: row.weighted + less[row.state] for row in found},
        )
        assert under(lifted, limit)


def test_nothing_is_asked_for_where_nobody_is_under_the_limit():
    found = coefficients({"A": 50, "B": 50}, {"A": 48, "B": 52})
    assert remedy(found, Fraction(9, 10)).total == 0


def test_a_limit_of_one_is_impossible_and_says_why():
    found = coefficients({"A": 50, "B": 50}, {"A": 40, "B": 60})
    assert "average exactly 1" in remedy(found, Fraction(1)).impossible


def test_an_industry_that_can_take_too_little_is_named():
    found = coefficients({"A": 50, "B": 50}, {"A": 0, "B": 100})
    new = remedy(found, Fraction(9, 10), {"A": 10, "B": 10})
    assert "the industry of A can take less" in new.impossible
    assert new.by_state["A"] > 10
    assert not remedy(found, Fraction(9, 10), {"A": new.by_state["A"]}).impossible
