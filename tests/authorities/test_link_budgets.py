"""Budgets and waiting times beside published figures, worked out line by line.

Maral & Bousquet, Satellite Communications Systems, chapter 5 (two clear-sky links of a
geostationary satellite); EN 302 307; and figures that were computed before by another program.
"""

from __future__ import annotations

import itertools
import math
from datetime import timedelta

import numpy as np
import pytest

from artel.commons.instants import from_posix, to_posix
from artel.orbits.omm import read_elements
from artel.studies.sky import sky_of_elements
from artel.studies.waiting import waiting_rows
from artel.terminals.budget import Geometry, Link, hop
from artel.terminals.decibels import (
    beam_gain_db,
    combined_dbhz,
    db,
    depointing_loss_db,
    dish_beam_deg,
    dish_gain_db,
    eb_n0_db,
    free_space_loss_db,
)
from artel.terminals.modcods import TABLES
from artel.terminals.timeline import timeline

GEO_M = 40_000e3
BEAM = beam_gain_db(2.0, 0.55)
EDGE = 3.0


def test_the_uplink_of_a_four_metre_station_to_the_edge_of_a_beam():
    gain = dish_gain_db(4.0, 14e9, 0.6)
    pointing = depointing_loss_db(0.1, dish_beam_deg(4.0, 14e9))
    path = free_space_loss_db(GEO_M, 14e9)
    assert (gain, float(pointing), float(path), BEAM) == pytest.approx(
        (53.15, 0.85, 207.41, 38.23), abs=0.015
    )
    received = db(100.0) + gain - pointing - path + BEAM - EDGE
    assert received == pytest.approx(-99.9, abs=0.05)
    assert 10.0 ** (received / 10.0) * 1e12 == pytest.approx(100.0, rel=0.05)  # pW


def test_the_downlink_of_ten_watts_to_a_four_metre_station():
    eirp = db(10.0) + BEAM - EDGE
    gain = dish_gain_db(4.0, 12e9, 0.6)
    pointing = depointing_loss_db(0.1, dish_beam_deg(4.0, 12e9))
    path = free_space_loss_db(GEO_M, 12e9)
    assert (float(eirp), float(path), gain, float(pointing)) == pytest.approx(
        (45.23, 206.07, 51.81, 0.63), abs=0.015
    )
    received = eirp - path + gain - pointing
    assert received == pytest.approx(-109.7, abs=0.05)
    assert 10.0 ** (received / 10.0) * 1e12 == pytest.approx(10.7, rel=0.02)  # pW


def test_two_hops_together():
    assert combined_dbhz(86.3, 90.1) == pytest.approx(84.787, abs=0.001)


def low_link(**changes):
    figures = {
        "direction": "up", "frequency_hz": 390e6, "eirp_dbw": 10.0, "g_over_t_dbk": -26.0,
        "symbols_per_s": 9600.0, "implementation_db": 0.0, "steps": TABLES["gonets-uhf"].steps(),
    }  # fmt: skip
    return Link(**(figures | changes))


def slant(elevation_deg, height_m=1.5e6, radius_m=6371e3):
    """Return the slant range over a round Earth of the mean radius."""
    s = np.sin(np.radians(elevation_deg))
    return np.sqrt((radius_m * s) ** 2 + height_m**2 + 2.0 * radius_m * height_m) - radius_m * s


def test_a_low_satellite_in_uhf_ten_degrees_up():
    reach = np.atleast_1d(slant(10.0))
    found = hop(low_link(), Geometry(reach, np.zeros(1), np.zeros(1)))
    assert found.c_n0[0] == pytest.approx(57.1, abs=0.05)
    # One bit a symbol at 9.6 kbit/s: Es/N0 is Eb/N0.
    assert eb_n0_db(found.es_n0[0], 1.0) == pytest.approx(17.3, abs=0.05)


@pytest.mark.parametrize(
    ("elevation", "km", "loss"),
    [(5, 4100, 156.53), (10, 3646, 155.51), (30, 2428, 151.98), (90, 1500, 147.79)],
)
def test_range_and_free_space_of_a_satellite_at_1500_km(elevation, km, loss):
    reach = slant(elevation)
    assert reach / 1e3 == pytest.approx(km, abs=1.0)
    assert free_space_loss_db(reach, 390e6) == pytest.approx(loss, abs=0.01)


def test_es_n0_and_eb_n0_of_half_rate_qpsk():
    half = next(row for row in TABLES["dvb-s2"].rows if row.name == "QPSK 1/2")
    assert half.es_n0_db == 1.00
    assert half.bits_per_symbol == pytest.approx(0.988858, abs=1e-6)
    assert eb_n0_db(half.es_n0_db, half.bits_per_symbol) == pytest.approx(1.05, abs=0.005)


def overhead(t):
    """Return the slant range, m, of a round orbit through the zenith at t = 0 (closed form)."""
    radius, height = 6378.137e3, 1.5e6
    turn = math.sqrt(3.986004418e14 / (radius + height) ** 3)
    return np.sqrt(
        radius**2
        + (radius + height) ** 2
        - 2.0 * radius * (radius + height) * np.cos(turn * np.asarray(t))
    )


def test_the_bits_of_a_pass_are_those_of_a_fine_sum_and_more_than_of_any_fixed_rate():
    link = low_link(symbols_per_s=64e3, g_over_t_dbk=-34.0)

    def es_n0(t):
        reach = overhead(t)
        return hop(link, Geometry(reach, np.zeros(t.shape), np.zeros(t.shape))).es_n0

    span = (-560.0, 560.0)
    carried = sum(piece.bits for piece in timeline(es_n0, span, link.steps, link.symbols_per_s))
    t = np.linspace(*span, 200_001)
    levels = es_n0(t)
    fine = np.zeros(t.size)
    fixed = []
    for step in link.steps:
        rate = step.bits_per_symbol * link.symbols_per_s
        fine = np.where(levels >= step.es_n0_db, rate, fine)
        fixed.append(float(np.trapezoid(np.where(levels >= step.es_n0_db, rate, 0.0), t)))
    assert carried == pytest.approx(float(np.trapezoid(fine, t)), rel=1e-3)
    assert carried > max(fixed) > 0.0


@pytest.fixture(scope="module")
def fleet(shared_data):
    """Return the fleet of October 2025 and three days from its newest epoch."""
    records = read_elements((shared_data / "elements" / "fleet_2025-10.tle").read_text()).records
    start = from_posix(-(-max(record.epoch for record in records) // 60.0) * 60.0)
    return records, (start, start + timedelta(days=3))


def waits(fleet, latitudes, names):
    records, span = fleet
    sky = sky_of_elements([record for record in records if record.name in names], span)
    assert len(sky.tracks) == len(names)
    rows = waiting_rows(sky.tracks, latitudes, 5.0, (to_posix(span[0]), to_posix(span[1])))
    return {row["latitude_deg"]: row for row in rows}


# Availability %, mean, 95 % and greatest wait, minutes: computed before, over three days, for
# elevations above 5 degrees, from the same element sets.
ALL_23 = {
    0: (74, 2.2, 14, 29), 30: (82, 1.3, 10, 26), 45: (89, 0.5, 4, 19), 55: (93, 0.3, 1.5, 17),
    70: (99, 0.0, 0, 2.5),
}  # fmt: skip
TWELVE = {
    0: (50, 6.7, 28, 53),
    30: (55, 5.2, 23, 51),
    55: (77, 1.7, 12, 31),
    70: (91, 0.3, 2.5, 14),
}


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("expected", "first", "last"), [(ALL_23, 3, 25), (TWELVE, 5, 16)], ids=["all 23", "M5 to M16"]
)
def test_waiting_for_gonets_by_latitude(fleet, expected, first, last):
    names = {f"GONETS-M {number}" for number in range(first, last + 1)}
    rows = waits(fleet, list(expected), names)
    for latitude, (available, mean, p95, most) in expected.items():
        row = rows[latitude]
        assert 100.0 * row["availability"] == pytest.approx(available, abs=0.75)
        assert row["mean_wait_min"] == pytest.approx(mean, abs=0.2)
        assert row["p95_wait_min"] == pytest.approx(p95, abs=0.6)
        assert row["max_wait_min"] == pytest.approx(most, abs=1.1)  # of three days: one gap
    for column in ("mean_wait_min", "p95_wait_min", "max_wait_min"):
        falling = [rows[latitude][column] for latitude in sorted(expected)]
        assert falling == sorted(falling, reverse=True)


@pytest.mark.realdata
def test_every_further_plane_shortens_the_wait(fleet):
    counts = (3, 6, 12, 18, 23)
    mean = []
    for count in counts:
        names = {f"GONETS-M {number}" for number in range(3, 3 + count)}
        mean.append(waits(fleet, [45], names)[45]["mean_wait_min"])
    assert all(before > after for before, after in itertools.pairwise(mean))


@pytest.mark.realdata
def test_two_arktika_are_always_there_above_sixty_degrees(fleet):
    rows = waits(fleet, [60, 65, 70, 80, 90], {"ARKTIKA-M 1", "ARKTIKA-M 2"})
    for row in rows.values():
        assert row["availability"] == 1.0
        assert row["max_wait_min"] == 0.0
