"""A delivered STAC Item (1.0 or 1.1), field by field: what it says, and where it is not valid."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.instants import parse_instant
from artel.commons.shapes import read_shape

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from artel.commons.shapes import Shape

_VERSION = re.compile(r"1\.[01]\.\d+")
_ZONE = re.compile(r"T.+(?:[Zz]|[+-]\d\d:\d\d)")
_BBOX_TOLERANCE_DEG = 1e-3
DATA = "data"
"""The role of the one asset that is the image."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What an Item says; a field that is not valid is None, and a finding says why.

    `start` and `end` are of the image (equal where the Item gives one instant), `asset` is the
    one whose role is data.
    """

    findings: tuple[str, ...]
    shape: Shape | None
    start: datetime | None
    end: datetime | None
    properties: Mapping[str, Any] | None
    asset_name: str
    asset: Mapping[str, Any] | None

    def said(self, name: str) -> Any:
        """Return a property, or what the asset says in its stead, as STAC 1.1 allows."""
        asset, properties = self.asset or {}, self.properties or {}
        return asset[name] if name in asset else properties.get(name)


def item_of(document: Mapping[str, Any]) -> Item:
    """Return the Item of a JSON object; nothing is raised, what is wrong stands in findings."""
    findings: list[str] = [*_head(document), *_links(document)]
    shape = _kept(findings, _shape, document)
    _kept(findings, _bbox, document, shape)
    properties = _kept(findings, _properties, document)
    start, end = _kept(findings, _span, properties) or (None, None)
    name, asset = _kept(findings, _asset, document) or ("", None)
    item = Item(
        findings=(),
        shape=shape,
        start=start,
        end=end,
        properties=properties,
        asset_name=name,
        asset=asset,
    )
    return replace(item, findings=(*findings, *_figures(item)))


def number(value: Any) -> bool:
    """Whether a JSON value is a finite number."""
    return type(value) in (int, float) and math.isfinite(value)


def _kept(findings: list[str], read: Any, *arguments: Any) -> Any:
    try:
        return read(*arguments)
    except InputError as error:
        findings.append(error.message)
        return None


def _head(document: Mapping[str, Any]) -> list[str]:
    found = []
    if document.get("type") != "Feature":
        found.append(f"type is {document.get('type')!r}, not 'Feature'.")
    version = document.get("stac_version")
    if not isinstance(version, str) or not _VERSION.match(version):
        found.append(f"stac_version is {version!r}; 1.0 and 1.1 are read.")
    if not isinstance(document.get("id"), str) or not document["id"].strip():
        found.append("id is missing.")
    extensions = document.get("stac_extensions", [])
    if not isinstance(extensions, list) or not all(isinstance(name, str) for name in extensions):
        found.append("stac_extensions is not a list of addresses.")
    return found


def _links(document: Mapping[str, Any]) -> list[str]:
    links = document.get("links")
    good = isinstance(links, list) and all(
        isinstance(link, dict) and _text(link.get("href")) and _text(link.get("rel"))
        for link in links
    )
    return [] if good else ["links is not a list of links, each with href and rel."]


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _shape(document: Mapping[str, Any]) -> Shape:
    try:
        shape = read_shape(document.get("geometry"))
    except InputError as error:
        raise InputError(f"geometry: {error.message}") from None
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise InputError(f"geometry: a {shape.geom_type} shows no ground.")
    return shape


def _bbox(document: Mapping[str, Any], shape: Shape | None) -> None:
    """Refuse a box that is missing, or is not the one around the geometry."""
    box = document.get("bbox")
    if not isinstance(box, list) or len(box) not in (4, 6) or not all(map(number, box)):
        raise InputError("bbox is not a list of four numbers.")
    if shape is None:
        return
    half = len(box) // 2
    came = (box[0], box[1], box[half], box[half + 1])
    if any(abs(a - b) > _BBOX_TOLERANCE_DEG for a, b in zip(came, _box(shape), strict=True)):
        raise InputError("bbox is not the box around the geometry.")


def _box(shape: Shape) -> tuple[float, float, float, float]:
    """Return west, south, east, north; west is greater where the shape is cut at longitude 180."""
    west, south, east, north = shape.bounds
    parts = list(getattr(shape, "geoms", (shape,)))
    if west == -180.0 and east == 180.0 and len(parts) > 1:
        west = min(part.bounds[0] for part in parts if part.bounds[2] == 180.0)
        east = max(part.bounds[2] for part in parts if part.bounds[0] == -180.0)
    return west, south, east, north


def _properties(document: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = document.get("properties")
    if not isinstance(properties, dict):
        raise InputError("properties is missing.")
    return properties


def _span(properties: Mapping[str, Any] | None) -> tuple[datetime, datetime] | None:
    if properties is None:
        return None
    if "datetime" not in properties:
        raise InputError("datetime is missing.")
    names = ("start_datetime", "end_datetime")
    if any(name in properties for name in names) or properties["datetime"] is None:
        start, end = (_instant(properties, name) for name in names)
    else:
        start = end = _instant(properties, "datetime")
    if end < start:
        raise InputError("end_datetime is before start_datetime.")
    return start, end


def _instant(properties: Mapping[str, Any], name: str) -> datetime:
    text = properties.get(name)
    if not isinstance(text, str) or not _ZONE.search(text):
        raise InputError(f"{name} is {text!r}; write it as 2026-10-05T06:00:00Z.")
    try:
        return parse_instant(text)
    except (InputError, OverflowError):
        raise InputError(f"{name} is {text!r}; write it as 2026-10-05T06:00:00Z.") from None


def _asset(document: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    assets = document.get("assets")
    if not isinstance(assets, dict) or not assets:
        raise InputError("assets holds no asset.")
    for name, asset in assets.items():
        if not isinstance(asset, dict) or not _text(asset.get("href")):
            raise InputError(f"the asset '{name}' has no href.")
    images = [name for name, asset in assets.items() if DATA in _roles(asset)]
    if len(images) != 1:
        raise InputError(f"{len(images)} assets have the role '{DATA}'; it is one.")
    return images[0], assets[images[0]]


def _roles(asset: Mapping[str, Any]) -> list[Any]:
    roles = asset.get("roles")
    return roles if isinstance(roles, list) else []


def _figures(item: Item) -> list[str]:
    """Return a sentence for every figure that is there and cannot be one."""
    cloud, gsd, size = (item.said(name) for name in ("eo:cloud_cover", "gsd", "file:size"))
    found = []
    if cloud is not None and not (number(cloud) and 0 <= cloud <= 100):
        found.append(f"eo:cloud_cover is {cloud!r}, not 0 to 100.")
    if gsd is not None and not (number(gsd) and gsd > 0):
        found.append(f"gsd is {gsd!r}, not a length in metres.")
    if size is not None and not (type(size) is int and size >= 0):
        found.append(f"file:size is {size!r}, not a number of bytes.")
    return found
