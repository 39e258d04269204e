from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.orbits.elements import Elements, from_facts, satrec
from artel.orbits.pace import _LADDER, Pace, instants, node_step, pace_of, perigee_turn

EPOCH = 1_791_158_400.0


def orbit(perigee_m, eccentricity):
    a = perigee_m / (1.0 - eccentricity)
    return Elements(
        name="ANY",
        norad_id=1,
        epoch=EPOCH,
        mean_motion=float(np.sqrt(3.986e14 / a**3)),
        eccentricity=eccentricity,
        inclination=1.0,
        raan=1.0,
        argp=1.0,
        mean_anomaly=1.0,
    )


@given(st.floats(6.5e6, 9e7), st.floats(0.0, 0.9))
def test_every_orbit_has_a_pace_of_the_ladder_fine_enough_for_it(perigee, eccentricity):
    one = orbit(perigee, eccentricity)
    pace = pace_of(satrec(one))
    assert pace.coarse in _LADDER
    assert pace.coarse <= perigee_turn(satrec(one)) / 22.0
    assert pace.step <= node_step(one)
    # Fine enough, and not much finer: that would be paid for by whoever reads the nodes.
    assert pace.step > node_step(one) / 3.0


@given(st.sampled_from(_LADDER), st.sampled_from([1, 2, 3, 4, 5, 6]), st.integers(0, 10**8))
def test_instants_are_exact(coarse, parts, number):
    number = int(number // coarse)
    t = instants(range(number * parts, (number + 2) * parts), coarse / parts)
    assert t[0] == number * coarse
    assert t[parts] == (number + 1) * coarse
    # In sixteenths of a minute, so that whole days leave no rest that binary cannot hold.
    assert (coarse * 16.0 / 60.0).is_integer() or (coarse * 16.0 / 30.0).is_integer()


def test_low_orbits_share_one_grid():
    heights = (350e3, 500e3, 650e3, 850e3)
    paces = {
        pace_of(satrec(from_facts("LOW", 1, EPOCH, altitude_m=each, inclination=1.7, raan=0.0)))
        for each in heights
    }
    assert paces == {Pace(240.0, 6)}


def test_an_oval_is_sampled_at_the_pace_of_its_perigee():
    low, oval = orbit(6.9e6, 0.0), orbit(6.9e6, 0.7)
    assert node_step(oval) == pytest.approx(node_step(low) / np.sqrt(1.7), rel=1e-3)
    assert pace_of(satrec(oval)).coarse < pace_of(satrec(low)).coarse
