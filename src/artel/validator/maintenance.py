"""Maintenance: nothing is booked of a satellite, a station or an antenna that is worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.commons.instants import to_posix
from artel.validator import tolerances as tol
from artel.validator.case import when
from artel.validator.report import Code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from artel.validator.case import Case
    from artel.validator.document import Downlink, Image, Unplanned, Upload
    from artel.validator.facts import Antenna, Maintenance, Satellite, Station


def check_maintenance(case: Case) -> None:
    """Check every image and link, and every order that is said to be left for maintenance."""
    satellites, stations = case.facts.satellites, case.facts.stations
    for image in case.plan.images:
        _free(case, image, [satellites.get(image.satellite)])
    links: list[Upload | Downlink] = [*case.plan.uploads, *case.plan.downlinks]
    for link in links:
        station = stations.get(link.station)
        antenna = station.antenna(link.antenna) if station is not None else None
        _free(case, link, [satellites.get(link.satellite), station, antenna])
    for row in case.plan.unplanned:
        if row.code == "MAINTENANCE":
            _reason(case, row)


def _free(
    case: Case,
    booked: Image | Upload | Downlink,
    assets: Iterable[Satellite | Station | Antenna | None],
) -> None:
    for asset in assets:
        for window in asset.maintenance if asset is not None else ():
            start, end = _span(window)
            case.book.require(
                booked.end <= start + tol.INSTANT_S or booked.start >= end - tol.INSTANT_S,
                Code.MAINTENANCE,
                booked.id,
                f"{asset.name if asset is not None else ''} is in maintenance from {when(start)}"
                f" to {when(end)}. Leave it alone then.",
            )


def _reason(case: Case, row: Unplanned) -> None:
    """Check that the satellite named is worked on at some time of the horizon."""
    horizon = case.plan.horizon
    satellite = case.facts.satellites.get(row.resource or "")
    windows = [_span(window) for window in satellite.maintenance] if satellite is not None else []
    case.book.require(
        any(start < horizon.end and horizon.start < end for start, end in windows),
        Code.REASON,
        row.order,
        f"The plan says MAINTENANCE of {row.resource}; nobody works on it then. Find the true"
        " reason.",
    )


def _span(window: Maintenance) -> tuple[float, float]:
    return to_posix(window.start), to_posix(window.end)
