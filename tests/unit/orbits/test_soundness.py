from __future__ import annotations

import gzip

import numpy as np
import pytest

from artel.orbits.elements import from_facts, from_longitude, satrec
from artel.orbits.frames import length
from artel.orbits.soundness import _calm_by_mean, _calm_on_the_way, bounds, reached

EPOCH = 1_791_158_400.0
DAY = 86400.0


def low(height=500e3, **more):
    return from_facts("LOW", 1, EPOCH, altitude_m=height, inclination=1.7, raan=1.0, **more)


def test_a_span_that_holds_the_epoch_is_reached_by_every_orbit():
    doomed = low(250e3, bstar=4e-3)
    assert reached([doomed], [satrec(doomed)], EPOCH - DAY, EPOCH + 20 * DAY) == [True]
    assert reached([doomed], [satrec(doomed)], EPOCH + 19 * DAY, EPOCH + 20 * DAY) == [False]


@pytest.mark.parametrize("days", [-30.0, -3.0, 3.0, 30.0])
@pytest.mark.parametrize("height", [300e3, 500e3, 20_000e3])
def test_a_sound_orbit_reaches_a_span_by_its_mean_elements(days, height):
    one = low(height, bstar=1e-5)
    assert _calm_by_mean(satrec(one), days * 1440.0)
    ring = from_longitude("RING", 3, EPOCH, 1.0, 0.1)
    assert _calm_by_mean(satrec(ring), days * 1440.0)


@pytest.mark.parametrize("bstar", [1e-4, 1e-3, 4e-3, 5e-2, -5e-2])
@pytest.mark.parametrize("height", [210e3, 250e3, 300e3, 400e3])
@pytest.mark.parametrize("days", [-10.0, 0.1, 1.0, 3.0, 10.0, 30.0])
def test_mean_elements_never_call_sound_what_states_on_the_way_do_not(bstar, height, days):
    one = low(height, bstar=bstar)
    assert _calm_on_the_way(one, EPOCH + days * DAY) or not _calm_by_mean(
        satrec(one), days * 1440.0
    )


@pytest.mark.realdata
@pytest.mark.parametrize("days", [-20.0, 3.0, 60.0])
def test_neither_do_they_in_a_catalogue(days, shared_data):
    from artel.orbits.tle import read_tle

    text = gzip.decompress((shared_data / "elements" / "active_2026-08-22.tle.gz").read_bytes())
    sets = read_tle(text.decode()).records[::40]
    minutes = days * 1440.0
    quick = [one for one in sets if _calm_by_mean(satrec(one), minutes)]
    assert len(quick) > 0.9 * len(sets)
    assert [one.name for one in quick if not _calm_on_the_way(one, one.epoch + days * DAY)] == []


def test_bounds_lie_over_the_air_and_beyond_the_apogee():
    one = low(700e3, eccentricity=0.01)
    lowest, highest = np.sqrt(bounds([satrec(one)])[0])
    assert lowest == pytest.approx(6_578_137.0)
    _, r, _ = satrec(one).sgp4_array(
        np.full(200, satrec(one).jdsatepoch), satrec(one).jdsatepochF + np.linspace(0.0, 1.0, 200)
    )
    assert lowest < length(r * 1e3).min() < length(r * 1e3).max() < highest
