"""The place of an order out of a file: GeoJSON, WKT, KML or KMZ, one place to a file.

XML has no document type and no entities here, and an archive is read only as far as it says, in
its own table, that it is small.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

import numpy as np
from shapely import from_wkt
from shapely.errors import ShapelyError
from shapely.geometry import mapping

from artel.commons.errors import InputError
from artel.commons.tables import load
from artel.orders.geometry import GeometryError, Place, read_place

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_BYTES = 2_000_000
MOST_ENTRIES = 100
_PLAIN_WKT = re.compile(
    r"\s*(?:SRID=(\d{1,9});)?\s*(POINT|LINESTRING|POLYGON)\s*(?:Z|M|ZM)?\s*\(", re.IGNORECASE
)
_ZIPPED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def read_area_file(name: str, data: bytes) -> Place:
    """Return the one place that a file holds; its name says the format.

    Raises InputError for a file that is too large, of another format, broken, or of several
    places, and for whatever `read_place` refuses.
    """
    readers: dict[str, Callable[[bytes], list[Any]]] = {
        ".geojson": _geojson, ".json": _geojson, ".wkt": _wkt, ".txt": _wkt,
        ".kml": _kml, ".kmz": _kmz,
    }  # fmt: skip
    file = _file_name(name)
    reader = readers.get(PurePath(file).suffix.lower())
    if reader is None:
        raise InputError(
            f"{file}: this kind of file is not read.", next_step="Give GeoJSON, WKT, KML or KMZ."
        )
    try:
        _small(len(data))
        return read_place(_only(reader(data)))
    except InputError as error:
        at = f", {error.pointer}" if isinstance(error, GeometryError) and error.pointer else ""
        raise InputError(f"{file}{at}: {error.message}", next_step=error.next_step) from None


def features_of(value: Any) -> list[Any]:
    """Return the features of a GeoJSON value; a bare geometry is made one."""
    if not isinstance(value, dict):
        return []
    if value.get("type") == "FeatureCollection":
        features = value.get("features")
        return features if isinstance(features, list) else []
    return [value if value.get("type") == "Feature" else {"geometry": value}]


def _file_name(name: str) -> str:
    """Return the last part of a name, fit to be shown."""
    last = PurePath(name.replace("\\", "/")).name[-80:]
    return "".join(each if each.isprintable() else "?" for each in last) or "the file"


def _small(size: int) -> None:
    if size > MOST_BYTES:
        raise InputError(
            f"The file has {size:,} bytes.",
            next_step=f"Simplify the outline: at most {MOST_BYTES:,} will do.",
        )


def _only(geometries: list[Any]) -> Any:
    if not geometries:
        raise InputError(
            "There is no place in it.", next_step="Give one point, one line or one polygon."
        )
    if len(geometries) > 1:
        raise InputError(
            f"There are {len(geometries)} places in it.", next_step="Order each by itself."
        )
    return geometries[0]


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("This is not text in UTF-8.", next_step="Save it as UTF-8.") from None


def _geojson(data: bytes) -> list[Any]:
    value = load(_text(data), "the text.json").value
    found = []
    for feature in features_of(value):
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if isinstance(geometry, dict):
            geometry = {"crs": value.get("crs"), **geometry}
        found.append(geometry)
    return found


def _wkt(data: bytes) -> list[Any]:
    text = _text(data)
    match = _PLAIN_WKT.match(text)
    if match is None:
        raise InputError(
            "This is not the WKT of one place.", next_step="Write POINT, LINESTRING or POLYGON."
        )
    try:
        with np.errstate(all="ignore"):  # a number too large is refused with the position
            value = mapping(from_wkt(text[text.index(";") + 1 :] if match[1] else text))
    except (ShapelyError, ValueError) as error:
        raise InputError(f"This is not WKT: {str(error)[:100]}") from None
    crs = {"crs": f"EPSG:{match[1]}"} if match[1] else {}
    return [{"type": value["type"], "coordinates": _lists(value["coordinates"])} | crs]


def _lists(value: Any) -> Any:
    return [_lists(part) for part in value] if isinstance(value, tuple | list) else value


def _kmz(data: bytes) -> list[Any]:
    """Return the places of the first KML in an archive, as KML 2.3 has it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _kml(archive.read(_kml_entry(archive)))
    except (
        zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError,
        ValueError,
    ):  # fmt: skip
        raise InputError("This is not a KMZ that can be unpacked.", next_step="Give KML.") from None


def _kml_entry(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise InputError(
            f"The archive has {len(entries)} files.", next_step=f"At most {MOST_ENTRIES} will do."
        )
    for entry in entries:
        if entry.filename.lower().endswith(".kml"):
            # zipfile unpacks no more than the size that stands in the archive's own table.
            _small(entry.file_size)
            if entry.compress_type not in _ZIPPED:
                raise InputError("The archive is packed in an unusual way.", next_step="Give KML.")
            return entry
    raise InputError("There is no KML in the archive.", next_step="Give KML.")


def _kml(data: bytes) -> list[Any]:
    reader = _Kml()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, _: reader.start(tag.rpartition(":")[2])
    parser.EndElementHandler = lambda tag: reader.end(tag.rpartition(":")[2])
    parser.CharacterDataHandler = reader.text.append
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003  (expat takes "final" by place)
    except expat.ExpatError as error:
        said = expat.errors.messages[error.code]
        raise InputError(f"The XML breaks off in line {error.lineno}: {said}.") from None
    except (LookupError, ValueError):
        raise InputError(
            "The XML's encoding is not known.", next_step="Save it as UTF-8."
        ) from None
    return reader.found


def _refuse(*_: object) -> None:
    raise InputError(
        "The XML has a document type or entities, which no KML needs.",
        next_step="Remove the DOCTYPE.",
    )


@dataclass(slots=True)
class _Kml:
    """The places of a KML document, as far as it has been read."""

    found: list[Any] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    rings: list[Any] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)

    def start(self, tag: str) -> None:
        """Begin an element."""
        self.inside.append(tag)
        self.text.clear()
        if tag == "Polygon":
            self.rings.clear()

    def end(self, tag: str) -> None:
        """End an element; a Point, a LineString or a Polygon is a place."""
        self.inside.pop()
        if tag == "coordinates":
            line = [_tuple_of(word) for word in "".join(self.text).split()]
            self._coordinates(line)
        elif tag == "Polygon":
            self.found.append({"type": "Polygon", "coordinates": list(self.rings)})
        self.text.clear()

    def _coordinates(self, line: list[list[float]]) -> None:
        owner = self.inside[-1] if self.inside else ""
        if owner == "Point":
            self.found.append({"type": "Point", "coordinates": line[0] if line else []})
        elif owner == "LineString":
            self.found.append({"type": "LineString", "coordinates": line})
        elif "innerBoundaryIs" in self.inside:
            self.rings.append(line)
        else:  # the outer boundary comes first, wherever it stands
            self.rings.insert(0, line)


def _tuple_of(word: str) -> list[float]:
    try:
        return [float(part) for part in word.split(",")]
    except ValueError:
        raise InputError(
            f"'{word[:40]}' is not a position.", next_step="Write longitude,latitude."
        ) from None
