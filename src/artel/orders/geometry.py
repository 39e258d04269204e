"""The place of an order as a person hands it in: checked, bounded, and in one form.

Stricter than the files of a pool, and kinder: every refusal says where in the geometry it is, as
a JSON pointer, and what was probably meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from shapely.geometry import Polygon
from shapely.validation import explain_validity

from artel.commons.errors import InputError
from artel.commons.names import hint
from artel.commons.shapes import Shape, read_shape
from artel.orders.geometry_size import area_km2, length_km

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST = 1e300
MOST_VERTICES = 1000
MOST_KM2 = 1_000_000.0
LEAST_KM2 = 1e-6
MOST_KM = 5000.0
LEAST_KM = 1e-3
POLE_DEG = 89.99
"""Lines and areas stop short of a pole, where all longitudes are one."""

KINDS = {"Point": 0, "LineString": 1, "Polygon": 2}
"""What can be ordered, and how many lists deep its positions stand."""
_MEMBERS = ("type", "coordinates", "crs", "bbox")
_WGS84 = re.compile(
    r"(urn:ogc:def:crs:)?(OGC:[\d.]*:?CRS84|CRS84|EPSG:[\d.]*:?4326)", re.IGNORECASE
)
_WGS84_URL = re.compile(r"https?://www\.opengis\.net/def/crs/(OGC/[\d.]+/CRS84|EPSG/0/4326)")
_WHERE = re.compile(r"(.*?)\[(-?[\d.e+-]+) (-?[\d.e+-]+)[^\]]*\]")
_FAULTS = {
    "Self-intersection": "crosses itself",
    "Ring Self-intersection": "touches itself",
    "Hole lies outside shell": "has a hole outside its boundary",
    "Holes are nested": "has a hole within a hole",
    "Interior is disconnected": "falls apart into pieces",
}


class GeometryError(InputError):
    """A geometry is wrong; `pointer` is the JSON pointer, within it, of what is."""

    def __init__(self, message: str, *, next_step: str = "", pointer: str = "") -> None:
        super().__init__(message, next_step=next_step)
        self.pointer = pointer


@dataclass(frozen=True, slots=True)
class Place:
    """A checked geometry: its canonical GeoJSON `value`, its `shape`, and its size."""

    value: Mapping[str, Any]
    shape: Shape
    km2: float
    km: float


def read_place(geometry: Any) -> Place:
    """Return the place of a GeoJSON Point, LineString or Polygon.

    Altitudes and a `crs` that names WGS 84 are dropped. Raises GeometryError for another
    reference system, positions that are none, more than `MOST_VERTICES` vertices, a boundary that
    crosses itself (naming the point), a place over the antimeridian or a pole, and sizes out of
    bounds.
    """
    kind = _kind(geometry)
    raw = geometry.get("coordinates")
    count = sum(1 for _ in _positions(raw, "/coordinates", KINDS[kind]))
    if count > MOST_VERTICES:
        raise GeometryError(
            f"The geometry has {count} vertices.",
            next_step=f"Simplify it to at most {MOST_VERTICES}.",
            pointer="/coordinates",
        )
    for pointer, position in _positions(raw, "/coordinates", KINDS[kind]):
        _check_position(position, pointer, kind)
    value = {"type": kind, "coordinates": _plain(raw, KINDS[kind])}
    shape = _shape(value)
    place = Place(value, shape, area_km2(shape), _length(shape))
    _check_size(place)
    return place


def _kind(geometry: Any) -> str:
    if not isinstance(geometry, dict):
        raise GeometryError("There is no geometry.", next_step="Give a GeoJSON geometry.")
    for name in geometry:
        if name not in _MEMBERS:
            raise GeometryError(
                f"'{str(name)[:60]}' is not a member of a geometry; {hint(str(name), _MEMBERS)}",
                pointer=pointer_of(name),
            )
    _check_crs(geometry.get("crs"))
    kind = geometry.get("type")
    if isinstance(kind, str) and kind in KINDS:
        return kind
    said = f"A {kind[:40]}" if isinstance(kind, str) else "This"
    advice = "Order each part by itself." if str(kind).startswith("Multi") else ""
    raise GeometryError(
        f"{said} cannot be ordered.",
        next_step=advice or "Give a Point, a LineString or a Polygon.",
        pointer="/type",
    )


def _check_crs(crs: Any) -> None:
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else crs
    if isinstance(name, str) and (_WGS84.fullmatch(_short(name)) or _WGS84_URL.fullmatch(name)):
        return
    said = f"'{name[:60]}'" if isinstance(name, str) else "one without a name"
    raise GeometryError(
        f"The reference system is {said}; places are in WGS 84 alone.",
        next_step="Convert to EPSG:4326, longitude first, and leave crs out.",
        pointer="/crs",
    )


def _short(name: str) -> str:
    """Return a name with the two colons of an empty version made one."""
    return name.strip().replace("::", ":")


def _positions(value: Any, pointer: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Yield each position with its pointer; `depth` lists stand around one."""
    if depth == 0:
        yield pointer, value
        return
    if not isinstance(value, list) or not value:
        raise GeometryError(
            "Here should stand a list of positions.",
            next_step="Write [[longitude, latitude], ...].",
            pointer=pointer,
        )
    for index, part in enumerate(value):
        yield from _positions(part, f"{pointer}/{index}", depth - 1)


def _check_position(position: Any, pointer: str, kind: str) -> None:
    numbers = isinstance(position, list) and len(position) in (2, 3)
    if not numbers or not all(finite(number) for number in position):
        raise GeometryError(
            "This is not a position.", next_step="Write [longitude, latitude].", pointer=pointer
        )
    lon, lat = position[:2]
    if abs(lon) > 180 or abs(lat) > 90:
        raise GeometryError(
            f"The position {lon:g}, {lat:g} is not on the Earth.",
            next_step=_meant(lon, lat),
            pointer=pointer,
        )
    if kind != "Point" and abs(lat) > POLE_DEG:
        raise GeometryError(
            "The geometry touches a pole.",
            next_step=f"Stop at latitude {POLE_DEG:g}, or order a point.",
            pointer=pointer,
        )


def finite(number: Any) -> bool:
    """Whether a JSON value is a number that can be counted with."""
    return type(number) in (int, float) and abs(number) < MOST  # not so of NaN


def _meant(lon: float, lat: float) -> str:
    if max(abs(lon), abs(lat)) > 1000:
        return "These look like metres: convert them to degrees (EPSG:4326)."
    if abs(lon) <= 90 and abs(lat) <= 180:
        return "Longitude comes first, then latitude: are they swapped?"
    return "Longitudes run from -180 to 180, latitudes from -90 to 90."


def _plain(value: Any, depth: int) -> Any:
    """Return the coordinates as numbers of two to a position."""
    if depth == 0:
        return [float(number) + 0.0 for number in value[:2]]
    return [_plain(part, depth - 1) for part in value]


def _shape(value: dict[str, Any]) -> Shape:
    """Return the shape, after the same checks that the pool's own orders pass."""
    if value["type"] == "Polygon":
        _check_rings(value["coordinates"])
    try:
        return read_shape(value)
    except InputError as error:
        raise GeometryError(
            error.message, next_step=error.next_step, pointer="/coordinates"
        ) from None


def _check_rings(rings: list[list[list[float]]]) -> None:
    """Refuse a boundary that is no boundary, naming the place; what else is left to read_shape."""
    closed = all(len(ring) >= 4 and ring[0] == ring[-1] for ring in rings)
    over = any(abs(a[0] - b[0]) > 180 for ring in rings for a, b in pairwise(ring))
    if not closed or over:
        return
    match = _WHERE.match(explain_validity(Polygon(rings[0], rings[1:])))
    if match is None or match[1] not in _FAULTS:
        return
    lon, lat = float(match[2]), float(match[3])
    raise GeometryError(
        f"The polygon {_FAULTS[match[1]]} at {lon:.6g}, {lat:.6g}.",
        next_step="Draw its boundary once around, without crossings, and holes inside it.",
        pointer="/coordinates",
    )


def _length(shape: Shape) -> float:
    return length_km(list(shape.coords)) if shape.geom_type == "LineString" else 0.0


def _check_size(place: Place) -> None:
    kind = place.shape.geom_type
    what, size, least, most, unit = {
        "Polygon": ("area", place.km2, LEAST_KM2, MOST_KM2, "km2"),
        "LineString": ("line", place.km, LEAST_KM, MOST_KM, "km"),
    }.get(kind, ("point", 1.0, 0.0, 1.0, ""))
    if size < least:
        raise GeometryError(
            f"The {what} has no extent.", next_step="Order a point.", pointer="/coordinates"
        )
    if size > most:
        raise GeometryError(
            f"The {what} has {size:,.0f} {unit}.",
            next_step=f"Order at most {most:,.0f} {unit} at once.",
            pointer="/coordinates",
        )


def pointer_of(*parts: object) -> str:
    """Return the JSON pointer (RFC 6901) of names and indices."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
