"""Outlines of areas and lines on the ground: cut into short edges, and what lies inside.

Edges are straight in longitude and latitude (RFC 7946, 3.1.1), so an edge along a parallel stays
on it, and a shape is cut at the antimeridian. An area that holds a pole has an edge along it:
[-180, 60], [180, 60], [180, 90], [-180, 90].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits import frames
from artel.orbits.frames import WGS84_A, WGS84_F, length
from artel.orbits.intervals import ELEVATION
from artel.orbits.visibility import Sites

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

SPACING = 20e3
"""The greatest length, m, of an edge after cutting."""
_MOST_TURN = 0.05
"""rad: how much a cut edge may bend on the ground, which matters beside the poles alone."""
_E2 = WGS84_F * (2.0 - WGS84_F)
_TURN = 2.0 * np.pi
_DIRT = 1.0
"""m: edges shorter than this are not bent, whatever their longitudes say."""


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """A shape on the ground, its height zero on WGS84: polygons, lines and points together.

    A polygon is a tuple of rings, outer and holes alike: what lies inside an odd number of them
    is inside. A line of one position is a point. Rings and lines are arrays (k, 2) of longitude
    and latitude, rad; a ring may repeat its first position at its end, or not.
    """

    polygons: tuple[tuple[Floats, ...], ...] = ()
    lines: tuple[Floats, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Short edges (n,) of all areas: number of the area, first end and way to the second, rad."""

    area: Ints
    lon: Floats
    lat: Floats
    dlon: Floats
    dlat: Floats

    def __len__(self) -> int:
        return self.area.size

    def place(self, s: Floats, which: Ints) -> tuple[Floats, Floats, Floats, Floats]:
        """Return place, its rate, vertical, its rate, each (n, 3), at parts s (n,) of edges."""
        dlon, dlat = self.dlon[which], self.dlat[which]
        lon, lat = self.lon[which] + s * dlon, self.lat[which] + s * dlat
        east = np.stack([-np.sin(lon), np.cos(lon), np.zeros_like(lon)], axis=-1)
        sin, cos = np.sin(lat), np.cos(lat)
        up = np.stack([cos * east[:, 1], -cos * east[:, 0], sin], axis=-1)
        north = np.stack([-sin * east[:, 1], sin * east[:, 0], cos], axis=-1)
        root = np.sqrt(1.0 - _E2 * sin * sin)
        prime, meridian = WGS84_A / root, WGS84_A * (1.0 - _E2) / root**3
        p = prime[:, None] * up - (_E2 * prime * sin)[:, None] * np.array([0.0, 0.0, 1.0])
        across = (cos * dlon)[:, None] * east
        turn = across + dlat[:, None] * north
        return p, prime[:, None] * across + (meridian * dlat)[:, None] * north, up, turn

    def position(self, s: Floats, which: Ints) -> tuple[Floats, Floats]:
        """Return longitude and latitude, rad, at parts s (n,) of edges."""
        return (
            self.lon[which] + s * self.dlon[which],
            self.lat[which] + s * self.dlat[which],
        )


def edges_of(areas: Sequence[Area], spacing: float) -> Edges:
    """Return the edges of areas, none longer than `spacing`, m.

    Raises ValueError where an area has no position.
    """
    numbers, first, last = [], [], []
    for number, area in enumerate(areas):
        chains = [_closed(ring) for polygon in area.polygons for ring in polygon]
        chains += [np.asarray(line, float) for line in area.lines]
        if not sum(len(chain) for chain in chains):
            raise ValueError(f"Area {number} has no position.")
        # A lone position is an edge of no length.
        first += [chain[: max(len(chain) - 1, 1)] for chain in chains]
        last += [chain[min(1, len(chain) - 1) :] for chain in chains]
        numbers.append(np.full(sum(max(len(chain) - 1, 1) for chain in chains), number))
    if not numbers:
        return Edges(np.empty(0, np.int64), *np.empty((4, 0)))
    return _cut(np.concatenate(numbers), np.concatenate(first), np.concatenate(last), spacing)


def _closed(ring: Floats) -> Floats:
    ring = np.asarray(ring, float)
    return ring if np.array_equal(ring[0], ring[-1]) else np.concatenate([ring, ring[:1]])


def _cut(area: Ints, first: Floats, last: Floats, spacing: float) -> Edges:
    dlon, dlat = (last - first).T
    low = np.minimum(np.abs(first[:, 1]), np.abs(last[:, 1]))
    low = np.where(first[:, 1] * last[:, 1] < 0.0, 0.0, low)
    high = np.maximum(np.abs(first[:, 1]), np.abs(last[:, 1]))
    far = 1.01 * WGS84_A * np.hypot(dlat, dlon * np.cos(low))
    turn = np.where(far > _DIRT, np.abs(dlon) * np.sin(high), 0.0)
    parts = np.maximum(np.ceil(np.maximum(far / spacing, turn / _MOST_TURN)), 1.0)
    which = np.repeat(np.arange(area.size), parts.astype(np.int64))
    step = np.arange(which.size) - np.repeat(np.cumsum(parts) - parts, parts.astype(np.int64))
    dlon, dlat = dlon / parts, dlat / parts
    lon, lat = first[which].T + step * np.stack([dlon[which], dlat[which]])
    return Edges(area[which], lon, lat, dlon[which], dlat[which])


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Areas with their edges, the middles of these, and how far an edge reaches from it, m (n,).

    `boxes` (m, 4) are west, width, south and north of each area's polygons, rad.
    """

    areas: tuple[Area, ...]
    edges: Edges
    middles: Sites
    reach: Floats
    boxes: Floats

    def inside(self, number: Ints, lon: Floats, lat: Floats) -> Flags:
        """Return whether positions (n,), rad, are inside a polygon of the areas `number` (n,)."""
        west, width, south, north = self.boxes[number].T
        out = ((lon - west) % _TURN <= width) & (lat >= south) & (lat <= north)
        for each in np.unique(number[out]):
            some = np.flatnonzero(out & (number == each))
            out[some] = holds(self.areas[each], lon[some], lat[some])
        return out


def ground_of(areas: Sequence[Area]) -> Ground:
    """Return areas made ready for the search. Raises ValueError for one without a position."""
    edges = edges_of(areas, SPACING)
    every = np.arange(len(edges))
    first, middle, last = (edges.place(np.full(every.size, s), every) for s in (0.0, 0.5, 1.0))
    ends = np.maximum(length(first[0] - middle[0]), length(last[0] - middle[0]))
    boxes = np.array([_box(area) for area in areas]).reshape(-1, 4)
    return Ground(tuple(areas), edges, Sites(middle[0], middle[2]), 1.02 * ends + _DIRT, boxes)


def _box(area: Area) -> tuple[float, float, float, float]:
    rings = [ring for polygon in area.polygons for ring in polygon]
    if not rings:
        return 0.0, -1.0, 0.0, 0.0
    low, high = np.concatenate(rings).min(axis=0), np.concatenate(rings).max(axis=0)
    return float(low[0]), float(high[0] - low[0]), float(low[1]), float(high[1])


def nadir(mode: int, r: Floats) -> tuple[Floats, Floats]:
    """Return (longitude, latitude), rad, of the place under r (n, 3) that is best of all.

    By elevation that is where the satellite stands in the zenith; by off-nadir angle it is where
    the line to the Earth's centre meets the ground.
    """
    lat, lon, _ = frames.itrf_to_geodetic(r)
    if mode != ELEVATION:
        lat = np.arctan2(r[..., 2], (1.0 - _E2) * np.hypot(r[..., 0], r[..., 1]))
    return lon, lat


def holds(area: Area, lon: Floats, lat: Floats) -> Flags:
    """Return whether positions (n,), rad, are inside a polygon of the area."""
    inside = np.zeros(lon.shape, bool)
    for polygon in area.polygons:
        some = np.flatnonzero(~inside)
        inside[some] = _inside(polygon, lon[some], lat[some])
    return inside


def _inside(polygon: tuple[Floats, ...], lon: Floats, lat: Floats) -> Flags:
    """Return whether a ray to the east crosses the rings an odd number of times."""
    chains = [_closed(ring) for ring in polygon]
    first = np.concatenate([chain[:-1] for chain in chains])
    last = np.concatenate([chain[1:] for chain in chains])
    west = first[:, 0].min()
    lon = west + (lon - west) % _TURN
    y = lat[:, None]
    across = (first[:, 1] > y) != (last[:, 1] > y)
    k, j = np.nonzero(across)
    part = (lat[k] - first[j, 1]) / (last[j, 1] - first[j, 1])
    hit = first[j, 0] + part * (last[j, 0] - first[j, 0]) > lon[k]
    return np.bincount(k, hit, lat.size).astype(np.int64) % 2 == 1
