"""Who uses an antenna, a radio and a command receiver when: never two at once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from artel.validator import tolerances as tol
from artel.validator.report import Code

if TYPE_CHECKING:
    from artel.validator.case import Case
    from artel.validator.document import Downlink, Upload

    Link: TypeAlias = Upload | Downlink


def check_antennas(case: Case) -> None:
    """Check antennas with their set-up, radios of satellites, and command receivers."""
    links: list[Link] = [*case.plan.uploads, *case.plan.downlinks]
    antennas: defaultdict[tuple[str, str], list[Link]] = defaultdict(list)
    channels: defaultdict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in links:
        antennas[link.station, link.antenna].append(link)
        channels[link.satellite, getattr(link, "radio", "commands")].append(link)
    for (station, antenna), users in sorted(antennas.items()):
        case.book.checked["antennas"] += 1
        _antenna(case, users, _setup(case, station, antenna))
    for (satellite, channel), users in sorted(channels.items()):
        _channel(case, users, f"{channel} of {satellite}")


def _setup(case: Case, station: str, antenna: str) -> float:
    place = case.facts.stations.get(station)
    found = place.antenna(antenna) if place is not None else None
    return found.teardown_s + found.setup_s if found is not None else 0.0


def _antenna(case: Case, users: list[Link], setup: float) -> None:
    """Check that bookings of different satellites leave tear-down and set-up between them."""
    latest: dict[str, Link] = {}
    for link in sorted(users, key=_start):
        for other in latest.values():
            gap = link.start - other.end
            case.book.require(
                link.satellite == other.satellite or gap >= setup - tol.INSTANT_S,
                Code.ANTENNA,
                link.id,
                f"{link.station} {link.antenna} turns to {link.satellite} {gap:.3f} s after"
                f" {other.id} of {other.satellite} ends; it needs {setup:g} s. Use another pass.",
            )
        latest[link.satellite] = _later(latest.get(link.satellite), link)


def _channel(case: Case, users: list[Link], channel: str) -> None:
    latest: Link | None = None
    for link in sorted(users, key=_start):
        case.book.require(
            latest is None or link.start >= latest.end - tol.INSTANT_S,
            Code.ANTENNA,
            link.id,
            f"{link.id} uses {channel} while {latest.id if latest else ''} still does. Put one"
            " after the other.",
        )
        latest = _later(latest, link)


def _later(one: Link | None, other: Link) -> Link:
    """Return which of two bookings ends later."""
    return one if one is not None and one.end > other.end else other


def _start(link: Link) -> tuple[float, str]:
    return link.start, link.id
