"""Planned satellites that fly by the start of the plan, read anew from the copied workshare.yaml.

The rule: a satellite whose status is planned, and which workshare.yaml launches at or before the
start of the horizon, is operational; a figure that a leaf inside its product declares replaces
the one of satellites.yaml.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from artel.commons.formats import check_stamp
from artel.commons.instants import to_posix
from artel.commons.tables import Instant, check, load
from artel.validator.facts import Fact, Facts, Positive, Satellite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE = "workshare.yaml"
Given = TypeVar("Given", bound=Fact | None)


class Declared(Fact):
    """What a leaf declares; a figure that is not there is not declared."""

    sensor: str | None = None
    gsd_m: Positive | None = None
    swath_km: Positive | None = None
    data_rate_mbps: Positive | None = None
    rate_deg_s: Positive | None = None
    acceleration_deg_s2: Positive | None = None
    settle_s: float | None = None
    recorder_gbit: Positive | None = None
    imaging_s_per_day: Positive | None = None


class _Product(Fact):
    id: str
    parent: str | None = None
    performance: Declared | None = None


class _Launch(Fact):
    satellite: str
    product: str
    launch_date: Instant


class _Workshare(Fact):
    products: tuple[_Product, ...]
    launches: tuple[_Launch, ...] = ()


def with_launched(facts: Facts, texts: Mapping[str, str], start: float) -> Facts:
    """Return the facts as they are at the start of the horizon (POSIX s).

    Raises InputError where a workshare.yaml is there and cannot be read.
    """
    if FILE not in texts:
        return facts
    table = load(texts[FILE], FILE)
    stamp = table.value.get("format") if isinstance(table.value, dict) else None
    check_stamp(stamp, "artel-workshare", 1, FILE)
    rows = check(table, _Workshare)
    satellites = dict(facts.satellites)
    for launch in rows.launches:
        satellite = satellites.get(launch.satellite)
        planned = satellite is not None and satellite.status == "planned"
        if satellite is not None and planned and to_posix(launch.launch_date) <= start:
            for declared in _inside(rows, launch.product):
                satellite = _as_declared(satellite, declared)
            satellites[satellite.name] = _changed(satellite, status="operational")
    return replace(facts, satellites=satellites)


def _inside(rows: _Workshare, name: str) -> Iterator[Declared]:
    """Return what the product and everything inside it declare."""
    above = {product.id: product.parent for product in rows.products}
    for product in rows.products:
        place: str | None = product.id
        seen: set[str] = set()
        while place is not None and place != name and place not in seen:
            seen.add(place)
            place = above.get(place)
        if place == name and product.performance is not None:
            yield product.performance


def _as_declared(satellite: Satellite, said: Declared) -> Satellite:
    return _changed(
        satellite,
        agility=_changed(
            satellite.agility,
            rate_deg_s=said.rate_deg_s,
            acceleration_deg_s2=said.acceleration_deg_s2,
            settle_s=said.settle_s,
        ),
        duty=_changed(satellite.duty, imaging_s_per_day=said.imaging_s_per_day),
        recorder=_changed(satellite.recorder, capacity_gbit=said.recorder_gbit),
        sensors=tuple(
            _changed(
                sensor,
                gsd_m=said.gsd_m,
                swath_km=said.swath_km,
                data_rate_mbps=said.data_rate_mbps,
            )
            if sensor.name == said.sensor
            else sensor
            for sensor in satellite.sensors
        ),
    )


def _changed(fact: Given, **figures: Any) -> Given:
    """Return the fact with the figures that are given; where there is no fact there is none."""
    if fact is None:
        return fact
    return fact.model_copy(
        update={key: value for key, value in figures.items() if value is not None}
    )
