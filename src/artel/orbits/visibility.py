"""Windows: when a satellite stands above a site's mask, or has a place inside its off-nadir limit.

Nodes that cannot see the place are culled by a cap around the sub-satellite point, widened by
what the satellite moves in a step. What is left is searched interval by interval: a change of
sign is a rise or a set; a peak or a dip between two nodes shows in the signs of the derivative,
so a pass shorter than a step is found too.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import starmap
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.orbits import frames, intervals
from artel.orbits.frames import dot, length
from artel.orbits.intervals import ELEVATION, OFF_NADIR
from artel.orbits.tracks import state

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray

    from artel.orbits.intervals import Nodes
    from artel.orbits.tracks import Track

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_LEAST_RADIUS = 6.335e6
_SLACK = 0.006
"""rad: what the flattened Earth and a mountain can add to a cap of the round one."""
_CHUNK = 400_000
_PLACES = 16_384
"""Places searched at once by the compiled twin, so that its memory is small and used again."""
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


def elevation_windows(  # noqa: PLR0913 - the last three are words
    tracks: Sequence[Track],
    sites: Sites,
    min_elevation: ArrayLike,
    span: tuple[float, float],
    *,
    compiled: bool | None = None,
    workers: int = 1,
    peaks: bool = True,
) -> WindowTable:
    """Return when each satellite stands at or above `min_elevation` (rad, one or (m,)).

    `compiled` chooses the twin: None takes numpy for small jobs and numba for large ones, which
    shares the satellites among as many threads as there are `workers`. Without `peaks` the
    search is a little quicker, and peak_time and peak are NaN.
    """
    limits = np.broadcast_to(np.asarray(min_elevation, float), (len(sites),))
    rule = _Rule(ELEVATION, [limits] * len(tracks), peaks)
    return _search(tracks, sites, rule, span, (compiled, workers))


def off_nadir_windows(  # noqa: PLR0913 - as above
    tracks: Sequence[Track],
    sites: Sites,
    max_off_nadir: ArrayLike,
    span: tuple[float, float],
    *,
    compiled: bool | None = None,
    workers: int = 1,
    peaks: bool = True,
) -> WindowTable:
    """Return when each place is at most `max_off_nadir` (rad, one or (k,) a track) from nadir.

    The angle is taken at the satellite from the geocentric nadir; the place must see it. The
    rest is as in `elevation_windows`.
    """
    limits = np.broadcast_to(np.asarray(max_off_nadir, float), (len(tracks),))
    rule = _Rule(OFF_NADIR, [np.full(len(sites), limit) for limit in limits], peaks)
    return _search(tracks, sites, rule, span, (compiled, workers))


@dataclass(frozen=True, slots=True, eq=False)
class _Rule:
    """What is asked: the mode, for each track a limit (m,) for each site, and peaks or not."""

    mode: int
    limits: list[Floats]
    peaks: bool

    def bounds(self, index: int) -> Floats:
        """Return the least sine of elevation, or cosine of off-nadir, of each site."""
        limits = self.limits[index]
        return np.sin(limits) if self.mode == ELEVATION else np.cos(limits)


def _search(
    tracks: Sequence[Track],
    sites: Sites,
    rule: _Rule,
    span: tuple[float, float],
    how: tuple[bool | None, int],
) -> WindowTable:
    compiled, workers = how
    if compiled is None:
        compiled = sum(track.t.size for track in tracks) * len(sites) > _WORTH_COMPILING
    find = _by_numba if compiled else _by_numpy
    jobs = []
    for index, track in enumerate(tracks):
        low, high = max(span[0], track.start), min(span[1], track.end)
        if not track.empty and high > low and len(sites):
            jobs.append((index, track, (low, high)))
    work = partial(find, sites, rule)
    if workers <= 1 or not compiled or len(jobs) <= 1:
        return _joined([job[0] for job in jobs], starmap(work, jobs), rule)
    with ThreadPoolExecutor(workers) as threads:
        found = threads.map(lambda job: work(*job), jobs)
        return _joined([job[0] for job in jobs], found, rule)


def _by_numba(
    sites: Sites, rule: _Rule, index: int, track: Track, span: tuple[float, float]
) -> tuple[Any, ...]:
    from artel.orbits import kernels  # noqa: PLC0415 - numba is slow to import

    first = max(int(np.searchsorted(track.t, span[0], side="right")) - 1, 0)
    inner = slice(first, int(np.searchsorted(track.t, span[1], side="left")) + 1)
    nodes = track.t[inner], track.r[inner], track.v[inner]
    bounds, limits = rule.bounds(index), rule.limits[index]
    parts = []
    for a in range(0, len(sites), _PLACES):
        few = slice(a, a + _PLACES)
        places = sites.p[few], sites.up[few], bounds[few]
        found = kernels.scan(nodes, places, (rule.mode, limits[few]), span, peaks=rule.peaks)
        parts.append((found[0] + a, *found[1:]) if a else found)
    if len(parts) == 1:
        return parts[0]
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))


def _by_numpy(
    sites: Sites, rule: _Rule, index: int, track: Track, span: tuple[float, float]
) -> tuple[Any, ...]:
    nodes = _nodes(track, *span)
    caps = cap_cosines(nodes, rule.mode, rule.limits[index])
    chunk = max(1, _CHUNK // len(nodes[0]))
    parts = [
        _chunk(nodes, sites, rule.mode, (rule.bounds(index), caps), slice(a, a + chunk))
        for a in range(0, len(sites), chunk)
    ]
    site, start, end, peak_time, first, last = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    order = np.lexsort((start, site))
    height = _height(track, sites, rule.mode, (site, peak_time))
    columns = (site, start, end, peak_time, height, first, last)
    return tuple(column[order] for column in columns)


def _height(track: Track, sites: Sites, mode: int, at: tuple[Ints, Floats]) -> Floats:
    """Return the sine of the elevation, or the cosine of the off-nadir angle, at instants."""
    site, instants = at
    r, _ = state(track, instants)
    sight = r - sites.p[site]
    if mode == ELEVATION:
        return dot(sight, sites.up[site]) / length(sight)
    return dot(sight, r) / (length(sight) * length(r))


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
    cap = caps(length(r)[:, None], mode, limits)
    cap = np.maximum(cap, np.maximum(cap[np.r_[0, : len(t) - 1]], cap[np.r_[1 : len(t), -1]]))
    step = np.diff(t).max()
    moved = 1.1 * step * (length(v) / length(r)).max()
    return np.cos(np.minimum(cap + _SLACK + moved, np.pi))


def caps(radius: Floats, mode: int, limits: Floats) -> Floats:
    """Return the angle, rad, of the cap that may see a place, from radii, m; both broadcast.

    At the Earth's centre, and round Earth of the least radius.
    """
    ratio = np.minimum(_LEAST_RADIUS / radius, 1.0)
    if mode == ELEVATION:
        return np.arccos(np.clip(ratio * np.cos(limits), -1.0, 1.0)) - limits
    reach = np.sin(limits) / ratio
    return np.where(reach < 1.0, np.arcsin(np.minimum(reach, 1.0)) - limits, np.arccos(ratio))


def _joined(indices: list[int], found: Iterable[tuple[Any, ...]], rule: _Rule) -> WindowTable:
    """Return one table of what was found for each track, column by column to spare memory."""
    empty = np.empty(0)
    ints, flags = empty.astype(np.int64), empty.astype(bool)
    columns: list[list[Any]] = [[ints], [empty], [empty], [empty], [empty], [flags], [flags]]
    counts = []
    for one in found:
        counts.append(len(one[0]))
        for column, part in zip(columns, one, strict=True):
            column.append(part)
    site, start, end, peak_time, height, first, last = (_whole(column) for column in columns)
    satellite = np.repeat(np.array(indices, np.int64), counts)
    if not rule.peaks:
        peak_time = height = np.broadcast_to(np.nan, start.shape)
    else:
        np.clip(height, -1.0, 1.0, out=height)
        (np.arcsin if rule.mode == ELEVATION else np.arccos)(height, out=height)
    return WindowTable(satellite, site, start, end, peak_time, height, first, last)


def _whole(parts: list[Any]) -> Any:
    """Return the parts as one array, and let go of them."""
    whole = np.concatenate(parts)
    parts.clear()
    return whole
