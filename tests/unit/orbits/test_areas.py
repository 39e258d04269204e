from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artel.orbits import areas, outlines, visibility
from artel.orbits.elements import from_facts, from_longitude
from artel.orbits.outlines import Area, holds
from artel.orbits.revisit import union
from artel.orbits.tracks import Track, track_of
from artel.orbits.visibility import sites_of

EPOCH = 1_791_158_400.0
SPAN = (EPOCH, EPOCH + 36_000.0)
FINE = 2e-6
"""s: to which the same windows found in two ways are the same."""
FINDS = {"above": areas.elevation_windows, "off": areas.off_nadir_windows}
PLAIN = {"above": visibility.elevation_windows, "off": visibility.off_nadir_windows}
ways = pytest.mark.parametrize(("way", "limit_deg"), [("above", 12.0), ("off", 35.0)])


@pytest.fixture(scope="module")
def tracks():
    low = {"altitude_m": 510e3, "inclination": 1.7, "node_local_time_h": 11.3}
    oval = {"altitude_m": 1500e3, "inclination": 1.1, "raan": 3.0, "eccentricity": 0.14}
    return [
        track_of(from_facts("LOW", 1, EPOCH, **low), *SPAN),
        track_of(from_facts("OVAL", 2, EPOCH, **oval), *SPAN),
    ]


def found(tracks, some, way, limit_deg, **options):
    return FINDS[way](tracks, some, np.radians(limit_deg), SPAN, compiled=False, **options).table


def box(west, south, east, north):
    return np.radians([[west, south], [east, south], [east, north], [west, north]])


def land(*boxes):
    return Area(tuple((box(*each),) for each in boxes))


def same(one, other, seconds=FINE):
    assert len(one) == len(other)
    for name in ("satellite", "site", "cut_start", "cut_end"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    for name in ("start", "end"):
        assert np.abs(getattr(one, name) - getattr(other, name)).max(initial=0.0) <= seconds, name


def intervals(table, satellite, site=0):
    rows = (table.satellite == satellite) & (table.site == site)
    return np.stack([table.start[rows], table.end[rows]], axis=1)


def covers(large, small, slack=FINE):
    """Whether every interval (n, 2) of `small` is inside one of `large`."""
    return all(
        ((large[:, 0] <= start + slack) & (large[:, 1] >= end - slack)).any()
        for start, end in small
    )


@ways
def test_a_lone_position_has_the_windows_of_the_point(tracks, way, limit_deg):
    lon, lat = np.radians([71.4, -20.0]), np.radians([51.2, -35.0])
    points = [Area(lines=(np.array([each]),)) for each in zip(lon, lat, strict=True)]
    expected = PLAIN[way](tracks, sites_of(lat, lon), np.radians(limit_deg), SPAN, compiled=False)
    table = found(tracks, points, way, limit_deg)
    assert len(expected) >= 3
    same(table, expected)
    assert np.allclose(table.peak, expected.peak, atol=1e-9)
    assert np.abs(table.peak_time - expected.peak_time).max() < 0.01


@ways
def test_an_area_shrunk_to_a_point_has_the_windows_of_the_point(tracks, way, limit_deg):
    lat, lon = np.radians(51.2), np.radians(71.4)
    shrunk = Area(((np.array([lon, lat]) + 1e-11 * box(0, 0, 50, 50),),))
    expected = PLAIN[way](tracks, sites_of(lat, lon), np.radians(limit_deg), SPAN, compiled=False)
    same(found(tracks, [shrunk], way, limit_deg), expected, seconds=1e-4)


corners = st.tuples(
    st.floats(-170.0, 140.0), st.floats(-80.0, 60.0), st.floats(0.01, 30.0), st.floats(0.01, 20.0)
)


@settings(max_examples=6)
@given(
    corners, st.floats(0.1, 0.9), st.sampled_from([("above", 5.0), ("above", 50.0), ("off", 30.0)])
)
def test_two_halves_have_the_windows_of_the_whole(tracks, corner, part, rule):
    west, south, wide, tall = corner
    middle = west + part * wide
    halves = [
        land((west, south, middle, south + tall)),
        land((middle, south, west + wide, south + tall)),
    ]
    whole = land((west, south, west + wide, south + tall))
    table = found(tracks, [*halves, whole], *rule)
    for satellite in range(len(tracks)):
        parts = [intervals(table, satellite, site) for site in (0, 1)]
        both, all_ = union(np.concatenate(parts)), intervals(table, satellite, 2)
        # A gap of a microsecond between two windows that touch is none.
        both = union(both + np.array([-0.5, 0.5]) * FINE)
        assert both.shape == all_.shape
        assert np.abs(both - all_).max(initial=0.0) <= 2.0 * FINE
        assert covers(all_, parts[0])
        assert covers(all_, parts[1])


@settings(max_examples=6)
@given(corners, st.floats(0.01, 10.0), st.sampled_from([("above", 20.0), ("off", 20.0)]))
def test_a_larger_area_is_seen_whenever_a_smaller_one_inside_it_is(tracks, corner, more, rule):
    west, south, wide, tall = corner
    east, north = west + wide, south + tall
    outer = (west - 0.5 * more, south - 0.3 * more, min(east + more, 180.0), north + 0.7 * more)
    table = found(tracks, [land((west, south, east, north)), land(outer)], *rule)
    for satellite in range(len(tracks)):
        assert covers(intervals(table, satellite, 1), intervals(table, satellite, 0))


@ways
def test_the_order_of_positions_and_a_repeated_first_one_change_nothing(tracks, way, limit_deg):
    ring = np.radians([[40.0, 40.0], [60.0, 45.0], [62.0, 57.0], [48.0, 55.0]])
    variants = [ring, ring[::-1], np.roll(ring, 2, axis=0), np.concatenate([ring, ring[:1]])]
    table = found(tracks, [Area(((each,),)) for each in variants], way, limit_deg)
    for site in range(1, 4):
        for satellite in range(2):
            one, other = intervals(table, satellite), intervals(table, satellite, site)
            assert np.abs(one - other).max() <= FINE


@ways
def test_finer_edges_change_nothing(tracks, way, limit_deg, monkeypatch):
    some = [
        land((46.0, 41.0, 87.0, 55.0)),
        Area(lines=(np.radians([[-60.0, 86.0], [170.0, 86.0]]),)),
    ]
    coarse = found(tracks, some, way, limit_deg)
    monkeypatch.setattr(outlines, "SPACING", 8e3)
    same(found(tracks, some, way, limit_deg), coarse)


@ways
def test_a_hole_that_is_filled_is_none(tracks, way, limit_deg):
    outer, inner = box(10.0, -20.0, 60.0, 30.0), box(20.0, -10.0, 45.0, 20.0)
    whole, filled = Area(((outer,),)), Area(((outer, inner), (inner,)))
    table = found(tracks, [whole, filled], way, limit_deg)
    for satellite in range(2):
        one, other = intervals(table, satellite), intervals(table, satellite, 1)
        assert one.shape == other.shape
        assert np.abs(one - other).max() <= FINE


def test_what_is_seen_through_a_hole_is_not_seen(tracks):
    outer, hole = box(-10.0, -40.0, 80.0, 50.0), box(0.0, -30.0, 70.0, 40.0)
    whole, holed = Area(((outer,),)), Area(((outer, hole),))
    table = found(tracks, [whole, holed], "off", 5.0)
    lost = (table.end - table.start)[table.site == 0].sum() - (table.end - table.start)[
        table.site == 1
    ].sum()
    assert lost > 600.0
    for satellite in range(2):
        assert covers(intervals(table, satellite), intervals(table, satellite, 1))


@ways
def test_the_whole_earth_is_always_seen(tracks, way, limit_deg):
    earth = land((-180.0, -90.0, 0.0, 90.0), (0.0, -90.0, 180.0, 90.0))
    result = FINDS[way](tracks, [earth], np.radians(limit_deg), SPAN)
    assert result.table.start.tolist() == [SPAN[0]] * 2
    assert result.table.end.tolist() == [SPAN[1]] * 2
    assert result.table.cut_start.all()
    assert result.table.cut_end.all()
    assert result.table.peak == pytest.approx(0.5 * np.pi if way == "above" else 0.0)
    assert result.table.peak_time == pytest.approx(0.5 * sum(SPAN), abs=1.0)


@ways
def test_a_belt_around_the_earth_has_no_seam(tracks, way, limit_deg):
    belts = [
        land((-180.0, 60.0, 180.0, 64.0)),
        land((-180.0, 60.0, -60.0, 64.0), (-60.0, 60.0, 70.0, 64.0), (70.0, 60.0, 180.0, 64.0)),
    ]
    table = found(tracks, belts, way, limit_deg)
    for satellite in range(2):
        one, other = intervals(table, satellite), intervals(table, satellite, 1)
        assert np.abs(one - other).max() <= FINE


def test_over_an_area_the_peak_is_the_zenith_and_lies_inside(tracks):
    country = land((66.0, 41.0, 76.0, 55.0))
    for way, limit_deg, top in (("above", 20.0, 0.5 * np.pi), ("off", 50.0, 0.0)):
        result = FINDS[way](tracks, [country], np.radians(limit_deg), SPAN)
        over = result.table.peak == top
        assert 1 <= over.sum() < len(over)
        assert holds(country, result.lon[over], result.lat[over]).all()
        assert not np.isnan(result.lat).any()
        assert not np.isnan(result.table.peak).any()


def test_limits_by_area_and_by_track_are_kept_apart(tracks):
    some = [land((46.0, 41.0, 87.0, 55.0)), land((-20.0, -5.0, -18.0, 5.0))]
    mixed = areas.elevation_windows(tracks, some, np.radians([5.0, 40.0]), SPAN).table
    for site, limit_deg in ((0, 5.0), (1, 40.0)):
        alone = found(tracks, some[site : site + 1], "above", limit_deg)
        for satellite in range(2):
            one, other = intervals(mixed, satellite, site), intervals(alone, satellite)
            assert np.abs(one - other).max() <= FINE
    mixed = areas.off_nadir_windows(tracks, some, np.radians([20.0, 45.0]), SPAN).table
    for satellite, limit_deg in ((0, 20.0), (1, 45.0)):
        alone = found(tracks[satellite : satellite + 1], some, "off", limit_deg)
        for site in range(2):
            one, other = intervals(mixed, satellite, site), intervals(alone, 0, site)
            assert np.abs(one - other).max() <= FINE


def test_a_short_span_cuts_windows_and_finds_no_others(tracks):
    country = land((46.0, 41.0, 87.0, 55.0))
    whole = found(tracks, [country], "above", 10.0)
    start, end = whole.start[1], whole.end[1]
    for span in [(start - 5.0, start + 5.0), (start + 20.0, start + 21.0), (end - 3.0, end + 4.0)]:
        table = areas.elevation_windows(tracks[:1], [country], np.radians(10.0), span).table
        assert table.start.tolist() == pytest.approx([max(start, span[0])], abs=FINE)
        assert table.end.tolist() == pytest.approx([min(end, span[1])], abs=FINE)
        assert table.cut_start.tolist() == [span[0] > start]
        assert table.cut_end.tolist() == [span[1] < end]


def test_a_satellite_of_the_ring_sees_an_area_always_or_never():
    still = track_of(from_longitude("STILL", 3, EPOCH, np.radians(76.0)), *SPAN)
    table = found([still], [land((60, 40, 90, 55)), land((-120, 0, -110, 10))], "above", 10.0)
    assert table.site.tolist() == [0]
    assert (table.start[0], table.end[0]) == SPAN


def test_nothing_asked_and_nothing_usable_give_an_empty_table(tracks):
    none = Track("NONE", 9, np.empty(0), np.empty((0, 3)), np.empty((0, 3)), np.inf, -np.inf)
    country = land((46.0, 41.0, 87.0, 55.0))
    for result in (
        areas.elevation_windows(tracks, [], 0.1, SPAN),
        areas.off_nadir_windows([], [country], 0.1, SPAN),
        areas.elevation_windows([none], [country], 0.1, SPAN),
        areas.elevation_windows(tracks, [country], 0.1, (SPAN[1] + 10.0, SPAN[1] + 20.0)),
        areas.off_nadir_windows(tracks, [country], 0.0, SPAN),
        areas.elevation_windows(tracks, [country], 0.5 * np.pi, SPAN),
    ):
        columns = [getattr(result.table, each.name) for each in dataclasses.fields(result.table)]
        assert {len(column) for column in [*columns, result.lat, result.lon]} == {0}
