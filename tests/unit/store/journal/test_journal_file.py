"""The file of a journal: the same bytes each time, and wrong input named with its line."""

from __future__ import annotations

import json

import pytest

from artel.commons.errors import FormatError
from artel.commons.ids import canonical_json
from artel.store.journal_file import (
    LONGEST_LINE,
    MOST_RECORDS,
    lines_of,
    read_journal,
    write_journal,
)


@pytest.mark.parametrize("name", ["text", "kz", "ru"])
def test_a_file_read_and_written_again_has_the_same_bytes(desk, name):
    text = getattr(desk, name)
    assert write_journal(read_journal(text, "f")) == text
    assert read_journal(text, "f").disorder == ()


def test_the_file_begins_with_its_format_and_every_line_is_canonical_json(desk):
    assert desk.text.startswith('{"format":"artel-journal/1","keys":{')
    for line in desk.text.splitlines():
        assert canonical_json(json.loads(line)) == line
    assert "".join(lines_of(desk.journal)) == desk.text


def test_a_newer_version_is_refused_with_a_sentence(desk):
    newer = desk.text.replace("artel-journal/1", "artel-journal/2", 1)
    with pytest.raises(FormatError) as caught:
        read_journal(newer, "kz.jsonl")
    assert str(caught.value) == (
        "kz.jsonl, line 1: the file is artel-journal/2, newer than artel-journal/1. "
        "Use a newer artel to read it."
    )


HEADER = ('"member":""', '"member":"","more":1', "more: extra inputs are not permitted")
# What stands in the place of what, and what is said of the line.
WRONG = [
    ("artel-journal/1", "artel-plan/1", "line 1: the file says 'artel-plan/1'"),
    HEADER,
    ("artel-journal/1", "artel-journal/0", "line 1: this is no line of a journal (format: "),
    ("artel-journal/1", "artel-journal/01", "line 1: this is no line of a journal (format: "),
    ('"operator":["', '"operator":["zz', "line 1: this is no line of a journal (keys.operator.0"),
    ('"number":1,', '"number":1.5,', "line 2: this is no line of a journal (entry.number"),
    ('"number":1,', '"number":0,', "line 2: this is no line of a journal (entry.number"),
    ('"number":1,', '"number":"1",', "line 2: this is no line of a journal (entry.number"),
    ('"number":1,', '"number":true,', "line 2: this is no line of a journal (entry.number"),
    ('"number":1,', '"number": 1,', "line 2: this is no line of a journal (its JSON is not in"),
    ('"number":1,', '"number":1,"number":1,', "its JSON is not in the one form"),
    ('"number":1,', '"number":NaN,', "line 2: this is no line of a journal (it is not JSON"),
    ('"number":1,', f'"number":{"9" * 5000},', "line 2: this is no line of a journal (it is not"),
    ('"actor":"operator"', '"actor":"\\ud800"', "line 2: this is no line of a journal (it is not"),
    ('"actor":"operator"', '"actor":null', "line 2: this is no line of a journal (entry.actor"),
    ('"subject":"O-1"', '"subject":"O-1","x":1', "(entry.x: extra inputs are not permitted)"),
    ('2026-10-05T07:00:00.000Z"', '2026-10-05T07:00:00Z"', "(entry.at: string should match"),
    ('2026-10-05T07:00:00.000Z"', '٢٠٢٦-10-05T07:00:00.000Z"', "(entry.at: string should match"),
    ('"record":"entry"', '"record":"entri"', "line 2: this is no line of a journal (input tag"),
    ('{"number":6,"part":"body"', '{"number":6,"part":"head"', "(deleted.part: input should be"),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG)
def test_a_line_that_is_none_is_refused_with_its_number(desk, old, new, said):
    assert old in desk.text
    with pytest.raises(FormatError) as caught:
        read_journal(desk.text.replace(old, new, 1), "f")
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["{}", "[]", "7", "null", '"text"', "\n", "{", "[" * 100_000])
def test_what_is_no_journal_at_all_is_refused_at_its_first_line(text):
    with pytest.raises(FormatError, match="f, line 1"):
        read_journal(text, "f")


@pytest.mark.parametrize("line", ["7", "[]", "", "null", "[" * 100_000, '{"a":' * 5000])
def test_a_line_of_another_kind_is_refused(desk, line):
    lines = desk.text.splitlines()
    lines.insert(3, line)
    with pytest.raises(FormatError, match="f, line 4: this is no line of a journal"):
        read_journal("\n".join(lines) + "\n", "f")


def test_a_file_beyond_the_limits_is_refused(desk):
    lines = desk.text.splitlines()
    lines.insert(2, '"' + "x" * LONGEST_LINE + '"')
    with pytest.raises(FormatError, match=r"f, line 3: .* \(it is longer than 16 MiB\)"):
        read_journal("\n".join(lines) + "\n", "f")
    with pytest.raises(FormatError, match=r"f has more than 2,000,000 records"):
        read_journal(lines[0] + "\n" * (MOST_RECORDS + 1), "f")


def test_lines_that_end_as_on_other_systems_are_refused_and_not_guessed(desk):
    with pytest.raises(FormatError, match="line 1"):
        read_journal(desk.text.replace("\n", "\r\n"), "f")


def test_a_file_without_its_last_newline_was_cut(desk):
    told = desk.first(desk.judged(desk.text.removesuffix("\n")))
    assert told.startswith("end: is missing: the file was cut after its line ")
