"""Frames, geodetic positions, directions and the Sun against Skyfield, brahe and published values.

Skyfield works with UT1 from its built-in table and without polar motion. The product takes
UT1 = UTC; so the same rotation must come out when it is asked at UTC + (UT1 - UTC), and the whole
difference between the two is the Earth's turning in that second's part.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from fleets import EPOCH, high_ovals, low_orbits, rings
from reference import height, record, sidereal

from artel.orbits import frames
from artel.orbits.frames import azimuth, elevation, itrf_to_geodetic, teme_to_itrf
from artel.orbits.sun import sun_direction
from artel.orbits.time import EARTH_RATE, gmst82, parse_epoch

HOURS = EPOCH + np.arange(0.0, 30.0 * 86400.0, 5.3 * 3600.0)
# Skyfield's TEME turns by the same GMST of 1982; what is left is rounding of Julian dates.
FRAME_TOLERANCE_M = 1e-3


def skyfield_times(t):
    from skyfield.api import load

    return load.timescale(builtin=True).utc(2026, 10, 5, 0, 0, t - EPOCH)


def test_the_frame_of_teme_is_turned_as_skyfield_turns_it():
    from skyfield.framelib import itrs
    from skyfield.sgp4lib import TEME

    times = skyfield_times(HOURS)
    # rows: from TEME to celestial (transposed) to ITRF
    turn = np.einsum("ijn,kjn->nik", itrs.rotation_at(times), TEME.rotation_at(times))
    r = np.array([42e6, -1e6, 7e6])
    theirs = turn @ r
    nothing = np.zeros((HOURS.size, 3))
    ours = teme_to_itrf(np.tile(r, (HOURS.size, 1)), nothing, HOURS + times.dut1)[0]
    assert np.linalg.norm(ours - theirs, axis=-1).max() < FRAME_TOLERANCE_M
    plain = teme_to_itrf(np.tile(r, (HOURS.size, 1)), nothing, HOURS)[0]
    apart = np.linalg.norm(plain - theirs, axis=-1)
    turned = np.abs(times.dut1) * EARTH_RATE * np.hypot(r[0], r[1])
    assert apart == pytest.approx(turned, abs=FRAME_TOLERANCE_M)


def test_sidereal_time_is_that_of_the_other_form_of_the_formula():
    t = np.arange(parse_epoch("1980-01-01"), parse_epoch("2060-01-01"), 7e5 + 0.125)
    apart = np.angle(np.exp(1j * (gmst82(t) - sidereal(t))))
    assert np.abs(apart).max() * 6378137.0 < 1e-3


def test_sidereal_time_is_that_of_the_almanac():
    # Meeus, Astronomical Algorithms, 2nd edition, example 12.b: 1987 April 10, 19h21m00s UT,
    # mean sidereal time 8h34m57.0896s.
    hours = 8 + 34 / 60 + 57.0896 / 3600
    found = float(gmst82(parse_epoch("1987-04-10T19:21:00"))) * 12.0 / math.pi
    assert found == pytest.approx(hours, abs=1e-4 / 3600)


@pytest.mark.parametrize("fleet", [low_orbits, high_ovals, rings])
def test_subpoints_and_heights_are_those_of_skyfield(fleet):
    from skyfield.api import EarthSatellite, wgs84

    t = EPOCH + np.arange(0.0, 86400.0, 977.0)
    times = skyfield_times(t)
    for one in fleet():
        satellite = EarthSatellite.from_satrec(record(one), times.ts)
        place = wgs84.geographic_position_of(satellite.at(times))
        r = states_ut1(one, t, times.dut1)
        lat, lon, high = itrf_to_geodetic(r)
        north = (lat - place.latitude.radians) * 6378137.0
        east = np.angle(np.exp(1j * (lon - place.longitude.radians))) * np.cos(lat) * 6378137.0
        # Skyfield carries days in two floats and is itself good to some centimetres.
        assert np.abs(north).max() < 0.1
        assert np.abs(east).max() < 0.1
        assert np.abs(high - place.elevation.m).max() < 0.1


def states_ut1(one, t, dut1):
    """Return ITRF positions with the Earth turned by UT1."""
    from artel.orbits.propagate import _teme

    r, v, _ = _teme(one, t)
    return teme_to_itrf(r, v, t + dut1)[0]


@pytest.mark.parametrize(("lat", "lon", "high"), [(51.18, 71.45, 350), (-75.1, 123.3, 3233)])
def test_elevation_and_azimuth_are_those_of_skyfield(lat, lon, high):
    from skyfield.api import EarthSatellite, wgs84

    t = EPOCH + np.arange(0.0, 86400.0, 313.0)
    times = skyfield_times(t)
    site = wgs84.latlon(lat, lon, elevation_m=high)
    p = frames.geodetic_to_itrf(np.radians(lat), np.radians(lon), high)
    vertical = frames.up(np.radians(lat), np.radians(lon))
    for one in (*low_orbits()[:2], high_ovals()[0], rings()[0]):
        satellite = EarthSatellite.from_satrec(record(one), times.ts)
        alt, az, far = (satellite - site).at(times).altaz()
        r = states_ut1(one, t, times.dut1)
        # 0.1 m at the least distance, 400 km, is 0.25 microradian; azimuth opens at the zenith.
        tolerance = 0.1 / far.m + 1e-9
        assert np.all(np.abs(elevation(r, p, vertical) - alt.radians) < tolerance)
        turn = np.angle(np.exp(1j * (azimuth(r, p, vertical) - az.radians)))
        assert np.all(np.abs(turn) * np.cos(alt.radians) < tolerance)


def test_geodetic_height_is_that_of_plain_iteration_from_the_ground_to_the_ring():
    rng = np.random.default_rng(3)
    way = rng.normal(size=(5000, 3))
    r = way / np.linalg.norm(way, axis=-1)[:, None] * rng.uniform(6.34e6, 4.3e7, (5000, 1))
    assert np.abs(itrf_to_geodetic(r)[2] - height(r)).max() < 1e-5


def right_ascension_and_declination(t):
    x, y, z = sun_direction(t)
    ascension = math.degrees(math.atan2(y, x) + float(gmst82(t))) % 360.0
    return ascension, math.degrees(math.asin(z))


@pytest.mark.parametrize(
    ("when", "ascension", "declination"),
    [
        # Meeus, Astronomical Algorithms, 2nd edition, example 25.b (complete VSOP87): 1992
        # October 13.0 TD, 13h13m30.749s and -7 47' 01.74"; TD was 59 s ahead of UT.
        ("1992-10-12T23:59:01", 198.378121, -7.783817),
        # Equinoxes and solstices of 2026 to the minute (US Naval Observatory, Earth's seasons).
        ("2026-03-20T14:46:00", 0.0, 0.0),
        ("2026-06-21T08:24:30", 90.0, 23.4364),
        ("2026-09-23T00:05:00", 180.0, 0.0),
        ("2026-12-21T20:50:00", 270.0, -23.4364),
    ],
)
def test_the_sun_stands_within_a_hundredth_of_a_degree(when, ascension, declination):
    found = right_ascension_and_declination(parse_epoch(when))
    assert abs((found[0] - ascension + 180.0) % 360.0 - 180.0) < 0.01
    assert found[1] == pytest.approx(declination, abs=0.01)


def test_the_sun_of_brahe_is_near_and_the_almanac_says_whose_is_nearer():
    import brahe

    brahe.set_global_eop_provider_from_static_provider(brahe.StaticEOPProvider.from_zero())

    def theirs(year, month, day, hour, minute, second):
        when = brahe.Epoch.from_datetime(
            year, month, day, hour, minute, second, 0.0, brahe.TimeSystem.UTC
        )
        sun = brahe.rotation_gcrf_to_itrf(when) @ brahe.sun_position(when)
        return sun / np.linalg.norm(sun)

    for month in range(1, 13):
        t = parse_epoch(f"2026-{month:02d}-05T06:00:00")
        apart = np.arccos(theirs(2026, month, 5, 6, 0, 0.0) @ sun_direction(t))
        # Its series (Montenbruck and Gill 2000, 3.3.2) is kept in the axes of J2000.
        assert np.degrees(apart) < 0.12
    t = parse_epoch("1992-10-12T23:59:01")
    truth = np.radians([198.378121, -7.783817])
    angle = truth[0] - float(gmst82(t))
    almanac = np.array(
        [
            np.cos(truth[1]) * np.cos(angle),
            np.cos(truth[1]) * np.sin(angle),
            np.sin(truth[1]),
        ]
    )
    ours = np.arccos(sun_direction(t) @ almanac)
    assert ours < np.arccos(theirs(1992, 10, 12, 23, 59, 1.0) @ almanac)
    assert np.degrees(ours) < 0.01
