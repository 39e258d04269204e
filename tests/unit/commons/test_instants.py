from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.commons.errors import InputError
from artel.commons.instants import (
    as_utc,
    from_posix,
    instant_text,
    parse_duration,
    parse_instant,
    posix_text,
    to_posix,
)

SIX = datetime(2026, 10, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-05T06:00:00Z",
        "2026-10-05T06:00Z",
        "2026-10-05T06:00:00",
        "2026-10-05T09:00:00+03:00",
        " 2026-10-05T06:00:00.000Z ",
        "2026-10-05 06:00",
    ],
)
def test_every_way_to_write_an_instant_gives_the_same_utc(text):
    assert parse_instant(text) == SIX
    assert parse_instant(text).utcoffset() == timedelta(0)


def test_a_date_is_its_midnight():
    assert parse_instant("2026-10-05") == datetime(2026, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "today", "2026-13-01", "2026-10-05T25:00", "05.10.2026"])
def test_what_is_no_instant_is_refused_with_an_example(text):
    with pytest.raises(InputError, match="2026-10-05T06:00:00Z"):
        parse_instant(text)


def test_a_naive_datetime_is_taken_as_utc_and_another_zone_is_carried_over():
    moscow = timezone(timedelta(hours=3))
    assert as_utc(datetime(2026, 10, 5, 6)) == SIX  # noqa: DTZ001 - the naive case is the subject
    assert as_utc(datetime(2026, 10, 5, 9, tzinfo=moscow)) == SIX


@given(st.floats(0, 4e9))
def test_text_of_an_instant_is_read_back_to_half_a_millisecond(seconds):
    assert abs(to_posix(parse_instant(posix_text(seconds))) - seconds) <= 0.000501


def test_text_has_milliseconds_rounded_to_the_nearest_and_z():
    assert instant_text(SIX + timedelta(microseconds=999_500)) == "2026-10-05T06:00:01.000Z"
    assert instant_text(SIX + timedelta(microseconds=1_499)) == "2026-10-05T06:00:00.001Z"


def test_posix_seconds_and_instants_are_each_others_inverse():
    assert from_posix(to_posix(SIX)) == SIX


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("24h", 86400),
        ("90min", 5400),
        ("90m", 5400),
        ("7d", 604800),
        ("1d12h", 129600),
        ("2 h", 7200),
    ],
)
def test_durations_are_read_in_everyday_units(text, seconds):
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "24", "h", "-1h", "0h", "24 hours", "1y", "400d"])
def test_what_is_no_usable_duration_is_refused(text):
    with pytest.raises(InputError, match="duration"):
        parse_duration(text)


def test_a_year_before_1000_is_written_with_four_digits():
    early = datetime(84, 4, 23, 1, 2, 3, 456_700, tzinfo=UTC)
    assert instant_text(early) == "0084-04-23T01:02:03.457Z"
