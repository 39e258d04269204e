"""How long a satellite turns from one attitude to the next."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from artel.validator import geometry as geo

if TYPE_CHECKING:
    from artel.validator.document import Image
    from artel.validator.facts import Agility


def slew_seconds(agility: Agility, angle_deg: float) -> float:
    """Return how long a turn takes with settling: bang-bang, or bang-coast-bang when it is long."""
    rate, acceleration = agility.rate_deg_s, agility.acceleration_deg_s2
    if angle_deg * acceleration <= rate**2:
        turning = 2.0 * math.sqrt(max(angle_deg, 0.0) / acceleration)
    else:
        turning = angle_deg / rate + rate / acceleration
    return turning + agility.settle_s


def turn_deg(before: Image, after: Image) -> float:
    """Return the angle between two boresights as they stand in orbital axes."""
    one, other = (
        geo.in_axes(np.radians(image.roll_deg), np.radians(image.pitch_deg))
        for image in (before, after)
    )
    return float(np.degrees(np.arctan2(geo.norm(np.cross(one, other)), geo.inner(one, other))))
