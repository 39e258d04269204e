from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.orbits.revisit import coalitions, intersect, revisit, union

HOURS = 40
pairs = st.lists(
    st.tuples(st.integers(0, HOURS - 1), st.integers(1, 8)).map(
        lambda x: (x[0], min(x[0] + x[1], HOURS))
    ),
    max_size=12,
)


def array(intervals):
    return np.array(intervals, float).reshape(-1, 2)


def cells(intervals):
    """Return which unit cells of the grid are covered: the brute force."""
    covered = np.zeros(HOURS, bool)
    for start, end in intervals:
        covered[int(start) : int(end)] = True
    return covered


@given(pairs)
def test_a_union_covers_the_same_cells_with_gaps_between(intervals):
    joined = union(array(intervals))
    assert np.array_equal(cells(joined), cells(intervals))
    assert (joined[1:, 0] > joined[:-1, 1]).all()
    assert np.array_equal(union(joined), joined)
    assert np.array_equal(union(array(intervals[::-1])), joined)


@given(pairs, pairs)
def test_a_meeting_covers_what_both_cover(first, second):
    a, b = union(array(first)), union(array(second))
    both = intersect(a, b)
    assert np.array_equal(cells(both), cells(first) & cells(second))
    assert np.array_equal(union(both), both)
    assert np.array_equal(intersect(b, a), both)


@given(pairs)
def test_figures_of_revisit_are_those_of_counting_cells(intervals):
    found = revisit(array(intervals), (0.0, float(HOURS)))
    covered = cells(intervals)
    assert found.seen == pytest.approx(covered.mean())
    starts = np.flatnonzero(np.diff(np.r_[False, covered].astype(int)) == 1)
    ends = np.flatnonzero(np.diff(np.r_[covered, False].astype(int)) == -1) + 1
    assert found.looks == starts.size
    gaps = starts[1:] - ends[:-1]
    if gaps.size:
        assert (found.mean_gap, found.max_gap) == pytest.approx((gaps.mean(), gaps.max()))
        assert gaps.min() <= found.p95_gap <= found.max_gap
    else:
        assert math.isnan(found.mean_gap)
        assert math.isnan(found.max_gap)
    # Waiting, cell by cell: half an hour for the cell itself and one for each dark one after it.
    total, run = 0.0, 0
    for lit in covered[::-1]:
        total += 0.0 if lit else 0.5 + run
        run = 0 if lit else run + 1
    assert found.wait == pytest.approx(total / HOURS)


@given(pairs, pairs)
def test_another_satellite_never_makes_the_wait_longer(first, second):
    span = (0.0, float(HOURS))
    alone, both = revisit(array(first), span), revisit(array(first + second), span)
    assert both.wait <= alone.wait + 1e-12
    assert both.seen >= alone.seen - 1e-12


def test_looks_that_touch_are_one():
    assert union(array([(3, 4), (1, 2), (2, 3)])).tolist() == [[1.0, 4.0]]
    assert intersect(array([(0, 2)]), array([(2, 3)])).size == 0


def test_coalitions_come_smallest_first_and_each_once():
    found = list(coalitions(["BY", "KZ", "RU"]))
    assert found == [
        ("BY",), ("KZ",), ("RU",), ("BY", "KZ"), ("BY", "RU"), ("KZ", "RU"), ("BY", "KZ", "RU"),
    ]  # fmt: skip
    assert len(list(coalitions("abcdefgh"))) == 2**8 - 1
    assert list(coalitions([])) == []
