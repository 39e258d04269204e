"""`artel revisit --grid-deg`: coverage of the Earth and of regions, as a person asks for it."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def elements(tmp_path, kazan):
    """Return the bundled pool's element sets as a bare file."""
    file = tmp_path / "elements.json"
    file.write_text((kazan / "elements.json").read_text())
    return file


def test_coverage_of_the_earth_tells_every_coalition(artel):
    told = artel("revisit", "--grid-deg", "15", "--for", "12h", "--json").json()
    assert told["format"] == "artel-coverage/1"
    assert told["look"] == {"by": "sensors"}
    assert told["grid"]["region"] is None
    rows = {tuple(row["coalition"]): row for row in told["coalitions"]}
    owners = sorted({name for group in rows for name in group})
    assert len(rows) == 2 ** len(owners) - 1
    pooled = rows[tuple(owners)]
    assert pooled["kind"] == "pooled"
    assert all(row["seen_area_fraction"] <= pooled["seen_area_fraction"] for row in rows.values())
    assert all(row["mean_wait_h"] >= pooled["mean_wait_h"] for row in rows.values())
    assert pooled["mean_revisit_h"] > pooled["mean_gap_h"]


def test_coverage_of_a_member_is_printed_and_written(artel, tmp_path):
    run = artel("revisit", "--grid-deg", "4", "--region", "KZ", "--for", "24h", "--out", tmp_path)
    assert run.code == 0
    assert run.out.startswith("Coverage of Kazakhstan (")
    assert "coverage.geojson, coverage.svg" in run.out
    cells = json.loads((tmp_path / "coverage.geojson").read_text("utf-8"))
    assert cells["grid"]["cells"] == len(cells["features"]) > 5
    assert {"looks", "max_gap_h", "RU_looks", "KZ_looks"} <= set(cells["features"][0]["properties"])
    picture = (tmp_path / "coverage.svg").read_text("utf-8")
    assert "Kazan: the longest time between two looks" in picture


def test_a_region_of_one_s_own_and_a_rule_of_one_s_own(artel, elements, tmp_path):
    ring = [[60, 40], [80, 40], [80, 60], [60, 60], [60, 40]]
    area = tmp_path / "area.geojson"
    area.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}), encoding="utf-8")
    options = ["--grid-deg", "6", "--region", area, "--satellite", "KAZEOSAT-1", "--for", "2d",
               "--json"]  # fmt: skip
    wide = artel("revisit", elements, *options, "--max-off-nadir-deg", "50").json()
    day = artel("revisit", elements, *options, "--max-off-nadir-deg", "50", "--min-sun-deg",
                "10").json()  # fmt: skip
    assert wide["look"] == {"by": "rule", "max_off_nadir_deg": 50.0}
    assert [row["coalition"] for row in wide["coalitions"]] == [["KAZEOSAT-1"]]
    assert 0 < day["coalitions"][0]["mean_looks"] < wide["coalitions"][0]["mean_looks"]
    # A file takes elevations of 10 degrees where nothing is said.
    plain = artel("revisit", elements, *options).json()
    assert plain["look"] == {"by": "rule", "min_elevation_deg": 10.0}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--grid-deg", "0"], "is not usable"),
        (["--grid-deg", "0.1"], "--grid-deg"),
        (["--grid-deg", "5", "--region", "XX"], "draws no area 'XX'"),
        (["--grid-deg", "5", "--region", "no.geojson"], "no.geojson"),
        (["--grid-deg", "20", "--region", "BAIKONUR"], "smaller --grid-deg"),
        (["--region", "KZ"], "--grid-deg"),
        (["--grid-deg", "5", "--site", "0,0"], "one of them"),
        (["--grid-deg", "5", "--satellite", "SPUTNIK"], "No imaging satellite"),
    ],
)
def test_what_cannot_be_covered_ends_with_one_sentence(artel, options, said):
    run = artel("revisit", *options)
    assert run.code == 2
    assert run.err.startswith("artel: ")
    assert run.err.count("\n") == 1
    assert said in run.err
