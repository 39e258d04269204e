"""Where two plain values differ, place by place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 60


def differences(expected: Any, found: Any, place: str = "") -> Iterator[str]:
    """Yield `entries[3].amount is 5, but 6 follows from the inputs` for each difference."""
    if isinstance(expected, dict) and isinstance(found, dict):
        yield from _of_mappings(expected, found, place)
    elif isinstance(expected, list) and isinstance(found, list):
        for index, (one, other) in enumerate(zip(expected, found, strict=False)):
            yield from differences(one, other, f"{place}[{index}]")
        if len(expected) != len(found):
            yield f"{place} has {len(found)} parts, but {len(expected)} follow from the inputs."
    elif type(expected) is not type(found) or expected != found:
        yield f"{place} is {_told(found)}, but {_told(expected)} follows from the inputs."


def _of_mappings(expected: dict[str, Any], found: dict[str, Any], place: str) -> Iterator[str]:
    for key in [*expected, *(key for key in found if key not in expected)]:
        inner = f"{place}.{key}" if place else str(key)
        if key not in found:
            yield f"{inner} is missing."
        elif key not in expected:
            yield f"{inner} does not follow from the inputs."
        else:
            yield from differences(expected[key], found[key], inner)


def _told(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
