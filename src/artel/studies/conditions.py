"""What a person asks of a pass besides its place: as limits that the search can take."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from artel.commons.errors import InputError
from artel.orbits.frames import apparent_horizon
from artel.orbits.limits import (
    GreatestOffNadir,
    Incidence,
    LeastElevation,
    Range,
    Side,
    SunAtSite,
    Sunlit,
)
from artel.orbits.masks import mask_of_degrees

if TYPE_CHECKING:
    from artel.orbits.limits import Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What must hold all through a pass; None asks nothing. Degrees and km, as a person says it.

    The elevation is the satellite's over the place; with `refraction` it is the one at which the
    satellite appears. The off-nadir angle is the place's, at the satellite; the incidence is the
    satellite's, at the place; the side is where the place lies, seen along the flight. The Sun's
    elevation is over the place; `sunlit` is the satellite's own light. `mask` is a horizon:
    azimuth and elevation of its points.
    """

    min_elevation_deg: float | None = None
    max_off_nadir_deg: float | None = None
    min_incidence_deg: float | None = None
    max_incidence_deg: float | None = None
    side: Literal["left", "right"] | None = None
    max_range_km: float | None = None
    min_sun_deg: float | None = None
    max_sun_deg: float | None = None
    sunlit: bool | None = None
    mask: tuple[tuple[float, float], ...] | None = None
    refraction: bool = False

    @property
    def least_elevation(self) -> float:
        """The least geometric elevation, rad: 10 degrees where nothing else says what counts."""
        angles = (self.max_off_nadir_deg, self.max_incidence_deg, self.mask)
        asked = self.min_elevation_deg
        if asked is None:
            asked = 10.0 if all(each is None for each in angles) else 0.0
        least = math.radians(asked)
        return float(apparent_horizon(least)) if self.refraction else least


def checked(conditions: Conditions) -> Conditions:
    """Return the conditions, or raise InputError for the first that no pass can ever keep."""
    for name, low, high in _RANGES:
        value = getattr(conditions, name)
        if value is not None and not low <= value <= high:
            option = "--" + name.replace("_", "-")
            raise InputError(
                f"{option} {value:g} is not usable.", next_step=f"Give {low:g} to {high:g}."
            )
    for less, more in _PAIRS:
        small, large = getattr(conditions, less), getattr(conditions, more)
        if small is not None and large is not None and small >= large:
            raise InputError(
                f"--{less.replace('_', '-')} {small:g} leaves nothing under {large:g}.",
                next_step=f"Give less than --{more.replace('_', '-')}.",
            )
    return conditions


_RANGES = (
    ("min_elevation_deg", -5.0, 89.9),
    ("max_off_nadir_deg", 0.1, 89.9),
    ("min_incidence_deg", 0.0, 89.9),
    ("max_incidence_deg", 0.1, 90.0),
    ("max_range_km", 100.0, 500_000.0),
    ("min_sun_deg", -89.9, 89.9),
    ("max_sun_deg", -89.9, 89.9),
)
_PAIRS = (("min_incidence_deg", "max_incidence_deg"), ("min_sun_deg", "max_sun_deg"))


def rule_of(conditions: Conditions) -> LeastElevation | GreatestOffNadir:
    """Return the field of regard, which is searched first."""
    if conditions.max_off_nadir_deg is not None:
        return GreatestOffNadir(math.radians(conditions.max_off_nadir_deg))
    return LeastElevation(conditions.least_elevation)


def limits_of(conditions: Conditions) -> list[Limit]:
    """Return what is asked besides the field of regard."""
    limits: list[Limit] = []
    if conditions.max_off_nadir_deg is not None and conditions.least_elevation > 0.0:
        limits.append(LeastElevation(conditions.least_elevation))
    low, high = conditions.min_incidence_deg, conditions.max_incidence_deg
    if low is not None or high is not None:
        limits.append(
            Incidence(math.radians(low or 0.0), math.radians(90.0 if high is None else high))
        )
    if conditions.side is not None:
        limits.append(Side(conditions.side))
    if conditions.max_range_km is not None:
        limits.append(Range(high=1e3 * conditions.max_range_km))
    if conditions.mask is not None:
        limits.append(mask_of_degrees(conditions.mask))
    return limits + light_of(conditions)


def light_of(conditions: Conditions) -> list[Limit]:
    """Return what is asked of the Sun alone."""
    limits: list[Limit] = []
    low, high = conditions.min_sun_deg, conditions.max_sun_deg
    if low is not None or high is not None:
        limits.append(
            SunAtSite(
                -0.5 * math.pi if low is None else math.radians(low),
                0.5 * math.pi if high is None else math.radians(high),
            )
        )
    if conditions.sunlit is not None:
        limits.append(Sunlit(conditions.sunlit))
    return limits
