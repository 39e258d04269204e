"""What follows from how a satellite flies: its orbits, counted from node to node."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from artel.orbits import oem, propagate
from artel.validator import tolerances as tol
from artel.validator.report import Code

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from artel.validator.case import Case
    from artel.validator.document import Image
    from artel.validator.facts import Satellite
    from artel.validator.positions import Motion

    Floats: TypeAlias = NDArray[np.float64]

_EVERY_S = 60.0
_HALVINGS = 20
"""A minute halved so often is 0.06 ms."""


def check_orbits(case: Case, satellite: Satellite, images: list[Image]) -> None:
    """Check the seconds imaged between two passages of the ascending node."""
    most = satellite.duty.imaging_s_per_orbit if satellite.duty is not None else None
    motion = case.motions.get(satellite.name)
    if most is None or motion is None:
        return
    horizon = case.plan.horizon
    nodes = crossings(motion, (horizon.start, horizon.end), _northing)
    edges = [-math.inf, *nodes, math.inf]
    for begins, ends in itertools.pairwise(edges):
        of_orbit = [
            image for image in images if begins + tol.NODE_S <= image.start < ends - tol.NODE_S
        ]
        if of_orbit:
            check_duty(case, satellite, of_orbit, (most, f"the orbit of {of_orbit[0].id}", "orbit"))


def check_duty(
    case: Case, satellite: Satellite, images: list[Image], duty: tuple[float, str, str]
) -> None:
    """Check the seconds imaged against a duty: how many, where it counts, and per what."""
    most, where, unit = duty
    used = sum(image.end - image.start for image in images)
    case.book.require(
        used <= most + tol.INSTANT_S * len(images),
        Code.DUTY,
        satellite.name,
        f"{satellite.name} images {used:.1f} s on {where}; its duty is {most:g} s per {unit}. Leave"
        " images out.",
    )


def crossings(
    motion: Motion, span: tuple[float, float], curve: Callable[[Floats, Floats], Floats]
) -> list[float]:
    """Return when a curve of instants (n,) and ITRF places (n, 3) rises through nought.

    Sampled every minute, then halved; where a satellite has no place the curve is NaN.
    """
    count = max(2, math.ceil((span[1] - span[0]) / _EVERY_S) + 1)
    times = np.linspace(*span, count)
    value = curve(times, places(motion, times))
    rises = np.flatnonzero((value[:-1] < 0.0) & (value[1:] >= 0.0))
    low, high = times[rises], times[rises + 1]
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        above = curve(middle, places(motion, middle)) >= 0.0
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return [float(t) for t in high]


def places(motion: Motion, times: Floats) -> Floats:
    """Return ITRF places (n, 3), each from the source that serves its instant; NaN for none."""
    out = np.full((times.size, 3), np.nan)
    left = np.ones(times.size, bool)
    for owners in motion.ephemerides:
        part = left & (owners.start <= times) & (times <= owners.stop)
        if part.any():
            out[part] = oem.states(owners, times[part])[0]
            left &= ~part
    for valid in motion.sets:
        part = left & (valid.start <= times) & (times <= valid.end)
        if part.any():
            out[part] = propagate.states(valid.elements, times[part])[0]
            left &= ~part
    return out


def _northing(_: Floats, there: Floats) -> Floats:
    return there[:, 2]
