"""The outlines of land, asked about places that everybody knows."""

from __future__ import annotations

import pytest
from shapely.geometry import Point

from artel.studies.land import land


def on_land(lon, lat):
    return any(polygon.contains(Point(lon, lat)) for polygon in land())


@pytest.mark.parametrize(
    ("place", "lon", "lat"),
    [
        ("Moscow", 37.6, 55.75),
        ("Astana", 71.45, 51.18),
        ("Yerevan", 44.51, 40.18),
        ("Havana's island", -79.0, 22.0),
        ("Chukotka east of the antimeridian", -175.0, 66.8),
        ("Chukotka west of the antimeridian", 178.0, 67.5),
        ("the south pole", 0.0, -89.9),
        ("Tasmania", 146.6, -42.0),
    ],
)
def test_a_place_on_land_is_on_land(place, lon, lat):
    assert on_land(lon, lat), place


@pytest.mark.parametrize(
    ("place", "lon", "lat"),
    [
        ("the Atlantic", -30.0, 30.0),
        ("the Caspian", 51.0, 42.0),
        ("the Black Sea", 34.0, 43.3),
        ("the north pole", 0.0, 89.9),
        ("the Bering Sea", 180.0, 58.0),
    ],
)
def test_a_place_at_sea_is_at_sea(place, lon, lat):
    assert not on_land(lon, lat), place


def test_every_outline_is_valid_and_keeps_to_one_turn_of_longitude():
    for polygon in land():
        west, south, east, north = polygon.bounds
        assert polygon.is_valid
        assert polygon.area >= 0.3
        assert -180 <= west < east <= 180
        assert -90 <= south < north <= 90


def test_land_covers_three_tenths_of_the_earth():
    import math

    def area(polygon):
        rings = [polygon.exterior, *polygon.interiors]
        return abs(sum(_zone(ring.coords) for ring in rings))

    def _zone(coordinates):
        pairs = zip(coordinates, list(coordinates)[1:], strict=False)
        return sum(
            math.radians(b[0] - a[0])
            * (math.sin(math.radians(a[1])) + math.sin(math.radians(b[1])))
            / 2.0
            for a, b in pairs
        )

    share = sum(area(polygon) for polygon in land()) / (4.0 * math.pi)
    assert share == pytest.approx(0.292, abs=0.006)
