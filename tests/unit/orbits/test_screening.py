"""What close approaches are of: which pairs, which minima, and who is left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from artel.orbits.elements import from_facts
from artel.orbits.propagate import usable_span
from artel.orbits.screening import close_approaches
from artel.orbits.time import posix_from_civil
from artel.orbits.tracks import track_of

EPOCH = posix_from_civil(2026, 10, 5)
HOUR = 3600.0
SPAN = (EPOCH, EPOCH + 6 * HOUR)


def satellite(number, *, raan=1.0, tilt=1.2, along=0.0, height=600e3, **facts):
    return from_facts(
        f"S{number}", number, EPOCH, altitude_m=height, inclination=tilt, raan=raan,
        argument_of_latitude=along, eccentricity=1e-4, **facts,
    )  # fmt: skip


A, B = satellite(1), satellite(2, tilt=1.9)
"""Both begin at one node of two planes, and meet at every node for a while."""


def screened(own, others, span=SPAN, threshold=100e3, **options):
    return close_approaches(own, others, span, threshold, **options).approaches


def test_two_planes_meet_at_their_nodes():
    found = screened([A], [B], (EPOCH + 60.0, SPAN[1]))
    assert len(found) >= 6
    assert np.diff(found.time) == pytest.approx(np.diff(found.time)[0], rel=0.01)
    assert np.all(found.speed > 4e3)
    assert not found.cut.any()


def test_the_miss_is_told_in_parts_that_make_up_the_range():
    found = screened([A], [B])
    parts = np.sqrt(found.radial**2 + found.in_track**2 + found.cross_track**2)
    np.testing.assert_allclose(parts, found.range, atol=1e-3)


def test_one_above_the_other_is_a_radial_miss_on_the_side_of_the_other():
    high = satellite(2, height=603e3)
    found = screened([A], [high], (EPOCH, EPOCH + 300.0), together=0.0)
    assert found.radial == pytest.approx(3e3, abs=100.0)
    turned = screened([high], [A], (EPOCH, EPOCH + 300.0), together=0.0)
    assert turned.radial == pytest.approx(-3e3, abs=100.0)


def test_the_order_of_two_objects_does_not_matter():
    one, other = screened([A], [B]), screened([B], [A])
    np.testing.assert_allclose(one.time, other.time, atol=1e-3)
    np.testing.assert_allclose(one.range, other.range, atol=1e-2)


def test_what_is_further_than_the_threshold_is_not_told():
    all_of_them = screened([A], [B])
    limit = float(np.median(all_of_them.range))
    assert len(screened([A], [B], threshold=limit)) == np.sum(all_of_them.range <= limit)


def test_an_object_is_no_pair_with_itself():
    assert len(screened([A], [replace(A, name="BY ANOTHER NAME")])) == 0


def test_two_own_objects_among_the_others_are_told_once():
    once = screened([A], [B])
    both = screened([A, B], [A, B])
    assert len(both) == len(once)
    assert set(zip(both.own.tolist(), both.other.tolist(), strict=True)) == {(0, 1)}


def test_a_docked_pair_is_told_once_and_said_to_be_together():
    docked = replace(A, norad_id=99, name="DOCKED", mean_anomaly=A.mean_anomaly + 1e-6)
    found = screened([A], [docked, B])
    rows = found.other == 0
    assert rows.sum() == 1
    assert found.together[rows].all()
    assert not found.together[~rows].any()
    assert found.range[rows] < 50.0


def test_a_minimum_at_either_end_of_the_span_is_told_and_flagged():
    whole = screened([A], [B], (EPOCH + 60.0, SPAN[1]))
    meeting = float(whole.time[0])
    before = screened([A], [B], (meeting - 600.0, meeting - 2.0))
    after = screened([A], [B], (meeting + 2.0, meeting + 600.0))
    assert before.time == pytest.approx([meeting - 2.0])
    assert after.time == pytest.approx([meeting + 2.0])
    assert before.cut.all()
    assert after.cut.all()


def test_a_decaying_object_is_told_of_until_it_ends_and_why():
    doomed = satellite(7, tilt=1.9, height=160e3, bstar=0.05)
    usable = usable_span(doomed, EPOCH, EPOCH + 48 * HOUR)
    assert usable.end < EPOCH + 48 * HOUR
    found = close_approaches([A], [doomed], (EPOCH, EPOCH + 48 * HOUR), 1e6)
    assert len(found.reasons) == 1
    assert "below 120 km" in found.reasons[0]
    assert len(found.approaches) > 0
    assert found.approaches.time.max() <= usable.end


def test_an_object_that_decayed_before_the_span_is_left_out():
    doomed = satellite(7, tilt=1.9, height=160e3, bstar=0.05)
    found = close_approaches([A], [doomed, B], (EPOCH + 240 * HOUR, EPOCH + 246 * HOUR), 1e6)
    assert set(found.approaches.other.tolist()) == {1}


def test_a_track_made_elsewhere_is_screened_as_its_elements_are():
    by_track = screened([track_of(A, *SPAN)], [B])
    by_elements = screened([A], [B])
    np.testing.assert_allclose(by_track.time, by_elements.time, atol=1e-2)
    np.testing.assert_allclose(by_track.range, by_elements.range, atol=5.0)


def test_threads_change_nothing():
    others = [satellite(10 + i, raan=0.3 * i, tilt=1.9) for i in range(20)]
    one, three = (screened([A], others, threshold=500e3, workers=n) for n in (1, 3))
    assert len(one) == len(three) > 0
    np.testing.assert_array_equal(one.time, three.time)


def test_nothing_comes_close_to_nothing():
    assert len(screened([], [B])) == 0
    assert len(screened([A], [])) == 0


def test_a_span_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="end after"):
        screened([A], [B], (EPOCH, EPOCH))
