"""Whatever elements there are: what is printed reads back within its last printed digit."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.orbits.elements import Elements
from artel.orbits.omm import omm_mapping, read_elements
from artel.orbits.time import posix_from_civil
from artel.orbits.tle import read_tle, write_tle

TURN = 2 * math.pi
ANGLES = st.floats(0.0, TURN, exclude_max=True)
NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=0, max_size=24
)
RATES = st.floats(-0.9, 0.9)
POWERS = st.one_of(st.just(0.0), st.floats(-1.0, 1.0).filter(lambda x: abs(x) > 1e-9))
ELEMENTS = st.builds(
    Elements,
    name=NAMES,
    norad_id=st.integers(0, 339999),
    epoch=st.floats(posix_from_civil(1957, 1, 1), posix_from_civil(2056, 12, 31)),
    mean_motion=st.floats(0.01, 17.0).map(lambda turns: turns * TURN / 86400.0),
    eccentricity=st.floats(0.0, 0.99),
    inclination=st.floats(0.0, math.pi),
    raan=ANGLES,
    argp=ANGLES,
    mean_anomaly=ANGLES,
    object_id=st.from_regex(r"(19[6-9]|20[0-4])[0-9]-[0-9]{3}[A-Z]{1,3}", fullmatch=True),
    bstar=POWERS,
    ndot=RATES,
    nddot=POWERS,
    classification=st.sampled_from("UCS"),
    ephemeris_type=st.sampled_from([0, 2, 3]),
    element_set_no=st.integers(0, 9999),
    rev_at_epoch=st.integers(0, 99999),
)


def angle(radians: float, digit: float) -> object:
    """Return what equals an angle within half its last digit, in degrees, on the circle."""
    return pytest.approx(radians, abs=math.radians(digit) * 0.51)


def turned(found: Elements, wanted: Elements) -> Elements:
    """Return the elements with 0 instead of a full turn, where printing rounded up to it."""
    near = {
        key: getattr(wanted, key)
        for key in ("raan", "argp", "mean_anomaly")
        if getattr(found, key) == 0.0 and getattr(wanted, key) > TURN - 1e-5
    }
    return replace(found, **near)


@given(ELEMENTS)
def test_tle_reads_back_within_its_last_digits(elements):
    (found,) = read_tle(write_tle(elements)).records
    assert turned(found, elements) == replace(
        elements,
        epoch=pytest.approx(elements.epoch, abs=0.00044),
        mean_motion=pytest.approx(elements.mean_motion, abs=0.51e-8 * TURN / 86400),
        eccentricity=pytest.approx(elements.eccentricity, abs=0.51e-7),
        inclination=angle(elements.inclination, 1e-4),
        raan=angle(elements.raan, 1e-4),
        argp=angle(elements.argp, 1e-4),
        mean_anomaly=angle(elements.mean_anomaly, 1e-4),
        bstar=pytest.approx(elements.bstar, rel=0.51e-4, abs=1e-10),
        ndot=pytest.approx(elements.ndot, abs=0.51e-8),
        nddot=pytest.approx(elements.nddot, rel=0.51e-4, abs=1e-10),
    )


@given(ELEMENTS)
def test_a_printed_tle_prints_the_same_once_more(elements):
    text = write_tle(elements)
    (found,) = read_tle(text).records
    assert write_tle(found) == text


@given(ELEMENTS, st.integers(0, 999_999_999))
def test_omm_reads_back_within_its_last_digits(elements, norad_id):
    wanted = replace(elements, norad_id=norad_id)
    (found,) = read_elements(json.dumps(omm_mapping(wanted))).records
    assert found == replace(
        wanted,
        epoch=pytest.approx(wanted.epoch, abs=1e-6),
        mean_motion=pytest.approx(wanted.mean_motion, abs=0.51e-12 * TURN / 86400, rel=1e-14),
        eccentricity=pytest.approx(wanted.eccentricity, abs=0.51e-12),
        inclination=angle(wanted.inclination, 1e-10),
        raan=angle(wanted.raan, 1e-10),
        argp=angle(wanted.argp, 1e-10),
        mean_anomaly=angle(wanted.mean_anomaly, 1e-10),
    )


@given(st.text(max_size=300))
def test_no_text_does_more_than_be_refused_with_a_sentence(text):
    assert said_of(text).endswith(".")


def said_of(text: str) -> str:
    """Return the sentence of a refusal, or one of our own where the text was read."""
    try:
        readings = read_elements(text)
    except ValueError as error:
        return str(error)
    return f"{len(readings.records)} records and {len(readings.problems)} problems."


@given(st.data(), ELEMENTS)
def test_a_damaged_tle_is_a_problem_and_never_a_crash(data, elements):
    lines = write_tle(replace(elements, name="TEST 1")).splitlines()
    which = data.draw(st.sampled_from([1, 2]))
    column = data.draw(st.integers(2, 68))
    character = data.draw(st.characters(min_codepoint=33, max_codepoint=0x2FF))
    line = lines[which]
    lines[which] = f"{line[:column]}{character}{line[column + 1 :]}"
    readings = read_tle("\n".join(lines))
    weight = {"-": 1, **{str(digit): digit for digit in range(10)}}
    if lines[which] == line:
        assert readings.problems == ()
    elif weight.get(character, 0) != weight.get(line[column], 0) or not character.isascii():
        assert readings.records == ()
        assert readings.problems[0].line == which + 1
