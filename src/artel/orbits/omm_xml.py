"""OMM as XML: one message, or several under `ndm`, without entities or document types."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from artel.orbits.omm_fields import BadFieldError, elements_of
from artel.orbits.readings import Problem, Readings

if TYPE_CHECKING:
    from artel.orbits.elements import Elements


def read_omm_xml(text: str) -> Readings:
    """Return the element sets of OMM in XML, root `omm` or `ndm`, and what was wrong with others.

    Raises ValueError for a document type or an entity: an OMM has none, and they can be made to
    fill a machine. Text that stops being XML is a problem; what came before it is kept.
    """
    body = text.lstrip("\ufeff \t\r\n")
    above = text.count("\n", 0, len(text) - len(body))
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, _: reader.start(tag, above + parser.CurrentLineNumber)
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text.append
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(body, True)  # noqa: FBT003  (expat takes "final" by place)
    except expat.ExpatError as error:
        said = expat.errors.messages[error.code]
        reason = f"the XML breaks off here: {said}; what follows could not be read"
        reader.problems.append(Problem(above + error.lineno, "message", reason))
    return Readings(tuple(reader.records), tuple(reader.problems))


def _refuse(*_: object) -> None:
    raise ValueError(
        "The XML has a document type or entities, which no OMM needs; "
        "remove the DOCTYPE and give the message alone."
    )


@dataclass(slots=True)
class _Reader:
    """The message being read: where it began, its fields, and the line of each."""

    records: list[Elements] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    began: int = 0

    def start(self, tag: str, line: int) -> None:
        local = tag.rpartition(":")[2]
        if local == "omm":
            self.began, self.fields, self.lines = line, {}, {}
        self.text.clear()
        self.lines.setdefault(local, line)

    def end(self, tag: str) -> None:
        local = tag.rpartition(":")[2]
        if self.began and local.isupper():
            self.fields.setdefault(local, "".join(self.text))
        if local == "omm":
            self.take()
        self.text.clear()

    def take(self) -> None:
        try:
            self.records.append(elements_of(self.fields))
        except BadFieldError as bad:
            name = self.fields.get("OBJECT_NAME", "").strip() or "message"
            line = self.lines.get(bad.keyword, self.began)
            self.problems.append(Problem(line, name, str(bad)))
        self.began = 0
