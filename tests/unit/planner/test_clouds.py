"""Chances of a clear sky, and how one try resembles the next."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.commons.instants import parse_instant, to_posix
from artel.planner.clouds import Climate, Forecast, Sky, both_cloudy, months, still_cloudy

HOUR = 3600.0
OCTOBER = to_posix(parse_instant("2026-10-15T00:00Z"))


def climate() -> Climate:
    """Two bands (6 to 18 h, and the night), two cells: a valley inside the whole Earth."""
    cover = np.zeros((12, 2, 2))
    cover[:, 0, :] = np.linspace(0.1, 0.65, 12)[:, None]
    cover[:, 1, :] = 0.9
    cover[:, :, 1] += 0.05
    cells = np.array([[40.0, 44.0, 70.0, 80.0], [-90.0, 90.0, -180.0, 180.0]])
    return Climate(cover, np.array([6.0, 18.0]), cells)


def forecast(skill_s: float = 24 * HOUR) -> Forecast:
    t = OCTOBER + np.array([0.0, 6.0, 12.0]) * HOUR
    cover = np.array([[[0.0, 1.0], [0.5, 0.5]], [[0.2, 0.4], [0.6, 0.8]], [[1.0, 1.0], [1.0, 1.0]]])
    return Forecast(OCTOBER, t, np.array([40.0, 50.0]), np.array([70.0, 80.0]), cover, skill_s)


def all_cloudy(clear, t, correlation):
    """The chance that the sky is cloudy at the first n tries, for each n."""
    tries = list(zip(clear, t, strict=True))
    pairs = zip([None, *tries[:-1]], tries, strict=True)
    return np.cumprod([still_cloudy(*pair, correlation) for pair in pairs])


@pytest.mark.parametrize(
    ("text", "month"), [("2026-01-31T23:59:59Z", 0), ("2026-02-01", 1), ("1969-12-31", 11)]
)
def test_months_are_those_of_the_calendar(text, month):
    assert months(np.array([to_posix(parse_instant(text))])).tolist() == [month]


def test_the_climate_goes_by_month_local_hour_and_cell():
    # At 75 E the Sun is five hours before Greenwich.
    at = OCTOBER + np.array([0.9, 1.1, 12.9, 13.1]) * HOUR
    cover = np.linspace(0.1, 0.65, 12)[9]
    inside, outside = climate().clear(42.0, 75.0, at), climate().clear(45.0, 75.0, at)
    assert inside == pytest.approx([0.1, 1 - cover, 1 - cover, 0.1])
    assert outside == pytest.approx(inside - 0.05)


def test_a_place_in_no_cell_is_taken_to_be_clear():
    only = Climate(climate().cover[:, :, :1], climate().bands_h, climate().cells[:1])
    assert np.isnan(only.clear(0.0, 0.0, OCTOBER)).all()
    assert Sky(only).clear(0.0, 0.0, OCTOBER).tolist() == [1.0]
    assert Sky().clear(0.0, 0.0, OCTOBER).tolist() == [1.0]
    assert not Sky().known


def test_a_forecast_runs_straight_between_its_nodes_and_ends_with_its_grid():
    given_ = forecast()
    nodes = given_.clear(40.0, 80.0, given_.t)
    assert nodes == pytest.approx([0.0, 0.6, 0.0])
    middle = given_.clear(45.0, 75.0, [OCTOBER, OCTOBER + 3 * HOUR])
    assert middle == pytest.approx([0.5, 0.5])
    assert np.isnan(given_.clear(39.9, 75.0, OCTOBER)).all()
    assert np.isnan(given_.clear(45.0, 75.0, [OCTOBER - 1, OCTOBER + 12 * HOUR + 1])).all()


def test_a_forecast_of_one_node_says_it_there_alone():
    one = np.array([OCTOBER]), np.array([45.0]), np.array([75.0]), np.array([[[0.25]]])
    assert Forecast(OCTOBER, *one).clear(45.0, 75.0, OCTOBER).tolist() == [0.75]
    assert np.isnan(Forecast(OCTOBER, *one).clear(45.1, 75.0, OCTOBER)).all()


def test_the_older_a_forecast_the_more_the_climate_says():
    sky = Sky(climate(), forecast(skill_s=6 * HOUR))
    at = OCTOBER + np.array([0.0, 6.0]) * HOUR
    usual, said = climate().clear(42.0, 75.0, at), forecast().clear(42.0, 75.0, at)
    weight = np.array([1.0, np.exp(-1.0)])
    assert sky.clear(42.0, 75.0, at) == pytest.approx(usual + weight * (said - usual))
    later = OCTOBER + 13 * HOUR
    assert sky.clear(42.0, 75.0, later) == pytest.approx(climate().clear(42.0, 75.0, later))


def test_without_a_climate_the_forecast_is_all_there_is():
    at = OCTOBER + 6 * HOUR
    assert Sky(None, forecast()).clear(42.0, 75.0, at) == pytest.approx(
        forecast().clear(42.0, 75.0, at)
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cover": np.zeros((3, 2, 3))}, "not as many values"),
        ({"cover": np.full((3, 2, 2), 1.1)}, "not between 0 and 1"),
        ({"cover": np.full((3, 2, 2), np.nan)}, "not between 0 and 1"),
        ({"lat_deg": np.array([50.0, 40.0])}, "do not ascend"),
    ],
)
def test_a_grid_that_is_none_is_refused(change, said):
    good = forecast()
    parts = {"t": good.t, "lat_deg": good.lat_deg, "lon_deg": good.lon_deg, "cover": good.cover}
    with pytest.raises(ValueError, match=said):
        Forecast(issued=OCTOBER, **{**parts, **change})


def test_tries_far_apart_are_independent_and_tries_at_once_are_one():
    p, q = 0.3, 0.7
    apart = all_cloudy([p] * 3, [0.0, 1e9, 2e9], HOUR)
    assert apart == pytest.approx([q, q**2, q**3])
    assert all_cloudy([p] * 3, [5.0, 5.0, 5.0], HOUR) == pytest.approx([q, q, q])


def test_a_lag_of_the_correlation_time_leaves_one_part_in_e():
    p, q = 0.4, 0.6
    expected = q * q + np.exp(-1.0) * p * q
    assert both_cloudy((p, p), HOUR, HOUR) == pytest.approx(expected)


def test_a_clear_sky_for_sure_ends_the_chain():
    assert all_cloudy([0.2, 1.0, 0.5], [0.0, 1.0, 2.0], HOUR).tolist() == [0.8, 0.0, 0.0]
    assert all_cloudy([0.0, 0.5], [0.0, HOUR], HOUR) == pytest.approx([1.0, 0.5])


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1e5)), min_size=1, max_size=8),
    st.floats(60, 1e6),
)
def test_more_tries_never_make_success_less_likely(tries, correlation):
    at = np.cumsum([lag for _, lag in tries])
    cloudy = all_cloudy([p for p, _ in tries], at, correlation)
    assert ((cloudy >= 0.0) & (cloudy <= 1.0)).all()
    assert (np.diff(cloudy) <= 0.0).all()


def test_the_chance_is_that_of_a_sky_that_clears_and_clouds_over():
    """A sky in continuous time: it stays as it is for exponential times of its own rates."""
    rng = np.random.default_rng(7)
    p, correlation, tries = 0.35, 8.0, np.array([0.0, 1.0, 2.5, 9.0, 10.0, 30.0])
    count = 40_000
    clear, none = rng.random(count) < p, np.ones((count, tries.size), bool)
    none[:, 0] = ~clear
    for i, lag in enumerate(np.diff(tries), start=1):
        left = np.full(count, lag)
        while (left > 0.0).any():
            # The correlation of such a sky falls with the sum of both rates, here 1 / correlation.
            rate = np.where(clear, 1.0 - p, p) / correlation
            stay = rng.exponential(1.0 / rate)
            turns = (stay < left) & (left > 0.0)
            clear = clear ^ turns
            left = np.where(left > 0.0, left - stay, left)
        none[:, i] = none[:, i - 1] & ~clear
    found = none.mean(axis=0)
    exact = all_cloudy([p] * tries.size, tries, correlation)
    assert np.abs(found - exact).max() < 4.0 * np.sqrt(0.25 / count)


def test_the_chance_holds_where_the_chances_differ():
    """The chain itself, step by step, with the pairs' chances written out from the formula."""
    rng = np.random.default_rng(11)
    p, tries, correlation = np.array([0.3, 0.5, 0.4]), np.array([0.0, 3.0, 4.0]), 6.0
    count = 40_000
    clear = rng.random(count) < p[0]
    none = ~clear
    for i in (1, 2):
        r = np.exp(-(tries[i] - tries[i - 1]) / correlation)
        spread = np.sqrt(p[i] * (1 - p[i]) / (p[i - 1] * (1 - p[i - 1])))
        # A chain of two states: what is expected next is straight in what is now.
        clear = rng.random(count) < p[i] + r * spread * (clear - p[i - 1])
        none &= ~clear
    exact = all_cloudy(p, tries, correlation)[-1]
    assert abs(none.mean() - exact) < 4.0 * np.sqrt(0.25 / count)
