"""What a limit is set on, between a satellite and a place, and the rate of each per second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rated = tuple[Floats, Floats]

_NEVER_ZERO = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What is seen at instants: states r, v of satellites, places p and their verticals up.

    Each (3, n), x, y, z first, which is quicker; ITRF, m and m/s. `course` gives velocity and
    acceleration, m/s2, finer than v. Each property is arrays (n,): a quantity and its rate.
    """

    r: Floats
    v: Floats
    p: Floats
    up: Floats
    course: Callable[[], Rated]

    @property
    def slant(self) -> Rated:
        """Distance, m."""
        sight = self.r - self.p
        far = _length(sight)
        return far, _dot(sight, self.v) / far

    @property
    def rise(self) -> Rated:
        """Sine of the geometric elevation over the place: the cosine of the incidence there."""
        far, closing = self.slant
        rise = _dot(self.r - self.p, self.up) / far
        return rise, (_dot(self.v, self.up) - rise * closing) / far

    @property
    def drop(self) -> Rated:
        """Cosine of the angle at the satellite between the Earth's centre and the place."""
        far, closing = self.slant
        radius, sight = _length(self.r), self.r - self.p
        climb = _dot(self.r, self.v) / radius
        cosine = _dot(sight, self.r) / (far * radius)
        rate = (_dot(self.v, self.r) + _dot(sight, self.v)) / (far * radius)
        return cosine, rate - cosine * (closing / far + climb / radius)

    @property
    def aside(self) -> Rated:
        """How far the place lies to the right of the flight over the ground, in no unit.

        The sign is that of `imaging.look`'s roll: p . (v x r) has that of p . (along x outward).
        It may turn slowly, by the Earth's rotation alone, so it is taken from the finer course.
        """
        v, a = self.course()
        scale = 1.0 / (_length(self.p) * _length(self.r) * np.maximum(_length(v), _NEVER_ZERO))
        return _dot(self.p, _cross(v, self.r)) * scale, _dot(self.p, _cross(a, self.r)) * scale

    @property
    def level(self) -> tuple[Rated, Rated, Rated]:
        """East, north and upward parts, m, of the sight from the place."""
        ux, uy, uz = self.up
        ring = np.hypot(ux, uy)
        pole = ring == 0.0
        safe = np.where(pole, 1.0, ring)
        cos, sin = np.where(pole, 1.0, ux / safe), uy / safe
        parts = []
        for x, y, z in (self.r - self.p, self.v):
            outward = x * cos + y * sin
            east, north = y * cos - x * sin, z * ring - outward * uz
            parts.append((east, north, outward * ring + z * uz))
        return tuple(zip(*parts, strict=True))  # type: ignore[return-value]


def _dot(a: Floats, b: Floats) -> Floats:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _length(a: Floats) -> Floats:
    return np.sqrt(_dot(a, a))


def _cross(a: Floats, b: Floats) -> Floats:
    return np.stack(
        [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
    )
