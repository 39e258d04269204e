"""Which of several element sets of one object is used, and what is said of the others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from artel.orbits.elements import from_facts
from artel.orbits.readings import nearest, numbered_lines
from artel.orbits.time import DAY, posix_from_civil

NOW = posix_from_civil(2026, 10, 5)
ONE = from_facts("TEST 1", 90001, NOW - DAY, altitude_m=5e5, inclination=1.7, raan=0.0)
TWO = replace(ONE, name="TEST 2", norad_id=90002)


def at(hours: float, **changes: object):
    return replace(ONE, epoch=NOW + hours * 3600, **changes)


def test_the_record_nearest_in_time_is_chosen_and_the_others_are_counted():
    records = [at(-48), at(-2), at(-30), at(7)]
    chosen, notes = nearest(records, NOW)
    assert chosen == (records[1],)
    (note,) = notes
    assert note == (
        "TEST 1 (90001): of 4 element sets that of 2026-10-04T22:00:00Z is used, "
        "2 older and 1 newer passed over."
    )


def test_a_record_from_the_future_is_used_where_it_is_nearest_and_said_to_be():
    chosen, notes = nearest([at(-48), at(6)], NOW)
    assert chosen == (at(6),)
    (note,) = notes
    assert note == (
        "TEST 1 (90001): of 2 element sets that of 2026-10-05T06:00:00Z is used, "
        "1 older passed over; its epoch 2026-10-05T06:00:00Z lies 6.0 h ahead and is carried "
        "backward."
    )


def test_of_two_equally_near_the_newer_is_chosen():
    assert nearest([at(3), at(-3)], NOW)[0] == (at(3),)
    assert nearest([at(-3), at(3)], NOW)[0] == (at(3),)


def test_of_two_of_one_epoch_the_later_in_the_text_is_chosen():
    first, second = at(-1, bstar=1.0), at(-1, bstar=2.0)
    chosen, notes = nearest([first, second], NOW)
    assert chosen == (second,)
    assert "1 of the same epoch passed over" in notes[0]


def test_single_records_of_the_past_keep_their_order_and_cause_no_words():
    assert nearest([TWO, ONE], NOW) == ((TWO, ONE), ())


def test_objects_without_a_number_are_told_apart_by_name():
    records = [at(-1, norad_id=0), at(-1, norad_id=0, name="TEST 2")]
    assert nearest(records, NOW) == (tuple(records), ())


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_numbered_as_an_editor_numbers_them(newline):
    text = newline.join(["\ufeffa ", "", "\t", " b", "c\x85d"])
    assert list(numbered_lines(text)) == [(1, "a"), (4, "b"), (5, "c\x85d")]
