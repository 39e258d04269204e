"""`artel access` under all that may be asked at once, over points, areas and courses."""

from __future__ import annotations

import json

import pytest

SOME = ("--site", "Kazan=55.79,49.12", "--satellite", "K*", "--for", "48h", "--json")
KANOPUS = ("--satellite", "KANOPUS-V 3", "--for", "48h", "--json")


def spans(rows):
    return [(row["satellite"], row["start"], row["end"]) for row in rows]


def inside(parts, wholes):
    """Return whether each part lies in a whole window of the same satellite."""
    return all(
        any(name == other and low <= start and end <= high for other, low, high in wholes)
        for name, start, end in parts
    )


@pytest.mark.parametrize(
    "asked",
    [
        ("--max-range-km", "900"),
        ("--min-sun-deg", "5"),
        ("--max-sun-deg", "-6"),
        ("--sunlit",),
        ("--shadow",),
        ("--max-off-nadir-deg", "35"),
        ("--max-incidence-deg", "50", "--min-incidence-deg", "25"),
        ("--max-off-nadir-deg", "35", "--side", "left", "--sunlit"),
    ],
    ids=" ".join,
)
def test_what_is_asked_besides_narrows_the_passes(artel, asked):
    wide = spans(artel("access", *SOME, "--min-elevation-deg", "0").json())
    narrow = spans(artel("access", *SOME, "--min-elevation-deg", "0", *asked).json())
    assert narrow
    assert narrow != wide
    assert inside(narrow, wide)


def test_two_sides_and_two_lights_make_the_whole(artel):
    off_nadir = ("access", *SOME, "--max-off-nadir-deg", "35")
    whole = spans(artel(*off_nadir).json())
    for pair in (("--sunlit", "--shadow"), ("--side left", "--side right")):
        halves = [spans(artel(*off_nadir, *one.split()).json()) for one in pair]
        assert inside(halves[0] + halves[1], whole)
        ends = {(name, edge) for name, *edges in halves[0] + halves[1] for edge in edges}
        assert {(name, edge) for name, *edges in whole for edge in edges} <= ends


def test_hills_hide_what_passes_behind_them(artel, tmp_path):
    hills = tmp_path / "hills.txt"
    hills.write_text("# azimuth elevation\n0 40\n170 40\n190 3\n350 3\n")
    bare = spans(artel("access", *SOME, "--min-elevation-deg", "3").json())
    masked = spans(artel("access", *SOME, "--min-elevation-deg", "3", "--mask", hills).json())
    assert inside(masked, bare)
    assert masked != bare
    hills.write_text("0 40\n400 3\n")
    wrong = artel("access", *SOME, "--mask", hills)
    assert wrong.code == 2
    assert "hills.txt, line 2" in wrong.err


def targets(tmp_path, *features):
    file = tmp_path / "targets.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}))
    return file


def feature(kind, coordinates, **properties):
    shape = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": shape, "properties": properties}


def test_an_area_is_seen_from_its_first_to_its_last_part(artel, tmp_path):
    ring = [[58.0, 43.5], [61.8, 43.5], [61.8, 46.9], [58.0, 46.9], [58.0, 43.5]]
    corners = [feature("Point", corner, name=f"corner {n}") for n, corner in enumerate(ring[:4])]
    file = targets(tmp_path, feature("Polygon", [ring], name="Aral Sea"), *corners)
    rows = artel("access", "--target", file, "--max-off-nadir-deg", "30", *SOME[2:]).json()
    sea = [row for row in rows if row["target"] == "Aral Sea"]
    assert sea
    assert all(43.5 <= row["best_lat_deg"] <= 46.9 for row in sea)
    assert inside(spans(row for row in rows if row["target"] != "Aral Sea"), spans(sea))


def test_a_course_is_seen_where_it_is_at_the_time(artel, tmp_path):
    file = tmp_path / "ship.csv"
    file.write_text(
        "time,lat_deg,lon_deg,name\n2026-10-05T00:00:00Z,69.0,33.1,Arctic\n"
        "2026-10-06T12:00:00Z,73.5,80.5,Arctic\n"
    )
    rows = artel("access", "--target", file, *KANOPUS).json()
    assert rows
    for row in rows:
        assert row["target"] == "Arctic"
        assert row["end"] <= "2026-10-06T12:00:00.001Z"
        assert 69.0 <= row["best_lat_deg"] <= 77.0


def test_what_only_a_point_can_answer_is_refused_for_an_area(artel, tmp_path):
    ring = [[58.0, 43.5], [61.8, 43.5], [61.8, 46.9], [58.0, 43.5]]
    file = targets(tmp_path, feature("Polygon", [ring], name="Aral Sea"))
    refused = artel("access", "--target", file, "--max-range-km", "900", *KANOPUS)
    assert refused.code == 2
    assert "Aral Sea" in refused.err
