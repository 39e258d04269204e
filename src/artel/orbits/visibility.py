"""Windows: when a satellite stands above a site's mask, or has a place inside its off-nadir limit.

Nodes that cannot see the place are culled by a cap around the sub-satellite point, widened by
what the satellite moves in a step. What is left is searched interval by interval: a change of
sign is a rise or a set; a peak or a dip between two nodes shows in the signs of the derivative,
so a pass shorter than a step is found too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits import frames, intervals
from artel.orbits.frames import dot, length
from artel.orbits.intervals import ELEVATION, OFF_NADIR
from artel.orbits.tracks import state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from artel.orbits.intervals import Nodes
    from artel.orbits.tracks import Track

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_LEAST_RADIUS = 6.335e6
_SLACK = 0.006
"""rad: what the flattened Earth and a mountain can add to a cap of the round one."""
_CHUNK = 400_000
_WORTH_COMPILING = 4_000_000
"""Node tests above which the compiled kernel pays for its start."""


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """Places on the ground: positions p (m, 3), ITRF m, and geodetic verticals up (m, 3)."""

    p: Floats
    up: Floats

    def __len__(self) -> int:
        return len(self.p)


@dataclass(frozen=True, slots=True, eq=False)
class WindowTable:
    """Windows as a struct of arrays (n,), sorted by satellite, site and start.

    `satellite` and `site` are positions in what was handed in; start, end and peak_time are
    POSIX s; `peak` is the greatest elevation, or the least off-nadir angle, rad; cut_start and
    cut_end tell that the window was open already, or still, at the end of what was asked or
    of the satellite's ephemeris.
    """

    satellite: Ints
    site: Ints
    start: Floats
    end: Floats
    peak_time: Floats
    peak: Floats
    cut_start: NDArray[np.bool_]
    cut_end: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.start)


def sites_of(lat: ArrayLike, lon: ArrayLike, height: ArrayLike = 0.0) -> Sites:
    """Return the sites at geodetic latitudes and longitudes, rad, and heights, m, each (m,)."""
    p = np.atleast_2d(frames.geodetic_to_itrf(lat, lon, height))
    return Sites(p, np.broadcast_to(np.atleast_2d(frames.up(lat, lon)), p.shape))


def elevation_windows(
    tracks: Sequence[Track],
    sites: Sites,
    min_elevation: ArrayLike,
    span: tuple[float, float],
    *,
    compiled: bool | None = None,
) -> WindowTable:
    """Return when each satellite stands at or above `min_elevation` (rad, one or (m,)).

    `compiled` chooses the twin: None takes numpy for small jobs and numba for large ones.
    """
    limits = np.broadcast_to(np.asarray(min_elevation, float), (len(sites),))
    per_track = [limits] * len(tracks)
    return _search(tracks, sites, (ELEVATION, per_track), span, compiled)


def off_nadir_windows(
    tracks: Sequence[Track],
    sites: Sites,
    max_off_nadir: ArrayLike,
    span: tuple[float, float],
    *,
    compiled: bool | None = None,
) -> WindowTable:
    """Return when each place is at most `max_off_nadir` (rad, one or (k,) a track) from nadir.

    The angle is taken at the satellite from the geocentric nadir; the place must see it.
    """
    limits = np.broadcast_to(np.asarray(max_off_nadir, float), (len(tracks),))
    per_track = [np.full(len(sites), limit) for limit in limits]
    return _search(tracks, sites, (OFF_NADIR, per_track), span, compiled)


def _search(
    tracks: Sequence[Track],
    sites: Sites,
    rule: tuple[int, list[Floats]],
    span: tuple[float, float],
    compiled: bool | None,  # noqa: FBT001 - handed on as it came
) -> WindowTable:
    mode, limits = rule
    if compiled is None:
        compiled = sum(track.t.size for track in tracks) * len(sites) > _WORTH_COMPILING
    parts = []
    for index, track in enumerate(tracks):
        low, high = max(span[0], track.start), min(span[1], track.end)
        if track.empty or high <= low or not len(sites):
            continue
        nodes = _nodes(track, low, high)
        found = _one(nodes, sites, mode, limits[index], compiled=compiled)
        parts.append(_table(index, track, sites, mode, found))
    return _joined(parts)


def _nodes(track: Track, low: float, high: float) -> Nodes:
    """Return nodes that begin and end exactly at low and high; the cubics stay the same."""
    inside = (track.t > low) & (track.t < high)
    edges = np.array([low, high])
    r, v = state(track, edges)
    t = np.concatenate([edges[:1], track.t[inside], edges[1:]])
    return (
        t,
        np.concatenate([r[:1], track.r[inside], r[1:]]),
        np.concatenate([v[:1], track.v[inside], v[1:]]),
    )


def _one(
    nodes: Nodes, sites: Sites, mode: int, limits: Floats, *, compiled: bool
) -> intervals.Found:
    caps = cap_cosines(nodes, mode, limits)
    bounds = np.sin(limits) if mode == ELEVATION else np.cos(limits)
    if compiled:
        from artel.orbits import kernels  # noqa: PLC0415 - numba is slow to import

        return kernels.scan(nodes, sites.p, sites.up, mode, bounds, caps)
    chunk = max(1, _CHUNK // len(nodes[0]))
    parts = [
        _chunk(nodes, sites, mode, (bounds, caps), slice(a, a + chunk))
        for a in range(0, len(sites), chunk)
    ]
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))  # type: ignore[return-value]


def _chunk(
    nodes: Nodes, sites: Sites, mode: int, rule: tuple[Floats, Floats], part: slice
) -> intervals.Found:
    bounds, caps = rule
    some = caps[:, part] if caps.shape[1] > 1 else caps
    places = sites.p[part], sites.up[part]
    site, *others = intervals.scan(nodes, places, mode, bounds[part], some)
    return site + part.start, *others


def cap_cosines(nodes: Nodes, mode: int, limits: Floats) -> Floats:
    """Return the cosine (n, m or 1) of the cap, at the Earth's centre, that may see a place.

    Round Earth of the least radius, plus slack for its flattening, plus a whole step of motion:
    around the Earth, and outward, where the cap of the next node may be wider by far (near the
    height at which the off-nadir limit meets the limb it grows without bound).
    """
    t, r, v = nodes
    limits = limits[:1] if np.ptp(limits) == 0.0 else limits
    radius = length(r)[:, None]
    ratio = np.minimum(_LEAST_RADIUS / radius, 1.0)
    if mode == ELEVATION:
        cap = np.arccos(np.clip(ratio * np.cos(limits), -1.0, 1.0)) - limits
    else:
        reach = np.sin(limits) / ratio
        cap = np.where(reach < 1.0, np.arcsin(np.minimum(reach, 1.0)) - limits, np.arccos(ratio))
    cap = np.maximum(cap, np.maximum(cap[np.r_[0, : len(t) - 1]], cap[np.r_[1 : len(t), -1]]))
    step = np.diff(t).max()
    moved = 1.1 * step * (length(v) / length(r)).max()
    return np.cos(np.minimum(cap + _SLACK + moved, np.pi))


def _table(
    index: int, track: Track, sites: Sites, mode: int, found: intervals.Found
) -> WindowTable:
    site, start, end, peak_time, first, last = found
    order = np.lexsort((start, site))
    r, _ = state(track, peak_time)
    p, vertical = sites.p[site], sites.up[site]
    if mode == ELEVATION:
        peak = frames.elevation(r, p, vertical)
    else:
        sight = r - p
        peak = np.arccos(np.clip(dot(sight, r) / (length(sight) * length(r)), -1.0, 1.0))
    return WindowTable(
        np.full(order.size, index), site[order], start[order], end[order],
        peak_time[order], peak[order], first[order], last[order],
    )  # fmt: skip


def _joined(parts: list[WindowTable]) -> WindowTable:
    names = WindowTable.__slots__
    if not parts:
        none = np.empty(0)
        ints, flags = none.astype(np.int64), none.astype(bool)
        return WindowTable(ints, ints, none, none, none, none, flags, flags)
    return WindowTable(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
