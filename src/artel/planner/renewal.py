"""What becomes of a booking whose satellite flies by new elements: it holds, or it does not.

An image holds as it was commanded, to the same times under the same attitude: that of a point
where the boresight still comes near enough to it in the middle, a strip where its field still has
all of the line, and a strip of an area where it shows nearly the same part.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits import imaging
from artel.orbits.frames import length
from artel.orbits.imaging import look
from artel.orbits.tracks import state
from artel.planner.looks import Aim, within
from artel.planner.opportunities import as_aimed
from artel.planner.targets import targets_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from artel.charter.articles import Charter
    from artel.fleet.satellites import Imager, Sensor
    from artel.orbits.tracks import Track
    from artel.orders.orders import Order
    from artel.planner.targets import Target
    from artel.planner.values import Contact, Link, Opportunity

    Floats = NDArray[np.float64]

MISS_M = 100.0
"""The boresight may come this near to its point ..."""
MISS_OF_SWATH = 0.005
"""... or by this part of the swath, whichever is less: half of what the validator allows."""
LEAD_S = 0.45
"""A strip may begin so long before its line, and end so long after it."""
ALIKE = 0.95
"""Of what a strip of an area was to show, this part must be left."""
_MILLISECOND = 1.5e-3


@dataclass(frozen=True, slots=True)
class Commanded:
    """An image as its satellite was told to take it: times POSIX s, angles rad.

    Of a strip of an area `cells` are what it was to show, where that is known.
    """

    sensor: str
    start: float
    end: float
    roll: float
    pitch: float
    piece: str
    cells: int = 0


def as_commanded(
    tracks: Sequence[Track], satellite: Imager, order: Order, charter: Charter, told: Commanded
) -> Opportunity | None:
    """Return an image as it will be if it is taken as commanded, or None where that misses."""
    sensor = next(each for each in satellite.sensors if each.name == told.sensor)
    track = next((each for each in tracks if each.start <= told.start and told.end <= each.end),
                 None)  # fmt: skip
    (target,) = targets_of([order])
    if track is None:
        return None
    aim = _aim(told, 0.0)
    if target.is_point:
        return _scene(track, (satellite, sensor), target, aim, charter)
    if target.grid is None:
        spread = _spread(track, target, told)
        if spread is None:
            return None
        aim = _aim(told, spread)
    found = as_aimed(track, (satellite, sensor), target, aim, charter)
    if found is None:
        return None
    left = (found.cells & told.cells).bit_count()
    alike = left >= ALIKE * told.cells.bit_count()
    return replace(found, piece=told.piece) if alike else None


def _aim(told: Commanded, spread: float) -> Aim:
    figures = (told.start, told.end, told.roll, told.pitch, spread)
    return Aim(np.zeros(1, np.int64), *(np.array([each]) for each in figures))


def _scene(
    track: Track, instrument: tuple[Imager, Sensor], target: Target, aim: Aim, charter: Charter
) -> Opportunity | None:
    sensor = instrument[1]
    miss, incidence = _met(track, target, aim)
    allowed = min(MISS_M, MISS_OF_SWATH * 1e3 * sensor.swath_km)
    if not miss <= allowed or not within(sensor, aim, incidence).all():
        return None
    found = as_aimed(track, instrument, target, aim, charter)
    # What is said is said of the point, which the boresight no longer meets quite.
    return None if found is None else replace(found, incidence=float(incidence[0]))


def _spread(track: Track, target: Target, told: Commanded) -> float | None:
    """Return how far, rad, vertices of a strip are from the roll; None if one is not passed."""
    p = target.vertices
    low, high = (np.full(len(p), edge) for edge in (told.start - 1.0, told.end + 1.0))
    abeam = imaging.times_at_pitch(track, p, 0.0, low, high)
    if not np.isfinite(abeam).all():
        return None
    first, last = float(abeam.min()), float(abeam.max())
    if min(first - told.start, told.end - last) < 0.0:
        return None
    if max(first - told.start, told.end - last) > LEAD_S:
        return None
    rolls = look(*state(track, abeam), p)[0]
    return float(np.abs(rolls - told.roll).max())


def _met(track: Track, target: Target, aim: Aim) -> tuple[float, Floats]:
    """Return how far, m, the boresight is from the point in the middle, and the incidence there.

    A boresight into the sky has no such distance: NaN.
    """
    r, v = state(track, 0.5 * (aim.start + aim.end))
    ground = imaging.ground_point(r, imaging.boresight(r, v, aim.roll, aim.pitch))
    incidence = imaging.incidence(r, target.middle[None, :], target.middle_up[None, :])
    return float(length(ground - target.middle)[0]), incidence


def same_look(one: Opportunity, other: Opportunity) -> bool:
    """Whether two looks are one and the same image, by satellite, sensor and start."""
    alike = (one.satellite, one.sensor) == (other.satellite, other.sensor)
    return alike and abs(one.start - other.start) < _MILLISECOND


def inside(link: Link, contacts: Iterable[Contact]) -> bool:
    """Whether a link lies in one of these contacts, at the same rates."""
    own = link.contact
    return any(
        (own.station, own.antenna, own.radio, own.rates)
        == (each.station, each.antenna, each.radio, each.rates)
        and each.start - _MILLISECOND < link.start
        and link.end < each.end + _MILLISECOND
        for each in contacts
    )
