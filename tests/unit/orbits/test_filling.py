from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.orbits.filling import STENCIL, around, derivative, fill, weights
from artel.orbits.tracks import hermite

PARTS = [1, 2, 3, 4, 5, 6, 8, 12, 16, 24]


@given(st.integers(0, STENCIL - 1), st.floats(0.0, 1.0), st.integers(0, 4))
def test_derivatives_of_every_power_up_to_eleven_are_exact(power, x, order):
    nodes = np.arange(-5.0, 7.0)
    curve = np.polynomial.Polynomial.basis(power)
    wanted = curve.deriv(order)(x) if order else curve(x)
    found = derivative(np.array([x]), order)[0] @ nodes**power
    assert found == pytest.approx(wanted, abs=1e-14 * max(1.0, np.abs(nodes**power).max()) * 50)


@pytest.mark.parametrize("parts", PARTS)
def test_the_nodes_of_an_interval_need_the_coarse_positions_around_it(parts):
    behind = around(range(10, 12), parts)
    coarse = np.random.default_rng(1).normal(size=(2, len(behind), 3))
    for compiled in (False, True):
        r, v = fill(coarse, 60.0, parts, compiled=compiled)
        assert r.shape == v.shape == (2, 2 * parts, 3)
        assert np.isfinite(r).all()
        assert np.isfinite(v).all()


@pytest.mark.parametrize("parts", PARTS)
@pytest.mark.parametrize("intervals", [1, 7, 200])
def test_both_twins_give_the_same_bits(parts, intervals):
    count = len(around(range(intervals), parts))
    coarse = 7e6 * np.random.default_rng(parts).normal(size=(3, count, 3))
    slow = fill(coarse, 240.0, parts, compiled=False)
    quick = fill(coarse, 240.0, parts, compiled=True)
    for one, other in zip(slow, quick, strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("parts", [3, 6, 12])
def test_positions_are_moved_so_that_cubics_stray_to_both_sides_of_a_circle_and_half_as_far(parts):
    step, pace = 240.0, 2.0 * np.pi / 5700.0
    h = step / parts
    behind = np.array(around(range(30), parts)) * step
    circle = 7e6 * np.stack([np.cos(pace * behind), np.sin(pace * behind), 0 * behind], axis=-1)
    r, v = (each[0] for each in fill(circle[None], step, parts, compiled=False))
    u = np.linspace(0.0, 1.0, 41)[:, None, None]
    found, _ = hermite(r[:-1], v[:-1], r[1:], v[1:], (u, h))
    radius = np.linalg.norm(found, axis=-1) - 7e6
    stray = 7e6 * (pace * h) ** 4 / 384.0
    assert radius.max() == pytest.approx(0.5 * stray, rel=0.05)
    assert radius.min() == pytest.approx(-0.5 * stray, rel=0.05)


def test_weights_sum_to_one():
    for parts in PARTS:
        assert weights(parts).sum(axis=1) == pytest.approx(np.ones(parts), abs=1e-14)
