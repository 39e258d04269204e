"""A map's paper: a projection, its scale, its frame, and the paths drawn inside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.affinity import translate
from shapely.geometry import LineString, Polygon, box

from artel.commons.shapes import ground_polygon
from artel.studies.brief.markup import Markup, element, joined, number
from artel.studies.brief.projections import EqualEarth, Lambert, middle
from artel.studies.exports.ground import cut_lines
from artel.studies.land import land

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from artel.studies.brief.model import Position
    from artel.studies.brief.projections import Projection

    Floats = NDArray[np.float64]

WIDTH = 880.0
"""Units across a map; on A4 paper one is about a fifth of a millimetre."""
_SOUTH, _NORTH = -58.0, 84.0
_PADDING = 0.05, 0.11
_SLIMMEST, _TALLEST = 0.46, 0.6
_NEAR = 160.0
_FINEST = 0.3
_STEP = 2.0


@dataclass(frozen=True, slots=True)
class Canvas:
    """A projection on paper: units = left + scale x, top - scale y, inside `outline`."""

    projection: Projection
    scale: float
    left: float
    top: float
    outline: Polygon
    reach: BaseGeometry

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the paper."""
        _, _, width, height = self.outline.bounds
        return width, height

    def points(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return the paper's coordinates of places anywhere on Earth."""
        centre = self.projection.centre
        turned = centre + (np.asarray(lon) - centre + 180.0) % 360.0 - 180.0
        x, y = self.projection.plane(turned, np.asarray(lat))
        return self.left + self.scale * x, self.top - self.scale * y

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a place lies on the paper."""
        return bool(shapely.contains_xy(self.outline, *self._point(lon, lat)))

    def _point(self, lon: float, lat: float) -> tuple[float, float]:
        x, y = self.points(np.array([lon]), np.array([lat]))
        return float(x[0]), float(y[0])

    def drawn(self, shape: BaseGeometry) -> BaseGeometry:
        """Return a shape of degrees within half a turn of the centre, on paper, cut to it."""
        near = shapely.segmentize(shape.intersection(self.reach), _STEP)
        flat = shapely.transform(near, self._flat)
        whole = flat if flat.is_valid else shapely.make_valid(flat)
        return whole.intersection(self.outline).simplify(_FINEST)

    def _flat(self, positions: Floats) -> Floats:
        x, y = self.projection.plane(positions[:, 0], positions[:, 1])
        return np.stack([self.left + self.scale * x, self.top - self.scale * y], axis=1)

    def area(self, ring: Sequence[Position]) -> str:
        """Return the path of a ring on the ground; empty where it is off the paper."""
        shape = ground_polygon([(lon, lat) for lon, lat in ring])
        turns = [translate(shape, xoff=360.0 * k) for k in (-1, 0, 1)]
        return path_of(self.drawn(shapely.unary_union(turns)))

    def line(self, positions: Sequence[Position]) -> str:
        """Return the path of a line on the ground; empty where it is off the paper."""
        centre = self.projection.centre
        lons = [(lon - centre + 180.0) % 360.0 - 180.0 for lon, _ in positions]
        parts = cut_lines(lons, [lat for _, lat in positions])
        drawn = [self.drawn(LineString([(centre + x, y) for x, y in part])) for part in parts]
        return " ".join(filter(None, map(path_of, drawn)))

    def ground(self) -> Markup:
        """Return sea, land and graticule."""
        lines = [path_of(self.drawn(each)) for each in _graticule(self.projection.centre)]
        sea = element("path", class_="sea", d=path_of(self.outline))
        graticule = element("path", class_="graticule", d=" ".join(filter(None, lines)))
        return joined([sea, element("path", class_="land", d=self.shore()), graticule])

    def shore(self) -> str:
        """Return the path of the land."""
        return path_of(self.drawn(_rolled(self.projection.centre)))


def world(centre: float, lats: tuple[float, float] = (_SOUTH, _NORTH)) -> Canvas:
    """Return the Earth with a longitude in the middle: unless told, without the Antarctic."""
    earth = EqualEarth(centre)
    across, _ = earth.plane(np.array([centre + 180.0]), np.array([0.0]))
    scale = WIDTH / 2.0 / float(across[0])
    _, tall = earth.plane(np.array([centre]), np.array(lats[1:]))
    reach = box(centre - 180.0, lats[0], centre + 180.0, lats[1])
    bare = Canvas(earth, scale, WIDTH / 2.0, scale * float(tall[0]), box(0, 0, 1, 1), reach)
    outline = shapely.transform(shapely.segmentize(reach, _STEP), bare._flat)  # noqa: SLF001
    return Canvas(earth, scale, bare.left, bare.top, outline, reach)


def region(lon: Floats, lat: Floats) -> Canvas:
    """Return the part of the Earth that holds these places, with room around them."""
    plane = Lambert(*middle(lon, lat))
    x, y = plane.plane(lon, lat)
    width = max(float(np.ptp(x)), 0.2) * (1.0 + 2.0 * _PADDING[0])
    height = max(float(np.ptp(y)), 0.1) * (1.0 + 2.0 * _PADDING[1])
    width = max(width, height / _TALLEST)
    height = max(height, width * _SLIMMEST)
    scale = WIDTH / width
    left = WIDTH / 2.0 - scale * float(x.min() + x.max()) / 2.0
    top = scale * height / 2.0 + scale * float(y.min() + y.max()) / 2.0
    west, east = plane.centre - _NEAR, plane.centre + _NEAR
    reach = box(west, max(plane.lat - 85.0, -90.0), east, min(plane.lat + 85.0, 90.0))
    return Canvas(plane, scale, left, top, box(0, 0, WIDTH, scale * height), reach)


def frame_of(part: Canvas, count: int = 24) -> list[Position]:
    """Return the frame of a region as a ring of places, to be drawn on another map."""
    if not isinstance(part.projection, Lambert):
        return []
    ring = shapely.segmentize(part.outline.exterior, WIDTH / count)
    x, y = np.array(ring.coords).T
    plane = (x - part.left) / part.scale, (part.top - y) / part.scale
    lon, lat = part.projection.degrees(*plane)
    return list(zip(lon.tolist(), lat.tolist(), strict=True))


def path_of(shape: BaseGeometry) -> str:
    """Return the SVG path of lines and polygons; points are left out."""
    parts: list[Any] = list(getattr(shape, "geoms", [shape]))
    return " ".join(filter(None, (_part(part) for part in parts)))


def _part(part: Any) -> str:
    if part.is_empty or part.geom_type == "Point":
        return ""
    if part.geom_type == "Polygon":
        rings = [part.exterior, *part.interiors]
        return " ".join(f"{_steps(ring.coords[:-1])}Z" for ring in rings)
    return _steps(part.coords) if part.geom_type == "LineString" else path_of(part)


def _steps(coordinates: Any) -> str:
    return "M" + " ".join(f"{number(x)},{number(y)}" for x, y in coordinates)


@cache
def _rolled(centre: float) -> BaseGeometry:
    """Return the land turned so that the cut lies opposite the centre, without old seams."""
    turned = [translate(each, xoff=360.0 * k) for each in land() for k in (-1, 0, 1)]
    window = box(centre - 180.0, -90.0, centre + 180.0, 90.0)
    return shapely.unary_union([each.intersection(window) for each in turned])


def _graticule(centre: float) -> list[LineString]:
    first = 30.0 * np.ceil((centre - 180.0) / 30.0)
    meridians = [LineString([(lon, -90), (lon, 90)]) for lon in first + np.arange(0, 360, 30.0)]
    ends = centre - 180.0, centre + 180.0
    parallels = [LineString([(ends[0], lat), (ends[1], lat)]) for lat in range(-60, 90, 30)]
    return [*meridians, *parallels]
