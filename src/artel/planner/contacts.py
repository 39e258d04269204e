"""Contacts: passes of satellites over antennas that may command them, or receive their data."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from artel.charter.articles import BlockOut
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
    from collections.abc import Mapping, Sequence

    from artel.charter.articles import Charter
    from artel.fleet.satellites import Imager
    from artel.fleet.stations import Antenna, Station
    from artel.orbits.tracks import Track
    from artel.planner.values import Link

    Closings: TypeAlias = Mapping[tuple[str, str], Sequence[tuple[float, float, str]]]

COMMAND = "command"
"""Stands where the radio of a downlink would stand."""


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts by satellite, each list sorted by start: for commands and for data.

    Where stations need people, `every` are the contacts as if somebody always were there, and
    `closed` says by station and owner of the satellite when nobody is, (start, end, why).
    """

    commands: Mapping[str, tuple[Contact, ...]]
    downlinks: Mapping[str, tuple[Contact, ...]]
    every: Contacts | None = None
    closed: Closings = field(default_factory=dict)

    def why_closed(self, link: Link, owner: str) -> str:
        """Return why nobody may fly the link's pass, or nothing where somebody may."""
        windows = self.closed.get((link.contact.station, owner), ())
        return next((why for low, high, why in windows if low < link.end and link.start < high), "")


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
    commands: dict[str, tuple[Contact, ...]] = {}
    downlinks: dict[str, tuple[Contact, ...]] = {}
    for satellite in satellites:
        passes = _passes(tracks.get(satellite.name, ()), antennas, span)
        may_command = {station.name for station in commanders(satellite, stations)}
        serves = {each.name: each.serves(satellite.name) for each in receivers(satellite, stations)}
        bands = Bands(tracks.get(satellite.name, ()), satellite, antennas, span)
        up, down = [], []
        for station, antenna, start, end in passes:
            for part in _free(charter, (satellite, station, antenna), start, end):
                if station.name in may_command and satellite.command.band in antenna.bands:
                    up += _commands(satellite, station, antenna, part)
                for low, high in common((part,), serves.get(station.name, ())):
                    down += _downlinks((satellite, station, antenna), bands, (low, high))
        commands[satellite.name] = _sorted(up)
        downlinks[satellite.name] = _sorted(down)
    return Contacts(commands, downlinks)


def staffed(contacts: Contacts, owners: Mapping[str, str], closed: Closings) -> Contacts:
    """Return the contacts less the windows in which a station has nobody for that owner.

    `owners` are those of the satellites, by name.
    """
    if not closed:
        return contacts

    def left(given: Mapping[str, tuple[Contact, ...]]) -> dict[str, tuple[Contact, ...]]:
        return {
            name: tuple(
                part
                for contact in each
                for part in _open(contact, closed.get((contact.station, owners[name]), ()))
            )
            for name, each in given.items()
        }

    return Contacts(left(contacts.commands), left(contacts.downlinks), contacts, closed)


def _open(contact: Contact, closed: Sequence[tuple[float, float, str]]) -> list[Contact]:
    parts = [(contact.start, contact.end)]
    for low, high, _ in closed:
        parts = [piece for part in parts for piece in _without(part, low, high)]
    return [replace(contact, start=low, end=high) for low, high in parts]


def _passes(
    tracks: Sequence[Track],
    antennas: list[tuple[Station, Antenna]],
    span: tuple[float, float],
) -> list[tuple[Station, Antenna, float, float]]:
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


def _free(
    charter: Charter, assets: tuple[Imager, Station, Antenna], start: float, end: float
) -> list[tuple[float, float]]:
    """Return what block-outs and maintenance leave of a pass."""
    satellite, station, _ = assets
    closed = [window.span for asset in assets for window in asset.maintenance]
    for article in charter.articles:
        if isinstance(article, BlockOut) and any(
            article.covers(asset.name) for asset in (satellite, station)
        ):
            closed += _closed(article)
    parts = [(start, end)]
    for low, high in closed:
        parts = [piece for part in parts for piece in _without(part, low, high)]
    return parts


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
