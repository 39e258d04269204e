"""What every file of the repository is like."""

from __future__ import annotations

import re

LONGEST = 400
WRITTEN_BY_HAND = {".py", ".sh", ".js", ".css", ".html", ".sql"}
UNFINISHED = re.compile(
    r"\b(todo|fixme|xxx|notimplementederror|for now)\b|\bplaceholder", re.IGNORECASE
)
MACHINE = re.compile(r"/(root|work|home)/|pypi[.]org|files[.]pythonhosted")


def text_of(path):
    """Return the text of a file, or nothing of one that holds bytes."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_is_longer_than_a_head_can_hold(files, repository):
    lengths = {
        str(path.relative_to(repository)): text_of(path).count("\n")
        for path in files
        if path.suffix in WRITTEN_BY_HAND
    }
    assert lengths
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_the_product_holds_no_mark_of_unfinished_work(files, repository):
    findings = [
        f"{path.relative_to(repository)}:{number} {line.strip()}"
        for path in files
        if path.is_relative_to(repository / "src")
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if UNFINISHED.search(line)
    ]
    assert findings == []


def test_no_file_knows_a_machine_or_a_registry(files, repository):
    findings = [
        f"{path.relative_to(repository)}:{number}"
        for path in files
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if MACHINE.search(line)
    ]
    assert findings == []


def test_what_must_not_stand_in_a_file_would_be_found():
    assert UNFINISHED.search("# todo: later")
    assert UNFINISHED.search("    raise NotImplementedError")
    assert MACHINE.search("see /{}/anna/artel".format("home"))


def test_text_ends_with_one_newline_and_no_line_with_blanks(files, repository):
    findings = [
        str(path.relative_to(repository))
        for path in files
        if (text := text_of(path))
        and (re.search(r"[ \t]+$", text, re.MULTILINE) or not re.search(r"\S\n\Z", text))
    ]
    assert findings == []
