from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from artel.orbits.spans import chained, greatest, joined, meetings, without

rows = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 30), st.integers(1, 8)), max_size=12)


def spans_of(drawn):
    """Return groups, starts and ends of drawn (group, start, length)."""
    group, start, length = np.array(drawn, np.int64).reshape(-1, 3).T
    return group, 1e9 + start, 1e9 + start + length


def seconds(spans):
    """Return the set of (group, second) that spans cover; ends are whole seconds here."""
    return {
        (int(group), second)
        for group, start, end in zip(*spans, strict=True)
        for second in range(int(start), int(end))
    }


def is_clean(spans):
    group, start, end = spans
    same = group[1:] == group[:-1]
    return (
        (end > start).all()
        and (~same | (start[1:] > end[:-1])).all()
        and (np.diff(group) >= 0).all()
    )


@given(rows)
def test_joined_intervals_cover_the_same_and_stand_apart(drawn):
    spans = spans_of(drawn)
    found = joined(*spans)
    assert seconds(found) == seconds(spans)
    assert is_clean(found)


@given(rows, rows)
def test_what_is_taken_away_is_gone_and_the_rest_stays(a, b):
    first, second = joined(*spans_of(a)), joined(*spans_of(b))
    assert seconds(without(first, second)) == seconds(first) - seconds(second)


@given(rows, rows)
def test_every_meeting_of_a_row_with_a_span_is_found_once(a, b):
    drawn, spans = spans_of(a), joined(*spans_of(b))
    row, span, start, end = meetings(drawn, spans)
    expected = {
        (i, j, max(drawn[1][i], spans[1][j]), min(drawn[2][i], spans[2][j]))
        for i in range(drawn[0].size)
        for j in range(spans[0].size)
        if drawn[0][i] == spans[0][j]
        and max(drawn[1][i], spans[1][j]) < min(drawn[2][i], spans[2][j])
    }
    assert len(row) == len(expected)
    assert set(zip(row, span, start, end, strict=True)) == expected


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-5, 5)), max_size=20))
def test_the_greatest_of_each_group_stands_in_the_order_of_the_groups(drawn):
    group, value = np.array(drawn, np.int64).reshape(-1, 2).T
    chosen = greatest(group, value)
    assert group[chosen].tolist() == sorted(set(group.tolist()))
    assert all(value[i] == value[group == group[i]].max() for i in chosen)


def test_chained_intervals_are_both():
    one, other = spans_of([(0, 1, 2)]), spans_of([(1, 3, 4)])
    assert [each.tolist() for each in chained(one, other)] == [
        [0, 1], [1e9 + 1, 1e9 + 3], [1e9 + 3, 1e9 + 7]
    ]  # fmt: skip
