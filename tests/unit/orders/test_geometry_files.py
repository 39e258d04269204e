"""Places out of files, the hostile ones among them."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.commons.errors import InputError
from artel.orders.geometry_files import MOST_BYTES, read_area_file

RING = [[30.0, 50.0], [32.0, 50.0], [32.0, 51.0], [30.0, 50.0]]
HOLE = [[31.5, 50.2], [31.8, 50.2], [31.8, 50.5], [31.5, 50.2]]
AREA = {"type": "Polygon", "coordinates": [RING]}
POINT = {"type": "Point", "coordinates": [49.12, 55.79]}


def kml(inside, head=""):
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<kml xmlns="http://www.opengis.net/kml/2.2">'
    )
    return f"{text}<Document><name>9,9</name>{inside}</Document></kml>".encode()


def words(ring):
    return " ".join(f"{lon},{lat},0" for lon, lat in ring)


def boundary(which, ring):
    inside = f"<coordinates>\n{words(ring)}\n</coordinates>"
    return f"<{which}><LinearRing>{inside}</LinearRing></{which}>"


def packed(*entries, how=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


POINT_KML = kml("<Placemark><Point><coordinates>49.12,55.79,80</coordinates></Point></Placemark>")
AREA_KML = kml(f"<Polygon>{boundary('outerBoundaryIs', RING)}</Polygon>")
HOLED_KML = kml(
    f"<k:Polygon xmlns:k='k'>{boundary('innerBoundaryIs', HOLE)}"
    f"{boundary('outerBoundaryIs', RING)}</k:Polygon>"
)
LAUGHS = '<!DOCTYPE kml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
READ = [
    ("a.geojson", json.dumps(AREA).encode(), AREA),
    ("a.JSON", json.dumps({"type": "Feature", "geometry": POINT}).encode(), POINT),
    (
        "a.json",
        b"\xef\xbb\xbf"
        + json.dumps({"type": "FeatureCollection", "features": [{"geometry": AREA}]}).encode(),
        AREA,
    ),
    ("a.wkt", b"POINT (49.12 55.79)", POINT),
    ("a.txt", b" SRID=4326; point z(49.12 55.79 80)\n", POINT),
    ("a.wkt", b"POLYGON ((30 50, 32 50, 32 51, 30 50))", AREA),
    ("a.kml", POINT_KML, POINT),
    ("a.kml", AREA_KML, AREA),
    ("a.kml", HOLED_KML, {"type": "Polygon", "coordinates": [RING, HOLE]}),
    ("a.kml", POINT_KML.decode().replace("UTF-8", "UTF-16").encode("utf-16"), POINT),
    ("a.kmz", packed(("files/x.png", b"x"), ("doc.kml", AREA_KML)), AREA),
]
REFUSED = [
    ("a.shp", b"", "a.shp: this kind of file is not read. Give GeoJSON, WKT, KML or KMZ."),
    ("../../etc/passwd", b"", "passwd: this kind of file is not read."),
    ("", b"", "the file: this kind of file is not read."),
    ("a.json", b"", "the file is empty"),
    ("a.json", b"{", "this is not JSON"),
    ("a.json", b"\xff\xfe", "This is not text in UTF-8."),
    ("a.json", b"[" * 100_000, "a.json: "),
    ("a.json", b'{"type": "Point", "coordinates": [1e999, NaN]}', "NaN"),
    ("a.json", b'{"type": "Point", "coordinates": [' + b"9" * 5000 + b", 1]}", "a.json: "),
    ("a.json", b'{"type": "FeatureCollection", "features": []}', "There is no place in it."),
    ("a.json", b'{"type": "FeatureCollection", "features": [1, 2]}', "There are 2 places in it."),
    ("a.json", b'{"type": "Point", "coordinates": [1, 99]}', "a.json, /coordinates: The position"),
    (
        "a.json",
        json.dumps(
            {
                "type": "FeatureCollection",
                "crs": {"type": "name", "properties": {"name": "EPSG:32637"}},
                "features": [{"geometry": POINT}],
            }
        ).encode(),
        "'EPSG:32637'; places are in WGS 84 alone.",
    ),
    ("a.wkt", b"SRID=3857;POINT (1 2)", "'EPSG:3857'"),
    ("a.wkt", b"MULTIPOINT (1 2)", "This is not the WKT of one place."),
    ("a.wkt", b"GEOMETRYCOLLECTION(" * 50_000, "This is not the WKT of one place."),
    ("a.wkt", b"POINT (1 2", "This is not WKT: "),
    ("a.wkt", b"POINT (nan 1e999)", "This is not"),
    ("a.kml", b"<kml><Point>", "The XML breaks off in line 1: "),
    ("a.kml", b"", "The XML breaks off"),
    ("a.kml", b"<?xml version='1.0' encoding='klingon'?><a/>", "a.kml: The XML"),
    ("a.kml", kml("<name>none</name>"), "There is no place in it."),
    ("a.kml", kml(AREA_KML[85:-17].decode() * 2), "There are 2 places in it."),
    ("a.kml", kml("<Point><coordinates>a,b</coordinates></Point>"), "'a,b' is not a position."),
    ("a.kml", kml("<Point><coordinates/></Point>"), "This is not a position."),
    ("a.kml", kml("<Point><coordinates>&b;</coordinates></Point>", LAUGHS), "Remove the DOCTYPE."),
    ("a.kml", kml("<Point><coordinates>&x;</coordinates></Point>", OUTSIDE), "Remove the DOCTYPE."),
    ("a.kmz", b"PK", "This is not a KMZ"),
    ("a.kmz", packed(("a.txt", b"x")), "There is no KML in the archive."),
    ("a.kmz", packed(("a.kml", b" " * (MOST_BYTES + 1))), "The file has 2,000,001 bytes."),
    ("a.kmz", packed(("a.kml", AREA_KML), how=zipfile.ZIP_LZMA), "packed in an unusual way"),
    ("a.kmz", packed(*((f"{k}.kml", b"") for k in range(101))), "The archive has 101 files."),
    ("a.kmz", packed(("a.kml", AREA_KML))[:-60], "This is not a KMZ"),
    ("a.json", b" " * (MOST_BYTES + 1), "The file has 2,000,001 bytes."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "value"), READ)
def test_one_place_is_read_from_any_of_the_formats(name, data, value):
    assert read_area_file(name, data).value == value


@pytest.mark.parametrize(("name", "data", "sentence"), REFUSED)
def test_a_file_that_is_none_is_refused_with_a_sentence(name, data, sentence):
    with pytest.raises(InputError) as caught:
        read_area_file(name, data)
    assert sentence in str(caught.value)
    assert len(str(caught.value)) < 400


def test_an_archive_that_lies_about_its_size_unpacks_no_more_than_it_says():
    data = packed(("a.kml", AREA_KML + b" " * MOST_BYTES * 40))
    true_size = (len(AREA_KML) + MOST_BYTES * 40).to_bytes(4, "little")
    assert data.count(true_size) == 2
    lying = data.replace(true_size, len(AREA_KML).to_bytes(4, "little"))
    with pytest.raises(InputError, match="not a KMZ that can be unpacked"):
        read_area_file("a.kmz", lying)


@given(
    st.sampled_from([entry[:2] for entry in READ]),
    st.integers(0, 400),
    st.binary(max_size=6),
    st.integers(0, 6),
)
def test_a_damaged_file_is_a_place_or_refused(entry, where, planted, cut):
    name, data = entry
    where %= len(data)
    try:
        found = read_area_file(name, data[:where] + planted + data[where + cut :])
    except InputError as error:
        refusal = str(error)
    else:
        refusal = name
        assert found.shape.is_valid
    assert refusal.startswith(name)
