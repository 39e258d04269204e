"""The looks of a day by their chance of a clear sky, so that a plan prefers the likelier ones."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from artel.commons.errors import InputError
from artel.fleet.satellites import OpticalSensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from artel.orders.orders import Order
    from artel.planner.clouds import Sky
    from artel.planner.problem import Problem
    from artel.planner.values import Opportunity

    Place = tuple[float, float]

LEAST = 0.001
"""No sky is told so surely that a look is worth nothing: it counts by this chance at least."""
DIGITS = 3
"""Chances are rounded, so that what a plan states is what it was made by."""


def weighed(problem: Problem, sky: Sky) -> Problem:
    """Return the problem with the chance of a clear sky on each look; a radar's is 1.

    The place is the middle of the order, for a strip of an area that of its own footprint; the
    instant is the middle of the image. Raises InputError where nothing is known of a place.
    """
    cameras = {
        (satellite.name, sensor.name)
        for satellite in problem.satellites
        for sensor in satellite.sensors
        if isinstance(sensor, OpticalSensor)
    }
    looks, orders = list(problem.opportunities), problem.wanted
    at: dict[Place, list[int]] = defaultdict(list)
    for i, look in enumerate(looks):
        if (look.satellite, look.sensor) in cameras:
            at[_place(orders[look.order], look)].append(i)
    for place, some in at.items():
        chances = _chances(sky, place, [looks[i] for i in some])
        for i, chance in zip(some, chances, strict=True):
            looks[i] = replace(looks[i], chance=chance)
    return replace(problem, opportunities=looks)


def _place(order: Order, look: Opportunity) -> Place:
    """Return latitude and longitude, degrees, of the middle of what a look shows."""
    if not look.of_cells:
        centre = order.shape.centroid
        return float(centre.y), float(centre.x)
    lon, lat = np.array(look.footprint[:-1]).T
    east = (lon - lon[0] + 180.0) % 360.0 - 180.0
    return float(lat.mean()), float((lon[0] + east.mean() + 180.0) % 360.0 - 180.0)


def _chances(sky: Sky, place: Place, looks: Sequence[Opportunity]) -> list[float]:
    t = np.array([0.5 * (look.start + look.end) for look in looks])
    alone = sky.forecast if sky.climate is None else None
    if alone is not None and np.isnan(alone.clear(*place, t)).any():
        raise InputError(
            f"The forecast says nothing of '{looks[0].order}', at {place[0]:.2f}, {place[1]:.2f}"
            " degrees.",
            next_step="Give one whose grid holds every order, or a pool with clouds.yaml.",
        )
    return [max(LEAST, round(float(each), DIGITS)) for each in sky.clear(*place, t)]
