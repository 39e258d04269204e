"""The battery of a satellite while a plan grows: charged by the Sun, drawn on by what is booked.

The level rises in sunlight by the charge less the loads, falls in the shadow by the loads, and
stops at the capacity. The loads are constant between events (an edge of the shadow, the start or
end of an image, a turn or a downlink), so that the level is least at an event. Each image is taken
to cost a turn from nadir just before it and one back just after, settling included: together at
least what the turns between the images cost. So what an image draws does not depend on others, and
giving a booking back never makes the level fall anywhere.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from artel.orbits.imaging import attitude_angle
from artel.planner.bookings import turn_seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from artel.fleet.satellites import Agility, Battery, Imager
    from artel.planner.flights import Flight
    from artel.planner.values import Link, Opportunity

    Floats: TypeAlias = NDArray[np.float64]
    Load: TypeAlias = tuple[float, float, float]

_EPSILON = 1e-6


class Charge:
    """What one battery has to bear: images with their turns and downlinks."""

    def __init__(self, battery: Battery, agility: Agility, flight: Flight) -> None:
        self.battery, self.agility, self.flight = battery, agility, flight
        self.booked: list[tuple[tuple[Opportunity, Link], tuple[Load, ...]]] = []
        sun = battery.sunlit_charge_w
        idle = (*flight.span, battery.idle_w - sun)
        self.shadow = _events([idle, *((start, end, sun) for start, end in flight.dark)])

    @property
    def least(self) -> float:
        """The level, Wh, below which the battery must not fall."""
        return self.battery.capacity_wh * (1.0 - self.battery.depth)

    def room(self, new: Opportunity, downlink: Link) -> bool:
        """Whether the battery also bears this image, its turns and its downlink.

        The level falls nowhere by more than what they draw: mostly that is answer enough.
        """
        drawn = sum((end - start) * watts for start, end, watts in self._own(new, downlink))
        if self._standing - drawn / 3600.0 >= self.least:
            return True
        return self.lowest(new, downlink) >= self.least - _EPSILON

    def lowest(self, new: Opportunity, downlink: Link) -> float:
        """Return the least level, Wh, over the whole plan were this booked too."""
        added = _events(self._own(new, downlink))
        return self._lowest((self.shadow, self._loads, added))

    def add(self, new: Opportunity, downlink: Link) -> None:
        """Book an image and its downlink."""
        self.booked.append(((new, downlink), self._own(new, downlink)))
        self._changed()

    def remove(self, image: Opportunity, downlink: Link) -> None:
        """Give an image and its downlink back."""
        self.booked.remove(((image, downlink), self._own(image, downlink)))
        self._changed()

    def _changed(self) -> None:
        for name in ("_loads", "_standing"):
            self.__dict__.pop(name, None)

    @cached_property
    def _standing(self) -> float:
        """The least level, Wh, with what is booked."""
        return self._lowest((self.shadow, self._loads))

    @cached_property
    def _loads(self) -> tuple[Floats, Floats]:
        """The events of everything that is booked."""
        return _events([load for _, loads in self.booked for load in loads])

    def _own(self, image: Opportunity, downlink: Link) -> tuple[Load, ...]:
        """Return what an image and its downlink draw."""
        battery = self.battery
        turn = turn_seconds(self.agility, attitude_angle((0.0, 0.0), (image.roll, image.pitch)))
        return (
            (image.start - turn, image.start, battery.slew_w),
            (image.start, image.end, battery.imaging_w),
            (image.end, image.end + turn, battery.slew_w),
            (downlink.start, downlink.end, battery.downlink_w),
        )

    def _lowest(self, parts: Sequence[tuple[Floats, Floats]]) -> float:
        """Return the least level, Wh, under loads given as events, while the flight is known."""
        start, end = self.flight.span
        t = np.concatenate([times for times, _ in parts])
        change = np.concatenate([changes for _, changes in parts])
        order = np.argsort(t, kind="stable")
        t, change = np.clip(t[order], start, end), change[order]
        used = np.cumsum(np.cumsum(change)[:-1] * np.diff(t)) / 3600.0
        battery = self.battery
        full = battery.capacity_wh
        free = battery.start_level * full - np.concatenate([[0.0], used])
        # What could not be stored is lost for good: the level is kept under the brim all the way.
        level = free - np.maximum.accumulate(np.maximum(free - full, 0.0))
        return float(level.min())


def _events(loads: Sequence[Load]) -> tuple[Floats, Floats]:
    """Return instants and changes of the load, W, of loads given as (start, end, W)."""
    rows = np.array(loads, float).reshape(-1, 3)
    times = np.concatenate([rows[:, 0], rows[:, 1]])
    return times, np.concatenate([rows[:, 2], -rows[:, 2]])


def charge_of(satellite: Imager, flight: Flight | None) -> Charge | None:
    """Return the battery of a satellite, nothing booked, or None where its owner gives none.

    Raises ValueError where the shadow is not known.
    """
    if satellite.battery is None:
        return None
    if flight is None:
        raise ValueError(f"{satellite.name} has a battery, and its flight is not given.")
    return Charge(satellite.battery, satellite.agility, flight)
