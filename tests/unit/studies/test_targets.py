from __future__ import annotations

import numpy as np
import pytest

from artel.commons.errors import InputError
from artel.orbits import areas, courses
from artel.orbits.conjunctions import windows
from artel.orbits.courses import course
from artel.orbits.elements import from_facts
from artel.orbits.limits import (
    GreatestOffNadir,
    Incidence,
    LeastElevation,
    Masks,
    Range,
    Side,
    SunAtSite,
    Sunlit,
)
from artel.orbits.outlines import Area
from artel.orbits.sun import sun_elevation, sunlit
from artel.orbits.tracks import state, track_of
from artel.orbits.visibility import sites_of
from artel.studies.places import Place, as_sites
from artel.studies.targets import Target, found_windows, windows_of

EPOCH = 1_791_158_400.0
SPAN = (EPOCH, EPOCH + 86_400.0)
LIMIT = np.radians(10.0)


def ring(west, south, east, north):
    return np.radians([[west, south], [east, south], [east, north], [west, north]])


COUNTRY = Area(((ring(60, 41, 76, 55),),))
FLIGHT = course(
    EPOCH + np.array([0.0, 86_400.0]), np.radians([55, 43]), np.radians([37, -79]), 11e3
)
TARGETS = [
    Target("Country", COUNTRY),
    Target("Kazan", Place("target", "Kazan", 55.79, 49.12, 60.0)),
    Target("Flight", FLIGHT),
    Target("Minsk", Place("target", "Minsk", 53.9, 27.57)),
]


@pytest.fixture(scope="module")
def tracks():
    low = {"altitude_m": 510e3, "inclination": 1.7, "node_local_time_h": 11.3}
    high = {"altitude_m": 1400e3, "inclination": 1.44, "raan": 2.0}
    return [
        track_of(from_facts("LOW", 1, EPOCH, **low), *SPAN),
        track_of(from_facts("HIGH", 2, EPOCH, **high), *SPAN),
    ]


def starts(table, site):
    return table.start[table.site == site].tolist()


@pytest.mark.parametrize("rule", [LeastElevation(LIMIT), GreatestOffNadir(np.radians(45.0))])
def test_each_kind_of_target_is_searched_in_its_own_way_and_all_stand_in_one_table(tracks, rule):
    found = found_windows(tracks, TARGETS, rule, SPAN)
    table = found.table
    order = np.lexsort((table.start, table.site, table.satellite))
    assert np.array_equal(order, np.arange(len(table)))
    places = as_sites([TARGETS[1].what, TARGETS[3].what])
    points = windows(tracks, places, [rule], SPAN)
    assert starts(table, 1) == starts(points, 0)
    assert starts(table, 3) == starts(points, 1)
    by_elevation = isinstance(rule, LeastElevation)
    wide = areas.elevation_windows if by_elevation else areas.off_nadir_windows
    moving = courses.elevation_windows if by_elevation else courses.off_nadir_windows
    assert starts(table, 0) == starts(wide(tracks, [COUNTRY], rule.angle, SPAN).table, 0)
    assert starts(table, 2) == starts(moving(tracks, [FLIGHT], rule.angle, SPAN), 0)
    assert starts(windows_of(tracks, TARGETS, rule, SPAN), 0) == starts(table, 0)
    assert all(starts(table, site) for site in range(4))


def test_it_is_said_where_the_best_part_is(tracks):
    found = found_windows(tracks, TARGETS, LeastElevation(LIMIT), SPAN)
    kazan, flight = found.table.site == 1, found.table.site == 2
    assert np.degrees(found.lat[kazan]) == pytest.approx(55.79)
    assert found.height[kazan] == pytest.approx(60.0)
    assert found.height[flight] == pytest.approx(11e3)
    assert len(set(found.lon[flight])) == flight.sum()
    country = found.table.site == 0
    assert (np.degrees(found.lat[country]) >= 41.0 - 1e-9).all()
    assert (np.degrees(found.lat[country]) <= 55.0 + 1e-9).all()


def test_limits_by_target_follow_their_targets(tracks):
    angles = np.radians([30.0, 5.0, 20.0, 50.0])
    mixed = windows_of(tracks, TARGETS, LeastElevation(angles), SPAN)
    for site, angle in enumerate(angles):
        alone = windows_of(tracks, TARGETS[site : site + 1], LeastElevation(angle), SPAN)
        assert starts(mixed, site) == pytest.approx(starts(alone, 0), abs=1e-5)
    masks = Masks((None, None))
    both = [TARGETS[1], TARGETS[3]]
    free = windows_of(tracks, both, LeastElevation(LIMIT), SPAN)
    masked = windows_of(tracks, both, LeastElevation(LIMIT), SPAN, [masks])
    assert starts(masked, 1) == starts(free, 1)


def test_light_is_asked_for_at_the_best_place_of_each_window(tracks):
    rule = LeastElevation(LIMIT)
    least = np.radians(12.0)
    free = found_windows(tracks, TARGETS, rule, SPAN)
    lit = found_windows(tracks, TARGETS, rule, SPAN, [SunAtSite(low=least), Sunlit()])
    assert 0 < len(lit.table) < len(free.table)
    assert set(lit.table.site) == {0, 1, 2, 3}
    up = sites_of(lit.lat, lit.lon).up
    for t in (lit.table.start + 0.01, lit.table.end - 0.01, lit.table.peak_time):
        assert (sun_elevation(t, up) > least - 1e-5).all()
    for index, track in enumerate(tracks):
        mine = lit.table.satellite == index
        middle = 0.5 * (lit.table.start + lit.table.end)[mine]
        assert sunlit(state(track, middle)[0], middle).all()
    assert not np.isnan(lit.table.peak).any()


def test_night_and_shadow_are_what_day_and_sunlight_leave(tracks):
    rule, some = LeastElevation(LIMIT), [TARGETS[0], TARGETS[2]]
    whole = windows_of(tracks, some, rule, SPAN)
    total = (whole.end - whole.start).sum()
    for one, other in (
        (SunAtSite(low=0.1), SunAtSite(high=0.1)),
        (Sunlit(wanted=True), Sunlit(wanted=False)),
    ):
        parts = [windows_of(tracks, some, rule, SPAN, [limit]) for limit in (one, other)]
        lengths = [(part.end - part.start).sum() for part in parts]
        assert min(lengths) > 0.0
        assert sum(lengths) == pytest.approx(total, abs=1e-3)


def test_a_greatest_incidence_is_a_least_elevation(tracks):
    limits = [Incidence(0.0, np.radians(50.0)), LeastElevation(np.radians(30.0))]
    narrowed = windows_of(tracks, TARGETS, LeastElevation(LIMIT), SPAN, limits)
    plain = windows_of(tracks, TARGETS, LeastElevation(np.radians(40.0)), SPAN)
    for site in range(4):
        assert starts(narrowed, site) == pytest.approx(starts(plain, site), abs=1e-4)


@pytest.mark.parametrize(
    ("rule", "limit", "said"),
    [
        (LeastElevation(LIMIT), Side("left"), "a side of the flight"),
        (LeastElevation(LIMIT), Range(high=2e6), "a distance"),
        (
            LeastElevation(LIMIT),
            Incidence(0.3, 0.8),
            "an incidence beside an off-nadir angle, or a least",
        ),
        (LeastElevation(LIMIT), Masks((None,)), "a mask by azimuth"),
        (GreatestOffNadir(0.5), LeastElevation(0.3), "an elevation beside an off-nadir angle"),
    ],
)
def test_a_limit_that_holds_for_a_part_only_is_refused_by_name(tracks, rule, limit, said):
    for target in (TARGETS[0], TARGETS[2]):
        with pytest.raises(InputError, match=f"{target.name} is not a point, and {said}"):
            windows_of(tracks, [target], rule, SPAN, [limit])


def test_no_targets_give_an_empty_table(tracks):
    found = found_windows(tracks, [], LeastElevation(LIMIT), SPAN)
    assert len(found.table) == len(found.lat) == 0
