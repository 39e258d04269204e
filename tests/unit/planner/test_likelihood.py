"""How likely an order succeeds by each date."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.planner.likelihood import Try, likelihood_of

HOUR = 3600.0


def test_without_a_try_nothing_is_delivered():
    found = likelihood_of([], HOUR)
    assert (found.success, found.first, found.expected, found.last) == (0.0, None, None, None)
    assert found.until(1e12) == 0.0


def test_a_radar_succeeds_by_its_one_try():
    found = likelihood_of([Try(0.0, 50.0, 1.0)], HOUR)
    assert found.by == ((50.0, 1.0),)
    assert (found.first, found.expected, found.last) == (50.0, 50.0, 50.0)


def test_two_far_tries_have_their_dates_and_the_mean_of_the_first_good_one():
    found = likelihood_of([Try(1e8, 1e8 + 10, 0.5), Try(0.0, 100.0, 0.5)], 1.0)
    assert [t for t, _ in found.by] == [100.0, 1e8 + 10]
    assert [chance for _, chance in found.by] == pytest.approx([0.5, 0.75])
    assert found.expected == pytest.approx((0.5 * 100.0 + 0.25 * (1e8 + 10)) / 0.75)
    assert found.until(99.0) == 0.0
    assert found.until(100.0) == pytest.approx(0.5)


def test_what_is_taken_later_may_be_delivered_first():
    slow, quick = Try(0.0, 90.0, 0.4), Try(10.0, 20.0, 0.6)
    found = likelihood_of([slow, quick], 1e-6)
    assert found.by == ((20.0, pytest.approx(0.6)), (90.0, pytest.approx(1 - 0.6 * 0.4)))


def test_a_second_try_within_the_hour_adds_less_than_one_a_day_later():
    first = Try(0.0, 10.0, 0.4)
    soon = likelihood_of([first, Try(HOUR, HOUR + 10, 0.4)], 12 * HOUR)
    late = likelihood_of([first, Try(24 * HOUR, 24 * HOUR + 10, 0.4)], 12 * HOUR)
    assert 0.4 < soon.success < 0.43
    assert soon.success + 0.1 < late.success < 1 - 0.6**2


def test_where_it_is_cloudy_for_sure_no_delivery_is_expected():
    found = likelihood_of([Try(0.0, 10.0, 0.0)], HOUR)
    assert (found.success, found.expected, found.last) == (0.0, None, 10.0)


@given(
    st.lists(
        st.tuples(st.floats(0, 1e6), st.floats(0, 1e5), st.floats(0, 1)), min_size=1, max_size=7
    )
)
def test_chances_ascend_with_their_dates_and_the_mean_lies_between(rows):
    found = likelihood_of([Try(at, at + wait, p) for at, wait, p in rows], 6 * HOUR)
    dates, chances = [t for t, _ in found.by], [chance for _, chance in found.by]
    assert dates == sorted(set(dates))
    assert chances == sorted(chances)
    assert found.success <= 1.0
    if found.expected is not None:
        assert found.first <= found.expected * (1 + 1e-12)
        assert found.expected <= found.last * (1 + 1e-12) + 1e-6
