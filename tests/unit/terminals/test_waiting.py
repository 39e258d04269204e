"""Waiting times from gaps, beside instants that are drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.terminals.waiting import gaps_between, joined, waiting

SPAN = (0.0, 1000.0)
WINDOWS = st.lists(st.tuples(st.floats(0.0, 950.0), st.floats(1.0, 200.0)), min_size=0, max_size=12)


def edges(windows):
    starts = np.array([start for start, _ in windows])
    return starts, np.minimum(starts + np.array([length for _, length in windows]), SPAN[1])


def drawn(starts, ends):
    """Return the waits at two hundred thousand even instants."""
    t = np.linspace(0.0, 1000.0, 200_001)[:-1] + 0.0025
    waits = np.full(t.size, np.inf)
    for start, end in zip(starts, ends, strict=True):
        waits = np.where((t >= start) & (t < end), 0.0, waits)
        waits = np.where(t < start, np.minimum(waits, start - t), waits)
    return np.minimum(waits, 1000.0 - t)


@given(WINDOWS)
def test_gaps_give_the_same_as_drawing_instants(windows):
    starts, ends = edges(windows)
    waits = drawn(starts, ends)
    found = waiting(gaps_between(starts, ends, SPAN), 1000.0)
    assert found.availability == pytest.approx(np.mean(waits == 0.0), abs=3e-4)
    assert found.mean_s == pytest.approx(waits.mean(), abs=0.1)
    assert found.p95_s == pytest.approx(np.quantile(waits, 0.95), abs=0.2)
    assert found.max_s == pytest.approx(waits.max(), abs=0.01)


def test_one_gap_by_hand():
    found = waiting(gaps_between(np.array([0.0]), np.array([900.0]), SPAN), 1000.0)
    # A tenth of the time waits, evenly from 100 s to nothing: a twentieth more than 50 s.
    assert (found.availability, found.mean_s, found.p95_s, found.max_s) == pytest.approx(
        (0.9, 5.0, 50.0, 100.0)
    )


def test_nothing_ever_and_always():
    never = waiting(gaps_between(np.empty(0), np.empty(0), SPAN), 1000.0)
    assert (never.availability, never.mean_s, never.max_s) == (0.0, 500.0, 1000.0)
    assert never.p95_s == pytest.approx(950.0)
    always = waiting(gaps_between(np.array([0.0]), np.array([1000.0]), SPAN), 1000.0)
    assert (always.availability, always.p95_s, always.max_s) == (1.0, 0.0, 0.0)


def test_several_places_are_equally_likely():
    there, nowhere = np.empty(0), np.array([1000.0])
    both = joined([there, nowhere], 1000.0)
    assert both.availability == pytest.approx(0.5)
    assert both.mean_s == pytest.approx(250.0)
