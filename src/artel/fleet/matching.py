"""Which station may command or receive which satellite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.fleet.steps import rate_of_steps

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
    """Whether the station decodes the satellite of that name and its owner permits it, ever."""
    return bool(station.serves(satellite))


def hears(antenna: Antenna, radio: Radio) -> bool:
    """Whether the antenna works in the band of the radio."""
    return radio.band in antenna.bands


def link_rate_mbps(antenna: Antenna, radio: Radio) -> float:
    """Return the highest rate at which the antenna takes what the radio sends, in Mbit/s."""
    return min(antenna.max_rate_mbps, radio.rate_mbps)


def rate_levels(antenna: Antenna, radio: Radio) -> tuple[float, ...]:
    """Return the elevations, degrees, at which the rate of a link changes, rising; mostly none."""
    steps = (*(radio.rate_steps or ()), *(antenna.rate_steps or ()))
    return tuple(sorted({level for level, _ in steps}))


def rate_at(antenna: Antenna, radio: Radio, elevation_deg: float) -> float:
    """Return the rate of a link at an elevation, Mbit/s: the slower end's."""
    return min(
        rate_of_steps(radio.rate_steps, radio.rate_mbps, elevation_deg),
        rate_of_steps(antenna.rate_steps, antenna.max_rate_mbps, elevation_deg),
    )
