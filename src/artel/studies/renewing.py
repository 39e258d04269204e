"""A day once some of its satellites fly by newer element sets: their tracks, looks and contacts.

What a satellite does until its newer set holds is as it was; all after that is searched anew.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.commons.instants import parse_instant, to_posix
from artel.fleet.satellites import imagers
from artel.planner.flights import flights_of
from artel.planner.renewal import Commanded, as_commanded, same_look
from artel.planner.values import Reason
from artel.studies.day import problem_of
from artel.studies.skies import by_cloud
from artel.studies.tracks import Tracks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from artel.orbits.tracks import Track
    from artel.planner.problem import Problem
    from artel.planner.values import Booking, Opportunity
    from artel.studies.people import Staffing
    from artel.studies.pool import Pool
    from artel.studies.tracks import Source
    from artel.studies.updates import Update

    Found = tuple[Problem, Tracks]

_OF_THE_PLAN = frozenset({Reason.EXPIRED, Reason.NOT_YET})
_SHORTEST_S = 1.0


def renewed(
    pool: Pool, found: Found, staffing: Staffing | None, updates: Iterable[Update]
) -> Found:
    """Return what there is to plan, and the tracks, with newer sets, each from its instant on."""
    for update in updates:
        found = _renewed(pool, found, staffing, update)
    return found


def _renewed(pool: Pool, found: Found, staffing: Staffing | None, update: Update) -> Found:
    (problem, tracks), name, since = found, update.satellite, update.since
    satellites = tuple(each for each in pool.satellites if each.name == name)
    if problem.span[1] - since < _SHORTEST_S:
        return found
    alone = replace(pool, satellites=satellites, elements=(update.elements,))
    newer, later = problem_of(alone, (since, problem.span[1]), staffing)
    tracks = _joined(tracks, later, name, since)
    early = [each for each in problem.opportunities if each.satellite != name or each.end <= since]
    looks = sorted(
        [*early, *newer.opportunities],
        key=lambda each: (each.order, each.start, each.satellite, each.sensor, each.pitch),
    )
    ledger = problem.ledger.copy()
    ledger.join(newer.ledger, but=_OF_THE_PLAN)
    return (
        replace(
            problem,
            opportunities=looks,
            contacts=problem.contacts.renewed(newer.contacts, name, since),
            ledger=ledger,
            flights={**problem.flights, **flights_of(tracks.by_name, imagers(satellites))},
        ),
        tracks,
    )


def _joined(tracks: Tracks, later: Tracks, name: str, since: float) -> Tracks:
    sources: list[Source] = []
    for source in tracks.sources:
        if source.satellite != name:
            sources.append(source)
        elif source.track.empty or source.track.start < since:
            sources.append(replace(source, track=_until(source.track, since)))
    sources += later.sources
    mine = [each.track for each in sources if each.satellite == name and not each.track.empty]
    return Tracks({**tracks.by_name, name: tuple(mine)}, tuple(sources))


def _until(track: Track, end: float) -> Track:
    """Return a track up to an instant."""
    if track.empty or track.end <= end:
        return track
    count = int(np.searchsorted(track.t, end)) + 1
    return replace(
        track, t=track.t[:count], r=track.r[:count], v=track.v[:count], end=end, reason=""
    )


def look_as_planned(
    pool: Pool, found: Found, image: Mapping[str, Any], updates: Iterable[Update]
) -> Opportunity | None:
    """Return the image of a row that holds by newer sets, though no search would find it."""
    start, end = (to_posix(parse_instant(image[name])) for name in ("start", "end"))
    roll, pitch = (math.radians(image[name]) for name in ("roll_deg", "pitch_deg"))
    if not any(each.satellite == image["satellite"] and each.since <= start for each in updates):
        return None
    told = Commanded(image["sensor"], start, end, roll, pitch, image.get("piece") or "")
    return _held(pool, found, (image["order"], image["satellite"]), told)


def holding(pool: Pool, found: Found, booking: Booking) -> Opportunity | None:
    """Return a booked image as it will be by newer sets, or None where it would miss."""
    taken = booking.opportunity
    for look in found[0].opportunities:
        if look.key == taken.key and same_look(look, taken):
            return look
    told = Commanded(
        taken.sensor, taken.start, taken.end, taken.roll, taken.pitch, taken.piece, taken.cells
    )
    return _held(pool, found, (taken.order, taken.satellite), told)


def _held(pool: Pool, found: Found, names: tuple[str, str], told: Commanded) -> Opportunity | None:
    problem, tracks = found
    order = next((each for each in problem.orders if each.id == names[0]), None)
    satellite = next(each for each in problem.satellites if each.name == names[1])
    if order is None:
        return None
    track = tracks.by_name.get(satellite.name, ())
    look = as_commanded(track, satellite, order, problem.charter, told)
    if look is None:
        return None
    return by_cloud(pool, replace(problem, opportunities=[look])).opportunities[0]
