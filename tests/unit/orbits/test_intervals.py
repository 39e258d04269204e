"""The margin and its rate, and the search between nodes, on motions made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artel.orbits import kernels, kernels_roots
from artel.orbits.intervals import ELEVATION, OFF_NADIR, margin, scan

modes = pytest.mark.parametrize("mode", [ELEVATION, OFF_NADIR])
P = np.array([6378137.0, 0.0, 0.0])
UP = np.array([1.0, 0.0, 0.0])
WIDE_OPEN = -1.0


@modes
@given(st.integers(0, 2**32 - 1))
def test_the_rate_is_the_slope_of_the_margin(mode, seed):
    rng = np.random.default_rng(seed)
    r = P + rng.normal(size=(1, 3)) * 2e6 + np.array([[3e6, 0.0, 0.0]])
    v = rng.normal(size=(1, 3)) * 5e3
    bound = np.array([0.3])
    step = 0.05
    values = [margin(mode, r + s * v, v, (P, UP), bound)[0] for s in (-step, step)]
    found = margin(mode, r, v, (P, UP), bound)[1]
    slope = (values[1] - values[0]) / (2 * step)
    # Where the two rules of the off-nadir margin meet, the slope has two values.
    kink = margin(mode, r - step * v, v, (P, UP), bound)[1]
    if abs(found - kink)[0] < 1e-4:
        assert found == pytest.approx(slope, abs=1e-6)


@given(st.integers(0, 2**32 - 1))
def test_the_compiled_margin_is_the_same(seed):
    rng = np.random.default_rng(seed)
    r, v = P + rng.normal(size=(1, 3)) * 1e7, rng.normal(size=(1, 3)) * 5e3
    for mode in (ELEVATION, OFF_NADIR):
        one = margin(mode, r, v, (P, UP), np.array([0.4]))
        sight, place = r[0] - P, (*P, *UP, 0.4)
        margin_there, rate = kernels_roots.turn(mode, tuple(sight), tuple(v[0]), place)
        two = margin_there, rate / np.linalg.norm(sight)
        assert (one[0][0], one[1][0]) == pytest.approx(two, rel=1e-9, abs=1e-12)
        gap, slope = kernels_roots.gap(mode, tuple(sight), tuple(v[0]), place)
        assert (gap > 0.0) == (one[0][0] > 0.0)
        later = kernels_roots.gap(mode, tuple(sight + 0.01 * v[0]), tuple(v[0]), place)
        if abs(later[1] - slope) < 1.0:
            assert later[0] - gap == pytest.approx(0.01 * slope, abs=0.01)


def bobbing(beats, steps, phase=0.0):
    """Return nodes of a body that sways over P so that its elevation rises and falls."""
    height, t = 2e6, np.linspace(0.0, 100.0 * steps, steps + 1)
    w = 2.0 * np.pi * beats / t[-1]
    side, rate = 4e6 * np.cos(w * t + phase), -4e6 * w * np.sin(w * t + phase)
    one, zero = np.ones_like(t), np.zeros_like(t)
    r = np.stack([P[0] + height * one, side, zero], axis=-1)
    return t, r, np.stack([zero, rate, zero], axis=-1)


@settings(max_examples=40)
@given(st.floats(0.3, 6.0), st.floats(0.46, 0.99), st.integers(24, 60))
def test_both_twins_find_the_windows_of_a_swaying_body(beats, bound, steps):
    nodes = bobbing(beats, steps)
    t = nodes[0]
    caps = np.full((t.size, 1), WIDE_OPEN)
    one, two = scan_by_numpy(nodes, bound, caps), scan_by_numba(nodes, bound)
    # sin(elevation) = h / hypot(h, side) crosses the bound where |side| is h sqrt(1/b^2 - 1).
    fine = np.linspace(t[0], t[-1], 200_001)
    side = 4e6 * np.cos(2.0 * np.pi * beats * fine / t[-1])
    up = np.abs(side) < 2e6 * np.sqrt(1.0 / bound**2 - 1.0)
    expected = (np.diff(np.r_[False, up, False].astype(int)) == 1).sum()
    assert len(one[0]) == len(two[0]) == expected
    if expected:
        assert one[1] == pytest.approx(two[1], abs=1e-5)
        assert one[2] == pytest.approx(two[2], abs=1e-5)
        assert np.array_equal(one[4], two[4])
        assert np.array_equal(one[5], two[5])
        assert (one[2] - one[1]).sum() == pytest.approx(up.mean() * t[-1], abs=0.02 * t[-1])


@pytest.mark.parametrize(
    ("bound", "cut", "count"),
    [
        # At every node sin(elevation) is 0.577; overhead it is 1 and at the widest 0.447.
        (0.60, False, 4),  # all nodes below: a hidden peak in every second step
        (0.55, True, 5),  # all nodes above: a hidden dip in every second step
        (0.40, True, 1),  # and here no dip is deep enough
    ],
)
def test_a_peak_and_a_dip_between_two_nodes_are_found(bound, cut, count):
    nodes = bobbing(2.0, 8, 0.25 * np.pi)
    caps = np.full((nodes[0].size, 1), WIDE_OPEN)
    for found in (scan_by_numpy(nodes, bound, caps), scan_by_numba(nodes, bound)):
        _, start, end, _, first, last = found
        assert start.size == count
        assert (start[0] == nodes[0][0], end[-1] == nodes[0][-1]) == (cut, cut)
        assert (first[0], last[-1]) == (cut, cut)
        assert (start[1:] > end[:-1]).all()


def scan_by_numpy(nodes, bound, caps):
    return scan(nodes, (P[None], UP[None]), ELEVATION, np.array([bound]), caps)


def scan_by_numba(nodes, bound):
    places, limits = (P[None], UP[None], np.array([bound])), np.arcsin([bound])
    span = (nodes[0][0], nodes[0][-1])
    site, start, end, when, _, first, last = kernels.scan(nodes, places, (ELEVATION, limits), span)
    return site, start, end, when, first, last


def test_places_out_of_reach_are_not_looked_at():
    nodes = bobbing(2.0, 30)
    caps = np.full((nodes[0].size, 1), 2.0)
    assert scan_by_numpy(nodes, 0.5, caps)[0].size == 0
