"""Coverage as a picture: one SVG that needs nothing else, in the style of the brief."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely
from shapely.affinity import translate

from artel.commons.instants import from_posix
from artel.studies.brief.canvas import WIDTH, path_of, region, world
from artel.studies.brief.language import ENGLISH
from artel.studies.brief.markup import Markup, element, joined, number, whole
from artel.studies.coverage import best_alone, told_span
from artel.studies.words import Count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from artel.orbits.grids import Grid
    from artel.studies.brief.canvas import Canvas
    from artel.studies.coverage import Covered

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    By = Literal["gap", "looks"]

_COLOURS = (
    "#0c2c84", "#225ea8", "#1d91c0", "#41b6c4", "#7fcdbb", "#c7e9b4", "#edf8b1", "#ffffd9",
)  # fmt: skip
"""From often seen to seldom: YlGnBu of ColorBrewer (Harrower and Brewer 2003), safe for all
kinds of eyes and for black and white."""
_ONCE, _NEVER = "#d9cfc3", "#a3968a"
_HOURS = (0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 12.0, 24.0, 48.0, 96.0, 240.0)
_MARGIN, _LINE, _TOP = 28.0, 19.0, 34.0
_LETTERS = 118
_SWATCH, _STEP = 15.0, 108.0
STYLE = """
svg{background:#fff}
text{fill:#1a2027;font:13.5px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",
"Liberation Sans",sans-serif}
.title{font:600 23px "Iowan Old Style","Palatino Linotype",Palatino,"Noto Serif",
"Liberation Serif",Georgia,serif}
.soft{fill:#56616d;font-size:12px}
.sea{fill:#edf2f6}
.land{fill:#d6d9d3}
.graticule{fill:none;stroke:#dfe6ec;stroke-width:.6}
.line{fill:none;stroke-linejoin:round}
.halo{stroke:#fff;stroke-opacity:.6;stroke-width:1.8}
.shore{stroke:#1a2027;stroke-opacity:.8;stroke-width:.7}
.border{fill:none;stroke:#1a2027;stroke-width:1.6;stroke-linejoin:round}
.cells path{stroke-width:.5}
.swatch{stroke:#56616d;stroke-width:.5}
"""


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """A colour scale: what it shows, a colour and a label of each class, and each cell's class."""

    title: str
    classes: tuple[tuple[str, str], ...]
    kinds: Ints


def scale_of(found: Covered, by: By) -> Scale:
    """Return the scale of the longest gap between two looks, or of the number of looks, pooled.

    Hours go up in round steps of one size, numbers of looks in classes of about as many cells;
    the outermost classes take what is beyond.
    """
    looks = found.pooled.looks[0]
    values = found.pooled.max_gap[0] / 3600.0 if by == "gap" else looks.astype(float)
    edges = (_round_hours if by == "gap" else _round_counts)(values[looks > 1])
    kinds = np.searchsorted(edges, values, side="left" if by == "gap" else "right")
    labels = _gap_labels(edges) if by == "gap" else _look_labels(edges)
    spread = np.rint(np.linspace(0, len(_COLOURS) - 1, len(labels))).astype(int)
    if by == "looks":
        kinds, labels = len(edges) - kinds, labels[::-1]
    classes = [(_COLOURS[i], label) for i, label in zip(spread, labels, strict=True)]
    kinds = np.where(looks > 1, kinds, len(classes) + 1 - looks)
    title = "The longest time between two looks" if by == "gap" else "How often somebody looks"
    return Scale(title, (*classes, (_ONCE, "one look"), (_NEVER, "no look")), kinds)


def _round_hours(values: Floats) -> Floats:
    """Return limits one round step apart, over most of the values; none where they are alike."""
    low, high = np.percentile(values, [2.0, 98.0]) if values.size else (0.0, 0.0)
    step = next((one for one in _HOURS if (high - low) / one < len(_COLOURS) - 2), _HOURS[-1])
    first, last = math.floor(low / step) + 1, math.ceil(high / step) - 1
    return step * np.arange(first, min(last, first + len(_COLOURS) - 2) + 1)


def _round_counts(values: Floats) -> Floats:
    """Return limits between classes of about as many values; none where they are alike."""
    if not values.size:
        return np.empty(0)
    found = np.percentile(values, np.linspace(0.0, 100.0, len(_COLOURS))[1:-1])
    step = np.select([found < 50.0, found < 200.0, found < 1000.0], [1.0, 5.0, 20.0], 100.0)
    edges = np.unique(step * np.rint(found / step))
    return np.asarray(edges[(edges > values.min()) & (edges > 2.0)])


def _gap_labels(edges: Floats) -> list[str]:
    if not edges.size:
        return ["two looks or more"]
    said = [f"{edge:g}" for edge in edges.round(6)]
    inner = [f"{a} to {b} h" for a, b in pairwise(said)]
    return [f"up to {said[0]} h", *inner, f"over {said[-1]} h"]


def _look_labels(edges: Floats) -> list[str]:
    if not edges.size:
        return ["two looks or more"]
    said = [round(edge) for edge in edges.tolist()]
    inner = [f"{a} to {b - 1}" if b > a + 1 else f"{a}" for a, b in pairwise(said)]
    return [f"under {said[0]}", *inner, f"{said[-1]} or more"]


def coverage_picture(
    found: Covered, by: By, names: Mapping[str, str], title: str, centre: float = 0.0
) -> str:
    """Return the picture as SVG: title, a sentence, the map, and its scale.

    `names` are those of owners by id; `centre` is the longitude, degrees, in the middle of a
    map of the Earth. The same coverage gives the same bytes.
    """
    scale = scale_of(found, by)
    paper = _paper(found, centre)
    words = textwrap.wrap(sentence(found, names), _LETTERS)
    head = _TOP + _LINE * (len(words) + 1.6)
    width, height = WIDTH + 2.0 * _MARGIN, head + paper.size[1] + 78.0
    drawn = element(
        "g",
        _map(found, scale, paper),
        transform=f"translate({number(_MARGIN)},{number(head)})",
    )
    whole_title = f"{title}: {scale.title.lower()}"
    lines = [
        element("text", line, x=number(_MARGIN), y=number(_TOP + 8.0 + _LINE * (row + 1)))
        for row, line in enumerate(words)
    ]
    svg = element(
        "svg",
        element("title", whole_title),
        element("desc", sentence(found, names)),
        element("style", Markup("".join(STYLE.splitlines()))),
        element("text", whole_title, class_="title", x=number(_MARGIN), y=number(_TOP)),
        *lines,
        drawn,
        _legend(scale, found, head + paper.size[1] + 24.0),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=number(width),
        height=number(height),
        role="img",
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{svg}\n'


def sentence(found: Covered, names: Mapping[str, str]) -> str:
    """Return what the figures say, pooled and beside the best alone."""
    row, best = found.rows[-1], best_alone(found)
    ground = found.ground.region.name if found.ground.region else "the Earth"
    span = told_span(found.span)
    if not row["seen_area_fraction"]:
        return f"Nobody looks at {ground} within {span}."
    several = len(found.owners) > 1
    who = f"Together, {len(found.owners)} owners" if several else name_of(found.owners[0], names)
    said = (
        f"{who} {'look' if several else 'looks'} at {_part(row['seen_area_fraction'])} of {ground} "
        f"within {span}, {row['mean_looks']:.1f} times on average"
    )
    if row["max_gap_h"] is not None:
        said += f" and never more than {row['max_gap_h']:.1f} h apart"
    if several and best is not None:
        said += (
            f"; {name_of(best['coalition'][0], names)} alone, which sees most, looks at "
            f"{_part(best['seen_area_fraction'])} of it {best['mean_looks']:.1f} times"
        )
    return f"{said}."


def name_of(owner: str, names: Mapping[str, str]) -> str:
    """Return the name of an owner, or its id where it has none."""
    return names.get(owner, owner)


def _part(fraction: float) -> str:
    """Return a part as a percentage that is 100 or 0 only where it is all or nothing."""
    if 0.9995 <= fraction < 1.0:
        return "more than 99.9 %"
    return f"{100.0 * fraction:.1f} %" if fraction < 1.0 else "all"


def _paper(found: Covered, centre: float) -> Canvas:
    area = found.ground.region
    if area is None:
        return world(centre, (-90.0, 90.0))
    outline = shapely.get_coordinates(area.shape)
    return region(outline[:, 0], outline[:, 1])


def _map(found: Covered, scale: Scale, paper: Canvas) -> Markup:
    shapes = []
    for kind, (colour, label) in enumerate(scale.classes):
        path = path_of(paper.drawn(_rolled(_runs(found.ground.grid, scale.kinds, kind))))
        if path:
            words = element("title", label)
            shapes.append(element("path", words, fill=colour, stroke=colour, d=path))
    area = found.ground.region
    border = path_of(paper.drawn(_rolled(area.shape))) if area else ""
    return joined([
        paper.ground(),
        element("g", *shapes, class_="cells"),
        element("defs", element("path", id="land", class_="line", d=paper.shore())),
        element("use", href="#land", class_="halo"),
        element("use", href="#land", class_="shore"),
        element("path", class_="border", d=border) if border else None,
    ])  # fmt: skip


def _runs(grid: Grid, kinds: Ints, kind: int) -> BaseGeometry:
    """Return the cells of a class as one shape; neighbours in a band are joined beforehand."""
    same = (kinds[1:] == kinds[:-1]) & (np.abs(grid.west[1:] - grid.east[:-1]) < 1e-9)
    first = np.flatnonzero(np.concatenate([[True], ~same]))
    last = np.concatenate([first[1:] - 1, [len(grid) - 1]])
    mine = kinds[first] == kind
    first, last = first[mine], last[mine]
    edges = grid.west[first], grid.south[first], grid.east[last], grid.north[first]
    return shapely.union_all(shapely.box(*(np.degrees(edge) for edge in edges)))


def _rolled(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape with itself one turn to the west and to the east."""
    return shapely.union_all([translate(shape, xoff=360.0 * k) for k in (-1, 0, 1)])


def _legend(scale: Scale, found: Covered, top: float) -> Markup:
    """Return the colours that occur, with what they mean, and how it was counted."""
    present = [one for kind, one in enumerate(scale.classes) if (scale.kinds == kind).any()]
    step = min(_STEP, WIDTH / max(len(present), 1))
    marks = []
    for index, (colour, label) in enumerate(present):
        x = _MARGIN + step * index
        marks.append(element("rect", class_="swatch", fill=colour, x=number(x), y=number(top),
                             width=_SWATCH, height=_SWATCH))  # fmt: skip
        marks.append(element("text", label, class_="soft", x=number(x + _SWATCH + 6.0),
                             y=number(top + 11.5)))  # fmt: skip
    cells = len(found.ground.grid)
    begin = ENGLISH.day(from_posix(found.span[0]), "words")
    counting = (
        f"{told_span(found.span).capitalize()} from {begin}; "
        f"{Count(cells, 'cell')} of {whole(found.ground.grid.area[0] / 1e6)} km² "
        f"({found.ground.size_deg:g}°), each seen at its centre; map of equal areas; "
        "land: Natural Earth."
    )
    foot = element("text", counting, class_="soft", x=number(_MARGIN), y=number(top + 38.0))
    return element("g", *marks, foot)


def middle_of(lons_deg: list[float]) -> float:
    """Return the longitude in the middle of some, in whole tens of degrees."""
    turns = np.radians(lons_deg)
    if not turns.size:
        return 0.0
    return round(math.degrees(math.atan2(np.sin(turns).sum(), np.cos(turns).sum())) / 10.0) * 10.0
