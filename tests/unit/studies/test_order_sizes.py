"""The size of an order as a tariff measures it."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
from shapely.geometry import LineString, Point, Polygon

from artel.orders.geometry_size import AUTHALIC_KM
from artel.settlement.tariffs import OrderPricing
from artel.studies.order_sizes import order_km2

PRICING = OrderPricing.model_validate({"point_km2": "100", "line_width_km": "10", "urgency": {}})


def size_of(shape):
    return order_km2(SimpleNamespace(shape=shape), PRICING)


def test_a_point_measures_what_the_tariff_says():
    assert size_of(Point(37.6, 55.8)) == "100"


def test_a_line_measures_its_length_times_the_tariffs_width():
    degree = math.pi * AUTHALIC_KM / 180  # 111.19 km
    assert size_of(LineString([(10, 0), (11, 0)])) == f"{10 * round(degree, 2):g}"
    assert size_of(LineString([(10, 50), (10, 51), (10, 50)])) == f"{10 * round(2 * degree, 2):g}"


def test_an_area_measures_what_the_zone_of_a_sphere_does():
    box = Polygon([(30, 50), (32, 50), (32, 51), (30, 51)])
    zone = 2 * math.pi * AUTHALIC_KM**2
    zone *= math.sin(math.radians(51)) - math.sin(math.radians(50))
    assert float(size_of(box)) == pytest.approx(zone * 2 / 360, abs=0.01)


def test_a_hole_is_not_charged():
    outer = [(30, 50), (32, 50), (32, 52), (30, 52)]
    inner = [(30.5, 50.5), (31, 50.5), (31, 51), (30.5, 51)]
    whole, hole, rest = (
        float(size_of(shape))
        for shape in (Polygon(outer), Polygon(inner), Polygon(outer, [inner[::-1]]))
    )
    assert rest == pytest.approx(whole - hole, abs=0.011)
