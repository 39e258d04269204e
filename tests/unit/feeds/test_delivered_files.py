"""Images as they are kept and read: what they truly show, and what is not taken in at all."""

from __future__ import annotations

import hashlib
import io
import math
import struct
import sys
import zipfile
from datetime import UTC, datetime

import numpy as np
import pytest
import rasterio
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasterio.transform import Affine

from artel.commons.errors import InputError
from artel.feeds.delivered_files import facts_of, keep, keep_file, picture_of

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
NORTH_UP = Affine(10.0, 0.0, 500_000.0, 0.0, -10.0, 5_200_000.0)


def tiff(path, transform=NORTH_UP, crs="EPSG:32639", *, pixels=None, **profile) -> bytes:
    """Write a GeoTIFF of one band and return its bytes."""
    pixels = np.full((60, 80), 7, "uint8") if pixels is None else pixels
    place = {} if crs is None else {"crs": crs, "transform": transform}
    rows, columns = pixels.shape
    with rasterio.open(
        path, "w", driver="GTiff", width=columns, height=rows, count=1, dtype=pixels.dtype,
        **place, **profile,
    ) as image:  # fmt: skip
        image.write(pixels, 1)
    return path.read_bytes()


def picture(path):
    return picture_of(path, path.stat().st_size)


def in_utm(shape):
    """Return a footprint in the metres of zone 39, north."""

    def back(positions):
        xs, ys = rasterio.warp.transform("EPSG:4326", "EPSG:32639", *positions.T)
        return np.column_stack([xs, ys])

    return shapely.transform(shape, back)


def test_an_image_is_kept_by_its_sha256_whole_or_not_at_all(tmp_path):
    data = tiff(tmp_path / "a.tif")
    kept = keep(tmp_path / "files", [data[:5], data[5:9], data[9:]], "a.tif")
    digest = hashlib.sha256(data).hexdigest()
    assert kept.path == tmp_path / "files" / digest[:2] / digest
    assert (kept.sha256, kept.size_bytes, kept.path.read_bytes()) == (digest, len(data), data)
    assert keep_file(tmp_path / "files", tmp_path / "a.tif") == kept
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == [kept.path]


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("image.tif", b"\0" * 1_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (zipped(), "a.tif is packed as zip; it is not unpacked."),
        (b"\x1f\x8b" + b"\0" * 20, "a.tif is packed as gzip; it is not unpacked."),
        (b"\x89PNG\r\n\x1a\n", "a.tif is no TIFF."),
        (b"<VRTDataset rasterXSize='1'>", "a.tif is no TIFF."),
        (b"", "a.tif is no TIFF."),
    ],
)
def test_another_file_is_refused_after_its_first_bytes(tmp_path, head, said):
    taken = []

    def parts():
        for part in (head, b"the rest", b"and more"):
            taken.append(part)
            yield part

    with pytest.raises(InputError) as refused:
        keep(tmp_path / "files", parts() if head else [], "a.tif")
    assert refused.value.message == said
    assert taken in ([head], [])
    assert list((tmp_path / "files").iterdir()) == []


def test_an_image_larger_than_the_limit_is_not_taken_in_to_its_end(tmp_path):
    taken = []

    def parts():
        yield b"II*\x00" + b"\0" * 100
        for number in range(1000):
            taken.append(number)
            yield b"\0" * 100

    with pytest.raises(InputError, match="is larger than"):
        keep(tmp_path / "files", parts(), "a.tif", limit=250)
    assert len(taken) == 2
    assert list((tmp_path / "files").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_to_elsewhere_is_not_followed(tmp_path):
    tiff(tmp_path / "secret.tif")
    (tmp_path / "a.tif").symlink_to(tmp_path / "secret.tif")
    with pytest.raises(InputError, match=r"a\.tif cannot be read"):
        keep_file(tmp_path / "files", tmp_path / "a.tif")


@pytest.mark.parametrize("turn_deg", [0.0, 12.0, 98.0])
def test_the_ground_and_the_pixels_are_those_of_the_file(tmp_path, turn_deg):
    place = (
        Affine.translation(500_000, 5_200_000) @ Affine.rotation(turn_deg) @ Affine.scale(10, -8)
    )
    tiff(tmp_path / "a.tif", place)
    found = picture(tmp_path / "a.tif")
    corners = [place @ corner for corner in ((0, 0), (80, 0), (80, 60), (0, 60))]
    truth = shapely.Polygon(corners)
    assert (found.width, found.height, found.bands) == (80, 60, 1)
    # On the meridian of the zone a metre of the map is 0.9996 of the ground's.
    assert found.pixel_m == pytest.approx(math.sqrt(80) / 0.9996, rel=4e-3)
    assert in_utm(found.footprint).symmetric_difference(truth).area < 1e-4 * truth.area


def test_in_degrees_a_pixel_is_measured_where_it_lies(tmp_path):
    tiff(tmp_path / "a.tif", Affine(0.001, 0, 179.97, 0, -0.001, 60.03), "EPSG:4326")
    found = picture(tmp_path / "a.tif")
    assert found.pixel_m == pytest.approx(111.2 * math.sqrt(0.5), rel=5e-3)
    assert found.footprint.geom_type == "MultiPolygon"
    assert found.footprint.bounds[::2] == (-180.0, 180.0)


def test_what_the_file_marks_as_empty_is_not_shown(tmp_path):
    pixels = np.full((600, 800), 7, "uint8")
    pixels[:, 600:] = 0
    pixels[200:400, 200:400] = 0
    tiff(tmp_path / "a.tif", pixels=pixels, nodata=0)
    found = picture(tmp_path / "a.tif")
    assert found.footprint.area / shapely.convex_hull(found.footprint).area == pytest.approx(
        1 - 4 / 36, abs=0.01
    )
    assert in_utm(found.footprint).area == pytest.approx((600 * 600 - 200 * 200) * 100, rel=0.01)


def test_dark_spots_are_no_gaps(tmp_path):
    rows, columns = np.indices((700, 700))
    tiff(
        tmp_path / "a.tif", pixels=((rows % 40 > 0) | (columns % 40 > 0)).astype("uint8"), nodata=0
    )
    assert in_utm(picture(tmp_path / "a.tif").footprint).area == pytest.approx(49e6, rel=1e-3)


def giant(side: int) -> bytes:
    """Return a few hundred bytes of TIFF that promise so many pixels a side."""
    fields = [
        (256, 4, 1, side), (257, 4, 1, side), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
        (273, 4, 1, 400), (277, 3, 1, 1), (278, 4, 1, side), (279, 4, 1, 100),
    ]  # fmt: skip
    entries = b"".join(struct.pack("<HHII", *field) for field in fields)
    return b"II*\x00" + struct.pack("<IH", 8, len(fields)) + entries + b"\0" * 400


@pytest.mark.parametrize("side", [20_000, 200_000, 2_000_000_000])
def test_a_head_that_promises_too_much_is_refused_unread(tmp_path, side):
    kept = keep(tmp_path, [giant(side)], "a.tif")
    facts = facts_of(kept, NOON)
    assert facts.picture is None
    assert f"{side} x {side} pixels" in facts.trouble or "is damaged" in facts.trouble


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"crs": None}, "The image has no place on the Earth."),
        (
            {"transform": Affine(1, 0, 0, 0, -1, 200), "crs": "EPSG:4326"},
            "The image lies nowhere on the Earth.",
        ),
        (
            {"transform": Affine(1e9, 0, 0, 0, -1e9, 0)},
            "The image is damaged: Point outside of projection domain.",
        ),
        ({"nodata": 7}, "The image is empty."),
    ],
)
@pytest.mark.filterwarnings("ignore:Dataset has no geotransform")
def test_an_image_that_shows_no_ground_is_refused(tmp_path, change, said):
    tiff(tmp_path / "a.tif", **change)
    with pytest.raises(InputError) as refused:
        picture(tmp_path / "a.tif")
    assert refused.value.message == said


def test_a_large_image_that_is_partly_empty_must_bring_overviews(tmp_path, monkeypatch):
    monkeypatch.setattr("artel.feeds.delivered_files.LARGEST_DECODED", 100_000)
    pixels = np.zeros((1024, 1024), "uint8")
    pixels[:512] = 9
    tiff(tmp_path / "a.tif", pixels=pixels, nodata=0, tiled=True)
    with pytest.raises(InputError, match="has no overviews"):
        picture(tmp_path / "a.tif")
    monkeypatch.setattr("artel.feeds.delivered_files.LARGEST_DECODED", 300_000)
    with rasterio.open(tmp_path / "a.tif", "r+") as image:
        image.build_overviews([2])
    assert in_utm(picture(tmp_path / "a.tif").footprint).area == pytest.approx(
        1024 * 512 * 100, rel=0.01
    )


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> tuple[bytes, object]:
    folder = tmp_path_factory.mktemp("spoiled")
    return tiff(folder / "a.tif", nodata=0, compress="deflate"), folder / "spoiled.tif"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_image_is_read_or_refused_and_nothing_else(sound, data):
    whole, path = sound
    spoiled = bytearray(whole[: data.draw(st.integers(8, len(whole)))])
    for _ in range(data.draw(st.integers(1, 4))):
        spoiled[data.draw(st.integers(4, len(spoiled) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(spoiled)
    trouble = ""
    try:
        assert picture(path).pixel_m > 0
    except InputError as error:
        trouble = error.message
    assert str(path) not in trouble


def test_without_the_extra_there_is_one_clear_sentence(tmp_path, monkeypatch):
    kept = keep(tmp_path, [tiff(tmp_path / "a.tif")], "a.tif")
    monkeypatch.setitem(sys.modules, "rasterio", None)
    with pytest.raises(InputError, match="needs rasterio, which is not installed") as refused:
        facts_of(kept, NOON)
    assert "artel[raster]" in refused.value.next_step
