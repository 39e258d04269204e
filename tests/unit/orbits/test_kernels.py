"""The compiled search: its culling, its room, its batches and rare cases, and its numpy twin."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artel.orbits import kernels, kernels_batch, kernels_cull, kernels_roots
from artel.orbits.elements import Elements, from_facts, from_longitude
from artel.orbits.frames import length
from artel.orbits.time import posix_from_civil
from artel.orbits.tracks import Track, track_of
from artel.orbits.visibility import elevation_windows, off_nadir_windows, sites_of

EPOCH = posix_from_civil(2026, 10, 5)
DAY = 86400.0
SPAN = (EPOCH, EPOCH + DAY)
FINDERS = (elevation_windows, off_nadir_windows)


def drawn(rng, number):
    """Return a satellite drawn at random: mostly low, some oval, some far out."""
    if number % 5 == 4:
        return from_longitude("FAR", number, EPOCH, rng.uniform(-3.0, 3.0), rng.uniform(0.0, 0.3))
    perigee = 6378137.0 + rng.uniform(300e3, 1500e3)
    eccentricity = rng.uniform(0.0, 0.75) if number % 5 == 3 else rng.uniform(0.0, 0.02)
    a = perigee / (1.0 - eccentricity)
    raan, argp, mean_anomaly = rng.uniform(0.0, 2.0 * np.pi, 3)
    return Elements(
        name=f"DRAWN {number}",
        norad_id=number + 1,
        epoch=EPOCH - 3600.0,
        mean_motion=np.sqrt(3.986004418e14 / a**3),
        eccentricity=eccentricity,
        inclination=rng.uniform(0.0, np.pi),
        raan=raan,
        argp=argp,
        mean_anomaly=mean_anomaly,
    )


def fleet(seed, count, span=SPAN, step=None):
    rng = np.random.default_rng(seed)
    return [track_of(drawn(rng, number), *span, step=step) for number in range(count)]


def places(seed, count):
    rng = np.random.default_rng(seed)
    lat, lon = np.arcsin(rng.uniform(-1, 1, count)), rng.uniform(-np.pi, np.pi, count)
    return sites_of(lat, lon, rng.uniform(-400.0, 5e3, count))


def assert_same(one, two):
    for name in ("satellite", "site", "cut_start", "cut_end"):
        assert np.array_equal(getattr(one, name), getattr(two, name)), name
    for name, most in [("start", 1e-4), ("end", 1e-4), ("peak", 1e-8), ("peak_time", 0.05)]:
        assert np.abs(getattr(one, name) - getattr(two, name)).max(initial=0.0) <= most, name


@pytest.mark.parametrize("find", FINDERS)
@pytest.mark.parametrize("limit_deg", [-1.0, 3.0, 30.0, 65.0])
def test_both_twins_agree_on_every_window_of_many_places(find, limit_deg):
    if limit_deg < 0.0 and find is off_nadir_windows:
        limit_deg = 80.0
    tracks, where = fleet(11, 10), places(12, 40)
    one = find(tracks, where, np.radians(limit_deg), SPAN, compiled=False)
    two = find(tracks, where, np.radians(limit_deg), SPAN, compiled=True)
    assert len(one) > 15
    assert_same(one, two)


@settings(max_examples=25)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from(FINDERS),
    st.floats(1.0, 85.0),
    st.floats(-0.1, 1.1),
    st.floats(1e-4, 1.1),
)
def test_both_twins_agree_wherever_the_span_is_cut(seed, find, limit_deg, begin, part):
    tracks = fleet(seed, 5)
    span = (EPOCH + begin * DAY, EPOCH + (begin + part) * DAY)
    one = find(tracks, places(seed, 6), np.radians(limit_deg), span, compiled=False)
    two = find(tracks, places(seed, 6), np.radians(limit_deg), span, compiled=True)
    assert_same(one, two)


@settings(max_examples=10)
@given(st.integers(0, 2**32 - 1), st.sampled_from([10.0, 25.0, 60.0, 120.0]))
def test_both_twins_agree_whatever_the_step(seed, step):
    span = (EPOCH, EPOCH + 0.5 * DAY)
    tracks = fleet(seed, 3, span, step)
    for find, limit in zip(FINDERS, (0.1, 0.7), strict=True):
        one = find(tracks, places(seed, 8), limit, span, compiled=False)
        assert_same(one, find(tracks, places(seed, 8), limit, span, compiled=True))


@pytest.mark.parametrize("find", FINDERS)
def test_two_workers_give_the_same_table_as_one(find):
    tracks, where = fleet(13, 8), places(14, 20)
    alone = find(tracks, where, 0.5, SPAN, compiled=True)
    shared = find(tracks, where, 0.5, SPAN, compiled=True, workers=2)
    for name in ("satellite", "site", "start", "end", "peak_time", "peak"):
        assert np.array_equal(getattr(alone, name), getattr(shared, name)), name


@pytest.mark.parametrize("compiled", [False, True], ids=["numpy", "numba"])
@pytest.mark.parametrize("find", FINDERS)
def test_without_peaks_the_windows_are_the_same(find, compiled):
    tracks, where = fleet(15, 4), places(16, 10)
    whole = find(tracks, where, 0.4, SPAN, compiled=compiled)
    bare = find(tracks, where, 0.4, SPAN, compiled=compiled, peaks=False)
    for name in ("satellite", "site", "start", "end", "cut_start", "cut_end"):
        assert np.array_equal(getattr(whole, name), getattr(bare, name)), name
    assert np.isnan(bare.peak).all()
    assert np.isnan(bare.peak_time).all()
    assert len(bare.peak) == len(bare) > 5


def test_many_masks_are_each_kept_though_few_are_culled_by():
    tracks, where = fleet(17, 3), places(18, 60)
    masks = np.radians(np.linspace(-2.0, 70.0, 60))
    one = elevation_windows(tracks, where, masks, SPAN, compiled=False)
    assert_same(one, elevation_windows(tracks, where, masks, SPAN, compiled=True))
    angles, which = kernels._angles(masks)
    assert angles.size <= kernels._MOST_ANGLES
    assert (angles[which] <= masks).all()


def test_more_windows_than_the_first_room_holds_are_kept_in_order():
    span = (EPOCH, EPOCH + 3.0 * DAY)
    track = track_of(from_facts("LOW", 1, EPOCH, altitude_m=6e5, inclination=1.7, raan=0.0), *span)
    where = sites_of(np.radians(np.linspace(-80, 80, 400)), np.linspace(-3.0, 3.0, 400))
    found = elevation_windows([track], where, 0.0, span, compiled=True)
    assert len(found) > kernels._FIRST_ROOM
    assert np.lexsort((found.start, found.site)).tolist() == list(range(len(found)))
    assert (found.end > found.start).all()


def test_arrays_that_are_not_to_be_written_to_need_no_other_code():
    track, where = fleet(19, 1)[0], places(20, 5)
    for array in (track.t, track.r, track.v):
        array.flags.writeable = False
    before = len(kernels._scan.signatures)
    elevation_windows([track], where, 0.1, SPAN, compiled=True)
    strided = Track("", 0, track.t, np.asfortranarray(track.r), track.v, *SPAN)
    elevation_windows([strided], where, 0.1, SPAN, compiled=True)
    assert len(kernels._scan.signatures) <= max(before, 1)


@given(st.integers(0, 2**32 - 1), st.sampled_from([0, 1]), st.floats(0.02, 1.4))
def test_no_node_that_keeps_the_rule_is_culled(seed, mode, limit):
    rng = np.random.default_rng(seed)
    track = fleet(seed, 5)[rng.integers(5)]
    where = places(seed, 12)
    far = length(where.p)
    tilt = np.arccos(np.clip((where.p * where.up).sum(axis=1) / far, -1.0, 1.0)).max() + 1e-9
    small = kernels_cull.shrunk(track.r)
    groups = kernels_cull.grouped(small)
    limits = np.empty((1, 5, groups.shape[1]), np.float32)
    step = (*kernels_cull.strides(small), track.step)
    kernels_cull.thresholds(groups, (mode, far.min(), far.max(), tilt), limit, step, limits[0])
    marks = np.empty(groups.shape[1], np.float32)
    of_node = np.arange(len(track.r)) // kernels_cull.GROUP
    for p, up, size in zip(where.p, where.up, far, strict=True):
        kernels_cull.reaches(groups, limits, 0, tuple(np.float32(p / size)), marks)
        sight = track.r - p
        rise = (sight @ up) / length(sight)
        kept = rise > np.sin(limit)
        if mode == 1:
            down = (sight * track.r).sum(axis=1) / length(sight) / length(track.r)
            kept = (down > np.cos(limit)) & (rise > 0.0)
        assert (marks[np.flatnonzero(kept) // kernels_cull.GROUP] > 0.0).all()
        # No node that may stand beside a hidden window is below the floor of its group.
        level = rise * abs(rise)
        if mode == 1:
            level = np.minimum(level, down * abs(down))
        near = (track.r @ p) / length(track.r) / size > limits[0, 2, of_node]
        assert (level[near] >= limits[0, 4, of_node][near]).all()


# A body that passes over the place on a straight line at 7 km/s, 500 km high.
PLACE = (6378137.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.5)
PASS_T = np.array([-200.0, 100.0])
PASS_R = np.stack([np.full(2, 6878137.0), 7e3 * PASS_T, np.zeros(2)], axis=-1)
PASS_V = np.tile([0.0, 7e3, 0.0], (2, 1))
PASS = (-200.0, PASS_R, PASS_V, 300.0)


@pytest.mark.parametrize(("which", "low", "high"), [(0, 0.0, 2.0 / 3.0), (1, 0.0, 1.0)])
def test_a_root_is_where_the_gap_or_the_rate_is_zero(which, low, high):
    cubic = kernels_roots.cubic(PASS, 0, PLACE)
    found = kernels_roots.root(0, cubic, PLACE, low, high, which, 1e-12)
    # sin(elevation) = 500 / hypot(500, 7 t) = 0.5 at 7 t = -500 sqrt(3); highest at t = 0.
    expected = [-500.0 * np.sqrt(3.0) / 7.0, 0.0][which]
    assert -200.0 + 300.0 * found == pytest.approx(expected, abs=1e-6)


def test_the_summit_of_a_stretch_is_its_turn_or_the_better_of_its_ends():
    stretches = [(-150.0, 50.0), (-150.0, -20.0), (30.0, 90.0)]
    for stretch, expected in zip(stretches, (0.0, -20.0, 30.0), strict=True):
        when, height = kernels_roots.summit(0, PASS, PLACE, *stretch)
        assert when == pytest.approx(expected, abs=1e-3)
        assert height == pytest.approx(500.0 / np.hypot(500.0, 7.0 * expected), abs=1e-9)


def test_a_batch_finds_what_the_guarded_search_finds():
    none = kernels_batch.NONE
    sites = np.zeros(1, np.uint32)
    room = [np.full(1, none, np.uint32) for _ in range(3)]
    room[0][0] = 0
    times = [np.zeros(1) for _ in range(4)]
    times[1][0] = 90.0
    found = (sites, *room, *times)
    p, up = np.array([PLACE[:3]]), np.array([PLACE[3:6]])
    table = (p, up, np.array([PLACE[6]]))
    buffer = np.zeros((kernels_batch.ROWS, kernels_batch.BATCH))
    # The gap is below zero at -200 s and above it at 100 s.
    kernels_batch.solve((0, True), PASS, table, found, 0, 1, buffer)
    assert found[4][0] == pytest.approx(-500.0 * np.sqrt(3.0) / 7.0, abs=1e-5)
    assert found[5][0] == 90.0, "a set that was known is left alone"
    assert found[6][0] == pytest.approx(0.0, abs=1e-2)
    assert found[7][0] == pytest.approx(1.0, abs=1e-9)
