"""When a station can decode a satellite, and when its owner lets it: patterns, some with dates."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from artel.commons.instants import to_posix
from artel.validator import tolerances as tol
from artel.validator.facts import Leave, matches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from artel.validator.document import Downlink


def has_leave(entries: Iterable[str | Leave], downlink: Downlink) -> bool:
    """Whether the entries cover the satellite all through the downlink, one after the other."""
    spans = sorted(_spans(entries, downlink.satellite))
    reached = downlink.start
    for start, end in spans:
        if start <= reached + tol.INSTANT_S:
            reached = max(reached, end)
    return bool(spans) and reached >= downlink.end - tol.INSTANT_S


def _spans(entries: Iterable[str | Leave], satellite: str) -> list[tuple[float, float]]:
    spans = []
    for entry in entries:
        pattern = entry if isinstance(entry, str) else entry.satellites
        if matches(satellite, (pattern,)):
            spans.append((-math.inf, math.inf) if isinstance(entry, str) else _dates(entry))
    return spans


def _dates(entry: Leave) -> tuple[float, float]:
    first = to_posix(entry.first) if entry.first is not None else -math.inf
    return first, to_posix(entry.until) if entry.until is not None else math.inf
