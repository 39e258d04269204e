"""Delivered images: kept in a folder by their sha256, and read for what they truly show."""

from __future__ import annotations

import hashlib
import os
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from artel.commons.errors import InputError
from artel.commons.shapes import ground_polygon
from artel.feeds.decode import MIB
from artel.orders.promises import Facts, Picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from artel.commons.shapes import Shape

LARGEST_FILE = 16 * 1024 * MIB
"""The most bytes that one delivered image may have."""
MOST_PIXELS = 40_000_000_000
MOST_PER_BYTE = 2000
"""No image worth its name packs more of its own bytes than this into one; a bomb does."""
LARGEST_DECODED = 512 * MIB
"""The most bytes that are unpacked to see which part of an image is empty."""

_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_ARCHIVES = {b"PK\x03\x04": "zip", b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
_PART = MIB
_LOOK = 512
"""The longer side, in pixels, of the small picture in which empty parts are looked for."""
_SPECKS = 4096
"""How many of the smallest parts that count would fill the image."""
_EARTH_M = 6_371_008.8
_EDGE_POINTS = 21
_ASK_AGAIN = "Deliver one GeoTIFF, best as a cloud-optimised one."


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it is kept: where, its sha256 in hexadecimal, and its bytes."""

    path: Path
    sha256: str
    size_bytes: int


def keep(folder: Path, parts: Iterable[bytes], name: str, *, limit: int = LARGEST_FILE) -> Kept:
    """Take an image in part by part and keep it as `folder/ab/abcd...`, named by its sha256.

    What is no TIFF is refused after its first bytes, what is larger than `limit` as soon as it
    is; nothing of either stays. Raises InputError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=folder, prefix=".taken-in.")
    try:
        with os.fdopen(handle, "wb") as file:
            digest, size = _copied(_images_only(parts, name), file, name, limit)
            file.flush()
            os.fsync(file.fileno())
        kept = folder / digest[:2] / digest
        kept.parent.mkdir(exist_ok=True)
        Path(draft).chmod(0o640)
        Path(draft).replace(kept)
    finally:
        Path(draft).unlink(missing_ok=True)
    return Kept(kept, digest, size)


def keep_file(folder: Path, path: Path, *, limit: int = LARGEST_FILE) -> Kept:
    """Take in a file of a folder that an owner writes to; a link to elsewhere is refused."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError as error:
        said = (error.strerror or "unreadable").lower()
        raise InputError(f"{path.name} cannot be read: {said}.", next_step=_ASK_AGAIN) from None
    with os.fdopen(handle, "rb") as file:
        parts = iter(lambda: file.read(_PART), b"")
        return keep(folder, parts, path.name, limit=limit)


def _images_only(parts: Iterable[bytes], name: str) -> Iterator[bytes]:
    """Yield the parts of a TIFF; refuse anything else before the second part is asked for."""
    head, rest = b"", iter(parts)
    for part in rest:
        head += part
        if len(head) >= 8:
            break
    for mark, packing in _ARCHIVES.items():
        if head.startswith(mark):
            raise InputError(
                f"{name} is packed as {packing}; it is not unpacked.", next_step=_ASK_AGAIN
            )
    if not head.startswith(_TIFF):
        raise InputError(f"{name} is no TIFF.", next_step=_ASK_AGAIN)
    yield head
    yield from rest


def _copied(parts: Iterable[bytes], file: Any, name: str, limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for part in parts:
        size += len(part)
        if size > limit:
            raise InputError(f"{name} is larger than {limit / MIB:g} MiB.", next_step=_ASK_AGAIN)
        digest.update(part)
        file.write(part)
    return digest.hexdigest(), size


def facts_of(kept: Kept, received: datetime) -> Facts:
    """Return what the desk knows by itself of a kept file, also where it is no image.

    Raises InputError only where the machine cannot read images at all.
    """
    _rasterio()
    try:
        picture, trouble = picture_of(kept.path, kept.size_bytes), ""
    except InputError as error:
        picture, trouble = None, error.message
    return Facts(
        received=received,
        sha256=kept.sha256,
        size_bytes=kept.size_bytes,
        picture=picture,
        trouble=trouble,
    )


def _rasterio() -> Any:
    try:
        import rasterio._err  # noqa: PLC0415 - an extra, and slow to load
        import rasterio.features  # noqa: PLC0415
        import rasterio.warp  # noqa: PLC0415
    except ImportError:
        raise InputError(
            "Reading images needs rasterio, which is not installed.",
            next_step="Install it: pip install 'artel[raster]'.",
        ) from None
    return rasterio


def picture_of(path: Path, size_bytes: int) -> Picture:
    """Return what a kept GeoTIFF shows: its pixels, their size, its ground without empty parts.

    Only its head is read, and a small picture of what is empty. Raises InputError where it is
    damaged, has no place on the Earth, or its head promises more than its bytes can hold.
    """
    rasterio = _rasterio()
    options = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_PAM_ENABLED": "NO"}
    try:
        with warnings.catch_warnings(), rasterio.Env(**options):
            warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
            with rasterio.open(path, driver="GTiff") as image:
                _check_size(image, size_bytes)
                _check_place(image)
                return Picture(
                    width=image.width,
                    height=image.height,
                    bands=image.count,
                    pixel_m=_pixel_m(rasterio, image),
                    footprint=_footprint(rasterio, image),
                )
    except _errors(rasterio) as error:
        said = str(error).replace(str(path), "the file").strip().rstrip(".")
        raise InputError(
            f"The image is damaged: {said or 'it cannot be read'}.", next_step=_ASK_AGAIN
        ) from None


def _errors(rasterio: Any) -> tuple[type[Exception], ...]:
    """Return all that a damaged file can raise; GDAL's own errors have no public name."""
    gdal = rasterio._err.CPLE_BaseError  # noqa: SLF001 - see above
    return (rasterio.errors.RasterioError, gdal, ValueError, shapely.errors.ShapelyError)


def _check_size(image: Any, size_bytes: int) -> None:
    pixels = image.width * image.height
    if pixels > MOST_PIXELS or _bytes_of(image) > MOST_PER_BYTE * max(size_bytes, MIB // 16):
        raise InputError(
            f"Its head promises {image.width} x {image.height} pixels in {image.count} bands;"
            f" {size_bytes} bytes do not hold that.",
            next_step=_ASK_AGAIN,
        )


def _bytes_of(image: Any) -> int:
    return int(image.width * image.height * sum(np.dtype(kind).itemsize for kind in image.dtypes))


def _check_place(image: Any) -> None:
    if image.crs is None or image.transform.is_identity or image.transform.determinant == 0:
        raise InputError("The image has no place on the Earth.", next_step=_ASK_AGAIN)


def _lonlat(rasterio: Any, image: Any, pixels: list[tuple[float, float]]) -> list[Any]:
    """Return (lon, lat) in degrees of places in the image, (column, row) from its corner."""
    a, b, c, d, e, f = tuple(image.transform)[:6]
    xs = [a * x + b * y + c for x, y in pixels]
    ys = [d * x + e * y + f for x, y in pixels]
    lons, lats = rasterio.warp.transform(image.crs, "EPSG:4326", xs, ys)
    if not np.all(np.isfinite([lons, lats])) or np.max(np.abs(lats)) > 90:
        raise InputError("The image lies nowhere on the Earth.", next_step=_ASK_AGAIN)
    return list(zip(lons, lats, strict=True))


def _pixel_m(rasterio: Any, image: Any) -> float:
    """Return the side of a pixel in the middle of the image, the mean of both, in metres."""
    x, y = image.width / 2, image.height / 2
    middle, right, below = _lonlat(rasterio, image, [(x, y), (x + 1, y), (x, y + 1)])
    return float(np.sqrt(_metres(middle, right) * _metres(middle, below)))


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    lat = np.radians((one[1] + other[1]) / 2)
    turn = (other[0] - one[0] + 180.0) % 360.0 - 180.0
    return float(_EARTH_M * np.hypot(np.radians(other[1] - one[1]), np.radians(turn) * np.cos(lat)))


def _footprint(rasterio: Any, image: Any) -> Shape:
    """Return the ground that is not empty: along the edges, or along what is marked as empty."""
    columns, rows = image.width, image.height
    if _whole(rasterio, image):
        return _ground(rasterio, image, _edges(columns, rows))
    side = max(columns, rows)
    shape = (max(1, rows * _LOOK // side), max(1, columns * _LOOK // side))
    if side <= _LOOK:
        shape = (rows, columns)
    _check_decoded(image, shape)
    shown = (image.dataset_mask(out_shape=shape) > 0).astype("uint8")
    # A dark spot is no gap: what is smaller than a speck takes the colour of what is around it.
    shown = rasterio.features.sieve(shown, max(1, shown.size // _SPECKS))
    scale = (columns / shape[1], rows / shape[0])
    found = rasterio.features.shapes(shown, mask=shown > 0)
    parts = [_part(rasterio, image, outline["coordinates"], scale) for outline, _ in found]
    if not parts:
        raise InputError("The image is empty.", next_step=_ASK_AGAIN)
    return shapely.union_all(parts)


def _whole(rasterio: Any, image: Any) -> bool:
    valid = rasterio.enums.MaskFlags.all_valid
    return all(valid in flags for flags in image.mask_flag_enums)


def _check_decoded(image: Any, shape: tuple[int, int]) -> None:
    """Refuse to unpack a large image that brings no smaller picture of itself."""
    steps = [step for step in image.overviews(1) if image.width / step >= shape[1]]
    if _bytes_of(image) / max([1, *steps]) ** 2 > LARGEST_DECODED:
        raise InputError(
            "The image is large, partly empty, and has no overviews.", next_step=_ASK_AGAIN
        )


def _edges(columns: float, rows: float) -> list[tuple[float, float]]:
    """Return points along the four edges, closed, so that curves in degrees are followed."""
    steps = [k / (_EDGE_POINTS - 1) for k in range(_EDGE_POINTS - 1)]
    return [
        *((columns * k, 0.0) for k in steps),
        *((columns, rows * k) for k in steps),
        *((columns * (1 - k), rows) for k in steps),
        *((0.0, rows * (1 - k)) for k in steps),
        (0.0, 0.0),
    ]


def _part(rasterio: Any, image: Any, rings: Any, scale: tuple[float, float]) -> Shape:
    outer, *holes = (
        _ground(rasterio, image, [(x * scale[0], y * scale[1]) for x, y in ring]) for ring in rings
    )
    return outer.difference(shapely.union_all(holes))


def _ground(rasterio: Any, image: Any, pixels: list[tuple[float, float]]) -> Shape:
    return shapely.make_valid(ground_polygon(_lonlat(rasterio, image, pixels)))
