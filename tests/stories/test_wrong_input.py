"""Wrong input as a new user would give it: one clear sentence, exit code 2, no traceback."""

from __future__ import annotations

import json
import shutil

import pytest

ISS = (
    "ISS (ZARYA)\n"
    "1 25544U 98067A   18184.80969102  .00001614  00000-0  31745-4 0  9993\n"
    "2 25544  51.6414 295.8524 0003435 262.6267 204.2868 15.54005638121106\n"
)


def one_sentence(run, *words):
    assert run.code == 2, (run.out, run.err)
    assert run.out == ""
    assert "Traceback" not in run.err
    lines = run.err.strip().splitlines()
    assert all(line.startswith("artel: ") for line in lines), run.err
    assert len(lines) <= 2, run.err
    for word in words:
        assert word.lower() in run.err.lower(), run.err


def order(geometry, **changes):
    properties = {
        "name": "A test", "brought_by": "KG", "customer": "Ministry", "class": "commercial",
        "purpose": "mapping", "value": 10, "not_before": "2026-10-05T00:00:00Z",
        "not_after": "2026-10-06T00:00:00Z", "deliver_by": "2026-10-07T00:00:00Z",
        "sensors": ["optical"], "max_gsd_m": 10,
    } | changes  # fmt: skip
    feature = {"type": "Feature", "id": "T-1", "geometry": geometry, "properties": properties}
    return {"type": "FeatureCollection", "format": "artel-orders/1", "features": [feature]}


def point(lon=74.6, lat=42.9):
    return {"type": "Point", "coordinates": [lon, lat]}


def polygon(*ring):
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


@pytest.fixture
def plan_orders(artel, tmp_path):
    def run(collection):
        file = tmp_path / "mine.geojson"
        file.write_text(json.dumps(collection, indent=1))
        return artel("plan", "--orders", file, "--json")

    return run


@pytest.fixture
def my_pool(kazan, tmp_path):
    folder = tmp_path / "pool"
    shutil.copytree(kazan, folder)
    return folder


def test_a_missing_pool_folder(artel):
    one_sentence(artel("pool", "check", "no-such-folder"), "no-such-folder")
    one_sentence(artel("plan", "no-such-folder"), "no-such-folder")
    one_sentence(artel("brief", "no-such-folder"), "no-such-folder")


def test_a_missing_element_file(artel):
    one_sentence(artel("access", "no-such-file.tle", "--site", "51,71"), "no-such-file.tle")


def test_an_empty_pool_folder(artel, tmp_path):
    one_sentence(artel("pool", "check", tmp_path), "pool")


def test_an_empty_element_file(artel, tmp_path):
    file = tmp_path / "empty.tle"
    file.write_text("")
    one_sentence(artel("access", file, "--site", "51,71"), "empty")


def test_a_table_that_is_empty(artel, my_pool):
    (my_pool / "stations.yaml").write_text("")
    one_sentence(artel("pool", "check", my_pool), "stations.yaml", "empty")


def test_a_broken_checksum_in_the_only_record(artel, tmp_path):
    file = tmp_path / "iss.tle"
    file.write_text(ISS.replace("0  9993", "0  9994"))
    one_sentence(artel("access", file, "--site", "51,71"), "line 2", "checksum")


def test_a_broken_checksum_among_good_records_is_named_and_skipped(artel, tmp_path):
    file = tmp_path / "two.tle"
    bad = ISS.replace("0  9993", "0  9994").replace("ISS (ZARYA)", "BROKEN")
    file.write_text(bad + ISS)
    run = artel("access", file, "--site", "51,71", "--json")
    assert run.code == 1
    assert "line 2" in run.err
    assert "BROKEN" in run.err
    assert {row["satellite"] for row in run.json()} == {"ISS (ZARYA)"}


def test_latitude_95(artel, plan_orders):
    one_sentence(artel("access", "--site", "95,71"), "latitude 95")
    one_sentence(plan_orders(order(point(lat=95.0))), "mine.geojson", "line", "latitude 95")


def test_an_order_in_the_past(plan_orders):
    gone = order(
        point(),
        not_before="2020-01-01T00:00:00Z",
        not_after="2020-01-02T00:00:00Z",
        deliver_by="2020-01-03T00:00:00Z",
    )
    one_sentence(plan_orders(gone), "mine.geojson", "past")


def test_a_polygon_that_crosses_itself(plan_orders):
    bow = polygon([70, 50], [71, 51], [71, 50], [70, 51])
    one_sentence(plan_orders(order(bow)), "mine.geojson", "crosses itself")


def test_a_polygon_over_the_antimeridian(plan_orders):
    chukotka = polygon([179, 65], [-179, 65], [-179, 66], [179, 66])
    one_sentence(plan_orders(order(chukotka)), "antimeridian", "180")


def test_an_unknown_property_of_an_order(plan_orders):
    one_sentence(plan_orders(order(point(), max_gsd=3)), "line", "max_gsd", "did you mean")


def test_zero_stations(artel, my_pool):
    (my_pool / "stations.yaml").write_text("format: artel-stations/1\nstations: []\n")
    one_sentence(artel("pool", "check", my_pool), "stations.yaml", "no station")


def test_an_unknown_key(artel, my_pool):
    file = my_pool / "satellites.yaml"
    file.write_text(file.read_text().replace("norad_id: 43180", "norad: 43180", 1))
    run = artel("pool", "check", my_pool)
    assert run.code == 2
    assert "satellites.yaml, line" in run.err
    assert "did you mean 'norad_id'?" in run.err


def test_yaml_that_is_none(artel, my_pool):
    (my_pool / "charter.yaml").write_text("articles: [unclosed\n")
    one_sentence(artel("pool", "check", my_pool), "charter.yaml", "line")


def test_a_pool_of_a_newer_artel(artel, my_pool):
    file = my_pool / "pool.yaml"
    file.write_text(file.read_text().replace("artel-pool/1", "artel-pool/9"))
    one_sentence(artel("pool", "check", my_pool), "artel-pool/9", "newer")


@pytest.mark.parametrize("site", ["51", "51,71,80,9", "north,east", "51,271", "nan,0", ""])
def test_sites_that_are_none(artel, site):
    one_sentence(artel("access", "--site", site), "site" if site != "51,271" else "longitude 271")


def test_no_place_at_all(artel):
    one_sentence(artel("access"), "--site")
    one_sentence(artel("revisit"), "--site")


@pytest.mark.parametrize("length", ["0h", "soon", "-3h", "400d", "24"])
def test_spans_that_are_none(artel, length):
    one_sentence(artel("access", "--site", "51,71", "--for", length), "duration")


def test_an_instant_that_is_none(artel):
    one_sentence(artel("access", "--site", "51,71", "--from", "yesterday-ish"), "instant")


def test_an_elevation_that_is_none(artel):
    one_sentence(artel("access", "--site", "51,71", "--min-elevation-deg", "95"), "elevation")


def test_a_target_file_without_a_place(artel, tmp_path):
    file = tmp_path / "targets.geojson"
    file.write_text('{"type": "FeatureCollection", "features": []}')
    one_sentence(artel("access", "--target", file), "targets.geojson", "feature")
    file.write_text("not json")
    one_sentence(artel("access", "--target", file), "targets.geojson")


def test_a_satellite_that_is_not_there(artel):
    one_sentence(artel("fleet", "show", "KANOPUS-V 33"), "KANOPUS-V 33", "KANOPUS-V 3")


def test_a_plan_that_is_none(artel, tmp_path):
    one_sentence(artel("validate", tmp_path / "plan.json"), "plan.json")
    file = tmp_path / "plan.json"
    file.write_text("{}")
    one_sentence(artel("validate", file), "format")
    one_sentence(artel("explain", file, "RU-001"), "format")
    file.write_text('{"format": "artel-plan/2"}')
    one_sentence(artel("validate", file), "newer")


def test_a_folder_that_is_taken(artel, kazan):
    one_sentence(artel("pool", "new", kazan), "not empty")


def test_a_folder_that_cannot_be_written(artel, tmp_path):
    file = tmp_path / "file"
    file.write_text("in the way")
    one_sentence(artel("pool", "new", file / "below"), "below")


def test_a_plan_over_a_month(artel):
    one_sentence(artel("plan", "--for", "31d"), "days")


def test_an_unknown_command_or_option_ends_with_2(artel):
    for arguments in (["plann"], ["access", "--sites", "51,71"], ["fleet", "paint"]):
        run = artel(*arguments)
        assert run.code == 2
        assert "Traceback" not in run.err
