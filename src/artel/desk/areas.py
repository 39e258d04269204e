"""A place out of a customer's file, read and checked before anything is ordered there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from artel.desk.permissions import permit
from artel.orders.geometry_files import read_area_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from artel.commons.actors import Actor

KINDS = {"Point": "point", "LineString": "strip", "Polygon": "area"}
"""What kind of order a geometry makes."""


@dataclass(frozen=True, slots=True)
class Area:
    """A place as an order takes it: canonical GeoJSON, the order's kind, its size."""

    geometry: Mapping[str, Any]
    kind: str
    km2: float
    km: float


def read_area(actor: Actor, name: str, data: bytes) -> Area:
    """Return the one place that a file holds; its name says the format. Nothing is stored.

    Raises InputError for a file that is not read, and for a place that cannot be ordered.
    """
    permit(actor, "quote.ask")
    place = read_area_file(name, data)
    return Area(place.value, KINDS[place.value["type"]], place.km2, place.km)
