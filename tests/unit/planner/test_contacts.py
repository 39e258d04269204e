"""Contacts over an antenna with a horizon: seen by the antenna all the time, and none left out."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from artel import bootstrap
from artel.charter.articles import Charter
from artel.commons.instants import to_posix
from artel.fleet.satellites import imagers
from artel.orbits.frames import azimuth, elevation, geodetic_to_itrf, up
from artel.orbits.tracks import state, track_of
from artel.planner.contacts import contacts_of

HORIZON = ((20.0, 4.0), (95.0, 21.0), (96.0, 6.0), (200.0, 6.0), (260.0, 33.0), (300.0, 2.0))
LEAST_DEG = 10.0
STEP_S = 1.0


@cache
def world(kazan):
    """Return a satellite of the bundled pool, its station in Yerevan, a span and its track."""
    pool = bootstrap.read_pool_at(kazan)
    station = next(each for each in pool.stations if each.name == "Yerevan")
    elements = {each.norad_id: each for each in pool.elements}
    satellite = next(each for each in imagers(pool.satellites) if station.decodes(each.name))
    start = to_posix(pool.settings.epoch)
    span = (start, start + 2 * 86400.0)
    return satellite, station, span, track_of(elements[satellite.norad_id], *span)


def contacts(kazan, mask):
    satellite, station, span, track = world(kazan)
    antennas = tuple(each.model_copy(update={"mask_deg": mask}) for each in station.antennas)
    masked = station.model_copy(update={"antennas": antennas, "permits": ("*",), "name": "Yerevan"})
    found = contacts_of(
        {satellite.name: [track]}, [satellite], [masked], Charter(areas={}, articles=()), span
    )
    return found.downlinks[satellite.name]


def bearings(kazan, t):
    """Return elevation and azimuth, degrees, of the satellite over the station at instants."""
    _, station, _, track = world(kazan)
    lat, lon = np.radians(station.lat_deg), np.radians(station.lon_deg)
    p, vertical = geodetic_to_itrf(lat, lon, station.height_m), up(lat, lon)
    r, _ = state(track, t)
    bearing = azimuth(r, p, np.broadcast_to(vertical, r.shape))
    return np.degrees(elevation(r, p, vertical)), np.degrees(bearing)


def seen(kazan, t, mask):
    """Whether the satellite stands over the horizon, and over the least elevation, at instants."""
    at, level = np.array(mask).T
    height, bearing = bearings(kazan, t)
    return height >= np.maximum(np.interp(bearing, at, level, period=360.0), LEAST_DEG)


@pytest.mark.parametrize("mask", [HORIZON, ((0.0, 12.0), (180.0, 12.0))], ids=["hills", "even"])
def test_a_contact_is_when_the_satellite_stands_over_the_antennas_horizon(kazan, mask):
    _, _, span, _ = world(kazan)
    t = np.arange(span[0], span[1], STEP_S)
    inside = np.zeros(t.size, bool)
    for each in contacts(kazan, mask):
        inside |= (t >= each.start) & (t <= each.end)
    assert inside.sum() > 600
    assert np.array_equal(inside, seen(kazan, t, mask))


def test_a_mast_breaks_a_pass_in_two(kazan):
    plain = contacts(kazan, None)
    whole = max(plain, key=lambda each: each.end - each.start)
    bearing = bearings(kazan, np.array([0.5 * (whole.start + whole.end)]))[1][0]
    mast = [(-2.0, 0.0), (-1.0, 85.0), (1.0, 85.0), (2.0, 0.0)]
    mask = tuple(sorted(((bearing + turn) % 360.0, level) for turn, level in mast))
    found = [
        each
        for each in contacts(kazan, mask)
        if whole.start <= each.start and each.end <= whole.end
    ]
    assert len(found) == 2
    assert (found[0].start, found[1].end) == (whole.start, whole.end)
    assert 0.0 < found[1].start - found[0].end < 60.0


def test_a_horizon_below_the_least_elevation_changes_nothing(kazan):
    assert contacts(kazan, ((0.0, 1.0), (180.0, 9.9))) == contacts(kazan, None)
