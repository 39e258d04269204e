"""Limits narrowed into windows: what is inside keeps them, what is just outside does not."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artel.orbits import conjunctions
from artel.orbits.elements import from_facts, sun_synchronous_inclination
from artel.orbits.frames import azimuth, dot, elevation, length
from artel.orbits.imaging import incidence, look
from artel.orbits.limits import (
    AzimuthMask,
    GreatestOffNadir,
    Incidence,
    LeastElevation,
    LeastOffNadir,
    Masks,
    Range,
    Side,
    SunAtSite,
    Sunlit,
    narrow,
    with_peaks,
    within,
)
from artel.orbits.sun import outside, sun_elevation, sunlit, sunlit_intervals
from artel.orbits.time import posix_from_civil
from artel.orbits.tracks import Track, state, track_of
from artel.orbits.visibility import WindowTable, elevation_windows, off_nadir_windows, sites_of

EPOCH = posix_from_civil(2026, 10, 5)
DAY = 86400.0
SPAN = (EPOCH + 100.0, EPOCH + 100.0 + DAY)
CLOSE_S = 2e-3
"""How near to an end both sides of it are looked at."""


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


FLEET = [track_of(satellite(), *SPAN), track_of(satellite(2, 750e3, 22.0), *SPAN)]
PLACES = sites_of(
    np.radians([55.75, -33.5, 0.0, 79.0]),
    np.radians([37.62, -70.6, 180.0, 15.0]),
    [180.0, 5e3, 0.0, 0.0],
)
WIDE = elevation_windows(FLEET, PLACES, 0.0, SPAN)
rad = np.radians
HILLS = AzimuthMask(rad([20.0, 95.0, 96.0, 200.0, 260.0]), rad([4.0, 21.0, 6.0, 6.0, 33.0]))


def sight(table, t):
    """Return positions, velocities, places and verticals of the rows of a table at instants."""
    r, v = np.empty((len(table), 3)), np.empty((len(table), 3))
    for index, track in enumerate(FLEET):
        rows = table.satellite == index
        r[rows], v[rows] = state(track, t[rows])
    return r, v, PLACES.p[table.site], PLACES.up[table.site]


def off_nadir(table, t):
    r, _, p, _ = sight(table, t)
    view = r - p
    return np.arccos(np.clip(dot(view, r) / (length(view) * length(r)), -1.0, 1.0))


def heights(table, t):
    r, _, p, up = sight(table, t)
    return elevation(r, p, up)


def angles(table, t):
    r, _, p, up = sight(table, t)
    return incidence(r, p, up)


def rolls(table, t):
    r, v, p, _ = sight(table, t)
    return look(r, v, p)[0]


def distances(table, t):
    r, _, p, _ = sight(table, t)
    return length(r - p)


def bearings(table, t):
    r, _, p, up = sight(table, t)
    return azimuth(r, p, up)


RULES = [
    (LeastElevation(rad(12.0)), lambda w, t: heights(w, t) >= rad(12.0)),
    (LeastElevation(rad([5.0, 30.0, 1.0, 12.0])),
     lambda w, t: heights(w, t) >= rad(np.array([5.0, 30.0, 1.0, 12.0]))[w.site]),
    (GreatestOffNadir(rad(40.0)), lambda w, t: off_nadir(w, t) <= rad(40.0)),
    (GreatestOffNadir(rad([30.0, 50.0])),
     lambda w, t: off_nadir(w, t) <= rad(np.array([30.0, 50.0]))[w.satellite]),
    (LeastOffNadir(rad(35.0)), lambda w, t: off_nadir(w, t) >= rad(35.0)),
    (Incidence(rad(25.0), rad(50.0)),
     lambda w, t: (angles(w, t) >= rad(25.0)) & (angles(w, t) <= rad(50.0))),
    (Incidence(0.0, rad(50.0)), lambda w, t: angles(w, t) <= rad(50.0)),
    (Side("left"), lambda w, t: rolls(w, t) <= 0.0),
    (Side("right"), lambda w, t: rolls(w, t) >= 0.0),
    (Range(8e5, 1.5e6), lambda w, t: (distances(w, t) >= 8e5) & (distances(w, t) <= 1.5e6)),
    (Range(high=9e5), lambda w, t: distances(w, t) <= 9e5),
    (Range(low=9e5), lambda w, t: distances(w, t) >= 9e5),
    (HILLS, lambda w, t: heights(w, t) >= HILLS.at(bearings(w, t))),
    (Masks((HILLS, None, None, HILLS)),
     lambda w, t: (heights(w, t) >= HILLS.at(bearings(w, t))) | np.isin(w.site, [1, 2])),
]  # fmt: skip
IDS = [f"{number}-{type(limit).__name__}" for number, (limit, _) in enumerate(RULES)]
each_rule = pytest.mark.parametrize(("limit", "rule"), RULES, ids=IDS)


def same(one, two, tolerance=1e-5):
    assert len(one) == len(two)
    for name in ("satellite", "site", "cut_start", "cut_end"):
        assert np.array_equal(getattr(one, name), getattr(two, name)), name
    for name in ("start", "end"):
        assert np.abs(getattr(one, name) - getattr(two, name)).max(initial=0.0) <= tolerance, name


@each_rule
def test_a_windows_middle_keeps_the_limit_and_just_outside_it_does_not(limit, rule):
    found = narrow(WIDE, FLEET, PLACES, limit)
    assert len(found) >= 5
    assert rule(found, 0.5 * (found.start + found.end)).all()
    for edge, inward, wide_edge in [
        (found.start, 1.0, WIDE.start), (found.end, -1.0, WIDE.end)
    ]:  # fmt: skip
        near = np.minimum(CLOSE_S, 0.4 * (found.end - found.start))
        assert rule(found, edge + inward * near).all()
        new = ~np.isin(edge, wide_edge)
        assert not rule(found, np.clip(edge - inward * CLOSE_S, *SPAN))[new].any()


@each_rule
def test_what_is_left_out_does_not_keep_the_limit(limit, rule):
    found = narrow(WIDE, FLEET, PLACES, limit)
    for part in np.linspace(0.01, 0.99, 37):
        t = WIDE.start + part * (WIDE.end - WIDE.start)
        inside = np.zeros(len(WIDE), bool)
        for row in range(len(found)):
            same_pair = (WIDE.satellite == found.satellite[row]) & (WIDE.site == found.site[row])
            inside |= same_pair & (t >= found.start[row]) & (t <= found.end[row])
        assert np.array_equal(inside, rule(WIDE, t))


@each_rule
def test_narrowing_twice_is_narrowing_once(limit, rule):
    once = narrow(WIDE, FLEET, PLACES, limit)
    same(once, narrow(once, FLEET, PLACES, limit))


@each_rule
def test_finer_steps_change_nothing(limit, rule):
    both = satellite(), satellite(2, 750e3, 22.0)
    fine = [track_of(one, *SPAN, step=9.0) for one in both]
    coarse = narrow(WIDE, FLEET, PLACES, limit)
    same(coarse, narrow(WIDE, fine, PLACES, limit), tolerance=5e-3)


@settings(max_examples=25)
@given(st.permutations(range(5)))
def test_the_order_of_limits_changes_nothing(order):
    limits = [
        Incidence(rad(20.0), rad(70.0)),
        Side("right"),
        Range(high=2e6),
        HILLS,
        LeastOffNadir(0.2),
    ]
    table, straight = WIDE, WIDE
    for limit in limits:
        straight = narrow(straight, FLEET, PLACES, limit)
    for number in order:
        table = narrow(table, FLEET, PLACES, limits[number])
    assert len(straight) >= 5
    same(straight, table)


@settings(max_examples=25)
@given(
    st.permutations(
        [LeastElevation(0.1), Sunlit(), SunAtSite(rad(-20.0), rad(50.0)), HILLS, Side("left")]
    )
)
def test_a_conjunction_does_not_ask_in_which_order_it_was_said(limits):
    found = conjunctions.windows(FLEET, PLACES, limits, SPAN)
    assert len(found) >= 5
    middle = 0.5 * (found.start + found.end)
    r, _, _, up = sight(found, middle)
    assert sunlit(r, middle).all()
    sun = np.array([sun_elevation(t, u) for t, u in zip(middle, up, strict=True)])
    assert ((sun >= rad(-20.0)) & (sun <= rad(50.0))).all()
    assert (heights(found, middle) >= np.maximum(0.1, HILLS.at(bearings(found, middle)))).all()
    assert (rolls(found, middle) <= 0.0).all()


def test_an_equal_limit_of_the_search_and_of_the_narrowing_give_the_same():
    least = rad([10.0, 3.0, 25.0, 0.5])
    wanted = elevation_windows(FLEET, PLACES, least, SPAN)
    same(wanted, narrow(WIDE, FLEET, PLACES, LeastElevation(least)))
    wanted = off_nadir_windows(FLEET, PLACES, rad(30.0), SPAN)
    same(wanted, narrow(WIDE, FLEET, PLACES, GreatestOffNadir(rad(30.0))))
    same(wanted, conjunctions.windows(FLEET, PLACES, [GreatestOffNadir(rad(30.0))], SPAN))


def test_no_limit_at_all_is_above_the_horizon():
    same(WIDE, conjunctions.windows(FLEET, PLACES, [], SPAN))
    same(WIDE, conjunctions.windows(FLEET, PLACES, [Masks((None,) * 4)], SPAN))


def test_a_least_elevation_under_the_horizon_lets_it_go_below():
    wanted = elevation_windows(FLEET, PLACES, rad(-2.0), SPAN)
    same(wanted, conjunctions.windows(FLEET, PLACES, [LeastElevation(rad(-2.0))], SPAN))


def test_a_wide_limit_leaves_windows_as_they_are():
    for limit in (Incidence(0.0, np.pi), Range(), Range(1.0, 1e9), LeastOffNadir(0.0)):
        found = narrow(WIDE, FLEET, PLACES, limit)
        for name in (each.name for each in fields(WindowTable)):
            assert np.array_equal(getattr(found, name), getattr(WIDE, name)), name


def test_a_limit_that_nothing_keeps_leaves_no_window():
    for limit in (Range(high=1e5), LeastElevation(rad(89.99)), Incidence(rad(91.0), rad(95.0))):
        found = narrow(WIDE, FLEET, PLACES, limit)
        assert len(found) == 0
        assert len(narrow(found, FLEET, PLACES, Side("left"))) == 0
        assert len(with_peaks(found, FLEET, PLACES)) == 0


def test_both_sides_together_are_all_of_every_window():
    parts = [narrow(WIDE, FLEET, PLACES, Side(side)) for side in ("left", "right")]
    total = sum((each.end - each.start).sum() for each in parts)
    assert total == pytest.approx((WIDE.end - WIDE.start).sum(), abs=1e-3)


def test_a_peak_that_falls_away_is_found_anew_in_what_is_left():
    found = with_peaks(narrow(WIDE, FLEET, PLACES, Range(low=9e5)), FLEET, PLACES)
    t = found.start + np.linspace(0.0, 1.0, 201)[:, None] * (found.end - found.start)
    dense = np.array([heights(found, each) for each in t]).max(axis=0)
    assert (found.peak >= dense - 1e-9).all()
    assert heights(found, found.peak_time) == pytest.approx(found.peak, abs=1e-9)
    wide = off_nadir_windows(FLEET, PLACES, rad(60.0), SPAN)
    ring = narrow(wide, FLEET, PLACES, LeastOffNadir(rad(40.0)))
    assert np.isnan(ring.peak).any()
    ring = with_peaks(ring, FLEET, PLACES, off_nadir=True)
    assert off_nadir(ring, ring.peak_time) == pytest.approx(ring.peak, abs=1e-7)
    assert (ring.peak >= rad(40.0) - 1e-6).all()


def table_of(rows):
    satellites, sites, start, end = (np.array(column) for column in zip(*rows, strict=True))
    middle = 0.5 * (start + end)
    flags = np.ones(len(start), bool)
    peak = np.full(len(start), 1.0)
    return WindowTable(satellites, sites, start, end, middle, peak, flags, flags)


def test_windows_meet_the_intervals_of_their_site_exactly():
    table = table_of([(0, 0, 10.0, 20.0), (0, 1, 10.0, 20.0), (1, 0, 0.0, 30.0), (1, 2, 5.0, 9.0)])
    sites = [
        np.array([[0.0, 12.0], [14.0, 14.5], [15.0, 40.0]]),
        np.array([[0.0, 10.0], [20.0, 21.0]]),
        np.array([[5.0, 9.0]]),
    ]
    found = within(table, sites, by="site")
    rows = zip(found.satellite, found.site, found.start, found.end, strict=True)
    assert [tuple(map(float, row)) for row in rows] == [
        (0, 0, 10, 12), (0, 0, 14, 14.5), (0, 0, 15, 20),
        (1, 0, 0, 12), (1, 0, 14, 14.5), (1, 0, 15, 30), (1, 2, 5, 9),
    ]  # fmt: skip
    assert found.cut_start.tolist() == [True, False, False, True, False, False, True]
    assert found.cut_end.tolist() == [False, False, True, False, False, True, True]
    # The peaks were in the middle of each window; the nearest kept instant is left.
    assert found.peak_time.tolist() == [12.0, 14.5, 15.0, 12.0, 14.5, 15.0, 7.0]
    assert np.isnan(found.peak).tolist() == [True, True, False, True, True, False, False]


def test_windows_meet_the_intervals_of_their_satellite():
    table = table_of([(0, 0, 10.0, 20.0), (1, 0, 10.0, 20.0), (2, 0, 10.0, 20.0)])
    lit = [np.empty((0, 2)), np.array([[0.0, 11.0]]), np.array([[0.0, 30.0]])]
    found = within(table, lit, by="satellite")
    assert found.satellite.tolist() == [1, 2]
    assert found.end.tolist() == [11.0, 20.0]


times = st.lists(st.integers(0, 60), min_size=0, max_size=12, unique=True)


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 50), st.integers(1, 20)), max_size=8),
    st.tuples(times, times, times),
)
def test_a_meeting_is_what_is_in_both(rows, edges):
    rows = sorted({(0, site, float(start), float(start + size)) for site, start, size in rows})
    if not rows:
        return
    intervals = [
        np.sort(np.array(each[: len(each) // 2 * 2], float)).reshape(-1, 2) for each in edges
    ]
    table = table_of(rows)
    found = within(table, intervals, by="site")
    for site in range(3):
        for t in np.arange(0.5, 75.0):
            wide = ((table.site == site) & (table.start < t) & (t < table.end)).sum()
            lit = ((intervals[site][:, 0] < t) & (t < intervals[site][:, 1])).any()
            kept = ((found.site == site) & (found.start < t) & (t < found.end)).sum()
            assert kept == wide * lit


def test_light_and_shadow_of_a_satellite_make_up_its_track():
    for track in FLEET:
        lit = sunlit_intervals(track)
        dark = outside(lit, SPAN)
        assert (lit[:, 1] - lit[:, 0]).sum() + (dark[:, 1] - dark[:, 0]).sum() == pytest.approx(DAY)
        assert len(dark) >= 10
        for intervals, wanted in ((lit, True), (dark, False)):
            t = intervals.mean(axis=1)
            assert (sunlit(state(track, t)[0], t) == wanted).all()
            inner = intervals[1:-1]
            for t in (inner[:, 0] + CLOSE_S, inner[:, 1] - CLOSE_S):
                assert (sunlit(state(track, t)[0], t) == wanted).all()


def test_masks_for_other_sites_than_those_are_refused():
    with pytest.raises(ValueError, match="2 masks for 4 sites"):
        narrow(WIDE, FLEET, PLACES, Masks((HILLS, None)))


def test_a_track_of_nothing_is_never_lit():
    none = np.empty((0, 3))
    nothing = Track("GONE", 9, np.empty(0), none, none, np.inf, -np.inf)
    assert sunlit_intervals(nothing).shape == (0, 2)
    for limit in (Sunlit(), Sunlit(wanted=False), SunAtSite(0.0), HILLS, Side("left")):
        assert len(conjunctions.windows([nothing], PLACES, [limit], SPAN)) == 0
        both = conjunctions.windows([nothing, FLEET[0]], PLACES, [limit], SPAN)
        assert set(both.satellite) == {1}
