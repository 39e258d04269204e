"""Places that a person names: sites as LAT,LON, targets as GeoJSON, each at one point.

Targets with an extent, and targets that move, are `targets`; their files `target_files`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import numpy as np

from artel.commons.errors import InputError
from artel.commons.shapes import read_shape
from artel.commons.tables import load
from artel.orbits.visibility import Sites, sites_of
from artel.orders.geometry_files import features_of


@dataclass(frozen=True, slots=True)
class Place:
    """A named place, in degrees and metres; `kind` is `site` or `target`."""

    kind: str
    name: str
    lat_deg: float
    lon_deg: float
    height_m: float = 0.0


def site_of(text: str) -> Place:
    """Return the site written as LAT,LON or LAT,LON,HEIGHT_M, with NAME= before it perhaps.

    Raises InputError for anything else, and for a place off the Earth.
    """
    name, found, numbers = text.rpartition("=")
    try:
        parts = [float(part) for part in numbers.split(",")]
    except ValueError:
        parts = []
    if len(parts) not in (2, 3) or not all(math.isfinite(part) for part in parts):
        raise InputError(f"'{text}' is not a site.", next_step="Write it as 51.18,71.45.")
    lat, lon = parts[0], parts[1]
    if abs(lat) > 90:
        raise InputError(
            f"Latitude {lat:g} is outside -90 to 90.", next_step="Write latitude, then longitude."
        )
    if abs(lon) > 180:
        raise InputError(
            f"Longitude {lon:g} is outside -180 to 180.", next_step="Bring it within one turn."
        )
    height = parts[2] if len(parts) == 3 else 0.0
    if not -500 <= height <= 9000:
        raise InputError(f"The height {height:g} m is not on the ground.", next_step="Give metres.")
    return Place("site", name.strip() if found else numbers.strip(), lat, lon, height)


def read_places(text: str, file: str) -> list[Place]:
    """Return the targets of a GeoJSON text: a feature, a collection, or a bare geometry.

    A line or a polygon is taken at its centroid. Raises InputError naming file and feature.
    """
    value = load(text, f"{PurePath(file).name}.json").value
    features = features_of(value)
    if not features:
        raise InputError(f"{file}: there is no feature.", next_step="Give GeoJSON with a place.")
    return [_place(feature, index, file) for index, feature in enumerate(features)]


def _place(feature: Any, index: int, file: str) -> Place:
    feature = feature if isinstance(feature, dict) else {}
    properties = feature.get("properties") or {}
    named = properties.get("name") if isinstance(properties, dict) else None
    name = str(named or feature.get("id") or f"target {index + 1}")
    try:
        centre = read_shape(feature.get("geometry")).centroid
    except InputError as error:
        raise InputError(f"{file}, feature {index + 1} ({name}): {error}") from None
    return Place("target", name, centre.y, centre.x)


def as_sites(places: list[Place]) -> Sites:
    """Return the places as sites on WGS84."""
    lat = np.radians([place.lat_deg for place in places])
    lon = np.radians([place.lon_deg for place in places])
    return sites_of(lat, lon, [place.height_m for place in places])
