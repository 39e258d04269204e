"""Points, lines and polygons in degrees (longitude first), checked before anyone plans on them."""

from __future__ import annotations

import itertools
import math
from typing import Any, TypeAlias

from shapely.affinity import translate
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from artel.commons.errors import InputError

MAX_VERTICES = 2000
"""More than this is a coastline, not an order."""

Shape: TypeAlias = BaseGeometry
"""A shapely Point, LineString, Polygon or MultiPolygon, in degrees."""


def read_shape(geometry: Any) -> Shape:
    """Return the shape of a GeoJSON geometry: Point, LineString, Polygon or MultiPolygon.

    Raises InputError with one sentence for coordinates outside the Earth, too many vertices,
    a ring that is not closed, a boundary that crosses itself, or the antimeridian.
    """
    kind, coordinates = _parts(geometry)
    if kind == "Point":
        return Point(_position(coordinates))
    if kind == "LineString":
        return LineString(_line(coordinates, least=2))
    if kind == "Polygon":
        return _polygon(coordinates)
    if kind == "MultiPolygon" and isinstance(coordinates, list) and coordinates:
        return _valid(MultiPolygon([_polygon(rings) for rings in coordinates]))
    raise InputError(
        f"A geometry of type {kind!r} cannot be used.",
        next_step="Give a Point, a LineString, a Polygon or a MultiPolygon.",
    )


def area_of_rings(rings: list[list[list[float]]]) -> MultiPolygon:
    """Return the area inside any of the outer rings, each a list of [lon, lat] in degrees."""
    return _valid(MultiPolygon([_polygon([ring]) for ring in rings]))


def positions(shape: Shape) -> list[tuple[float, float]]:
    """Return the (lon, lat) vertices of a shape; a polygon's are those of its outer rings."""
    if isinstance(shape, MultiPolygon):
        return [position for part in shape.geoms for position in positions(part)]
    coordinates = shape.exterior.coords if isinstance(shape, Polygon) else shape.coords
    return [(float(x), float(y)) for x, y in coordinates]


def _parts(geometry: Any) -> tuple[object, Any]:
    if not isinstance(geometry, dict) or "type" not in geometry:
        raise InputError("There is no geometry.", next_step="Give a GeoJSON geometry.")
    return geometry["type"], geometry.get("coordinates")


def _position(pair: Any) -> tuple[float, float]:
    numbers = isinstance(pair, list | tuple) and len(pair) in (2, 3)
    if not numbers or not all(_finite(number) for number in pair):
        raise InputError(f"{pair!r} is not a position.", next_step="Write [longitude, latitude].")
    lon, lat = float(pair[0]), float(pair[1])
    if abs(lat) > 90:
        raise InputError(
            f"Latitude {lat:g} is outside -90 to 90.",
            next_step="GeoJSON writes longitude first, then latitude.",
        )
    if abs(lon) > 180:
        raise InputError(
            f"Longitude {lon:g} is outside -180 to 180.", next_step="Bring it within one turn."
        )
    return lon, lat


def _finite(number: Any) -> bool:
    return type(number) in (int, float) and math.isfinite(number)


def _line(coordinates: Any, *, least: int) -> list[tuple[float, float]]:
    if not isinstance(coordinates, list) or len(coordinates) < least:
        raise InputError("The geometry has too few positions.", next_step=f"Give at least {least}.")
    if len(coordinates) > MAX_VERTICES:
        raise InputError(
            f"The geometry has {len(coordinates)} vertices.",
            next_step=f"Simplify it to at most {MAX_VERTICES}.",
        )
    line = [_position(pair) for pair in coordinates]
    if any(abs(a[0] - b[0]) > 180 for a, b in itertools.pairwise(line)):
        raise InputError(
            "The geometry crosses the antimeridian.",
            next_step="Cut it at longitude 180 and order the two parts.",
        )
    return line


def _polygon(rings: Any) -> Polygon:
    if not isinstance(rings, list) or not rings:
        raise InputError("The polygon has no ring.", next_step="Give a closed ring of positions.")
    lines = [_line(ring, least=4) for ring in rings]
    if any(line[0] != line[-1] for line in lines):
        raise InputError(
            "The polygon's ring is not closed.", next_step="Repeat its first position at its end."
        )
    return _valid(Polygon(lines[0], lines[1:]))


def _valid(shape: Any) -> Any:
    if not isinstance(shape, BaseGeometry) or not shape.is_valid or shape.area <= 0:
        why = explain_validity(shape)
        said = "crosses itself" if "elf-intersection" in why else f"is not usable ({why})"
        raise InputError(
            f"The polygon {said}.", next_step="Draw its boundary once around, without crossings."
        )
    return shape


def ground_polygon(ring: list[tuple[float, float]]) -> Shape:
    """Return the area inside a ring of (lon, lat) on the ground, cut at the antimeridian.

    The ring may step over longitude 180; it must not hold a pole.
    """
    lons, turn = [ring[0][0]], 0.0
    for before, after in itertools.pairwise(ring):
        turn -= 360.0 * round((after[0] - before[0]) / 360.0)
        lons.append(after[0] + turn)
    polygon = Polygon([(lon, lat) for lon, (_, lat) in zip(lons, ring, strict=True)])
    if min(lons) >= -180.0 and max(lons) <= 180.0:
        return polygon
    halves = [
        translate(polygon.intersection(box(360.0 * k - 180.0, -90.0, 360.0 * k + 180.0, 90.0)),
                  xoff=-360.0 * k)
        for k in (-1, 0, 1)
    ]  # fmt: skip
    parts = [half for half in halves if half.geom_type == "Polygon" and not half.is_empty]
    return MultiPolygon(parts) if parts else polygon
