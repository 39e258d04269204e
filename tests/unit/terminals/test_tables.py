"""The two tables of terminals: what is wrong is refused with file, line and field."""

from __future__ import annotations

import re

import pytest

from artel.commons.errors import ArtelError, TableError
from artel.commons.instants import parse_instant
from artel.commons.tables import load
from artel.terminals.approvals import allowed_eirp, read_approvals
from artel.terminals.modcods import TABLES
from artel.terminals.tables import read_terminals

READERS = {"terminals.yaml": read_terminals, "approvals.yaml": read_approvals}


@pytest.fixture
def refused(texts):
    """Return the findings after one change to a file."""

    def read(file, old, new):
        assert old in texts[file]
        text = texts[file].replace(old, new, 1)
        with pytest.raises(ArtelError) as caught:
            READERS[file](load(text, file))
        findings = caught.value.findings if isinstance(caught.value, TableError) else ()
        return text, findings or (str(caught.value),)

    return read


WRONG = [
    # file, what stands there, what is written instead, the field, a word of the sentence
    ("terminals.yaml", "type: both", "type: bth", "terminal[0].type", "did you mean 'both'?"),
    ("terminals.yaml", "    maker: M", "    makr: M", "types[0].makr", "did you mean 'maker'?"),
    ("terminals.yaml", "eirp_dbw: 10", "eirp_dbw: strong", "types[0].radios[0].up.eirp_dbw", ""),
    ("terminals.yaml", "hi_mhz: 315", "hi_mhz: 300", "types[0].radios[0].up", "more than lo_mhz"),
    ("terminals.yaml", "lat_deg: 43", "lat_deg: 95", "terminal[0].lat_deg", "90"),
    ("terminals.yaml", "lat_deg: 43,", "", "terminal[0]", "route"),
    ("terminals.yaml", "modcods: gonets-uhf", "modcods: gonets", "waveforms[0].modcods",
     "did you mean 'gonets-uhf'?"),
    ("terminals.yaml", "family: dvb-s2x", "family: dvb-s3", "waveforms[1].family", "dvb-s2x"),
    ("terminals.yaml", "roll_off: 0.5", "roll_off: 5", "waveforms[0].roll_off", "1"),
    ("terminals.yaml", "up_ksps: 9.6", "up_ksps: 0", "waveforms[0].up_ksps", "0"),
    ("terminals.yaml", "waveforms: [low]", "waveforms: [lo]", "types[0].radios[0].waveforms[0]",
     "did you mean 'low'?"),
    ("terminals.yaml", "{angle_deg: 4, loss_db: 10}", "{angle_deg: 0, loss_db: 10}",
     "payloads[1].beam.pattern", "rise"),
    ("terminals.yaml", "{lat_deg: 45, lon_deg: 70, ", "{lat_deg: 45, ", "payloads[1].beam", "lon"),
    ("terminals.yaml", "kind: tracking", "kind: fixed", "terminal[0].type", "pointing"),
    ("terminals.yaml", "kind: omni", "kind: dish", "types[0].radios[0].antenna.kind", "omni"),
    ("terminals.yaml", "source: test", "sourc: test", "types[0].radios[0].sourc", "source"),
    ("terminals.yaml", "status: assumed", "status: mine", "types[0].radios[0].status", "assumed"),
    ("terminals.yaml", "id: geo", "id: leo", "payloads[1].id", "stands twice"),
    ("terminals.yaml", "from: 2026-01-01", "from: soon", "grants[0].from", "instant"),
    ("terminals.yaml", "from: 2026-01-01", "from: 2026-01-01, until: 2025-01-01", "grants[0]",
     "later than from"),
    ("approvals.yaml", "certificate: K1", "certficate: K1", "approvals[0].certficate",
     "certificate"),
    ("approvals.yaml", "status: in_force", "status: lapsed", "approvals[0].status", "in_force"),
    ("approvals.yaml", "max_eirp_dbw: 45", "max_eirp_dbw: 450",
     "approvals[0].bands[1].max_eirp_dbw", "120"),
    ("approvals.yaml", "from: 2026-01-01", "from: 2026-13-01", "approvals[0].from", "instant"),
    ("approvals.yaml", "source: test", "", "approvals[0]", "'source' is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "field", "word"), WRONG)
def test_wrong_input_is_refused_with_file_line_and_field(refused, file, old, new, field, word):
    text, findings = refused(file, old, new)
    said = [finding for finding in findings if f", {field}: " in finding]
    assert said, findings
    assert word in said[0]
    line = int(said[0].removeprefix(f"{file}, line ").split(",")[0])
    key = re.sub(r"\[\d+\]$", "", field).split(".")[-1]
    named = text.splitlines()[line - 1]
    assert key in named or field.endswith("]"), named


@pytest.mark.parametrize("file", READERS)
def test_a_newer_format_and_another_file_are_refused(refused, file):
    name = file.removesuffix(".yaml")
    assert "newer" in refused(file, f"artel-{name}/1", f"artel-{name}/2")[1][0]
    assert "artel-pool/1" in refused(file, f"artel-{name}/1", "artel-pool/1")[1][0]


def test_a_certificate_that_stands_twice_is_refused(texts):
    text = texts["approvals.yaml"]
    row = text[text.index("  - {") :]
    with pytest.raises(TableError, match="'K1' stands twice"):
        read_approvals(load(text + row, "approvals.yaml"))


def test_a_route_that_goes_back_in_time_and_a_dish_on_a_truck_are_refused(refused):
    place = "lat_deg: 43, lon_deg: 74, height_m: 800, state: KG"
    first = "{at: 2026-10-05T10:00:00Z, lat_deg: 43, lon_deg: 74}"
    later = "{at: 2026-10-05T12:00:00Z, lat_deg: 44, lon_deg: 74}"
    _, (said,) = refused("terminals.yaml", place, f"route: [{later}, {first}]")
    assert "terminal[0].route" in said
    assert "rise" in said
    _, (said,) = refused("terminals.yaml", place, f"route: [{first}]")
    assert "two positions" in said
    _, (said,) = refused("terminals.yaml", place, f"{place}, route: [{first}, {later}]")
    assert "a place or a route" in said


def test_a_mask_is_of_a_place_and_goes_round_once(refused):
    place = "lat_deg: 43, lon_deg: 74, height_m: 800, state: KG"
    _, (said,) = refused("terminals.yaml", place, f"{place}, mask_deg: [[90, 5], [80, 8]]")
    assert "terminal[0].mask_deg: the azimuths of a mask rise" in said
    route = (
        "route: [{at: 2026-10-05T10:00:00Z, lat_deg: 43, lon_deg: 74},"
        " {at: 2026-10-05T11:00:00Z, lat_deg: 43, lon_deg: 75}], mask_deg: [[0, 5], [80, 8]]"
    )
    _, (said,) = refused("terminals.yaml", place, route)
    assert "a mask belongs to a place" in said


def test_a_fixed_antenna_on_a_route_is_refused(texts):
    place = "lat_deg: 43, lon_deg: 74, height_m: 800, state: KG"
    route = (
        "route: [{at: 2026-10-05T10:00:00Z, lat_deg: 43, lon_deg: 74},"
        " {at: 2026-10-05T12:00:00Z, lat_deg: 44, lon_deg: 74}]"
    )
    text = texts["terminals.yaml"].replace(place, route).replace("kind: tracking", "kind: fixed")
    with pytest.raises(TableError, match="cannot be pointed on a route"):
        read_terminals(load(text, "terminals.yaml"))


def test_of_several_approvals_the_widest_counts_and_only_in_its_state_band_and_time(texts):
    text = texts["approvals.yaml"]
    row = text[text.index("  - {") :]
    second = row.replace("K1", "K2").replace("max_eirp_dbw: 10", "max_eirp_dbw: 13")
    approvals = read_approvals(load(text + second, "approvals.yaml"))
    now = parse_instant("2026-10-05")
    assert allowed_eirp(approvals, "both", "KG", 313.5, now) == 13
    assert allowed_eirp(approvals[:1], "both", "KG", 313.5, now) == 10
    assert allowed_eirp(approvals, "both", "KG", 316.0, now) is None
    assert allowed_eirp(approvals, "both", "KZ", 313.5, now) is None
    assert allowed_eirp(approvals, "other", "KG", 313.5, now) is None
    assert allowed_eirp(approvals, "both", None, 313.5, now) is None
    assert allowed_eirp(approvals, "both", "KG", 313.5, parse_instant("2025-12-31")) is None


def test_every_table_that_a_waveform_may_name_says_where_it_is_from():
    assert {table.status for table in TABLES.values()} <= {"published", "assumed"}
    assert all(table.source and table.rows for table in TABLES.values())
