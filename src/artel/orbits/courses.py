"""Courses: targets that move, and when a satellite has them in its field of regard.

Between two fixes a target keeps to the great circle at a constant pace, and its height changes
evenly. The circle is that of the geodetic verticals of WGS84 (n-vectors; Gade 2010, J. Navigation
63, 395), which turn at a constant rate: nothing special happens at the poles or at longitude 180.
Against the geodesic of the ellipsoid a leg of 500 km is off by up to 50 m, one of 1,000 km by
200 m, a quarter of the Earth by 16 km.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.orbits import frames
from artel.orbits.cells import cells_between, margin, off_nadir, search
from artel.orbits.frames import WGS84_A, WGS84_F, dot, length
from artel.orbits.intervals import ELEVATION, OFF_NADIR
from artel.orbits.spans import greatest, joined
from artel.orbits.tracks import state
from artel.orbits.visibility import WindowTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from artel.orbits.cells import Cells
    from artel.orbits.tracks import Track

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Moving = tuple[Floats, Floats, Floats, Floats]

_E2 = WGS84_F * (2.0 - WGS84_F)
_LEAST_RADIUS = 6.335e6
_SLACK = 0.006
"""rad: what the flattened Earth can add to a cap of the round one."""
_BLOCK = 16
"""Nodes between two looks at whether a course may be in reach."""
_APART = 1e-9
_AMPLE = 1.1


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Fixes of something that moves: t (n,) POSIX s, rising; lat, lon (n,), rad; height (n,), m.

    Positions and heights are geodetic, on and over WGS84. There are two fixes or more; `course`
    checks what it is given.
    """

    t: Floats
    lat: Floats
    lon: Floats
    height: Floats


def course(t: ArrayLike, lat: ArrayLike, lon: ArrayLike, height: ArrayLike = 0.0) -> Course:
    """Return a course of fixes (n,). Raises ValueError, with a sentence, where it is none."""
    columns = np.broadcast_arrays(*(np.asarray(each, float) for each in (t, lat, lon, height)))
    made = Course(*(np.array(each) for each in columns))
    if made.t.ndim != 1 or made.t.size < 2:
        raise ValueError("A course has two fixes or more.")
    if not all(np.isfinite(each).all() for each in columns):
        raise ValueError("A course has numbers that are none.")
    late = np.flatnonzero(np.diff(made.t) <= 0.0)
    if late.size:
        raise ValueError(f"The time of fix {late[0] + 2} is not after the one before it.")
    up = frames.up(made.lat, made.lon)
    lost = np.flatnonzero(length(up[1:] + up[:-1]) < 1e-6)
    if lost.size:
        raise ValueError(f"Fix {lost[0] + 2} is on the far side of the Earth from the one before.")
    return made


def place_at(moving: Course, t: Floats) -> Moving:
    """Return place, velocity, vertical and its rate (n, 3) at POSIX s t (n,) of the course."""
    legs = _Legs(moving)
    leg = legs.number(t)
    return legs.place(leg, t - moving.t[leg])


class _Legs:
    """The great circles between fixes: from the vertical `up` toward `ahead`, at `rate` rad/s."""

    def __init__(self, moving: Course) -> None:
        self.t, self.height = moving.t, moving.height
        seconds = np.diff(moving.t)
        up = frames.up(moving.lat, moving.lon)
        axis = np.cross(up[:-1], up[1:])
        size = length(axis)
        still = size < _APART * _APART
        self.up = up[:-1]
        self.ahead = np.cross(axis, self.up) / np.where(still, 1.0, size)[:, None]
        self.rate = np.arctan2(size, dot(up[:-1], up[1:])) / seconds
        self.climb = np.diff(moving.height) / seconds

    def number(self, t: Floats) -> Ints:
        """Return the leg (n,) that holds each instant; the nearest one outside the course."""
        return np.clip(np.searchsorted(self.t, t, side="right") - 1, 0, self.rate.size - 1)

    def place(self, leg: Ints, since: Floats) -> Moving:
        """Return place, velocity, vertical and its rate (n, 3), so many s after a leg began."""
        rate, climb = self.rate[leg], self.climb[leg][:, None]
        turned = rate * since
        cos, sin = np.cos(turned)[:, None], np.sin(turned)[:, None]
        up = cos * self.up[leg] + sin * self.ahead[leg]
        turn = rate[:, None] * (cos * self.ahead[leg] - sin * self.up[leg])
        root = 1.0 / np.sqrt(1.0 - _E2 * up[:, 2:] ** 2)
        prime = WGS84_A * root
        prime_rate = WGS84_A * _E2 * root**3 * up[:, 2:] * turn[:, 2:]
        flat = np.array([1.0, 1.0, 1.0 - _E2])
        height = (self.height[leg] + self.climb[leg] * since)[:, None]
        p = (prime * flat + height) * up
        return p, (prime * flat + height) * turn + (prime_rate * flat + climb) * up, up, turn


def elevation_windows(
    tracks: Sequence[Track],
    courses: Sequence[Course],
    min_elevation: ArrayLike,
    span: tuple[float, float],
) -> WindowTable:
    """Return when each satellite stands at or above `min_elevation` over each moving target.

    `min_elevation` is in rad, one or (m,) a course. A window is cut where the span, the track or
    the course ends in it; `site` is the number of the course.
    """
    limits = np.broadcast_to(np.asarray(min_elevation, float), (len(courses),))
    return _windows(tracks, courses, (ELEVATION, [limits] * len(tracks)), span)


def off_nadir_windows(
    tracks: Sequence[Track],
    courses: Sequence[Course],
    max_off_nadir: ArrayLike,
    span: tuple[float, float],
) -> WindowTable:
    """Return when each moving target is at most `max_off_nadir` from nadir, and in sight.

    `max_off_nadir` is in rad, one or (k,) a track, from the geocentric nadir. A window is cut
    where the span, the track or the course ends in it; `site` is the number of the course.
    """
    limits = np.broadcast_to(np.asarray(max_off_nadir, float), (len(tracks),))
    per_track = [np.full(len(courses), limit) for limit in limits]
    return _windows(tracks, courses, (OFF_NADIR, per_track), span)


def _windows(
    tracks: Sequence[Track],
    courses: Sequence[Course],
    rule: tuple[int, list[Floats]],
    span: tuple[float, float],
) -> WindowTable:
    mode, limits = rule
    legs = [_Legs(each) for each in courses]
    parts = []
    for index, track in enumerate(tracks):
        blocks = _Blocks(track) if not track.empty else None
        for number, each in enumerate(legs):
            low = max(span[0], track.start, each.t[0])
            high = min(span[1], track.end, each.t[-1])
            if blocks is not None and high > low:
                pair = _Pair(track, each, mode, float(limits[index][number]))
                parts.append((index, number, _one(pair, blocks, (low, high))))
    return _table(parts)


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    track: Track
    legs: _Legs
    mode: int
    limit: float

    @property
    def bound(self) -> float:
        return float(np.sin(self.limit) if self.mode == ELEVATION else np.cos(self.limit))


class _Blocks:
    """Runs of nodes of a track: where it is in the middle, how high and how fast at most."""

    def __init__(self, track: Track) -> None:
        first = np.arange(0, track.t.size - 1, _BLOCK)
        last = np.minimum(first + _BLOCK, track.t.size - 1)
        self.start, self.end = track.t[first], track.t[last]
        radius = length(track.r)
        pace = length(track.v) / radius
        self.radius, self.pace = (
            _AMPLE**power * np.maximum(np.maximum.reduceat(each, first), each[last])
            for each, power in ((radius, 0.01), (pace, 1.0))
        )
        middle = state(track, 0.5 * (self.start + self.end))[0]
        self.toward = middle / length(middle)[:, None]

    def near(self, pair: _Pair, ends: tuple[float, float]) -> tuple[Floats, Floats]:
        """Return starts and ends of blocks, within `ends`, in which a course may be in reach."""
        some = (self.end > ends[0]) & (self.start < ends[1])
        start, end = self.start[some], self.end[some]
        middle = 0.5 * (start + end)
        at = np.clip(middle, *ends)
        leg = pair.legs.number(at)
        p = pair.legs.place(leg, at - pair.legs.t[leg])[0]
        cos = dot(self.toward[some], p) / length(p)
        moved = 0.5 * (end - start) * (self.pace[some] + _AMPLE * pair.legs.rate.max())
        reach = _cap(pair.mode, pair.limit, self.radius[some]) + _SLACK + moved
        near = cos > np.cos(np.minimum(reach, np.pi))
        return np.maximum(start[near], ends[0]), np.minimum(end[near], ends[1])


def _cap(mode: int, limit: float, radius: Floats) -> Floats:
    """Return the angle (n,) at the Earth's centre within which a place may keep the limit."""
    ratio = np.minimum(_LEAST_RADIUS / radius, 1.0)
    if mode == ELEVATION:
        return np.arccos(np.clip(ratio * np.cos(limit), -1.0, 1.0)) - limit
    aside = np.sin(min(limit, 0.5 * np.pi)) / ratio
    return np.where(aside < 1.0, np.arcsin(np.minimum(aside, 1.0)) - limit, np.arccos(ratio))


def _one(pair: _Pair, blocks: _Blocks, ends: tuple[float, float]) -> list[Any]:
    """Return (start, end, peak_time, peak, cut_start, cut_end) of the windows of one pair."""
    cells, leg = _cells(pair, blocks.near(pair, ends))
    began = cells.start - pair.legs.t[leg]
    step = cells.end - cells.start

    def kept(u: Floats, which: Ints) -> tuple[Floats, Floats]:
        place = pair.legs.place(leg[which], began[which] + u * step[which])
        return margin(pair.mode, cells.at(u, which), place, np.full(u.size, pair.bound))

    spells = search(kept, cells)
    _, start, end = joined(np.zeros_like(spells.cell), spells.start, spells.end)
    window = np.searchsorted(start, spells.start, side="right") - 1
    best = spells.best_time[greatest(window, spells.best)]
    return [start, end, best, _angle(pair, best), start <= ends[0], end >= ends[1]]


def _cells(pair: _Pair, near: tuple[Floats, Floats]) -> tuple[Cells, Ints]:
    """Return cells of the near blocks, cut at fixes and nodes, and the leg of each."""
    start, end = near
    edges = np.unique(np.concatenate([start, end, pair.legs.t]))
    middle = 0.5 * (edges[1:] + edges[:-1])
    block = np.searchsorted(start, middle, side="right") - 1
    some = np.flatnonzero((block >= 0) & (middle < np.append(end, -np.inf)[block]))
    cells, owner = cells_between(pair.track, edges[some], edges[some + 1])
    return cells, pair.legs.number(middle[some])[owner]


def _angle(pair: _Pair, t: Floats) -> Floats:
    leg = pair.legs.number(t)
    p, _, up, _ = pair.legs.place(leg, t - pair.legs.t[leg])
    r, _ = state(pair.track, t)
    return frames.elevation(r, p, up) if pair.mode == ELEVATION else off_nadir(r, p)


def _table(parts: list[tuple[int, int, list[Any]]]) -> WindowTable:
    kinds = (np.int64, np.int64, float, float, float, float, bool, bool)
    rows = [[np.full(part[2][0].size, part[0]), np.full(part[2][0].size, part[1]), *part[2]]
            for part in parts]  # fmt: skip
    columns: list[Any] = [
        np.concatenate([np.empty(0, kind), *(row[i] for row in rows)], dtype=kind)
        for i, kind in enumerate(kinds)
    ]
    return WindowTable(*columns)
