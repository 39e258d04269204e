"""Windows of areas and lines: when any part of a shape is in a satellite's field of regard.

The places in reach of a satellite are one connected patch around its nadir. So a shape is in
reach when a part of its boundary is, or when all of the patch lies inside it; and between two
moments at which the boundary is in reach the patch stays inside or outside. Hence:

- the boundary is cut into short edges. The windows of their middles, by `visibility`, at the
  limit asked and at one widened by an edge's reach, are bounds of the truth from both sides;
- in the seconds between the two bounds the best part of every edge concerned is followed: its
  margin is a smooth function of time, whose rate is that of the place where it stands (the
  envelope theorem), so ends are found by bracketed roots and the shortest grazing is not lost;
- in the gaps that remain, one look at any instant tells whether the nadir is inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.orbits import visibility
from artel.orbits.area_bounds import bounds_of
from artel.orbits.area_peaks import peaks_of
from artel.orbits.borders import Case, Rows, Rule, follow
from artel.orbits.cells import cells_between, search
from artel.orbits.intervals import ELEVATION, OFF_NADIR
from artel.orbits.outlines import ground_of, nadir
from artel.orbits.spans import chained, joined, meetings, without
from artel.orbits.tracks import state
from artel.orbits.visibility import WindowTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from artel.orbits.area_peaks import Peaks
    from artel.orbits.outlines import Area, Ground
    from artel.orbits.spans import Spans
    from artel.orbits.tracks import Track

    Floats = NDArray[np.float64]

_TRUST = 0.02
"""s: how much at each end of a middle's window is searched again, being good to half of that."""
_CHUNK = 200_000


@dataclass(frozen=True, slots=True, eq=False)
class AreaWindows:
    """Windows of areas, and where the best-placed part lies at the peak: lat, lon (n,), rad.

    `table.site` is the number of the area. The peak is that of the best part; where the satellite
    passes over the inside of the shape it is 90 degrees of elevation, or 0 off nadir, and
    `peak_time` is the middle of the longest such stretch.
    """

    table: WindowTable
    lat: Floats
    lon: Floats


def elevation_windows(
    tracks: Sequence[Track],
    areas: Sequence[Area],
    min_elevation: ArrayLike,
    span: tuple[float, float],
    *,
    compiled: bool | None = None,
) -> AreaWindows:
    """Return when each satellite stands at or above `min_elevation` over any part of each area.

    `min_elevation` is in rad, one or (m,) an area; `compiled` is handed to `visibility`.
    Raises ValueError for an area without a position.
    """
    ground = ground_of(areas)
    limits = np.broadcast_to(np.asarray(min_elevation, float), (len(areas),))
    by_edge = limits[ground.edges.area] if limits.size and np.ptp(limits) > 0.0 else limits[:1]
    sure = visibility.elevation_windows(tracks, ground.middles, by_edge, span, compiled=compiled)
    rule = Rule(ELEVATION, limits)
    cases = [_case(ground, track, rule, span) for track in tracks]
    return _windows(cases, sure, compiled=compiled)


def off_nadir_windows(
    tracks: Sequence[Track],
    areas: Sequence[Area],
    max_off_nadir: ArrayLike,
    span: tuple[float, float],
    *,
    compiled: bool | None = None,
) -> AreaWindows:
    """Return when any part of each area is at most `max_off_nadir` from nadir, and in sight.

    `max_off_nadir` is in rad, one or (k,) a track, from the geocentric nadir.
    Raises ValueError for an area without a position.
    """
    ground = ground_of(areas)
    limits = np.broadcast_to(np.asarray(max_off_nadir, float), (len(tracks),))
    sure = visibility.off_nadir_windows(tracks, ground.middles, limits, span, compiled=compiled)
    rules = [Rule(OFF_NADIR, np.full(len(areas), limit)) for limit in limits]
    cases = [_case(ground, track, rule, span) for track, rule in zip(tracks, rules, strict=True)]
    return _windows(cases, sure, compiled=compiled)


def _case(ground: Ground, track: Track, rule: Rule, span: tuple[float, float]) -> Case:
    return Case(ground, track, rule, max(span[0], track.start), min(span[1], track.end))


def _windows(cases: list[Case], sure: WindowTable, *, compiled: bool | None) -> AreaWindows:
    parts = []
    for index, case in enumerate(cases):
        if case.track.empty or case.high <= case.low or not case.ground.areas:
            continue
        rows, middles = bounds_of(case, compiled=compiled), _rows(case, index, sure)
        trusted = _trusted(case, middles)
        found = joined(*chained(trusted, _edges_seen(case, rows, trusted)))
        found = joined(*chained(found, _inside(case, found)))
        parts.append(_table(index, case, found, peaks_of(case, rows, middles, found)))
    return _joined(parts)


def _rows(case: Case, index: int, sure: WindowTable) -> Rows:
    mine = sure.satellite == index
    edge = sure.site[mine]
    area = case.ground.edges.area[edge]
    return Rows(edge, area, sure.start[mine], sure.end[mine], sure.peak_time[mine])


def _trusted(case: Case, middles: Rows) -> Spans:
    """Return when some middle surely keeps the rule, by area, but for the ends of its windows."""
    start = np.where(middles.start <= case.low, middles.start, middles.start + _TRUST)
    end = np.where(middles.end >= case.high, middles.end, middles.end - _TRUST)
    some = end > start
    return joined(middles.area[some], start[some], end[some])


def _edges_seen(case: Case, rows: Rows, trusted: Spans) -> Spans:
    """Return when some part of an edge keeps the rule, as far as that is not known yet."""
    possible = joined(rows.area, rows.start, rows.end)
    spans = (rows.area, rows.start, rows.end)
    row, _, start, end = meetings(spans, without(possible, trusted))
    found: Spans = (rows.area[:0], rows.start[:0], rows.end[:0])
    for first in range(0, row.size, _CHUNK):
        part = slice(first, first + _CHUNK)
        cells, owner = cells_between(case.track, start[part], end[part])
        which = row[part][owner]
        margin = follow(case.rule, case.ground.edges, rows.edge[which], cells.at)
        spells = search(margin, cells, tops=False)
        found = joined(*chained(found, (rows.area[which[spells.cell]], spells.start, spells.end)))
    return found


def _inside(case: Case, found: Spans) -> Spans:
    """Return the gaps in which all that is in reach lies inside an area.

    The boundary is out of reach there, so one look at any instant of a gap is enough.
    """
    areas = np.flatnonzero(case.rule.possible & (case.ground.boxes[:, 1] >= 0.0))
    whole = np.full(areas.size, case.low), np.full(areas.size, case.high)
    area, start, end = without((areas, *whole), found)
    keep = np.isin(area, areas)
    area, start, end = area[keep], start[keep], end[keep]
    r, _ = state(case.track, 0.5 * (start + end))
    some = case.ground.inside(area, *nadir(case.rule.mode, r))
    return area[some], start[some], end[some]


def _table(index: int, case: Case, found: Spans, best: Peaks) -> AreaWindows:
    area, start, end = found
    table = WindowTable(
        np.full(area.size, index), area, start, end, best.time, best.angle,
        start <= case.low, end >= case.high,
    )  # fmt: skip
    return AreaWindows(table, best.lat, best.lon)


def _joined(parts: list[AreaWindows]) -> AreaWindows:
    kinds = (np.int64, np.int64, float, float, float, float, bool, bool)
    columns: list[Any] = [
        np.concatenate([np.empty(0, kind), *(getattr(part.table, name) for part in parts)])
        for name, kind in zip(WindowTable.__slots__, kinds, strict=True)
    ]
    lat, lon = (
        np.concatenate([np.empty(0), *(getattr(part, name) for part in parts)])
        for name in ("lat", "lon")
    )
    return AreaWindows(WindowTable(*columns), lat, lon)
