from __future__ import annotations

import pytest

from artel.commons.errors import FormatError, TableError
from artel.commons.tables import load
from artel.fleet.stations import read_stations

TEXT = """\
format: artel-stations/1
stations:
  - name: Minsk
    owner: BY
    state: BY
    lat_deg: 53.90
    lon_deg: 27.57
    height_m: 240
    antennas:
      - {name: D9, bands: [X], min_elevation_deg: 5, setup_s: 150, max_rate_mbps: 600}
      - {name: T1, bands: [S], min_elevation_deg: 5, setup_s: 90, max_rate_mbps: 4}
    decoders: ["BKA*", "KANOPUS-V*"]
    permits: ["BKA*"]
    line_mbps: 1000
    cost_per_min: 600
    source: assumed
    status: assumed
"""


def read(text=TEXT):
    return read_stations(load(text, "stations.yaml"))


def test_a_station_knows_what_it_decodes_and_whom_its_owner_permits():
    (minsk,) = read()
    assert minsk.decodes("BKA-2")
    assert minsk.decodes("KANOPUS-V 3")
    assert not minsk.permitted("KANOPUS-V 3")
    assert not minsk.decodes("RESURS-P 4")


WRONG = [
    ("lat_deg: 53.90", "lat_deg: 95", 6, "lat_deg"),
    ("lon_deg: 27.57", "lon_deg: 190", 7, "lon_deg"),
    ("height_m: 240", "height_m: 24000", 8, "height_m"),
    ("height_m: 240", "hight_m: 240", 8, "did you mean 'height_m'?"),
    ("min_elevation_deg: 5", "min_elevation_deg: 95", 10, "antennas[0].min_elevation_deg"),
    ("min_elevation_deg: 5", "min_elevation: 5", 10, "did you mean 'min_elevation_deg'?"),
    ("setup_s: 150", "mask_deg: [[0, 5]], setup_s: 150", 10, "a mask has two points at least"),
    ("setup_s: 150", "mask_deg: [], setup_s: 150", 10, "a mask has two points at least"),
    ("setup_s: 150", "mask_deg: [[0, 5], [90, 8], [90, 9]], setup_s: 150", 10, "90 stands twice"),
    ("setup_s: 150", "mask_deg: [[90, 5], [80, 8]], setup_s: 150", 10, "80 comes after 90"),
    ("setup_s: 150", "mask_deg: [[0, 5], [360, 8]], setup_s: 150", 10, "less than 360"),
    ("setup_s: 150", "mask_deg: [[-1, 5], [80, 8]], setup_s: 150", 10, "mask_deg[0][0]"),
    ("setup_s: 150", "mask_deg: [[0, 5], [80, 90]], setup_s: 150", 10, "mask_deg[1][1]"),
    ("setup_s: 150", "mask_deg: [[0, 5], [80]], setup_s: 150", 10, "mask_deg[1]"),
    ("setup_s: 150", "mask_deg: [[0, north], [80, 4]], setup_s: 150", 10, "mask_deg[0][1]"),
    ("setup_s: 150", "setup_s: -1", 10, "setup_s"),
    ("max_rate_mbps: 600", "max_rate_mbps: 0", 10, "max_rate_mbps"),
    ("bands: [X]", "bands: []", 10, "bands"),
    ("name: T1", "name: D9", 3, "two antennas of 'Minsk'"),
    ("line_mbps: 1000", "line_mbps: 0", 14, "line_mbps"),
    ("cost_per_min: 600", "cost_per_min: -1", 15, "cost_per_min"),
    ("status: assumed", "status: guessed", 17, "status"),
    ("    state: BY\n", "", 3, "'state' is missing"),
]


@pytest.mark.parametrize(("old", "new", "line", "sentence"), WRONG)
def test_what_is_wrong_is_named_with_file_line_and_field(old, new, line, sentence):
    assert old in TEXT
    with pytest.raises(TableError) as caught:
        read(TEXT.replace(old, new, 1))
    places = [found for found in caught.value.findings if sentence in found]
    assert len(places) == 1
    assert places[0].startswith(f"stations.yaml, line {line}, stations[0]")


def test_an_antenna_may_have_a_horizon_of_its_own():
    mask = "mask_deg: [[0, 3], [120, 14.5], [200, -1]], setup_s: 150"
    (minsk,) = read(TEXT.replace("setup_s: 150", mask))
    assert minsk.antennas[0].mask_deg == ((0.0, 3.0), (120.0, 14.5), (200.0, -1.0))
    assert minsk.antennas[1].mask_deg is None


def test_two_stations_of_one_name_are_refused():
    twice = TEXT + TEXT.split("stations:\n", 1)[1]
    with pytest.raises(TableError, match=r"line 18, stations\[1\]\.name: 'Minsk' stands already"):
        read(twice)


def test_a_pool_without_a_station_can_do_nothing_and_is_told_so():
    with pytest.raises(TableError, match="no station: nothing can be commanded or received"):
        read("format: artel-stations/1\nstations: []\n")


def test_a_file_of_another_format_is_refused():
    with pytest.raises(FormatError, match="artel-stations/1"):
        read(TEXT.replace("artel-stations/1", "artel-satellites/1"))
