"""Coarse outlines of the members for pools/kazan/charter.yaml, from public-domain Natural Earth.

    npm pack world-atlas && tar xzf world-atlas-*.tgz
    python design/kazan_areas.py package/countries-110m.json

Prints the block `areas:`. Natural Earth (1:110 million) is in the public domain. Outlines are cut
at the antimeridian, simplified to about a third of a degree and rounded to a tenth: an article of
the charter, not a map. Small islands and disputed land are left out.
"""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path

from shapely.affinity import translate
from shapely.geometry import Polygon, box
from shapely.ops import unary_union

STATES = {"RU": "643", "BY": "112", "KZ": "398", "AM": "051", "KG": "417"}
TOLERANCE = {"RU": 0.35, "KZ": 0.2, "BY": 0.1, "AM": 0.05, "KG": 0.1}
LEFT_OUT = box(32.0, 44.0, 36.65, 46.3)
LEAST_AREA = 2.0  # square degrees; smaller islands are dropped
MOST_ISLANDS = 9


def main() -> None:
    topology = json.loads(Path(sys.argv[1]).read_text())
    arcs = decode(topology)
    found = {row.get("id"): row for row in topology["objects"]["countries"]["geometries"]}
    print("areas:")
    for state, number in STATES.items():
        rings = outlines(state, found[number], arcs)
        print(f"  {state}:")
        for ring in rings:
            print("    - " + wrapped(ring))


def decode(topology: dict) -> list[list[tuple[float, float]]]:
    """Undo the quantisation and the differences of a TopoJSON file."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        steps = itertools.accumulate(arc, lambda a, b: [a[0] + b[0], a[1] + b[1]])
        arcs.append([(x * sx + tx, y * sy + ty) for x, y in steps])
    return arcs


def ring_of(indices: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    """Join arcs into a ring; a negative index (~i) is an arc walked backwards."""
    ring: list[tuple[float, float]] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc[1:] if ring else arc
    return ring


def outlines(state: str, row: dict, arcs: list[list[tuple[float, float]]]) -> list[list]:
    """Return the simplified, rounded outer rings of a state, the greatest first."""
    parts = row["arcs"] if row["type"] == "MultiPolygon" else [row["arcs"]]
    polygons = [piece for part in parts for piece in cut(ring_of(part[0], arcs))]
    whole = unary_union(polygons).difference(LEFT_OUT).simplify(TOLERANCE[state])
    pieces = list(getattr(whole, "geoms", [whole]))
    pieces.sort(key=lambda piece: -piece.area)
    kept = [piece for piece in pieces if piece.area >= LEAST_AREA or piece is pieces[0]]
    return [rounded(piece) for piece in kept[:MOST_ISLANDS]]


def cut(ring: list[tuple[float, float]]) -> list[Polygon]:
    """Unwind the ring across the antimeridian and cut it there, each part within one turn."""
    unwound = [ring[0]]
    for x, y in ring[1:]:
        turns = round((unwound[-1][0] - x) / 360)
        unwound.append((x + 360 * turns, y))
    whole = Polygon(unwound).buffer(0)
    turns = [
        (-360, box(-540, -90, -180, 90)),
        (0, box(-180, -90, 180, 90)),
        (360, box(180, -90, 540, 90)),
    ]
    parts = [translate(whole.intersection(turn), -shift) for shift, turn in turns]
    return [part for part in parts if not part.is_empty]


def rounded(piece: Polygon) -> list[list[float]]:
    """Round to a tenth of a degree, drop repeats, and insist that the ring is still valid."""
    points = [[round(x, 1), round(y, 1)] for x, y in piece.exterior.coords]
    ring = [point for point, _ in itertools.groupby(points)]
    if not Polygon(ring).is_valid:
        raise SystemExit(f"a ring crosses itself after rounding: {ring[:3]}")
    return ring


def wrapped(ring: list[list[float]], width: int = 8) -> str:
    """Return the ring as YAML flow lists, a few positions a line."""
    texts = [f"[{x:g}, {y:g}]" for x, y in ring]
    lines = [", ".join(texts[i : i + width]) for i in range(0, len(texts), width)]
    return "[" + ",\n       ".join(lines) + "]"


if __name__ == "__main__":
    main()
