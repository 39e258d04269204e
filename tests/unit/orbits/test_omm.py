"""OMM in JSON, CSV, KVN and XML, and the format that a text is found to have."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace

import pytest

from artel.orbits.elements import Elements, from_facts
from artel.orbits.omm import (
    omm_mapping,
    read_elements,
    read_omm_csv,
    read_omm_json,
    read_omm_kvn,
    read_omm_xml,
)
from artel.orbits.time import posix_from_civil
from artel.orbits.tle import write_tle

EPOCH = posix_from_civil(2026, 10, 5, 6, 0, 0.25)
ONE = replace(
    from_facts(
        "TEST 1",
        123456789,
        EPOCH,
        altitude_m=510e3,
        inclination=math.radians(97.4),
        node_local_time_h=11.3,
    ),
    object_id="2018-014A",
    bstar=1.25e-4,
    ndot=1e-5,
    element_set_no=12,
    rev_at_epoch=345,
)
TWO = replace(ONE, name="TEST 2", norad_id=90002)
# What Space-Track adds, and how: every number is text, and what is not known is null.
SPACE_TRACK = {
    "CCSDS_OMM_VERS": "3.0",
    "COMMENT": "GENERATED VIA SPACE-TRACK.ORG API",
    "CENTER_NAME": "EARTH",
    "REF_FRAME": "TEME",
    "TIME_SYSTEM": "UTC",
    "MEAN_ELEMENT_THEORY": "SGP4",
    "EPHEMERIS_TYPE": None,
    "DECAY_DATE": None,
    "SEMIMAJOR_AXIS": "6888.1",
}


def mapping(record: Elements = ONE, **changes: object) -> dict[str, object]:
    return {**omm_mapping(record), **changes}


def without(keyword: str) -> dict[str, object]:
    return {key: value for key, value in mapping().items() if key != keyword}


def kvn(fields: dict[str, object]) -> str:
    body = "".join(f"{key} = {value}\n" for key, value in fields.items())
    return f"CCSDS_OMM_VERS = 2.0\nCREATION_DATE = 2026-10-05T00:00:00\nORIGINATOR = TEST\n{body}"


def xml(*messages: dict[str, object]) -> str:
    """Return messages as the blue book's schema nests them, one keyword a line."""
    named = ("OBJECT_NAME", "OBJECT_ID")
    text = '<?xml version="1.0" encoding="UTF-8"?>\n<ndm>\n'
    for fields in messages:
        tags = {key: f"<{key}>{value}</{key}>\n" for key, value in fields.items()}
        text += '<omm id="CCSDS_OMM_VERS" version="2.0">\n<header>\n</header>\n<body><segment>\n'
        text += (
            "<metadata>\n" + "".join(tags[key] for key in named if key in tags) + "</metadata>\n"
        )
        text += "<data><meanElements>\n"
        text += "".join(tag for key, tag in tags.items() if key not in named)
        text += "</meanElements></data>\n</segment></body>\n</omm>\n"
    return f"{text}</ndm>\n"


def table(*rows: dict[str, object]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def close(found: Elements, wanted: Elements) -> None:
    assert found == replace(
        wanted,
        epoch=pytest.approx(wanted.epoch, abs=1e-6),
        mean_motion=pytest.approx(wanted.mean_motion, rel=1e-12),
        eccentricity=pytest.approx(wanted.eccentricity, abs=1e-12),
        inclination=pytest.approx(wanted.inclination, abs=2e-12),
        raan=pytest.approx(wanted.raan, abs=2e-12),
        argp=pytest.approx(wanted.argp, abs=2e-12),
        mean_anomaly=pytest.approx(wanted.mean_anomaly, abs=2e-12),
    )


EVERY_FORMAT = [
    pytest.param(json.dumps([mapping(), mapping(TWO)]), read_omm_json, id="json on one line"),
    pytest.param(json.dumps([mapping(), mapping(TWO)], indent=1), read_omm_json, id="json"),
    pytest.param(table(mapping(), mapping(TWO)), read_omm_csv, id="csv"),
    pytest.param(kvn(mapping()) + "\n" + kvn(mapping(TWO)), read_omm_kvn, id="kvn"),
    pytest.param(xml(mapping(), mapping(TWO)), read_omm_xml, id="xml"),
]


@pytest.mark.parametrize(("text", "reader"), EVERY_FORMAT)
def test_every_format_gives_the_same_elements(text, reader):
    for readings in (reader(text), read_elements(text), read_elements(f"\ufeff\n{text}")):
        assert readings.problems == ()
        first, second = readings.records
        close(first, ONE)
        close(second, TWO)


def test_the_mapping_has_celestraks_keywords_in_celestraks_order():
    assert list(omm_mapping(ONE))[:8] == [
        "OBJECT_NAME",
        "OBJECT_ID",
        "EPOCH",
        "MEAN_MOTION",
        "ECCENTRICITY",
        "INCLINATION",
        "RA_OF_ASC_NODE",
        "ARG_OF_PERICENTER",
    ]
    assert omm_mapping(ONE)["INCLINATION"] == 97.4
    assert omm_mapping(ONE)["EPOCH"] == "2026-10-05T06:00:00.250000"


def test_one_object_is_as_good_as_a_list_of_one():
    assert (
        read_elements(json.dumps(mapping())).records
        == read_elements(json.dumps([mapping()])).records
    )


def test_space_tracks_spelling_is_read():
    texts = {key: str(value) for key, value in mapping().items()}
    (record,) = read_elements(json.dumps([{**texts, **SPACE_TRACK}])).records
    close(record, ONE)


def test_an_older_spelling_of_the_theory_and_of_the_designator_is_read():
    fields = mapping(
        MEAN_ELEMENT_THEORY="SGP/SGP4", OBJECT_ID="18014A", EPOCH="2026-278T06:00:00.25Z"
    )
    close(read_elements(json.dumps(fields)).records[0], ONE)


def test_what_sgp4_does_not_use_may_be_missing():
    unused = ("MEAN_MOTION_DOT", "MEAN_MOTION_DDOT", "EPHEMERIS_TYPE", "CLASSIFICATION_TYPE")
    fields = {key: value for key, value in mapping().items() if key not in unused}
    (record,) = read_elements(json.dumps(fields)).records
    assert (record.ndot, record.nddot, record.classification) == (0.0, 0.0, "U")


def test_units_comments_and_brackets_in_names_are_understood_in_kvn():
    fields = mapping(OBJECT_NAME="TEST 1 [DTC]", INCLINATION="97.4 [deg]")
    text = f"COMMENT of today\n{kvn(fields)}COMMENT the end\n"
    (record,) = read_elements(text).records
    assert record.name == "TEST 1 [DTC]"
    assert math.degrees(record.inclination) == pytest.approx(97.4)


def test_a_single_omm_with_a_namespace_is_read():
    body = xml(mapping()).split("<ndm>\n")[1].removesuffix("</ndm>\n")
    text = body.replace("<omm", '<x:omm xmlns:x="urn:x"').replace("</omm>", "</x:omm>")
    close(read_elements(text).records[0], ONE)


def test_names_with_marks_of_xml_are_read():
    (record,) = read_elements(xml(mapping(OBJECT_NAME="A &amp; B &#x42;"))).records
    assert record.name == "A & B B"


BAD_FIELDS = [
    ({"ECCENTRICITY": 1.0}, "ECCENTRICITY 1 lies outside 0 to 1"),
    ({"ECCENTRICITY": -0.1}, "ECCENTRICITY -0.1 lies outside 0 to 1"),
    ({"MEAN_MOTION": 0}, "MEAN_MOTION is 0; it must be positive"),
    ({"MEAN_MOTION": -15.2}, "MEAN_MOTION is -15.2; it must be positive"),
    ({"MEAN_MOTION": "fast"}, "MEAN_MOTION is 'fast', which is no number"),
    ({"MEAN_MOTION": "1_5.2"}, "MEAN_MOTION is '1_5.2', which is no number"),
    ({"BSTAR": "nan"}, "BSTAR is nan, which is no finite number"),
    ({"MEAN_ANOMALY": "inf"}, "MEAN_ANOMALY is inf, which is no finite number"),
    ({"INCLINATION": 180.1}, "INCLINATION 180.1 lies outside 0 to 180 degrees"),
    ({"INCLINATION": -0.1}, "INCLINATION -0.1 lies outside 0 to 180 degrees"),
    ({"RA_OF_ASC_NODE": 400}, "RA_OF_ASC_NODE 400 lies outside -360 to 360 degrees"),
    (
        {"NORAD_CAT_ID": 1234567890},
        "NORAD_CAT_ID is 1234567890; it must be a whole number of at most 999999999, 0 or more",
    ),
    (
        {"REV_AT_EPOCH": 1.5},
        "REV_AT_EPOCH is 1.5; it must be a whole number, 0 or more",
    ),
    (
        {"EPOCH": "yesterday"},
        "EPOCH is unreadable: 'yesterday' is not an epoch; write it as 2026-10-05T06:00:00.000",
    ),
    (
        {"EPOCH": "2026-02-30"},
        "EPOCH is unreadable: '2026-02-30' is not an epoch; write it as 2026-10-05T06:00:00.000",
    ),
    ({"TIME_SYSTEM": "TAI"}, "TIME_SYSTEM is TAI; SGP4 elements need UTC"),
    ({"REF_FRAME": "GCRF"}, "REF_FRAME is GCRF; SGP4 elements need TEME"),
    ({"CENTER_NAME": "MARS"}, "CENTER_NAME is MARS; SGP4 elements need EARTH"),
    ({"MEAN_ELEMENT_THEORY": "DSST"}, "MEAN_ELEMENT_THEORY is DSST; SGP4 elements need SGP4"),
    ({"EPHEMERIS_TYPE": 4}, "EPHEMERIS_TYPE 4 is SGP4-XP, unknown to SGP4"),
    ({"BSTAR": ""}, "BSTAR is missing"),
    ({"BSTAR": "", "EPOCH": " "}, "EPOCH, BSTAR are missing"),
]


@pytest.mark.parametrize(("changes", "reason"), BAD_FIELDS)
def test_a_bad_record_is_named_in_json_and_the_rest_load(changes, reason):
    text = json.dumps([mapping(), mapping(TWO, **changes), mapping()])
    readings = read_elements(text)
    assert len(readings.records) == 2
    (problem,) = readings.problems
    assert (problem.line, problem.record, problem.reason) == (1, "record 2 (TEST 2)", reason)


@pytest.mark.parametrize(("changes", "reason"), BAD_FIELDS)
def test_a_bad_record_is_named_in_the_other_formats_and_the_rest_load(changes, reason):
    keyword = next(iter(changes))
    bad = mapping(TWO, **changes)
    for text in (xml(mapping(), bad, mapping()), kvn(mapping()) + kvn(bad) + kvn(mapping())):
        readings = read_elements(text)
        assert len(readings.records) == 2
        (problem,) = readings.problems
        assert (problem.record, problem.reason) == ("TEST 2", reason)
        shown = text.splitlines()[problem.line - 1]
        assert keyword in shown or "missing" in reason
    rows = [{**dict.fromkeys(changes, ""), **fields} for fields in (mapping(), bad, mapping())]
    readings = read_elements(table(*rows))
    assert len(readings.records) == 2
    (problem,) = readings.problems
    assert (problem.line, problem.record, problem.reason) == (3, "record 2 (TEST 2)", reason)


def test_json_over_several_lines_is_named_by_line():
    text = json.dumps([mapping(), mapping(TWO, ECCENTRICITY=2)], indent=1)
    (problem,) = read_omm_json(text).problems
    assert text.splitlines()[problem.line - 1].strip() == "{"
    assert text.splitlines()[problem.line].strip() == '"OBJECT_NAME": "TEST 2",'


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (True, "MEAN_MOTION is 'True', which is no number"),
        ([15.2], "MEAN_MOTION is '[15.2]', which is no number"),
        (10**400, f"MEAN_MOTION is '{10**400}', which is no number"),
        (math.nan, "MEAN_MOTION is nan, which is no finite number"),
    ],
)
def test_values_that_only_json_knows_are_no_numbers(value, reason):
    (problem,) = read_omm_json(json.dumps(mapping(MEAN_MOTION=value))).problems
    assert problem.reason == reason


def test_json_that_breaks_off_keeps_what_came_before():
    whole = json.dumps([mapping(), mapping(TWO)], indent=1)
    assert len(read_elements(whole[:-1]).records) == 2
    assert read_elements(whole[:-1]).problems[0].reason == (
        "the JSON breaks off here: a comma or ] is missing; what follows could not be read"
    )
    half = read_elements(whole[:-20])
    assert len(half.records) == 1
    assert half.problems[0].line == whole[:-20].count("\n") + 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[{}] x", "a comma or ] is missing"),
        ("{} {}", "more text follows the object"),
        ("[" * 100_000, "nested too deep, or a number too long"),
        ("[" + "9" * 5000 + "]", "nested too deep, or a number too long"),
    ],
)
def test_json_that_is_no_list_of_objects_is_told_why(text, reason):
    assert f"breaks off here: {reason};" in read_omm_json(text).problems[-1].reason


def test_members_that_are_no_objects_are_passed_over():
    text = json.dumps([1, mapping(), "TEST"])
    readings = read_omm_json(text)
    assert len(readings.records) == 1
    assert [problem.record for problem in readings.problems] == ["record 1", "record 3"]


def test_an_empty_list_is_a_list_without_elements():
    assert read_elements("[]").records == read_elements("[ ]").problems == ()


def test_a_row_of_another_length_is_named():
    text = table(mapping(), mapping(TWO)) + "TEST 3,2018-014A\n"
    readings = read_elements(text)
    assert len(readings.records) == 2
    assert str(readings.problems[0]) == (
        f"line 4: record 3: the row has 2 cells, the header has {len(mapping())}"
    )


def test_a_stray_line_in_kvn_is_named_and_passed_over():
    readings = read_elements(kvn(mapping()) + "and so on\n")
    assert len(readings.records) == 1
    assert "neither KEYWORD = value nor COMMENT" in readings.problems[0].reason


def test_kvn_messages_without_heads_are_told_apart_by_their_names():
    text = "".join(f"{key} = {value}\n" for r in (ONE, TWO) for key, value in mapping(r).items())
    assert [record.name for record in read_elements(text).records] == ["TEST 1", "TEST 2"]


def test_xml_that_breaks_off_keeps_what_came_before():
    text = xml(mapping(), mapping(TWO))
    readings = read_elements(f"\n{text[:-40]}")
    assert len(readings.records) == 1
    assert "the XML breaks off here" in readings.problems[0].reason
    assert readings.problems[0].line == text[:-40].count("\n") + 2


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE ndm [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE ndm SYSTEM "file:///etc/hosts">',
    ],
)
def test_document_types_and_entities_are_refused(head):
    text = xml(mapping()).replace("<ndm>", f"{head}\n<ndm>")
    with pytest.raises(ValueError, match="document type or entities, which no OMM needs"):
        read_elements(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is no text to read element sets from"),
        (" \n\t", "There is no text to read element sets from"),
        ("No GP data found", "The text begins 'No GP data found' and holds no element sets"),
        ("a,b,c\n1,2,3", "The text begins 'a,b,c' and holds no element sets"),
        ('{"type": "FeatureCollection"}', "The text is JSON, but holds no OMM"),
        ("<gpx></gpx>", "The text is XML, but holds no OMM"),
        ("<!DOCTYPE html>\n<html>", "The text is a web page"),
        ("CCSDS_OEM_VERS = 2.0\n", "The text is an OEM: an ephemeris, not element sets"),
    ],
)
def test_a_text_of_no_known_format_is_told_what_to_give_instead(text, sentence):
    with pytest.raises(ValueError, match=sentence) as refused:
        read_elements(text)
    assert str(refused.value).endswith("TLE, 3LE, or OMM in JSON, XML, KVN or CSV.")


def test_tle_is_found_to_be_tle():
    text = write_tle(replace(TWO, object_id=""))
    assert read_elements(f"\n# today\n{text}").records[0].norad_id == 90002
    assert read_elements(text.split("\n", 1)[1]).records[0].name == ""
