"""Reading the inputs copied into a plan, as far as the validator judges by them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from artel.charter.articles import Charter, read_charter
from artel.commons.errors import InputError
from artel.commons.formats import check_stamp
from artel.commons.shapes import read_shape
from artel.commons.tables import Instant, check, load
from artel.validator.facts import Fact, Facts, Order, Satellite, Station, Terms

if TYPE_CHECKING:
    from collections.abc import Mapping

NEEDED = ("pool.yaml", "satellites.yaml", "stations.yaml", "charter.yaml", "orders.geojson")
"""Inputs without which nothing can be judged, besides the positions of satellites."""


class _Member(Fact):
    id: str


class _File(Fact):
    """A whole input, which begins with its format and version."""

    format_name: ClassVar[str]


class _Pool(_File):
    format_name = "artel-pool"

    name: str
    epoch: Instant
    members: tuple[_Member, ...]
    partners: tuple[_Member, ...] = ()
    observers: tuple[_Member, ...] = ()


class _Satellites(_File):
    format_name = "artel-satellites"

    satellites: tuple[Satellite, ...]


class _Stations(_File):
    format_name = "artel-stations"

    stations: tuple[Station, ...]


class _Feature(Fact):
    id: str
    geometry: dict[str, Any]
    properties: Terms


class _Orders(_File):
    format_name = "artel-orders"

    features: tuple[_Feature, ...]


FileType = TypeVar("FileType", bound=_File)


@lru_cache(maxsize=32)
def _rows(model: type[FileType], file: str, text: str) -> FileType:
    """Return the rows of a table; a plan is judged again after each repair, its tables the same."""
    table = load(text, file)
    stamp = table.value.get("format") if isinstance(table.value, dict) else None
    check_stamp(stamp, model.format_name, 1, file)
    return check(table, model)


@lru_cache(maxsize=8)
def _charter(text: str) -> Charter:
    return read_charter(load(text, "charter.yaml"))


def read_facts(texts: Mapping[str, str]) -> Facts:
    """Return the facts of the copied inputs, given as file name to text.

    Raises InputError (or TableError) where one is missing or cannot be read.
    """
    for name in NEEDED:
        if name not in texts:
            raise InputError(f"The plan carries no copy of {name}.", next_step="Make it again.")
    pool = _rows(_Pool, "pool.yaml", texts["pool.yaml"])
    satellites = _rows(_Satellites, "satellites.yaml", texts["satellites.yaml"]).satellites
    stations = _rows(_Stations, "stations.yaml", texts["stations.yaml"]).stations
    groups = (("member", pool.members), ("partner", pool.partners), ("observer", pool.observers))
    return Facts(
        pool=pool.name,
        parties={party.id: standing for standing, group in groups for party in group},
        satellites={satellite.name: satellite for satellite in satellites},
        stations={station.name: station for station in stations},
        orders=_orders(_rows(_Orders, "orders.geojson", texts["orders.geojson"])),
        charter=_charter(texts["charter.yaml"]),
    )


def _orders(table: _Orders) -> dict[str, Order]:
    orders: dict[str, Order] = {}
    for feature in table.features:
        if feature.id in orders:
            raise InputError(f"orders.geojson: the order '{feature.id}' stands twice.")
        shape = read_shape(feature.geometry)
        if shape.geom_type == "MultiPolygon":
            raise InputError(f"orders.geojson: the order '{feature.id}' is more than one area.")
        orders[feature.id] = Order(feature.id, feature.properties, shape)
    return orders
