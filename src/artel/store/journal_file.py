"""A journal as a file, artel-journal/1: JSON lines, each in its one canonical form.

A header, the entries, the bodies, the heads, the countersignatures, the proofs, and an end that
counts them. The same journal gives the same bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from artel.commons.errors import FormatError, InputError
from artel.commons.formats import check_stamp, stamp
from artel.store.chain import Entry, canonical
from artel.store.heads import Countersignature, Head
from artel.store.records import (
    LINE,
    Body,
    Consistency,
    Deleted,
    End,
    EntryLine,
    Header,
    Inclusion,
    Line,
    Personal,
    entry_line,
    name_of,
    place_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FORMAT, VERSION = "artel-journal", 1
LONGEST_LINE = 16 * 1024 * 1024
MOST_RECORDS = 2_000_000
_SHOWN = 60
_Kind = TypeVar("_Kind", bound=Line)


@dataclass(frozen=True)
class Journal:
    """A journal, whole or one member's extract, in the order of its file.

    `disorder` says what does not stand where it should; a file that was only cut or shuffled is
    read all the same, so that the first record that is wrong can be named.
    """

    header: Header
    entries: tuple[Entry, ...] = ()
    bodies: tuple[Body | Personal | Deleted, ...] = ()
    heads: tuple[Head, ...] = ()
    countersignatures: tuple[Countersignature, ...] = ()
    inclusions: tuple[Inclusion, ...] = ()
    consistencies: tuple[Consistency, ...] = ()
    name: str = "the journal"
    disorder: tuple[tuple[str, str], ...] = ()


def header_of(pool: str, keys: Mapping[str, list[str]], member: str = "") -> Header:
    """Return the header of a journal: the pool's name, and each party's public keys in hex."""
    held = {party: list(each) for party, each in sorted(keys.items())}
    return Header(format=stamp(FORMAT, VERSION), keys=held, member=member, pool=pool)


def write_journal(journal: Journal) -> str:
    """Return the text of a journal's file."""
    return "".join(lines_of(journal))


def lines_of(journal: Journal) -> Iterator[str]:
    """Yield the file's lines one by one, each with its newline, for what is sent as it is made."""
    yield _text(journal.header)
    lines: list[Line] = sorted(
        chain(
            map(entry_line, journal.entries),
            journal.bodies,
            journal.heads,
            journal.countersignatures,
            journal.inclusions,
            journal.consistencies,
        ),
        key=place_of,
    )
    yield from map(_text, lines)
    yield _text(End(records=len(lines)))


def _text(record: BaseModel) -> str:
    return canonical(record.model_dump()) + "\n"


def read_journal(text: str, name: str) -> Journal:
    """Return the journal of a file's text.

    Raises FormatError, with the number of the line, for what is no line of a journal, for a newer
    version, and for a file beyond the limits.
    """
    lines = text.split("\n")
    header = _header(lines[0], name)
    if len(lines) > MOST_RECORDS:
        raise FormatError(
            f"{name} has more than {MOST_RECORDS:,} records.", next_step="Take a member's extract."
        )
    # What follows the last newline is nothing, unless the file was cut inside a line.
    whole = lines[1:-1] if not lines[-1] else lines[1:]
    records = [_line(line, f"{name}, line {number}") for number, line in enumerate(whole, 2)]
    return Journal(
        header=header,
        name=name,
        disorder=tuple(_disorder(records, cut=bool(lines[-1]))),
        entries=tuple(line.entry() for line in _of(records, EntryLine)),
        bodies=tuple(each for each in records if isinstance(each, Body | Personal | Deleted)),
        heads=_of(records, Head),
        countersignatures=_of(records, Countersignature),
        inclusions=_of(records, Inclusion),
        consistencies=_of(records, Consistency),
    )


def _of(records: list[Line], kind: type[_Kind]) -> tuple[_Kind, ...]:
    return tuple(each for each in records if isinstance(each, kind))


def _header(line: str, name: str) -> Header:
    where = f"{name}, line 1"
    value = _value(line, where)
    check_stamp(value.get("format"), FORMAT, VERSION, where)
    try:
        return Header.model_validate(value)
    except ValidationError as error:
        raise _refusal(where, _said(error)) from None


def _line(line: str, where: str) -> Line:
    try:
        return LINE.validate_python(_value(line, where))
    except ValidationError as error:
        raise _refusal(where, _said(error)) from None


def _value(line: str, where: str) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise _refusal(where, f"it is longer than {LONGEST_LINE // 1024**2} MiB")
    try:
        value = json.loads(line)
        same = canonical(value) == line
    except (ValueError, RecursionError, InputError):
        raise _refusal(where, "it is not JSON, or is cut short") from None
    if not isinstance(value, dict):
        raise _refusal(where, "it is not a JSON object")
    if not same:
        raise _refusal(where, "its JSON is not in the one form that a journal has")
    return value


def _said(error: ValidationError) -> str:
    """Return the first complaint of a check, with the field it is about."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])[:_SHOWN]
    return f"{place}: {first['msg'][:_SHOWN].lower()}".lstrip(": ")


def _refusal(where: str, said: str) -> FormatError:
    return FormatError(
        f"{where}: this is no line of a journal ({said}).",
        next_step="Fetch the file again; if the line is still so, ask who sent it.",
    )


def _disorder(records: list[Line], *, cut: bool) -> Iterator[tuple[str, str]]:
    """Yield each record that does not stand where it should, and what is wrong with that."""
    last: Line | None = None
    for line in records:
        if last is not None and place_of(line) <= place_of(last):
            again = name_of(line) == name_of(last)
            yield (
                name_of(line),
                "stands there twice." if again else f"stands after {name_of(last)}.",
            )
        last = line
    if cut or not isinstance(last, End):
        yield "end", f"is missing: the file was cut after its line {len(records) + 1}."
    elif last.records != len(records) - 1:
        yield "end", f"counts {last.records} records; the file holds {len(records) - 1}."
