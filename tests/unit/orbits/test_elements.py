"""Mean elements: what they say of an orbit, and how they are made from published facts."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.orbits import elements as el
from artel.orbits.time import DAY, posix_from_civil

EPOCH = posix_from_civil(2026, 10, 5)
KM = 1e3


def sun_synchronous(**changes: float) -> el.Elements:
    facts = {"altitude_m": 510 * KM, "inclination": math.radians(97.4), "node_local_time_h": 11.5}
    return el.from_facts("TEST 1", 90001, EPOCH, **{**facts, **changes})


def hours_apart(a: float, b: float) -> float:
    return abs((a - b + 12.0) % 24.0 - 12.0)


def test_facts_come_back_as_the_altitude_and_the_node_that_were_published():
    made = sun_synchronous()
    mean_altitude = el.semi_major_axis(made) - el.WGS84_A
    assert mean_altitude == pytest.approx(510 * KM, abs=0.01)
    assert hours_apart(el.node_local_time(made), 11.5) * 3600 < 0.001


@given(
    altitude=st.floats(250 * KM, 40000 * KM),
    inclination=st.floats(0.0, math.pi),
    hours=st.floats(0.0, 23.999),
    eccentricity=st.floats(0.0, 0.03),
    latitude=st.floats(0.0, 6.28),
)
def test_every_orbit_made_from_facts_keeps_them(
    altitude, inclination, hours, eccentricity, latitude
):
    made = el.from_facts(
        "TEST 1",
        90001,
        EPOCH,
        altitude_m=altitude,
        inclination=inclination,
        node_local_time_h=hours,
        argument_of_latitude=latitude,
        eccentricity=eccentricity,
    )
    assert el.semi_major_axis(made) - el.WGS84_A == pytest.approx(altitude, abs=1.0)
    assert hours_apart(el.node_local_time(made), hours) * 60 < 0.01
    assert math.remainder(made.argp + made.mean_anomaly - latitude, 2 * math.pi) == pytest.approx(
        0.0, abs=1e-9
    )


def test_heights_of_perigee_and_apogee_enclose_the_mean_altitude():
    made = sun_synchronous(eccentricity=0.01)
    a = el.WGS84_A + 510 * KM
    assert el.perigee_height(made) == pytest.approx(510 * KM - 0.01 * a, abs=1.0)
    assert el.apogee_height(made) == pytest.approx(510 * KM + 0.01 * a, abs=1.0)


def test_an_orbit_of_heights_is_made_with_its_eccentricity():
    low, high = 1000 * KM, 39300 * KM
    made = el.from_facts(
        "HIGH 1",
        90002,
        EPOCH,
        altitude_m=(low + high) / 2,
        eccentricity=(high - low) / (high + low + 2 * el.WGS84_A),
        inclination=math.radians(63.4),
        raan=1.0,
        argument_of_perigee=math.radians(270.0),
        argument_of_latitude=math.radians(270.0),
    )
    assert el.perigee_height(made) == pytest.approx(low, abs=1.0)
    assert el.apogee_height(made) == pytest.approx(high, abs=1.0)
    assert math.cos(made.mean_anomaly) == pytest.approx(1.0)
    assert el.period(made) == pytest.approx(718 * 60, rel=0.01)


def test_the_period_is_the_time_between_two_perigees():
    made = sun_synchronous(eccentricity=0.02)
    minutes = np.linspace(0, 1.2 * el.period(made) / 60, 4000)
    made = replace(made, mean_anomaly=math.pi)
    radius = [math.hypot(*el.satrec(made).sgp4_tsince(m)[1]) for m in minutes]
    first = minutes[int(np.argmin(radius[:2000]))]
    half = el.period(made) / 2 / 60
    assert first == pytest.approx(half, rel=0.02)


@pytest.mark.parametrize("node", [{}, {"raan": 1.0, "node_local_time_h": 10.0}])
def test_a_node_given_twice_or_never_is_refused(node):
    with pytest.raises(ValueError, match="must be given once"):
        el.from_facts("TEST 1", 90001, EPOCH, altitude_m=5e5, inclination=1.7, **node)


@pytest.mark.parametrize(
    ("altitude", "eccentricity"), [(-100 * KM, 0.0), (500 * KM, 0.2), (500 * KM, 1.0), (1e7, -0.1)]
)
def test_an_orbit_through_the_ground_is_refused(altitude, eccentricity):
    with pytest.raises(ValueError, match="inside the Earth"):
        sun_synchronous(altitude_m=altitude, eccentricity=eccentricity)


def test_the_sun_synchronous_inclination_keeps_the_local_time_for_half_a_year():
    a = el.WGS84_A + 510 * KM
    inclination = el.sun_synchronous_inclination(a, 0.001)
    assert math.degrees(inclination) == pytest.approx(97.44, abs=0.02)
    made = sun_synchronous(inclination=inclination)
    half_year = 182 * DAY
    turned = made.raan + el.satrec(made).nodedot / 60 * half_year
    later = replace(made, epoch=EPOCH + half_year, raan=turned)
    assert hours_apart(el.node_local_time(later), 11.5) * 60 < 2.5


def test_an_orbit_too_high_to_follow_the_sun_is_refused_with_a_sentence():
    assert math.degrees(el.sun_synchronous_inclination(12.3e6)) > 160
    with pytest.raises(ValueError, match=r"13000 km sun-synchronous; give an inclination\.$"):
        el.sun_synchronous_inclination(13e6)


def test_noon_and_midnight_nodes_look_to_the_sun_and_away_from_it():
    # The mean Sun of 2026-03-20 stands near right ascension 0; its true place is 2 degrees off.
    equinox = posix_from_civil(2026, 3, 20, 14, 46)
    noon = replace(sun_synchronous(), epoch=equinox, raan=0.0)
    assert hours_apart(el.node_local_time(noon), 12.0) < 10 / 60
    midnight = replace(noon, raan=math.pi)
    assert hours_apart(el.node_local_time(midnight), 0.0) < 10 / 60


def test_the_local_time_of_a_node_grows_by_an_hour_in_fifteen_degrees():
    here = sun_synchronous()
    there = replace(here, raan=here.raan + math.radians(15.0))
    assert el.node_local_time(there) - el.node_local_time(here) == pytest.approx(1.0)


@pytest.mark.parametrize("longitude_deg", [-177.0, -14.0, 0.0, 51.5, 86.5, 166.0])
@pytest.mark.parametrize("inclination_deg", [0.0, 0.05, 6.0])
def test_a_geostationary_satellite_stays_near_its_longitude_for_a_fortnight(
    longitude_deg, inclination_deg
):
    longitude = math.radians(longitude_deg)
    made = el.from_longitude("STILL 1", 90003, EPOCH, longitude, math.radians(inclination_deg))
    days = tuple(np.arange(-14, 15) * el.SIDEREAL_DAY)
    wander = [math.remainder(x - longitude, 2 * math.pi) for x in el._longitudes(made, days)]
    assert np.abs(np.degrees(wander)).max() < 0.3
    assert abs(math.degrees(wander[14])) < 1e-4
    assert el.semi_major_axis(made) == pytest.approx(42166e3, abs=2e3)


def test_a_satellite_is_called_by_name_and_number_or_by_number_alone():
    assert sun_synchronous().label == "TEST 1 (90001)"
    assert replace(sun_synchronous(), name="").label == "object 90001"
