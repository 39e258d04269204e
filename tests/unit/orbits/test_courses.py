from __future__ import annotations

import numpy as np
import pytest

from artel.orbits import courses, visibility
from artel.orbits.cells import off_nadir
from artel.orbits.courses import course, place_at
from artel.orbits.elements import from_facts
from artel.orbits.frames import elevation, geodetic_to_itrf, itrf_to_geodetic
from artel.orbits.tracks import Track, state, track_of
from artel.orbits.visibility import sites_of

EPOCH = 1_791_158_400.0
HOUR = 3600.0
SPAN = (EPOCH, EPOCH + 24 * HOUR)
FINE = 2e-6
FINDS = {"above": courses.elevation_windows, "off": courses.off_nadir_windows}
PLAIN = {"above": visibility.elevation_windows, "off": visibility.off_nadir_windows}
ways = pytest.mark.parametrize(("way", "limit_deg"), [("above", 8.0), ("off", 50.0)])


@pytest.fixture(scope="module")
def tracks():
    low = {"altitude_m": 510e3, "inclination": 1.7, "node_local_time_h": 11.3}
    oval = {"altitude_m": 1500e3, "inclination": 1.1, "raan": 3.0, "eccentricity": 0.14}
    return [
        track_of(from_facts("LOW", 1, EPOCH, **low), *SPAN),
        track_of(from_facts("OVAL", 2, EPOCH, **oval), *SPAN),
    ]


def voyage(hours, lat_deg, lon_deg, height_m=0.0):
    t = EPOCH + HOUR * np.asarray(hours, float)
    return course(t, np.radians(lat_deg), np.radians(lon_deg), height_m)


FLIGHT = voyage([1, 2, 11, 13], [55, 60, 62, 40], [37, 30, -150, -90], [0, 11e3, 11e3, 0])


def found(tracks, some, way, limit_deg, span=SPAN):
    return FINDS[way](tracks, some, np.radians(limit_deg), span)


def same(one, other, seconds=FINE):
    assert len(one) == len(other) > 0
    assert np.array_equal(one.satellite, other.satellite)
    for name in ("start", "end"):
        assert np.abs(getattr(one, name) - getattr(other, name)).max() <= seconds, name


@ways
def test_what_does_not_move_has_the_windows_of_the_place(tracks, way, limit_deg):
    still = voyage([-1, 7, 30], [51.2] * 3, [71.4] * 3, 350.0)
    site = sites_of(*np.radians([51.2, 71.4]), 350.0)
    expected = PLAIN[way](tracks, site, np.radians(limit_deg), SPAN, compiled=False)
    table = found(tracks, [still], way, limit_deg)
    same(table, expected)
    assert np.allclose(table.peak, expected.peak, atol=1e-9)
    assert np.abs(table.peak_time - expected.peak_time).max() < 0.01


def test_a_course_goes_through_its_fixes():
    p = place_at(FLIGHT, FLIGHT.t)[0]
    assert np.allclose(p, geodetic_to_itrf(FLIGHT.lat, FLIGHT.lon, FLIGHT.height), atol=1e-3)


def test_between_fixes_the_great_circle_is_kept_at_a_constant_pace():
    around = voyage([0, 6], [0.0, 0.0], [170.0, -100.0])
    lat, lon, height = itrf_to_geodetic(place_at(around, EPOCH + HOUR * np.arange(7.0))[0])
    assert lat == pytest.approx(0.0, abs=1e-12)
    assert height == pytest.approx(0.0, abs=1e-6)
    assert np.degrees(lon) % 360 == pytest.approx(170.0 + 15.0 * np.arange(7))
    over = voyage([0, 2], [80.0, 80.0], [10.0, -170.0])
    assert np.degrees(itrf_to_geodetic(place_at(over, np.array([EPOCH + HOUR]))[0])[0][0]) == \
        pytest.approx(90.0)  # fmt: skip


def test_the_rates_of_a_course_are_its_derivatives():
    t = EPOCH + HOUR * np.array([1.2, 1.9, 5.0, 10.0, 12.5])
    _, w, _, turn = place_at(FLIGHT, t)
    far, near = place_at(FLIGHT, t + 1.0), place_at(FLIGHT, t - 1.0)
    assert np.allclose(w, (far[0] - near[0]) / 2.0, atol=2e-5)
    assert np.allclose(turn, (far[2] - near[2]) / 2.0, atol=1e-11)


@ways
def test_more_fixes_on_the_same_way_change_nothing(tracks, way, limit_deg):
    t = np.unique(np.concatenate([FLIGHT.t, np.arange(FLIGHT.t[0], FLIGHT.t[-1], 97.0)]))
    lat, lon, height = itrf_to_geodetic(place_at(FLIGHT, t)[0])
    same(
        found(tracks, [course(t, lat, lon, height)], way, limit_deg),
        found(tracks, [FLIGHT], way, limit_deg),
        seconds=1e-4,
    )


@ways
def test_the_rule_holds_inside_a_window_and_not_outside(tracks, way, limit_deg):
    table = found(tracks, [FLIGHT], way, limit_deg)
    assert len(table) >= 2
    for index, track in enumerate(tracks):
        t = np.arange(FLIGHT.t[0] + 0.5, FLIGHT.t[-1], 5.0)
        p, _, up, _ = place_at(FLIGHT, t)
        mine = table.satellite == index
        inside = ((t[:, None] >= table.start[mine]) & (t[:, None] <= table.end[mine])).any(axis=1)
        r = state(track, t)[0]
        high = elevation(r, p, up)
        kept = high >= np.radians(limit_deg)
        if way == "off":
            kept = (off_nadir(r, p) <= np.radians(limit_deg)) & (high >= 0.0)
        assert np.array_equal(inside, kept)


def test_a_window_is_cut_where_the_course_begins_and_ends(tracks):
    table = found(tracks, [FLIGHT], "above", 8.0)
    start, end = table.start[0], table.end[0]
    middle = 0.5 * (start + end)
    t = np.array([middle - 30.0, middle + 30.0])
    lat, lon, height = itrf_to_geodetic(place_at(FLIGHT, t)[0])
    short = found(tracks[:1], [course(t, lat, lon, height)], "above", 8.0)
    assert (short.start.tolist(), short.end.tolist()) == ([t[0]], [t[1]])
    assert short.cut_start.all()
    assert short.cut_end.all()
    assert not found(tracks, [FLIGHT], "above", 8.0, (SPAN[0], FLIGHT.t[0])).start.size


@ways
def test_several_courses_and_limits_keep_their_numbers(tracks, way, limit_deg):
    ship = voyage([0, 24], [69.0, 72.0], [33.0, 60.0])
    together = found(tracks, [FLIGHT, ship], way, limit_deg)
    for number, one in enumerate((FLIGHT, ship)):
        alone = found(tracks, [one], way, limit_deg)
        mine = together.site == number
        assert together.start[mine].tolist() == alone.start.tolist()
    mixed = courses.elevation_windows(tracks, [ship, ship], np.radians([5.0, 40.0]), SPAN)
    assert (mixed.site == 0).sum() > (mixed.site == 1).sum() > 0
    order = np.lexsort((mixed.start, mixed.site, mixed.satellite))
    assert np.array_equal(order, np.arange(order.size))


def test_nothing_asked_gives_an_empty_table(tracks):
    none = Track("NONE", 9, np.empty(0), np.empty((0, 3)), np.empty((0, 3)), np.inf, -np.inf)
    assert not len(courses.elevation_windows(tracks, [], 0.1, SPAN))
    assert not len(courses.off_nadir_windows([none], [FLIGHT], 0.1, SPAN))
    assert not len(courses.off_nadir_windows([], [FLIGHT], 0.1, SPAN))


@pytest.mark.parametrize(
    ("t", "lat", "lon", "said"),
    [
        ([0.0], [0.0], [0.0], "two fixes"),
        ([0.0, 1.0, 1.0], [0.0, 0.1, 0.2], [0.0, 0.0, 0.0], "fix 3 is not after"),
        ([0.0, -5.0], [0.0, 0.1], [0.0, 0.0], "fix 2 is not after"),
        ([0.0, 1.0], [0.3, -0.3], [0.0, np.pi], "far side"),
        ([0.0, np.nan], [0.3, -0.3], [0.0, 1.0], "numbers that are none"),
    ],
)
def test_what_is_no_course_is_refused(t, lat, lon, said):
    with pytest.raises(ValueError, match=said):
        course(t, lat, lon)
