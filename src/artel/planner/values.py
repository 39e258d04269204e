"""The values that pass between the parts of the planner."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from artel.commons.verdicts import Verdict
    from artel.orders.orders import Order

Key: TypeAlias = tuple[str, str]
"""An order and its piece: a strip of an area, a visit of a series, nothing of a point."""


class Reason(StrEnum):
    """Why an order, or one look at it, is not planned; later ones got further."""

    EXPIRED = "EXPIRED"
    NOT_YET = "NOT_YET"
    NO_WINDOW = "NO_WINDOW"
    DARK = "DARK"
    TOO_COARSE = "TOO_COARSE"
    ARTICLE = "ARTICLE"
    CONSENT = "CONSENT"
    MAINTENANCE = "MAINTENANCE"
    NO_UPLOAD = "NO_UPLOAD"
    NO_DOWNLINK = "NO_DOWNLINK"
    NO_STAFF = "NO_STAFF"
    SLEW = "SLEW"
    DUTY = "DUTY"
    MIX = "MIX"
    ANTENNA = "ANTENNA"
    RECORDER = "RECORDER"
    BATTERY = "BATTERY"
    LEFT = "LEFT"


ORDER_OF_REASONS = tuple(Reason)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stood in the way: the reason, the article or resource, and a sentence.

    `at` is the reason beside which an article stood on the way, where it is not with the others.
    """

    reason: Reason
    sentence: str
    article: str | None = None
    resource: str | None = None
    at: Reason | None = None

    @property
    def place(self) -> int:
        """How far the look came: later ones came further."""
        return ORDER_OF_REASONS.index(self.at or self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """One way to take the image of one order; times POSIX s, angles rad, ground in m.

    `footprint` is a closed ring of (lon, lat) in degrees; `product_gsd` is what may be
    delivered once an article has degraded it; `delay` is what an article makes it wait; at most
    one opportunity of each `piece` of an order is booked. Of an area with `of_cells` cells, bit n
    of `cells` tells that the image covers cell n. `chance` is that of a clear sky, where a plan
    counts by it.
    """

    order: str
    satellite: str
    owner: str
    sensor: str
    start: float
    end: float
    roll: float
    pitch: float
    off_nadir: float
    incidence: float
    sun_elevation: float
    side: str | None
    gsd: float
    finest_gsd: float
    footprint: tuple[tuple[float, float], ...]
    volume_gbit: float
    product_gsd: float = 0.0
    delay: float = 0.0
    verdicts: tuple[Verdict, ...] = ()
    piece: str = ""
    cells: int = 0
    of_cells: int = 0
    chance: float = 1.0

    @property
    def key(self) -> Key:
        """The order and the piece of it, of which one opportunity is booked at most."""
        return self.order, self.piece

    @property
    def duration(self) -> float:
        """How long the image takes, s."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Contact:
    """A satellite above the mask of one antenna: [start, end] POSIX s, and its data rate.

    `setup` is the time, s, from the end of one satellite to the start of another. Where the rate
    goes by elevation, `rates` says from which instant on it is how many Mbit/s.
    """

    satellite: str
    station: str
    antenna: str
    radio: str
    start: float
    end: float
    setup: float
    rate_mbps: float = 0.0
    rates: tuple[tuple[float, float], ...] = ()

    def ends(self, start: float, seconds: float) -> float:
        """Return when a link from start has carried what takes so long at `rate_mbps`.

        That is never where the contact ends before.
        """
        if not self.rates:
            return start + seconds
        left = seconds * self.rate_mbps
        ends = (*(begin for begin, _ in self.rates[1:]), self.end)
        for (begin, rate), end in zip(self.rates, ends, strict=True):
            low = max(begin, start)
            if low < end and rate * (end - low) >= left:
                return low + left / rate
            left -= rate * max(0.0, end - low)
        return math.inf


@dataclass(frozen=True, slots=True)
class Link:
    """A booked part of a contact."""

    contact: Contact
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Booking:
    """An image that is planned: its opportunity, its upload and its downlink."""

    opportunity: Opportunity
    upload: Link
    downlink: Link


@dataclass(frozen=True, slots=True)
class Hold:
    """A look kept for an order, which is not planned otherwise, until an instant, POSIX s."""

    booking: Booking
    until: float
    order: Order

    @property
    def key(self) -> Key:
        """The order and the piece of it that are held."""
        return self.booking.opportunity.key

    def runs(self, at: float) -> bool:
        """Whether it still holds at an instant, POSIX s; at its end it does not."""
        return at < self.until


@dataclass(frozen=True, slots=True)
class Unplanned:
    """An order that is not planned, the obstacle that decided it, and how often each was met."""

    order: str
    obstacle: Obstacle
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """What was known at a moment of planning, in steps or in seconds: a plan and a bound."""

    moment: float
    value: float
    bound: float
    method: str

    @property
    def gap(self) -> float:
        """What the plan may lack at most, as a part of the bound."""
        return max(0.0, (self.bound - self.value) / self.bound) if self.bound else 0.0


@dataclass(frozen=True, slots=True)
class Served:
    """Orders of the classes of one rank: their planned value, and what no plan can exceed of it.

    The bound is that of plans that serve the classes before it at least as well as this plan.
    """

    rank: int
    planned: float
    bound: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a planning run found: bookings by start, orders left, and a bound on any plan."""

    bookings: tuple[Booking, ...]
    unplanned: tuple[Unplanned, ...]
    value: float
    bound: float
    offered: float
    method: str
    notes: tuple[str, ...] = field(default=())
    steps: int = 0
    classes: tuple[Served, ...] = field(default=())
    trace: tuple[Line, ...] = field(default=())
