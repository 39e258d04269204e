"""Words that the tables of terminals share: figures with a source, bands, patterns, dates."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Annotated, TypeAlias

import numpy as np
from pydantic import Field, field_validator, model_validator

from artel.commons.tables import Instant, Row

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

Loss: TypeAlias = Annotated[float, Field(ge=0, le=200)]
Latitude: TypeAlias = Annotated[float, Field(ge=-90, le=90)]
Longitude: TypeAlias = Annotated[float, Field(ge=-180, le=180)]
Megahertz: TypeAlias = Annotated[float, Field(gt=0, le=300_000)]
Power: TypeAlias = Annotated[float, Field(ge=-100, le=120)]
"""dBW or dB/K."""


class Band(Row):
    """A band of radio frequencies."""

    lo_mhz: Megahertz
    hi_mhz: Megahertz

    @model_validator(mode="after")
    def _is_a_range(self) -> Band:
        if not self.lo_mhz < self.hi_mhz:
            raise ValueError("hi_mhz must be more than lo_mhz")
        return self

    def common(self, other: Band) -> tuple[float, float] | None:
        """Return the edges, MHz, of what both bands hold, or None."""
        low, high = max(self.lo_mhz, other.lo_mhz), min(self.hi_mhz, other.hi_mhz)
        return (low, high) if low < high else None


class PatternPoint(Row):
    """What an antenna loses at an angle from where it is strongest."""

    angle_deg: Annotated[float, Field(ge=0, le=180)]
    loss_db: Loss


class Patterned(Row):
    """Anything with a pattern: linear between its points, flat outside them."""

    pattern: Annotated[tuple[PatternPoint, ...], Field(min_length=1)]

    @field_validator("pattern")
    @classmethod
    def _angles_rise(cls, points: tuple[PatternPoint, ...]) -> tuple[PatternPoint, ...]:
        if any(a.angle_deg >= b.angle_deg for a, b in itertools.pairwise(points)):
            raise ValueError("The angles of a pattern must rise")
        return points

    def loss_db(self, angle_deg: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the loss, dB, at each angle, degrees."""
        angles = [point.angle_deg for point in self.pattern]
        return np.interp(angle_deg, angles, [point.loss_db for point in self.pattern])


class Dated(Row):
    """Something in force from an instant, up to another if it ends."""

    in_force_from: Annotated[Instant, Field(alias="from")]
    in_force_until: Annotated[Instant | None, Field(alias="until")] = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Dated:
        if self.in_force_until is not None and not self.in_force_from < self.in_force_until:
            raise ValueError("until must be later than from")
        return self

    def in_force(self, at: datetime) -> bool:
        """Whether the instant lies in [from, until)."""
        ends = self.in_force_until
        return self.in_force_from <= at and (ends is None or at < ends)

    @property
    def edges(self) -> tuple[datetime, ...]:
        """The instants at which it begins and ends."""
        ends = self.in_force_until
        return (self.in_force_from,) if ends is None else (self.in_force_from, ends)
