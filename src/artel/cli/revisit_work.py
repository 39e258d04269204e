"""What `artel revisit` does for a pool and for a bare element file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from artel import bootstrap
from artel.commons.errors import InputError
from artel.commons.instants import to_posix
from artel.studies.looks import Rule, imagers_of
from artel.studies.revisit import looks_by_rule, looks_by_sensors
from artel.studies.sky import sky_of_elements
from artel.studies.tracks import tracks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from artel.orbits.tracks import Track
    from artel.studies.places import Place
    from artel.studies.revisit import Looks

    Progress = Callable[[str, int, int], None]
    When = tuple[str | None, str, str | None]


@dataclass(frozen=True, slots=True)
class Found:
    """The looks of a source: the tracks that made them, their owners, and what to know."""

    span: tuple[datetime, datetime]
    tracks: Sequence[Track]
    owners: Sequence[str]
    looks: Looks
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def rule_of(elevation: float | None, off_nadir: float | None, sun: float | None) -> Rule | None:
    """Return the rule of the options, or None where the sensors decide."""
    for angle, least in ((elevation, 0.0), (off_nadir, 0.0), (sun, -90.0)):
        if angle is not None and not least <= angle < 90.0:
            raise InputError(f"The angle {angle:g} is not usable.", next_step="Give degrees to 89.")
    if elevation is not None and off_nadir is not None:
        raise InputError(
            "Elevation and off-nadir angle are both given.", next_step="Give one of the two."
        )
    if elevation is None and off_nadir is None and sun is None:
        return None
    return Rule(elevation if off_nadir is None else None, off_nadir, sun)


def only_with_grid(grid_deg: float | None, of_grids: object, of_places: object) -> bool:
    """Whether a grid is asked for. Raises InputError for options of grids and places together."""
    if grid_deg is None and of_grids:
        raise InputError(
            "--region and --out are for coverage of a grid.", next_step="Give --grid-deg too."
        )
    if grid_deg is not None and of_places:
        raise InputError(
            "--grid-deg and places, or --statistics, are given together.",
            next_step="Give one of them.",
        )
    return grid_deg is not None


def looks_of_pool(
    source: str,
    places: Sequence[Place],
    rule: Rule | None,
    when: When,
    progress: Progress | None,
) -> Found:
    """Return the looks of a pool's imaging satellites, by their sensors or by a rule."""
    pool = bootstrap.read_pool_at(source)
    span = bootstrap.span_of(when[0], when[1], pool.settings.epoch)
    ends = to_posix(span[0]), to_posix(span[1])
    imagers = imagers_of(pool, when[2])
    tracks = tracks_of(pool, imagers, ends, progress)
    if rule is not None:
        mine = [track for one in imagers for track in tracks.by_name[one.name]]
        looks = looks_by_rule(mine, places, rule, ends)
    else:
        mine, looks = looks_by_sensors(tracks.by_name, imagers, places, ends)
    owner = {one.name: one.owner for one in imagers}
    owners = [owner[track.name] for track in mine]
    return Found(span, mine, owners, looks, pool.problems, tracks.notes)


def looks_of_elements(
    source: str,
    places: Sequence[Place],
    rule: Rule | None,
    when: When,
    progress: Progress | None,
) -> Found:
    """Return the looks of bare element sets, each satellite its own owner."""
    file = bootstrap.read_elements_at(source)
    span = bootstrap.span_of(when[0], when[1], bootstrap.latest_epoch(file.records))
    ends = to_posix(span[0]), to_posix(span[1])
    kept = bootstrap.track_store()
    sky = sky_of_elements(file.records, span, when[2], progress, kept=kept)
    looks = looks_by_rule(sky.tracks, places, rule or Rule(), ends)
    return Found(span, sky.tracks, sky.owners, looks, file.problems, sky.notes)
