"""What is wrong with a wish: problems with JSON pointers, and the checks every JSON body passes."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from unicodedata import category

from artel.commons.errors import InputError
from artel.commons.names import hint
from artel.orders.geometry import finite, pointer_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

LONGEST_TEXT = 500
LONGEST_LIST = 100
DEEPEST = 12
MOST_PROBLEMS = 100
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}

_SAID = {
    "bool_type": "This should be true or false.",
    "datetime_type": "Write an instant as 2026-10-05T06:00:00Z.",
    "float_type": "This should be a number.",
    "int_type": "This should be a whole number.",
    "int_from_float": "This should be a whole number.",
    "model_type": "This should be an object.",
    "string_type": "This should be a text.",
    "string_too_short": "The text is empty.",
    "too_short": "Give at least one.",
    "tuple_type": "This should be a list.",
}
"""What pydantic says in words of Python, by the type of its error."""


@dataclass(frozen=True, slots=True, order=True)
class WishProblem:
    """One thing that is wrong: where in the body (RFC 6901), and what to do about it."""

    pointer: str
    sentence: str


class WishError(InputError):
    """A wish cannot be read; `problems` names everything that is wrong with it."""

    def __init__(self, problems: Iterable[WishProblem]) -> None:
        self.problems = tuple(sorted(set(problems)))[:MOST_PROBLEMS]
        super().__init__(
            "\n".join(f"{each.pointer or 'the order'}: {each.sentence}" for each in self.problems)
        )


def plain_problems(value: Any, path: tuple[object, ...] = ()) -> Iterator[WishProblem]:
    """Yield what no wish may hold: unprintable or endless text, numbers that are none, depth.

    The geometry is looked at by itself; it may hold thousands of numbers.
    """
    if len(path) > DEEPEST:
        yield WishProblem(pointer_of(*path), "This is nested too deep.")
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _key_problems(key, path)
            if (*path, key) != ("geometry",):
                yield from plain_problems(part, (*path, key))
    elif isinstance(value, list):
        yield from _list_problems(value, path)
    elif (sentence := _scalar(value)) is not None:
        yield WishProblem(pointer_of(*path), sentence)


def _list_problems(value: list[Any], path: tuple[object, ...]) -> Iterator[WishProblem]:
    if len(value) > LONGEST_LIST:
        sentence = f"The list has {len(value)} parts; at most {LONGEST_LIST} will do."
        yield WishProblem(pointer_of(*path), sentence)
    for index, part in enumerate(value[:LONGEST_LIST]):
        yield from plain_problems(part, (*path, index))


def _key_problems(key: Any, path: tuple[object, ...]) -> Iterator[WishProblem]:
    if not isinstance(key, str) or _scalar(key) is not None:
        yield WishProblem(pointer_of(*path), "A name in here is not a printable text.")


def _scalar(value: Any) -> str | None:
    """Return what is wrong with a value that holds no others."""
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool) or finite(value):
        return None
    return "This is not a number that can be used."


def _text(value: str) -> str | None:
    if len(value) > LONGEST_TEXT:
        return f"The text has {len(value)} characters; at most {LONGEST_TEXT} will do."
    if any(category(each) in _UNPRINTABLE for each in value):
        return "The text holds a character that cannot be printed."
    return None


def problem_of(entry: ErrorDetails, models: Mapping[str, type[BaseModel]]) -> WishProblem:
    """Return the problem of a pydantic error.

    `models` are the models by the field in which they stand, the wish's own under no name.
    """
    path = entry["loc"]
    model = models.get(str(path[0]) if path else "", models[""])
    if entry["type"] == "extra_forbidden":
        model = model if len(path) > 1 else models[""]
        return WishProblem(pointer_of(*path), unknown_field(str(path[-1]), fields_of(model)))
    if entry["type"] == "missing":
        return WishProblem(pointer_of(*path), f"'{path[-1]}' is missing.")
    if entry["type"] in _SAID:
        return WishProblem(pointer_of(*path), _SAID[entry["type"]])
    message = str(entry["msg"]).removeprefix("Value error, ").rstrip(".")
    if "Value error" in entry["msg"]:  # one about several fields stands at the first it names
        named = [word for word in message.split() if word in model.model_fields]
        path = (*path, *named[:1]) if path in {(), ("fill",), ("series",)} else path
    message = message.replace("Input should be", "This should be")
    return WishProblem(pointer_of(*path), f"{message}.")


def fields_of(model: type[BaseModel]) -> list[str]:
    """Return the fields of a model, as they are written; consents are never wished for."""
    written = [each.alias or name for name, each in model.model_fields.items()]
    return [name for name in written if name != "consents"]


def unknown_field(name: str, known: Iterable[str]) -> str:
    """Return the sentence about a field that is not known, with the nearest that is."""
    return f"'{name[:60]}' is not a field of it; {hint(name[:60], known)}"


def unknown_name(what: str, name: str, known: Iterable[str]) -> str:
    """Return the sentence about a name that is not known, with the nearest that is.

    Here only near names are told: the whole list may be nobody's business.
    """
    near = get_close_matches(name[:60], sorted(known), n=1, cutoff=0.5)
    asked = f" Did you mean '{near[0]}'?" if near else ""
    return f"There is no {what} '{name[:60]}'.{asked}"
