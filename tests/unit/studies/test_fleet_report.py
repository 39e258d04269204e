"""What a fleet's rows say of timing: from whose word a satellite's place is taken, and how sure."""

from __future__ import annotations

import numpy as np
import pytest

from artel.fleet.timing import DAY, timing_of, timing_uncertainty_s
from artel.orbits.elements import from_facts
from artel.orbits.ephemeris import Ephemeris
from artel.orbits.propagate import states
from artel.orbits.time import posix_from_civil
from artel.studies.fleet_report import fleet_rows, source_at, timing_row
from artel.studies.pool import read_pool

EPOCH = posix_from_civil(2026, 10, 5)


@pytest.fixture(scope="module")
def elements():
    return from_facts("LOW", 1, EPOCH, altitude_m=510e3, inclination=1.7, raan=0.0)


@pytest.fixture(scope="module")
def owned(elements):
    t = EPOCH + DAY + np.arange(0.0, DAY, 60.0)
    r, v, _ = states(elements, t)
    return Ephemeris(name="LOW", norad_id=1, t=t, r=r, v=v, start=t[0], stop=t[-1])


def test_a_row_tells_half_of_the_cases_and_ninety_five_in_a_hundred(elements):
    row = timing_row(elements, EPOCH + 7.0 * DAY)
    assert row["timing_from"] == "elements"
    assert row["timing_class"] == "seldom below 540 km"
    median, _ = timing_uncertainty_s(row["timing_class"], 7.0)
    assert row["timing_median_s"] == pytest.approx(float(median), abs=1e-3)
    assert row["timing_s"] == pytest.approx(float(timing_of(elements, EPOCH + 7.0 * DAY)), abs=0.01)
    assert timing_row(elements, EPOCH + 7.0 * DAY, "never")["timing_s"] < row["timing_s"]


def test_an_owners_ephemeris_comes_first_while_it_is_valid(elements, owned):
    assert source_at(elements, [owned], owned.start - 1.0) is elements
    assert source_at(elements, [owned], owned.start) is owned
    assert source_at(elements, [owned], owned.stop) is owned
    assert source_at(elements, [owned], owned.stop + 1.0) is elements
    assert source_at(None, [owned], owned.stop + 1.0) is None
    row = timing_row(owned, owned.start + 0.5 * DAY)
    assert (row["timing_from"], row["timing_class"]) == ("ephemeris", "never below 540 km")


def test_rows_of_a_pool_take_its_habits_and_its_ephemerides(kazan):
    files = {file.name: file.read_text() for file in kazan.glob("*.*") if file.suffix != ".md"}
    pool = read_pool(files)
    at = pool.settings.epoch.timestamp() + 3.0 * DAY
    chosen = pool.elements_at(pool.settings.epoch)
    kanopus = next(each for each in pool.satellites if each.name == "KANOPUS-V 3")
    t = at + np.arange(-3600.0, 3600.0, 60.0)
    r, v, _ = states(chosen[kanopus.norad_id], t)
    ephemeris = Ephemeris(name=kanopus.name, t=t, r=r, v=v, start=t[0], stop=t[-1])
    rows = {
        row["satellite"]: row
        for row in fleet_rows(pool.satellites, chosen, at, {kanopus.name: [ephemeris]})
    }
    assert rows["KANOPUS-V 3"]["timing_from"] == "ephemeris"
    assert rows["KANOPUS-V 4"]["timing_class"] == "seldom below 540 km"
    assert rows["GONETS-M 14"]["timing_class"] == "never above 1000 km"
    assert rows["EXPRESS-AM8"]["timing_class"] == "high circle"
    assert rows["KANOPUS-V 4"]["age_days"] == 3.0
    assert "timing_s" not in rows["RBKA"], "a planned satellite has no elements yet"
