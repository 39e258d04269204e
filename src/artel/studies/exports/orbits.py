"""The tracks of a plan as OEM, in ITRF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.orbits.ephemeris import Ephemeris
from artel.orbits.oem import write_oem
from artel.orbits.time import parse_epoch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from artel.orbits.tracks import Track


def plan_oem(plan: dict[str, Any], tracks: Sequence[Track]) -> str:
    """Return one segment for each track; the creation date is the start of the plan."""
    created = parse_epoch(plan["horizon"]["start"])
    return write_oem([ephemeris_of(track) for track in tracks], created)


def ephemeris_of(track: Track) -> Ephemeris:
    """Return a track as an ephemeris that another artel, or another tool, may read."""
    return Ephemeris(
        name=track.name,
        norad_id=track.norad_id or None,
        t=track.t,
        r=track.r,
        v=track.v,
        start=track.start,
        stop=track.end,
    )
