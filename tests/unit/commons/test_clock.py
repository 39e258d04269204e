from __future__ import annotations

from datetime import UTC, datetime, timedelta

from artel.commons.clock import SystemClock, WoundClock


def test_a_wound_clock_stands_until_it_is_wound_again():
    noon = datetime(2026, 10, 5, 12, tzinfo=UTC)
    clock = WoundClock(noon)
    assert clock.now() == clock.now() == noon
    clock.wind(noon + timedelta(hours=1))
    assert clock.now() == noon + timedelta(hours=1)


def test_the_machines_clock_speaks_utc_and_goes_forward():
    clock = SystemClock()
    first = clock.now()
    assert first.utcoffset() == timedelta(0)
    assert clock.now() >= first
