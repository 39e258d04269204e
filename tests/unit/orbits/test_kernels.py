"""The compiled search: its root finder, its growing rows, and its numpy twin."""

from __future__ import annotations

import numpy as np
import pytest

from artel.orbits import kernels
from artel.orbits.elements import from_facts
from artel.orbits.time import posix_from_civil
from artel.orbits.tracks import track_of
from artel.orbits.visibility import elevation_windows, off_nadir_windows, sites_of

EPOCH = posix_from_civil(2026, 10, 5)
SPAN = (EPOCH, EPOCH + 86400.0)


def fleet():
    rng = np.random.default_rng(11)
    return [
        track_of(
            from_facts(
                f"S{k}",
                k + 1,
                EPOCH - 3600.0,
                altitude_m=rng.uniform(400e3, 1500e3),
                inclination=rng.uniform(0.0, np.pi),
                raan=rng.uniform(0.0, 6.28),
                argument_of_latitude=rng.uniform(0.0, 6.28),
                eccentricity=rng.uniform(0.0, 0.02),
            ),
            *SPAN,
        )
        for k in range(6)
    ]


@pytest.mark.parametrize("find", [elevation_windows, off_nadir_windows])
@pytest.mark.parametrize("limit_deg", [-1.0, 3.0, 30.0, 65.0])
def test_both_twins_agree_on_every_window_of_many_places(find, limit_deg):
    if limit_deg < 0.0 and find is off_nadir_windows:
        limit_deg = 80.0
    rng = np.random.default_rng(12)
    lat, lon = np.arcsin(rng.uniform(-1, 1, 40)), rng.uniform(-np.pi, np.pi, 40)
    places, tracks = sites_of(lat, lon, rng.uniform(0, 5e3, 40)), fleet()
    one = find(tracks, places, np.radians(limit_deg), SPAN, compiled=False)
    two = find(tracks, places, np.radians(limit_deg), SPAN, compiled=True)
    assert len(one) == len(two) > 15
    for name in ("satellite", "site", "cut_start", "cut_end"):
        assert np.array_equal(getattr(one, name), getattr(two, name))
    for name in ("start", "end"):
        assert np.abs(getattr(one, name) - getattr(two, name)).max() < 1e-4
    assert one.peak == pytest.approx(two.peak, abs=1e-9)


def test_more_windows_than_the_first_block_of_rows_are_kept_in_order():
    places = sites_of(np.radians(np.linspace(-80, 80, 60)), np.zeros(60))
    found = elevation_windows(fleet()[:1], places, 0.0, SPAN, compiled=True)
    assert len(found) > 3 * 64
    assert (np.diff(found.site) >= 0).all()
    assert np.isfinite(found.start).all()


def test_rows_grow_by_doubling_and_hold_what_was_put():
    rows = np.empty((2, 6))
    for k in range(9):
        rows = kernels._put(rows, k, (float(k), 1.0, 2.0, 3.0, 4.0, 5.0))
    assert rows.shape == (16, 6)
    assert rows[:9, 0].tolist() == list(range(9))


@pytest.mark.parametrize("which", [0, 1])
def test_a_root_is_where_the_margin_or_its_rate_is_zero(which):
    # A body that passes over the place on a straight line at 7 km/s, 500 km high.
    place = (6378137.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.5)
    t = np.array([-200.0, 100.0])
    r = np.stack([np.full(2, 6878137.0), 7e3 * t, np.zeros(2)], axis=-1)
    v = np.tile([0.0, 7e3, 0.0], (2, 1))
    low, high = (0.0, 2.0 / 3.0) if which == 0 else (0.0, 1.0)
    found = kernels._root(0, r, v, 300.0, 0, place, low, high, which, 1e-12)
    instant = -200.0 + 300.0 * found
    # sin(elevation) = 500 / hypot(500, 7 t) = 0.5 at 7 t = -500 sqrt(3); highest at t = 0.
    assert instant == pytest.approx([-500.0 * np.sqrt(3.0) / 7.0, 0.0][which], abs=1e-6)
