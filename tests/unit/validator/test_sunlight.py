from __future__ import annotations

import math

import numpy as np
import pytest

from artel.orbits.frames import up
from artel.orbits.time import gmst82, parse_epoch
from artel.validator.sunlight import sun_direction, sun_elevation_deg


def test_the_sun_of_meeus_is_met_to_a_hundredth_of_a_degree():
    # Meeus, Astronomical Algorithms, 2nd edition, example 25.a: 1992 October 13, 0h TD,
    # apparent right ascension 198.38083 and declination -7.78507 degrees. TD is 59 s ahead of UT,
    # in which the Sun moves less than 0.001 degree.
    t = np.array(parse_epoch("1992-10-13T00:00:00Z") - 59.0)
    x, y, z = sun_direction(t)
    ascension = math.degrees((math.atan2(y, x) + float(gmst82(t))) % (2.0 * math.pi))
    assert ascension == pytest.approx(198.38083, abs=0.01)
    assert math.degrees(math.asin(z)) == pytest.approx(-7.78507, abs=0.01)


@pytest.mark.parametrize(
    ("when", "latitude", "elevation"),
    [
        # Overhead on the tropic at the solstice: 12h UTC less the equation of time (-1.8 min).
        ("2026-06-21T12:01:50Z", 23.436, 90.0),
        ("2026-12-21T11:58:00Z", -23.436, 90.0),
        # On the equator at the equinox the Sun of midnight stands as far below as it stood above.
        ("2026-03-20T00:07:30Z", 0.0, -89.7),
    ],
)
def test_the_sun_stands_where_the_seasons_put_it(when, latitude, elevation):
    found = sun_elevation_deg(np.array(parse_epoch(when)), up(math.radians(latitude), 0.0))
    assert found == pytest.approx(elevation, abs=0.3)


def test_the_sun_of_the_planner_and_of_the_validator_agree_to_a_thousandth():
    from artel.orbits import sun

    t = parse_epoch("2026-01-01") + np.arange(0.0, 3e7, 40_000.0)
    apart = np.linalg.norm(sun_direction(t) - sun.sun_direction(t), axis=-1)
    assert math.degrees(apart.max()) < 1e-3
