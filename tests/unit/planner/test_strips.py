"""Strips of one satellite over an area: side by side without a gap, and figures that hold."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from shapely.geometry import Polygon, box
from shapely.ops import unary_union
from small_days import DAY, T0, order, satellite

from artel.charter.articles import Charter
from artel.fleet.satellites import RadarSensor
from artel.orbits.elements import from_facts
from artel.orbits.tracks import track_of
from artel.orders.orders import Fill
from artel.planner.opportunities import opportunities_of
from artel.planner.outcomes import covered
from artel.planner.pieces import MOST_STRIPS, densest

FIELD = box(30.0, 50.0, 31.5, 51.0)
"""The satellite passes over it at 30.8 degrees east, in the morning."""
EAST = box(34.0, 50.0, 35.5, 51.0)
"""Seen to the right of that pass, at an angle for radars."""


@pytest.fixture(scope="module")
def track():
    elements = from_facts("TURTLE", 90001, T0, altitude_m=500e3, inclination=math.radians(97.4),
                          node_local_time_h=10.5, argument_of_latitude=1.0)  # fmt: skip
    return track_of(elements, T0, T0 + DAY)


def found(track, shape=FIELD, craft=None, **fields):
    craft = craft or satellite()
    wanted = replace(order("FIELD"), shape=shape, fill=Fill(), max_gsd_m=50.0, **fields)
    made, _ = opportunities_of({"TURTLE": [track]}, [craft], [wanted], Charter({}, ()),
                               (T0, T0 + DAY))  # fmt: skip
    return made


def passes(strips):
    """Return the strips of each pass that are taken abeam, a quarter of an hour apart or more."""
    abeam = sorted((each for each in strips if each.pitch == 0.0), key=lambda each: each.start)
    groups = [[abeam[0]]]
    for before, after in pairwise(abeam):
        if after.start - before.start > 900.0:
            groups.append([])
        groups[-1].append(after)
    return groups


def test_strips_side_by_side_leave_no_gap_that_the_camera_could_reach(track):
    strips = found(track)
    assert strips
    for together in passes(strips):
        shown = unary_union([Polygon(each.footprint) for each in together])
        assert shown.geom_type == "Polygon"
        shares = [each.cells.bit_count() / each.of_cells for each in together]
        assert covered(together) >= max(shares)
    best = max(passes(strips), key=covered)
    assert len(best) >= 4
    assert covered(best) > 0.995


def test_a_strip_covers_the_cells_inside_its_footprint(track):
    for strip in found(track):
        ring = Polygon(strip.footprint)
        assert strip.cells.bit_count() / strip.of_cells == pytest.approx(
            ring.intersection(FIELD).area / FIELD.area, abs=0.012
        )


def test_every_strip_has_its_own_name_and_some_pitch(track):
    strips = found(track)
    assert len({each.piece for each in strips}) == len(strips)
    assert {round(math.degrees(each.pitch)) for each in strips} == {-18, 0, 18}


def test_every_strip_is_within_the_limits_of_the_camera_and_as_fine_as_it_says(track):
    for strip in found(track):
        assert abs(math.degrees(strip.roll)) <= 35.0
        assert 2.0 <= strip.finest_gsd <= strip.gsd
        assert math.degrees(strip.sun_elevation) >= 10.0


def test_a_long_strip_is_offered_whole_and_in_parts_that_make_it_up(track):
    strips = found(track, box(30.0, 49.0, 30.3, 52.5))
    whole = max(strips, key=lambda each: each.duration)
    parts = [
        each
        for each in strips
        if each is not whole and (each.roll, each.pitch) == (whole.roll, whole.pitch)
        and whole.start <= each.start and each.end <= whole.end
    ]  # fmt: skip
    assert whole.duration > 20.0
    assert len(parts) >= 2
    assert all(each.duration <= 20.0 for each in parts)
    assert sum(each.duration for each in parts) == pytest.approx(whole.duration, abs=1e-6)
    assert covered(parts) == pytest.approx(covered([whole]), abs=1e-9)


def test_a_camera_that_never_turns_sees_what_lies_under_it(track):
    fixed = satellite()
    (camera,) = fixed.sensors
    still = camera.model_copy(update={"max_roll_deg": 0.0, "max_pitch_deg": 0.0, "swath_km": 275})
    strips = found(track, craft=fixed.model_copy(update={"sensors": (still,)}))
    assert {(each.roll, each.pitch) for each in strips} <= {(0.0, 0.0)}


def test_a_radar_looks_to_its_side_within_its_range(track):
    radar = RadarSensor(name="STRIP", type="radar", gsd_m=3.0, swath_km=30.0,
                        min_incidence_deg=20.0, max_incidence_deg=45.0, sides=("right",),
                        data_rate_mbps=300.0, source="made by hand", status="assumed")  # fmt: skip
    craft = satellite().model_copy(update={"sensors": (radar,)})
    strips = found(track, EAST, craft, sensors=("radar",))
    assert strips
    for strip in strips:
        assert strip.side == "right"
        assert strip.pitch == 0.0
        assert 20.0 <= math.degrees(strip.incidence) <= 45.0
        assert strip.gsd == strip.finest_gsd == 3.0


def test_of_too_many_strips_those_that_show_most_a_second_are_kept(track):
    strips = found(track)
    many = [replace(each, piece=f"{each.piece} {n}") for n in range(60) for each in strips]
    assert len(many) > MOST_STRIPS
    kept = densest(many)
    rate = np.array([each.cells.bit_count() / (each.duration + 20.0) for each in kept])
    assert len(kept) == MOST_STRIPS
    assert rate.min() >= sorted(
        (each.cells.bit_count() / (each.duration + 20.0) for each in many), reverse=True
    )[MOST_STRIPS - 1] - 1e-12  # fmt: skip
