"""Limits on windows: parts of each window in which a satellite and a place also keep a limit.

A limit is narrowed into windows that were found already, so the wide search runs once:

    table = elevation_windows(tracks, sites, 0.0, span)
    table = narrow(table, tracks, sites, Incidence(low, high))
    table = within(table, [daylight...], by="site")

`conjunctions` does this for several limits at once, in the cheapest order. Angles are geometric
(no refraction), rad; lengths m; instants POSIX s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from artel.orbits.cutting import cut, rows_of, within
from artel.orbits.masks import AzimuthMask, above_mask
from artel.orbits.pieces import Views, fleet_of, highest, kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

    from artel.orbits.margins import Rated, Sight
    from artel.orbits.pieces import Margin, Parts
    from artel.orbits.tracks import Track
    from artel.orbits.visibility import Sites, WindowTable

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Finder: TypeAlias = Callable[[Views, WindowTable], Parts]


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One smooth margin: `sign` times a quantity of a sight less its bound is to be positive.

    `quantity` is a property of `margins.Sight`; the bound is one for all, or one `by` owner.
    """

    quantity: Literal["rise", "drop", "slant", "aside"]
    sign: Literal[1, -1]
    bound: Floats | float
    by: Literal["site", "satellite"] = "site"


@dataclass(frozen=True, slots=True, eq=False)
class LeastElevation:
    """The satellite stands at `angle`, rad, or higher: one for all sites, or (m,) by site."""

    angle: ArrayLike

    def terms(self) -> tuple[Term, ...]:
        """Return the margins that must be positive."""
        return (Term("rise", 1, np.sin(self.angle)),)


@dataclass(frozen=True, slots=True, eq=False)
class GreatestOffNadir:
    """The place is at most `angle`, rad, off the geocentric nadir: one for all, or by track."""

    angle: ArrayLike

    def terms(self) -> tuple[Term, ...]:
        """Return the margins that must be positive."""
        return (Term("drop", 1, np.cos(self.angle), "satellite"),)


@dataclass(frozen=True, slots=True, eq=False)
class LeastOffNadir:
    """The place is at least `angle`, rad, off the geocentric nadir: one for all, or by track."""

    angle: ArrayLike

    def terms(self) -> tuple[Term, ...]:
        """Return the margins that must be positive."""
        return (Term("drop", -1, np.cos(self.angle), "satellite"),)


@dataclass(frozen=True, slots=True)
class Incidence:
    """The angle at the place between its vertical and the satellite is from low to high, rad."""

    low: float
    high: float

    def terms(self) -> tuple[Term, ...]:
        """Return the margins that must be positive."""
        outer = Term("rise", 1, np.cos(self.high))
        return (outer, Term("rise", -1, np.cos(self.low))) if self.low > 0.0 else (outer,)


@dataclass(frozen=True, slots=True)
class Side:
    """The place lies on this side of the flight over the ground, as `imaging.look` has it."""

    wanted: Literal["left", "right"]

    def terms(self) -> tuple[Term, ...]:
        """Return the margins that must be positive."""
        return (Term("aside", 1 if self.wanted == "right" else -1, 0.0),)


@dataclass(frozen=True, slots=True)
class Range:
    """The distance from place to satellite is from low to high, m."""

    low: float = 0.0
    high: float = np.inf

    def terms(self) -> tuple[Term, ...]:
        """Return the margins that must be positive."""
        far = (Term("slant", -1, self.high),) if self.high < np.inf else ()
        return (*far, Term("slant", 1, self.low)) if self.low > 0.0 else far


@dataclass(frozen=True, slots=True, eq=False)
class Masks:
    """A mask by azimuth for each site, or None for a site without: as many as there are sites."""

    by_site: tuple[AzimuthMask | None, ...]


@dataclass(frozen=True, slots=True)
class SunAtSite:
    """The Sun's centre stands from low to high, rad, over the place (geometric elevation)."""

    low: float = -0.5 * np.pi
    high: float = 0.5 * np.pi


@dataclass(frozen=True, slots=True)
class Sunlit:
    """The satellite sees all of the Sun (`wanted`), or does not."""

    wanted: bool = True


PairLimit: TypeAlias = (
    LeastElevation | GreatestOffNadir | LeastOffNadir | Incidence | Side | Range
    | AzimuthMask | Masks
)  # fmt: skip
"""Limits between a satellite and a place, which `narrow` takes."""
Limit: TypeAlias = PairLimit | SunAtSite | Sunlit
_CHUNK = 60_000
"""Samples that are looked at in one go."""


def narrow(
    table: WindowTable, tracks: Sequence[Track], sites: Sites, limit: PairLimit
) -> WindowTable:
    """Return the parts of each window in which a limit is kept, sorted like the table.

    Instants are found to a microsecond on the track. The cut flags stay where an end stays. A
    peak that is no longer inside moves to the nearest kept instant, and its value becomes NaN:
    `with_peaks` measures it. Raises ValueError where there is not one mask for each site.
    """
    if isinstance(limit, Masks) and len(limit.by_site) != len(sites):
        raise ValueError(f"There are {len(limit.by_site)} masks for {len(sites)} sites.")
    for find in _finders(limit):
        table = _parted(table, tracks, sites, (find, isinstance(limit, Side)))
    return table


def with_peaks(
    table: WindowTable, tracks: Sequence[Track], sites: Sites, *, off_nadir: bool = False
) -> WindowTable:
    """Return the table with every peak that is NaN found anew inside its window.

    The greatest elevation, or the least off-nadir angle, rad, and its instant.
    """
    lost = np.flatnonzero(np.isnan(table.peak))
    peak_time, peak = table.peak_time.copy(), table.peak.copy()
    for rows, _, views in _chunks(rows_of(table, lost), tracks, sites):
        if off_nadir:
            at, found = highest(views, lambda sight, _: sight.drop)
            found = np.arccos(np.clip(found, -1.0, 1.0))
        else:
            at, found = highest(views, lambda sight, _: sight.rise)
            found = np.arcsin(np.clip(found, -1.0, 1.0))
        peak_time[lost[rows]], peak[lost[rows]] = at, found
    return replace(table, peak_time=peak_time, peak=peak)


def _finders(limit: PairLimit) -> Iterator[Finder]:
    """Yield what finds the parts of views that keep a limit, one smooth margin at a time."""
    if isinstance(limit, AzimuthMask):
        yield lambda views, _: above_mask(views, limit)
    elif isinstance(limit, Masks):
        yield lambda views, table: _above_masks(views, table, limit)
    else:
        for term in limit.terms():
            yield lambda views, table, one=term: kept(views, _margin(table, one))  # type: ignore[misc]


def _margin(table: WindowTable, term: Term) -> Margin:
    """Return the margin of a term for the rows of a table."""
    owner = table.site if term.by == "site" else table.satellite
    given = np.asarray(term.bound, float)
    bound = given[owner] if given.ndim else np.broadcast_to(given, owner.shape)

    def margin(sight: Sight, which: Ints) -> Rated:
        value, rate = getattr(sight, term.quantity)
        return term.sign * (value - bound[which]), term.sign * rate

    return margin


def _above_masks(views: Views, table: WindowTable, masks: Masks) -> Parts:
    """Return the parts of views above the mask of their site, one mask after the other."""
    if not any(masks.by_site):
        return np.arange(len(table)), table.start, table.end
    masked = {id(mask): mask for mask in masks.by_site if mask is not None}
    which = np.array([id(mask) if mask is not None else 0 for mask in masks.by_site])[table.site]
    free = np.flatnonzero(which == 0)
    parts = [(free, views.start[free], views.end[free])]
    for number, mask in masked.items():
        mine = np.flatnonzero(which == number)
        found, start, end = above_mask(views.part(mine, views.start[mine], views.end[mine]), mask)
        parts.append((mine[found], start, end))
    return _concatenated(parts)


def _concatenated(parts: Sequence[Parts]) -> Parts:
    which, start, end = (np.concatenate(column) for column in zip(*parts, strict=True))
    return which.astype(np.int64), start, end


def _parted(
    table: WindowTable, tracks: Sequence[Track], sites: Sites, rule: tuple[Finder, bool]
) -> WindowTable:
    find, bent = rule
    parts: list[Parts] = [(np.empty(0, np.int64), np.empty(0), np.empty(0))]
    for rows, some, views in _chunks(table, tracks, sites, bent=bent):
        which, start, end = find(views, some)
        parts.append((rows[which], start, end))
    return cut(table, _concatenated(parts))


def _chunks(
    table: WindowTable, tracks: Sequence[Track], sites: Sites, *, bent: bool = False
) -> Iterator[tuple[Ints, WindowTable, Views]]:
    """Yield the rows of a table, some at a time, with their views; never too much at once."""
    if not len(table):
        return
    steps = np.array([np.inf if track.empty else track.step for track in tracks])
    load = np.cumsum((table.end - table.start) / steps[table.satellite] + 2.0)
    edges = np.searchsorted(load, np.arange(_CHUNK, load[-1], _CHUNK))
    for rows in np.split(np.arange(len(table)), edges):
        if rows.size:
            some = rows_of(table, rows)
            present, satellite = np.unique(some.satellite, return_inverse=True)
            fleet = fleet_of([tracks[index] for index in present], bent=bent)
            p, up = (np.ascontiguousarray(each[some.site].T) for each in (sites.p, sites.up))
            yield rows, some, Views(fleet, satellite, p, up, some.start, some.end)


__all__ = [
    "AzimuthMask",
    "GreatestOffNadir",
    "Incidence",
    "LeastElevation",
    "LeastOffNadir",
    "Limit",
    "Masks",
    "PairLimit",
    "Range",
    "Side",
    "SunAtSite",
    "Sunlit",
    "narrow",
    "with_peaks",
    "within",
]
