from __future__ import annotations

import json
import math

import numpy as np
import pytest

from artel.commons.instants import parse_instant, to_posix
from artel.commons.tables import load
from artel.fleet.orbits_of_facts import elements_json, elements_of
from artel.fleet.satellites import HighOrbit, LowOrbit, StationaryOrbit, read_satellites
from artel.orbits.elements import apogee_height, node_local_time, perigee_height, period
from artel.orbits.frames import itrf_to_geodetic
from artel.orbits.omm import read_elements
from artel.orbits.propagate import states

EPOCH = to_posix(parse_instant("2026-10-05T00:00:00Z"))


@pytest.fixture(scope="module")
def satellites(kazan):
    return read_satellites(load((kazan / "satellites.yaml").read_text(), "satellites.yaml"))


@pytest.fixture(scope="module")
def records(satellites):
    found = {row.norad_id: row for row in read_elements(elements_json(satellites, EPOCH)).records}
    return [(row, found.get(row.norad_id)) for row in satellites]


def test_every_declared_orbit_gives_an_element_set_once_the_satellite_flies(records):
    planned = ["RBKA", "KAZEOSAT-MR 1", "KAZEOSAT-MR 2", "KAZEOSAT-MR 3"]
    assert [row.name for row, record in records if record is None] == planned
    assert all((row.status == "planned") == (record is None) for row, record in records)


def test_low_orbits_have_the_declared_height_plane_and_phase(records):
    for row, record in records:
        if isinstance(row.orbit, LowOrbit) and record is not None:
            mean = (perigee_height(record) + apogee_height(record)) / 2
            assert mean == pytest.approx(row.orbit.altitude_km * 1000, abs=5)
            phase = math.degrees(record.argp + record.mean_anomaly) % 360
            assert math.remainder(phase - row.orbit.phase_deg, 360) == pytest.approx(0, abs=1e-3)
            if row.orbit.node_hours is not None:
                assert node_local_time(record) == pytest.approx(row.orbit.node_hours, abs=1 / 600)


def test_high_orbits_have_the_declared_heights_and_half_a_day(records):
    high = [(row, record) for row, record in records if isinstance(row.orbit, HighOrbit)]
    assert len(high) == 2
    for row, record in high:
        assert perigee_height(record) == pytest.approx(row.orbit.perigee_km * 1000, abs=100)
        assert apogee_height(record) == pytest.approx(row.orbit.apogee_km * 1000, abs=100)
        assert period(record) / 60 == pytest.approx(717.8, abs=1)


def test_geostationary_satellites_stand_over_the_declared_longitude(records):
    seen = 0
    for row, record in records:
        if isinstance(row.orbit, StationaryOrbit):
            places, _, _ = states(record, np.array([EPOCH]))
            _, lon, height = itrf_to_geodetic(places[0])
            off = math.degrees(lon) - row.orbit.longitude_deg
            assert math.remainder(off, 360) == pytest.approx(0, abs=0.1)
            assert height == pytest.approx(35_786_000, abs=60_000)
            seen += 1
    assert seen == 26


def test_the_bundled_elements_are_those_of_the_facts(kazan, satellites):
    assert (kazan / "elements.json").read_text() == elements_json(satellites, EPOCH)


def test_a_satellite_without_an_orbit_has_no_elements(satellites):
    rbka = next(row for row in satellites if row.name == "RBKA")
    assert elements_of(rbka, EPOCH) is not None
    assert elements_of(rbka.model_copy(update={"orbit": None}), EPOCH) is None


def test_the_text_is_an_omm_array_with_rounded_figures(satellites):
    rows = json.loads(elements_json(satellites[:1], EPOCH))
    assert rows[0]["OBJECT_NAME"] == "KANOPUS-V 3"
    assert rows[0]["INCLINATION"] == 97.37
    assert rows[0]["EPOCH"].startswith("2026-10-05T00:00:00")
