"""A plan as KML 2.2: footprints by owner with their time spans, stations, ground tracks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from artel.commons.shapes import ground_polygon, positions
from artel.studies.exports.geojson import stations_of
from artel.studies.exports.ground import ground_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from artel.orbits.tracks import Track

COLOURS = ("ffb27200", "ff009ee6", "ff739e00", "ffa779cc", "ff005ed5", "ff42e4f0", "ffe9b456")
"""Okabe and Ito's colours for all kinds of eyes, as KML writes them (aabbggrr)."""


def plan_kml(plan: dict[str, Any], tracks: Sequence[Track]) -> str:
    """Return the plan as a KML document, a folder for each owner of satellites."""
    owners = sorted({image["owner"] for image in plan["images"]})
    folders = [_folder(f"Images of {owner}", _images(plan, owner)) for owner in owners]
    folders.append(_folder("Stations", map(_station, stations_of(plan))))
    folders.append(_folder("Ground tracks", map(_track, tracks)))
    styles = "".join(_style(owner, COLOURS[i % len(COLOURS)]) for i, owner in enumerate(owners))
    name = escape(f"{plan['pool']}, {plan['horizon']['start']}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
        f"<name>{name}</name>\n<description>artel-plan-kml/1</description>\n"
        f"{styles}{''.join(folders)}</Document>\n</kml>\n"
    )


def _style(owner: str, colour: str) -> str:
    line = f"<LineStyle><color>{colour}</color><width>2</width></LineStyle>"
    fill = f"<PolyStyle><color>66{colour[2:]}</color></PolyStyle>"
    return f'<Style id="owner-{escape(owner)}">{line}{fill}</Style>\n'


def _folder(name: str, placemarks: Iterable[str]) -> str:
    return f"<Folder><name>{escape(name)}</name>\n{''.join(placemarks)}</Folder>\n"


def _images(plan: dict[str, Any], owner: str) -> list[str]:
    return [_image(image) for image in plan["images"] if image["owner"] == owner]


def _image(image: dict[str, Any]) -> str:
    shape = ground_polygon([(lon, lat) for lon, lat in image["footprint"]])
    rings = "".join(_polygon(part) for part in getattr(shape, "geoms", [shape]))
    told = f"{image['satellite']} {image['sensor']}, {image['gsd_m']} m, order {image['order']}"
    span = f"<begin>{image['start']}</begin><end>{image['end']}</end>"
    return (
        f"<Placemark><name>{escape(image['id'])}</name>"
        f"<description>{escape(told)}</description><TimeSpan>{span}</TimeSpan>"
        f"<styleUrl>#owner-{escape(image['owner'])}</styleUrl>"
        f"<MultiGeometry>{rings}</MultiGeometry></Placemark>\n"
    )


def _polygon(part: Any) -> str:
    ring = " ".join(f"{lon:.5f},{lat:.5f},0" for lon, lat in positions(part))
    return (
        "<Polygon><tessellate>1</tessellate><outerBoundaryIs><LinearRing>"
        f"<coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
    )


def _station(station: dict[str, Any]) -> str:
    where = f"{station['lon_deg']},{station['lat_deg']},0"
    return (
        f"<Placemark><name>{escape(station['name'])}</name>"
        f"<description>{escape(station['owner'])}</description>"
        f"<Point><coordinates>{where}</coordinates></Point></Placemark>\n"
    )


def _track(track: Track) -> str:
    lines = "".join(
        "<LineString><tessellate>1</tessellate><coordinates>"
        + " ".join(f"{lon},{lat},0" for lon, lat in line)
        + "</coordinates></LineString>"
        for line in ground_lines(track)
    )
    return (
        f"<Placemark><name>{escape(track.name)}</name><visibility>0</visibility>"
        f"<MultiGeometry>{lines}</MultiGeometry></Placemark>\n"
    )
