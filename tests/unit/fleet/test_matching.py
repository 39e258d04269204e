from __future__ import annotations

import pytest

from artel.commons.tables import load
from artel.fleet.matching import commanders, hears, link_rate_mbps, may_receive, receivers
from artel.fleet.satellites import read_satellites
from artel.fleet.stations import read_stations


@pytest.fixture(scope="module")
def fleet(kazan):
    satellites = read_satellites(load((kazan / "satellites.yaml").read_text(), "satellites.yaml"))
    stations = read_stations(load((kazan / "stations.yaml").read_text(), "stations.yaml"))
    by_name = {row.name: row for row in satellites}
    return by_name, {row.name: row for row in stations}


def test_a_station_that_decodes_but_is_not_permitted_receives_nothing(fleet):
    _, stations = fleet
    tashkent = stations["Tashkent"]
    assert tashkent.decodes("KAZEOSAT-1")
    assert not may_receive(tashkent, "KAZEOSAT-1")
    assert may_receive(tashkent, "KANOPUS-V 3")


def test_receivers_hear_a_radio_of_the_satellite(fleet):
    satellites, stations = fleet
    found = {row.name for row in receivers(satellites["AL-FARABI 2"], stations.values())}
    assert found == {"Astana", "Kokterek"}
    found = {row.name for row in receivers(satellites["ARMSAT-1"], stations.values())}
    assert found == {"Yerevan"}


def test_commanders_are_the_named_stations_with_the_right_band(fleet):
    satellites, stations = fleet
    found = {row.name for row in commanders(satellites["BKA-2"], stations.values())}
    assert found == {"Pleshchenitsy", "Zheleznogorsk"}
    assert commanders(satellites["BKA-2"], [stations["Minsk"]]) == ()


def test_a_link_is_as_fast_as_its_slower_end(fleet):
    satellites, stations = fleet
    radio = satellites["KAZEOSAT-1"].radios[0]
    antenna = stations["Bishkek"].antennas[0]
    assert hears(antenna, radio)
    assert link_rate_mbps(antenna, radio) == 150
    assert not hears(stations["Korolev"].antennas[0], radio)
