from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artel.orbits.elements import from_facts, sun_synchronous_inclination
from artel.orbits.frames import dot, elevation, length
from artel.orbits.time import posix_from_civil
from artel.orbits.tracks import state, track_of
from artel.orbits.visibility import Sites, elevation_windows, off_nadir_windows, sites_of

EPOCH = posix_from_civil(2026, 10, 5)
DAY = 86400.0
SPAN = (EPOCH + 100.0, EPOCH + 100.0 + 0.5 * DAY)
twins = pytest.mark.parametrize("compiled", [False, True], ids=["numpy", "numba"])
places = st.tuples(st.floats(-90.0, 90.0), st.floats(-180.0, 180.0), st.floats(-400.0, 8000.0))


def satellite(number=1, height=510e3, hours=11.3):
    return from_facts(
        f"SAT {number}",
        number,
        EPOCH,
        altitude_m=height,
        inclination=sun_synchronous_inclination(6378137.0 + height),
        node_local_time_h=hours,
        argument_of_latitude=0.7 * number,
    )


TRACK = track_of(satellite(), *SPAN)
FLEET = [TRACK, track_of(satellite(2, 700e3, 22.0), *SPAN)]


def site(place):
    return sites_of(np.radians(place[0]), np.radians(place[1]), place[2])


def off_nadir(r, p):
    sight = r - p
    return np.arccos(np.clip(dot(sight, r) / (length(sight) * length(r)), -1.0, 1.0))


@twins
@settings(max_examples=60)
@given(places, st.floats(-3.0, 85.0))
def test_inside_a_window_the_mask_is_kept_and_just_outside_it_is_not(compiled, place, mask_deg):
    where, mask = site(place), np.radians(mask_deg)
    found = elevation_windows([TRACK], where, mask, SPAN, compiled=compiled)

    def high(t):
        return elevation(state(TRACK, np.clip(t, *SPAN))[0], where.p[0], where.up[0])

    middle = 0.5 * (found.start + found.end)
    assert np.all(high(middle) > mask)
    assert np.all(high(found.peak_time) == pytest.approx(found.peak, abs=1e-12))
    assert np.all(found.peak >= high(middle) - 1e-9)
    for edge, cut, outward in [(found.start, found.cut_start, -1), (found.end, found.cut_end, 1)]:
        assert np.all(high(edge + outward * 1e-3)[~cut] <= mask)
        assert np.all(high(edge - outward * 1e-3)[~cut] >= mask - 1e-12)


@twins
@settings(max_examples=60)
@given(places, st.floats(1.0, 80.0))
def test_off_nadir_the_same(compiled, place, limit_deg):
    where, limit = site(place), np.radians(limit_deg)
    found = off_nadir_windows([TRACK], where, limit, SPAN, compiled=compiled)

    def kept(t):
        r = state(TRACK, np.clip(t, *SPAN))[0]
        seen = elevation(r, where.p[0], where.up[0]) > 0.0
        return (off_nadir(r, where.p[0]) < limit) & seen

    assert np.all(kept(0.5 * (found.start + found.end)))
    assert np.all(found.peak <= limit)
    for edge, cut, outward in [(found.start, found.cut_start, -1), (found.end, found.cut_end, 1)]:
        assert not np.any(kept(edge + outward * 1e-3)[~cut])
        assert np.all(kept(edge - outward * 1e-3)[~cut] | (found.end - found.start < 4e-3)[~cut])


@settings(max_examples=25)
@given(places, st.floats(0.0, 40.0))
def test_a_higher_mask_gives_windows_inside_those_of_a_lower_one(place, mask_deg):
    where = site(place)
    wide = elevation_windows([TRACK], where, np.radians(mask_deg), SPAN)
    narrow = elevation_windows([TRACK], where, np.radians(mask_deg + 5.0), SPAN)
    for start, end in zip(narrow.start, narrow.end, strict=True):
        assert np.any((wide.start <= start) & (wide.end >= end))


@pytest.mark.parametrize("step", [4.0, 10.0, 20.0])
def test_finer_nodes_change_nothing_beyond_a_millisecond(step):
    where = sites_of(np.radians([0.0, 51.2, 78.2, -64.0]), np.radians([0.0, 71.4, 15.4, 180.0]))
    fine = track_of(satellite(), *SPAN, step=step)
    for find, limit in [(elevation_windows, 0.1), (off_nadir_windows, 0.7)]:
        one, two = find([TRACK], where, limit, SPAN), find([fine], where, limit, SPAN)
        assert len(one) == len(two) >= 5
        assert np.abs(one.start - two.start).max() < 1e-3
        assert np.abs(one.end - two.end).max() < 1e-3
        assert np.array_equal(one.site, two.site)


@twins
def test_masks_and_limits_may_differ_by_place_and_by_satellite(compiled):
    where = sites_of(np.radians([51.2, 51.2]), np.radians([71.4, 71.4]))
    both = elevation_windows(FLEET, where, np.radians([5.0, 30.0]), SPAN, compiled=compiled)
    for index, mask in enumerate(np.radians([5.0, 30.0])):
        alone = elevation_windows(FLEET, where, mask, SPAN, compiled=compiled)
        rows, same = both.site == index, alone.site == index
        assert both.start[rows] == pytest.approx(alone.start[same], abs=1e-6)
    mixed = off_nadir_windows(FLEET, where, np.radians([20.0, 50.0]), SPAN, compiled=compiled)
    for index, limit in enumerate(np.radians([20.0, 50.0])):
        alone = off_nadir_windows(FLEET, where, limit, SPAN, compiled=compiled)
        rows, same = mixed.satellite == index, alone.satellite == index
        assert mixed.start[rows] == pytest.approx(alone.start[same], abs=1e-6)


@twins
def test_rows_stand_by_satellite_then_place_then_start(compiled):
    where = sites_of(np.radians([78.2, 51.2, 70.0]), np.radians([15.4, 71.4, 33.0]))
    found = elevation_windows(FLEET, where, 0.1, SPAN, compiled=compiled)
    order = np.lexsort((found.start, found.site, found.satellite))
    assert order.tolist() == list(range(len(found)))
    assert len(found) > 20
    assert (found.end > found.start).all()


@twins
@pytest.mark.parametrize("find", [elevation_windows, off_nadir_windows])
def test_nothing_to_search_gives_an_empty_table(find, compiled):
    where = site((51.2, 71.4, 0.0))
    nowhere = Sites(np.empty((0, 3)), np.empty((0, 3)))
    later = (SPAN[1] + 1.0, SPAN[1] + 100.0)
    for tracks, sites, span in [
        ([], where, SPAN),
        ([TRACK], nowhere, SPAN),
        ([TRACK], where, later),
    ]:
        found = find(tracks, sites, 0.2, span, compiled=compiled)
        assert len(found) == 0
        assert found.site.dtype == np.int64
        assert found.cut_start.dtype == bool


def test_sites_take_numbers_and_arrays():
    assert len(sites_of(0.1, 0.2)) == 1
    many = sites_of(np.zeros(3), np.arange(3.0), 100.0)
    assert many.p.shape == many.up.shape == (3, 3)
    assert length(many.p) == pytest.approx(np.full(3, 6378237.0))


def test_a_whole_window_split_between_two_spans_is_the_same_window():
    where = sites_of(np.radians([78.2]), np.radians([15.4]))
    whole = elevation_windows([TRACK], where, 0.1, SPAN)
    start, end = whole.start[1], whole.end[1]
    middle = 0.5 * (start + end)
    first = elevation_windows([TRACK], where, 0.1, (SPAN[0], middle))
    second = elevation_windows([TRACK], where, 0.1, (middle, SPAN[1]))
    assert first.end[-1] == second.start[0] == middle
    assert first.cut_end[-1]
    assert second.cut_start[0]
    assert first.start[-1] == pytest.approx(start, abs=1e-5)
    assert second.end[0] == pytest.approx(end, abs=1e-5)
    assert len(first) + len(second) == len(whole) + 1
