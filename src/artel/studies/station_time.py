"""Which time of a station's antennas is free for a guest, and which of it is chosen.

An antenna is free where nothing is planned or held on it, nobody works on it, its station is not
blocked out, and somebody is there to fly the pass. It turns before and after a guest as it does
between satellites, and that time has to be free as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from artel.charter.articles import BlockOut
from artel.commons.instants import from_posix, to_posix
from artel.people.gate import closed_windows, job_of, segments, timetable
from artel.planner.contacts import passes
from artel.studies.people import has_people, people_of
from artel.studies.tracks import tracks_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from artel.fleet.stations import Antenna, Station
    from artel.studies.pool import Pool

    Span = tuple[float, float]

LEAST_S = 180.0
"""No piece of time is shorter: a guest has to find its satellite first."""


@dataclass(frozen=True, slots=True)
class Guest:
    """What a guest asks for: a station, a band, and a satellite of the pool if it is for one."""

    station: str
    band: str
    satellite: str | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time of an antenna, POSIX s; `turn_s` is what it turns before and after it."""

    antenna: str
    start: float
    end: float
    turn_s: float

    @property
    def taken(self) -> Span:
        """From when to when nobody else may use the antenna."""
        return self.start - self.turn_s, self.end + self.turn_s


def free_stretches(
    pool: Pool, guest: Guest, span: Span, busy: Mapping[str, Sequence[Span]]
) -> list[Stretch]:
    """Return what a station could give a guest within a span, POSIX s, the earliest first.

    `busy` says by antenna when it is used or held. With a satellite only its passes are given.
    """
    station = next(each for each in pool.stations if each.name == guest.station)
    antennas = [each for each in station.antennas if guest.band in each.bands]
    over = _passes(pool, station, antennas, guest.satellite, span)
    shut = [*_shut(pool, station), *_nobody(pool, station, span)]
    found = []
    for antenna in antennas:
        turn = antenna.turnaround_s
        used = [(low - turn, high + turn) for low, high in busy.get(antenna.name, ())]
        worked_on = [window.span for window in antenna.maintenance]
        for part in over[antenna.name]:
            for low, high in less(part, [*shut, *worked_on, *used]):
                if high - low >= LEAST_S:
                    found.append(Stretch(antenna.name, low, high, turn))
    return sorted(found, key=lambda each: (each.start, each.antenna))


def _passes(
    pool: Pool, station: Station, antennas: Sequence[Antenna], satellite: str | None, span: Span
) -> dict[str, list[Span]]:
    """Return when each antenna sees the satellite, or all of the span where none is named."""
    if satellite is None:
        return {each.name: [span] for each in antennas}
    named = [each for each in pool.satellites if each.name == satellite]
    tracks = tracks_of(pool, named, span).by_name.get(satellite, ())
    pairs = [(station, each) for each in antennas]
    seen: dict[str, list[Span]] = {each.name: [] for each in antennas}
    for _, antenna, start, end in passes(tracks, pairs, span):
        seen[antenna.name].append((start, end))
    return seen


def _shut(pool: Pool, station: Station) -> list[Span]:
    blocks = (each for each in pool.charter.articles if isinstance(each, BlockOut))
    closed = [
        (to_posix(window.start), to_posix(window.end))
        for article in blocks
        if article.covers(station.name)
        for window in article.windows
    ]
    return [*closed, *(window.span for window in station.maintenance)]


def _nobody(pool: Pool, station: Station, span: Span) -> list[Span]:
    """Return when nobody may fly a pass over the station for its owner."""
    if not has_people(pool):
        return []
    people, log = people_of(pool)
    job = job_of(people, station.name, station.owner, (station.owner,))
    if job is None:
        return []
    when = timetable(people, log, (from_posix(span[0]), from_posix(span[1])))
    windows = closed_windows(segments(people, log, job, when), None)
    return [(to_posix(each.start), to_posix(each.end)) for each in windows]


def less(part: Span, closed: Iterable[Span]) -> list[Span]:
    """Return what is left of a span without others."""
    left = [part]
    for low, high in closed:
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, low)), (max(start, high), end))
            if piece[1] > piece[0]
        ]
    return left


def chosen(free: Sequence[Stretch], seconds: float) -> list[Stretch] | None:
    """Return the earliest time of these that adds up to so much, one antenna at a time, or None."""
    found: list[Stretch] = []
    missing, reached = seconds, float("-inf")
    for each in free:
        if missing <= 0:
            break
        start = max(each.start, reached)
        end = min(each.end, start + max(missing, LEAST_S))
        if end - start >= LEAST_S:
            found.append(replace(each, start=start, end=end))
            missing, reached = missing - (end - start), end
    return found if missing <= 0 else None
