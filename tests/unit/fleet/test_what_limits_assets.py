"""What owners say of power, orbits, maintenance, leave and rates: read, and refused if wrong."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest

from artel.commons.errors import TableError
from artel.commons.tables import load
from artel.fleet.dated import common, joined
from artel.fleet.matching import may_receive, rate_at, rate_levels
from artel.fleet.satellites import read_satellites
from artel.fleet.stations import read_stations

SATELLITES = """\
format: artel-satellites/1
satellites:
  - name: TURTLE
    norad_id: 90001
    owner: KG
    service: imaging
    status: operational
    source: made by hand
    sensors:
      - {name: SPOT, type: radar, gsd_m: 1, swath_km: 10, min_incidence_deg: 25, max_incidence_deg: 50, sides: [left], data_rate_mbps: 300, source: s, status: assumed}
    agility: {rate_deg_s: 1, acceleration_deg_s2: 0.1, settle_s: 5, source: s, status: assumed}
    duty: {imaging_s_per_day: 600, imaging_s_per_orbit: 90, source: s, status: assumed}
    battery: {capacity_wh: 90, depth: 0.3, start_level: 0.8, idle_w: 9, imaging_w: 45, slew_w: 6, downlink_w: 25, sunlit_charge_w: 30, source: s, status: assumed}
    recorder: {capacity_gbit: 64, first_down: class, source: s, status: assumed}
    radios:
      - {name: X, band: X, rate_mbps: 150, rate_steps: [[5, 60], [20, 400]], source: s, status: assumed}
    command: {band: S, cutoff_min: 60, upload_s: 30, stations: [Osh], source: s, status: assumed}
    maintenance:
      - {start: 2026-10-05T10:00:00Z, end: 2026-10-05T12:00:00Z, reason: new software}
"""  # noqa: E501
STATIONS = """\
format: artel-stations/1
stations:
  - name: Osh
    owner: KG
    state: KG
    lat_deg: 40.5
    lon_deg: 72.8
    height_m: 960
    antennas:
      - {name: A1, bands: [X, S], min_elevation_deg: 5, setup_s: 120, teardown_s: 30, max_rate_mbps: 100, rate_steps: [[0, 80], [30, 100]]}
    decoders: ["TURTLE", {satellites: "CR*", from: 2026-10-01}]
    permits: [{satellites: "*", from: 2026-09-01, until: 2026-10-01}, {satellites: T*, from: 2026-10-01, until: 2026-11-01}]
    maintenance: [{start: 2026-10-05, end: 2026-10-06, reason: painted}]
    line_mbps: 100
    cost_per_min: 60
    source: assumed
    status: assumed
"""  # noqa: E501


def satellites(text=SATELLITES):
    return read_satellites(load(text, "satellites.yaml"))


def stations(text=STATIONS):
    return read_stations(load(text, "stations.yaml"))


def seconds(month, day):
    return datetime(2026, month, day, tzinfo=UTC).timestamp()


def test_what_an_owner_says_is_read():
    (turtle,), (osh,) = satellites(), stations()
    assert turtle.duty.imaging_s_per_orbit == 90
    assert turtle.battery.start_level == 0.8
    assert turtle.recorder.first_down == "class"
    assert turtle.maintenance[0].span == (1791194400.0, 1791201600.0)
    assert osh.antennas[0].turnaround_s == 150
    assert osh.maintenance[0].reason == "painted"


def test_leave_is_what_decoder_and_owner_have_in_common():
    (osh,) = stations()
    assert osh.serves("TURTLE") == ((seconds(9, 1), seconds(11, 1)),)
    assert osh.decodes("CRANE")
    assert osh.permitted("CRANE")
    assert osh.serves("CRANE") == ()
    assert not may_receive(osh, "CRANE")


def test_intervals_join_where_they_meet():
    assert joined([(3.0, 4.0), (0.0, 1.0), (1.0, 2.0)]) == ((0.0, 2.0), (3.0, 4.0))
    always = ((-math.inf, math.inf),)
    assert common(always, ((0.0, 1.0), (2.0, 3.0))) == ((0.0, 1.0), (2.0, 3.0))
    assert common(((0.0, 1.0),), ((1.0, 2.0),)) == ()


@pytest.mark.parametrize(
    ("elevation", "rate"), [(4.9, 0.0), (5.0, 60.0), (19.9, 60.0), (20.0, 80.0), (30.0, 100.0)]
)
def test_the_slower_end_of_a_link_counts_at_each_elevation(elevation, rate):
    (turtle,), (osh,) = satellites(), stations()
    assert rate_at(osh.antennas[0], turtle.radios[0], elevation) == rate
    assert rate_levels(osh.antennas[0], turtle.radios[0]) == (0.0, 5.0, 20.0, 30.0)


WRONG_SATELLITES = [
    ("orbit: 90", "orbit: 0", 12, "imaging_s_per_orbit"),
    ("depth: 0.3", "depth: 1.3", 13, "battery.depth"),
    ("idle_w: 9", "idle_w: -9", 13, "battery.idle_w"),
    ("slew_w: 6, ", "", 13, "'slew_w' is missing"),
    ("slew_w: 6, ", "slow_w: 6, ", 13, "did you mean 'slew_w'?"),
    ("first_down: class", "first_down: urgent", 14, "recorder.first_down"),
    ("[20, 400]", "[5, 400]", 16, "elevations must rise"),
    ("[[5, 60], [20, 400]]", "[]", 16, "rate_steps"),
    ("[5, 60]", "[95, 60]", 16, "rate_steps[0][0]"),
    ("T12:00", "T09:00", 19, "end must be later than start"),
    (", reason: new software", "", 19, "'reason' is missing"),
]
WRONG_STATIONS = [
    ("teardown_s: 30", "teardown_s: -30", 10, "teardown_s"),
    ("until: 2026-11-01", "until: 2026-10-01", 12, "until must be later than from"),
    ("satellites: T*", "satellite: T*", 12, "did you mean 'satellites'?"),
    ('["TURTLE", ', "[5, ", 11, "decoders[0]"),
    ("end: 2026-10-06", "end: 2026-10-04", 13, "end must be later than start"),
]


@pytest.mark.parametrize(
    ("text", "read", "old", "new", "line", "said"),
    [
        *((SATELLITES, satellites, *row) for row in WRONG_SATELLITES),
        *((STATIONS, stations, *row) for row in WRONG_STATIONS),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(text, read, old, new, line, said):
    assert old in text
    with pytest.raises(TableError) as error:
        read(text.replace(old, new))
    assert f"line {line}" in str(error.value)
    assert said in str(error.value)
