"""Windows over courses against the dense reference, with the great circle written anew."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from fleets import DAY, EPOCH, high_ovals, low_orbits, rings
from reference import E2, A, compare, record, scan, windows

from artel.orbits import courses
from artel.orbits.tracks import track_of

TOLERANCE_S = 0.010
SPAN = (EPOCH + 1234.5, EPOCH + 1234.5 + 1.3 * DAY)
FLEETS = {"low": low_orbits, "oval": high_ovals, "ring": rings}
STEPS = np.arange(0.0, 36.0, 0.4)
COURSES = {
    # Hours, latitudes and longitudes in degrees, heights in metres.
    "ship": ([2, 9, 20, 40], [69, 71, 76, 78], [33, 60, 75, 105], [0, 0, 0, 0]),
    "flight": (
        [5, 5.5, 10, 14, 14.4], [55, 56, 80, 45, 43], [37, 40, -170, -95, -90],
        [0, 11e3, 11e3, 11e3, 0],
    ),
    "at anchor": ([0, 12, 40], [51.18] * 3, [71.446] * 3, [350] * 3),
    "over the pole": ([1, 30], [85, 85], [0, 180], [0, 0]),
    "restless": (STEPS, 50 * np.sin(0.7 * np.arange(90)), np.arange(90) * 37.0 % 360 - 180,
                 np.linspace(0.0, 30e3, 90)),
}  # fmt: skip
RULES = [
    ("above", -1.0),
    ("above", 5.0),
    ("above", 60.0),
    ("off", 8.0),
    ("off", 40.0),
    ("off", 75.0),
]


@cache
def skies(kind):
    some = FLEETS[kind]()
    return [track_of(one, *SPAN) for one in some], [scan(record(one), SPAN) for one in some]


class Way:
    """A course as weighted sums of the verticals at its fixes (Shoemake's slerp)."""

    def __init__(self, hours, lat_deg, lon_deg, height_m):
        self.t = EPOCH + 3600.0 * np.asarray(hours, float)
        self.lat, self.lon = np.radians(lat_deg), np.radians(lon_deg)
        self.height = np.asarray(height_m, float)

    def place(self, t):
        lat, lon = self.lat, self.lon
        n = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)
        k = np.clip(np.searchsorted(self.t, t, side="right") - 1, 0, self.t.size - 2)
        u = (t - self.t[k]) / (self.t[k + 1] - self.t[k])
        turn = 2.0 * np.arcsin(0.5 * np.linalg.norm(n[k] - n[k + 1], axis=1))
        size = np.where(turn > 0.0, np.sin(turn), 1.0)
        a = np.where(turn > 0.0, np.sin((1.0 - u) * turn) / size, 1.0 - u)
        b = np.where(turn > 0.0, np.sin(u * turn) / size, u)
        up = a[:, None] * n[k] + b[:, None] * n[k + 1]
        height = self.height[k] + u * (self.height[k + 1] - self.height[k])
        normal = A / np.sqrt(1.0 - E2 * up[:, 2] ** 2)
        pole = normal * (1.0 - E2) + height
        return up * np.stack([normal + height, normal + height, pole], axis=-1), up

    def clearance(self, way, limit_deg):
        limit = np.radians(limit_deg)

        def by_how_much(r, t):
            p, up = self.place(np.clip(t, self.t[0], self.t[-1]))
            sight = r - p
            far = np.linalg.norm(sight, axis=1)
            high = np.arcsin((sight * up).sum(axis=1) / far)
            nadir = np.arccos((sight * r).sum(axis=1) / (far * np.linalg.norm(r, axis=1)))
            value = high - limit if way == "above" else np.minimum(limit - nadir, high)
            # Outside the course nothing is in reach, and there is no extreme to be hunted.
            outside = (t < self.t[0]) | (t > self.t[-1])
            return np.where(outside, -1.0 - 1e-9 * (t - EPOCH), value)

        return by_how_much


def check(kind, name, rule):
    way, limit_deg = rule
    tracks, dense = skies(kind)
    reference = Way(*COURSES[name])
    course = courses.course(reference.t, reference.lat, reference.lon, reference.height)
    find = courses.elevation_windows if way == "above" else courses.off_nadir_windows
    table = find(tracks, [course], np.radians(limit_deg), SPAN)
    truth = [windows(one, [reference.clearance(way, limit_deg)])[0] for one in dense]
    verdict = compare(truth, table, 1)
    assert (verdict.missed, verdict.extra) == (0, 0)
    assert verdict.worst_s <= TOLERANCE_S
    return verdict.expected


@pytest.mark.parametrize("name", COURSES)
@pytest.mark.parametrize("rule", [("above", 5.0), ("off", 75.0)])
def test_windows_from_low_orbits_are_those_of_the_reference(rule, name):
    assert check("low", name, rule) >= 10


@pytest.mark.parametrize("kind", ["oval", "ring"])
def test_windows_from_high_orbits_are_those_of_the_reference(kind):
    assert check(kind, "restless", ("off", 8.0)) >= 20


@pytest.mark.deep
@pytest.mark.parametrize("name", COURSES)
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("kind", FLEETS)
def test_windows_of_all_courses_from_all_orbits_are_those_of_the_reference(kind, rule, name):
    check(kind, name, rule)
