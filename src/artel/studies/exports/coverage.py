"""Coverage as GeoJSON: each cell of the grid with its figures (RFC 7946)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.studies.coverage import TIMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from artel.orbits.coverage import Coverage
    from artel.orbits.grids import Grid
    from artel.studies.coverage import Covered

    Floats = NDArray[np.float64]

FORMAT = "artel-coverage-geojson/1"
_OF_ONE = ("max_gap", "mean_wait")
"""What a cell says of each owner alone, besides its looks."""


def coverage_geojson(found: Covered, document: dict[str, Any]) -> str:
    """Return the cells as a feature collection, a line each; the document goes with it.

    Figures of all owners together stand under their own names, those of one owner alone after
    its id (`RU_looks`). Times are in hours, null where fewer than two looks leave them unknown.
    """
    columns = _columns(found)
    names, rows = list(columns), zip(*columns.values(), strict=True)
    lines = ",\n".join(
        json.dumps(_cell(number, ring, dict(zip(names, row, strict=True))), ensure_ascii=False)
        for number, (ring, row) in enumerate(zip(_rings(found.ground.grid), rows, strict=True))
    )
    about = {key: value for key, value in document.items() if key != "format"}
    head = json.dumps({"type": "FeatureCollection", "format": FORMAT, **about}, ensure_ascii=False)
    return f'{head[:-1]}, "features": [\n{lines}\n]}}\n'


def _columns(found: Covered) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {
        "area_km2": (found.ground.grid.area / 1e6).round(3).tolist(),
        "looks": found.pooled.looks[0].tolist(),
        "seen_fraction": found.pooled.seen[0].round(6).tolist(),
    }
    columns |= {f"{name}_h": _hours(getattr(found.pooled, name)[0]) for name in TIMES}
    for index, owner in enumerate(found.owners):
        if found.alone is not None:
            columns |= _alone(found.alone, index, owner)
    return columns


def _alone(alone: Coverage, index: int, owner: str) -> dict[str, list[Any]]:
    times = {f"{owner}_{name}_h": _hours(getattr(alone, name)[index]) for name in _OF_ONE}
    return {f"{owner}_looks": alone.looks[index].tolist(), **times}


def _hours(seconds: Floats) -> list[float | None]:
    values = (seconds / 3600.0).round(4).tolist()
    return [None if value != value else value for value in values]  # noqa: PLR0124 - NaN


def _rings(grid: Grid) -> list[list[list[float]]]:
    """Return the outline of each cell, counter-clockwise and closed, degrees."""
    sides = (grid.west, grid.east, grid.east, grid.west, grid.west)
    levels = (grid.south, grid.south, grid.north, grid.north, grid.south)
    corners = np.stack([np.stack(sides, axis=1), np.stack(levels, axis=1)], axis=2)
    return np.degrees(corners).round(6).tolist()  # type: ignore[no-any-return]


def _cell(number: int, ring: list[list[float]], figures: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": f"cell {number + 1}",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"kind": "cell", **figures},
    }
