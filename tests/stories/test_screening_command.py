"""`artel upkeep screen`: what comes close, said to be screening only wherever it is told."""

from __future__ import annotations

import csv

import pytest

ASKED = ("upkeep", "screen", "--threshold-km", "300", "--for", "12h")


@pytest.fixture
def catalogue(kazan):
    """Return a catalogue in which the pool's own satellites stand."""
    return kazan / "elements.json"


def message(row, *, time=None):
    """Return a conjunction data message of a row's pair, in KVN."""
    fields = [
        ("CCSDS_CDM_VERS", "1.0"), ("CREATION_DATE", "2026-10-04T00:00:00"),
        ("ORIGINATOR", "SOMEBODY"), ("TCA", time or row["time"].rstrip("Z")),
        ("MISS_DISTANCE", "712.5 [m]"), ("COLLISION_PROBABILITY", "1.5E-5"),
        ("COLLISION_PROBABILITY_METHOD", "FOSTER-1992"),
        ("OBJECT", "OBJECT1"), ("OBJECT_DESIGNATOR", row["other_norad_id"]),
        ("OBJECT", "OBJECT2"), ("OBJECT_DESIGNATOR", row["norad_id"]),
    ]  # fmt: skip
    return "".join(f"{name} = {value}\n" for name, value in fields)


def test_every_output_says_that_it_is_screening_only(artel, catalogue, tmp_path):
    file = tmp_path / "near.csv"
    run = artel(*ASKED, "--catalogue", catalogue, "--out", file)
    assert run.code == 0
    assert run.out.startswith("Screening only: ")
    assert "no probability is computed" in run.out
    told = artel(*ASKED, "--catalogue", catalogue, "--json").json()
    assert told["screening_only"].startswith("Screening only: ")
    with file.open(encoding="utf-8", newline="") as lines:
        written = list(csv.DictReader(lines))
    assert next(iter(written[0])) == "screening_only"
    assert all(row["screening_only"] == told["screening_only"] for row in written)
    ranges = [row["range_km"] for row in told["rows"]]
    assert [float(row["range_km"]) for row in written] == ranges == sorted(ranges)
    assert max(ranges) <= 300.0
    assert all(row["timing_s"] > 0.0 for row in told["rows"])


def test_a_message_stands_beside_the_row_of_its_pair_and_minute(artel, catalogue, tmp_path):
    row = artel(*ASKED, "--catalogue", catalogue, "--json").json()["rows"][0]
    ours, late = tmp_path / "ours.cdm", tmp_path / "late.cdm"
    ours.write_text(message(row))
    late.write_text(message(row, time="2026-12-01T00:00:00"))
    asked = (*ASKED, "--catalogue", catalogue, "--cdm", ours, "--cdm", late)
    told = artel(*asked, "--json").json()
    (beside,) = told["rows"][0]["cdm"]
    assert (beside["originator"], beside["miss_km"]) == ("SOMEBODY", 0.7125)
    assert beside["collision_probability"] == 1.5e-5
    assert [party["covariance"] for party in beside["objects"]] == [False, False]
    assert all(other["cdm"] == [] for other in told["rows"][1:])
    assert [each["time"][:10] for each in told["cdm_without_row"]] == ["2026-12-01"]
    printed = artel(*asked).out
    assert "probability 1.5e-05 (FOSTER-1992)" in printed
    assert "CDM without a row here" in printed


def test_wrong_input_ends_with_one_sentence(artel, catalogue, tmp_path):
    bad = tmp_path / "bad.cdm"
    bad.write_text("CCSDS_CDM_VERS = 1.0\nTCA = soon\n")
    known = ("upkeep", "screen", "--catalogue", catalogue)
    for asked, said in (
        (("upkeep", "screen"), "No catalogue is named"),
        ((*known, "--threshold-km", "0"), "A threshold of 0 km"),
        ((*known, "--threshold-km", "nan"), "A threshold of nan km"),
        ((*known, "--out", "rows.txt"), "rows are written as CSV"),
        ((*known, "--satellite", "NOBODY"), "No satellite is called"),
        ((*known, "--cdm", bad), "bad.cdm: line 1: OBJECT"),
    ):
        run = artel(*asked)
        assert run.code == 2
        assert said in run.err
