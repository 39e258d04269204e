"""Masks by azimuth: read rightly, and kept at kinks, steps, spikes and over the zenith."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artel.orbits.elements import from_facts
from artel.orbits.frames import azimuth, elevation, geodetic_to_itrf, itrf_to_geodetic, up
from artel.orbits.limits import LeastElevation, narrow
from artel.orbits.masks import AzimuthMask, mask_of_degrees
from artel.orbits.time import posix_from_civil
from artel.orbits.tracks import state, track_of
from artel.orbits.visibility import elevation_windows, sites_of

EPOCH = posix_from_civil(2026, 10, 5)
SPAN = (EPOCH, EPOCH + 40000.0)
TRACK = track_of(from_facts("LOW", 1, EPOCH, altitude_m=600e3, inclination=1.2, raan=1.0), *SPAN)
points = st.lists(
    st.tuples(st.integers(0, 35_999), st.one_of(st.floats(0.0, 15.0), st.floats(0.0, 85.0))),
    min_size=1,
    max_size=30,
    unique_by=lambda point: point[0],
)


def under_the_track(t):
    """Return a place right under the satellite at an instant: its pass goes through the zenith."""
    lat, lon, _ = itrf_to_geodetic(state(TRACK, t)[0])
    return float(lat), float(lon)


def clear(t, place, mask):
    """Return by how much, rad, the satellite stands over the mask at instants."""
    p, vertical = geodetic_to_itrf(*place), up(*place)
    r, _ = state(TRACK, t)
    bearing = azimuth(r, p, np.broadcast_to(vertical, r.shape))
    return elevation(r, p, vertical) - np.interp(
        bearing, mask.azimuth, mask.elevation, period=2.0 * np.pi
    )


def test_a_mask_is_linear_between_its_points_and_wraps_around():
    mask = mask_of_degrees([(10.0, 0.0), (30.0, 20.0), (350.0, 10.0)])
    asked = np.radians([10.0, 20.0, 30.0, 190.0, 350.0, 0.0, 360.0, -10.0])
    assert np.degrees(mask.at(asked)) == pytest.approx([0, 10, 20, 15, 10, 5, 5, 10])
    assert np.degrees([mask.lowest, mask.highest]) == pytest.approx([0.0, 20.0])


@pytest.mark.parametrize(
    ("azimuth_deg", "elevation_deg", "sentence"),
    [
        ([], [], "at least one"),
        ([0.0, 10.0], [5.0], "as many elevations"),
        ([10.0, 0.0], [5.0, 5.0], "must rise"),
        ([10.0, 10.0], [5.0, 5.0], "must rise"),
        ([-10.0, 10.0], [5.0, 5.0], "must rise"),
        ([10.0, 360.0], [5.0, 5.0], "less than a turn"),
        ([10.0, 20.0], [5.0, 90.0], "between -90 and 90"),
        ([10.0, 20.0], [5.0, np.nan], "between -90 and 90"),
    ],
)
def test_a_mask_that_cannot_be_is_refused(azimuth_deg, elevation_deg, sentence):
    with pytest.raises(ValueError, match=sentence):
        AzimuthMask(np.radians(azimuth_deg), np.radians(elevation_deg))


@pytest.mark.parametrize("count", [1, 2, 7, 360])
def test_a_mask_that_is_even_is_a_constant_one(count):
    site = sites_of(*(np.array([angle]) for angle in under_the_track(EPOCH + 5000.0)))
    wide = elevation_windows([TRACK], site, 0.0, SPAN)
    level = AzimuthMask(np.arange(count) * 2.0 * np.pi / count, np.full(count, 0.3))
    one = narrow(wide, [TRACK], site, level)
    two = narrow(wide, [TRACK], site, LeastElevation(0.3))
    assert one.start == pytest.approx(two.start, abs=2e-6)
    assert one.end == pytest.approx(two.end, abs=2e-6)


@settings(max_examples=40)
@given(points, st.floats(SPAN[0] + 1000.0, SPAN[1] - 1000.0), st.floats(-0.05, 0.05))
def test_whatever_the_mask_a_pass_is_cut_where_it_dips_under_it(found, t, aside):
    mask = mask_of_degrees([(place / 100.0, level) for place, level in sorted(found)])
    lat, lon = under_the_track(t)
    place = (float(np.clip(lat + aside, -1.5, 1.5)), lon)
    site = sites_of(np.array([place[0]]), np.array([place[1]]))
    wide = elevation_windows([TRACK], site, 0.0, SPAN)
    kept = narrow(wide, [TRACK], site, mask)
    dense = np.concatenate(
        [np.linspace(a, b, 2000) for a, b in zip(wide.start, wide.end, strict=True)]
    )
    inside = ((kept.start[:, None] <= dense) & (dense <= kept.end[:, None])).any(axis=0)
    margin = clear(dense, place, mask)
    assert np.array_equal(inside[np.abs(margin) > 1e-6], margin[np.abs(margin) > 1e-6] > 0.0)
    assert (clear(0.5 * (kept.start + kept.end), place, mask) > 0.0).all()


def test_through_the_zenith_only_the_ends_are_cut():
    place = under_the_track(EPOCH + 20000.0)
    site = sites_of(np.array([place[0]]), np.array([place[1]]))
    wide = elevation_windows([TRACK], site, 0.0, (EPOCH + 19000.0, EPOCH + 21000.0))
    mask = mask_of_degrees([(0.0, 5.0), (90.0, 60.0), (180.0, 5.0), (270.0, 60.0)])
    kept = narrow(wide, [TRACK], site, mask)
    assert len(kept) == 1
    assert kept.start[0] > wide.start[0]
    assert kept.end[0] < wide.end[0]
    assert clear(np.array([kept.start[0], kept.end[0]]), place, mask) == pytest.approx(
        0.0, abs=1e-8
    )
