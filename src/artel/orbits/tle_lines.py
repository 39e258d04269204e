"""One line of a TLE: its columns, its checksum, and why it does not fit.

The columns are those of Hoots and Roehrich, Spacetrack Report No. 3 (1980), with Alpha-5
catalogue numbers: letters without I and O stand for 10 to 33 in the first of five places.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS = 69

# Blanks may stand before a number, never inside it.
_WHOLE_3 = r"(?: {2}\d| \d{2}|\d{3})"
_ANGLE = _WHOLE_3 + r"\.\d{4}"
_POWER = r"[ +-]\d{5}[ +-]\d"
_NUMBER = r"(?:[A-HJ-NP-Z\d]\d{4}| \d{4}| {2}\d{3}| {3}\d{2}| {4}\d)"
# Field by field: what it is called, how many columns it has, and what may stand there.
_FIELDS: Mapping[str, tuple[tuple[str, int, str], ...]] = {
    "1": (
        ("line number", 2, "1 "),
        ("catalogue number", 5, _NUMBER),
        ("classification", 1, "[A-Z ]"),
        ("", 1, " "),
        ("international designator", 8, r"[A-Z\d ]{8}"),
        ("", 1, " "),
        ("year of the epoch", 2, r"[\d ]\d"),
        ("day of the epoch", 12, _WHOLE_3 + r"\.\d{8}"),
        ("", 1, " "),
        ("first derivative of the mean motion", 10, r"[ +0-]\.\d{8}"),
        ("", 1, " "),
        ("second derivative of the mean motion", 8, _POWER),
        ("", 1, " "),
        ("B*", 8, _POWER),
        ("", 1, " "),
        ("ephemeris type", 1, r"[\d ]"),
        ("", 1, " "),
        ("element set number", 4, r"[\d ]{4}"),
        ("checksum", 1, r"\d"),
    ),
    "2": (
        ("line number", 2, "2 "),
        ("catalogue number", 5, _NUMBER),
        ("", 1, " "),
        ("inclination", 8, _ANGLE),
        ("", 1, " "),
        ("right ascension of the node", 8, _ANGLE),
        ("", 1, " "),
        ("eccentricity", 7, r"[\d ]{7}"),
        ("", 1, " "),
        ("argument of perigee", 8, _ANGLE),
        ("", 1, " "),
        ("mean anomaly", 8, _ANGLE),
        ("", 1, " "),
        ("mean motion", 11, r"[\d ]\d\.\d{8}"),
        ("revolution number", 5, r"[\d ]{5}"),
        ("checksum", 1, r"\d"),
    ),
}
_NAMES = {line: [name for name, _, _ in fields if name] for line, fields in _FIELDS.items()}
_LINES = {
    line: re.compile("".join(f"({what})" if name else what for name, _, what in fields), re.ASCII)
    for line, fields in _FIELDS.items()
}
_MEANT = re.compile(r"[12] (?:[\dA-Z ]{4}\d[A-Z]? |.{28})")
_TALLY = bytes(c - 48 if 48 <= c <= 57 else int(c == 45) for c in range(256))
"""What each character adds to a checksum: a digit its value, a minus sign one."""


class BadLineError(ValueError):
    """A line that cannot be part of an element set: its number and the reason."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def is_element_line(line: str) -> bool:
    """Return whether a line means to be line 1 or line 2, good or bad, and not a name."""
    return _MEANT.match(line) is not None


def checksum(line: str) -> int:
    """Return the checksum of a line's first 68 columns: digits, and one for each minus sign."""
    return sum(line[: COLUMNS - 1].encode("ascii").translate(_TALLY)) % 10


def columns_of(number: int, line: str) -> dict[str, str]:
    """Return the fields of a line by name, once it is found whole."""
    match = _LINES[line[0]].fullmatch(line)
    if match is None:
        raise BadLineError(number, _misfit(line))
    tally = checksum(line)
    if int(line[-1]) != tally:
        raise BadLineError(number, f"the checksum says {line[-1]}, but the line adds up to {tally}")
    return dict(zip(_NAMES[line[0]], match.groups(), strict=True))


def _misfit(line: str) -> str:
    """Return why a line does not fit its columns."""
    strange = next((c for c in line if not c.isascii()), "")
    if strange:
        what = "a non-breaking space" if strange == "\xa0" else f"the character {strange!r}"
        return f"column {line.index(strange) + 1} holds {what}; only plain ASCII may stand here"
    if len(line) != COLUMNS:
        return f"the line has {len(line)} columns; an element line has {COLUMNS}"
    column = 0
    for name, width, what in _FIELDS[line[0]]:
        part = line[column : column + width]
        if not re.fullmatch(what, part, re.ASCII):
            place = (
                f"columns {column + 1} to {column + width}" if width > 1 else f"column {column + 1}"
            )
            return f"{place} ({name or 'blank'}) cannot be '{part}'"
        column += width
    raise AssertionError(line)  # The fields together are the whole line.
