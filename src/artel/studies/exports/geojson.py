"""A plan as GeoJSON: footprints, orders, stations and ground tracks (RFC 7946)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from shapely.geometry import mapping
from shapely.geometry.polygon import orient

from artel.commons.shapes import ground_polygon
from artel.commons.tables import load
from artel.studies.exports.ground import ground_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from artel.orbits.tracks import Track

FORMAT = "artel-plan-geojson/1"


def plan_geojson(plan: dict[str, Any], tracks: Sequence[Track]) -> str:
    """Return the plan as a feature collection; `kind` tells what a feature is.

    Footprints run counter-clockwise and are cut at the antimeridian.
    """
    features = [
        *(_footprint(image) for image in plan["images"]),
        *_orders(plan),
        *_stations(plan),
        *(_track(track) for track in tracks),
    ]
    lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in features)
    horizon = json.dumps(plan["horizon"])
    head = f'{{"type": "FeatureCollection", "format": "{FORMAT}", "horizon": {horizon}, '
    return f'{head}"features": [\n{lines}\n]}}\n'


def _footprint(image: dict[str, Any]) -> dict[str, Any]:
    shape = ground_polygon([(lon, lat) for lon, lat in image["footprint"]])
    parts = [orient(part) for part in getattr(shape, "geoms", [shape])]
    rings = [_rounded(mapping(part)["coordinates"]) for part in parts]
    geometry = (
        {"type": "Polygon", "coordinates": rings[0]}
        if len(rings) == 1
        else {"type": "MultiPolygon", "coordinates": rings}
    )
    said = {key: value for key, value in image.items() if key != "footprint"}
    return _feature("image", image["id"], geometry, said)


def _rounded(rings: Any) -> list[list[list[float]]]:
    return [[[round(x, 5), round(y, 5)] for x, y in ring] for ring in rings]


def _orders(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the orders as they were given, each with what the plan made of it."""
    given = load(plan["inputs"]["orders.geojson"]["text"], "orders.geojson").value
    taken: dict[str, list[str]] = {}
    for image in plan["images"]:
        taken.setdefault(image["order"], []).append(image["id"])
    left = {each["order"]: each for each in plan["unplanned"]}
    out = []
    for feature in given["features"]:
        name = feature["id"]
        why = left.get(name, {})
        images = ", ".join(taken.get(name, ())) or None
        fate = {"image": images, "code": why.get("code"), "reason": why.get("reason")}
        said = {**feature["properties"], **fate}
        out.append(_feature("order", name, feature["geometry"], said))
    return out


def stations_of(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the stations of the plan's own inputs, as plain mappings."""
    table = load(plan["inputs"]["stations.yaml"]["text"], "stations.yaml").value
    return list(table["stations"])


def _stations(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        _feature(
            "station",
            station["name"],
            {"type": "Point", "coordinates": [station["lon_deg"], station["lat_deg"]]},
            {"owner": station["owner"], "state": station["state"]},
        )
        for station in stations_of(plan)
    ]


def _track(track: Track) -> dict[str, Any]:
    geometry = {"type": "MultiLineString", "coordinates": ground_lines(track)}
    return _feature("ground track", track.name, geometry, {"norad_id": track.norad_id})


def _feature(
    kind: str, name: str, geometry: dict[str, Any], properties: dict[str, Any]
) -> dict[str, Any]:
    said = {"kind": kind, **properties}
    return {"type": "Feature", "id": f"{kind} {name}", "geometry": geometry, "properties": said}
