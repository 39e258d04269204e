"""The dense reference for areas and courses: points everywhere, inside and along the border.

An area stands for some thousands of points: its corners, its border every few kilometres, and a
grid inside (shapely says what is inside). The margin of the area is the greatest of theirs, at
every second and wherever `reference.windows` hunts for ends and extremes, straight through SGP4.
It has no edge to follow, no bound to narrow and no argument about what the nadir is inside of.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from reference import E2, A, positions
from shapely import contains_xy
from shapely.geometry import MultiPolygon, Polygon

from artel.orbits.outlines import Area

if TYPE_CHECKING:
    from sgp4.api import Satrec

KM_PER_DEGREE = 111.2
FAR = -2.0
MU = 3.986e14
FINER = np.linspace(0.0, 1.0, 31)[1:]
FINER_ABOUT = 5


@dataclass(frozen=True)
class Shape:
    """An area in degrees: polygons as tuples of rings, and lines; longitude first."""

    polygons: tuple = ()
    lines: tuple = ()

    @property
    def area(self) -> Area:
        polygons = tuple(tuple(np.radians(ring) for ring in rings) for rings in self.polygons)
        return Area(polygons, tuple(np.radians(line) for line in self.lines))

    @property
    def chains(self) -> list:
        return [[*ring, ring[0]] for rings in self.polygons for ring in rings] + list(self.lines)

    def inner(self, grid_km: float) -> np.ndarray:
        """Return points (n, 2) of a grid inside the polygons, degrees."""
        if not self.polygons:
            return np.empty((0, 2))
        whole = MultiPolygon([Polygon(rings[0], rings[1:]) for rings in self.polygons])
        assert whole.is_valid
        low_lon, low, high_lon, high = whole.bounds
        step = grid_km / KM_PER_DEGREE
        rows = []
        for lat in np.arange(low, high + step, step):
            wide = step / max(np.cos(np.radians(lat)), 0.02)
            lon = np.arange(low_lon, high_lon + wide, wide)
            rows.append(np.stack([lon, np.full(lon.size, lat)], axis=-1))
        points = np.concatenate(rows)
        return points[contains_xy(whole, points[:, 0], points[:, 1])]


def border(chains, spacing_km: float) -> tuple[np.ndarray, np.ndarray]:
    """Return points (n, 2) of chains straight in longitude and latitude, and steps (n, 2, 2).

    The steps are the ways from each point to the ones before and after it on its chain.
    """
    points, steps = [], []
    for chain in (np.asarray(each, float) for each in chains):
        parts = [chain[:1]]
        for a, b in itertools.pairwise(chain):
            cos = np.cos(np.radians(0.0 if a[1] * b[1] < 0 else min(abs(a[1]), abs(b[1]))))
            far = np.hypot(b[1] - a[1], (b[0] - a[0]) * cos) * KM_PER_DEGREE
            count = max(int(np.ceil(far / spacing_km)), 1)
            parts.append(a + np.linspace(0.0, 1.0, count + 1)[1:, None] * (b - a))
        made = np.concatenate(parts)
        ways = np.diff(made, axis=0)
        none = np.zeros((1, 2))
        points.append(made)
        steps.append(
            np.stack([np.concatenate([none, -ways]), np.concatenate([ways, none])], axis=1)
        )
    return np.concatenate(points), np.concatenate(steps)


class Margin:
    """By how much the best point of a shape keeps a rule, for many satellite positions at once.

    Where that is near zero the border is sampled anew, thirty times finer, about the best points.
    """

    def __init__(
        self, shape: Shape, limit_deg: float, *, off_nadir: bool, km: tuple, step: float = 1.0
    ) -> None:
        (self.spacing_km, grid_km), self.step = km, step
        self.limit, self.off_nadir = np.radians(limit_deg), off_nadir
        self.lonlat, self.steps = border(shape.chains, self.spacing_km)
        inner = shape.inner(grid_km)
        self.p, self.up = placed(np.concatenate([self.lonlat, inner]))
        middle = self.p.mean(axis=0)
        whole = np.linalg.norm(middle) > 1e6
        self.middle = middle / np.linalg.norm(middle) if whole else np.array([0.0, 0.0, 1.0])
        cos = (self.p @ self.middle) / np.linalg.norm(self.p, axis=1)
        self.radius = np.arccos(cos.min()) if whole else np.pi

    def __call__(self, r: np.ndarray, t: np.ndarray) -> np.ndarray:
        radius = np.linalg.norm(r, axis=1)
        away = np.arccos(np.clip(r @ self.middle / radius, -1.0, 1.0))
        # Where nothing of it can be in reach the margin only has to fall with distance.
        some = np.flatnonzero(away < self.radius + self._reach(radius) + 0.03)
        out = FAR - away
        for part in np.array_split(some, max(1, some.size * len(self.p) // 2_000_000)):
            out[part] = self._nearby(r[part], t[part])
        return out

    def _reach(self, radius: np.ndarray) -> np.ndarray:
        """Return the angle at the centre of a round Earth over which the limit reaches."""
        if not self.off_nadir:
            return np.arccos(np.cos(self.limit) * 6.3e6 / radius) - self.limit
        aside = np.sin(self.limit) * radius / 6.3e6
        inner = np.arcsin(np.minimum(aside, 1.0)) - self.limit
        return np.where(aside < 1.0, inner, np.arccos(6.3e6 / radius))

    def best(self, r: np.ndarray) -> np.ndarray:
        """Return the margins (n,) of the best of the samples alone."""
        parts = np.array_split(r, max(1, len(r) * len(self.p) // 2_000_000))
        return np.concatenate([self._all(part).max(axis=1, initial=-9.0) for part in parts])

    def at(self, satellite: Satrec, t: float, lonlat: tuple) -> tuple[float, float]:
        """Return the margin and the angle, rad, of one place, lon and lat in rad, at an instant."""
        r = positions(satellite, np.array([t]))[0]
        p, up = placed(np.degrees([lonlat]))
        sight, axis = r - p, r if self.off_nadir else up
        along = (sight * axis).sum()
        across = np.linalg.norm(np.cross(sight, axis))
        angle = np.arctan2(across, along) if self.off_nadir else np.arctan2(along, across)
        return float(self._of(r, p, up)[0]), float(angle)

    def _nearby(self, r: np.ndarray, t: np.ndarray) -> np.ndarray:
        every = self._all(r)
        value = every.max(axis=1, initial=-9.0)
        count = min(FINER_ABOUT, len(self.lonlat))
        rho = np.linalg.norm(r, axis=1) - A
        # Half a spacing away from its best point a margin is less by some (spacing / rho)^2 / 8.
        for i in np.flatnonzero(np.abs(value) <= 10.0 * (1e3 * self.spacing_km / rho) ** 2):
            best = np.argpartition(every[i, : len(self.lonlat)], -count)[-count:]
            ways = self.steps[best][:, :, None] * FINER[:, None]
            finer = placed((self.lonlat[best][:, None, None] + ways).reshape(-1, 2))
            value[i] = max(value[i], self._of(r[i], *finer).max())
        # Far from zero it only has to have a sign and no extreme, which would be hunted for.
        far = np.abs(value) > self._change(value, rho)
        return np.where(far, np.sign(value) * (1.0 + 1e-10 * (t - 1.7e9)), value)

    def _change(self, value: np.ndarray, rho: np.ndarray) -> np.ndarray:
        """Return how much margins can change within a step of the scan, at most."""
        swing = 1.5 * self.step * np.sqrt(2.0 * MU / (rho + A)) / rho
        bound = np.cos(self.limit) if self.off_nadir else np.sin(self.limit)
        slope = np.sqrt(1.0 - np.clip(value + bound, -1.0, 1.0) ** 2) + swing
        return swing * (np.ones_like(slope) if self.off_nadir and bound < 0.6 else slope)

    def _all(self, r: np.ndarray) -> np.ndarray:
        """Return the margins (n, m) of all points, by products of matrices."""
        rp, rr = r @ self.p.T, (r * r).sum(axis=1)[:, None]
        far = np.sqrt(rr - 2.0 * rp + (self.p * self.p).sum(axis=1))
        rise = (r @ self.up.T - (self.p * self.up).sum(axis=1)) / far
        if not self.off_nadir:
            return rise - np.sin(self.limit)
        cos = (rr - rp) / (far * np.sqrt(rr))
        return np.minimum(cos - np.cos(self.limit), rise)

    def _of(self, r: np.ndarray, p: np.ndarray, up: np.ndarray) -> np.ndarray:
        sight = r - p
        far = np.sqrt((sight * sight).sum(axis=-1))
        rise = (sight * up).sum(axis=-1) / far
        if not self.off_nadir:
            return rise - np.sin(self.limit)
        cos = (sight * r).sum(axis=-1) / (far * np.sqrt((r * r).sum(axis=-1)))
        return np.minimum(cos - np.cos(self.limit), rise)


def placed(lonlat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return positions and verticals (n, 3) of points in degrees."""
    lon, lat = np.radians(lonlat).T
    up = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)
    normal = A / np.sqrt(1.0 - E2 * np.sin(lat) ** 2)
    return up * np.stack([normal, normal, normal * (1.0 - E2)], axis=-1), up


def box(west: float, south: float, east: float, north: float) -> list:
    return [[west, south], [east, south], [east, north], [west, north]]


def ring(lon: float, lat: float, radius_km: float, count: int = 48) -> list:
    """Return a round ring about a place, for holes."""
    turn = np.linspace(0.0, 2.0 * np.pi, count, endpoint=False)
    size = radius_km / KM_PER_DEGREE
    east = size / np.cos(np.radians(lat)) * np.cos(turn)
    return np.stack([lon + east, lat + size * np.sin(turn)], axis=-1).tolist()


SHAPES = {
    "country": Shape(
        (([[46.5, 48.4], [61.0, 50.7], [71.2, 54.2], [87.3, 49.1], [80.2, 42.2], [66.0, 41.2],
           [55.0, 45.0], [52.5, 41.8]],),)
    ),
    "field": Shape(((box(49.10, 55.78, 49.12, 55.79),),)),
    "sliver": Shape((([[20.0, 10.0], [35.0, 24.0], [35.0, 24.001]],),)),
    "across the antimeridian": Shape(((box(168, 60, 180, 66),), (box(-180, 60, -172, 66),))),
    "polar cap": Shape(((box(-180.0, 78.0, 180.0, 90.0),),)),
    "polar wedge": Shape((([[10.0, -90.0], [10.0, -70.0], [60.0, -72.0], [70.0, -90.0]],),)),
    "ring land": Shape(((box(30.0, -10.0, 50.0, 10.0), ring(40.0, 0.0, 900.0)),)),
    "belt": Shape(((box(-180.0, 74.0, 180.0, 77.0),),)),
    "islands": Shape(((box(-30.0, 38.0, -29.5, 38.4),), (box(-27.0, 37.5, -26.0, 38.0),),
                      (box(-24.0, 36.0, -23.9, 36.1),))),
    "pipeline": Shape(lines=([[14.0, 60.0], [30.0, 58.0], [52.0, 66.0], [77.0, 67.0]],)),
    "arctic lane": Shape(lines=([[0.0, 80.0], [90.0, 90.0]], [[-60.0, 86.0], [179.0, 86.0]])),
    "buoys": Shape(lines=([[0.0, 0.0]], [[-20.0, -5.0]], [[179.9, 3.0]])),
}  # fmt: skip
"""Shapes that are hard for one reason each."""
