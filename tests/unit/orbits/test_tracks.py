from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.orbits import tracks
from artel.orbits.elements import Elements, from_facts, from_longitude
from artel.orbits.ephemeris import Ephemeris
from artel.orbits.frames import length
from artel.orbits.propagate import states
from artel.orbits.time import posix_from_civil
from artel.orbits.tracks import (
    grid,
    hermite,
    node_step,
    slopes,
    state,
    track_of,
    track_of_ephemeris,
    tracks_of_sets,
)

EPOCH = posix_from_civil(2026, 10, 5)
DAY = 86400.0
SPAN = (EPOCH + 1000.0, EPOCH + 1000.0 + DAY)


def low(eccentricity=0.001):
    height = 500e3 if eccentricity < 0.01 else 1500e3
    return from_facts(
        "LOW", 1, EPOCH, altitude_m=height, inclination=1.1, raan=1.0, eccentricity=eccentricity
    )


def oval(eccentricity, turns_a_day):
    return Elements(
        name="OVAL",
        norad_id=2,
        epoch=EPOCH,
        mean_motion=turns_a_day * 2.0 * np.pi / DAY,
        eccentricity=eccentricity,
        inclination=1.1,
        raan=2.0,
        argp=4.7,
        mean_anomaly=0.3,
    )


KINDS = [
    # Worst distance from SGP4 anywhere between nodes, m; with SGP4's velocity taken for the
    # slope these would be 0.08, 2.0, 3.7, 4.0 and 1.4 m.
    (low(), 0.05),
    (low(0.14), 0.05),
    (oval(0.72, 2.006), 0.05),
    (oval(0.27, 1.0027), 0.25),
    (from_longitude("RING", 3, EPOCH, 1.0, 0.1), 0.02),
]


@pytest.mark.parametrize(
    ("one", "tolerance_m"), KINDS, ids=["low", "0.14", "molniya", "tundra", "ring"]
)
def test_between_nodes_a_track_stays_by_sgp4(one, tolerance_m):
    track = track_of(one, *SPAN)
    t = np.linspace(*SPAN, 9973)
    r, v, _ = states(one, t)
    ours = state(track, t)
    assert length(ours[0] - r).max() < tolerance_m
    # SGP4's own velocity is no better than 2 m/s; ours must be the slope of its position.
    assert length(ours[1] - v).max() < 2.5
    ahead, behind = (states(one, t + s)[0] for s in (0.5, -0.5))
    assert length(ours[1] - (ahead - behind)).max() < 0.02


def test_the_velocity_of_sgp4_is_not_the_slope_of_its_position():
    # Why tracks take their slopes from positions.
    one = oval(0.72, 2.006)
    t = np.linspace(*SPAN, 4001)
    _, v, _ = states(one, t)
    ahead, behind = (states(one, t + s)[0] for s in (0.5, -0.5))
    assert length(v - (ahead - behind)).max() > 1.0


EACH_KIND = pytest.mark.parametrize(
    "one", [kind[0] for kind in KINDS], ids=["low", "0.14", "molniya", "tundra", "ring"]
)


@EACH_KIND
def test_nodes_cover_the_span_at_whole_multiples_of_the_step(one):
    track = track_of(one, *SPAN)
    assert track.t[0] <= SPAN[0] < track.t[1]
    assert track.t[-2] < SPAN[1] <= track.t[-1]
    assert (track.start, track.end, track.reason) == (*SPAN, "")
    assert track.step <= node_step(one)
    assert not track.empty
    numbers = track.t / track.step
    assert np.array_equal(numbers, np.round(numbers))
    assert np.array_equal(np.diff(numbers), np.ones(numbers.size - 1))
    r, _, _ = states(one, track.t)
    assert length(track.r - r).max() < 0.05


@EACH_KIND
def test_a_node_is_the_same_bits_whatever_span_is_asked_and_whichever_sets_come_with_it(one):
    alone = track_of(one, *SPAN)
    begin, end = SPAN[0] - 7777.7, SPAN[1] + 3.3 * DAY
    wide = tracks_of_sets([low(), one, low(0.14)], begin, end, propagator="sgp4")[1]
    first = int(np.searchsorted(wide.t, alone.t[0]))
    inner = slice(first, first + alone.t.size)
    for name in ("t", "r", "v"):
        assert np.array_equal(getattr(wide, name)[inner], getattr(alone, name)), name


@EACH_KIND
def test_the_compiled_twin_gives_the_same_bits(one, monkeypatch):
    slow = track_of(one, *SPAN)
    monkeypatch.setattr(tracks, "_WORTH_COMPILING", 0.0)
    quick = track_of(one, *SPAN)
    assert np.array_equal(quick.r, slow.r)
    assert np.array_equal(quick.v, slow.v)


def test_satellites_of_one_pace_share_one_grid():
    one, two = tracks_of_sets([low(), replace(low(), raan=2.0)], *SPAN)
    assert one.t is two.t


def test_tracks_come_in_the_order_of_their_sets_the_unusable_ones_too():
    fallen = from_facts("FELL", 9, EPOCH, altitude_m=250e3, inclination=1.0, raan=1.0, bstar=4e-3)
    sets = [low(), fallen, KINDS[4][0], KINDS[2][0], fallen, low(0.14)]
    found = tracks_of_sets(sets, EPOCH + 20 * DAY, EPOCH + 21 * DAY)
    assert [track.name for track in found] == [one.name for one in sets]
    assert [track.empty for track in found] == [False, True, False, False, True, False]
    assert tracks_of_sets([], *SPAN) == []


def test_a_satellite_that_falls_in_the_span_ends_there_and_the_rest_is_as_close_to_sgp4():
    one = from_facts("FALLS", 9, EPOCH, altitude_m=250e3, inclination=1.0, raan=1.0, bstar=4e-3)
    track = track_of(one, EPOCH, EPOCH + 20 * DAY)
    t = np.linspace(EPOCH, track.end, 20011)
    r, _, good = states(one, t)
    assert good.all()
    assert length(state(track, t)[0] - r).max() < 0.06


def test_with_a_step_the_nodes_are_states_of_sgp4_from_end_to_end():
    track = track_of(low(), *SPAN, step=20.0)
    assert (track.t[0], track.t[-1]) == SPAN
    assert track.step <= 20.0
    assert np.array_equal(track.r, states(low(), track.t)[0])


@pytest.mark.parametrize("length_s", [1e-3, 0.5, 20.0, 100.0])
def test_a_short_span_has_a_track_as_good(length_s):
    one = oval(0.72, 2.006)
    track = track_of(one, EPOCH, EPOCH + length_s)
    t = np.linspace(EPOCH, EPOCH + length_s, 50)
    assert length(state(track, t)[0] - states(one, t)[0]).max() < 0.2


@given(st.floats(0.0, 1.0), st.floats(1.0, 300.0), st.integers(0, 2**32 - 1))
def test_hermite_gives_every_cubic_exactly(u, h, seed):
    c = np.random.default_rng(seed).normal(size=(4, 3))

    def at(x):
        return c[0] + x * (c[1] + x * (c[2] + x * c[3]))

    def rate(x):
        return c[1] + x * (2 * c[2] + 3 * x * c[3])

    r, v = hermite(at(0.0), rate(0.0) / h, at(1.0), rate(1.0) / h, (u, h))
    assert r == pytest.approx(at(u), abs=1e-9)
    assert v == pytest.approx(rate(u) / h, abs=1e-9)


def test_slopes_of_a_polynomial_of_degree_six_are_exact_also_at_the_ends():
    t = np.linspace(0.0, 30.0, 11)
    x = t / 10.0
    r = np.stack([x**6, x**3 - x, 5.0 - x**2], axis=-1)
    v = np.stack([6 * x**5, 3 * x**2 - 1, -2 * x], axis=-1) / 10.0
    assert slopes(t, r, np.zeros_like(r)) == pytest.approx(v, abs=1e-9)


def test_slopes_of_too_short_or_too_fine_a_grid_are_the_velocities_given():
    v = np.ones((4, 3))
    assert slopes(np.arange(4.0), v, v) is v
    many = np.ones((20, 3))
    assert slopes(np.arange(20.0) * 0.1, many, many) is many


def test_a_grid_holds_both_ends_and_no_longer_step():
    t = grid(0.0, 100.0, 30.0)
    assert t.tolist() == [0.0, 25.0, 50.0, 75.0, 100.0]
    assert grid(0.0, 1.0, 30.0).tolist() == [0.0, 1.0]


def test_an_owners_ephemeris_gives_a_track_over_its_own_part():
    one = low()
    t = EPOCH + np.arange(0.0, 7200.0, 60.0)
    r, v, _ = states(one, t)
    given_by_owner = Ephemeris(name="LOW", t=t, r=r, v=v, start=t[0], stop=t[-1], norad_id=1)
    track = track_of_ephemeris(given_by_owner, EPOCH - DAY, EPOCH + DAY)
    assert (track.start, track.end) == (t[0], t[-1])
    assert track.reason == "LOW: the owner's ephemeris covers a part of the span."
    inside = np.linspace(t[0], t[-1], 999)
    assert length(state(track, inside)[0] - states(one, inside)[0]).max() < 0.2
    outside = track_of_ephemeris(given_by_owner, EPOCH + DAY, EPOCH + 2 * DAY)
    assert outside.empty
    assert "is valid from 2026-10-05T00:00:00Z to 2026-10-05T01:59:00Z" in outside.reason


def test_a_fallen_satellite_has_an_empty_track_with_the_reason():
    one = from_facts("DOOMED", 4, EPOCH, altitude_m=250e3, inclination=0.9, raan=1.0, bstar=4e-3)
    track = track_of(one, EPOCH + 20 * DAY, EPOCH + 21 * DAY)
    assert track.empty
    assert track.reason.startswith("DOOMED: the ephemeris ends at 2026-10-0")
    begun = track_of(one, EPOCH, EPOCH + 20 * DAY)
    assert begun.start == EPOCH
    assert begun.t[-1] == begun.end < EPOCH + 5 * DAY
    assert np.isfinite(begun.r).all()
