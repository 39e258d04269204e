"""A plan as CZML: satellites that move, stations that wait, footprints while they are taken."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.commons.shapes import ground_polygon, positions
from artel.orbits.time import parse_epoch
from artel.orbits.tracks import state
from artel.studies.exports.geojson import stations_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from artel.orbits.tracks import Track

_STEP = 120.0
_DEGREE = 7
"""Two minutes and polynomials of degree 7 follow a low orbit to about a metre."""


def plan_czml(plan: dict[str, Any], tracks: Sequence[Track]) -> str:
    """Return the plan as a list of CZML packets over the horizon."""
    horizon = f"{plan['horizon']['start']}/{plan['horizon']['end']}"
    packets = [
        _document(plan, horizon),
        *(_satellite(number, track, plan) for number, track in enumerate(tracks, 1)),
        *(_station(station) for station in stations_of(plan)),
        *(packet for image in plan["images"] for packet in _images(image, plan["horizon"]["end"])),
    ]
    return "[\n" + ",\n".join(json.dumps(each, ensure_ascii=False) for each in packets) + "\n]\n"


def _document(plan: dict[str, Any], horizon: str) -> dict[str, Any]:
    clock = {"interval": horizon, "currentTime": plan["horizon"]["start"], "multiplier": 60}
    name = f"{plan['pool']} (artel-plan-czml/1)"
    return {"id": "document", "version": "1.0", "name": name, "clock": clock}


def _satellite(number: int, track: Track, plan: dict[str, Any]) -> dict[str, Any]:
    epoch = parse_epoch(plan["horizon"]["start"])
    count = math.ceil((track.end - track.start) / _STEP) + 1
    times = np.linspace(track.start, track.end, count)
    r, _ = state(track, times)
    samples = np.column_stack([times - epoch, r]).round(1).ravel().tolist()
    return {
        "id": f"satellite {number} {track.name}",
        "name": track.name,
        "point": {"pixelSize": 6},
        "label": {"text": track.name, "font": "11px sans-serif"},
        "path": {"leadTime": 0, "trailTime": 3000, "width": 1},
        "position": {
            "referenceFrame": "FIXED",
            "epoch": plan["horizon"]["start"],
            "interpolationAlgorithm": "LAGRANGE",
            "interpolationDegree": _DEGREE,
            "cartesian": samples,
        },
    }  # fmt: skip


def _station(station: dict[str, Any]) -> dict[str, Any]:
    where = [station["lon_deg"], station["lat_deg"], station["height_m"]]
    return {
        "id": f"station {station['name']}",
        "name": station["name"],
        "point": {"pixelSize": 5},
        "label": {"text": station["name"], "font": "11px sans-serif"},
        "position": {"cartographicDegrees": where},
    }


def _images(image: dict[str, Any], end: str) -> list[dict[str, Any]]:
    """Return a packet for each part of a footprint, shown from the image to the plan's end."""
    shape = ground_polygon([(lon, lat) for lon, lat in image["footprint"]])
    parts = list(getattr(shape, "geoms", [shape]))
    return [
        {
            "id": f"image {image['id']}" + (f" part {number}" if len(parts) > 1 else ""),
            "name": f"{image['order']} by {image['satellite']}",
            "availability": f"{image['start']}/{end}",
            "polygon": {
                "positions": {"cartographicDegrees": _flat(part)},
                "material": {"solidColor": {"color": {"rgba": [230, 159, 0, 140]}}},
            },
        }
        for number, part in enumerate(parts, 1)
    ]


def _flat(part: Any) -> list[float]:
    return [number for lon, lat in positions(part) for number in (lon, lat, 0.0)]
