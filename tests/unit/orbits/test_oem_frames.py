"""Celestial frames against Skyfield: IAU 2000A nutation and 2006 precession, all terms."""

from __future__ import annotations

import numpy as np
import pytest

from artel.orbits.celestial import celestial_to_teme
from artel.orbits.frames import teme_to_itrf
from artel.orbits.oem import Ephemeris, read_oem, write_oem
from artel.orbits.time import julian_split, posix_from_civil

LOW, STILL = 7.0e6, 42.164e6
SPAN = posix_from_civil(2015, 1, 1), posix_from_civil(2036, 1, 1)


def instants(count: int = 200) -> np.ndarray:
    return np.sort(np.random.default_rng(3).uniform(*SPAN, count))


def skyfield_times(t: np.ndarray):
    """Return Skyfield's instants with UT1 = UTC, as everywhere in our Earth model."""
    from skyfield.api import load

    timescale = load.timescale(builtin=True, delta_t=69.184)
    jd, fraction = julian_split(t)
    return timescale.tt_jd(jd, fraction + 69.184 / 86400.0)


def places(radius: float, count: int = 200) -> np.ndarray:
    r = np.random.default_rng(4).normal(size=(count, 3))
    return radius * r / np.linalg.norm(r, axis=1)[:, None]


def turned(rotations: np.ndarray, r: np.ndarray) -> np.ndarray:
    return np.einsum("ijn,nj->ni", rotations, r)


@pytest.mark.parametrize(("radius", "metres"), [(LOW, 0.5), (STILL, 3.0)])
def test_gcrf_is_turned_to_teme_as_skyfield_turns_it(radius, metres):
    from skyfield.sgp4lib import TEME

    t, r = instants(), places(radius)
    wanted = turned(TEME.rotation_at(skyfield_times(t)), r)
    assert np.linalg.norm(celestial_to_teme(r, r, t)[0] - wanted, axis=1).max() < metres


@pytest.mark.parametrize(("radius", "metres"), [(LOW, 0.5), (STILL, 3.0)])
def test_eme2000_is_turned_to_itrf_as_skyfield_turns_it(radius, metres):
    from skyfield.framelib import ICRS_to_J2000, itrs

    t, r = instants(), places(radius)
    wanted = turned(itrs.rotation_at(skyfield_times(t)), r)
    teme, _ = celestial_to_teme(r @ ICRS_to_J2000.T, r, t, biased=False)
    assert np.linalg.norm(teme_to_itrf(teme, teme, t)[0] - wanted, axis=1).max() < metres


def test_the_velocity_is_turned_with_the_position():
    t, r = instants(), places(LOW)
    v = places(7.5e3)[::-1]
    turned_r, turned_v = celestial_to_teme(r, v, t)
    assert np.einsum("ni,ni->n", turned_r, turned_v) == pytest.approx(
        np.einsum("ni,ni->n", r, v), abs=1e-2
    )


@pytest.mark.parametrize("frame", ["GCRF", "ICRF", "EME2000", "J2000"])
def test_an_ephemeris_in_a_celestial_frame_is_read_as_itrf(frame):
    from skyfield.framelib import ICRS_to_J2000, itrs

    t = SPAN[0] + 60.0 * np.arange(3) + 3e8
    r = LOW * np.array([[np.cos(a), np.sin(a), 0.3] for a in (0.0, 0.06, 0.12)])
    given = r if frame in {"GCRF", "ICRF"} else r @ ICRS_to_J2000.T
    written = Ephemeris(name="TEST 1", t=t, r=given, v=given * 1e-3, start=t[0], stop=t[-1])
    (read,) = read_oem(write_oem([written], created=t[0]).replace("ITRF2000", frame))
    times = skyfield_times(t)
    assert np.linalg.norm(read.r - turned(itrs.rotation_at(times), r), axis=1).max() < 0.5
    assert read.frame == frame
