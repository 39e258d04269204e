"""Synthetic satellites and hard places for tests of windows: round numbers, nothing recorded."""

from __future__ import annotations

import numpy as np
from reference import Place

from artel.orbits.elements import Elements, from_facts, from_longitude, sun_synchronous_inclination
from artel.orbits.time import posix_from_civil

EPOCH = posix_from_civil(2026, 10, 5)
DAY = 86400.0
TURN = 2.0 * np.pi

HARD_PLACES = (
    Place(90.0, 0.0),
    Place(-90.0, 0.0, 2835.0),
    Place(0.0, 0.0),
    Place(0.0, 180.0),
    Place(64.734, -180.0, 5000.0),
    Place(51.18, 71.446, 350.0),
    Place(-33.5, -70.6, 5000.0),
    Place(68.968, 33.099),
)


def low_orbits() -> list[Elements]:
    """Return sun-synchronous, inclined, equatorial, polar, retrograde and eccentric low orbits."""
    height, tilt = 510e3, sun_synchronous_inclination(6378137.0 + 510e3)
    facts = {"bstar": 1e-4}
    return [
        from_facts("SSO", 1, EPOCH, altitude_m=height, inclination=tilt, node_local_time_h=11.3),
        from_facts("ISS-LIKE", 2, EPOCH, altitude_m=415e3, inclination=0.9013, raan=1.0, **facts),
        from_facts("EQUATORIAL", 3, EPOCH, altitude_m=600e3, inclination=0.001, raan=0.0),
        from_facts("POLAR", 4, EPOCH, altitude_m=1400e3, inclination=0.5 * np.pi, raan=2.5),
        from_facts("RETROGRADE", 5, EPOCH, altitude_m=800e3, inclination=2.4, raan=4.0),
        from_facts(
            "OVAL", 6, EPOCH, altitude_m=1500e3, inclination=1.1, raan=3.0, eccentricity=0.14
        ),
    ]


def high_ovals() -> list[Elements]:
    """Return Molniya-like and Tundra-like orbits, and a transfer orbit with a low perigee."""
    return [
        _oval("MOLNIYA", 11, (0.72, 63.4, 270.0, 2.00613)),
        _oval("MOLNIYA-S", 12, (0.70, 63.2, 288.0, 2.006)),
        _oval("TUNDRA", 13, (0.27, 63.4, 270.0, 1.00273)),
        _oval("TRANSFER", 14, (0.73, 27.0, 178.0, 2.27)),
    ]


def _oval(name: str, number: int, shape: tuple[float, float, float, float]) -> Elements:
    eccentricity, inclination, argp, turns = shape
    return Elements(
        name=name,
        norad_id=number,
        epoch=EPOCH - 0.7 * DAY,
        mean_motion=turns * TURN / DAY,
        eccentricity=eccentricity,
        inclination=np.radians(inclination),
        raan=np.radians(40.0 * number),
        argp=np.radians(argp),
        mean_anomaly=1.0,
    )


def rings() -> list[Elements]:
    """Return geostationary satellites, still and inclined."""
    return [
        from_longitude("STILL", 21, EPOCH, np.radians(76.0)),
        from_longitude("INCLINED", 22, EPOCH, np.radians(-14.7), np.radians(6.0)),
        from_longitude("STEEP", 23, EPOCH, np.radians(163.4), np.radians(15.0)),
    ]


def doomed() -> Elements:
    """Return a satellite that drag brings down within some days of its epoch."""
    return from_facts("DOOMED", 31, EPOCH, altitude_m=250e3, inclination=0.9, raan=1.0, bstar=4e-3)
