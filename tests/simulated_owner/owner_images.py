"""Images as an owner delivers them: real cloud-optimised GeoTIFFs, and a few that are none."""

from __future__ import annotations

import hashlib
import io
import math
import struct
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import rasterio.shutil
import rasterio.warp
import shapely
from rasterio.transform import Affine

MARGIN = 1.02
"""How much longer than asked each side of an image is."""
LARGE = 4_000_000


def utm(lon: float, lat: float) -> str:
    """Return the reference system of the UTM zone of a place."""
    return f"EPSG:{(32600 if lat >= 0 else 32700) + int((lon + 180) // 6) % 60 + 1}"


def scene(rings: list[list[list[float]]]) -> tuple[str, Any]:
    """Return a reference system in metres, and the least rectangle in it around the rings."""
    ring = rings[0]
    lon = sum(p[0] for p in ring[:-1]) / (len(ring) - 1)
    lat = sum(p[1] for p in ring[:-1]) / (len(ring) - 1)
    system = utm(lon, lat)
    points = [p for each in rings for p in each]
    xs, ys = rasterio.warp.transform("EPSG:4326", system, *zip(*points, strict=True))
    return system, shapely.MultiPoint(list(zip(xs, ys, strict=True))).minimum_rotated_rectangle


def make(path: Path, task: dict[str, Any], flight: str) -> list[list[float]]:
    """Write the image of a task, and return the ring of (lon, lat) that it truly shows."""
    system, rectangle = scene(task["footprint"])
    a, b, c = (np.array(p) for p in list(rectangle.exterior.coords)[:3])
    along, across, middle = (b - a) * MARGIN, (c - b) * MARGIN, (a + c) / 2
    if flight == "wrong-place":
        middle = middle + 0.7 * along
    if flight == "part":
        middle, along = middle - along / 4, along / 2
    pixel = task["max_gsd_m"] * (2.0 if flight == "coarse" else 0.99)
    columns, rows = (max(2, math.ceil(math.hypot(*side) / pixel)) for side in (along, across))
    corner = middle - (along + across) / 2
    place = Affine(
        along[0] / columns, across[0] / rows, corner[0],
        along[1] / columns, across[1] / rows, corner[1],
    )  # fmt: skip
    write(path, system, place, (columns, rows), empty=flight == "empty-part")
    if flight == "zip":
        path.write_bytes(bomb())
    if flight == "giant":
        path.write_bytes(giant())
    corners = [corner, corner + along, corner + along + across, corner + across, corner]
    lons, lats = rasterio.warp.transform(system, "EPSG:4326", *zip(*corners, strict=True))
    return [[lon, lat] for lon, lat in zip(lons, lats, strict=True)]


def write(path: Path, system: str, place: Affine, size: tuple[int, int], *, empty: bool) -> None:
    """Write one band of a pattern as a cloud-optimised GeoTIFF; a part of it may be empty.

    Of a large image only one block in eight is drawn: it is as wide as it says, and soon written.
    """
    columns, rows = size
    large = columns * rows > LARGE
    profile = {
        "driver": "GTiff", "width": columns, "height": rows, "count": 1, "dtype": "uint8",
        "crs": system, "transform": place, "tiled": True, "blockxsize": 512, "blockysize": 512,
        "sparse_ok": True, **({"nodata": 0} if empty else {}),
    }  # fmt: skip
    options = {"sparse_ok": True, "overviews": "NONE"} if large and not empty else {}
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        draft = Path(folder) / "draft.tif"
        with rasterio.open(draft, "w", **profile) as image:
            for (row, column), window in image.block_windows(1):
                if not large or empty or (row * 3 + column) % 8 == 0:
                    image.write(
                        pattern(window, columns * 2 // 3 if empty else columns), 1, window=window
                    )
        rasterio.shutil.copy(draft, path, driver="COG", compress="DEFLATE", **options)


def pattern(window: Any, shown: int) -> Any:
    """Return the pixels of a block; columns from `shown` on are empty."""
    rows = np.arange(window.height)[:, None] + window.row_off
    columns = np.arange(window.width)[None, :] + window.col_off
    block = (40 + (rows // 7 + columns // 5) % 200).astype("uint8")
    block[:, columns[0] >= shown] = 0
    return block


def bomb() -> bytes:
    """Return a small archive that unpacks to much."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("image.tif", b"\0" * 50_000_000)
    return packed.getvalue()


def giant() -> bytes:
    """Return a TIFF of a few hundred bytes whose head promises 200,000 x 200,000 pixels."""
    side, strips = 200_000, 500
    fields = [
        (256, 4, 1, side), (257, 4, 1, side), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
        (273, 4, 1, strips), (277, 3, 1, 1), (278, 4, 1, side), (279, 4, 1, 100),
    ]  # fmt: skip
    entries = b"".join(struct.pack("<HHII", *field) for field in fields)
    return b"II*\x00" + struct.pack("<IH", 8, len(fields)) + entries + b"\0" * 504


def sha256(path: Path) -> str:
    """Return the sha256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
