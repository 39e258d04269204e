from __future__ import annotations

import numpy as np
import pytest

from artel.orbits.elements import from_facts
from artel.orbits.frames import itrf_to_geodetic, length
from artel.orbits.propagate import states, usable_span
from artel.orbits.time import posix_from_civil

EPOCH = posix_from_civil(2026, 10, 5)
DAY = 86400.0


def satellite(altitude_m=500e3, bstar=0.0, eccentricity=0.001):
    return from_facts(
        "SAT", 7, EPOCH, altitude_m=altitude_m, inclination=1.0, raan=2.0,
        bstar=bstar, eccentricity=eccentricity,
    )  # fmt: skip


def test_states_stand_near_the_published_altitude_and_move_at_its_pace():
    t = EPOCH + np.arange(0.0, DAY, 60.0)
    r, v, good = states(satellite(), t)
    assert good.all()
    assert itrf_to_geodetic(r)[2].mean() == pytest.approx(500e3, abs=15e3)
    # 7.61 km/s in space, less what the ground turns along: 7.3 to 7.4 km/s at 57 degrees.
    assert 7.25e3 < length(v).min() < length(v).max() < 7.45e3


def test_an_epoch_may_lie_before_inside_or_after_the_span():
    one = satellite()
    for start in (EPOCH + 3 * DAY, EPOCH - 0.5 * DAY, EPOCH - 5 * DAY):
        span = usable_span(one, start, start + DAY)
        assert (span.start, span.end, span.reason) == (start, start + DAY, "")
        assert not span.empty


def test_a_falling_satellite_is_usable_up_to_an_instant_to_the_millisecond():
    one = satellite(250e3, bstar=4e-3)
    span = usable_span(one, EPOCH, EPOCH + 20 * DAY)
    assert span.start == EPOCH
    assert span.reason.startswith("SAT: the ephemeris ends at 2026-10-")
    assert span.reason.endswith("Z: below 120 km.")
    good = states(one, span.end + np.array([-0.002, 0.0, 0.002]))[2]
    assert good.tolist() == [True, True, False]


def test_the_end_does_not_depend_on_what_was_asked():
    one = satellite(250e3, bstar=4e-3)
    whole = usable_span(one, EPOCH, EPOCH + 20 * DAY)
    part = usable_span(one, whole.end - DAY, EPOCH + 5 * DAY, step=30.0)
    assert part.end == pytest.approx(whole.end, abs=0.002)
    assert part.start == whole.end - DAY
    before = usable_span(one, EPOCH, whole.end - 60.0)
    assert (before.end, before.reason) == (whole.end - 60.0, "")
    after = usable_span(one, whole.end + 60.0, EPOCH + 20 * DAY)
    assert after.empty
    assert after.reason == whole.reason


def test_an_orbit_that_is_too_low_at_its_epoch_holds_nothing():
    one = satellite(90e3, eccentricity=0.0001)
    span = usable_span(one, EPOCH - DAY, EPOCH + DAY)
    assert span.empty
    assert "below 120 km" in span.reason


def test_an_ephemeris_that_begins_inside_the_span_says_so():
    # With drag of the wrong sign the way back in time is the one that falls.
    one = satellite(250e3, bstar=-4e-3)
    span = usable_span(one, EPOCH - 20 * DAY, EPOCH)
    assert span.end == EPOCH
    assert EPOCH - 20 * DAY < span.start < EPOCH
    assert ": the ephemeris begins at " in span.reason
    good = states(one, span.start + np.array([-0.002, 0.002]))[2]
    assert good.tolist() == [False, True]


def test_a_span_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="must end after it starts"):
        usable_span(satellite(), EPOCH, EPOCH - 1.0)


def test_unusable_rows_are_nan_and_the_others_are_not():
    one = satellite(250e3, bstar=4e-3)
    t = EPOCH + np.arange(0.0, 30 * DAY, 600.0)
    r, v, good = states(one, t)
    assert 0 < good.sum() < good.size
    assert np.isfinite(r[good]).all()
    assert np.isfinite(v[good]).all()
    assert np.isnan(r[~good]).all()
    assert np.isnan(v[~good]).all()
