"""Windows of areas against the dense reference: none missed, none extra, every end in 10 ms."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from area_reference import SHAPES, Margin, Shape, box, ring
from fleets import DAY, EPOCH, high_ovals, low_orbits, rings
from reference import compare, record, scan, windows

from artel.orbits import areas
from artel.orbits.elements import from_facts
from artel.orbits.tracks import track_of

TOLERANCE_S = 0.010
ANGLE = 4e-7
"""rad: what a track may be off between two nodes, 0.05 m or so, as it is seen from 200 km."""
SPAN = (EPOCH + 1234.5, EPOCH + 1234.5 + 0.4 * DAY)
FLEETS = {"low": low_orbits, "oval": high_ovals, "ring": rings}
STEP_S = {"low": 1.0, "oval": 5.0, "ring": 30.0}
NARROW_KM = (6.0, 25.0)
WIDE_KM = (6.0, 120.0)


@cache
def skies(kind, span):
    some = FLEETS[kind]()
    dense = [scan(record(one), span, STEP_S[kind]) for one in some]
    return [track_of(one, *span) for one in some], dense


def check(shape, rule, sky, span, km=WIDE_KM):
    """Compare an area's windows with the reference; return the verdict."""
    (mode, limit_deg), (tracks, dense) = rule, sky
    find = areas.elevation_windows if mode == "above" else areas.off_nadir_windows
    found = find(tracks, [shape.area], np.radians(limit_deg), span, compiled=False)
    step = float(dense[0].t[1] - dense[0].t[0])
    margin = Margin(shape, limit_deg, off_nadir=mode == "off", km=km, step=step)
    truth = [windows(one, [margin])[0] for one in dense]
    verdict = compare(truth, found.table, 1)
    assert (verdict.missed, verdict.extra) == (0, 0)
    assert verdict.worst_s <= TOLERANCE_S
    assert np.array_equal(found.table.cut_start, found.table.start == span[0])
    assert np.array_equal(found.table.cut_end, found.table.end == span[1])
    check_peaks(found, margin, dense)
    return verdict


def check_peaks(found, margin, dense):
    """At the peak the place that is named is as good as is said, and no other moment is better."""
    table = found.table
    for k in range(len(table)):
        one = dense[table.satellite[k]]
        place = found.lon[k], found.lat[k]
        best, angle = margin.at(one.satellite, table.peak_time[k], place)
        assert angle == pytest.approx(table.peak[k], abs=ANGLE)
        assert table.start[k] <= table.peak_time[k] <= table.end[k]
        during = one.r[(one.t >= table.start[k]) & (one.t <= table.end[k])]
        assert margin.best(during).max(initial=-1.0) <= best + ANGLE


CASES = [
    ("country", ("above", 10.0)),
    ("sliver", ("off", 40.0)),
    ("across the antimeridian", ("above", 60.0)),
    ("polar wedge", ("above", 30.0)),
    ("islands", ("above", 10.0)),
    ("pipeline", ("above", 60.0)),
    ("buoys", ("off", 40.0)),
]


@pytest.mark.parametrize(("name", "rule"), CASES)
def test_windows_of_hard_shapes_are_those_of_the_reference(name, rule):
    assert check(SHAPES[name], rule, skies("low", SPAN), SPAN).expected >= 3


@pytest.mark.parametrize("kind", ["oval", "ring"])
def test_windows_from_high_orbits_are_those_of_the_reference(kind):
    assert check(SHAPES["sliver"], ("off", 8.0), skies(kind, SPAN), SPAN).expected >= 1


@pytest.mark.deep
@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize(
    "rule", [("above", -1.0), ("above", 10.0), ("above", 60.0), ("off", 40.0), ("off", 75.0)]
)
def test_windows_of_all_shapes_are_those_of_the_reference(rule, name):
    check(SHAPES[name], rule, skies("low", SPAN), SPAN)


@pytest.mark.deep
@pytest.mark.parametrize("name", ["across the antimeridian", "polar wedge", "islands", "buoys"])
@pytest.mark.parametrize("rule", [("above", 10.0), ("above", 50.0), ("off", 8.0), ("off", 40.0)])
@pytest.mark.parametrize("kind", ["oval", "ring"])
def test_windows_of_shapes_from_high_orbits_are_those_of_the_reference(kind, rule, name):
    check(SHAPES[name], rule, skies(kind, SPAN), SPAN)


SMALL = {
    "inside out": Shape(((box(20.0, -8.0, 40.0, 8.0), ring(30.0, 0.0, 300.0)),)),
    "block": Shape(((box(60.0, 40.0, 72.0, 50.0),),)),
    "needle": Shape((([[20.0, 10.0], [35.0, 24.0], [35.0, 24.001]],),)),
}


@pytest.mark.parametrize("name", SMALL)
def test_a_field_of_regard_smaller_than_the_shape_sees_its_inside(name):
    tracks, dense = skies("low", SPAN)
    some = slice(None) if name == "needle" else slice(0, 3)
    assert check(SMALL[name], ("off", 5.0), (tracks[some], dense[some]), SPAN, NARROW_KM).expected


@pytest.mark.parametrize("radius_km", [430.0, 436.0, 442.0])
def test_a_hole_as_large_as_the_field_of_regard_is_seen_around_only(radius_km):
    # At 510 km and 40 degrees the field of regard is 441 km in radius, a little less or more.
    hole = Shape(((box(20.0, 30.0, 50.0, 60.0), ring(35.0, 45.0, radius_km)),))
    tracks, dense = skies("low", SPAN)
    assert check(hole, ("off", 40.0), (tracks[:1], dense[:1]), SPAN).expected >= 2


def drawn(rng):
    """Return a satellite and a star-shaped area of any size, drawn at random."""
    satellite = from_facts(
        "DRAWN", 1, EPOCH, altitude_m=rng.uniform(350e3, 1500e3),
        inclination=rng.uniform(0.3, 2.2), raan=rng.uniform(0.0, 6.28),
        argument_of_latitude=rng.uniform(0.0, 6.28),
    )  # fmt: skip
    count, size = rng.integers(3, 12), 10.0 ** rng.uniform(-1.0, 1.3)
    turn = (np.arange(count) + rng.uniform(0.0, 0.4, count)) * 2.0 * np.pi / count
    far = size * rng.uniform(0.2, 1.0, count)
    lat = rng.uniform(-60.0, 60.0)
    lon, width = rng.uniform(-100.0, 100.0), min(1.0 / np.cos(np.radians(lat)), 3.0)
    corners = np.stack([lon + width * far * np.cos(turn), lat + far * np.sin(turn)], axis=-1)
    return satellite, Shape((([*corners.tolist()],),))


def check_drawn(seed):
    rng = np.random.default_rng(seed)
    satellite, shape = drawn(rng)
    span = (EPOCH, EPOCH + DAY)
    sky = [track_of(satellite, *span)], [scan(record(satellite), span)]
    check(shape, ("above", rng.uniform(0.0, 75.0)), sky, span)
    check(shape, ("off", rng.uniform(15.0, 70.0)), sky, span)


@pytest.mark.parametrize("seed", [1, 2])
def test_areas_drawn_at_random_are_exact(seed):
    check_drawn(seed)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(100, 130))
def test_many_areas_drawn_at_random_are_exact(seed):
    check_drawn(seed)
