"""What holds for a time only: maintenance of an asset, and leave to decode or to receive."""

import math
from collections.abc import Iterable
from typing import Annotated, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from artel.commons.figures import Text
from artel.commons.instants import to_posix
from artel.commons.names import matches
from artel.commons.tables import Instant, Row

Spans: TypeAlias = tuple[tuple[float, float], ...]
"""Intervals [start, end), POSIX s, sorted, none touching the next."""


class Maintenance(Row):
    """A window [start, end) in which the asset is worked on and serves nobody."""

    start: Instant
    end: Instant
    reason: Text

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "Maintenance":
        if not self.start < self.end:
            raise ValueError("end must be later than start")
        return self

    @property
    def span(self) -> tuple[float, float]:
        """The window in POSIX s."""
        return to_posix(self.start), to_posix(self.end)


class Permission(Row):
    """Leave for satellites (a shell pattern) from an instant on, until another."""

    satellites: Text
    first: Annotated[Instant | None, Field(alias="from")] = None
    until: Instant | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Permission":
        if self.first is not None and self.until is not None and not self.first < self.until:
            raise ValueError("until must be later than from")
        return self


def _kind(value: object) -> str:
    return "plain" if isinstance(value, str) else "dated"


Patterns: TypeAlias = tuple[
    Annotated[
        Annotated[Text, Tag("plain")] | Annotated[Permission, Tag("dated")], Discriminator(_kind)
    ],
    ...,
]
"""Shell patterns over the names of satellites, those that hold for a time with their dates."""


def pattern_of(entry: str | Permission) -> str:
    """Return the pattern of an entry, whenever it holds."""
    return entry if isinstance(entry, str) else entry.satellites


def covered(entries: Iterable[str | Permission], name: str) -> Spans:
    """Return when any of the entries covers the satellite of that name."""
    spans = (_span(entry) for entry in entries if matches((pattern_of(entry),), name))
    return joined(spans)


def joined(spans: Iterable[tuple[float, float]]) -> Spans:
    """Return intervals sorted, those that meet made one."""
    out: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], max(out[-1][1], end)
        else:
            out.append((start, end))
    return tuple(out)


def common(some: Spans, others: Spans) -> Spans:
    """Return what intervals have in common with others."""
    both = [(max(a, c), min(b, d)) for a, b in some for c, d in others]
    return joined((a, b) for a, b in both if a < b)


def _span(entry: str | Permission) -> tuple[float, float]:
    if isinstance(entry, str):
        return -math.inf, math.inf
    first = -math.inf if entry.first is None else to_posix(entry.first)
    return first, math.inf if entry.until is None else to_posix(entry.until)
