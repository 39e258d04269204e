"""YAML and JSON tables whose every complaint names file, line and field."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property, lru_cache
from threading import local
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from artel.commons.errors import InputError, TableError
from artel.commons.instants import as_utc, parse_instant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]
MOST_VALUES = 1_000_000
_TIMESTAMP = "tag:yaml.org,2002:timestamp"


def _utc(value: object) -> object:
    if isinstance(value, str):
        try:
            return parse_instant(value)
        except InputError as error:  # pydantic collects ValueErrors, with their place in the table
            raise ValueError(str(error)) from None
    return as_utc(value) if isinstance(value, datetime) else value


Instant = Annotated[datetime, BeforeValidator(_utc)]
"""A UTC instant in a table: ISO 8601 text, without a zone taken as UTC."""


class Row(BaseModel):
    """A row of a table: frozen, and an unknown key is an error."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, str_strip_whitespace=True
    )


RowType = TypeVar("RowType", bound=BaseModel)


@dataclass(frozen=True)
class Table:
    """The plain value of a file, and the line on which each part of it stands."""

    file: str
    text: str
    value: Any = field(repr=False)

    @cached_property
    def lines(self) -> Mapping[Path, int]:
        """Line numbers (from 1) by path; read only when something has to be named."""
        node = _compose(self.text, self.file)
        return dict(_walk(node, ())) if node is not None else {}

    def line(self, path: Path) -> int:
        """Return the line of the path, or of its nearest ancestor that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def finding(self, path: Path, sentence: str) -> str:
        """Return a complaint with file, line and field."""
        return f"{self.file}, line {self.line(path)}, {path_text(path)}: {sentence}"


def path_text(path: Path) -> str:
    """Return `satellites[2].sensors[0].gsd_m` for a path."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).lstrip(".") or "the file"


def load(text: str, file: str) -> Table:
    """Return the table of a YAML text, or of a JSON text when the name ends in json.

    Raises TableError where the text cannot be read, a key stands twice, or nothing is in it.
    """
    if not text.strip():
        raise TableError((f"{file}: the file is empty.",))
    if file.endswith("json"):
        return Table(file, text, _read_json(text, file))
    node = _compose(text, file)
    try:
        return Table(file, text, _plain(node, file))
    except RecursionError:  # an alias that holds itself
        raise TableError((f"{file}: this is not YAML that ends.",)) from None


def check(table: Table, model: type[RowType]) -> RowType:
    """Return the table as a model, or raise TableError with every finding."""
    try:
        return model.model_validate(table.value)
    except ValidationError as error:
        found = tuple(_finding(table, model, entry) for entry in error.errors())
        raise TableError(found) from None


def _read_json(text: str, file: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        sentence = f"{file}, line {error.lineno}: this is not JSON ({error.msg})."
        raise TableError((sentence,)) from None
    except (InputError, RecursionError, ValueError) as error:  # ValueError: a number too long
        raise TableError((f"{file}: {error}",)) from None


def _no_constant(name: str) -> Any:
    raise InputError(f"{name} is not a number that can be used.")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InputError(f"the key '{twice}' stands twice in one object.")
    return mapping


class _Readers(local):
    """A reader for each thread: one that two threads use at once mixes their values up."""

    def __init__(self) -> None:
        self.yaml = YAML(typ="safe", pure=True)


@cache
def _readers() -> _Readers:
    return _Readers()


@lru_cache(maxsize=32)
def _compose(text: str, file: str) -> Node | None:
    """Return the nodes of a text; nobody changes them, so one reading serves all who ask."""
    node: Node | None
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        sentence = f"{file}, line {line}: this is not YAML ({error.problem or error.context})."
        raise TableError((sentence,)) from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise TableError((f"{file}: this is not YAML ({error}).",)) from None
    if node is not None and _size(node, {}) > MOST_VALUES:
        raise TableError((f"{file}: its aliases unfold into more than a million values.",))
    return node


def _size(node: Node, known: dict[int, int]) -> int:
    """Return how many values a node unfolds into; each alias is counted once and remembered."""
    if id(node) not in known:
        known[id(node)] = 0  # an alias inside itself must not be followed for ever
        inner: list[Node] = []
        if isinstance(node, MappingNode):
            inner = [value for _, value in node.value]
        elif isinstance(node, SequenceNode):
            inner = list(node.value)
        known[id(node)] = 1 + sum(_size(each, known) for each in inner)
    return known[id(node)]


def _walk(node: Node, path: Path) -> Iterator[tuple[Path, int]]:
    yield path, node.start_mark.line + 1
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield from _walk(value, (*path, str(key.value)))
            yield (*path, str(key.value)), key.start_mark.line + 1
    elif isinstance(node, SequenceNode):
        for index, value in enumerate(node.value):
            yield from _walk(value, (*path, index))


def _plain(node: Node | None, file: str) -> Any:
    """Return plain values; instants stay text, so that they are read in one place only."""
    if isinstance(node, MappingNode):
        return _plain_mapping(node, file)
    if isinstance(node, SequenceNode):
        return [_plain(value, file) for value in node.value]
    if isinstance(node, ScalarNode) and node.tag != _TIMESTAMP:
        return _scalar(node, file)
    return node.value if node is not None else None


def _scalar(node: ScalarNode, file: str) -> Any:
    try:
        return _readers().yaml.constructor.construct_object(node)
    except (MarkedYAMLError, ValueError):
        line = node.start_mark.line + 1
        raise TableError((f"{file}, line {line}: '{node.value}' cannot be read.",)) from None


def _plain_mapping(node: MappingNode, file: str) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in plain:
            line = key.start_mark.line + 1
            raise TableError((f"{file}, line {line}: the key '{name}' stands twice.",))
        plain[name] = _plain(value, file)
    return plain


def _finding(table: Table, model: type[BaseModel], entry: Any) -> str:
    path = _real_path(table.value, entry["loc"])
    if entry["type"] == "extra_forbidden":
        return table.finding(path, _unknown_key(table, model, path))
    if entry["type"] == "missing":
        return table.finding(path, f"'{entry['loc'][-1]}' is missing.")
    message = str(entry["msg"]).removeprefix("Value error, ").rstrip(".")
    return table.finding(path, f"{message[:1].lower()}{message[1:]}.{_given(entry['input'])}")


def _given(value: object) -> str:
    plain = isinstance(value, str | int | float) and len(str(value)) < 60
    return f" Given: {value!r}." if plain else ""


def _real_path(value: Any, loc: tuple[str | int, ...]) -> Path:
    """Return the part of a pydantic location that stands in the file (tags of unions do not)."""
    path: Path = ()
    for part in loc:
        inside = isinstance(value, dict) and part in value
        inside = inside or (isinstance(value, list) and isinstance(part, int) and part < len(value))
        if inside:
            path, value = (*path, part), value[part]
    return path


def _unknown_key(table: Table, model: type[BaseModel], path: Path) -> str:
    key = str(path[-1])
    siblings = table.value
    for part in path[:-1]:
        siblings = siblings[part]
    known = _known_keys(model, key, set(siblings))
    near = difflib.get_close_matches(key, known - set(siblings), n=1, cutoff=0.5)
    near = near or difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    hint = f"did you mean '{near[0]}'?" if near else f"known keys: {', '.join(sorted(known))}."
    return f"'{key}' is not a known key; {hint}"


def _known_keys(model: type[BaseModel], key: str, siblings: set[str]) -> set[str]:
    """Return the keys of the row in the model's schema that is most like the key's siblings."""
    schema = model.model_json_schema()
    rows = [schema, *schema.get("$defs", {}).values()]
    names = [set(row.get("properties", ())) for row in rows]

    def likeness(keys: set[str]) -> tuple[int, int, int]:
        near = difflib.get_close_matches(key, keys, n=1, cutoff=0.5)
        return len(keys & siblings), len(near), -len(keys)

    return max(names, key=likeness)
