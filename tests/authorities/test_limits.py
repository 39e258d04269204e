"""Limits against their dense reference: none missed, none extra, every end within 10 ms."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import reference_limits as truth
from fleets import DAY, EPOCH, HARD_PLACES, high_ovals, low_orbits, rings
from reference import Place, above, compare, matched, record, scan, windows

from artel.orbits import conjunctions
from artel.orbits.elements import Elements
from artel.orbits.limits import (
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
)
from artel.orbits.masks import AzimuthMask
from artel.orbits.sun import sunlit_intervals
from artel.orbits.tracks import track_of
from artel.orbits.visibility import elevation_windows, sites_of

TOLERANCE_S = 0.010
SPAN = (EPOCH + 1234.5, EPOCH + 1234.5 + 0.4 * DAY)
# No pole: a polar orbit only touches the other side there, by a centimetre.
PLACES = (HARD_PLACES[3], *HARD_PLACES[5:7], Place(-85.0, 20.0))
FLEETS = {"low": low_orbits, "oval": high_ovals, "ring": rings}
PLAIN = [(0.0, 5.0), (90.0, 20.0), (180.0, 0.0), (270.0, 35.0)]
STEPS = [
    (10.0, 3.0), (100.0, 3.0), (100.001, 25.0), (140.0, 25.0), (140.001, 3.0),
    (200.0, 3.0), (200.5, 60.0), (201.0, 3.0), (359.0, 3.0), (359.9, 40.0),
]  # fmt: skip
SPIKES = [(float(a), 45.0 if a % 20 else 1.0) for a in range(5, 360, 10)]
MASKS = {"plain": PLAIN, "steps": STEPS, "spikes": SPIKES, "one": [(77.0, 12.0)]}


def sites_at(places):
    lat = np.radians([place.lat_deg for place in places])
    lon = np.radians([place.lon_deg for place in places])
    return sites_of(lat, lon, [place.height_m for place in places])


@cache
def scans(kind):
    return [scan(record(one), SPAN) for one in FLEETS[kind]()]


@cache
def tracks_over(kind):
    return tuple(track_of(one, *SPAN) for one in FLEETS[kind]())


@cache
def floors(kind):
    """Return the windows above the horizon, per satellite and place."""
    return [windows(dense, [above(place, 0.0) for place in PLACES]) for dense in scans(kind)]


STEP_S = {"low": 2.0, "oval": 5.0, "ring": 30.0}


def expected(kind, rule, step=None):
    """Return the reference's parts of all windows above the horizon, pair by pair.

    `rule(place, satellite)` makes the clearance.
    """
    return [
        truth.parts(dense.satellite, wide, rule(place, dense.satellite), step or STEP_S[kind])
        for dense, pairs in zip(scans(kind), floors(kind), strict=True)
        for place, wide in zip(PLACES, pairs, strict=True)
    ]


def mask_of(points):
    return AzimuthMask(*(np.radians(column) for column in zip(*points, strict=True)))


def assert_exact(found, least):
    assert found.expected >= least, "the case is too small to prove anything"
    assert (found.missed, found.extra) == (0, 0)
    assert found.worst_s <= TOLERANCE_S


rad = np.radians
CASES = [
    ("low", 20, LeastOffNadir(rad(30.0)), lambda p, _s: truth.inner_ring(p, 30.0)),
    ("low", 10, GreatestOffNadir(rad(45.0)), lambda p, _s: truth.outer_ring(p, 45.0)),
    ("oval", 3, LeastOffNadir(rad(6.0)), lambda p, _s: truth.inner_ring(p, 6.0)),
    ("ring", 1, LeastOffNadir(rad(6.0)), lambda p, _s: truth.inner_ring(p, 6.0)),
    ("low", 10, Incidence(rad(20.0), rad(50.0)), lambda p, _s: truth.incidence(p, 20.0, 50.0)),
    ("oval", 3, Incidence(rad(20.0), rad(50.0)), lambda p, _s: truth.incidence(p, 20.0, 50.0)),
    ("ring", 1, Incidence(rad(60.0), rad(85.0)), lambda p, _s: truth.incidence(p, 60.0, 85.0)),
    ("low", 20, Range(8e5, 2e6), lambda p, _s: truth.distance(p, 8e5, 2e6)),
    ("oval", 3, Range(1e7, 3e7), lambda p, _s: truth.distance(p, 1e7, 3e7)),
    ("ring", 0, Range(3.7e7, 3.9e7), lambda p, _s: truth.distance(p, 3.7e7, 3.9e7)),
    ("low", 20, Side("left"), lambda p, s: truth.side(p, s, "left")),
    ("low", 20, Side("right"), lambda p, s: truth.side(p, s, "right")),
    ("oval", 3, Side("left"), lambda p, s: truth.side(p, s, "left")),
    ("low", 20, Sunlit(), lambda _p, _s: truth.lit()),
    ("low", 8, Sunlit(wanted=False), lambda _p, _s: truth.lit(wanted=False)),
    ("oval", 3, Sunlit(), lambda _p, _s: truth.lit()),
    ("ring", 3, Sunlit(), lambda _p, _s: truth.lit()),
    ("low", 10, SunAtSite(rad(10.0)), lambda p, _s: truth.sun_over(p, 10.0)),
    ("ring", 1, SunAtSite(rad(-6.0), rad(20.0)), lambda p, _s: truth.sun_over(p, -6.0, 20.0)),
]


def found_of(kind, limit):
    """Return the windows above the horizon under a limit, by what the product has for its kind."""
    if isinstance(limit, Sunlit | SunAtSite):
        return conjunctions.windows(tracks_over(kind), sites_at(PLACES), [limit], SPAN)
    wide = elevation_windows(tracks_over(kind), sites_at(PLACES), 0.0, SPAN)
    return narrow(wide, tracks_over(kind), sites_at(PLACES), limit)


@pytest.mark.parametrize(
    ("kind", "least", "limit", "rule"),
    CASES,
    ids=[
        f"{kind}-{number}-{type(limit).__name__}"
        for number, (kind, _, limit, _) in enumerate(CASES)
    ],
)
def test_windows_under_one_limit_are_those_of_the_reference(kind, least, limit, rule):
    assert_exact(compare(expected(kind, rule), found_of(kind, limit), len(PLACES)), least)


@pytest.mark.parametrize("name", MASKS)
@pytest.mark.parametrize(
    ("kind", "least", "step"), [("low", 20, 0.2), ("oval", 3, 1.0), ("ring", 1, 30.0)]
)
def test_windows_above_a_mask_by_azimuth_are_those_of_the_reference(kind, least, step, name):
    points = MASKS[name]
    pairs = expected(kind, lambda p, _s: truth.over_mask(p, points), step)
    assert_exact(compare(pairs, found_of(kind, mask_of(points)), len(PLACES)), least)


def test_each_site_has_the_mask_that_was_given_to_it():
    points = [PLAIN, None, STEPS, PLAIN]
    masks = Masks(tuple(None if one is None else mask_of(one) for one in points))
    by_place = dict(zip(PLACES, points, strict=True))
    pairs = expected("low", lambda p, _s: truth.over_mask(p, by_place[p] or [(0.0, 0.0)]), 0.2)
    assert_exact(compare(pairs, found_of("low", masks), len(PLACES)), 20)


THREE = [
    # A radar's ring, one side, and within a distance.
    (
        "low",
        (Incidence(rad(20.0), rad(60.0)), Side("right"), Range(0.0, 1.5e6)),
        lambda p, s: truth.all_of(
            truth.incidence(p, 20.0, 60.0), truth.side(p, s, "right"), truth.distance(p, 0.0, 1.5e6)
        ),
        8,
    ),
    # Seen from the ground at dusk: the place dark, the satellite lit, above the hills.
    (
        "low",
        (SunAtSite(high=rad(-4.0)), Sunlit(), mask_of(PLAIN)),
        lambda p, _s: truth.all_of(
            truth.sun_over(p, -90.0, -4.0), truth.lit(), truth.over_mask(p, PLAIN)
        ),
        3,
    ),
    # An imager by day: inside its reach, not too steep, with the Sun high enough.
    (
        "low",
        (GreatestOffNadir(rad(50.0)), LeastOffNadir(rad(15.0)), SunAtSite(rad(10.0))),
        lambda p, _s: truth.all_of(
            truth.outer_ring(p, 50.0), truth.inner_ring(p, 15.0), truth.sun_over(p, 10.0)
        ),
        8,
    ),
    (
        "oval",
        (Range(1.5e7, 4.2e7), mask_of(STEPS), Sunlit()),
        lambda p, _s: truth.all_of(
            truth.distance(p, 1.5e7, 4.2e7), truth.over_mask(p, STEPS), truth.lit()
        ),
        3,
    ),
    (
        "ring",
        (LeastElevation(rad(2.0)), Sunlit(wanted=False), Range(0.0, 4.1e7)),
        lambda p, _s: truth.all_of(
            above(p, 2.0), truth.lit(wanted=False), truth.distance(p, 0.0, 4.1e7)
        ),
        1,
    ),
]


@pytest.mark.parametrize(
    ("kind", "limits", "rule", "least"), THREE, ids=["radar", "dusk", "imager", "oval", "ring"]
)
def test_three_limits_at_once_are_those_of_the_reference(kind, limits, rule, least):
    found = conjunctions.windows(tracks_over(kind), sites_at(PLACES), limits, SPAN)
    assert_exact(compare(expected(kind, rule), found, len(PLACES)), least)
    assert np.isfinite(found.peak).all()
    other = conjunctions.windows(tracks_over(kind), sites_at(PLACES), limits[::-1], SPAN)
    assert np.array_equal(found.site, other.site)
    assert np.abs(found.start - other.start).max(initial=0.0) <= 1e-5
    assert np.abs(found.end - other.end).max(initial=0.0) <= 1e-5


@pytest.mark.parametrize(
    ("kind", "least", "days"), [("low", 20, 0.7), ("oval", 5, 3.0), ("ring", 4, 3.0)]
)
def test_when_a_satellite_is_lit_is_as_the_reference_has_it(kind, least, days):
    shadows, span = 0, (EPOCH, EPOCH + days * DAY)
    for one in FLEETS[kind]():
        (lit,) = windows(scan(record(one), span, 30.0), [truth.lit()])
        missed, extra, off = matched(lit, sunlit_intervals(track_of(one, *span)))
        assert (missed, extra) == (0, 0)
        assert np.abs(off).max(initial=0.0) <= TOLERANCE_S
        shadows += len(lit) - 1
    assert shadows >= least


def satellite_drawn(rng, number):
    """Return a satellite of any height, tilt and shape."""
    eccentricity = rng.choice([0.001, rng.uniform(0.0, 0.75)])
    a = (rng.uniform(350e3, 1500e3) + 6378137.0) / (1.0 - eccentricity)
    raan, argp, anomaly = rng.uniform(0.0, 2.0 * np.pi, 3)
    return Elements(
        name=f"DRAWN {number}",
        norad_id=number + 1,
        epoch=EPOCH - rng.uniform(0.0, 3.0) * DAY,
        mean_motion=np.sqrt(3.986004418e14 / a**3),
        eccentricity=eccentricity,
        inclination=rng.uniform(0.0, np.pi),
        raan=raan,
        argp=argp,
        mean_anomaly=anomaly,
    )


def mask_drawn(rng):
    """Return a mask of 1 to 40 points, some of them masts."""
    count = int(rng.integers(1, 40))
    azimuth = np.sort(rng.choice(3600, count, replace=False)) / 10.0
    least = np.where(rng.random(count) < 0.2, rng.uniform(20.0, 80.0), rng.uniform(0.0, 15.0))
    return list(zip(azimuth.tolist(), least.tolist(), strict=True))


def limits_drawn(rng, height_m):
    """Return three limits with the makers of their clearances, (place, satellite)."""
    low, high = np.sort(rng.uniform(5.0, 85.0, 2))
    near = height_m * rng.uniform(1.05, 1.5)
    nadir, sun, points = rng.uniform(3.0, 40.0), rng.uniform(-18.0, 30.0), mask_drawn(rng)
    side = str(rng.choice(["left", "right"]))
    every = [
        (Incidence(rad(low), rad(high)), lambda p, _s: truth.incidence(p, low, high)),
        (Side(side), lambda p, s: truth.side(p, s, side)),
        (Range(near, 1.8 * near), lambda p, _s: truth.distance(p, near, 1.8 * near)),
        (LeastOffNadir(rad(nadir)), lambda p, _s: truth.inner_ring(p, nadir)),
        (mask_of(points), lambda p, _s: truth.over_mask(p, points)),
        (SunAtSite(rad(sun)), lambda p, _s: truth.sun_over(p, sun)),
        (Sunlit(), lambda _p, _s: truth.lit()),
    ]
    return [every[number] for number in rng.choice(len(every), 3, replace=False)]


def check_drawn(seed, count, step):
    rng = np.random.default_rng(seed)
    found = 0
    for number in range(count):
        one = satellite_drawn(rng, number)
        places = [
            Place(np.degrees(np.arcsin(rng.uniform(-1.0, 1.0))), rng.uniform(-180.0, 180.0), 400.0)
            for _ in range(3)
        ]
        span = (EPOCH, EPOCH + 0.8 * DAY)
        dense, track = scan(record(one), span, 4.0), track_of(one, *span)
        drawn = limits_drawn(rng, np.linalg.norm(dense.r, axis=1).min() - 6378137.0)
        table = conjunctions.windows([track], sites_at(places), [limit for limit, _ in drawn], span)
        pairs = [
            truth.inside(
                dense, p, truth.all_of(*(rule(p, dense.satellite) for _, rule in drawn)), step=step
            )
            for p in places
        ]
        verdict = compare(pairs, table, len(places))
        assert_exact(verdict, 0)
        found += verdict.expected
    return found


def test_three_limits_drawn_at_random_are_exact():
    assert check_drawn(3, 2, 1.0) >= 20


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(100, 120))
def test_three_limits_drawn_at_random_are_exact_for_many(seed):
    assert check_drawn(seed, 6, 0.2) >= 5
