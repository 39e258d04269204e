"""Which orbits are surely sound: far from the air, and unchanged since the epoch.

SGP4 may answer with error code 0 and nonsense once drag has eaten an orbit, and the object may
then look well again for most of each turn. So it is not enough that some states make sense.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.elements import WGS72_A, semi_major_axis
from artel.orbits.frames import WGS84_A, itrf_to_teme, length
from artel.orbits.pace import MU
from artel.orbits.propagate import states

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from sgp4.api import Satrec

    from artel.orbits.elements import Elements

    Floats = NDArray[np.float64]

CALM = 200e3
"""Height, m, over which no perigee meets the end of its ephemeris between two looks."""
_GROWN = 1.05
_ON_THE_WAY = 64
_WAVES = 60e3
"""m by which an orbit may be lower at an instant than its mean elements say."""
_HIGH = 2000e3
_SHRUNK = 0.015
_LOOKS = (0.25, 0.5, 0.75, 1.0)


def bounds(records: Sequence[Satrec]) -> Floats:
    """Return the squares (sets, 2), m2, of the radii between which a sound orbit stays."""
    highest = np.array([record.a * (1.0 + record.ecco) for record in records]) * WGS72_A
    low = np.full(len(records), WGS84_A + CALM)
    return np.square(np.stack([low, highest * _GROWN + 0.5 * CALM], axis=1))


def reached(
    elements: Sequence[Elements], records: Sequence[Satrec], start: float, end: float
) -> list[bool]:
    """Return which orbits are surely sound from their epoch to a span that does not hold it.

    Of most their mean elements on the way say so; of the others states are looked at.
    """
    out = []
    for one, record in zip(elements, records, strict=True):
        near = min(max(one.epoch, start), end)
        sound = near == one.epoch or _calm_by_mean(record, (near - one.epoch) / 60.0)
        out.append(sound or _calm_on_the_way(one, near))
    return out


def _calm_by_mean(record: Satrec, minutes: float) -> bool:
    """Whether SGP4's mean elements stay far from the air, and nearly the same, up to an age.

    In drag they are polynomials of degree four in time, so four looks and the epoch bind them;
    Sun and Moon move those of deep-space orbits otherwise, so these must be far higher.
    """
    high = _HIGH if record.method == "d" else CALM + _WAVES
    perigee, axis = WGS84_A + high, record.a
    for look in _LOOKS:
        code, _, _ = record.sgp4_tsince(look * minutes)
        if code or abs(record.am / axis - 1.0) > _SHRUNK:
            return False
        if record.am * (1.0 - record.em) * WGS72_A < perigee:
            return False
    return record.a * (1.0 - record.ecco) * WGS72_A > perigee


def _calm_on_the_way(elements: Elements, near: float) -> bool:
    way = np.linspace(elements.epoch, near, _ON_THE_WAY)
    r, v, good = states(elements, way)
    if not good.all():
        return False
    perigee, apogee = _apsides(*itrf_to_teme(r, v, way))
    highest = semi_major_axis(elements) * (1.0 + elements.eccentricity) * _GROWN
    return bool(perigee.min() > WGS84_A + CALM and apogee.max() < highest)


def _apsides(r: Floats, v: Floats) -> tuple[Floats, Floats]:
    """Return the osculating radii (n,), m, of perigee and apogee; the latter infinite if open."""
    energy = 2.0 / length(r) - (v * v).sum(axis=-1) / MU
    momentum = length(np.cross(r, v)) ** 2 / MU
    shape = np.sqrt(np.maximum(1.0 - momentum * energy, 0.0))
    with np.errstate(divide="ignore"):
        far = np.where(shape < 1.0, momentum / (1.0 - shape), np.inf)
    return momentum / (1.0 + shape), far
