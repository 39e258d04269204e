from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.orbits.time import (
    EARTH_RATE,
    JD_POSIX,
    civil_from_days,
    days_from_civil,
    epoch_text,
    gmst82,
    julian_split,
    parse_epoch,
    posix_from_civil,
)

seconds = st.integers(-(10**10), 4 * 10**9)
days = st.integers(-700_000, 2_000_000)


@given(seconds)
def test_a_civil_date_is_that_of_the_standard_library(t):
    when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=t)
    civil = when.year, when.month, when.day
    assert civil_from_days(t // 86400) == civil
    assert posix_from_civil(*civil, when.hour, when.minute, when.second) == t


@given(days)
def test_days_and_dates_are_inverse(day):
    assert days_from_civil(*civil_from_days(day)) == day


@given(seconds, st.integers(0, 999_999))
def test_an_epoch_is_read_as_it_is_written(whole, micro):
    text = epoch_text(float(whole), 0) + f".{micro:06d}"
    assert parse_epoch(text) == pytest.approx(whole + micro / 1e6, abs=1e-6)
    assert parse_epoch(text + "Z") == parse_epoch(text)
    # A float of that size holds some microseconds of the year 1650.
    assert parse_epoch(epoch_text(parse_epoch(text))) == pytest.approx(parse_epoch(text), abs=2e-6)


def test_rounding_up_carries_into_the_next_day_and_year():
    assert (
        epoch_text(posix_from_civil(2026, 12, 31, 23, 59, 59.9996), 3) == "2027-01-01T00:00:00.000"
    )
    assert epoch_text(posix_from_civil(2026, 12, 31, 23, 59, 59.4), 0) == "2026-12-31T23:59:59"
    assert epoch_text(-5e-324, 0) == "1970-01-01T00:00:00"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2026-278T06:00:00", "2026-10-05T06:00:00Z"),
        ("2024-366", "2024-12-31T00:00:00"),
        ("2026-10-05 06:00", "2026-10-05T06:00:00"),
        ("20261005T060000", "2026-10-05T06:00:00"),
        ("2026-10-05T06:00:00,5+00:00", "2026-10-05T06:00:00.5"),
        ("2016-12-31T23:59:60", "2017-01-01T00:00:00"),
        (" 2000-02-29 ", "2000-02-29T00:00:00.000000"),
    ],
)
def test_other_ways_of_writing_the_same_instant(text, same):
    assert parse_epoch(text) == parse_epoch(same)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2026-13-01", "2026-02-29", "2025-366", "2026-000", "2026-10-05T25:00",
     "2026-10-05T06:61", "2026-10-05T06:00:61.5", "2026-10-05T06:00:00+03:00", "05.10.2026"],
)  # fmt: skip
def test_what_is_no_epoch_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"; write it as .*\.$"):
        parse_epoch(text)


@given(st.integers(-(10**12), 4 * 10**12).map(lambda milliseconds: milliseconds / 1e3))
def test_a_julian_date_is_split_at_midnight(t):
    jd, fraction = julian_split(t)
    assert jd % 1.0 == 0.5
    assert 0.0 <= fraction < 1.0
    assert (jd - JD_POSIX + fraction) * 86400.0 == pytest.approx(t, abs=1e-3)
    assert (jd - JD_POSIX) * 86400.0 + fraction * 86400.0 == pytest.approx(t, abs=1e-6)


def test_sidereal_time_turns_once_in_a_sidereal_day_and_never_jumps():
    t = posix_from_civil(2026, 10, 5) + np.arange(0.0, 3 * 86400.0, 60.0)
    theta = gmst82(t)
    assert theta.min() >= 0.0
    assert theta.max() < 2.0 * math.pi
    rate = np.diff(np.unwrap(theta)) / 60.0
    # GMST counts from an equinox that precession moves on, 4612.156 arcsec in a century.
    precession = math.radians(4612.156 / 3600.0) / (36525.0 * 86400.0)
    assert np.abs(rate - EARTH_RATE - precession).max() < 1e-14
