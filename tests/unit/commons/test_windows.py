from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from artel.commons.windows import Window

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_window_holds_its_start_and_not_its_end():
    window = Window(NOON, NOON + HOUR)
    assert window.holds(NOON)
    assert not window.holds(NOON + HOUR)
    assert window.length == HOUR


def test_windows_that_touch_do_not_meet():
    first, second = Window(NOON, NOON + HOUR), Window(NOON + HOUR, NOON + 2 * HOUR)
    assert not first.meets(second)
    assert first.meets(Window(NOON - HOUR, NOON + timedelta(seconds=1)))


@pytest.mark.parametrize("end", [NOON, NOON - HOUR])
def test_a_window_that_does_not_end_after_its_start_is_refused(end):
    with pytest.raises(ValueError, match="end after it starts"):
        Window(NOON, end)
