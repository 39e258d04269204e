"""Where a terminal is, in which state, and how it sees a satellite."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from artel.commons.instants import parse_instant, to_posix
from artel.terminals.looks import look
from artel.terminals.places import state_spans, whereabouts
from artel.terminals.tables import Beam, Pointing, Terminal

NOON, EVENING = "2026-10-05T12:00:00Z", "2026-10-05T18:00:00Z"


def on_route(*positions):
    keys = ("at", "lat_deg", "lon_deg")
    route = [dict(zip(keys, each, strict=False)) | dict(*each[3:]) for each in positions]
    return whereabouts(
        Terminal.model_validate(
            {"id": "t", "type": "x", "owner": "KG", "home": "KG", "route": route}
        )
    )


def seconds(text):
    return to_posix(parse_instant(text))


def test_a_route_is_linear_between_its_positions_and_still_outside_them():
    where = on_route((NOON, 40.0, 70.0), (EVENING, 46.0, 76.0))
    t = [seconds(text) for text in ("2026-10-05T00:00:00Z", "2026-10-05T14:00:00Z", "2026-10-07")]
    lat, lon, _ = where.at(t)
    assert np.degrees(lat) == pytest.approx([40.0, 42.0, 46.0])
    assert np.degrees(lon) == pytest.approx([70.0, 72.0, 76.0])
    assert where.moves


def test_a_route_over_the_antimeridian_goes_the_short_way_and_tells_true_longitudes():
    where = on_route((NOON, 66.0, 179.0), (EVENING, 66.0, -177.0))
    asked = []
    where.state_at(seconds("2026-10-05T15:00:00Z"), lambda lon, lat: asked.append((lon, lat)))
    assert asked == [pytest.approx((-179.0, 66.0))]


def test_borders_are_found_between_the_looks_and_a_named_state_wins():
    where = on_route(
        (NOON, 42.0, 70.0), ("2026-10-05T16:00:00Z", 42.0, 74.0, {"state": "UZ"}),
        (EVENING, 42.0, 76.0),
    )  # fmt: skip
    spans = state_spans(
        where,
        lambda lon, lat: "KZ" if lon < 71.5 and lat < 50.0 else "KG",
        (seconds(NOON) - 600, seconds(EVENING)),
    )
    assert [state for _, _, state in spans] == ["KZ", "KG", "UZ"]
    assert spans[0][0] == seconds(NOON) - 600
    assert spans[0][1] == pytest.approx(seconds("2026-10-05T13:30:00Z"), abs=0.11)
    assert spans[1][1] == pytest.approx(seconds("2026-10-05T16:00:00Z"), abs=0.11)
    assert spans[2][1] == seconds(EVENING)
    assert all(a[1] == b[0] for a, b in itertools.pairwise(spans))


def standing(lat, lon):
    return whereabouts(Terminal(id="t", type="x", owner="K", home="K", lat_deg=lat, lon_deg=lon))


def test_under_a_stationary_satellite_everything_is_straight_up(stationary, day):
    (track,) = stationary.tracks
    seen = look(track, standing(0.0, 80.0), day[0])
    assert seen.elevation_deg[0] == pytest.approx(90.0, abs=0.1)
    assert seen.slant_m[0] == pytest.approx(35_786e3, abs=20e3)
    assert seen.off_boresight_deg[0] == pytest.approx(0.0, abs=0.1)
    assert seen.off_beam_deg[0] == pytest.approx(0.0, abs=0.1)


def test_from_the_zenith_elevation_and_the_angle_off_it_make_a_right_angle(low, day):
    (track,) = low.tracks
    seen = look(track, standing(43.0, 74.0), np.linspace(*day, 500))
    assert seen.elevation_deg + seen.off_boresight_deg == pytest.approx(90.0, abs=1e-6)


def test_a_dish_that_is_pointed_at_the_satellite_is_on_its_axis(stationary, day):
    """Textbook angles: azimuth 180 - atan(tan dl / sin phi), elevation by the round Earth."""
    (track,) = stationary.tracks
    lat, lon = 43.0, 74.0
    apart = math.radians(80.0 - lon)
    azimuth = 180.0 - math.degrees(math.atan2(math.tan(apart), math.sin(math.radians(lat))))
    arc = math.cos(apart) * math.cos(math.radians(lat))
    elevation = math.degrees(math.atan2(arc - 6378.137 / 42164.17, math.sqrt(1 - arc**2)))
    where = standing(lat, lon)
    pointing = Pointing(azimuth_deg=azimuth, elevation_deg=elevation)
    assert look(track, where, day[0], pointing=pointing).off_boresight_deg[0] < 0.35
    off = Pointing(azimuth_deg=azimuth, elevation_deg=elevation - 10.0)
    assert look(track, where, day[0], pointing=off).off_boresight_deg[0] == pytest.approx(
        10.0, abs=0.35
    )


def test_a_beam_on_a_place_is_strongest_there(stationary, day):
    (track,) = stationary.tracks
    beam = Beam.model_validate(
        {"lat_deg": 48, "lon_deg": 67, "pattern": [{"angle_deg": 0, "loss_db": 0}]}
    )
    there = look(track, standing(48.0, 67.0), day[0], beam=beam).off_beam_deg[0]
    away = look(track, standing(20.0, 100.0), day[0], beam=beam).off_beam_deg[0]
    assert there == pytest.approx(0.0, abs=1e-4)
    assert 4.0 < away < 10.0
