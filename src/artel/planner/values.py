"""The values that pass between the parts of the planner."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from artel.commons.verdicts import Verdict

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
    NO_UPLOAD = "NO_UPLOAD"
    NO_DOWNLINK = "NO_DOWNLINK"
    NO_STAFF = "NO_STAFF"
    DUTY = "DUTY"
    RECORDER = "RECORDER"
    ANTENNA = "ANTENNA"
    SLEW = "SLEW"


ORDER_OF_REASONS = tuple(Reason)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stood in the way: the reason, the article or resource, and a sentence."""

    reason: Reason
    sentence: str
    article: str | None = None
    resource: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """One way to take the image of one order; times POSIX s, angles rad, ground in m.

    `footprint` is a closed ring of (lon, lat) in degrees; `product_gsd` is what may be
    delivered once an article has degraded it; `delay` is what an article makes it wait; at most
    one opportunity of each `piece` of an order is booked.
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
    """A satellite above the mask of one antenna: [start, end] POSIX s, and its data rate."""

    satellite: str
    station: str
    antenna: str
    radio: str
    start: float
    end: float
    setup: float
    rate_mbps: float = 0.0


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
class Unplanned:
    """An order that is not planned, the obstacle that decided it, and how often each was met."""

    order: str
    obstacle: Obstacle
    counts: dict[str, int]


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
