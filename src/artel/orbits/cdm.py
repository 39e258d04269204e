"""Conjunction data messages, CCSDS 508.0-B, in KVN and XML: what others say of an approach."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from artel.orbits.readings import numbered_lines
from artel.orbits.time import parse_epoch

if TYPE_CHECKING:
    from collections.abc import Iterator

_VERSION = "CCSDS_CDM_VERS"
_COVARIANCE = ("CR_R", "CT_R", "CT_T", "CN_R", "CN_T", "CN_N")
_KVN = re.compile(r"([A-Z0-9_]+)\s*=\s*(.*)")
_UNIT = re.compile(r"\s*\[[^\[\]]*\]$")


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two objects of a message; `covariance` tells whether its position has one.

    `norad_id` is the designator where it is a catalogue number, else None.
    """

    name: str
    designator: str
    norad_id: int | None
    covariance: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Conjunction:
    """A message: `time` POSIX s of closest approach, `miss` m, `speed` m/s (None where not told).

    `probability` and `method` are the originator's own, and are handed on as they stand.
    """

    originator: str
    created: float
    message_id: str
    time: float
    miss: float
    speed: float | None
    probability: float | None
    method: str
    parties: tuple[Party, Party]


def read_cdm(text: str) -> tuple[Conjunction, ...]:
    """Return the conjunction data messages of a text in KVN or XML, in their order.

    Raises ValueError with line and keyword for what is missing or cannot be read, and for XML
    with a document type or entities.
    """
    start = text.lstrip("\ufeff \t\r\n")
    messages = list(_messages(_of_xml(text) if start.startswith("<") else _of_kvn(text)))
    if not messages:
        raise ValueError(f"The text holds no CDM: {_VERSION} stands nowhere in it.")
    return tuple(_conjunction(message) for message in messages)


@dataclass(slots=True)
class _Part:
    """Fields by keyword, each with its line, and the line on which the part begins."""

    line: int
    fields: dict[str, tuple[int, str]] = field(default_factory=dict)

    def text(self, keyword: str) -> str:
        """Return a value, or nothing where there is none."""
        return self.fields.get(keyword, (0, ""))[1]

    def need(self, keyword: str) -> str:
        """Return a value that must be there."""
        if not self.text(keyword):
            line = self.fields.get(keyword, (self.line, ""))[0]
            raise ValueError(f"line {line}: {keyword}: it is missing, and a CDM must have it.")
        return self.text(keyword)

    def instant(self, keyword: str) -> float:
        """Return an instant that must be there, POSIX s."""
        text = self.need(keyword)
        try:
            return parse_epoch(text)
        except ValueError as error:
            raise ValueError(f"line {self.fields[keyword][0]}: {keyword}: {error}") from None

    def number(self, keyword: str, most: float = math.inf) -> float | None:
        """Return a number from 0 to `most`, or None where there is none."""
        text = self.text(keyword)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (0.0 <= value <= most and math.isfinite(value)):
            wanted = f"a number from 0 to {most:g}" if most < math.inf else "a number from 0 on"
            line = self.fields[keyword][0]
            raise ValueError(f"line {line}: {keyword}: '{text}' is not {wanted}.")
        return value


@dataclass(slots=True)
class _Message:
    """A message's own fields, and those of each object."""

    head: _Part
    objects: list[_Part] = field(default_factory=list)


def _of_kvn(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (line, keyword, value) of a text in KVN, without units and comments."""
    for number, line in numbered_lines(text):
        match = _KVN.fullmatch(line)
        if match:
            yield number, match[1], _UNIT.sub("", match[2]).strip()
        elif not line.startswith("COMMENT"):
            raise ValueError(f"line {number}: '{line[:40]}' is no line of KEYWORD = value.")


def _of_xml(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (line, keyword, value) of a text in XML, root `cdm` or `ndm`."""
    body = text.lstrip("\ufeff \t\r\n")
    reader = _Reader(text.count("\n", 0, len(text) - len(body)))
    try:
        reader.read(body)
    except expat.ExpatError as error:
        line = reader.above + error.lineno
        said = expat.errors.messages[error.code]
        raise ValueError(f"line {line}: the XML breaks off here: {said}.") from None
    yield from reader.found


@dataclass(slots=True)
class _Reader:
    """Collects the leaves of XML whose tags are keywords; `above` lines stand before it."""

    above: int
    found: list[tuple[int, str, str]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    line: int = 0

    def read(self, body: str) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.CharacterDataHandler = self.text.append
        parser.EndElementHandler = self.end

        def start(tag: str, attributes: dict[str, str]) -> None:
            self.line = self.above + parser.CurrentLineNumber
            self.text.clear()
            if tag.rpartition(":")[2] == "cdm":
                self.found.append((self.line, _VERSION, attributes.get("version", "")))

        parser.StartElementHandler = start
        parser.Parse(body, True)  # noqa: FBT003  (expat takes "final" by place)

    def end(self, tag: str) -> None:
        local = tag.rpartition(":")[2]
        if local.isupper() and local != "COMMENT":
            self.found.append((self.line, local, "".join(self.text).strip()))
        self.text.clear()


def _refuse(*_: object) -> None:
    raise ValueError(
        "The XML has a document type or entities, which no CDM needs; "
        "remove the DOCTYPE and give the message alone."
    )


def _messages(fields: Iterator[tuple[int, str, str]]) -> Iterator[_Message]:
    """Yield each message; the keyword OBJECT begins the fields of an object."""
    message = None
    for line, keyword, value in fields:
        if keyword == _VERSION:
            if message:
                yield message
            message = _Message(_Part(line))
        if message is None:
            raise ValueError(f"line {line}: {keyword}: a CDM begins with {_VERSION}.")
        if keyword == "OBJECT":
            message.objects.append(_Part(line))
        part = message.objects[-1] if message.objects else message.head
        if keyword in part.fields:
            raise ValueError(f"line {line}: {keyword}: it stands twice.")
        part.fields[keyword] = (line, value)
    if message:
        yield message


def _conjunction(message: _Message) -> Conjunction:
    head, objects = message.head, message.objects
    if [one.text("OBJECT") for one in objects] != ["OBJECT1", "OBJECT2"]:
        line = objects[-1].line if objects else head.line
        raise ValueError(f"line {line}: OBJECT: a CDM has an OBJECT1 and then an OBJECT2.")
    head.need("MISS_DISTANCE")
    return Conjunction(
        originator=head.need("ORIGINATOR"),
        created=head.instant("CREATION_DATE"),
        message_id=head.text("MESSAGE_ID"),
        time=head.instant("TCA"),
        miss=head.number("MISS_DISTANCE") or 0.0,
        speed=head.number("RELATIVE_SPEED"),
        probability=head.number("COLLISION_PROBABILITY", 1.0),
        method=head.text("COLLISION_PROBABILITY_METHOD"),
        parties=(_party(objects[0]), _party(objects[1])),
    )


def _party(part: _Part) -> Party:
    designator = part.need("OBJECT_DESIGNATOR")
    number = int(designator) if designator.isascii() and designator.isdigit() else None
    covariance = all(part.text(keyword) for keyword in _COVARIANCE)
    return Party(part.text("OBJECT_NAME"), designator, number, covariance)
