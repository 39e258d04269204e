"""Element sets as OMM: JSON, CSV and KVN here, XML beside it; and whatever format a text has."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from artel.orbits.omm_fields import BadFieldError, elements_of, omm_mapping
from artel.orbits.omm_xml import read_omm_xml
from artel.orbits.readings import Problem, Readings, numbered_lines
from artel.orbits.tle import read_tle
from artel.orbits.tle_lines import is_element_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from artel.orbits.elements import Elements

_KVN = re.compile(r"(\w+)\s*=\s*(.*)", re.ASCII)
_UNIT = re.compile(r"\s*\[[^\[\]]*\]$")
_BLANK = re.compile(r"[\ufeff \t\r\n]*")
_BEGINS = "CCSDS_OMM_VERS"
_WANTED = "Give element sets as TLE, 3LE, or OMM in JSON, XML, KVN or CSV."


def read_elements(text: str) -> Readings:
    """Return the element sets of a text in any format we know, and what was wrong with others.

    Raises ValueError with a sentence where the text is empty or in none of the formats.
    """
    start = text.lstrip("\ufeff \t\r\n")
    if not start:
        raise ValueError(f"There is no text to read element sets from. {_WANTED}")
    readings = _reader_of(start)(text)
    if not readings.records and start[0] in "{<" and "MEAN_MOTION" not in text:
        kind = "XML" if start[0] == "<" else "JSON"
        raise ValueError(f"The text is {kind}, but holds no OMM. {_WANTED}")
    return readings


def _reader_of(start: str) -> Callable[[str], Readings]:
    """Return who reads a text that begins like this."""
    first = start.split("\n", 1)[0].strip()
    _refuse_others(first)
    if start[0] in "[{":
        return read_omm_json
    if start[0] == "<":
        return read_omm_xml
    if "," in first and "MEAN_MOTION" in first.upper():
        return read_omm_csv
    for _, line in numbered_lines(start):
        if is_element_line(line):
            return read_tle
        if _is_kvn(line):
            return read_omm_kvn
    raise ValueError(f"The text begins '{first[:60]}' and holds no element sets. {_WANTED}")


def _refuse_others(first: str) -> None:
    if first.lower().startswith(("<!doctype html", "<html")):
        raise ValueError(f"The text is a web page, perhaps a site's message of error. {_WANTED}")
    if first.startswith("CCSDS_OEM_VERS"):
        raise ValueError(f"The text is an OEM: an ephemeris, not element sets. {_WANTED}")


def read_omm_json(text: str) -> Readings:
    """Return the element sets of a JSON list of OMM, or of one; CelesTrak's and Space-Track's.

    Text that stops being JSON is a problem; the records before it are kept.
    """
    records: list[Elements] = []
    problems: list[Problem] = []
    for count, (line, value) in enumerate(_json_values(text), start=1):
        if isinstance(value, json.JSONDecodeError):
            reason = f"the JSON breaks off here: {value.msg}; what follows could not be read"
            problems.append(Problem(line, f"record {count}", reason))
        elif not isinstance(value, dict):
            problems.append(Problem(line, f"record {count}", "this is no object of keywords"))
        else:
            _take(_upper(value), (line, f"record {count}"), records, problems)
    return Readings(tuple(records), tuple(problems))


def _upper(fields: dict[Any, Any]) -> dict[str, Any]:
    return {str(keyword).strip().upper(): value for keyword, value in fields.items()}


def _take(
    fields: dict[str, Any],
    place: tuple[int, str],
    records: list[Elements],
    problems: list[Problem],
) -> None:
    try:
        records.append(elements_of(fields))
    except BadFieldError as bad:
        name = str(fields.get("OBJECT_NAME") or "").strip()
        record = f"{place[1]} ({name})" if name else place[1]
        problems.append(Problem(place[0], record, str(bad)))


def _json_values(text: str) -> Iterator[tuple[int, Any]]:
    """Yield (line, value) of each member of a list, or of the one object; an error ends it."""
    place, counted, line = _skip(text, 0), 0, 1
    listed = text.startswith("[", place)
    place = _skip(text, place + listed)
    while not (listed and text.startswith("]", place)):
        line += text.count("\n", counted, place)
        counted = place
        value, place = _scan(text, place)
        if isinstance(value, json.JSONDecodeError):
            yield line + text.count("\n", counted, value.pos), value
            return
        yield line, value
        place = _skip(text, place)
        if not listed or not text.startswith(",", place):
            break
        place = _skip(text, place + 1)
    if _skip(text, place + listed) != len(text) or (listed and not text.startswith("]", place)):
        said = "a comma or ] is missing" if listed else "more text follows the object"
        yield line + text.count("\n", counted, place), json.JSONDecodeError(said, text, place)


def _scan(text: str, place: int) -> tuple[Any, int]:
    """Return the value that begins here and where it ends, or an error as the value."""
    try:
        return json.JSONDecoder().raw_decode(text, place)
    except json.JSONDecodeError as error:
        return error, place
    except (RecursionError, ValueError):
        said = "nested too deep, or a number too long"
        return json.JSONDecodeError(said, text, place), place


def _skip(text: str, place: int) -> int:
    match = _BLANK.match(text, place)
    return match.end() if match else place


def read_omm_csv(text: str) -> Readings:
    """Return the element sets of a table with a header of CCSDS keywords, as CelesTrak's."""
    records: list[Elements] = []
    problems: list[Problem] = []
    rows = _rows(text)
    header = [cell.strip().upper() for cell in next(rows, (0, []))[1]]
    for count, (line, cells) in enumerate(rows, start=1):
        if len(cells) == len(header):
            fields = dict(zip(header, cells, strict=True))
            _take(fields, (line, f"record {count}"), records, problems)
        else:
            reason = f"the row has {len(cells)} cells, the header has {len(header)}"
            problems.append(Problem(line, f"record {count}", reason))
    return Readings(tuple(records), tuple(problems))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of the rows that hold anything; one too wild for CSV has one cell."""
    for number, line in numbered_lines(text):
        try:
            yield number, next(csv.reader([line]))
        except csv.Error:
            yield number, [line]


@dataclass(slots=True)
class _Message:
    """One message of a KVN text: where it began, its fields, and the line of each."""

    began: int
    fields: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


def read_omm_kvn(text: str) -> Readings:
    """Return the element sets of one or more OMM in keyword = value notation.

    A message begins with its CCSDS_OMM_VERS, or where a keyword of elements comes a second time.
    """
    problems: list[Problem] = []
    messages: list[_Message] = []
    for number, line in numbered_lines(text):
        match = _KVN.fullmatch(line)
        if match:
            _put(messages, match[1].upper(), match[2], number)
        elif not line.startswith("COMMENT"):
            reason = "this line is neither KEYWORD = value nor COMMENT; it was passed over"
            problems.append(Problem(number, f"message {max(len(messages), 1)}", reason))
    records: list[Elements] = []
    for message in messages:
        try:
            records.append(elements_of(message.fields))
        except BadFieldError as bad:
            name = message.fields.get("OBJECT_NAME") or "message"
            line_of = message.lines.get(bad.keyword, message.began)
            problems.append(Problem(line_of, name, str(bad)))
    return Readings(tuple(records), tuple(sorted(problems, key=lambda problem: problem.line)))


def _put(messages: list[_Message], keyword: str, value: str, number: int) -> None:
    again = messages and keyword == "OBJECT_NAME" and keyword in messages[-1].fields
    if not messages or keyword == _BEGINS or again:
        messages.append(_Message(number))
    # A name may end in brackets of its own, such as STARLINK-11100 [DTC].
    messages[-1].fields[keyword] = value if keyword == "OBJECT_NAME" else _UNIT.sub("", value)
    messages[-1].lines[keyword] = number


def _is_kvn(line: str) -> bool:
    match = _KVN.fullmatch(line)
    return match is not None and match[1].upper() in {_BEGINS, "MEAN_MOTION", "OBJECT_NAME"}


__all__ = [
    "omm_mapping",
    "read_elements",
    "read_omm_csv",
    "read_omm_json",
    "read_omm_kvn",
    "read_omm_xml",
]
