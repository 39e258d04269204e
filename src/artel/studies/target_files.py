"""Targets out of files: points, lines, areas and courses, as GeoJSON, and courses as CSV.

GeoJSON (RFC 7946): a feature, a collection, or a bare geometry of any kind. A LineString whose
feature has `properties.times`, one instant for each position, is a course: the third coordinate
is its height in metres over WGS84. A lone Point may have a height too; of all else only longitude
and latitude count.

CSV: columns `time`, `lat_deg`, `lon_deg`, and perhaps `height_m` and `name`; rows of one name, in
the order of time, are one course.
"""

from __future__ import annotations

import csv
import itertools
import math
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.commons.errors import InputError
from artel.commons.instants import parse_instant, to_posix
from artel.commons.names import hint
from artel.commons.shapes import read_shape
from artel.commons.tables import load
from artel.orbits.courses import course
from artel.orbits.outlines import Area
from artel.orders.geometry_files import features_of
from artel.studies.places import Place
from artel.studies.targets import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from artel.commons.shapes import Shape
    from artel.orbits.courses import Course

HIGHEST_M = 100_000.0
"""What moves lower than this over the ground is a target; above it is a satellite."""
LOWEST_M = -500.0
MOST_FIXES = 200_000
_NEEDED = ("time", "lat_deg", "lon_deg")
_COLUMNS = (*_NEEDED, "height_m", "name")
_SINGLE = {"MultiPoint": "Point", "MultiLineString": "LineString"}


def read_targets(text: str, file: str) -> list[Target]:
    """Return the targets of a text: CSV where the name ends in .csv, GeoJSON elsewhere.

    Raises InputError naming the file, and the feature or line, for whatever cannot be used.
    """
    name = PurePath(file)
    return _courses(text, file) if name.suffix.lower() == ".csv" else _geojson(text, file)


def _geojson(text: str, file: str) -> list[Target]:
    features = features_of(load(text, f"{PurePath(file).name}.json").value)
    if not features:
        raise InputError(f"{file}: there is no feature.", next_step="Give GeoJSON with a place.")
    return [_target(feature, index, file) for index, feature in enumerate(features)]


def _target(feature: Any, index: int, file: str) -> Target:
    feature = feature if isinstance(feature, dict) else {}
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    name = str(properties.get("name") or feature.get("id") or f"target {index + 1}")
    try:
        return Target(name, _what(name, feature.get("geometry"), properties.get("times")))
    except InputError as error:
        raise InputError(
            f"{file}, feature {index + 1} ({name}): {error.message}", next_step=error.next_step
        ) from None


def _what(name: str, geometry: Any, times: Any) -> Place | Area | Course:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if times is not None:
        if kind != "LineString":
            raise InputError(
                "A feature with times is not a LineString.",
                next_step="Give one line a course, or leave its times out.",
            )
        return _course_of(geometry.get("coordinates"), times)
    if kind == "Point":
        shape = read_shape(geometry)
        return Place("target", name, shape.y, shape.x, _height(geometry["coordinates"], 9000.0))
    return _area([shape for part in _parts(geometry) for shape in _simple(read_shape(part))])


def _parts(geometry: Any) -> Iterator[Any]:
    """Yield the geometries, of the kinds that orders have too, of which a geometry is made."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    inside = geometry.get("geometries" if kind == "GeometryCollection" else "coordinates") \
        if kind else None  # fmt: skip
    if kind not in {"GeometryCollection", *_SINGLE}:
        yield _round_the_world(geometry)
    elif not isinstance(inside, list) or not inside:
        raise InputError(f"The {kind} is empty.", next_step="Give it a part.")
    elif kind == "GeometryCollection":
        for part in inside:
            yield from _parts(part)
    else:
        for coordinates in inside:
            yield from _parts({"type": _SINGLE[kind], "coordinates": coordinates})


def _round_the_world(geometry: Any) -> Any:
    """Return the geometry with a position at longitude 0 in edges from -180 to 180 or back.

    RFC 7946 takes such an edge the whole way around, along a parallel or a pole. Read as a
    crossing of the antimeridian, which is not allowed, it would have no length.
    """
    if not isinstance(geometry, dict) or "coordinates" not in geometry:
        return geometry
    return {**geometry, "coordinates": _halved(geometry["coordinates"])}


def _halved(value: Any) -> Any:
    if not isinstance(value, list) or not value:
        return value
    if not all(_is_position(each) for each in value):
        return [_halved(each) if isinstance(each, list) else each for each in value]
    out = value[:1]
    for before, after in itertools.pairwise(value):
        if abs(after[0] - before[0]) == 360:
            out.append([0.0, 0.5 * (before[1] + after[1])])
        out.append(after)
    return out


def _is_position(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) >= 2
        and all(type(number) in (int, float) for number in value)
    )


def _simple(shape: Shape) -> list[Shape]:
    return list(shape.geoms) if shape.geom_type == "MultiPolygon" else [shape]


def _area(shapes: list[Shape]) -> Area:
    polygons = [
        tuple(np.radians(ring.coords) for ring in (shape.exterior, *shape.interiors))
        for shape in shapes
        if shape.geom_type == "Polygon"
    ]
    lines = [np.radians(shape.coords) for shape in shapes if shape.geom_type != "Polygon"]
    return Area(tuple(polygons), tuple(lines))


def _height(position: Any, highest: float) -> float:
    height = float(position[2]) if len(position) > 2 else 0.0
    if not LOWEST_M <= height <= highest:
        raise InputError(
            f"The height {height:g} m is not usable.",
            next_step=f"Give metres, {LOWEST_M:g} to {highest:g}.",
        )
    return height


def _course_of(coordinates: Any, times: Any) -> Course:
    if not isinstance(coordinates, list) or not isinstance(times, list):
        raise InputError("The course has no list of times.", next_step="Give one a position.")
    if len(times) != len(coordinates):
        raise InputError(
            f"The course has {len(coordinates)} positions and {len(times)} times.",
            next_step="Give one time a position.",
        )
    fixes = [_fix(time, position) for time, position in zip(times, coordinates, strict=True)]
    return _course(fixes)


def _fix(time: Any, position: Any) -> tuple[float, float, float, float]:
    if not isinstance(time, str):
        raise InputError(
            f"{time!r} is not an instant.", next_step="Write it as 2026-10-05T06:00:00Z."
        )
    place = read_shape({"type": "Point", "coordinates": position})
    return to_posix(parse_instant(time)), place.y, place.x, _height(position, HIGHEST_M)


def _course(fixes: list[tuple[float, float, float, float]]) -> Course:
    if len(fixes) > MOST_FIXES:
        raise InputError(
            f"The course has {len(fixes)} fixes.", next_step=f"Thin it to at most {MOST_FIXES}."
        )
    t, lat, lon, height = np.array(fixes).reshape(-1, 4).T
    try:
        return course(t, np.radians(lat), np.radians(lon), height)
    except ValueError as error:
        raise InputError(str(error), next_step="Give fixes in the order of time.") from None


def _courses(text: str, file: str) -> list[Target]:
    rows = csv.reader(text.splitlines())
    header = [word.strip() for word in next(rows, [])]
    for word in header:
        if word not in _COLUMNS:
            raise InputError(f"{file}, line 1: there is no column '{word}'; {hint(word, _COLUMNS)}")
    lost = [word for word in _NEEDED if word not in header]
    if lost:
        raise InputError(
            f"{file}, line 1: the column {lost[0]} is missing.",
            next_step=f"Begin with {','.join(_COLUMNS[:4])}.",
        )
    found: dict[str, list[tuple[float, float, float, float]]] = {}
    for number, row in enumerate(rows, start=2):
        if any(word.strip() for word in row):
            name, fix = _row(header, row, f"{file}, line {number}")
            found.setdefault(name or PurePath(file).stem, []).append(fix)
    if not found:
        raise InputError(f"{file}: there is no fix.", next_step="Give two or more.")
    return [_named(name, fixes, file) for name, fixes in found.items()]


def _row(
    header: list[str], row: list[str], where: str
) -> tuple[str, tuple[float, float, float, float]]:
    if len(row) != len(header):
        raise InputError(
            f"{where}: there are {len(row)} fields for {len(header)} columns.",
            next_step="Give one a column.",
        )
    words = {word: field.strip() for word, field in zip(header, row, strict=True)}
    position = [_number(words, word, where) for word in ("lon_deg", "lat_deg")]
    if words.get("height_m"):
        position.append(_number(words, "height_m", where))
    try:
        return words.get("name", ""), _fix(words["time"], position)
    except InputError as error:
        raise InputError(f"{where}: {error.message}", next_step=error.next_step) from None


def _number(words: dict[str, str], word: str, where: str) -> float:
    try:
        number = float(words[word])
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InputError(f"{where}, {word}: '{words[word]}' is no number.", next_step="Give one.")
    return number


def _named(name: str, fixes: list[tuple[float, float, float, float]], file: str) -> Target:
    try:
        return Target(name, _course(fixes))
    except InputError as error:
        raise InputError(f"{file}, {name}: {error.message}", next_step=error.next_step) from None
