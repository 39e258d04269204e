"""Peers: Skyfield's events and brahe's accesses on one small job; who is right where they differ.

Both work on an Earth model of their own (UT1 from a table; precession and nutation there and back)
and find events by their own step and search. Each difference beyond the tolerance, each event
missed or extra, is put to the dense reference, which must side with the product every time.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from fleets import DAY, EPOCH, high_ovals, low_orbits
from reference import Place, above, matched, peaks, record, scan, windows

from artel.orbits.tle import read_tle, write_tle
from artel.orbits.tracks import track_of
from artel.orbits.visibility import elevation_windows, sites_of

MASK_DEG = 10.0
SPAN = (EPOCH + 0.5 * DAY, EPOCH + 2.5 * DAY)
PLACES = (
    Place(55.867, 37.600, 180.0),
    Place(51.180, 71.446, 350.0),
    Place(-33.500, -70.600, 500.0),
    Place(78.230, 15.400, 450.0),
)
# Skyfield: UT1 is 0.09 s from UTC then, and it stops at a millisecond of its own time scale.
SKYFIELD_S = 0.2
# brahe: with zero Earth orientation, so the models agree; its search stops at a millisecond.
BRAHE_S = 0.1


@cache
def satellites():
    """Return element sets and their lines, as both peers can read them."""
    drawn = [low_orbits()[0], low_orbits()[1], low_orbits()[3], low_orbits()[4], high_ovals()[0]]
    texts = [write_tle(one) for one in drawn]
    return [(read_tle(text).records[0], text.strip().splitlines()[-2:]) for text in texts]


@cache
def truth():
    rules = [above(place, MASK_DEG) for place in PLACES]
    return [windows(scan(record(one), SPAN), rules) for one, _ in satellites()]


@cache
def ours():
    sites = sites_of(
        np.radians([place.lat_deg for place in PLACES]),
        np.radians([place.lon_deg for place in PLACES]),
        [place.height_m for place in PLACES],
    )
    tracks = [track_of(one, *SPAN) for one, _ in satellites()]
    found = elevation_windows(tracks, sites, np.radians(MASK_DEG), SPAN)
    return [[_pair(found, i, j) for j in range(len(PLACES))] for i in range(len(tracks))]


def _pair(found, i, j):
    rows = (found.satellite == i) & (found.site == j)
    return np.stack([found.start[rows], found.end[rows]], axis=-1)


def adjudicated(theirs, tolerance_s):
    """Return (events, missed, extra, worst difference s of theirs) with the reference as judge."""
    count = missed = extra = 0
    worst = 0.0
    for i, row in enumerate(theirs):
        for j, peer in enumerate(row):
            lost, more, off = matched(ours()[i][j], peer)
            count, missed, extra = count + len(ours()[i][j]), missed + lost, extra + more
            worst = max(worst, float(np.abs(off).max(initial=0.0)))
            if lost or more or np.abs(off).max(initial=0.0) > tolerance_s:
                # The judge: on this pair the reference has exactly our windows.
                none, nor, ends = matched(truth()[i][j], ours()[i][j])
                assert (none, nor) == (0, 0)
                assert np.abs(ends).max(initial=0.0) <= 0.01
    return count, missed, extra, worst


def test_the_job_itself_is_exact():
    for i in range(len(satellites())):
        for j in range(len(PLACES)):
            lost, more, off = matched(truth()[i][j], ours()[i][j])
            assert (lost, more) == (0, 0)
            assert np.abs(off).max(initial=0.0) <= 0.01


def test_skyfield_finds_the_same_passes_within_a_fifth_of_a_second():
    from skyfield.api import EarthSatellite, load, wgs84

    scale = load.timescale(builtin=True)
    start, end = (scale.utc(2026, 10, 5, 0, 0, t - EPOCH) for t in SPAN)
    theirs = []
    for _, lines in satellites():
        satellite = EarthSatellite(*lines, ts=scale)
        row = []
        for place in PLACES:
            site = wgs84.latlon(place.lat_deg, place.lon_deg, place.height_m)
            times, kinds = satellite.find_events(site, start, end, MASK_DEG)
            instants = EPOCH + (times.tt - scale.utc(2026, 10, 5).tt) * DAY
            row.append(paired(instants[kinds == 0], instants[kinds == 2]))
        theirs.append(row)
    count, missed, extra, worst = adjudicated(theirs, SKYFIELD_S)
    assert count == 175
    assert (missed, extra) == (0, 0)
    assert worst < 0.5


def paired(rises, sets):
    """Return windows from rises and sets; what is open at an end of the span is cut there."""
    if sets.size and (not rises.size or sets[0] < rises[0]):
        rises = np.concatenate([[SPAN[0]], rises])
    if rises.size > sets.size:
        sets = np.concatenate([sets, [SPAN[1]]])
    return np.stack([rises, sets], axis=-1)


def accesses(lines, place, mask_deg):
    """Return the windows (n, 2) of brahe, with UT1 = UTC as ours, scanned at its own 60 s."""
    import brahe

    brahe.set_global_eop_provider_from_static_provider(brahe.StaticEOPProvider.from_zero())
    found = brahe.location_accesses(
        brahe.PointLocation(place.lon_deg, place.lat_deg, place.height_m),
        brahe.SGPPropagator.from_tle(*lines, 60.0),
        *(brahe.Epoch.from_unix_timestamp(t) for t in SPAN),
        brahe.ElevationConstraint(min_elevation_deg=mask_deg),
        config=brahe.AccessSearchConfig(initial_time_step=60.0, parallel=False),
    )
    ends = [(one.window_open.unix_timestamp(), one.window_close.unix_timestamp()) for one in found]
    return np.array(sorted(ends)).reshape(-1, 2)


def test_brahe_finds_the_same_passes_within_a_tenth_of_a_second():
    theirs = [[accesses(lines, place, MASK_DEG) for place in PLACES] for _, lines in satellites()]
    count, missed, extra, worst = adjudicated(theirs, BRAHE_S)
    assert count == 175
    assert (missed, extra) == (0, 0)
    assert worst < BRAHE_S


def test_passes_that_brahe_steps_over_are_there_by_the_reference():
    # A mask 0.03 degrees under the highest pass of each pair leaves windows of some seconds.
    stepped_over = 0
    for one, lines in satellites()[:4]:
        dense, track = scan(record(one), SPAN), track_of(one, *SPAN)
        for place in PLACES:
            mask_deg = np.degrees(peaks(dense, above(place, 0.0))[:, 1].max()) - 0.03
            (real,) = windows(dense, [above(place, mask_deg)])
            site = sites_of(np.radians(place.lat_deg), np.radians(place.lon_deg), place.height_m)
            mine = _pair(elevation_windows([track], site, np.radians(mask_deg), SPAN), 0, 0)
            assert mine == pytest.approx(real, abs=0.01)
            stepped_over += len(real) - len(accesses(lines, place, mask_deg))
    assert stepped_over > 0
