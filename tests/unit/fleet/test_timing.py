"""How early or late a satellite may be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.fleet.timing import (
    AGES_DAYS,
    BANDS_KM,
    DAY,
    EPOCH_ERROR_S,
    MEDIAN_S,
    MOST_S,
    class_of,
    class_of_ephemeris,
    timing_of,
    timing_of_windows,
    timing_uncertainty_s,
)
from artel.orbits.elements import Elements, from_facts, from_longitude, period
from artel.orbits.ephemeris import Ephemeris
from artel.orbits.propagate import states
from artel.orbits.time import posix_from_civil

EPOCH = posix_from_civil(2026, 10, 5)
classes = pytest.mark.parametrize("kind", MOST_S)


def low(height_km):
    return from_facts("LOW", 1, EPOCH, altitude_m=height_km * 1e3, inclination=1.7, raan=0.0)


def oval():
    return Elements(
        name="OVAL", norad_id=2, epoch=EPOCH, mean_motion=2.0 * np.pi / 43000.0,
        eccentricity=0.7, inclination=1.1, raan=0.0, argp=4.7, mean_anomaly=0.0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("height_km", "manoeuvres", "kind"),
    [
        (400, "never", "never below 425 km"),
        (450, "never", "never below 475 km"),
        (510, "never", "never below 540 km"),
        (600, "never", "never below 650 km"),
        (820, "never", "never below 1000 km"),
        (1490, "never", "never above 1000 km"),
        (5000, "never", "never above 1000 km"),
        (400, "seldom", "seldom below 425 km"),
        (510, "seldom", "seldom below 540 km"),
        (600, "seldom", "seldom above 540 km"),
        (510, None, "seldom below 540 km"),
        (510, "often", "often"),
        (1490, "often", "often"),
    ],
)
def test_a_low_satellite_is_classed_by_its_perigee_and_its_burns(height_km, manoeuvres, kind):
    assert class_of(low(height_km), manoeuvres) == kind


@pytest.mark.parametrize("manoeuvres", ["never", "seldom", "often", None])
def test_high_satellites_are_classed_by_their_shape_alone(manoeuvres):
    assert class_of(from_longitude("STILL", 3, EPOCH, 1.0), manoeuvres) == "high circle"
    assert class_of(oval(), manoeuvres) == "high oval"


def test_every_class_has_its_row_and_every_row_its_class():
    reachable = {"high circle", "high oval"}
    for habit, tops in BANDS_KM.items():
        for height_km in (300.0, *(top + 20.0 for top in tops)):
            reachable.add(class_of(low(height_km), habit))
    assert reachable == set(MOST_S) == set(MEDIAN_S)
    assert {len(row) for row in (*MOST_S.values(), *MEDIAN_S.values())} == {len(AGES_DAYS)}


@classes
@given(st.floats(0.0, 400.0), st.floats(0.0, 400.0))
def test_older_is_never_better_and_nothing_is_certain(kind, one, two):
    young, old = (timing_uncertainty_s(kind, age) for age in sorted((one, two)))
    assert 0.0 < young[0] <= old[0]
    assert 0.0 < young[1] <= old[1]
    assert young[0] < young[1]


@classes
def test_the_ages_of_the_table_give_its_figures(kind):
    median, most = timing_uncertainty_s(kind, AGES_DAYS)
    assert median == pytest.approx(MEDIAN_S[kind])
    assert most == pytest.approx(MOST_S[kind])


@classes
def test_between_two_ages_lies_what_their_logarithms_say(kind):
    middle = np.sqrt(AGES_DAYS[3] * AGES_DAYS[4])
    _, most = timing_uncertainty_s(kind, middle)
    assert most == pytest.approx(np.sqrt(MOST_S[kind][3] * MOST_S[kind][4]))


@classes
def test_beyond_the_table_errors_grow_as_the_square_of_the_age(kind):
    _, most = timing_uncertainty_s(kind, [30.0, 60.0, 300.0])
    assert most == pytest.approx(MOST_S[kind][-1] * np.array([1.0, 4.0, 100.0]))


@classes
def test_an_age_before_the_epoch_counts_as_one_after_it(kind):
    ages = np.linspace(-40.0, 40.0, 81)
    assert np.array_equal(*(timing_uncertainty_s(kind, each)[1] for each in (ages, -ages)))


def test_the_error_of_the_epoch_is_added_by_squares():
    one = low(510)
    t = EPOCH + np.array([-3.0, 0.0, 1.0]) * DAY
    _, most = timing_uncertainty_s("never below 540 km", [3.0, 0.0, 1.0])
    assert timing_of(one, t, "never") == pytest.approx(np.hypot(most, EPOCH_ERROR_S))
    assert timing_of(one, EPOCH, "never").shape == ()


def test_nothing_is_further_off_than_half_a_turn():
    one = low(400)
    assert timing_of(one, EPOCH + 3650.0 * DAY) == pytest.approx(0.5 * period(one))


@pytest.mark.parametrize("elements", [low(510), low(1490), oval()], ids=["low", "higher", "oval"])
def test_an_ephemeris_ages_from_its_start_as_a_set_of_its_orbit_without_burns(elements):
    t = EPOCH + np.arange(0.0, 3.0 * DAY, 60.0)
    r, v, _ = states(elements, t)
    owned = Ephemeris(name="OWN", t=t, r=r, v=v, start=t[0], stop=t[-1])
    assert class_of_ephemeris(owned) == class_of(elements, "never")
    asked = t[0] + np.array([0.0, 1.0, 2.5]) * DAY
    since_start = replace(elements, epoch=float(t[0]))
    assert timing_of(owned, asked) == pytest.approx(timing_of(since_start, asked, "never"))


def test_an_ephemeris_shorter_than_a_turn_is_classed_by_its_shape():
    one = oval()
    t = EPOCH + 17000.0 + np.arange(0.0, 9000.0, 60.0)
    r, v, _ = states(one, t)
    assert class_of_ephemeris(
        Ephemeris(name="OWN", t=t, r=r, v=v, start=t[0], stop=t[-1])
    ) == class_of(one)


def test_a_satellite_that_burns_is_less_certain_than_one_that_does_not():
    t = EPOCH + 7.0 * DAY
    never, seldom, often = (
        float(timing_of(low(510), t, habit)) for habit in ("never", "seldom", "often")
    )
    assert never < seldom < often


def test_windows_of_many_satellites_have_the_timing_of_each():
    sources = [(low(510), "never"), (low(820), None), (oval(), "often"), (low(400), "often")]
    satellite = np.array([0, 0, 2, 3, 3, 3])
    t = EPOCH + np.arange(6.0) * DAY
    found = timing_of_windows(sources, satellite, t)
    for row, which in enumerate(satellite):
        assert found[row] == timing_of(sources[which][0], t[row], sources[which][1])
    assert timing_of_windows([], satellite[:0], t[:0]).shape == (0,)
