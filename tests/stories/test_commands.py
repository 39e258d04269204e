"""Each command as a person or a program uses it."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from artel.commons.ids import pretty_json

MILLISECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@pytest.fixture
def elements(artel, tmp_path, kazan):
    """Return the bundled pool's element sets as a bare file."""
    file = tmp_path / "elements.json"
    file.write_text((kazan / "elements.json").read_text())
    return file


def test_access_gives_windows_as_a_list_of_objects(artel):
    run = artel("access", "--site", "51.18,71.45", "--satellite", "KANOPUS-V*", "--json")
    assert run.code == 0
    rows = run.json()
    assert rows
    for row in rows:
        assert set(row) == {
            "satellite", "norad_id", "site", "start", "end", "best", "max_elevation_deg",
            "timing_s", "cut",
        }  # fmt: skip
        assert row["start"] <= row["best"] <= row["end"]
        assert row["timing_s"] > 0
        assert row["site"] == "51.18,71.45"
        assert MILLISECONDS.fullmatch(row["start"])
        assert MILLISECONDS.fullmatch(row["end"])
        assert row["start"] < row["end"]
        assert 10.0 <= row["max_elevation_deg"] <= 90.0
    assert [row["start"] for row in rows] == sorted(row["start"] for row in rows)


def test_access_of_targets_names_the_target(artel, tmp_path):
    file = tmp_path / "targets.geojson"
    lake = {"type": "Feature", "properties": {"name": "Issyk-Kul"},
            "geometry": {"type": "Point", "coordinates": [77.3, 42.4]}}  # fmt: skip
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [lake]}))
    rows = artel("access", "--target", file, "--satellite", "KAZEOSAT-1", "--json").json()
    assert {row["target"] for row in rows} == {"Issyk-Kul"}


def test_a_bare_element_file_serves_in_place_of_a_pool(artel, elements, tmp_path):
    options = ["--site", "51.18,71.45", "--from", "2026-10-05", "--satellite", "KAZ*", "--json"]
    bare = artel("access", elements, *options).json()
    assert bare == artel("access", *options).json()
    packed = tmp_path / "elements.json.gz"
    packed.write_bytes(gzip.compress(elements.read_bytes()))
    assert artel("access", packed, *options).json() == bare
    assert artel("access", "-", *options, stdin=elements.read_bytes()).json() == bare


def test_elements_come_from_a_url_that_the_user_names(artel, elements):
    handler = partial(SimpleHTTPRequestHandler, directory=elements.parent)
    handler.log_message = lambda *_: None  # type: ignore[attr-defined]
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_port}/elements.json"
            options = ["--site", "51,71", "--satellite", "KAZEOSAT-1", "--json"]
            assert (
                artel("access", url, *options).json() == artel("access", elements, *options).json()
            )
            gone = artel("access", url + ".none", *options)
            assert gone.code == 2
            assert "404" in gone.err
        finally:
            server.shutdown()
            thread.join()


def test_the_always_open_and_the_cut_say_so(artel):
    rows = artel("access", "--site", "51.18,71.45", "--satellite", "KAZSAT-*", "--json").json()
    assert [row["cut"] for row in rows] == [True, True]
    assert rows[0]["start"] == "2026-10-05T00:00:00.000Z"
    assert rows[0]["end"] == "2026-10-06T00:00:00.000Z"


def test_a_higher_mask_gives_shorter_passes_inside_the_lower_ones(artel):
    options = ["--site", "42.87,74.59", "--satellite", "GONETS-M 2*", "--json"]
    low = artel("access", *options, "--min-elevation-deg", "5").json()
    high = artel("access", *options, "--min-elevation-deg", "30").json()
    assert 0 < len(high) < len(low)
    for row in high:
        assert any(
            each["satellite"] == row["satellite"] and each["start"] < row["start"]
            and row["end"] < each["end"]
            for each in low
        )  # fmt: skip


def test_refraction_makes_passes_longer(artel):
    options = ["--site", "42.87,74.59", "--satellite", "KAZEOSAT-1", "--min-elevation-deg", "0",
               "--json"]  # fmt: skip
    plain = artel("access", *options).json()
    bent = artel("access", *options, "--refraction").json()
    assert len(plain) == len(bent)
    assert all(b["start"] < p["start"] and p["end"] < b["end"]
               for p, b in zip(plain, bent, strict=True) if not p["cut"])  # fmt: skip


def test_revisit_gives_looks_and_with_statistics_every_coalition(artel):
    options = ["--site", "Astana=51.18,71.45", "--for", "3d", "--json"]
    looks = artel("revisit", *options).json()
    assert looks
    assert {"satellite", "norad_id", "site", "start", "end", "max_elevation_deg", "cut"} == set(
        looks[0]
    )
    rows = artel("revisit", *options, "--statistics").json()
    owners = {name for row in rows for name in row["coalition"]}
    assert len(rows) == 2 ** len(owners) - 1
    by_coalition = {tuple(row["coalition"]): row for row in rows}
    pooled = by_coalition[tuple(sorted(owners))]
    assert pooled["kind"] == "pooled"
    assert all(row["looks"] <= pooled["looks"] for row in rows)
    assert all(row["mean_wait_h"] >= pooled["mean_wait_h"] for row in rows)


def test_revisit_of_a_bare_file_takes_a_rule(artel, elements):
    options = ["--site", "51.18,71.45", "--satellite", "KAZEOSAT-1", "--for", "7d", "--json"]
    wide = artel("revisit", elements, *options, "--max-off-nadir-deg", "35").json()
    narrow = artel("revisit", elements, *options, "--max-off-nadir-deg", "20").json()
    by_day = artel("revisit", elements, *options, "--max-off-nadir-deg", "35", "--min-sun-deg",
                   "10").json()  # fmt: skip
    assert 0 < len(narrow) < len(wide)
    assert 0 < len(by_day) < len(wide)


def test_plan_writes_a_folder_that_validate_and_explain_take(artel, tmp_path):
    out = tmp_path / "day"
    run = artel("plan", "--out", out)
    assert run.code == 0
    assert "orders planned" in run.out
    assert "Alone versus pooled" in run.out
    names = {path.name for path in out.iterdir()}
    assert names == {
        "plan.json", "plan.csv", "plan.geojson", "plan.kml", "plan.czml", "plan.ics", "plan.oem",
    }  # fmt: skip
    verdict = artel("validate", out, "--json")
    assert verdict.code == 0
    assert verdict.json()["valid"] is True
    plan = json.loads((out / "plan.json").read_text())
    left, taken = plan["unplanned"][0], plan["images"][0]
    said = artel("explain", out, left["order"])
    assert said.code == 0
    assert left["code"] in said.out
    assert left["reason"] in said.out
    assert taken["satellite"] in artel("explain", out / "plan.json", taken["order"]).out
    assert artel("explain", out, left["order"], "--json").json()["code"] == left["code"]
    unknown = artel("explain", out, "no-such-order")
    assert unknown.code == 2


def test_validate_reads_a_plan_alone_and_refuses_a_changed_one(artel, tmp_path, first_plan):
    plan = json.loads(json.dumps(first_plan))
    text = json.dumps(plan).encode()
    assert artel("validate", "-", stdin=text).code == 0
    plan["images"][0]["roll_deg"] += 3.0
    refused = artel("validate", "-", stdin=json.dumps(plan).encode())
    assert refused.code == 1
    assert plan["images"][0]["id"] in refused.out


def test_demo_writes_one_plan_and_a_brief_and_they_are_the_same_bytes_again(
    artel, tmp_path, first_plan, first_brief
):
    run = artel("demo", "--out", tmp_path)
    assert run.code == 0
    assert "Alone versus pooled" in run.out
    assert "validator" in run.out
    assert [path.name for path in tmp_path.glob("plan*.json")] == ["plan.json"]
    assert (tmp_path / "brief.html").stat().st_size > 20_000
    assert (tmp_path / "plan.json").read_text(encoding="utf-8") == pretty_json(first_plan)
    assert (tmp_path / "brief.html").read_text(encoding="utf-8") == first_brief


@pytest.mark.deep
def test_demo_repeats_the_bytes_of_every_file(artel, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    assert [artel("demo", "--out", folder).code for folder in (first, second)] == [0, 0]
    for path in first.iterdir():
        assert path.read_bytes() == (second / path.name).read_bytes(), path.name


def test_pool_new_makes_a_folder_that_pool_check_accepts(artel, tmp_path):
    folder = tmp_path / "mine"
    assert artel("pool", "new", folder).code == 0
    run = artel("pool", "check", folder, "--json")
    assert run.code == 0
    assert run.json()["members"] == 5
    assert 15 <= run.json()["stations"] <= 20
    assert run.json()["imaging"] >= 18


def test_fleet_list_tells_height_plane_and_age(artel, elements):
    rows = artel("fleet", "list", "--json").json()
    kanopus = next(row for row in rows if row["satellite"] == "KANOPUS-V 3")
    assert kanopus["owner"] == "RU"
    assert kanopus["node_local_time"] == "11:17"
    assert kanopus["age_days"] == 0.0
    bare = artel("fleet", "list", elements, "--at", "2026-10-06", "--json").json()
    assert next(row for row in bare if row["norad_id"] == 43180)["age_days"] == 1.0
    assert "KANOPUS-V 3" in artel("fleet", "list").out


def test_fleet_show_names_the_source_of_each_figure(artel):
    said = artel("fleet", "show", "KAZEOSAT-1", "--json").json()
    assert said["owner"] == "KZ"
    assert all(sensor["source"] for sensor in said["sensors"])
    assert "source:" in artel("fleet", "show", "KAZEOSAT-1").out


def test_fleet_refresh_takes_new_sets_and_keeps_what_is_missing(artel, tmp_path, elements):
    pool = tmp_path / "pool"
    artel("pool", "new", pool)
    records = json.loads(elements.read_text())
    later = [{**records[0], "EPOCH": "2026-10-06T00:00:00.000000"}]
    one = tmp_path / "one.json"
    one.write_text(json.dumps(later))
    said = artel("fleet", "refresh", pool, one, "--json").json()
    assert said["refreshed"] == [records[0]["OBJECT_NAME"]]
    assert len(said["kept"]) > 20
    assert artel("pool", "check", pool).code == 0
    rows = artel("fleet", "list", pool, "--json").json()
    assert next(r for r in rows if r["norad_id"] == later[0]["NORAD_CAT_ID"])["age_days"] == -1.0


def test_fleet_history_tells_drift_and_burns(artel, tmp_path, elements):
    records = json.loads(elements.read_text())
    record = next(each for each in records if each["OBJECT_NAME"] == "KAZEOSAT-1")
    raised = {**record, "EPOCH": "2026-10-09T00:00:00.000000",
              "MEAN_MOTION": record["MEAN_MOTION"] - 0.01,
              "RA_OF_ASC_NODE": (record["RA_OF_ASC_NODE"] + 15.0) % 360.0}  # fmt: skip
    file = tmp_path / "history.json"
    file.write_text(json.dumps([record, raised]))
    rows = artel("fleet", "history", file, "--json").json()
    assert [row["event"] for row in rows] == [None, "raised"]
    # 15 degrees are an hour; four days of the mean Sun take 15.8 minutes back.
    assert rows[1]["node_drift_min"] == pytest.approx(44.2, abs=0.3)
    assert "drifted from" in rows[1]["alarm"]
    assert "drifted from" in artel("fleet", "history", file).err


def test_help_is_quick_and_names_every_command(artel):
    said = artel("--help").out
    for name in ("demo", "pool", "fleet", "access", "revisit", "plan", "validate", "explain",
                 "brief"):  # fmt: skip
        assert name in said
    assert artel("--version").out.startswith("artel ")


def test_the_installed_program_ends_a_mistake_with_2_and_no_traceback():
    program = Path(sys.executable).with_name("artel")
    run = subprocess.run([program, "access", "--site", "95,0"], capture_output=True, check=False)
    assert run.returncode == 2
    assert run.stdout == b""
    assert run.stderr.startswith(b"artel: Latitude 95 is outside")


def test_help_imports_nothing_heavy():
    heavy = ("numpy", "shapely", "pydantic", "numba")
    code = f"import sys, artel.cli.main; print([m for m in {heavy} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert run.stdout.strip() == "[]"
