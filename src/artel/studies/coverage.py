"""Coverage of the Earth or of a region: by each owner alone, by the pool, by every coalition."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from artel.commons.errors import InputError
from artel.commons.instants import posix_text
from artel.commons.shapes import read_shape
from artel.commons.tables import load
from artel.orbits.coverage import coverage, summary
from artel.orbits.grids import equal_area
from artel.orbits.lighting import by_day
from artel.orbits.tallies import Tally
from artel.orbits.visibility import sites_of
from artel.studies.revisit import MOST_OWNERS, groups_of, hours, kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from artel.orbits.coverage import Coverage, Summary
    from artel.orbits.grids import Grid
    from artel.orbits.visibility import Sites
    from artel.studies.looks import Reach
    from artel.studies.pool import Pool

    Ints = NDArray[np.int64]
    Span = tuple[float, float]

FORMAT = "artel-coverage/1"
FINEST_DEG, COARSEST_DEG = 0.05, 30.0
MOST_CELLS = 200_000
TIMES = (
    "mean_gap", "p95_gap", "max_gap", "mean_revisit", "p95_revisit", "max_revisit",
    "mean_wait", "p95_wait",
)  # fmt: skip
"""Figures in time, as `orbits.coverage` calls them; in hours where they leave the program."""
_AT_ONCE = 32
"""Groups counted at a time: what each cell says of every coalition would fill the memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """An area by name: what is counted is cells whose centre lies inside."""

    name: str
    shape: BaseGeometry


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What is to be covered: the cells, their nominal size, and the region, None for the Earth."""

    grid: Grid
    size_deg: float
    region: Region | None

    @property
    def sites(self) -> Sites:
        """The centres of the cells, at height 0."""
        return sites_of(self.grid.lat, self.grid.lon)


@dataclass(frozen=True, slots=True, eq=False)
class Covered:
    """What was found: rows of all coalitions, and of each cell pooled and of each owner alone.

    `rows` are plain and in the order of `groups`; `pooled` is (1, cells). `alone` is
    (owners, cells) in the order of `owners`, or None where there are too many owners to tell.
    """

    ground: Ground
    span: Span
    owners: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    pooled: Coverage
    alone: Coverage | None


def member_region(pool: Pool, name: str) -> Region | None:
    """Return the area of a member, or another that the pool's charter draws; None if it has none.

    The areas of a charter are coarse outlines; they bind nobody here.
    """
    shape = pool.charter.areas.get(name)
    if shape is None:
        return None
    parties = {party.id: party.name for party in pool.settings.parties}
    return Region(parties.get(name, name), shape)


def read_region(text: str, file: str) -> Region:
    """Return the area of a GeoJSON text: all its polygons together.

    Raises InputError naming the file where there is no polygon.
    """
    value = load(text, file if file.endswith("json") else f"{file}.json").value
    features = value.get("features") if isinstance(value, dict) else None
    shapes = [_polygon(one, file) for one in (features if isinstance(features, list) else [value])]
    if not shapes:
        raise InputError(f"{file}: there is no feature.", next_step="Give GeoJSON with a polygon.")
    return Region(file, shapely.unary_union(shapes))


def _polygon(feature: Any, file: str) -> BaseGeometry:
    whole = isinstance(feature, dict) and feature.get("type") == "Feature"
    try:
        shape = read_shape(feature.get("geometry") if whole else feature)
    except InputError as error:
        raise InputError(f"{file}: {error}") from None
    if shape.geom_type not in {"Polygon", "MultiPolygon"}:
        raise InputError(f"{file}: a {shape.geom_type} has no area.", next_step="Give a polygon.")
    return shape


def ground_of(size_deg: float, region: Region | None) -> Ground:
    """Return the equal cells of the Earth, or those whose centre lies in a region.

    Raises InputError where the size is not usable, and where there are no cells or too many.
    """
    if not FINEST_DEG <= size_deg <= COARSEST_DEG:
        raise InputError(
            f"A grid of {size_deg:g} degrees is not usable.",
            next_step=f"Give {FINEST_DEG:g} to {COARSEST_DEG:g} degrees.",
        )
    size = math.radians(size_deg)
    whole = math.tau * 2.0 / size**2
    if region is None:
        _not_too_many(whole)
        return Ground(equal_area(size), size_deg, None)
    west, south, east, north = region.shape.bounds
    _not_too_many(whole * shapely.box(west, south, east, north).area / 64_800.0)
    grid = equal_area(size, math.radians(south), math.radians(north))
    grid = grid.part(shapely.contains_xy(region.shape, np.degrees(grid.lon), np.degrees(grid.lat)))
    if not len(grid):
        raise InputError(
            f"No cell of {size_deg:g} degrees has its centre in {region.name}.",
            next_step="Give a smaller --grid-deg.",
        )
    return Ground(grid, size_deg, region)


def _not_too_many(cells: float) -> None:
    if cells > MOST_CELLS:
        raise InputError(
            f"The grid would have {cells:,.0f} cells or so.",
            next_step=f"Give a larger --grid-deg, for {MOST_CELLS:,} cells at most.",
        )


def cover(
    reach: Reach, owners: Sequence[str], ground: Ground, span: Span, workers: int = 1
) -> Covered:
    """Return the coverage of the ground by what is in reach of its cells.

    `owners` is the owner of each of the reach's tracks.
    """
    names = tuple(sorted(set(owners)))
    number = np.array([names.index(owner) for owner in owners], np.int64)[reach.track]
    windows = reach.table
    lit = by_day(windows, ground.sites.up, reach.min_sun) if reach.needs_sun else windows
    tally = Tally(lit, number, len(ground.grid), span)
    groups = groups_of(names)
    totals = [
        summary(_counted(tally, some, names, workers), ground.grid)
        for some in (groups[first : first + _AT_ONCE] for first in range(0, len(groups), _AT_ONCE))
    ]
    rows = [
        _row(group, len(names), totals[g // _AT_ONCE], g % _AT_ONCE)
        for g, group in enumerate(groups)
    ]
    pooled = _counted(tally, [names], names, workers)
    singles = [(name,) for name in names]
    alone = _counted(tally, singles, names, workers) if len(names) <= MOST_OWNERS else None
    return Covered(ground, span, names, tuple(rows), pooled, alone)


def _counted(
    tally: Tally, groups: Sequence[tuple[str, ...]], names: tuple[str, ...], workers: int
) -> Coverage:
    numbers = [[names.index(name) for name in group] for group in groups]
    return coverage(tally, numbers, workers=workers)


def _row(group: tuple[str, ...], owners: int, total: Summary, g: int) -> dict[str, Any]:
    """Return a group's figures over the whole ground; hours, and parts from 0 to 1."""
    parts = {
        "seen_area_fraction": total.seen_area,
        "seen_twice_area_fraction": total.known_area,
        "seen_time_fraction": total.seen_time,
    }
    return {
        "coalition": list(group),
        "kind": kind_of(group, owners),
        **{name: round(float(values[g]), 6) for name, values in parts.items()},
        "mean_looks": round(float(total.looks[g]), 3),
        **{f"{name}_h": hours(getattr(total, name)[g]) for name in TIMES},
    }


def document_of(found: Covered, look: dict[str, Any]) -> dict[str, Any]:
    """Return the coverage as a document; `look` says what counted as a look."""
    ground = found.ground
    return {
        "format": FORMAT,
        "span": {"start": posix_text(found.span[0]), "end": posix_text(found.span[1])},
        "grid": {
            "region": ground.region.name if ground.region else None,
            "cell_deg": ground.size_deg,
            "cells": len(ground.grid),
            "cell_area_km2": round(float(ground.grid.area[0]) / 1e6, 3),
        },
        "look": look,
        "coalitions": list(found.rows),
    }


def best_alone(found: Covered) -> dict[str, Any] | None:
    """Return the row of the owner that looks at most of the ground alone, then most often."""
    alone = [row for row in found.rows if row["kind"] == "alone"]
    return max(alone, key=lambda row: (row["seen_area_fraction"], row["mean_looks"]), default=None)


def told_span(span: Span) -> str:
    """Return the length of a span in words: `7 days`, `36 hours`."""
    hours_long = (span[1] - span[0]) / 3600.0
    days = hours_long / 24.0
    if days >= 2.0 and days == int(days):
        return f"{days:.0f} days"
    return f"{hours_long:g} hours"
