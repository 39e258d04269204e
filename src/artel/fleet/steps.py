"""A rate that goes by elevation: steps, as a radio or an antenna may have them."""

import itertools
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from artel.commons.figures import Positive


def _rising(steps: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    for (one, _), (other, _) in itertools.pairwise(steps):
        if one >= other:
            raise ValueError(f"elevations must rise; {other:g} comes after {one:g}")
    return steps


RateSteps: TypeAlias = Annotated[
    tuple[tuple[Annotated[float, Field(ge=0, lt=90)], Positive], ...],
    Field(min_length=1),
    AfterValidator(_rising),
]
"""Pairs (elevation in degrees, Mbit/s): from this elevation up to the next one, this rate.

Below the first elevation nothing is sent.
"""


def rate_of_steps(steps: RateSteps | None, most: float, elevation_deg: float) -> float:
    """Return the rate, Mbit/s, at an elevation: the steps' one, and never more than the most."""
    if steps is None:
        return most
    reached = [rate for level, rate in steps if level <= elevation_deg]
    return min(most, reached[-1]) if reached else 0.0
