"""Every pair of whole jobs against the dense reference: none missed, none extra, within 10 ms."""

from __future__ import annotations

import gzip
from dataclasses import astuple
from functools import cache

import numpy as np
import pytest
from dense import above_mask, ground, judged, windows_of, within_limit
from fleets import DAY, EPOCH, HARD_PLACES, high_ovals, low_orbits, rings
from reference import Place, above, in_view, record, scan, usable_end, windows

from artel.orbits.elements import from_facts, sun_synchronous_inclination
from artel.orbits.tle import read_tle
from artel.orbits.tracks import track_of, tracks_of_sets
from artel.orbits.visibility import elevation_windows, off_nadir_windows, sites_of

TOLERANCE_S = 0.010
TWIN_S = 1e-4
BEGIN = EPOCH + 1234.5
MASKS_DEG = (-1.0, 0.0, 5.0, 10.0, 20.0, 35.0, 60.0, 80.0, 85.0, 10.0)
CATALOGUE_DAY = 1787270400.0
"""2026-08-21T00:00:00Z: the catalogue of the next day has epochs before, in and after it."""
GOLDEN_TURN_DEG = 137.50776


def imagers(count):
    """Return low orbits such as imaging satellites have: four in five follow the Sun."""
    out = []
    for i in range(count):
        height = 430e3 + 16e3 * i
        tilt = sun_synchronous_inclination(6378137.0 + height) if i % 5 else 0.85 + 0.02 * i
        facts = {"altitude_m": height, "inclination": tilt, "bstar": 2e-5 * (i % 4)}
        node = {"node_local_time_h": (8.0 + 0.37 * i) % 24.0} if i % 5 else {"raan": 0.9 * i}
        out.append(from_facts(f"I{i}", i + 1, EPOCH, argument_of_latitude=2.4 * i, **facts, **node))
    return out


def places_all_over(count):
    """Return places spread evenly over the Earth, some of them on mountains."""
    lat = np.degrees(np.arcsin(1.0 - (2.0 * np.arange(count) + 1.0) / count))
    lon = (np.arange(count) * GOLDEN_TURN_DEG) % 360.0 - 180.0
    return [Place(*both, 700.0 * (i % 5)) for i, both in enumerate(zip(lat, lon, strict=True))]


def sites_at(places):
    lat = np.radians([place.lat_deg for place in places])
    lon = np.radians([place.lon_deg for place in places])
    return sites_of(lat, lon, [place.height_m for place in places])


def truth_of(elements, places, rule, limits, span):
    """Return the reference's windows of each satellite, to the end of its ephemeris."""
    spots, out = ground(places), []
    for one in elements:
        satellite, end = record(one), span[1]
        if one.epoch < span[1]:
            end = usable_end(satellite, one.epoch, span[1])
        out.append(windows_of(satellite, spots, (rule, limits), (span[0], end)))
    return out


def assert_job_is_exact(elements, places, limits_deg, span, least):
    """Judge both twins on both kinds of windows: masks (m,) or one, and one off-nadir limit."""
    tracks, sites = tracks_of_sets(elements, *span), sites_at(places)
    kinds = [(elevation_windows, above_mask), (off_nadir_windows, within_limit)]
    for (find, rule), limit_deg in zip(kinds, limits_deg, strict=True):
        limit = np.radians(limit_deg)
        truth = truth_of(elements, places, rule, np.broadcast_to(limit, len(places)), span)
        both = [find(tracks, sites, limit, span, compiled=twin) for twin in (False, True)]
        for table in both:
            verdict = judged(truth, table)
            assert verdict.expected >= least, "the job is too small to prove anything"
            assert (verdict.missed, verdict.extra) == (0, 0)
            assert verdict.worst_s <= TOLERANCE_S
        assert_twins(*both)


def assert_twins(one, two):
    for name in ("satellite", "site", "cut_start", "cut_end"):
        assert np.array_equal(getattr(one, name), getattr(two, name)), name
    for name, tolerance in [("start", TWIN_S), ("end", TWIN_S), ("peak", 1e-9)]:
        assert np.abs(getattr(one, name) - getattr(two, name)).max() <= tolerance, name


@cache
def small_job():
    return [*imagers(30)[::6], *high_ovals()[::3], *rings()[1:2]], places_all_over(24)


def test_both_references_find_the_same_windows():
    # The other one looks every second, one place at a time, by angles.
    elements = [low_orbits()[0], low_orbits()[5], high_ovals()[0], high_ovals()[3], rings()[2]]
    span, spots, places = (BEGIN, BEGIN + 0.4 * DAY), ground(list(HARD_PLACES)), list(HARD_PLACES)
    for one in elements:
        dense = scan(record(one), span)
        for rule, other, limit_deg in [(above_mask, above, 7.0), (within_limit, in_view, 35.0)]:
            limits = np.full(len(places), np.radians(limit_deg))
            found = windows_of(record(one), spots, (rule, limits), span)
            slow = windows(dense, [other(place, limit_deg) for place in places])
            rows = [(j, *pair) for j, pairs in enumerate(slow) for pair in pairs]
            fast = np.stack([found.site, found.start, found.end], axis=-1)
            assert fast == pytest.approx(np.array(rows).reshape(-1, 3), abs=1e-3)


def test_every_pair_of_a_small_job_is_exact():
    elements, places = small_job()
    assert_job_is_exact(elements, places, (10.0, 30.0), (BEGIN, BEGIN + 0.5 * DAY), 60)


@pytest.mark.deep
def test_every_pair_of_thirty_satellites_and_a_hundred_places_in_a_week_is_exact():
    assert_job_is_exact(
        imagers(30), places_all_over(100), (10.0, 30.0), (BEGIN, BEGIN + 7.0 * DAY), 19_000
    )


@pytest.mark.deep
def test_every_pair_of_high_orbits_and_a_hundred_places_in_a_week_is_exact():
    elements = [*high_ovals(), *rings()]
    assert_job_is_exact(
        elements, places_all_over(100), (10.0, 8.0), (BEGIN, BEGIN + 7.0 * DAY), 1_000
    )


@pytest.mark.deep
def test_windows_that_begin_and_end_where_the_span_does_are_exact():
    # Some of 500 short spans begin or end within a moment of a rise, a set or a peak.
    elements, places = small_job()
    limits = np.radians(np.resize(MASKS_DEG, len(places)))
    for number in range(500):
        begin = BEGIN + 977.0 * number
        span = (begin, begin + 1.0 + number)
        one = elements[number % len(elements)]
        truth = truth_of([one], places, above_mask, limits, span)
        tracks, sites = [track_of(one, *span)], sites_at(places)
        for twin in (False, True):
            verdict = judged(truth, elevation_windows(tracks, sites, limits, span, compiled=twin))
            assert (verdict.missed, verdict.extra) == (0, 0), span
            assert verdict.worst_s <= TOLERANCE_S, span


@pytest.mark.deep
@pytest.mark.realdata
def test_every_pair_of_five_hundred_catalogued_objects_is_exact(shared_data):
    packed = (shared_data / "elements" / "active_2026-08-22.tle.gz").read_bytes()
    records = read_tle(gzip.decompress(packed).decode()).records
    chosen = np.random.default_rng(500).choice(len(records), 500, replace=False)
    places = places_all_over(20)
    limits_deg = (np.resize(MASKS_DEG, len(places)), 40.0)
    span = (CATALOGUE_DAY, CATALOGUE_DAY + DAY)
    assert_job_is_exact([records[k] for k in chosen], places, limits_deg, span, 10_000)


def test_a_missed_an_extra_and_a_late_window_are_told_apart():
    elements, places = small_job()
    span, mask = (BEGIN, BEGIN + 0.5 * DAY), np.full(len(places), 0.1)
    truth = truth_of(elements[:1], places, above_mask, mask, span)
    tracks = [track_of(elements[0], *span)]
    found = elevation_windows(tracks, sites_at(places), mask, span)
    assert astuple(judged(truth, found))[1:3] == (0, 0)
    (one,) = truth
    fewer = type(one)(one.site[1:], one.start[1:], one.end[1:])
    assert astuple(judged([fewer], found))[1:3] == (0, 1)
    split = type(one)(
        np.r_[one.site[:1], one.site],
        np.r_[one.start[0], one.start[0] + 60.0, one.start[1:]],
        np.r_[one.start[0] + 30.0, one.end],
    )
    assert astuple(judged([split], found))[1:3] == (0, 1)
    moved = type(one)(np.r_[one.site, 0], np.r_[one.start, 0.0], np.r_[one.end, 1.0])
    assert astuple(judged([moved], found))[1:3] == (1, 0)
    late = type(one)(one.site, one.start - 0.05, one.end)
    assert judged([late], found).worst_s == pytest.approx(0.05, abs=TOLERANCE_S)
