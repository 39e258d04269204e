"""OEM: what is read and printed, what is refused and on which line, and what lies in between."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from artel.orbits import propagate
from artel.orbits.elements import from_facts, from_longitude
from artel.orbits.frames import itrf_to_teme
from artel.orbits.oem import Ephemeris, read_oem, states, write_oem
from artel.orbits.time import epoch_text, posix_from_civil

START = posix_from_civil(2026, 10, 5)
LOW = from_facts(
    "LOW 1", 90001, START, altitude_m=510e3, inclination=math.radians(97.4), node_local_time_h=11.3
)
HIGH = from_facts(
    "HIGH 1",
    90002,
    START,
    altitude_m=20180e3,
    eccentricity=0.7,
    inclination=math.radians(63.4),
    raan=1.0,
    argument_of_perigee=math.radians(270.0),
)
STILL = from_longitude("STILL 1", 90003, START, math.radians(86.5))
NODES = START + np.arange(0.0, 6 * 3600 + 1, 60.0)


def ephemeris_of(elements, **changes: object) -> Ephemeris:
    r, v, good = propagate.states(elements, NODES)
    assert good.all()
    made = Ephemeris(
        name=elements.name,
        norad_id=elements.norad_id,
        object_id="2026-001A",
        t=NODES,
        r=r,
        v=v,
        start=float(NODES[0]),
        stop=float(NODES[-1]),
    )
    return replace(made, **changes)


def rows(count: int = 3, step: float = 60.0, radius_km: float = 7000.0) -> list[str]:
    """Return states on a circle over the turning Earth's equator."""
    angles = np.arange(count) * 0.06
    return [
        f"{epoch_text(START + k * step, 3)} {radius_km * math.cos(a):.6f} "
        f"{radius_km * math.sin(a):.6f} 0.0 {-7 * math.sin(a):.9f} {7 * math.cos(a):.9f} 0.0"
        for k, a in enumerate(angles)
    ]


METADATA = {
    "OBJECT_NAME": "TEST 1",
    "OBJECT_ID": "2026-001A",
    "CENTER_NAME": "EARTH",
    "REF_FRAME": "ITRF2000",
    "TIME_SYSTEM": "UTC",
    "START_TIME": epoch_text(START),
    "STOP_TIME": epoch_text(START + 86400),
}


def oem(table: list[str] | None = None, **metadata: str | None) -> str:
    said = {key: value for key, value in {**METADATA, **metadata}.items() if value is not None}
    return "\n".join(
        [
            "CCSDS_OEM_VERS = 2.0",
            "CREATION_DATE = 2026-10-05T00:00:00",
            "ORIGINATOR = TEST",
            "META_START",
            *(f"{key} = {value}" for key, value in said.items()),
            "META_STOP",
            *(rows() if table is None else table),
            "",
        ]
    )


@pytest.mark.parametrize("elements", [LOW, HIGH, STILL], ids=lambda e: e.name)
def test_states_printed_each_minute_give_those_between_to_a_metre(elements):
    (read,) = read_oem(write_oem([ephemeris_of(elements)], created=START))
    between = np.random.default_rng(7).uniform(NODES[0], NODES[-1], 2000)
    r, v = states(read, between)
    wanted_r, wanted_v, _ = propagate.states(elements, between)
    assert np.abs(r - wanted_r).max() < 0.05
    assert np.abs(v - wanted_v).max() < 1e-3


@pytest.mark.parametrize("degree", [3, 5, 7, 9])
def test_a_higher_degree_comes_nearer_until_a_micrometre(degree):
    ephemeris = ephemeris_of(LOW, degree=degree)
    between = NODES[20:-20] + 30.0
    apart = np.abs(states(ephemeris, between)[0] - propagate.states(LOW, between)[0]).max()
    assert apart < {3: 10.0, 5: 0.02, 7: 1e-4, 9: 1e-5}[degree]


def circle(t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return states whose velocity is the rate of the position; SGP4's is not quite."""
    angle, zero = 1.1e-3 * (t - START), np.zeros_like(t)
    r = 7e6 * np.stack([np.cos(angle), np.sin(angle), zero], axis=-1)
    return r, 7e6 * 1.1e-3 * np.stack([-np.sin(angle), np.cos(angle), zero], axis=-1)


@pytest.mark.parametrize(("degree", "metres"), [(3, 0.5), (5, 1e-3), (7, 1e-5), (9, 1e-6)])
def test_hermite_uses_the_velocities(degree, metres):
    r, v = circle(NODES)
    ephemeris = ephemeris_of(LOW, r=r, v=v, interpolation="HERMITE", degree=degree)
    between = np.random.default_rng(7).uniform(NODES[0], NODES[-1], 500)
    found_r, found_v = states(ephemeris, between)
    wanted_r, wanted_v = circle(between)
    assert np.abs(found_r - wanted_r).max() < metres
    assert np.abs(found_v - wanted_v).max() < metres / 5


@pytest.mark.parametrize("method", ["LAGRANGE", "HERMITE"])
def test_at_its_own_times_an_ephemeris_gives_its_own_states(method):
    ephemeris = ephemeris_of(LOW, interpolation=method)
    r, v = states(ephemeris, NODES)
    assert np.abs(r - ephemeris.r).max() < 1e-6
    assert np.abs(v - ephemeris.v).max() < 1e-9


def test_fewer_states_than_the_degree_asks_for_lower_it():
    ephemeris = ephemeris_of(LOW)
    few = replace(
        ephemeris, t=NODES[:3], r=ephemeris.r[:3], v=ephemeris.v[:3], stop=float(NODES[2])
    )
    middle = states(few, START + 30.0)[0]
    assert np.linalg.norm(middle - propagate.states(LOW, np.array([START + 30.0]))[0]) < 200.0


def test_states_keep_the_shape_of_what_was_asked():
    ephemeris = ephemeris_of(LOW)
    assert states(ephemeris, START + 5.0)[0].shape == (3,)
    assert states(ephemeris, np.full((2, 4), START + 5.0))[1].shape == (2, 4, 3)
    assert states(ephemeris, np.empty(0))[0].shape == (0, 3)


@pytest.mark.parametrize("t", [START - 1.0, NODES[-1] + 1.0, np.nan])
def test_instants_outside_are_refused_with_the_span(t):
    with pytest.raises(ValueError, match=r"LOW 1: .* from 2026-10-05T00:00:00.000Z to .* outside"):
        states(ephemeris_of(LOW), np.array([START + 1.0, t]))


def test_what_is_printed_reads_back_whole():
    given = [
        ephemeris_of(LOW, start=START + 60.0, stop=START + 7200.0, degree=5),
        ephemeris_of(STILL, norad_id=None, interpolation="HERMITE"),
    ]
    text = write_oem(given, created=START, originator="TEST")
    read = read_oem(text)
    assert len(read) == 2
    for wanted, found in zip(given, read, strict=True):
        for key in ("name", "object_id", "norad_id", "interpolation", "degree", "start", "stop"):
            assert getattr(found, key) == getattr(wanted, key)
        assert (found.t == wanted.t).all()
        assert np.abs(found.r - wanted.r).max() < 1e-5
        assert np.abs(found.v - wanted.v).max() < 1e-8
    assert write_oem(read, created=START, originator="TEST") == text


def test_comments_covariances_and_accelerations_are_passed_over():
    table = ["COMMENT by the owner", *(f"{row} 0.0 0.0 0.0" for row in rows())]
    covariance = ["COVARIANCE_START", "EPOCH = 2026-10-05T00:00:00", "1.0", "0.1 1.0"]
    text = oem([*table, "", *covariance, "COVARIANCE_STOP"], COMMENT=None)
    text = text.replace("META_START", "COMMENT head\n\nMETA_START\nCOMMENT NORAD_CAT_ID = 43180")
    (read,) = read_oem(text)
    assert read.t.size == 3
    assert read.norad_id == 43180
    assert read.r[0] == pytest.approx([7e6, 0.0, 0.0])


@pytest.mark.parametrize(("object_id", "number"), [("43180", 43180), ("2026-001A", None)])
def test_an_object_id_of_digits_is_a_catalogue_number(object_id, number):
    assert read_oem(oem(OBJECT_ID=object_id))[0].norad_id == number


def test_the_useable_span_is_the_declared_one_inside_the_states():
    (read,) = read_oem(oem())
    assert (read.start, read.stop) == (START, START + 120.0)
    declared = {
        "USEABLE_START_TIME": epoch_text(START + 30),
        "USEABLE_STOP_TIME": epoch_text(START + 90),
    }
    (read,) = read_oem(oem(**declared))
    assert (read.start, read.stop) == (START + 30.0, START + 90.0)


def test_an_undeclared_interpolation_is_lagrange_of_degree_7():
    (read,) = read_oem(oem())
    assert (read.interpolation, read.degree) == ("LAGRANGE", 7)
    (read,) = read_oem(oem(INTERPOLATION="linear", INTERPOLATION_DEGREE="5"))
    assert (read.interpolation, read.degree) == ("LAGRANGE", 1)
    assert states(read, START + 30.0)[0] == pytest.approx((read.r[0] + read.r[1]) / 2)


def test_states_in_teme_are_turned_into_itrf():
    given = ephemeris_of(LOW)
    r, v = itrf_to_teme(given.r, given.v, NODES)
    turned = write_oem([replace(given, r=r, v=v)], created=START).replace("ITRF2000", "TEME")
    (read,) = read_oem(turned)
    assert read.frame == "TEME"
    assert np.abs(read.r - given.r).max() < 1e-5
    assert np.abs(read.v - given.v).max() < 1e-8


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (oem(TIME_SYSTEM="TAI"), "Line 9: TIME_SYSTEM is TAI, which is not read; .* with UTC"),
        (oem(REF_FRAME="MCI"), "Line 8: REF_FRAME is MCI, which is not read; .* TEME, EME2000"),
        (oem(CENTER_NAME="MARS"), "Line 7: CENTER_NAME is MARS, which is not read; .* EARTH"),
        (
            oem(REF_FRAME="TEME", REF_FRAME_EPOCH="2026-01-01T00:00:00"),
            "Line 12: a frame held at an epoch of its own is not read",
        ),
        (oem(OBJECT_NAME=None, TIME_SYSTEM=None), "Line 4: .* lack OBJECT_NAME, TIME_SYSTEM"),
        (oem(START_TIME="soon"), "Line 10: START_TIME: 'soon' is not an epoch"),
        (oem(START_TIME=epoch_text(START + 900)), "Line 4: the useable times .* outside"),
        (oem(INTERPOLATION="SPLINE"), "Line 12: INTERPOLATION SPLINE is not known"),
        (oem(INTERPOLATION_DEGREE="0"), "Line 12: INTERPOLATION_DEGREE 0 is not usable"),
        (oem(INTERPOLATION_DEGREE="x"), "Line 12: INTERPOLATION_DEGREE x is not usable"),
        (oem([]), "Line 4: the segment has 0 states; two are the least"),
        (oem(rows(1)), "Line 13: the segment has 1 states; two are the least"),
        (oem([*rows(2), rows(2)[1]]), "Line 15: the state of .* does not come after the one"),
        (oem(rows(3)[::-1]), "Line 14: the state of .* does not come after the one before it"),
        (oem([*rows(2), "2026-10-05T00:05:00 1 2 3"]), "Line 15: .* is no state; write an epoch"),
        (oem([*rows(2), "noon 7000 0 0 0 7 0"]), "Line 15: 'noon' is not an epoch"),
        (
            oem([*rows(2), rows(3)[2].replace("0.0 ", "x ", 1)]),
            "Line 15: 'x' in this state is no number",
        ),
        (oem([*rows(2), rows(3)[2].replace("0.0 ", "nan ", 1)]), "Line 15: .* no place of a sat"),
        (oem(rows(3, radius_km=7e6)), "Line 13: .* no place of a satellite .* in kilometres"),
        (oem(rows(3, radius_km=6.9)), "Line 13: .* no place of a satellite .* in kilometres"),
        (oem().replace("META_STOP", "and so on\nMETA_STOP"), "Line 12: 'and so on' is neither"),
        ("CCSDS_OEM_VERS = 2.0\n", "has no segment"),
        ("", "The text is empty; an OEM .* begins with CCSDS_OEM_VERS"),
        ("<oem>", "The text begins '<oem>'; an OEM .* begins with CCSDS_OEM_VERS"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(text, sentence):
    with pytest.raises(ValueError, match=sentence) as refused:
        read_oem(text)
    assert str(refused.value).endswith(".")


def test_each_segment_is_an_ephemeris_of_its_own():
    second = oem(OBJECT_NAME="TEST 2").split("\n", 3)[3]
    read = read_oem(oem() + second)
    assert [ephemeris.name for ephemeris in read] == ["TEST 1", "TEST 2"]
    assert [ephemeris.t.size for ephemeris in read] == [3, 3]
