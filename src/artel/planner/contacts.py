"""Contacts: passes of satellites over antennas that may command them, or receive their data."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from artel.charter.articles import BlockOut
from artel.charter.judge import block_reason
from artel.commons.instants import to_posix
from artel.fleet.dated import common
from artel.fleet.matching import commanders, hears, link_rate_mbps, receivers
from artel.orbits.conjunctions import windows
from artel.orbits.limits import LeastElevation, Masks
from artel.orbits.masks import mask_of_degrees
from artel.orbits.visibility import sites_of
from artel.planner.rates import Bands
from artel.planner.values import Contact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from artel.charter.articles import Charter
    from artel.fleet.dated import Maintenance
    from artel.fleet.satellites import Imager
    from artel.fleet.stations import Antenna, Station
    from artel.orbits.tracks import Track
    from artel.planner.values import Link

    _Links: TypeAlias = tuple[list[Contact], list[Contact]]
    _ByName: TypeAlias = Mapping[str, tuple[Contact, ...]]
    Closed: TypeAlias = Callable[[Contact], Sequence[tuple[float, float]]]
    """When a contact cannot be had, (start, end), POSIX s."""
    Closings: TypeAlias = Mapping[tuple[str, str], Sequence[tuple[float, float, str]]]

COMMAND = "command"
"""Stands where the radio of a downlink would stand."""


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts by satellite, each list sorted by start: for commands and for data.

    Where stations need people, `every` are the contacts as if somebody always were there, and
    `closed` says by station and owner of the satellite when nobody is, (start, end, why). Where
    block-outs or maintenance take something away, `uncut` are the contacts as if they did not,
    and `shut` is what they take.
    """

    commands: Mapping[str, tuple[Contact, ...]]
    downlinks: Mapping[str, tuple[Contact, ...]]
    every: Contacts | None = None
    closed: Closings = field(default_factory=dict)
    uncut: Contacts | None = None
    shut: tuple[Shut, ...] = ()

    def with_(self, satellite: str, links: Iterable[_Links]) -> Contacts:
        """Return the contacts with those of one satellite more."""
        some = list(links)
        up, down = (_sorted([link for each in some for link in each[k]]) for k in (0, 1))
        return replace(
            self,
            commands={**self.commands, satellite: up},
            downlinks={**self.downlinks, satellite: down},
        )

    def less(self, closed: Closed) -> Contacts:
        """Return the contacts without what is closed of each."""
        return replace(
            self,
            commands=_left(self.commands, closed),
            downlinks=_left(self.downlinks, closed),
            every=self.every.less(closed) if self.every is not None else None,
        )

    def renewed(self, newer: Contacts, satellite: str, at: float) -> Contacts:
        """Return the contacts with newer ones of a satellite from an instant, POSIX s, on."""
        every, uncut = self.every or newer.every, self.uncut or newer.uncut
        if every is not None:
            every = (self.every or self).renewed(newer.every or newer, satellite, at)
        if uncut is not None:
            uncut = (self.uncut or self).renewed(newer.uncut or newer, satellite, at)
        shut = [each for each in self.shut if each.contact[0] != satellite or each.start < at]
        return Contacts(
            _renewed(self.commands, newer.commands, satellite, at),
            _renewed(self.downlinks, newer.downlinks, satellite, at),
            every,
            self.closed,
            uncut,
            (*shut, *newer.shut),
        )

    def why_closed(self, link: Link, owner: str) -> str:
        """Return why nobody may fly the link's pass, or nothing where somebody may."""
        windows = self.closed.get((link.contact.station, owner), ())
        return next((why for low, high, why in windows if low < link.end and link.start < high), "")


@dataclass(frozen=True, slots=True)
class Shut:
    """A part of a pass, POSIX s, in which an asset is blocked out or worked on, and why.

    `contact` are satellite, station and antenna; `asset` is which of the first two it is, or whose
    antenna. Of a block-out the `article` is named.
    """

    contact: tuple[str, str, str]
    start: float
    end: float
    asset: str
    why: str
    article: str | None = None

    def meets(self, link: Link) -> bool:
        """Whether the link would need what is taken away."""
        contact = link.contact
        same = self.contact == (contact.satellite, contact.station, contact.antenna)
        return same and self.start < link.end and link.start < self.end


def contacts_of(
    tracks: Mapping[str, Sequence[Track]],
    satellites: Sequence[Imager],
    stations: Sequence[Station],
    charter: Charter,
    span: tuple[float, float],
) -> Contacts:
    """Return every contact inside the span, less block-outs and maintenance.

    A downlink is also cut to when the station has leave and a decoder for the satellite. Instants
    are rounded inward to the millisecond, so that what is written is truly visible.
    """
    antennas = [(station, antenna) for station in stations for antenna in station.antennas]
    free, whole, shut = Contacts({}, {}), Contacts({}, {}), []
    for satellite in satellites:
        mine = tracks.get(satellite.name, ())
        over = _Over(satellite, stations, Bands(mine, satellite, antennas, span))
        parts, full = [], []
        for station, antenna, start, end in passes(mine, antennas, span):
            closed = _shut(charter, (satellite, station, antenna), (start, end))
            left = [(start, end)]
            for each in closed:
                left = [part for one in left for part in _without(one, each.start, each.end)]
            links = [over.links(station, antenna, part) for part in left]
            parts += links
            full += [over.links(station, antenna, (start, end))] if closed else links
            shut += closed
        free, whole = free.with_(satellite.name, parts), whole.with_(satellite.name, full)
    return replace(free, uncut=whole, shut=tuple(shut)) if shut else free


class _Over:
    """The links of one satellite over the antennas that may command or receive it."""

    def __init__(self, satellite: Imager, stations: Sequence[Station], bands: Bands) -> None:
        self.satellite, self.bands = satellite, bands
        self.commanders = {station.name for station in commanders(satellite, stations)}
        self.serves = {
            each.name: each.serves(satellite.name) for each in receivers(satellite, stations)
        }

    def links(self, station: Station, antenna: Antenna, part: tuple[float, float]) -> _Links:
        """Return the contacts for commands and for data over an antenna in a part of a pass."""
        satellite, up = self.satellite, []
        if station.name in self.commanders and satellite.command.band in antenna.bands:
            up = _commands(satellite, station, antenna, part)
        down = [
            link
            for low, high in common((part,), self.serves.get(station.name, ()))
            for link in _downlinks((satellite, station, antenna), self.bands, (low, high))
        ]
        return up, down


def staffed(contacts: Contacts, owners: Mapping[str, str], closed: Closings) -> Contacts:
    """Return the contacts less the windows in which a station has nobody for that owner.

    `owners` are those of the satellites, by name.
    """
    if not closed:
        return contacts

    def nobody(contact: Contact) -> list[tuple[float, float]]:
        windows = closed.get((contact.station, owners[contact.satellite]), ())
        return [(low, high) for low, high, _ in windows]

    uncut = contacts.uncut.less(nobody) if contacts.uncut is not None else None
    open_ = contacts.less(nobody)
    return Contacts(open_.commands, open_.downlinks, contacts, closed, uncut, contacts.shut)


def _left(given: _ByName, closed: Closed) -> dict[str, tuple[Contact, ...]]:
    return {
        name: tuple(part for contact in each for part in _open(contact, closed(contact)))
        for name, each in given.items()
    }


def _open(contact: Contact, closed: Sequence[tuple[float, float]]) -> list[Contact]:
    parts = [(contact.start, contact.end)]
    for low, high in closed:
        parts = [piece for part in parts for piece in _without(part, low, high)]
    return [replace(contact, start=low, end=high) for low, high in parts]


def _renewed(old: _ByName, new: _ByName, name: str, at: float) -> dict[str, tuple[Contact, ...]]:
    early = [replace(each, end=min(each.end, at)) for each in old.get(name, ()) if each.start < at]
    return {**old, name: (*early, *new.get(name, ()))}


def passes(
    tracks: Sequence[Track],
    antennas: list[tuple[Station, Antenna]],
    span: tuple[float, float],
) -> list[tuple[Station, Antenna, float, float]]:
    """Return each pass of a satellite over antennas within a span, POSIX s, above their masks."""
    lat = np.radians([station.lat_deg for station, _ in antennas])
    lon = np.radians([station.lon_deg for station, _ in antennas])
    sites = sites_of(lat, lon, [station.height_m for station, _ in antennas])
    least = np.radians([antenna.min_elevation_deg for _, antenna in antennas])
    masks = [mask_of_degrees(each.mask_deg) if each.mask_deg else None for _, each in antennas]
    limits = LeastElevation(least), Masks(tuple(masks))
    table = windows([track for track in tracks if not track.empty], sites, limits, span)
    return [
        (*antennas[site], start, end)
        for site, start, end in zip(table.site, table.start, table.end, strict=True)
    ]


def _shut(
    charter: Charter, assets: tuple[Imager, Station, Antenna], span: tuple[float, float]
) -> list[Shut]:
    """Return what block-outs and maintenance take of a pass."""
    satellite, station, antenna = assets
    contact = satellite.name, station.name, antenna.name
    worked_on = (
        (satellite.name, satellite.name, satellite.maintenance),
        (station.name, station.name, station.maintenance),
        (station.name, f"antenna {antenna.name} of {station.name}", antenna.maintenance),
    )
    found = [
        Shut(contact, *window.span, asset, maintained(name, window))
        for asset, name, windows in worked_on
        for window in windows
    ]
    for article in charter.articles:
        if isinstance(article, BlockOut):
            found += [
                Shut(contact, low, high, name, block_reason(article, name), article.id)
                for name in contact[:2]
                if article.covers(name)
                for low, high in _closed(article)
            ]
    return [each for each in found if each.start < span[1] and span[0] < each.end]


def maintained(name: str, window: Maintenance) -> str:
    """Return in words until when an asset is worked on, and why."""
    return f"{name} is in maintenance until {window.end:%F %R}Z: {window.reason}"


def _inward(part: tuple[float, float]) -> list[tuple[float, float]]:
    """Return a part rounded inward to the millisecond, or nothing where that leaves nothing."""
    start, end = math.ceil(part[0] * 1e3) / 1e3, math.floor(part[1] * 1e3) / 1e3
    return [(start, end)] if start < end else []


def _closed(article: BlockOut) -> list[tuple[float, float]]:
    """Return the windows of a block-out, POSIX s, as far as the article is in force."""
    first = to_posix(article.in_force_from)
    until = article.in_force_until
    last = to_posix(until) if until is not None else math.inf
    return [
        (max(to_posix(window.start), first), min(to_posix(window.end), last))
        for window in article.windows
    ]


def _without(part: tuple[float, float], low: float, high: float) -> list[tuple[float, float]]:
    pieces = [(part[0], min(part[1], low)), (max(part[0], high), part[1])]
    return [(a, b) for a, b in pieces if b > a]


def _commands(
    satellite: Imager, station: Station, antenna: Antenna, part: tuple[float, float]
) -> list[Contact]:
    return [
        _contact(satellite, station, antenna, (COMMAND, low, high, 0.0))
        for low, high in _inward(part)
    ]


def _downlinks(
    assets: tuple[Imager, Station, Antenna], bands: Bands, part: tuple[float, float]
) -> list[Contact]:
    satellite, station, antenna = assets
    links = [
        (radio, _contact(satellite, station, antenna, (radio.name, low, high, rate)))
        for low, high in _inward(part)
        for radio in satellite.radios
        if hears(antenna, radio)
        for rate in [link_rate_mbps(antenna, radio)]
    ]
    return [each for radio, link in links for each in bands.stepped(link, (antenna, radio))]


def _contact(
    satellite: Imager,
    station: Station,
    antenna: Antenna,
    link: tuple[str, float, float, float],
) -> Contact:
    radio, start, end, rate = link
    turnaround = antenna.turnaround_s
    return Contact(satellite.name, station.name, antenna.name, radio, start, end, turnaround, rate)


def _sorted(contacts: list[Contact]) -> tuple[Contact, ...]:
    return tuple(
        sorted(contacts, key=lambda each: (each.start, each.station, each.antenna, each.radio))
    )
