from __future__ import annotations

import math

import numpy as np
import pytest

from artel import bootstrap
from artel.commons.errors import InputError
from artel.commons.instants import to_posix
from artel.fleet.satellites import OpticalSensor
from artel.orbits import imaging
from artel.orbits.sun import sun_elevation
from artel.orbits.tracks import state
from artel.studies.looks import Rule, imagers_of, in_light, reach_by_rule, reach_by_sensors
from artel.studies.places import Place, as_sites
from artel.studies.revisit import looks_by_sensors
from artel.studies.tracks import tracks_of

PLACES = [Place("site", name, lat, lon) for name, lat, lon in (
    ("Kazan", 55.79, 49.12), ("Equator", 0.0, 20.0), ("Tiksi", 71.6, 128.9), ("South", -45.0, 170.0)
)]  # fmt: skip
DAYS = 3.0


@pytest.fixture(scope="module")
def pool(kazan):
    return bootstrap.read_pool_at(kazan)


@pytest.fixture(scope="module")
def span(pool):
    start = to_posix(pool.settings.epoch)
    return start, start + DAYS * 86400.0


def abeam(track, place, span):
    """Return instants, incidences and rolls at which a place lies abeam in view, second by second.

    Abeam is where the sight crosses the plane across the flight.
    """
    t = np.arange(span[0] + 1.0, span[1], 1.0)
    site = as_sites([place])
    r, v = state(track, t)
    roll, pitch, _ = imaging.look(r, v, site.p)
    angle = imaging.incidence(r, site.p, site.up)
    seen = (pitch[:-1] > 0.0) & (pitch[1:] <= 0.0) & (angle[:-1] < math.radians(85.0))
    k = np.flatnonzero(seen)
    return t[k], angle[k], roll[k]


@pytest.mark.parametrize("name", ["OBZOR-R 1", "KONDOR-FKA 1"])
def test_a_radar_looks_where_the_place_is_abeam_within_its_incidences_on_its_sides(
    pool, span, name
):
    (satellite,) = imagers_of(pool, name)
    tracks = tracks_of(pool, [satellite], span).by_name
    _, looks = looks_by_sensors(tracks, [satellite], PLACES, span)
    assert len(looks) > 3
    for number, place in enumerate(PLACES):
        t, angle, roll = abeam(tracks[name][0], place, span)
        able = np.zeros(t.size, bool)
        for sensor in satellite.sensors:
            low, high = (
                math.radians(sensor.min_incidence_deg),
                math.radians(sensor.max_incidence_deg),
            )
            sides = np.where(roll > 0.0, "right" in sensor.sides, "left" in sensor.sides)
            able |= (angle >= low) & (angle <= high) & sides
        mine = looks.site == number
        start, end = looks.start[mine], looks.end[mine]
        inside = (start[:, None] <= t[able] + 1.0) & (t[able] <= end[:, None])
        assert (inside.sum(axis=0) == 1).all()
        assert (inside.sum(axis=1) == 1).all()
    assert not satellite.name.startswith("OBZOR") or satellite.sensors[0].sides == ("right",)


def test_optical_looks_are_within_the_roll_and_by_daylight(pool, span):
    satellites = imagers_of(pool, "KAZ*SAT*")
    tracks = tracks_of(pool, satellites, span).by_name
    flat, looks = looks_by_sensors(tracks, satellites, PLACES, span)
    sensors = {one.name: one.sensors for one in satellites}
    sites = as_sites(PLACES)
    assert len(looks) > 10
    for k in range(len(looks)):
        track, place = flat[looks.satellite[k]], looks.site[k]
        r, _ = state(track, 0.5 * (looks.start[k] + looks.end[k]))
        sight = sites.p[place] - r
        cosine = -(sight @ r) / np.linalg.norm(sight) / np.linalg.norm(r)
        at = 0.5 * (looks.start[k] + looks.end[k])
        sun = math.degrees(sun_elevation(at, sites.up[place]))
        assert any(
            math.degrees(math.acos(cosine)) <= one.max_roll_deg and sun >= one.min_sun_elevation_deg
            for one in sensors[track.name]
            if isinstance(one, OpticalSensor)
        )


def test_no_two_looks_of_a_satellite_at_a_place_overlap(pool, span):
    satellites = imagers_of(pool, None)
    tracks = tracks_of(pool, satellites, span).by_name
    _, looks = looks_by_sensors(tracks, satellites, PLACES, span)
    same = (looks.satellite[1:] == looks.satellite[:-1]) & (looks.site[1:] == looks.site[:-1])
    assert same.any()
    assert (looks.start[1:][same] > looks.end[:-1][same]).all()


def test_a_rule_with_light_leaves_what_is_lit(pool, span):
    satellites = imagers_of(pool, "BKA-2")
    tracks = tracks_of(pool, satellites, span).by_name["BKA-2"]
    sites = as_sites(PLACES)
    reach = reach_by_rule(tracks, sites, Rule(None, 35.0, 20.0), span)
    lit = in_light(reach, sites, span)
    assert reach.needs_sun
    assert 0 < len(lit) < len(reach.table)
    middle = 0.5 * (lit.start + lit.end)
    assert (sun_elevation(middle, sites.up[lit.site]) > math.radians(20.0)).all()
    assert not reach_by_rule(tracks, sites, Rule(20.0), span).needs_sun


def test_sensors_that_reach_alike_are_searched_once(pool, span):
    # PAN and MS of KANOPUS-V roll alike in the same light; so do the modes of no two radars.
    satellites = imagers_of(pool, "KANOPUS-V 3")
    tracks = tracks_of(pool, satellites, span).by_name
    reach = reach_by_sensors(tracks, satellites, as_sites(PLACES), span)
    assert len(satellites[0].sensors) == 2
    assert reach.track.tolist() == [0]


def test_a_name_that_makes_no_images_is_refused(pool):
    with pytest.raises(InputError, match="No imaging satellite is called 'KAZSAT-2'"):
        imagers_of(pool, "KAZSAT-2")
