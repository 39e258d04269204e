"""Whole catalogues of active objects, as CelesTrak published them on two days of 2026."""

from __future__ import annotations

import gzip

import pytest

from artel.orbits.elements import satrec
from artel.orbits.omm import read_elements
from artel.orbits.tle import write_tle
from artel.orbits.tle_lines import COLUMNS

pytestmark = pytest.mark.realdata


@pytest.fixture(
    params=[("active_2026-06-14", 15699), ("active_2026-08-22", 16069)],
    ids=lambda param: param[0],
)
def catalogue(request, shared_data):
    """Return the text of a catalogue, and how many objects it holds (its lines over three)."""
    name, count = request.param
    packed = (shared_data / "elements" / f"{name}.tle.gz").read_bytes()
    return gzip.decompress(packed).decode("utf-8"), count


def test_every_object_of_a_catalogue_is_read_and_starts_sgp4(catalogue):
    text, count = catalogue
    readings = read_elements(text)
    assert readings.problems == ()
    assert len(readings.records) == count
    assert [record.label for record in readings.records if satrec(record).error] == []


def test_a_catalogue_is_printed_as_it_was_read(catalogue):
    text, _ = catalogue
    printed = "".join(write_tle(record) for record in read_elements(text).records)
    lines = zip(text.splitlines(), printed.splitlines(), strict=True)
    assert [pair for pair in lines if plain(pair[0]) != plain(pair[1])] == []


def plain(line: str) -> str:
    """Return a line in one of the two ways to print nothing, and without the checksum of it."""
    if line[:2] in {"1 ", "2 "}:
        return line[: COLUMNS - 1].replace("00000-0", "00000+0")
    return line.strip()
