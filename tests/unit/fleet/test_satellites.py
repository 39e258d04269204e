from __future__ import annotations

import pytest

from artel.commons.errors import FormatError, TableError
from artel.commons.tables import load
from artel.fleet.satellites import (
    HighOrbit,
    Imager,
    LowOrbit,
    OpticalSensor,
    RadarSensor,
    StationaryOrbit,
    imagers,
    read_satellites,
)

TEXT = """\
format: artel-satellites/1
satellites:
  - name: EYE 1
    norad_id: 90001
    owner: BY
    service: imaging
    status: operational
    source: assumed
    orbit: {altitude_km: 510, inclination_deg: 97.4, node_local_time: "10:30",
            phase_deg: 0, source: s, status: assumed}
    sensors:
      - {name: PAN, type: optical, gsd_m: 1.4, swath_km: 16, altitude_km: 510,
         max_roll_deg: 40, max_pitch_deg: 30, min_sun_elevation_deg: 10, data_rate_mbps: 320,
         source: s, status: assumed}
      - {name: SAR, type: radar, gsd_m: 1, swath_km: 10, min_incidence_deg: 25,
         max_incidence_deg: 50, sides: [left, right], data_rate_mbps: 320,
         source: s, status: assumed}
    agility: {rate_deg_s: 1.2, acceleration_deg_s2: 0.08, settle_s: 8, source: s, status: assumed}
    duty: {imaging_s_per_day: 120, source: s, status: assumed}
    recorder: {capacity_gbit: 48, source: s, status: assumed}
    radios:
      - {name: X, band: X, rate_mbps: 150, source: s, status: assumed}
    command: {band: S, cutoff_min: 60, upload_s: 45, stations: [Minsk], source: s, status: assumed}
  - name: TALK 1
    norad_id: 90002
    owner: KZ
    service: link
    status: operational
    source: assumed
    orbit: {longitude_deg: 58.5, source: s, status: rounded}
  - name: HIGH 1
    norad_id: 90003
    owner: RU
    service: weather
    status: legacy
    source: assumed
    orbit: {perigee_km: 1155, apogee_km: 39199, inclination_deg: 63.2,
            raan_deg: 60, argument_of_perigee_deg: 270, mean_anomaly_deg: 0,
            source: s, status: rounded}
"""


def read(text=TEXT):
    return read_satellites(load(text, "satellites.yaml"))


def findings(old, new):
    assert old in TEXT
    with pytest.raises(TableError) as caught:
        read(TEXT.replace(old, new, 1))
    return caught.value.findings


def test_a_table_becomes_satellites_in_the_order_of_the_file():
    eye, talk, high = read()
    assert isinstance(eye, Imager)
    assert isinstance(eye.orbit, LowOrbit)
    assert isinstance(talk.orbit, StationaryOrbit)
    assert isinstance(high.orbit, HighOrbit)
    assert [type(sensor) for sensor in eye.sensors] == [OpticalSensor, RadarSensor]
    assert (eye.operational, high.operational) == (True, False)


def test_only_operational_satellites_with_cameras_are_imagers():
    assert [row.name for row in imagers(read())] == ["EYE 1"]
    assert imagers(read(TEXT.replace("status: operational", "status: legacy", 1))) == ()


def test_a_node_local_time_is_read_as_hours():
    orbit = read()[0].orbit
    assert isinstance(orbit, LowOrbit)
    assert orbit.node_hours == pytest.approx(10.5)


def test_rows_are_frozen():
    with pytest.raises(ValueError, match="frozen"):
        read()[0].owner = "RU"


WRONG_FIELDS = [
    ("gsd_m: 1.4", "gsd: 1.4", "did you mean 'gsd_m'?"),
    ("gsd_m: 1.4", "gsd_m: 0", "satellites[0].sensors[0].gsd_m: "),
    ("gsd_m: 1.4", "gsd_m: fine", "Given: 'fine'"),
    ("max_roll_deg: 40", "max_roll_deg: 95", "sensors[0].max_roll_deg: "),
    ("min_sun_elevation_deg: 10", "min_sun_elevation_deg: 100", "min_sun_elevation_deg: "),
    ("sides: [left, right]", "sides: [up]", "sensors[1].sides[0]: "),
    ("sides: [left, right]", "sides: []", "sensors[1].sides: "),
    ("rate_deg_s: 1.2", "rate_deg_s: -1", "agility.rate_deg_s: "),
    ("imaging_s_per_day: 120", "imaging_s_per_day: 0", "duty.imaging_s_per_day: "),
    ("capacity_gbit: 48", "capacity_gbit: -48", "recorder.capacity_gbit: "),
    ("rate_mbps: 150", "rate_mbps: 0", "radios[0].rate_mbps: "),
    ("stations: [Minsk]", "stations: []", "command.stations: "),
    ("cutoff_min: 60", "cutoff: 60", "did you mean 'cutoff_min'?"),
    ("status: operational", "status: flying", "satellites[0].status: "),
    ("service: imaging", "service: looking", "satellites[0].service: "),
    ("norad_id: 90001", "norad_id: 1234567890", "satellites[0].norad_id: "),
    ("norad_id: 90002", "norad_id: 90001", "'90001' stands already on line 4"),
    ("name: TALK 1", "name: EYE 1", "'EYE 1' stands already on line 3"),
    ("altitude_km: 510, inc", "altitude_km: 51, inc", "orbit.altitude_km: "),
    ("inclination_deg: 97.4", "inclination_deg: 197.4", "orbit.inclination_deg: "),
    ('node_local_time: "10:30"', 'node_local_time: "25:30"', "hh:mm"),
    ("longitude_deg: 58.5", "longitude_deg: 258.5", "orbit.longitude_deg: "),
    ("source: assumed", "source: ''", "satellites[0].source: "),
]

WRONG_BLOCKS = [
    ("- {name: PAN", "gsd_m: 1.4, ", "", "'gsd_m' is missing"),
    ("- {name: PAN", "type: optical", "type: infrared", "'optical', 'radar'"),
    ("- {name: SAR", "max_incidence_deg: 50", "max_incidence_deg: 20", "more than min_incidence"),
    ("- name: EYE 1", "name: SAR", "name: PAN", "Two sensors of 'EYE 1'"),
    ("orbit: {altitude", 'node_local_time: "10:30",', "", "Give the plane once"),
    ("orbit: {altitude", "phase_deg: 0", "phase_deg: 0, raan_deg: 5", "Give the plane once"),
    ("orbit: {altitude", "phase_deg: 0, source: s", "phase_deg: 0", "'source' is missing"),
    ("orbit: {perigee", "apogee_km: 39199", "apogee_km: 900", "below the perigee"),
    ("- name: EYE 1", "duty: {imaging_s_per_day: 120, source: s, status: assumed}", "", "'duty'"),
]


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG_FIELDS)
def test_a_wrong_field_is_named_with_its_file_and_line(old, new, sentence):
    (found,) = [each for each in findings(old, new) if sentence in each]
    line = TEXT[: TEXT.index(old)].count("\n") + 1
    assert found.startswith(f"satellites.yaml, line {line}, satellites[")


@pytest.mark.parametrize(("block", "old", "new", "sentence"), WRONG_BLOCKS)
def test_a_block_that_contradicts_itself_is_named_where_it_begins(block, old, new, sentence):
    (found,) = [each for each in findings(old, new) if sentence.lower() in each.lower()]
    line = TEXT[: TEXT.index(block)].count("\n") + 1
    assert found.startswith(f"satellites.yaml, line {line}, satellites[")


def test_a_file_without_its_format_is_refused():
    with pytest.raises(FormatError, match="artel-satellites/1"):
        read(TEXT.replace("format: artel-satellites/1\n", ""))
    with pytest.raises(FormatError, match="newer"):
        read(TEXT.replace("satellites/1", "satellites/2"))


def test_a_list_instead_of_a_table_is_refused():
    with pytest.raises(FormatError):
        read("- name: EYE 1")
