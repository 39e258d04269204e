"""Small changes to a pool's files that leave the rest of the text, comments and all, as it was.

Each change is made in the text and read back. Where the text is laid out in another way than line
by line, the whole file is written anew with the same values.
"""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.ids import pretty_json
from artel.commons.tables import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from artel.commons.tables import Table

_FIELD = re.compile(r"(\s*(?:- )?[\w-]+:\s*)(.*)")


def with_field(text: str, file: str, row: tuple[str, int], field: str, value: Any) -> str:
    """Return the text with one field of a row of a list set to a value."""
    table = load(text, file)
    name, index = row
    wanted = copy.deepcopy(table.value)
    there = field in wanted[name][index]
    wanted[name][index][field] = value
    lines = text.splitlines(keepends=True)
    said = json.dumps(value, ensure_ascii=False)
    if there:
        at = table.line((name, index, field)) - 1
        found = _FIELD.fullmatch(lines[at].rstrip("\n"))
        lines[at] = f"{found[1]}{said}\n" if found else lines[at]
    else:
        at = table.line((name, index)) - 1
        indent = len(lines[at]) - len(lines[at].lstrip(" -"))
        lines.insert(at + 1, f"{' ' * indent}{field}: {said}\n")
    return read_back("".join(lines), file, wanted)


def with_row(text: str, file: str, name: str, row: Mapping[str, Any]) -> str:
    """Return the text with a row more in a list: it comes first."""
    table = load(text, file)
    wanted = copy.deepcopy(table.value)
    wanted[name] = [dict(row), *(wanted.get(name) or [])]
    lines = text.splitlines(keepends=True)
    if (name,) in table.lines:
        lines.insert(table.line((name,)), _row_text(table, name, row))
    else:
        lines.append(f"\n{name}:\n{_row_text(table, name, row)}")
    return read_back("".join(lines), file, wanted)


def without_row(text: str, file: str, name: str, index: int) -> str:
    """Return the text with a row less in a list."""
    table = load(text, file)
    wanted = copy.deepcopy(table.value)
    del wanted[name][index]
    lines = text.splitlines(keepends=True)
    start = table.line((name, index)) - 1
    inside = [line for path, line in table.lines.items() if path[:2] == (name, index)]
    del lines[start : max(inside, default=start + 1)]
    return read_back("".join(lines), file, wanted)


def _row_text(table: Table, name: str, row: Mapping[str, Any]) -> str:
    """Return a row as lines, as far in as the rows that are there."""
    indent = "  "
    if (name, 0) in table.lines:
        first = table.text.splitlines()[table.line((name, 0)) - 1]
        indent = first[: len(first) - len(first.lstrip(" "))]
    fields = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in row.items()]
    return f"{indent}- " + f"\n{indent}  ".join(fields) + "\n"


def read_back(text: str, file: str, wanted: Any) -> str:
    """Return a text if it says what is wanted, else the same values written anew."""
    return text if _value(text, file) == wanted else pretty_json(wanted)


def _value(text: str, file: str) -> Any:
    try:
        return load(text, file).value
    except InputError:
        return None
