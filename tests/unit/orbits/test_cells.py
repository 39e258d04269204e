from __future__ import annotations

import numpy as np
import pytest

from artel.orbits import intervals
from artel.orbits.cells import Cells, cells_between, margin, off_nadir, search
from artel.orbits.elements import from_facts
from artel.orbits.intervals import ELEVATION, OFF_NADIR
from artel.orbits.tracks import state, track_of

EPOCH = 1_791_158_400.0


@pytest.fixture(scope="module")
def track():
    elements = from_facts("ONE", 1, EPOCH, altitude_m=500e3, inclination=1.2, raan=0.3)
    return track_of(elements, EPOCH, EPOCH + 7200.0)


def plain(count):
    """Return cells of ten seconds each with nothing in them."""
    start = EPOCH + 10.0 * np.arange(count)
    none = np.zeros((count, 3))
    return Cells(start, start + 10.0, none, none, none, none)


def test_cells_cover_their_intervals_and_cross_no_node(track):
    start = np.array([track.t[3], track.t[3] + 1.0, track.t[7] + 4.0, track.t[9]])
    end = np.array([track.t[5], track.t[3] + 2.0, track.t[8], track.t[9] + 0.25])
    cells, owner = cells_between(track, start, end)
    for i in range(start.size):
        mine = owner == i
        assert cells.start[mine][0] == start[i]
        assert cells.end[mine][-1] == end[i]
        assert np.array_equal(cells.start[mine][1:], cells.end[mine][:-1])
    inside = (track.t > cells.start[:, None]) & (track.t < cells.end[:, None])
    assert not inside.any()


def test_a_cell_has_the_states_of_its_track(track):
    cells, _ = cells_between(track, track.t[4:5] + 3.0, track.t[6:7] + 5.0)
    which = np.repeat(np.arange(len(cells)), 4)
    u = np.tile([0.0, 0.3, 0.7, 1.0], len(cells))
    r, v = cells.at(u, which)
    expected = state(track, cells.instant(u, which))
    assert np.abs(r - expected[0]).max() < 5e-3  # of POSIX seconds a quarter microsecond is left
    assert np.abs(v - expected[1]).max() < 1e-5


@pytest.mark.parametrize("mode", [ELEVATION, OFF_NADIR])
def test_the_margin_of_a_place_that_stands_still_is_that_of_intervals(track, mode):
    r, v = track.r[:40], track.v[:40]
    p = np.broadcast_to(6.37e6 * np.array([0.8, 0.6, 0.0]), r.shape)
    up, still = p / 6.37e6, np.zeros_like(r)
    bound = np.full(40, 0.7)
    assert np.allclose(
        margin(mode, (r, v), (p, still, up, still), bound),
        intervals.margin(mode, r, v, (p, up), bound),
        rtol=1e-12,
    )


@pytest.mark.parametrize("mode", [ELEVATION, OFF_NADIR])
def test_the_rate_of_a_margin_is_its_derivative_where_all_move(track, mode):
    rng = np.random.default_rng(5)
    r, v = track.r[:50], track.v[:50]
    up = r / np.linalg.norm(r, axis=1)[:, None] + rng.normal(0.0, 0.2, r.shape)
    turn, w = rng.normal(0.0, 1e-3, r.shape), rng.normal(0.0, 3e3, r.shape)
    bound = np.full(50, 0.2)

    def at(dt):
        return margin(mode, (r + dt * v, v), (6.37e6 * up + dt * w, w, up + dt * turn, turn), bound)

    slope = (at(1e-3)[0] - at(-1e-3)[0]) / 2e-3
    assert np.allclose(at(0.0)[1], slope, rtol=1e-6, atol=1e-10)


def test_off_nadir_is_the_angle_at_the_satellite():
    r = np.array([[7e6, 0.0, 0.0], [7e6, 0.0, 0.0]])
    p = np.array([[6e6, 0.0, 0.0], [6e6, 1e6, 0.0]])
    assert off_nadir(r, p) == pytest.approx([0.0, 0.25 * np.pi])


def parabolas(middle, depth, bend):
    """Return margins bend (u - middle)^2 + depth with their rates."""
    return lambda u, n: (
        bend[n] * (u - middle[n]) ** 2 + depth[n],
        2.0 * bend[n] * (u - middle[n]),
    )


def test_rises_sets_hidden_peaks_and_dips_are_found():
    middle = np.array([0.4, 0.4, 0.4, -1.0, 2.0, 0.5, 0.5])
    bend = np.array([-1.0, 1.0, -1.0, -1.0, -1.0, -1.0, 1.0])
    depth = np.array([0.01, -0.01, -0.01, 2.25, 2.25, 3.0, 0.1])
    cells = plain(7)
    spells = search(parabolas(middle, depth, bend), cells)
    found = [
        ((spells.start - cells.start[spells.cell])[spells.cell == k] / 10.0).tolist()
        for k in range(7)
    ]
    ends = [
        ((spells.end - cells.start[spells.cell])[spells.cell == k] / 10.0).tolist()
        for k in range(7)
    ]
    expected = [
        ([0.3], [0.5]),  # a peak between two ends that are not positive
        ([0.0, 0.5], [0.3, 1.0]),  # a dip between two that are
        ([], []),  # a peak that stays below
        ([0.0], [0.5]),  # a set
        ([0.5], [1.0]),  # a rise
        ([0.0], [1.0]),  # all of it, with a peak inside
        ([0.0], [1.0]),  # all of it, with a dip that stays above
    ]
    for (starts, stops), a, b in zip(expected, found, ends, strict=True):
        assert sorted(a) == pytest.approx(starts, abs=1e-6)
        assert sorted(b) == pytest.approx(stops, abs=1e-6)


def test_the_best_moment_is_the_peak_or_the_better_end():
    middle = np.array([0.4, -1.0, 2.0, 0.3])
    bend, depth = np.array([-1.0, -1.0, -1.0, 1.0]), np.array([0.01, 2.25, 2.25, 0.1])
    cells = plain(4)
    spells = search(parabolas(middle, depth, bend), cells)
    order = np.argsort(spells.cell)
    at = (spells.best_time - cells.start[spells.cell])[order] / 10.0
    assert at == pytest.approx([0.4, 0.0, 1.0, 1.0], abs=1e-4)
    assert spells.best[order] == pytest.approx([0.01, 1.25, 1.25, 0.59], abs=1e-6)


def test_nothing_to_search_is_nothing_found():
    spells = search(parabolas(*np.zeros((3, 0))), plain(0))
    assert spells.cell.size == spells.start.size == 0
