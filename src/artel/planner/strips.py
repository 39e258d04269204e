"""Strips over areas that are larger than one image: every way of one sensor to take a part.

Over each pass strips are laid along the flight, side by side, under a few pitches; a long one is
offered whole and in parts, since a satellite may not have the seconds for all of it. What each
covers is counted on the cells of the area.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.fleet.satellites import OpticalSensor
from artel.orbits import imaging
from artel.orbits.frames import length
from artel.orbits.imaging import look
from artel.orbits.tracks import state
from artel.orbits.visibility import Sites, off_nadir_windows
from artel.planner.looks import Aim, figures, joined
from artel.planner.pointing import half_field, pitches, reach

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from artel.fleet.satellites import Sensor
    from artel.orbits.tracks import Track
    from artel.planner.looks import Looks
    from artel.planner.targets import Target

    Floats = NDArray[np.float64]

LONGEST_S = 20.0
"""A strip that takes longer is offered in parts too."""
MOST_ROLLS = 24
"""Under at most so many rolls an area is tried in one pass."""
_OVERLAP = 0.98
_PAD = 0.25
_WINDOW_PAD = 150.0
_WIDEST = 1.2
_GRAZING = math.radians(80.0)
_RADIUS = 6.378137e6


@dataclass(frozen=True, slots=True, eq=False)
class _Pass:
    """The border of an area as a sensor passes it: instants and rolls (n,), and half a field."""

    target: int
    pitch: float
    times: Floats
    rolls: Floats
    half: float


def strips_of(
    track: Track, sensor: Sensor, targets: Sequence[Target], span: tuple[float, float]
) -> Looks | None:
    """Return every strip of a sensor over areas inside the span, or None if there is none."""
    rows = [
        (each.target, *times, roll, each.pitch, 0.0)
        for each in _passes(track, sensor, targets, span)
        for roll in _rolls(sensor, each)
        for times in _parts(each, roll)
    ]
    if not rows:
        return None
    target, *rest = (np.array(column) for column in zip(*rows, strict=True))
    aim = joined([Aim(target, *rest)], track, span)
    return figures(track, sensor, targets, aim) if aim.start.size else None


def _passes(
    track: Track, sensor: Sensor, targets: Sequence[Target], span: tuple[float, float]
) -> Iterator[_Pass]:
    places = np.array([each.middle for each in targets])
    sites = Sites(places, np.array([each.middle_up for each in targets]))
    widest = max(float(length(each.vertices - each.middle).max()) for each in targets)
    height = max(float(length(track.r).min()) - _RADIUS, 1.0)
    most = min(reach(sensor, track) + math.atan2(widest, height), _WIDEST)
    table = off_nadir_windows([track], sites, most, span)
    if not table.site.size:
        return
    counts = [len(targets[number].vertices) for number in table.site]
    p = np.concatenate([targets[number].vertices for number in table.site])
    low = np.repeat(table.start - _WINDOW_PAD, counts)
    high = np.repeat(table.end + _WINDOW_PAD, counts)
    edges = np.cumsum(counts)[:-1]
    for pitch in pitches(sensor):
        times = imaging.times_at_pitch(track, p, pitch, low, high)
        r, v = state(track, np.nan_to_num(times, nan=track.start))
        roll, _, slant = look(r, v, p)
        slant_angle = imaging.incidence(r, p, imaging.vertical_at(p))
        half = half_field(sensor, slant, slant_angle)
        seen = np.isfinite(times) & (slant_angle < _GRAZING)
        parts = (np.split(each, edges) for each in (times, roll, half, seen))
        for number, at, rolls, halves, met in zip(table.site, *parts, strict=True):
            if met.any():
                yield _Pass(int(number), pitch, at[met], rolls[met], float(halves[met].min()))


def _rolls(sensor: Sensor, border: _Pass) -> list[float]:
    """Return the rolls, rad, of the strips that lie side by side over an area."""
    least, most = float(border.rolls.min()), float(border.rolls.max())
    edge = _OVERLAP * border.half
    limit = math.pi
    if isinstance(sensor, OpticalSensor):
        limit = math.radians(sensor.max_roll_deg)
    least, most = max(least, -limit - edge), min(most, limit + edge)
    if most <= least:
        return []
    if most - least <= 2.0 * edge:
        rolls = np.array([0.5 * (least + most)])
    else:
        count = min(math.ceil((most - least) / (2.0 * edge)), MOST_ROLLS)
        rolls = np.linspace(least + edge, most - edge, count)
    # A strip turned back to the limit may lie on another one; no negative zero is written.
    return [float(roll) + 0.0 for roll in np.unique(np.clip(rolls, -limit, limit))]


def _parts(border: _Pass, roll: float) -> list[tuple[float, float]]:
    """Return start and end, POSIX s, of the strip under a roll: the whole, then its parts."""
    times = border.times[np.abs(border.rolls - roll) <= border.half]
    if not times.size:
        return []
    first, last = float(times.min()) - _PAD, float(times.max()) + _PAD
    count = math.ceil((last - first) / LONGEST_S)
    edges = np.linspace(first, last, count + 1)
    parts = [(first, last)] if count == 1 else [(first, last), *itertools.pairwise(edges)]
    return [(round(float(low), 3), round(float(high), 3)) for low, high in parts]
