"""How fast data comes down over a pass, where a radio or an antenna has steps by elevation."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from artel.fleet.matching import hears, rate_at, rate_levels
from artel.orbits.conjunctions import windows
from artel.orbits.limits import LeastElevation
from artel.orbits.visibility import sites_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from artel.fleet.satellites import Imager, Radio
    from artel.fleet.stations import Antenna, Station
    from artel.orbits.tracks import Track
    from artel.planner.values import Contact

    Windows: TypeAlias = Sequence[tuple[float, float]]
    Dish: TypeAlias = tuple[str, str]

Rates: TypeAlias = tuple[tuple[float, float], ...]
"""From which instant on, POSIX s, how many Mbit/s; the first instant begins the contact."""


class Bands:
    """When a satellite stands above each elevation at which some antenna's rate for it changes."""

    def __init__(
        self,
        tracks: Sequence[Track],
        satellite: Imager,
        antennas: Sequence[tuple[Station, Antenna]],
        span: tuple[float, float],
    ) -> None:
        asked = [
            (station, antenna.name, level)
            for station, antenna in antennas
            for level in _levels(satellite, antenna)
        ]
        self.above: Mapping[tuple[Dish, float], Windows] = _above(tracks, asked, span)

    def stepped(self, contact: Contact, link: tuple[Antenna, Radio]) -> list[Contact]:
        """Return the contact with its rates, from where anything comes down, if anything does.

        A step up counts from the next millisecond on, a step down from the last one.
        """
        levels = rate_levels(*link)
        if not levels:
            return [contact]
        dish = contact.station, contact.antenna
        rates = self._rates(dish, link, (contact.start, contact.end))
        first = next((place for place, (_, rate) in enumerate(rates) if rate), None)
        if first is None:
            return []
        return [replace(contact, start=rates[first][0], rates=rates[first:])]

    def _rates(self, dish: Dish, link: tuple[Antenna, Radio], part: tuple[float, float]) -> Rates:
        levels = rate_levels(*link)
        inside = {level: self._inside(dish, level, part) for level in levels}
        edges = {part[0], *(edge for each in inside.values() for pair in each for edge in pair)}
        out: list[tuple[float, float]] = []
        for edge in sorted(edge for edge in edges if part[0] <= edge < part[1]):
            reached = [
                level
                for level, spans in inside.items()
                if any(start <= edge < end for start, end in spans)
            ]
            rate = rate_at(*link, max(reached, default=-math.inf))
            if not out or out[-1][1] != rate:
                out.append((edge, rate))
        return tuple(out)

    def _inside(self, dish: Dish, level: float, part: tuple[float, float]) -> Windows:
        known = self.above.get((dish, level), ())
        return [(max(start, part[0]), end) for start, end in known if start < part[1]]


def _levels(satellite: Imager, antenna: Antenna) -> list[float]:
    radios = [radio for radio in satellite.radios if hears(antenna, radio)]
    return sorted({level for radio in radios for level in rate_levels(antenna, radio)})


def _above(
    tracks: Sequence[Track], asked: Sequence[tuple[Station, str, float]], span: tuple[float, float]
) -> dict[tuple[Dish, float], list[tuple[float, float]]]:
    """Return when each level is kept at each dish, rounded inward to the millisecond."""
    out: dict[tuple[Dish, float], list[tuple[float, float]]] = {}
    known = [track for track in tracks if not track.empty]
    if not asked or not known:
        return out
    lat, lon = np.radians([(station.lat_deg, station.lon_deg) for station, _, _ in asked]).T
    sites = sites_of(lat, lon, [station.height_m for station, _, _ in asked])
    least = LeastElevation(np.radians([level for _, _, level in asked]))
    table = windows(known, sites, (least,), span)
    for site, start, end in zip(table.site, table.start, table.end, strict=True):
        station, antenna, level = asked[site]
        inward = math.ceil(start * 1e3) / 1e3, math.floor(end * 1e3) / 1e3
        out.setdefault(((station.name, antenna), level), []).append(inward)
    return out
