"""Looks at points: a camera is given every pass that it can reach."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import Point
from small_days import DAY, T0, order, satellite

from artel.charter.articles import Charter
from artel.orbits.elements import from_facts
from artel.orbits.frames import geodetic_to_itrf
from artel.orbits.imaging import look
from artel.orbits.tracks import state, track_of
from artel.planner.opportunities import opportunities_of

PLACES = [(lat, lon) for lat in (-60, -37, 0, 21, 44, 68) for lon in range(-180, 180, 15)]


@pytest.fixture(scope="module")
def track():
    elements = from_facts("TURTLE", 90001, T0, altitude_m=500e3, inclination=math.radians(97.4),
                          node_local_time_h=10.5, argument_of_latitude=1.0)  # fmt: skip
    return track_of(elements, T0, T0 + DAY)


def passes_abeam(track, place, most_roll_deg):
    """Return when a place lies abeam within a roll, by samples a second apart."""
    t = np.arange(T0 + 60.0, T0 + DAY - 60.0)
    p = geodetic_to_itrf(math.radians(place[0]), math.radians(place[1]), 0.0)
    r, v = state(track, t)
    roll, pitch, slant = look(r, v, np.broadcast_to(p, r.shape))
    near = slant < 1.5e6
    met = (pitch[:-1] > 0) & (pitch[1:] <= 0) & near[:-1]
    return t[:-1][met & (np.abs(roll[:-1]) < math.radians(most_roll_deg - 0.1))]


def test_a_camera_that_cannot_pitch_has_a_look_on_every_pass_within_its_roll(track):
    craft = satellite()
    kept = {"max_pitch_deg": 0.0, "min_sun_elevation_deg": -90.0}
    camera = craft.sensors[0].model_copy(update=kept)
    craft = craft.model_copy(update={"sensors": (camera,)})
    wanted = [
        replace(order(f"P-{i}"), shape=Point(lon, lat), max_gsd_m=50.0)
        for i, (lat, lon) in enumerate(PLACES)
    ]
    made, _ = opportunities_of(
        {"TURTLE": [track]}, [craft], wanted, Charter({}, ()), (T0, T0 + DAY)
    )
    seen = {each.id: [] for each in wanted}
    for each in made:
        seen[each.order].append(0.5 * (each.start + each.end))
    missed = [
        (place, float(at))
        for i, place in enumerate(PLACES)
        for at in passes_abeam(track, place, camera.max_roll_deg)
        if not any(abs(at - middle) < 5.0 for middle in seen[f"P-{i}"])
    ]
    assert sum(map(len, seen.values())) > 100
    assert missed == []
    assert all(each.pitch == 0.0 for each in made)
