"""Which station may command or receive which satellite."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from artel.fleet.satellites import Imager, Radio
    from artel.fleet.stations import Antenna, Station


def receivers(satellite: Imager, stations: Iterable[Station]) -> tuple[Station, ...]:
    """Return the stations that decode the satellite, permit it and hear one of its radios."""
    return tuple(
        station
        for station in stations
        if may_receive(station, satellite.name)
        and any(hears(antenna, radio) for antenna in station.antennas for radio in satellite.radios)
    )


def commanders(satellite: Imager, stations: Iterable[Station]) -> tuple[Station, ...]:
    """Return the stations named to command the satellite that have an antenna in its band."""
    command = satellite.command
    return tuple(
        station
        for station in stations
        if station.name in command.stations
        and any(command.band in antenna.bands for antenna in station.antennas)
    )


def may_receive(station: Station, satellite: str) -> bool:
    """Whether the station decodes the satellite of that name and its owner permits it."""
    return station.decodes(satellite) and station.permitted(satellite)


def hears(antenna: Antenna, radio: Radio) -> bool:
    """Whether the antenna works in the band of the radio."""
    return radio.band in antenna.bands


def link_rate_mbps(antenna: Antenna, radio: Radio) -> float:
    """Return the rate at which the antenna takes what the radio sends, in Mbit/s."""
    return min(antenna.max_rate_mbps, radio.rate_mbps)
