"""A rate over a pass: exact instants of change, and the bits between them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.terminals.modcods import TABLES, Modcod
from artel.terminals.timeline import crossings, highest, spans_above, timeline

STEPS = (Modcod("slow", 0.5, 0.0), Modcod("fast", 1.0, 6.0))


def hill(t):
    """Return a pass of ten minutes that peaks at 10 dB after 300 s: 10 - ((t - 300) / 50)^2."""
    return 10.0 - ((t - 300.0) / 50.0) ** 2


def test_a_hill_gives_five_pieces_that_change_where_it_crosses_each_level():
    pieces = timeline(hill, (0.0, 600.0), STEPS, 1000.0)
    assert [piece.modcod and piece.modcod.name for piece in pieces] == [
        None, "slow", "fast", "slow", None,
    ]  # fmt: skip
    outer, inner = 50.0 * math.sqrt(10.0), 50.0 * math.sqrt(4.0)
    starts = [0.0, 300.0 - outer, 300.0 - inner, 300.0 + inner, 300.0 + outer]
    assert [piece.start for piece in pieces] == pytest.approx(starts, abs=1e-4)
    assert [piece.end for piece in pieces[:-1]] == [piece.start for piece in pieces[1:]]
    bits = 500.0 * 2 * (outer - inner) + 1000.0 * 2 * inner
    assert sum(piece.bits for piece in pieces) == pytest.approx(bits, abs=5)


@given(st.floats(-15.0, 15.0))
def test_another_decibel_moves_the_changes_exactly_as_worked_out_by_hand(more):
    pieces = timeline(lambda t: hill(t) + more, (0.0, 600.0), STEPS, 1000.0)
    expected = [
        300.0 + side * 50.0 * math.sqrt(10.0 + more - step.es_n0_db)
        for step in STEPS
        if step.es_n0_db < 10.0 + more - 0.05
        for side in (-1.0, 1.0)
    ]
    inside = sorted(each for each in expected if 0.0 < each < 600.0)
    if any(abs(10.0 + more - step.es_n0_db) < 0.05 for step in STEPS):
        return  # a graze shorter than the looks
    assert [piece.start for piece in pieces[1:]] == pytest.approx(inside, abs=1e-4)


def test_a_rate_that_follows_the_curve_carries_more_than_any_fixed_one():
    steps = TABLES["dvb-s2x"].steps()
    following = sum(piece.bits for piece in timeline(hill, (0.0, 600.0), steps, 1e6))
    fixed = [
        sum(piece.bits for piece in timeline(hill, (0.0, 600.0), (step,), 1e6)) for step in steps
    ]
    assert following > max(fixed)


def test_crossings_of_a_steep_curve_with_a_corner_are_exact():
    def corner(t):
        return np.where(t < 101.0, t - 100.0, 1.0 + 20.0 * (t - 101.0))

    assert crossings(corner, 0.0, 240.0, [0.0, 1.0, 21.0]) == pytest.approx(
        [100.0, 101.0, 102.0], abs=1e-4
    )


def test_spans_begin_and_end_with_what_was_asked_where_the_curve_is_above():
    assert spans_above(hill, 200.0, 400.0, 0.0) == [(200.0, 400.0)]
    assert spans_above(hill, 0.0, 100.0, 0.0) == []
    (span,) = spans_above(hill, 0.0, 300.0, 6.0)
    assert span == pytest.approx((200.0, 300.0))


def test_the_highest_value_is_found_between_the_looks():
    assert highest(hill, 0.0, 607.0) == pytest.approx(10.0, abs=1e-4)
