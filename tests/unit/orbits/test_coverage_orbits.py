"""Coverage of circular orbits over the whole Earth beside what geometry says on paper."""

from __future__ import annotations

import math

import numpy as np
import pytest

from artel.orbits.coverage import coverage, summary
from artel.orbits.frames import teme_to_itrf
from artel.orbits.grids import equal_area
from artel.orbits.tallies import Tally
from artel.orbits.time import parse_epoch
from artel.orbits.tracks import Track
from artel.orbits.visibility import elevation_windows, off_nadir_windows, sites_of

START = parse_epoch("2026-10-05T00:00:00")
MU = 3.986004418e14
EARTH = 6_371_007.0
"""The mean radius: that of equal area."""


def circle(height, inclination_deg, days):
    """Return a satellite on an ideal circle, which no perturbation turns."""
    radius, tilt = EARTH + height, math.radians(inclination_deg)
    t = START + np.arange(0.0, days * 86400.0 + 1.0, 60.0)
    angle = math.sqrt(MU / radius**3) * (t - START)
    plane = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    turned = np.stack([-np.sin(angle), np.cos(angle)], axis=1)
    axes = np.array([[1.0, 0.0, 0.0], [0.0, math.cos(tilt), math.sin(tilt)]])
    speed = math.sqrt(MU / radius)
    r, v = teme_to_itrf(radius * plane @ axes, speed * turned @ axes, t)
    return Track("circle", 1, t, r, v, float(t[0]), float(t[-1]))


def covered(track, size_deg, find):
    cells = equal_area(math.radians(size_deg))
    span = (track.start, track.end)
    table = find([track], sites_of(cells.lat, cells.lon), span)
    return summary(coverage(Tally(table, [0], len(cells), span), [[0]]), cells)


@pytest.mark.parametrize(("height", "elevation_deg"), [(1400e3, 10.0), (20_000e3, 5.0)])
def test_a_mask_sees_the_part_of_the_earth_that_its_cap_is(height, elevation_deg):
    mask = math.radians(elevation_deg)
    cap = math.acos(EARTH / (EARTH + height) * math.cos(mask)) - mask
    found = covered(
        circle(height, 80.0, 2.0), 6.0, lambda *at: elevation_windows(at[0], at[1], mask, at[2])
    )
    assert found.seen_time[0] == pytest.approx((1.0 - math.cos(cap)) / 2.0, rel=0.01)


def test_an_imager_sees_up_to_the_latitude_that_its_look_reaches():
    height, most = 800e3, math.radians(45.0)
    cap = math.asin((1.0 + height / EARTH) * math.sin(most)) - most
    found = covered(
        circle(height, 50.0, 5.0), 3.0, lambda *at: off_nadir_windows(at[0], at[1], most, at[2])
    )
    assert found.seen_area[0] == pytest.approx(math.sin(math.radians(50.0) + cap), rel=0.01)
    assert found.seen_time[0] == pytest.approx((1.0 - math.cos(cap)) / 2.0, rel=0.01)
    # Where the waits are long the time seen is short: half the square of the longest bounds them.
    assert 0.0 < found.mean_wait[0] < 5.0 * 43200.0
    assert found.mean_gap[0] < found.mean_revisit[0] < found.max_revisit[0]
