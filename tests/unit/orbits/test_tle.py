"""TLE and 3LE: what is read, what is passed over and why, and what is printed."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from artel.orbits.elements import Elements, from_facts
from artel.orbits.time import posix_from_civil
from artel.orbits.tle import cospar, read_tle, write_tle
from artel.orbits.tle_lines import checksum

EPOCH = posix_from_civil(2026, 10, 5, 6)
ONE = "1 43180U 18014A   26278.25000000  .00000000  00000+0  12000-3 0  9997"
TWO = "2 43180  97.4000 183.9316 0010000  90.0000 327.2958 15.17620824    01"
PAIR = f"{ONE}\n{TWO}\n"


def made(**changes: object) -> Elements:
    record = from_facts(
        "TEST 1", 43180, EPOCH, altitude_m=510e3, inclination=1.7, node_local_time_h=11.3
    )
    return replace(record, **changes)


def signed(line: str) -> str:
    """Return a line with the checksum it should have."""
    return f"{line[:68]}{checksum(line[:68])}"


def with_part(line: str, column: int, part: str) -> str:
    """Return a line in which a part stands from a column (1-based) on, its checksum put right."""
    return signed(f"{line[: column - 1]}{part}{line[column - 1 + len(part) :]}")


def reasons(text: str) -> list[tuple[int, str, str]]:
    return [(p.line, p.record, p.reason) for p in read_tle(text).problems]


def test_two_lines_are_read_field_by_field():
    (record,) = read_tle(PAIR).records
    assert (record.name, record.norad_id, record.object_id) == ("", 43180, "2018-014A")
    assert record.epoch == EPOCH
    assert record.mean_motion == pytest.approx(15.17620824 * 2 * math.pi / 86400, rel=1e-15)
    assert record.eccentricity == 0.001
    assert math.degrees(record.inclination) == pytest.approx(97.4)
    assert math.degrees(record.raan) == pytest.approx(183.9316)
    assert math.degrees(record.argp) == pytest.approx(90.0)
    assert math.degrees(record.mean_anomaly) == pytest.approx(327.2958)
    assert (record.bstar, record.ndot, record.nddot) == (1.2e-4, 0.0, 0.0)
    assert (record.classification, record.ephemeris_type) == ("U", 0)
    assert (record.element_set_no, record.rev_at_epoch) == (999, 0)


def test_signs_and_powers_are_read():
    one = with_part(ONE, 34, "-.00012345 -12345-5 -30915+1")
    (record,) = read_tle(f"{one}\n{TWO}").records
    assert (record.ndot, record.nddot, record.bstar) == (-0.00012345, -0.12345e-5, -3.0915)


@pytest.mark.parametrize("name", ["TEST 1", "0 TEST 1", "  TEST 1  ", "0 TEST 1\r"])
def test_the_line_before_gives_the_name(name):
    assert read_tle(f"{name}\n{PAIR}").records[0].name == "TEST 1"


def test_three_line_two_line_and_blank_lines_may_be_mixed():
    text = f"\ufeff# of today\n\nTEST 1\n{PAIR}\n\n{PAIR}0 TEST 3\r\n{ONE}\r\n{TWO}\r\n"
    readings = read_tle(text)
    assert [record.name for record in readings.records] == ["TEST 1", "", "TEST 3"]
    assert readings.problems == ()


def test_a_name_may_begin_with_a_number():
    text = f"1 WEST\n{PAIR}2 EAST\n{PAIR}"
    assert [record.name for record in read_tle(text).records] == ["1 WEST", "2 EAST"]


def test_duplicates_and_future_epochs_are_all_kept_in_order():
    future = signed(ONE.replace("26278", "56278"))
    readings = read_tle(f"{PAIR}{PAIR}{future}\n{TWO}\n")
    assert [record.epoch for record in readings.records] == [
        EPOCH,
        EPOCH,
        posix_from_civil(2056, 10, 4, 6),
    ]


@pytest.mark.parametrize(
    ("number", "columns"), [(5, "00005"), (99999, "99999"), (100000, "A0000"), (339999, "Z9999")]
)
def test_catalogue_numbers_go_up_to_alpha5(number, columns):
    text = write_tle(made(norad_id=number))
    assert text.splitlines()[1][2:7] == columns
    assert read_tle(text).records[0].norad_id == number


@pytest.mark.parametrize(
    ("designator", "cospar_id"),
    [("98067A", "1998-067A"), ("57001B", "1957-001B"), ("56001ABC", "2056-001ABC")],
)
def test_designators_are_written_with_their_century(designator, cospar_id):
    assert cospar(designator) == cospar_id
    text = write_tle(made(object_id=cospar_id))
    assert text.splitlines()[1][9:17].strip() == designator


@pytest.mark.parametrize(
    ("one", "two", "line", "reason"),
    [
        (ONE[:-1] + "1", TWO, 2, "the checksum says 1, but the line adds up to 7"),
        (ONE, TWO[:-1] + "0", 3, "the checksum says 0, but the line adds up to 1"),
        (ONE, with_part(TWO, 3, "43181"), 3, "line 1 is of object 43180, line 2 of object 43181"),
        (ONE[:60], TWO, 2, "the line has 60 columns; an element line has 69"),
        (ONE, f"{TWO}   0.0   2880.0", 3, "the line has 84 columns; an element line has 69"),
        (
            ONE.replace(" 18014A", "\xa018014A"),
            TWO,
            2,
            "column 9 holds a non-breaking space; only plain ASCII may stand here",
        ),
        (
            ONE,
            TWO.replace("97.4", "97\u00b74"),
            3,
            "column 12 holds the character '\u00b7'; only plain ASCII may stand here",
        ),
        (
            with_part(ONE, 21, "2x8"),
            TWO,
            2,
            "columns 21 to 32 (day of the epoch) cannot be '2x8.25000000'",
        ),
        (with_part(ONE, 21, "000"), TWO, 2, "the epoch's day 000.25000000 is no day of a year"),
        (with_part(ONE, 21, "367"), TWO, 2, "the epoch's day 367.25000000 is no day of a year"),
        (
            with_part(ONE, 63, "4"),
            TWO,
            2,
            "ephemeris type 4 is SGP4-XP, which SGP4 cannot propagate",
        ),
        (with_part(ONE, 9, "x"), TWO, 2, "column 9 (blank) cannot be 'x'"),
        (with_part(ONE, 3, "I0001"), TWO, 2, "columns 3 to 7 (catalogue number) cannot be 'I0001'"),
        (
            ONE,
            with_part(TWO, 9, "180.0001"),
            3,
            "the inclination 180.0001 lies outside 0 to 180 degrees",
        ),
        (
            ONE,
            with_part(TWO, 18, "360.0001"),
            3,
            "the right ascension of the node 360.0001 is beyond 360 degrees",
        ),
        (
            ONE,
            with_part(TWO, 27, "0-10000"),
            3,
            "columns 27 to 33 (eccentricity) cannot be '0-10000'",
        ),
        (ONE, with_part(TWO, 53, " 0.00000000"), 3, "the mean motion is 0; it must be positive"),
        (
            ONE,
            with_part(TWO, 53, "-1.00000000"),
            3,
            "columns 53 to 63 (mean motion) cannot be '-1.00000000'",
        ),
        (
            ONE,
            with_part(TWO, 44, "     nan"),
            3,
            "columns 44 to 51 (mean anomaly) cannot be '     nan'",
        ),
    ],
)
def test_a_bad_record_is_named_by_line_and_reason_and_the_rest_load(one, two, line, reason):
    text = f"TEST 1\n{one}\n{two}\nTEST 2\n{PAIR}"
    readings = read_tle(text)
    assert [record.name for record in readings.records] == ["TEST 2"]
    assert reasons(text) == [(line, "TEST 1", reason)]


def test_a_missing_line_2_is_named_and_the_next_record_loads():
    text = f"TEST 1\n{ONE}\nTEST 2\n{PAIR}{ONE}\n{PAIR}{ONE}\n"
    assert len(read_tle(text).records) == 2
    assert reasons(text) == [
        (2, "TEST 1", "line 2 is missing after this line"),
        (6, "object 43180", "line 2 is missing after this line"),
        (9, "object 43180", "line 2 is missing after this line"),
    ]


def test_a_line_2_and_a_name_on_their_own_are_named():
    text = f"{TWO}\nTEST 1\nTEST 2\n{PAIR}TEST 3\n"
    assert [record.name for record in read_tle(text).records] == ["TEST 2"]
    assert reasons(text) == [
        (1, "object 43180", "this line 2 has no line 1 before it"),
        (2, "TEST 1", "no element lines follow this name"),
        (6, "TEST 3", "no element lines follow this name"),
    ]


def test_a_line_1_cut_short_is_still_known_as_one():
    text = f"TEST 1\n{ONE[:12]}\n{TWO}\n"
    assert reasons(text) == [(2, "TEST 1", "the line has 12 columns; an element line has 69")]


def test_a_problem_reads_as_a_sentence():
    (problem,) = read_tle(f"TEST 1\n{ONE}\n").problems
    assert str(problem) == "line 2: TEST 1: line 2 is missing after this line"


def test_what_is_printed_is_what_was_read():
    text = f"TEST 1\n{PAIR}"
    assert "".join(write_tle(record) for record in read_tle(text).records) == text


@pytest.mark.parametrize("name", ["0 ZERO", "# HASH", ONE])
def test_a_name_that_could_be_mistaken_is_printed_behind_a_zero(name):
    text = write_tle(made(name=name))
    assert text.startswith(f"0 {name}\n")
    assert read_tle(text).records[0].name == name


def test_a_name_keeps_to_its_line():
    assert read_tle(write_tle(made(name="TEST\n1"))).records[0].name == "TEST 1"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"norad_id": 340000}, "Catalogue number 340000 does not fit a TLE"),
        ({"epoch": posix_from_civil(2057, 1, 1)}, "cannot hold the year 2057"),
        ({"mean_motion": 1.0}, "cannot hold 13750.98708314 turns a day"),
        ({"ndot": 1.0}, "changes too fast"),
        ({"bstar": 1e12}, "cannot hold 1e\\+12"),
    ],
)
def test_what_the_columns_cannot_hold_is_refused_with_a_sentence(changes, sentence):
    with pytest.raises(ValueError, match=sentence):
        write_tle(made(**changes))


@pytest.mark.parametrize(
    ("changes", "columns", "printed"),
    [
        ({"raan": 2 * math.pi - 1e-9}, slice(17, 25), "  0.0000"),
        ({"raan": -0.1}, slice(17, 25), "354.2704"),
        ({"eccentricity": 0.99999999}, slice(26, 33), "9999999"),
        ({"rev_at_epoch": 123456}, slice(63, 68), "23456"),
    ],
)
def test_numbers_at_the_edge_of_their_columns_are_printed_inside(changes, columns, printed):
    text = write_tle(made(**changes))
    assert text.splitlines()[2][columns] == printed
    assert read_tle(text).problems == ()
