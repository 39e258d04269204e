"""From longitude and latitude to the plane: Equal Earth for the world, Lambert for a region."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


class Projection(Protocol):
    """From degrees to a plane whose unit is the Earth's radius, y to the north."""

    @property
    def centre(self) -> float:
        """The longitude in the middle, degrees; the cut lies on the other side."""
        ...

    def plane(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return x and y of longitudes within half a turn of the centre."""
        ...


@dataclass(frozen=True, slots=True)
class EqualEarth:
    """The Equal Earth projection of Savric, Patterson and Jenny (2018)."""

    centre: float = 0.0

    def plane(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return x and y: areas are true, parallels straight, poles half as wide as the middle."""
        a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
        turn = np.radians(lon - self.centre)
        theta = np.arcsin(math.sqrt(3.0) / 2.0 * np.sin(np.radians(lat)))
        square = theta * theta
        sixth = square**3
        slope = a1 + 3.0 * a2 * square + sixth * (7.0 * a3 + 9.0 * a4 * square)
        x = 2.0 * math.sqrt(3.0) * turn * np.cos(theta) / (3.0 * slope)
        return x, theta * (a1 + a2 * square + sixth * (a3 + a4 * square))


@dataclass(frozen=True, slots=True)
class Lambert:
    """Lambert's azimuthal equal-area projection about a centre (Snyder 1987, page 185)."""

    centre: float
    lat: float

    def plane(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return x and y: areas are true; what lies opposite the centre is far outside."""
        p = _vector(lon, lat)
        east, north, up = self._axes()
        k = np.sqrt(2.0 / np.maximum(1.0 + p @ up, 1e-9))
        return k * (p @ east), k * (p @ north)

    def degrees(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return longitude and latitude of points of the plane."""
        east, north, up = self._axes()
        square = x * x + y * y
        k = np.sqrt(np.maximum(1.0 - square / 4.0, 0.0))[..., None]
        p = k * (x[..., None] * east + y[..., None] * north) + (1.0 - square / 2.0)[..., None] * up
        lat = np.degrees(np.arcsin(np.clip(p[..., 2], -1.0, 1.0)))
        return np.degrees(np.arctan2(p[..., 1], p[..., 0])), lat

    def _axes(self) -> tuple[Floats, Floats, Floats]:
        up = _vector(np.asarray(self.centre), np.asarray(self.lat))
        turn = math.radians(self.centre)
        east = np.array([-math.sin(turn), math.cos(turn), 0.0])
        return east, np.cross(up, east), up


def middle(lon: Floats, lat: Floats) -> tuple[float, float]:
    """Return longitude and latitude in the middle of places, as seen from the Earth's centre."""
    x, y, z = _vector(lon, lat).sum(axis=0)
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def _vector(lon: Floats, lat: Floats) -> Floats:
    a, b = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), np.sin(b)], axis=-1)
