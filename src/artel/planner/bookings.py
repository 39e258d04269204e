"""What is taken already: attitudes, duty, recorders, radios and antennas, while a plan grows."""

from __future__ import annotations

import bisect
import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from artel.orbits.imaging import attitude_angle
from artel.orbits.time import DAY
from artel.planner.values import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from artel.charter.limits import Limit, Use
    from artel.fleet.satellites import Agility, Imager
    from artel.planner.flights import Flight
    from artel.planner.values import Contact, Opportunity

_EPSILON = 1e-6


def slew_seconds(agility: Agility, a: Opportunity, b: Opportunity) -> float:
    """Return how long, s, the turn between two attitudes takes, settling included.

    Bang-coast-bang: full acceleration, the greatest rate if there is room for it, and back.
    """
    return turn_seconds(agility, attitude_angle((a.roll, a.pitch), (b.roll, b.pitch)))


def turn_seconds(agility: Agility, turn: float) -> float:
    """Return how long, s, a turn by an angle, rad, takes, settling included."""
    angle = math.degrees(turn)
    rate, push = agility.rate_deg_s, agility.acceleration_deg_s2
    if angle <= rate * rate / push:
        return 2.0 * math.sqrt(angle / push) + agility.settle_s
    return angle / rate + rate / push + agility.settle_s


@dataclass
class Attitudes:
    """The images of one satellite in time, with room between them to turn."""

    agility: Agility
    images: list[Opportunity] = field(default_factory=list)

    def rivals(self, new: Opportunity) -> list[Opportunity]:
        """Return the booked images that leave no room for this one."""
        place = bisect.bisect_left([image.start for image in self.images], new.start)
        before, after = self.images[max(place - 1, 0) : place], self.images[place : place + 1]
        late = [
            image
            for image in before
            if new.start - image.end < slew_seconds(self.agility, image, new) - _EPSILON
        ]
        soon = [
            image
            for image in after
            if image.start - new.end < slew_seconds(self.agility, new, image) - _EPSILON
        ]
        return late + soon

    def add(self, new: Opportunity) -> None:
        """Book an image."""
        place = bisect.bisect_left([image.start for image in self.images], new.start)
        self.images.insert(place, new)

    def remove(self, image: Opportunity) -> None:
        """Give an image back."""
        self.images.remove(image)


@dataclass
class Duty:
    """Seconds of images of one satellite by UTC day: of all orders, and of others' orders.

    Where `most_of_orbit` is given they are counted by orbit too, as the flight numbers orbits.
    """

    most: float
    most_of_orbit: float = math.inf
    flight: Flight | None = None
    total: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    pooled: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    orbits: dict[int, float] = field(default_factory=lambda: defaultdict(float))

    def room(self, new: Opportunity) -> bool:
        """Whether the day has seconds left for the image."""
        return self.total[day_of(new.start)] + new.duration <= self.most + _EPSILON

    def orbit_room(self, new: Opportunity) -> bool:
        """Whether the orbit in which the image starts has seconds left for it."""
        if self.flight is None:
            return True
        used = self.orbits[self.flight.orbit(new.start)]
        return used + new.duration <= self.most_of_orbit + _EPSILON

    def pooled_room(self, new: Opportunity, part: float) -> bool:
        """Whether orders not of the owner stay within this part of the day."""
        return self.pooled[day_of(new.start)] + new.duration <= part * self.most + _EPSILON

    def add(self, new: Opportunity, *, pooled: bool) -> None:
        """Book the seconds of an image."""
        self._count(new, new.duration, pooled=pooled)

    def remove(self, image: Opportunity, *, pooled: bool) -> None:
        """Give the seconds of an image back."""
        self._count(image, -image.duration, pooled=pooled)

    def _count(self, image: Opportunity, seconds: float, *, pooled: bool) -> None:
        self.total[day_of(image.start)] += seconds
        if pooled:
            self.pooled[day_of(image.start)] += seconds
        if self.flight is not None:
            self.orbits[self.flight.orbit(image.start)] += seconds


def duty_of(satellite: Imager, flight: Flight | None) -> Duty:
    """Return an empty day of a satellite. Raises ValueError where its orbits are not known."""
    most = satellite.duty.imaging_s_per_orbit
    if most is None:
        return Duty(satellite.duty.imaging_s_per_day)
    if flight is None:
        raise ValueError(f"{satellite.name} is limited by the orbit, and its flight is not given.")
    return Duty(satellite.duty.imaging_s_per_day, most, flight)


class Rows:
    """What is booked of each linear row of the charter, and which row leaves no room."""

    def __init__(self, limits: Sequence[Limit]) -> None:
        self.limits = limits
        self.booked = [0.0] * len(limits)
        self.weights: dict[Use, tuple[tuple[int, float], ...]] = {}

    def full(self, use: Use, seconds: float) -> Limit | None:
        """Return the first row that these seconds would overrun, or None."""
        for index, weight in self._weights(use):
            limit = self.limits[index]
            if self.booked[index] + weight * seconds > limit.seconds + _EPSILON:
                return limit
        return None

    def add(self, use: Use, seconds: float) -> None:
        """Book the seconds of an image."""
        for index, weight in self._weights(use):
            self.booked[index] += weight * seconds

    def remove(self, use: Use, seconds: float) -> None:
        """Give the seconds of an image back."""
        self.add(use, -seconds)

    def _weights(self, use: Use) -> tuple[tuple[int, float], ...]:
        if use not in self.weights:
            found = ((index, limit.weight(use)) for index, limit in enumerate(self.limits))
            self.weights[use] = tuple(pair for pair in found if pair[1])
        return self.weights[use]


def day_of(t: float) -> int:
    """Return the number of the UTC day of POSIX seconds."""
    return math.floor(t / DAY)


@dataclass
class Store:
    """What one recorder holds: each image from its start to the end of its downlink."""

    capacity: float
    held: list[tuple[float, float, float]] = field(default_factory=list)

    def room(self, start: float, end: float, volume: float) -> bool:
        """Whether the recorder never runs over while it holds this volume, Gbit, too."""
        inside = [(a, b, v) for a, b, v in self.held if a < end and start < b]
        moments = [start, *(a for a, _, _ in inside if a > start)]
        peak = max(sum(v for a, b, v in inside if a <= m < b) for m in moments)
        return peak + volume <= self.capacity + _EPSILON

    def add(self, start: float, end: float, volume: float) -> None:
        """Hold a volume from start to end."""
        self.held.append((start, end, volume))

    def remove(self, start: float, end: float, volume: float) -> None:
        """Hold this volume no longer."""
        self.held.remove((start, end, volume))


@dataclass
class Antennas:
    """Bookings of every antenna and of every satellite's radio."""

    links: dict[tuple[str, str], list[Link]] = field(default_factory=lambda: defaultdict(list))
    radios: dict[tuple[str, str], list[Link]] = field(default_factory=lambda: defaultdict(list))

    def fit(self, contact: Contact, seconds: float, earliest: float, latest: float) -> Link | None:
        """Return the first free part of the contact that is long enough, or None.

        Instants fall on whole milliseconds; between two satellites an antenna is set up anew.
        """
        seconds = math.ceil(seconds * 1e3 - _EPSILON) / 1e3
        low, high = max(contact.start, earliest), min(contact.end, latest)
        antenna = self.links[contact.station, contact.antenna]
        radio = self.radios[contact.satellite, contact.radio]
        after = [_next_free(link, contact) for link in antenna]
        after += [link.end for link in radio]
        for start in sorted({low, *(t for t in after if low < t < high)}):
            first = math.ceil(start * 1e3 - _EPSILON) / 1e3
            new = Link(contact, first, _end(contact, first, seconds))
            if new.end <= high + _EPSILON and self._free(new, antenna, radio):
                return new
        return None

    def _free(self, new: Link, antenna: list[Link], radio: list[Link]) -> bool:
        own = any(link.start < new.end and new.start < link.end for link in radio)
        return not own and not any(_clash(link, new) for link in antenna)

    def add(self, link: Link) -> None:
        """Book a part of a contact."""
        contact = link.contact
        self.links[contact.station, contact.antenna].append(link)
        self.radios[contact.satellite, contact.radio].append(link)

    def remove(self, link: Link) -> None:
        """Give a part of a contact back."""
        contact = link.contact
        self.links[contact.station, contact.antenna].remove(link)
        self.radios[contact.satellite, contact.radio].remove(link)


def _end(contact: Contact, start: float, seconds: float) -> float:
    """Return the whole millisecond at which a link from a whole one has done its work."""
    if not contact.rates:
        return round(start + seconds, 3)
    end = contact.ends(start, seconds)
    return math.ceil(end * 1e3 - _EPSILON) / 1e3 if end < math.inf else end


def _next_free(link: Link, contact: Contact) -> float:
    """Return when the antenna may serve the contact's satellite after this booking."""
    same = link.contact.satellite == contact.satellite
    return link.end if same else link.end + contact.setup


def _clash(link: Link, new: Link) -> bool:
    if link.contact.satellite == new.contact.satellite:
        # Commands and data of one satellite share an antenna at the same time.
        return False
    setup = new.contact.setup - _EPSILON
    return link.start - setup < new.end and new.start < link.end + setup


def first_fit(
    antennas: Antennas,
    contacts: Iterable[Contact],
    seconds_of: dict[float, float] | float,
    earliest: float,
    latest: float,
) -> Link | None:
    """Return the first contact with room between earliest and latest, as a link, or None.

    `seconds_of` is the length of the link, or its length by the data rate of the contact.
    """
    for contact in contacts:
        if contact.end <= earliest or contact.start >= latest:
            continue
        seconds = seconds_of if isinstance(seconds_of, float) else seconds_of[contact.rate_mbps]
        link = antennas.fit(contact, seconds, earliest, latest)
        if link is not None:
            return link
    return None
