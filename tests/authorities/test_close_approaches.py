"""Close approaches against brute force through SGP4: none missed, none extra, right to a metre."""

from __future__ import annotations

import gzip
from itertools import pairwise

import numpy as np
import pytest
from approach_reference import STEP, minima, places, refined
from fleets import DAY, EPOCH, high_ovals

from artel.orbits.elements import from_facts, satrec, sun_synchronous_inclination
from artel.orbits.screening import close_approaches
from artel.orbits.tle import read_tle

SPAN = (EPOCH + 1234.5, EPOCH + 1234.5 + 6 * 3600.0)
TIME_S, RANGE_M = 1e-3, 1.0
UNSURE_M = 2.0
"""Minima as near to the threshold as this may be told by one and not by the other."""
CATALOGUE_DAY = 1787356800.0
"""2026-08-22T00:00:00Z, the day of the catalogue."""
LOW_RADIUS = 6378137.0


def crossing(count, first, height=600e3, seed=7):
    """Return satellites of one height and many planes, so that they meet where planes cross."""
    chance = np.random.default_rng(seed)
    tilts = (sun_synchronous_inclination(LOW_RADIUS + height), 0.9, 1.2, 1.5708)
    return [
        from_facts(
            f"C{first + i}", first + i, EPOCH, altitude_m=height + chance.uniform(-5e3, 5e3),
            inclination=tilts[i % 4], raan=chance.uniform(0.0, 6.28), eccentricity=1e-3,
            argument_of_latitude=chance.uniform(0.0, 6.28),
        )
        for i in range(count)
    ]  # fmt: skip


def told(found, i, j):
    """Return (time, range, cut) of a pair's approaches, by time."""
    rows = (found.own == i) & (found.other == j)
    return list(zip(found.time[rows], found.range[rows], found.cut[rows], strict=True))


def agree(ours, truth, start, threshold):
    """Hold approaches of one pair against the reference's; return how many there are."""
    sure = [one for one in truth if one.range < threshold - UNSURE_M]
    assert len(ours) <= len(truth)
    assert all(any(abs(t - start - one.time) < 1.0 for t, _, _ in ours) for one in sure)
    for t, distance, cut in ours:
        one = min(truth, key=lambda each: abs(each.time - (t - start)))
        assert abs(distance - one.range) < RANGE_M
        assert bool(cut) == one.at_end
        # A flat minimum has no sharper moment than what a metre of range leaves of it.
        assert abs(t - start - one.time) < TIME_S or abs(distance - one.range) < 1e-4
    return len(ours)


def all_agree(own, others, span, threshold, **options):
    """Hold every pair of two lists against the reference; return how many approaches there are."""
    found = close_approaches(own, others, span, threshold, together=0.0, **options).approaches
    return sum(
        agree(told(found, i, j), minima(a, b, span, threshold + 10.0), span[0], threshold)
        for i, a in enumerate(own)
        for j, b in enumerate(others)
        if a.norad_id != b.norad_id
    )


@pytest.mark.parametrize("compiled", [False, True])
def test_crossing_orbits_are_as_brute_force_has_them(compiled):
    own, others = crossing(4, 1), crossing(12, 100, seed=8)
    assert all_agree(own, others, SPAN, 600e3, compiled=compiled) > 10


def test_satellites_that_follow_each_other_are_as_brute_force_has_them():
    facts = {"inclination": 1.7, "raan": 1.0, "eccentricity": 1e-3}
    leader = from_facts("L", 1, EPOCH, altitude_m=600e3, argument_of_latitude=1.0, **facts)
    behind = [
        from_facts(f"B{i}", 10 + i, EPOCH, altitude_m=600e3 + 40.0 * i,
                   argument_of_latitude=1.0 + 0.0004 * i - 0.001, **facts)
        for i in range(5)
    ]  # fmt: skip
    assert all_agree([leader], behind, SPAN, 20e3) > 5


def test_ovals_through_low_orbits_are_as_brute_force_has_them():
    assert all_agree(high_ovals(), crossing(8, 100), (SPAN[0], SPAN[0] + DAY), 4000e3) > 5


def test_spans_cut_anywhere_have_their_minima_at_the_ends():
    own, others = crossing(2, 1), crossing(6, 100, seed=8)
    cuts = np.linspace(SPAN[0], SPAN[0] + 5400.0, 13)
    told_of = sum(
        all_agree(own, others, span, 4000e3, compiled=False) for span in pairwise(cuts.tolist())
    )
    assert told_of > 10


def test_the_twins_tell_the_same():
    own, others = crossing(6, 1), crossing(40, 100, seed=8)
    one, other = (
        close_approaches(own, others, SPAN, 400e3, compiled=compiled).approaches
        for compiled in (False, True)
    )
    assert len(one) == len(other) > 10
    np.testing.assert_array_equal(one.own, other.own)
    np.testing.assert_array_equal(one.other, other.other)
    np.testing.assert_allclose(one.time, other.time, rtol=0.0, atol=1e-4)
    np.testing.assert_allclose(one.range, other.range, rtol=0.0, atol=0.01)


def sound_over(record, start, t):
    """Return whether an object is well, and high enough, at all instants."""
    codes, r, _ = record.sgp4_array(
        np.full(t.size, 2440587.5 + start // 86400.0), (start % 86400.0 + t) / 86400.0
    )
    return not codes.any() and np.linalg.norm(r, axis=1).min() > 6578.0


@pytest.mark.deep
@pytest.mark.realdata
def test_a_real_catalogue_is_as_brute_force_has_it(shared_data):
    text = gzip.decompress((shared_data / "elements" / "active_2026-08-22.tle.gz").read_bytes())
    records = read_tle(text.decode()).records
    span, threshold = (CATALOGUE_DAY, CATALOGUE_DAY + 6 * 3600.0), 50e3
    t = np.linspace(0.0, span[1] - span[0], int((span[1] - span[0]) / STEP) + 1)
    some = [one for one in records[:: len(records) // 1030] if sound_over(satrec(one), span[0], t)]
    own, others = some[::33][:30], some[:1000]
    found = close_approaches(own, others, span, threshold, together=0.0).approaches
    satellites = [(one, satrec(one)) for one in own]
    at = [places(record, span[0], t) for _, record in satellites]
    count = 0
    for j, other in enumerate(others):
        record = satrec(other)
        there = places(record, span[0], t)
        for i, (one, mine) in enumerate(satellites):
            mirrored = any(other is each for each in own[:i])
            if one.norad_id == other.norad_id or mirrored:
                assert not told(found, i, j)
                continue
            truth = refined((mine, record), span[0], t, at[i], there, threshold + 10.0)
            count += agree(told(found, i, j), truth, span[0], threshold)
    assert count == len(found) > 10
