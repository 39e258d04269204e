"""Make src/artel/studies/land.py from the land outlines of Natural Earth.

    python design/make_land.py land-110m.json > src/artel/studies/land.py

The file is land-110m.json of the npm package world-atlas 2.0.2: Natural Earth 1:110m land (public
domain) as TopoJSON. Rings are cut at the antimeridian, rounded to 0.1 degree, and written as one
string of differences; islands below a third of a square degree are left out.
"""

from __future__ import annotations

import itertools
import json
import sys
import textwrap
from pathlib import Path

from shapely.affinity import translate
from shapely.geometry import Polygon, box

LEAST_AREA = 0.33
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

MODULE = '''"""Outlines of the land for small maps, in degrees.

Source: Natural Earth, 1:110m physical vectors, land, version 4 (naturalearthdata.com), which its
makers placed in the public domain; by way of the TopoJSON of world-atlas 2.0.2. Cut at the
antimeridian, rounded to 0.1 degree, without small islands; written by design/make_land.py.
"""

from __future__ import annotations

from functools import cache

from shapely.geometry import Polygon

_ALPHABET = "{alphabet}"
_RINGS = """
{rings}
"""


def land_rings() -> list[list[tuple[float, float]]]:
    """Return closed rings of (lon, lat) in degrees, none across the antimeridian.

    A place is on land where an odd number of rings go around it: lakes are rings inside rings.
    """
    return [list(ring) for ring in _decoded()]


@cache
def land() -> tuple[Polygon, ...]:
    """Return the land as valid polygons, largest first, its lakes left out."""
    found: list[Polygon] = []
    for ring in land_rings():
        part = Polygon(ring)
        around = next((i for i, whole in enumerate(found) if whole.contains(part)), None)
        if around is None:
            found.append(part)
        else:
            found[around] = found[around].difference(part)
    return tuple(found)


@cache
def _decoded() -> tuple[tuple[tuple[float, float], ...], ...]:
    return tuple(_ring(text) for text in "".join(_RINGS.split()).split(";"))


def _ring(text: str) -> tuple[tuple[float, float], ...]:
    """Return a ring of its differences in tenths of a degree, lon and lat in turn."""
    numbers = _numbers(text)
    lon = lat = 0
    ring = []
    for step_lon, step_lat in zip(numbers[::2], numbers[1::2], strict=True):
        lon, lat = lon + step_lon, lat + step_lat
        ring.append((lon / 10.0, lat / 10.0))
    return (*ring, ring[0])


def _numbers(text: str) -> list[int]:
    """Return the signed numbers of a text: five bits a letter, low first, sign in the last bit."""
    out: list[int] = []
    value = shift = 0
    for letter in text:
        bits = _ALPHABET.index(letter)
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            out.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    return out
'''


def arcs_of(topology):
    """Return each arc as a list of (lon, lat) degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        xs = itertools.accumulate(step[0] for step in arc)
        ys = itertools.accumulate(step[1] for step in arc)
        yield [(x * sx + tx, y * sy + ty) for x, y in zip(xs, ys, strict=True)]


def rings_of(topology):
    """Return every ring of the land, outer and inner."""
    arcs = list(arcs_of(topology))
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for indices in itertools.chain.from_iterable(polygons):
            pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
            yield [position for piece in pieces for position in piece[:-1]]


def cut(ring):
    """Return polygons within -180..180 of a ring that may cross longitude 180 or hold a pole."""
    lons, turn = [ring[0][0]], 0.0
    for before, after in itertools.pairwise([*ring, ring[0]]):
        turn -= 360.0 * round((after[0] - before[0]) / 360.0)
        lons.append(after[0] + turn)
    flat = [(lon, lat) for lon, (_, lat) in zip(lons, [*ring, ring[0]], strict=True)]
    if abs(lons[-1] - lons[0]) > 1.0:
        pole = -90.0 if ring[0][1] < 0 else 90.0
        flat = [*flat, (lons[-1], pole), (lons[0], pole)]
    whole = Polygon(flat).buffer(0)
    for k in (-1, 0, 1):
        part = whole.intersection(box(360.0 * k - 180.0, -90.0, 360.0 * k + 180.0, 90.0))
        yield from polygons_in(translate(part, xoff=-360.0 * k))


def polygons_in(shape):
    """Return the polygons of a shape."""
    parts = shape.geoms if hasattr(shape, "geoms") else [shape]
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def encoded(polygon):
    """Return the outer ring of a polygon as text."""
    tenths = [(round(lon * 10), round(lat * 10)) for lon, lat in polygon.exterior.coords]
    tenths = [place for place, _ in itertools.groupby(tenths)][:-1]
    text, before = "", (0, 0)
    for place in tenths:
        text += "".join(letters(b - a) for a, b in zip(before, place, strict=True))
        before = place
    return text


def letters(number):
    """Return the letters of a signed number: five bits each, low first, sign in the last bit."""
    value = number << 1 if number >= 0 else ~(number << 1)
    out = ""
    while value > 31:
        out += ALPHABET[32 | value & 31]
        value >>= 5
    return out + ALPHABET[value]


def main(file):
    """Print the module."""
    topology = json.loads(Path(file).read_text())
    polygons = [polygon for ring in rings_of(topology) for polygon in cut(ring)]
    kept = [polygon for polygon in polygons if polygon.area >= LEAST_AREA]
    kept.sort(key=lambda polygon: -polygon.area)
    text = ";".join(encoded(polygon) for polygon in kept)
    rings = "\n".join(textwrap.wrap(text, 96, break_on_hyphens=False))
    print(MODULE.format(alphabet=ALPHABET, rings=rings), end="")


if __name__ == "__main__":
    main(sys.argv[1])
