"""The sky of a source: tracks of a pool's satellites, or of bare element sets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from artel.commons.errors import InputError
from artel.commons.instants import to_posix
from artel.commons.names import hint, matches
from artel.fleet.timing import timing_of_windows
from artel.orbits.readings import nearest
from artel.studies.tracks import tracks_of, tracks_of_elements

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from artel.fleet.satellites import Manoeuvres
    from artel.orbits.elements import Elements
    from artel.orbits.oem import Ephemeris
    from artel.orbits.runs import NodeStore
    from artel.orbits.tracks import Track
    from artel.studies.pool import Pool

    Progress = Callable[[str, int, int], None]

OLD_DAYS = 14.0
"""Element sets older than this are worth a word: low satellites are seconds off by then."""


@dataclass(frozen=True, slots=True)
class Sky:
    """Tracks over a span, the owner of each (its own name in a bare file), and what to know.

    `orbits` are what the tracks follow from, each with how often the satellite burns if known.
    """

    tracks: tuple[Track, ...]
    owners: tuple[str, ...]
    notes: tuple[str, ...]
    orbits: tuple[tuple[Elements | Ephemeris, Manoeuvres | None], ...]

    def timing(self, satellite: NDArray[np.int64], t: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return by how many seconds, 95 %, what begins at t (n,) may come early or late.

        `satellite` (n,) is the number of the track, sorted as window tables have it.
        """
        return timing_of_windows(self.orbits, satellite, t)


def sky_of_elements(
    records: Sequence[Elements],
    span: tuple[datetime, datetime],
    pattern: str | None = None,
    progress: Progress | None = None,
    *,
    kept: NodeStore | None = None,
    propagator: str | None = None,
) -> Sky:
    """Return the tracks of the element sets nearest to the start, one a satellite.

    `kept` and `propagator` are those of `tracks_of_elements`.
    """
    start, end = to_posix(span[0]), to_posix(span[1])
    chosen, notes = nearest(records, start)
    names = [record.name or str(record.norad_id) for record in chosen]
    some = [chosen[index] for index in _chosen(names, pattern)]
    tracks = tracks_of_elements(some, (start, end), propagator, kept, progress)
    spoken = [track.reason for track in tracks if track.reason]
    aged = _aged(some, start)
    names = [track.name for track in tracks]
    orbits = tuple((each, None) for each in some)
    return Sky(tuple(tracks), tuple(names), (*notes, *aged, *spoken), orbits)


def sky_of_pool(
    pool: Pool,
    span: tuple[datetime, datetime],
    pattern: str | None = None,
    progress: Progress | None = None,
) -> Sky:
    """Return the tracks of a pool's operational satellites."""
    satellites = [satellite for satellite in pool.satellites if satellite.operational]
    kept = {satellites[i].name for i in _chosen([each.name for each in satellites], pattern)}
    satellites = [satellite for satellite in satellites if satellite.name in kept]
    found = tracks_of(pool, satellites, (to_posix(span[0]), to_posix(span[1])), progress)
    owners = {satellite.name: satellite.owner for satellite in satellites}
    usable = [source for source in found.sources if not source.track.empty]
    return Sky(
        tuple(source.track for source in usable),
        tuple(owners[source.satellite] for source in usable),
        (*pool.problems, *found.notes),
        tuple((source.orbit, source.manoeuvres) for source in usable),
    )


def _chosen(names: Sequence[str], pattern: str | None) -> list[int]:
    if pattern is None:
        return list(range(len(names)))
    kept = [i for i, name in enumerate(names) if matches([pattern], name)]
    if not kept:
        near = hint(pattern, names) if len(names) < 200 else ""
        raise InputError(f"No satellite is called '{pattern}'.", next_step=near)
    return kept


def _aged(records: Sequence[Elements], start: float) -> list[str]:
    old = [record for record in records if abs(start - record.epoch) > OLD_DAYS * 86400.0]
    if not old:
        return []
    worst = max(old, key=lambda record: abs(start - record.epoch))
    days = abs(start - worst.epoch) / 86400.0
    more = f" and {len(old) - 1} others" if len(old) > 1 else ""
    name = worst.name or worst.norad_id
    return [f"{name}{more}: the epoch is {days:.0f} days from the start; times may be far off."]
