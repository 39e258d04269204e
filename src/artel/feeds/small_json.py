"""JSON from others: bounded in size and depth, each key once, numbers that are numbers."""

from __future__ import annotations

import json
import re
from typing import Any

from artel.commons.errors import InputError
from artel.feeds.decode import MIB, text_of

LARGEST_JSON = 4 * MIB
DEEPEST = 32
"""How many lists and objects may stand within each other."""
_LONGEST_NUMBER = 40
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_ASK_AGAIN = "Ask its sender for a sound one."


def object_of(data: bytes, name: str, *, limit: int = LARGEST_JSON) -> dict[str, Any]:
    """Return the JSON object in bytes that came from `name`.

    Raises InputError, before anything is built, for more than `limit` bytes (also once unpacked
    from gzip) or more than DEEPEST levels; and for what is no object, says a key twice, or holds
    a number that no measuring instrument gives.
    """
    if len(data) > limit:
        raise InputError(f"{name} is larger than {limit / MIB:g} MiB.", next_step=_ASK_AGAIN)
    text = text_of(data, name, limit=limit)
    if _depth(text) > DEEPEST:
        raise InputError(f"{name} is nested deeper than {DEEPEST} levels.", next_step=_ASK_AGAIN)
    try:
        found = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_refuse, parse_int=_whole,
            parse_float=_real,
        )  # fmt: skip
    except json.JSONDecodeError as error:
        raise InputError(
            f"{name} is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.",
            next_step=_ASK_AGAIN,
        ) from None
    except ValueError as error:
        raise InputError(f"{name} is not used: {error}.", next_step=_ASK_AGAIN) from None
    if not isinstance(found, dict):
        raise InputError(f"{name} is no JSON object.", next_step=_ASK_AGAIN)
    return found


def _depth(text: str) -> int:
    """Return how many brackets stand within each other outside strings, at the most."""
    deepest = level = 0
    for mark in re.findall(r"[\[\]{}]", _STRING.sub("", text)):
        level += 1 if mark in "[{" else -1
        deepest = max(deepest, level)
    return deepest


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"it says '{twice}' twice")
    return found


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _whole(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(f"it holds a number of {len(digits)} digits")
    return int(digits)


def _real(digits: str) -> float:
    value = float(digits)
    if abs(value) == float("inf"):
        raise ValueError(f"{digits} is too large a number")
    return value
